"""A small neighbourhood of pages that link to the demo's site, served on loopback, changing as time goes by.

Every host ends in `.example`, which nobody can own; the demo's resolver leads all of them to this one server.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from aiohttp import web

SITE = "sunnyplot.example"
PAGES = Path(__file__).parent / "pages"
NEVER = timedelta(days=10_000)

# What Cloudflare's challenge answers with, so that the block is one that the bot knows from the wild.
CHALLENGE = {"Server": "cloudflare", "cf-mitigated": "challenge"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """One page of the neighbourhood. Times count from the moment when the demo opens; before it they are negative."""

    url: str
    file: str = ""
    turns: timedelta = NEVER  # when `later` takes the place of `file`
    later: str = ""
    again: timedelta = NEVER  # when `file` comes back
    status: int = 200
    redirect: str = ""
    backlink: bool = True  # whether the demo adds it to its site's backlinks

    def file_at(self, age: timedelta) -> str:
        """The file that is served when the demo is `age` old."""
        return self.later if self.turns <= age < self.again else self.file


def _own(path: str, file: str) -> Neighbour:
    return Neighbour(url=f"http://{SITE}{path}", file=file, backlink=False)


NEIGHBOURS = (
    _own("/", "own-home.html"),
    _own("/tomatoes", "own-tomatoes.html"),
    _own("/compost", "own-compost.html"),
    _own("/sowing-calendar", "own-calendar.html"),
    Neighbour(url="http://allotment-diary.example/2026/blight", file="allotment-diary.html"),
    Neighbour(url="http://botany.university.example/courses/growing/reading", file="botany.html"),
    Neighbour(url="http://garden-forum.example/t/112/seedlings", file="garden-forum.html"),
    Neighbour(url="http://lawn-weekly.example/five-tools", file="lawn-weekly.html"),
    Neighbour(url="http://link-palace.example/best-links", file="link-palace.html"),
    # sitewide: the same footer on every page
    *(Neighbour(url=f"http://seed-swap.example{path}", file="seed-swap.html") for path in ("/", "/about", "/rules")),
    # vanishes a few seconds after the demo has opened
    Neighbour(
        url="http://herbal-notes.example/compost-heap",
        file="herbal-notes.html",
        turns=timedelta(seconds=5),
        later="herbal-notes.later.html",
    ),
    Neighbour(
        url="http://urban-greens.example/four-square-metres",
        file="urban-greens.html",
        turns=timedelta(seconds=5),
        later="urban-greens.later.html",
    ),
    # was removed last week and comes back while you watch
    Neighbour(
        url="http://pond-and-plot.example/neighbours",
        file="pond-and-plot.later.html",
        turns=timedelta(days=-9),
        later="pond-and-plot.html",
        again=timedelta(seconds=10),
    ),
    Neighbour(url="http://big-magazine.example/gardens/2026", status=403),
    Neighbour(url="http://old-garden-links.example/", redirect="http://new-garden-links.example/"),
    Neighbour(url="http://new-garden-links.example/", file="new-garden-links.html", backlink=False),
    Neighbour(url="http://kitchen-shelf.example/sauce-for-a-year", file="kitchen-shelf.html"),
)

# Places in a list of a million domains that the demo makes up: they stand for Tranco's.
PLACES = {
    "university.example": 2_400,
    "lawn-weekly.example": 48_000,
    "big-magazine.example": 900,
    "garden-forum.example": 31_000,
    "urban-greens.example": 160_000,
    "new-garden-links.example": 410_000,
    "allotment-diary.example": 520_000,
    "herbal-notes.example": 640_000,
}
LIST_LENGTH = 1_000_000

BACKLINKS = tuple(neighbour.url for neighbour in NEIGHBOURS if neighbour.backlink)
HOSTS = tuple({urlsplit(neighbour.url).hostname or "" for neighbour in NEIGHBOURS})


class Neighbourhood:
    """The server. `clock` tells the time that pages go by; `opened` is when the demo begins (it may lie ahead)."""

    def __init__(self, *, clock: Callable[[], datetime], opened: datetime) -> None:
        self._clock = clock
        self._opened = opened
        self._at = {(urlsplit(n.url).hostname, urlsplit(n.url).path): n for n in NEIGHBOURS}
        self._runner: web.ServerRunner | None = None
        self.port = 0

    async def __aenter__(self) -> Self:
        self._runner = web.ServerRunner(web.Server(self._answer, access_log=None))
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner:
            await self._runner.cleanup()

    async def _answer(self, request: web.BaseRequest) -> web.Response:
        neighbour = self._at.get((request.host.partition(":")[0], request.path))
        if neighbour is None:
            return web.Response(status=404, text="<h1>404</h1><p>Not found.</p>", content_type="text/html")
        if neighbour.redirect:
            return web.Response(status=301, headers={"Location": neighbour.redirect})
        if neighbour.status != 200:  # noqa: PLR2004  # HTTP's OK
            return web.Response(
                status=neighbour.status,
                headers=CHALLENGE,
                text="<title>Just a moment...</title><p>Checking your browser.</p>",
                content_type="text/html",
            )
        body = (PAGES / neighbour.file_at(self._clock() - self._opened)).read_text(encoding="utf-8")
        return web.Response(text=_document(body), content_type="text/html", charset="utf-8")


def _document(body: str) -> str:
    title = body.partition("<h1>")[2].partition("</h1>")[0]
    head = f'<head><meta charset="utf-8"><title>{title}</title></head>'
    return f'<!doctype html><html lang="en">{head}<body>{body}</body></html>'
