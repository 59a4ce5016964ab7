"""What a fetch sends, follows and brings back."""

import asyncio

import pytest

from bot.crawl.fetched import Hop, Request
from bot.crawl.fetcher import Fetcher
from storage.words import Reason
from tests.faults.fetching import get, loopback
from tests.faults.web import MisbehavingWeb, Visit, head, page, raw, redirect, versioned


async def test_we_say_who_we_are_and_what_we_can_read(web: MisbehavingWeb) -> None:
    web.route("/", page("fine"))
    async with Fetcher(loopback(contact="links@example.com")) as fetcher:
        await get(fetcher, web.url("/"))
    for visit in web.visits:
        assert visit.headers["user-agent"].startswith("Backlight/")
        assert "links@example.com" in visit.headers["user-agent"]
        assert visit.headers["accept-encoding"] == "gzip, deflate"
        assert not {"cookie", "authorization", "referer", "if-none-match"} & visit.headers.keys()


async def test_redirects_are_followed_and_told(web: MisbehavingWeb, fetcher: Fetcher) -> None:
    web.route("/a", redirect("b?x=1#top", status=301))
    web.route("/b", redirect(web.url("/c"), status=307))
    web.route("/c", page("there"))
    fetched = await get(fetcher, web.url("/a"))
    assert (fetched.body, fetched.final_url, fetched.url) == (b"there", web.url("/c"), web.url("/a"))
    assert fetched.hops == (
        Hop(url=web.url("/a"), status=301, location=web.url("/b?x=1")),
        Hop(url=web.url("/b?x=1"), status=307, location=web.url("/c")),
    )


async def test_a_redirect_that_is_only_asked_for_is_not_followed_and_asked_once(web: MisbehavingWeb) -> None:
    web.route("/go", redirect(web.url("/there")))
    web.route("/there", page("there"))
    async with Fetcher(loopback()) as fetcher:
        first = await fetcher.fetch(Request(url=web.url("/go"), follow=False))
        again = await fetcher.fetch(Request(url=web.url("/go"), follow=False))
    assert (first.status, first.final_url, first.body) == (302, web.url("/there"), b"")
    assert again == first
    assert web.paths() == ["/go"]


async def test_a_loop_of_redirects_ends(web: MisbehavingWeb) -> None:
    web.route("/a", redirect("/b"))
    web.route("/b", redirect("/a"))
    async with Fetcher(loopback(max_redirects=4)) as fetcher:
        fetched = await get(fetcher, web.url("/a"))
    assert (fetched.problem, fetched.status) == (Reason.TOO_MANY_REDIRECTS, None)
    assert web.paths() == ["/a", "/b", "/a", "/b", "/a"]


async def test_as_many_redirects_as_allowed_are_followed(web: MisbehavingWeb, fetcher: Fetcher) -> None:
    for number in range(10):
        web.route(f"/{number}", redirect(f"/{number + 1}"))
    web.route("/10", page("there"))
    assert (await get(fetcher, web.url("/0"))).body == b"there"


async def test_a_redirect_status_without_a_location_is_an_answer(web: MisbehavingWeb, fetcher: Fetcher) -> None:
    web.route("/", page("nowhere", status=302))
    fetched = await get(fetcher, web.url("/"))
    assert (fetched.status, fetched.body, fetched.problem) == (302, b"nowhere", None)


async def test_the_last_version_is_asked_after_where_it_came_from(web: MisbehavingWeb, fetcher: Fetcher) -> None:
    web.route("/old", redirect("/new"))
    web.route("/new", versioned("text", '"7"'))
    fetched = await fetcher.fetch(Request(url=web.url("/old"), etag='"7"', final_url=web.url("/new")))
    assert fetched.not_modified
    assert fetched.problem is None
    before = [visit for visit in web.visits if visit.path == "/old"]
    assert "if-none-match" not in before[0].headers
    # found elsewhere last time: its validators mean nothing here
    assert (await fetcher.fetch(Request(url=web.url("/old"), etag='"7"'))).body == b"text"


async def test_last_modified_is_sent_too(web: MisbehavingWeb, fetcher: Fetcher) -> None:
    web.route("/", raw(head(304)))
    moment = "Sat, 01 Aug 2026 10:00:00 GMT"
    fetched = await fetcher.fetch(Request(url=web.url("/"), last_modified=moment))
    assert fetched.not_modified
    assert web.visits[-1].headers["if-modified-since"] == moment


async def test_a_validator_with_a_line_break_does_not_reach_the_wire(web: MisbehavingWeb, fetcher: Fetcher) -> None:
    web.route("/", page("fine"))
    fetched = await fetcher.fetch(Request(url=web.url("/"), etag='"1"\r\nX-Evil: 1'))
    assert fetched.problem is Reason.BAD_RESPONSE or fetched.body == b"fine"
    assert all("x-evil" not in visit.headers for visit in web.visits)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418, 429, 451, 500, 503, 999])
async def test_the_body_of_an_error_is_read(web: MisbehavingWeb, fetcher: Fetcher, status: int) -> None:
    web.route("/", page("<title>no</title>", status=status))
    fetched = await get(fetcher, web.url("/"))
    assert (fetched.status, fetched.body, fetched.problem) == (status, b"<title>no</title>", None)


async def test_no_more_fetches_run_at_once_than_the_setting_says(web: MisbehavingWeb) -> None:
    running = most = 0

    async def count(visit: Visit) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.02)
        running -= 1
        await page("fine")(visit)

    for number in range(9):
        web.route("/", count, host=f"{number}.test")
    async with Fetcher(loopback(concurrency=3), resolver=web.resolver) as fetcher:
        await asyncio.gather(*(get(fetcher, f"http://{number}.test/") for number in range(9)))
    assert most == 3
