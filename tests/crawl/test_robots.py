"""robots.txt: what it allows, how long it is believed, and what happens when it cannot be had."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.crawl.fetcher import Fetcher
from bot.crawl.robots import LIFETIME, MAX_BYTES, RETRY_AFTER_FAILURE, STALE_FOR, parse
from storage.words import Reason
from tests.faults.fetching import get, loopback
from tests.faults.web import (
    MisbehavingWeb,
    Script,
    bomb,
    drip,
    endless,
    head,
    in_turn,
    page,
    raw,
    redirect,
    reset,
    truncated,
)

URL = "https://example.com"


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 8, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/", True),
        ("User-agent: *\nDisallow: /", "/", False),
        ("User-agent: *\nDisallow:", "/", True),
        ("User-agent: *\nDisallow: /private", "/public", True),
        ("User-agent: *\nDisallow: /private", "/private/x", False),
        ("User-agent: *\nDisallow: /\nAllow: /ok", "/ok/x", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/x.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/x.pdf?y", True),
        ("User-agent: Backlight\nDisallow: /", "/", False),
        ("user-agent: backlight/1.0 # us\ndisallow: /", "/", False),
        ("User-agent: Backlight\nAllow: /\n\nUser-agent: *\nDisallow: /", "/", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Backlight\nDisallow: /x", "/", True),
        ("User-agent: Other\nUser-agent: Backlight\nDisallow: /", "/", False),
        ("User-agent: Other\nDisallow: /", "/", True),
        ("User-agent: BacklightPro\nDisallow: /", "/", True),
        ("User-agent: Back\nDisallow: /", "/", True),
        ("User-agent: Other\nDisallow: /a\nUser-agent: *\nDisallow: /b", "/a", True),
        ("Disallow: /", "/", True),
        ("\ufeffUser-agent: *\r\nDisallow: /\r", "/", False),
        ("User-agent: *\n\nSitemap: https://example.com/s.xml\n\nDisallow: /", "/", False),
        ("<html>User-agent: *<br>Disallow: /</html>", "/", True),
        ("User-agent: *\nDisallow: /ü", "/%C3%BC", False),
    ],
)
def test_the_rules_for_us_decide(text: str, path: str, allowed: bool) -> None:
    rules = parse(text.encode())
    assert (rules is None or rules.can_fetch(URL + path, "Backlight")) is allowed


def test_a_file_made_to_be_slow_is_read_in_time() -> None:
    half = MAX_BYTES // 2
    agents = "".join(f"User-agent: a{number}\n" for number in range(half // 20))
    rules = "".join(f"Disallow: /{number}\n" for number in range(half // 20))
    assert parse((agents + rules).encode()) is None
    ours = parse(f"User-agent: *\n{'User-agent: Backlight' * 2}\n{rules}".encode())
    assert ours is not None
    assert not ours.can_fetch(f"{URL}/7", "Backlight")
    stars = parse(("User-agent: *\n" + "Disallow: /" + "*a" * 20_000 + "$\n").encode())
    assert stars is not None
    assert stars.can_fetch(f"{URL}/{'a' * 10_000}b", "Backlight")


async def test_a_disallowed_page_is_not_asked_for(web: MisbehavingWeb, fetcher: Fetcher) -> None:
    web.route("/robots.txt", page("User-agent: *\nDisallow: /no", content_type="text/plain"))
    web.route("/no", page("secret"))
    web.route("/yes", redirect("/no"))
    for path in ("/no", "/yes"):
        fetched = await get(fetcher, web.url(path))
        assert (fetched.problem, fetched.status) == (Reason.ROBOTS_DISALLOWED, None)
    assert web.paths() == ["/yes"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418, 451, 302])
async def test_a_robots_txt_that_is_not_there_allows_everything(
    web: MisbehavingWeb, fetcher: Fetcher, status: int
) -> None:
    web.route("/robots.txt", page("User-agent: *\nDisallow: /", status=status))
    web.route("/", page("fine"))
    assert (await get(fetcher, web.url("/"))).body == b"fine"


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(page(status=500), id="500"),
        pytest.param(page(status=503), id="503"),
        pytest.param(page(status=429), id="429"),
        pytest.param(reset(), id="reset"),
        pytest.param(truncated(b"User"), id="truncated"),
        pytest.param(raw(b"?"), id="garbage"),
        pytest.param(drip(b"U" * 99, seconds=0.1), id="drip"),
    ],
)
async def test_a_robots_txt_that_cannot_be_had_is_waited_for(web: MisbehavingWeb, script: Script) -> None:
    clock = Clock()
    web.route("/robots.txt", script)
    web.route("/", page("fine"))
    async with Fetcher(loopback(timeout=0.5), now=clock) as fetcher:
        for _ in range(2):
            fetched = await get(fetcher, web.url("/"))
            assert fetched.problem is Reason.ROBOTS_UNAVAILABLE
            assert fetched.retry_at == clock.now + RETRY_AFTER_FAILURE
        assert web.paths() == []
        web.route("/robots.txt", page(status=404))
        clock.now += RETRY_AFTER_FAILURE
        assert (await get(fetcher, web.url("/"))).body == b"fine"


async def test_a_host_that_is_not_there_has_its_own_reason(fetcher: Fetcher) -> None:
    assert (await get(fetcher, "http://nowhere.test/")).problem is Reason.NXDOMAIN


async def test_robots_txt_is_believed_for_its_lifetime(web: MisbehavingWeb) -> None:
    clock = Clock()
    forbidding = page("User-agent: *\nDisallow: /")
    web.route("/robots.txt", in_turn(page(status=404), forbidding, page(status=500)))
    web.route("/", page("fine"))
    async with Fetcher(loopback(), now=clock) as fetcher:
        assert (await get(fetcher, web.url("/"))).body == b"fine"
        clock.now += LIFETIME - timedelta(seconds=1)
        assert (await get(fetcher, web.url("/"))).body == b"fine"
        clock.now += timedelta(seconds=2)
        assert (await get(fetcher, web.url("/"))).problem is Reason.ROBOTS_DISALLOWED
        # it fails from now on: the last good copy stands in, but not for ever
        clock.now += LIFETIME
        assert (await get(fetcher, web.url("/"))).problem is Reason.ROBOTS_DISALLOWED
        clock.now += STALE_FOR
        assert (await get(fetcher, web.url("/"))).problem is Reason.ROBOTS_UNAVAILABLE


async def test_many_who_ask_at_once_share_one_request(web: MisbehavingWeb) -> None:
    for number in range(5):
        web.route(f"/{number}", page("fine"))
    async with Fetcher(loopback(host_concurrency=5, domain_concurrency=5)) as fetcher:
        tasks = [asyncio.create_task(get(fetcher, web.url(f"/{number}"))) for number in range(5)]
        await asyncio.sleep(0)
        tasks[0].cancel()  # whoever asked first goes away
        fetched = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(fetched[0], asyncio.CancelledError)
    assert [getattr(one, "body", None) for one in fetched[1:]] == [b"fine"] * 4
    assert [visit.path for visit in web.visits].count("/robots.txt") == 1


async def test_redirects_of_robots_txt_are_followed_to_other_hosts(web: MisbehavingWeb, fetcher: Fetcher) -> None:
    web.route("/robots.txt", redirect("http://www.a.test/robots.txt", status=301), host="a.test")
    web.route("/robots.txt", page("User-agent: *\nDisallow: /no"), host="www.a.test")
    web.route("/yes", page("fine"), host="a.test")
    assert (await get(fetcher, "http://a.test/no")).problem is Reason.ROBOTS_DISALLOWED
    assert (await get(fetcher, "http://a.test/yes")).body == b"fine"


async def test_a_robots_txt_that_redirects_without_end_counts_as_missing(web: MisbehavingWeb, fetcher: Fetcher) -> None:
    web.route("/robots.txt", redirect("/robots.txt"))
    web.route("/", page("fine"))
    assert (await get(fetcher, web.url("/"))).body == b"fine"
    assert len(web.visits) == 7


@pytest.mark.parametrize(
    "script",
    [endless(b"User-agent: *\nDisallow: /no\n", content_type="text/plain"), bomb(10_000_000)],
    ids=["endless", "bomb"],
)
async def test_an_endless_robots_txt_is_read_to_its_bound(web: MisbehavingWeb, script: Script) -> None:
    web.route("/robots.txt", script)
    web.route("/yes", page("fine"))
    async with Fetcher(loopback(timeout=30)) as fetcher:
        assert (await get(fetcher, web.url("/yes"))).body == b"fine"


async def test_a_long_robots_txt_is_read_whatever_its_type(web: MisbehavingWeb, fetcher: Fetcher) -> None:
    text = b"#" * 9000 + b"\nUser-agent: *\nDisallow: /no\n"
    headers = [("Content-Type", "application/octet-stream"), ("Content-Length", str(len(text)))]
    web.route("/robots.txt", raw(head(200, headers) + text))
    assert (await get(fetcher, web.url("/no"))).problem is Reason.ROBOTS_DISALLOWED
