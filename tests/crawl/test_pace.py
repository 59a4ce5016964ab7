"""Taking turns: delays, concurrency, and the pauses that servers ask for."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from bot.crawl.fetcher import Fetcher
from bot.crawl.moments import MAX_REST
from bot.crawl.pace import MAX_DELAY_SECONDS, MAX_HOSTS, Pace, registrable_domain
from storage.words import Reason
from tests.faults.fetching import get, loopback
from tests.faults.web import MisbehavingWeb, in_turn, page

START = datetime(2026, 8, 1, tzinfo=UTC)


def at(moment: datetime) -> Callable[[], datetime]:
    """A clock that stands still."""
    return lambda: moment


async def times_of_turns(pace: Pace, hosts: list[str]) -> list[float]:
    """When each of many who ask at once gets a turn, in seconds from now, sorted."""
    loop = asyncio.get_running_loop()
    start = loop.time()

    async def take(host: str) -> float:
        async with pace.turn(host):
            return loop.time() - start

    return sorted(await asyncio.gather(*map(take, hosts)))


async def test_two_requests_to_one_host_are_a_delay_apart() -> None:
    times = await times_of_turns(Pace(loopback(host_delay=0.1), at(START)), ["a.test"] * 4)
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert min(gaps) > 0.09


async def test_hosts_do_not_wait_for_each_other() -> None:
    pace = Pace(loopback(host_delay=3600), at(START))
    await asyncio.wait_for(times_of_turns(pace, [f"{number}.test" for number in range(50)]), 60)
    assert pace.wait_seconds("7.test") > 3000
    assert pace.wait_seconds("new.test") == 0


@pytest.mark.parametrize(
    ("hosts", "most"),
    [
        (["a.test"] * 6, 2),  # host_concurrency
        ([f"{number}.blog.test" for number in range(6)], 3),  # domain_concurrency
        ([f"{number}.blogspot.com" for number in range(6)], 6),  # a public suffix: each is somebody else's
        ([f"10.0.0.{number}" for number in range(6)], 6),
    ],
)
async def test_concurrency_is_limited_per_host_and_registrable_domain(hosts: list[str], most: int) -> None:
    pace = Pace(loopback(host_concurrency=2, domain_concurrency=3), at(START))
    running = seen = 0

    async def take(host: str) -> None:
        nonlocal running, seen
        async with pace.turn(host):
            running += 1
            seen = max(seen, running)
            await asyncio.sleep(0.01)
            running -= 1

    await asyncio.gather(*map(take, hosts))
    assert seen == most


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.example.co.uk", "example.co.uk"),
        ("example.com", "example.com"),
        ("a.b.example.com.", "example.com"),
        ("me.github.io", "me.github.io"),
        ("co.uk", "co.uk"),
        ("127.0.0.1", "127.0.0.1"),
        ("[::1]", "[::1]"),
        ("localhost", "localhost"),
    ],
)
def test_the_registrable_domain_follows_the_public_suffix_list(host: str, domain: str) -> None:
    assert registrable_domain(host) == domain


async def test_a_host_that_says_too_many_is_slowed_down_and_forgiven() -> None:
    pace = Pace(loopback(host_delay=1), at(START))
    waits = []
    for status in (429, 503, 429, 200, 200, 200):
        host = pace._host("a.test")
        pace.answered("a.test", status, None)
        waits.append(host.delay(1))
    assert waits == [2, 4, 8, 4, 2, 1]
    for _ in range(50):
        pace.answered("a.test", 429, None)
    assert pace._host("a.test").delay(1) == MAX_DELAY_SECONDS


async def test_a_cancelled_turn_is_given_back() -> None:
    pace = Pace(loopback(), at(START))
    async with pace.turn("a.test"):
        waiting = asyncio.create_task(times_of_turns(pace, ["a.test"]))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
    assert await times_of_turns(pace, ["a.test"])
    assert pace._host("a.test").users == 0


async def test_idle_hosts_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.crawl.pace.MAX_HOSTS", 100)
    pace = Pace(loopback(), at(START))
    pace._host("angry.test")
    pace.answered("angry.test", 429, START + timedelta(hours=1))
    for number in range(1000):
        pace._host(f"{number}.test")
    assert len(pace._hosts) <= 101 < MAX_HOSTS
    assert pace.resting_until("angry.test")


async def test_retry_after_makes_the_whole_host_rest(web: MisbehavingWeb) -> None:
    now = START
    web.route("/a", in_turn(page(status=429, headers=[("Retry-After", "600")]), page("fine")))
    web.route("/b", page("fine"))
    async with Fetcher(loopback(), now=lambda: now) as fetcher:
        first = await get(fetcher, web.url("/a"))
        assert (first.status, first.retry_at) == (429, START + timedelta(seconds=600))
        assert fetcher.wait_seconds(web.url("/b")) == 600
        second = await get(fetcher, web.url("/b"))
        assert (second.problem, second.retry_at, second.status) == (Reason.BLOCKED, first.retry_at, None)
        assert web.paths() == ["/a"]
        now += timedelta(seconds=600)
        assert fetcher.wait_seconds(web.url("/b")) == 0
        assert (await get(fetcher, web.url("/b"))).body == b"fine"


async def test_a_pause_without_end_is_cut(web: MisbehavingWeb) -> None:
    web.route("/", page(status=503, headers=[("Retry-After", "999999999")]))
    async with Fetcher(loopback(), now=at(START)) as fetcher:
        assert (await get(fetcher, web.url("/"))).retry_at == START + MAX_REST


async def test_crawl_delay_is_obeyed_within_bounds(web: MisbehavingWeb, fetcher: Fetcher) -> None:
    for host, wish in (("polite.test", "7.5"), ("greedy.test", "86400"), ("odd.test", "-3")):
        web.route("/robots.txt", page(f"User-agent: *\nCrawl-delay: {wish}"), host=host)
        web.route("/", page("fine"), host=host)
        assert (await get(fetcher, f"http://{host}/")).body == b"fine"
    assert 7 < fetcher.wait_seconds("http://polite.test/") <= 7.5
    assert 59 < fetcher.wait_seconds("http://greedy.test/") <= MAX_DELAY_SECONDS
    assert fetcher.wait_seconds("http://odd.test/") == 0
