"""Links that hide where they lead: shorteners and a page's own redirector."""

from datetime import UTC, datetime

import pytest

from bot.checking.doors import MAX_ASKED
from bot.checking.look import look
from bot.crawl.fetched import Fetched, Hop, Request
from bot.links.facts import Observation, Wanted
from storage.words import Credit, Reason, Seen

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SITE = Wanted(domain="example.com")
PAGE = "https://blog.test/post"
TEXT = "<h1>Growing food</h1><p>Growing food on a small plot, week by week, with what the garden gives in spring.</p>"


async def see(body: str, redirects: dict[str, str | Fetched]) -> tuple[Observation, list[str]]:
    """What is observed of a page with this body, and what was asked for besides."""
    asked = []

    async def fetch(request: Request) -> Fetched:
        asked.append(request.url)
        assert not request.follow
        answer = redirects[request.url]
        if isinstance(answer, Fetched):
            return answer
        hop = Hop(url=request.url, status=301, location=answer)
        return Fetched(url=request.url, final_url=answer, status=301, hops=(hop,))

    page = Fetched(
        url=PAGE, final_url=PAGE, status=200, headers=(("content-type", "text/html"),), body=(TEXT + body).encode()
    )
    _, (seen,) = await look(page, [SITE], fetch=fetch, render=None, now=NOW)
    return seen, asked


async def test_a_link_through_a_shortener_is_found_and_said_to_be_one() -> None:
    seen, _ = await see(
        '<a rel=nofollow href="https://bit.ly/3xY">the guide</a>', {"https://bit.ly/3xY": "https://example.com/guide"}
    )
    assert (seen.seen, seen.reason) == (Seen.PRESENT, Reason.LINK_FOUND)
    assert seen.best is not None
    assert (seen.best.url, seen.best.via) == ("https://example.com/guide", "https://bit.ly/3xY")
    assert (seen.best.anchor, seen.best.credit) == ("the guide", Credit.NOFOLLOW)
    assert "by way of bit.ly" in seen.evidence


async def test_a_pages_own_redirector_is_asked_and_one_behind_the_other() -> None:
    seen, asked = await see(
        '<a href="/go/guide">the guide</a>',
        {"https://blog.test/go/guide": "https://t.co/abc", "https://t.co/abc": "https://www.example.com/"},
    )
    assert seen.seen is Seen.PRESENT
    assert asked == ["https://blog.test/go/guide", "https://t.co/abc"]


async def test_nobody_is_asked_where_a_link_stands_open() -> None:
    seen, asked = await see('<a href="https://bit.ly/3xY">a</a><a href="https://example.com/">b</a>', {})
    assert seen.seen is Seen.PRESENT
    assert asked == []


async def test_a_shortener_that_leads_elsewhere_leaves_the_link_lost_and_the_page_there_unasked() -> None:
    seen, asked = await see('<a href="https://bit.ly/3xY">a</a>', {"https://bit.ly/3xY": "https://other.net/"})
    assert (seen.seen, seen.reason) == (Seen.ABSENT, Reason.LINK_REMOVED)
    assert asked == ["https://bit.ly/3xY"]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"problem": Reason.TIMED_OUT}, Seen.UNKNOWN),
        ({"status": 429}, Seen.UNKNOWN),
        ({"status": 503}, Seen.UNKNOWN),
        ({"status": 404}, Seen.ABSENT),
        ({"problem": Reason.ROBOTS_DISALLOWED}, Seen.ABSENT),
    ],
)
async def test_a_shortener_that_does_not_answer_for_now_loses_no_link(answer: dict, expected: Seen) -> None:  # type: ignore[type-arg]  # keywords of Fetched
    door = "https://bit.ly/3xY"
    seen, _ = await see(f'<a href="{door}">a</a>', {door: Fetched(url=door, final_url=door, **answer)})
    assert seen.seen is expected
    assert "redirect" in seen.evidence


async def test_a_page_in_between_that_sends_its_visitors_on_is_read() -> None:
    door = "https://blog.test/out.php?id=7"
    between = Fetched(
        url=door,
        final_url=door,
        status=200,
        headers=(("content-type", "text/html"),),
        body=b'<meta http-equiv=refresh content="2;url=https://example.com/x"><p>You are leaving us.</p>',
    )
    seen, _ = await see('<a href="/out.php?id=7">a</a>', {door: between})
    assert seen.seen is Seen.PRESENT


async def test_few_links_of_a_page_are_asked_and_those_with_the_sites_name_first() -> None:
    links = "".join(f'<a href="/go/shop-{number}">a</a>' for number in range(40))
    redirects: dict[str, str | Fetched] = {
        f"https://blog.test/go/shop-{number}": f"https://shop{number}.net/" for number in range(40)
    }
    redirects["https://blog.test/go/example"] = "https://example.com/"
    seen, asked = await see(links, redirects)
    assert seen.seen is Seen.ABSENT
    assert len(asked) == MAX_ASKED
    seen, asked = await see(f'{links}<a href="/go/example">a</a>', redirects)
    assert seen.seen is Seen.PRESENT
    assert asked[0] == "https://blog.test/go/example"


async def test_doors_that_lead_to_each_other_end() -> None:
    seen, asked = await see(
        '<a href="https://bit.ly/a">a</a>', {"https://bit.ly/a": "https://t.co/b", "https://t.co/b": "https://bit.ly/a"}
    )
    assert seen.seen is Seen.ABSENT
    assert len(asked) <= MAX_ASKED
