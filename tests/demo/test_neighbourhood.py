from datetime import UTC, datetime, timedelta

import aiohttp

from bot.demo.neighbourhood import BACKLINKS, NEIGHBOURS, PAGES, SITE, Neighbourhood

OPENED = datetime(2026, 3, 2, 9, tzinfo=UTC)


async def served(url_host: str, path: str, *, at: datetime) -> tuple[int, str]:
    async with Neighbourhood(clock=lambda: at, opened=OPENED) as web, aiohttp.ClientSession() as session:
        answer = await session.get(
            f"http://127.0.0.1:{web.port}{path}", headers={"Host": url_host}, allow_redirects=False
        )
        return answer.status, await answer.text()


async def test_the_vanishing_link_is_there_before_the_demo_opens_and_gone_after() -> None:
    host, path = "herbal-notes.example", "/compost-heap"
    assert SITE in (await served(host, path, at=OPENED - timedelta(days=3)))[1]
    assert SITE not in (await served(host, path, at=OPENED + timedelta(minutes=1)))[1]


async def test_the_lost_neighbour_comes_back() -> None:
    host, path = "pond-and-plot.example", "/neighbours"
    assert SITE not in (await served(host, path, at=OPENED - timedelta(days=5)))[1]
    assert SITE in (await served(host, path, at=OPENED + timedelta(minutes=1)))[1]


async def test_a_block_a_redirect_and_an_unknown_page_answer_as_such() -> None:
    assert (await served("big-magazine.example", "/gardens/2026", at=OPENED))[0] == 403
    assert (await served("old-garden-links.example", "/", at=OPENED))[0] == 301
    assert (await served(SITE, "/old-tomato-guide", at=OPENED))[0] == 404


def test_every_neighbour_has_its_file_and_no_url_stands_twice() -> None:
    assert len(set(BACKLINKS)) == len(BACKLINKS)
    for neighbour in NEIGHBOURS:
        for file in filter(None, (neighbour.file, neighbour.later)):
            assert (PAGES / file).is_file(), file
