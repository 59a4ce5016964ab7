"""A small web on loopback: pages by path, that a test may change or count."""

import asyncio
from collections import Counter
from types import TracebackType
from typing import Self

from aiohttp import web


class Web:
    """Serves `pages` (path -> HTML, or a status) at `url("/path")`. Every other path answers 404."""

    def __init__(self) -> None:
        self.pages: dict[str, str | int] = {}
        self.asked: Counter[str] = Counter()
        self.seconds = 0.0  # that every answer takes
        self._runner: web.ServerRunner | None = None
        self._port = 0

    def url(self, path: str) -> str:
        """The address of a path."""
        return f"http://127.0.0.1:{self._port}{path}"

    def link(self, path: str, target: str, *, rel: str = "", anchor: str = "a link") -> str:
        """Put a page there that links to `target`; returns its address."""
        attribute = f' rel="{rel}"' if rel else ""
        words = "<p>" + "Beans and compost, week after week. " * 20 + "</p>"
        self.pages[path] = (
            f"<title>Page</title><h1>Page</h1>{words}<p><a href='{target}'{attribute}>{anchor}</a></p>{words}"
        )
        return self.url(path)

    async def __aenter__(self) -> Self:
        self._runner = web.ServerRunner(web.Server(self._answer))
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._runner:
            await self._runner.cleanup()

    async def _answer(self, request: web.BaseRequest) -> web.Response:
        self.asked[request.path] += 1
        await asyncio.sleep(self.seconds)
        page = self.pages.get(request.path, 404)
        status, text = (page, f"<h1>{page}</h1>") if isinstance(page, int) else (200, page)
        answer = web.Response(status=status, text=text, content_type="text/html")
        answer.force_close()  # a connection kept open has a timer, and the simulated Discord would sit it out
        return answer
