from datetime import UTC, datetime

import pytest

from bot.checking.doors import Fetch
from bot.checking.look import Render, look
from bot.crawl.fetched import Fetched, Request
from bot.links.facts import Observation, Wanted
from storage.words import Reason, Seen

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SITE = Wanted(domain="example.com")
LINK = '<p>Growing food on a small plot, week by week.</p><a href="https://example.com/">the guide</a>'
SHELL = '<html><body><div id="root"></div><script src="/app.js"></script></body></html>'


def page(url: str, body: str, **more: str) -> Fetched:
    headers = (("content-type", "text/html; charset=utf-8"), *more.items())
    return Fetched(url=url, final_url=url, status=200, headers=headers, body=body.encode())


def refresh(to: str) -> str:
    return f'<html><head><meta http-equiv=refresh content="0;url={to}"></head></html>'


def web(pages: dict[str, str]) -> Fetch:
    async def fetch(request: Request) -> Fetched:
        return page(request.url, pages[request.url])

    return fetch


async def see(start: str, pages: dict[str, str], *, render: Render | None = None) -> tuple[Fetched, Observation]:
    fetch = web(pages)
    fetched, (seen,) = await look(await fetch(Request(url=start)), [SITE], fetch=fetch, render=render, now=NOW)
    return fetched, seen


async def test_the_page_that_visitors_are_sent_on_to_is_the_one_that_counts() -> None:
    pages = {"https://blog.test/old": refresh("https://blog.test/new"), "https://blog.test/new": LINK}
    fetched, seen = await see("https://blog.test/old", pages)
    assert (seen.seen, fetched.final_url) == (Seen.PRESENT, "https://blog.test/new")
    assert [hop.url for hop in fetched.hops] == ["https://blog.test/old"]


async def test_a_page_with_the_link_is_read_where_it_is_even_if_it_refreshes() -> None:
    fetched, seen = await see("https://blog.test/a", {"https://blog.test/a": refresh("https://blog.test/b") + LINK})
    assert (seen.seen, fetched.final_url) == (Seen.PRESENT, "https://blog.test/a")


async def test_two_pages_that_refresh_to_each_other_are_left_alone() -> None:
    pages = {
        "https://blog.test/a": refresh("https://blog.test/b"),
        "https://blog.test/b": refresh("https://blog.test/a"),
    }
    fetched, seen = await see("https://blog.test/a", pages)
    assert seen.seen is not Seen.PRESENT
    assert len(fetched.hops) == 1


async def test_an_endless_walk_ends_as_unknown() -> None:
    pages = {f"https://blog.test/{n}": refresh(f"https://blog.test/{n + 1}") for n in range(30)}
    fetched, seen = await see("https://blog.test/0", pages)
    assert seen.seen is not Seen.ABSENT
    assert len(fetched.hops) <= 11


@pytest.mark.parametrize(("rendered", "expected"), [(LINK, Seen.PRESENT), (SHELL, Seen.UNKNOWN)])
async def test_a_page_that_only_scripts_build_is_shown_to_the_browser(rendered: str, expected: Seen) -> None:
    async def render(url: str) -> Fetched:
        return page(url, rendered, etag='"of-the-shell"')

    fetched, seen = await see("https://app.test/", {"https://app.test/": SHELL}, render=render)
    assert seen.seen is expected
    assert fetched.header("etag") is None  # an unchanged shell says nothing of what its scripts show


async def test_without_a_browser_it_stays_unknown() -> None:
    _, seen = await see("https://app.test/", {"https://app.test/": SHELL})
    assert (seen.seen, seen.reason) == (Seen.UNKNOWN, Reason.NEEDS_RENDERING)


async def test_an_ordinary_page_never_costs_a_browser() -> None:
    async def render(url: str) -> Fetched:
        raise AssertionError(url)

    _, seen = await see("https://blog.test/", {"https://blog.test/": LINK}, render=render)
    assert seen.seen is Seen.PRESENT
