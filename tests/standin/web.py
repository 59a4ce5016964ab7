"""Pages on loopback whose links come and go while another process looks at them."""

import asyncio
import threading
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from aiohttp import web


class LinkingWeb:
    """Serves `html[host, path]` on every host (an address of 127.0.0.0/8), at one port. May be changed at any time."""

    def __init__(self, hosts: Sequence[str], *, delay: float = 0.0) -> None:
        """`delay` is how many seconds an answer takes."""
        self.html: dict[tuple[str, str], str] = {}
        self._hosts = hosts
        self._delay = delay
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="linking-web")

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def url(self, host: str, path: str) -> str:
        """Where a page is."""
        return f"http://{host}:{self.port}{path}"

    async def _start(self) -> None:
        application = web.Application()
        application.router.add_get("/{path:.*}", self._answer)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        first, *others = self._hosts
        await web.TCPSite(self._runner, first, 0).start()
        self.port: int = self._runner.addresses[0][1]
        for host in others:
            await web.TCPSite(self._runner, host, self.port).start()

    async def _answer(self, request: web.Request) -> web.Response:
        html = self.html.get((request.url.host or "", request.path))
        if html is None:
            return web.Response(status=404)
        await asyncio.sleep(self._delay)
        return web.Response(text=html, content_type="text/html")
