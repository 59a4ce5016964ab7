"""A web server on loopback that misbehaves on demand.

    async with MisbehavingWeb() as web:
        web.route("/late", drip(b"<p>slow", seconds=0.1))
        web.route("/", page("<a href=https://site.example/>x</a>"), host="blog.test")
        Fetcher(settings, resolver=web.resolver)  # blog.test leads here, without a port in its URL

A route answers with a `Script`: an async function that writes whatever it likes. `web.visits` tells who came.
"""

import asyncio
import gzip
import itertools
import socket
import ssl
import struct
import zlib
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from http.client import responses
from types import TracebackType
from typing import Self

from bot.crawl.resolve import StaticResolver

Headers = Iterable[tuple[str, str]]
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request that came in."""

    host: str
    path: str  # with its query
    headers: dict[str, str]  # names in lower case
    writer: asyncio.StreamWriter = field(repr=False, compare=False)

    async def send(self, data: bytes) -> None:
        """Write bytes as they are."""
        self.writer.write(data)
        await self.writer.drain()


Script = Callable[[Visit], Awaitable[None]]


def head(status: int, headers: Headers = ()) -> bytes:
    """A status line and headers, with the empty line."""
    phrase = responses.get(status, "Odd")
    lines = [f"HTTP/1.1 {status} {phrase}", *(f"{name}: {value}" for name, value in headers)]
    return "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape")


def page(body: bytes | str = "", *, status: int = 200, content_type: str = HTML, headers: Headers = ()) -> Script:
    """An honest answer."""
    content = body.encode() if isinstance(body, str) else body

    async def script(visit: Visit) -> None:
        own = [("Content-Type", content_type), ("Content-Length", str(len(content)))]
        await visit.send(head(status, [*own, *headers]) + content)

    return script


def redirect(location: str, *, status: int = 302) -> Script:
    """A redirect."""
    return page(status=status, headers=[("Location", location)])


def versioned(body: bytes | str, etag: str) -> Script:
    """A page that answers 304 to whoever has its version."""

    async def script(visit: Visit) -> None:
        if visit.headers.get("if-none-match") == etag:
            await visit.send(head(304, [("ETag", etag)]))
        else:
            await page(body, headers=[("ETag", etag)])(visit)

    return script


def in_turn(*scripts: Script) -> Script:
    """Another script at each visit; the last one stays."""
    left = iter(scripts)
    now = scripts[0]

    async def script(visit: Visit) -> None:
        nonlocal now
        now = next(left, now)
        await now(visit)

    return script


def raw(*parts: bytes) -> Script:
    """Any bytes at all, a moment between the parts, then the end of the connection."""

    async def script(visit: Visit) -> None:
        for part in parts:
            await visit.send(part)
            await asyncio.sleep(0.05 if len(parts) > 1 else 0)  # so that the parts are read one by one
        visit.writer.close()

    return script


def hang() -> Script:
    """Never an answer."""

    async def script(_: Visit) -> None:
        await asyncio.Event().wait()

    return script


def reset(before: bytes = b"") -> Script:
    """A connection that is torn down, perhaps after some bytes."""

    async def script(visit: Visit) -> None:
        if before:
            await visit.send(before)
            await asyncio.sleep(0.05)  # so that they are read before the reset throws them away
        connection = visit.writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        visit.writer.transport.abort()

    return script


def truncated(body: bytes, *, missing: int = 1000) -> Script:
    """A body that ends `missing` bytes before its Content-Length."""
    return raw(head(200, [("Content-Type", HTML), ("Content-Length", str(len(body) + missing))]) + body)


def drip(body: bytes, *, seconds: float) -> Script:
    """A body that comes byte by byte, `seconds` apart."""

    async def script(visit: Visit) -> None:
        await visit.send(head(200, [("Content-Type", HTML), ("Content-Length", str(len(body)))]))
        for number in body:
            await visit.send(bytes([number]))
            await asyncio.sleep(seconds)

    return script


def endless(chunk: bytes, *, content_type: str = HTML, coding: str = "", repeat_from: int = 0) -> Script:
    """A chunked body without an end: `chunk`, then what follows its `repeat_from`, again and again."""
    codings = [("Content-Encoding", coding)] if coding else []

    async def script(visit: Visit) -> None:
        await visit.send(head(200, [("Content-Type", content_type), ("Transfer-Encoding", "chunked"), *codings]))
        for data in itertools.chain([chunk], itertools.repeat(chunk[repeat_from:])):
            await visit.send(b"%x\r\n%s\r\n" % (len(data), data))

    return script


def endless_headers() -> Script:
    """Headers without an end."""

    async def script(visit: Visit) -> None:
        await visit.send(b"HTTP/1.1 200 OK\r\n")
        for number in itertools.count():
            await visit.send(b"X-%d: %s\r\n" % (number, b"x" * 1000))

    return script


def bomb(size: int, *, coding: str = "gzip") -> Script:
    """A small body that unpacks to `size` bytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31 if coding == "gzip" else 15)
    block = b"\0" * 1_000_000
    parts = [packer.compress(block) for _ in range(size // len(block))]
    return page(b"".join([*parts, packer.flush()]), headers=[("Content-Encoding", coding)])


def packed(body: bytes) -> Script:
    """An honest gzip-compressed page."""
    return page(gzip.compress(body), headers=[("Content-Encoding", "gzip")])


class MisbehavingWeb:
    """The server. One port on each of `addresses`; unknown paths answer 404, robots.txt included."""

    def __init__(self, *, addresses: Sequence[str] = ("127.0.0.1",), tls: ssl.SSLContext | None = None) -> None:
        self._addresses = addresses
        self._tls = tls
        self._servers: list[asyncio.Server] = []
        self._routes: dict[tuple[str, str], Script] = {}
        self._open: set[asyncio.StreamWriter] = set()
        self.port = 0
        self.visits: list[Visit] = []
        self.connections = 0
        self.resolver = StaticResolver()  # leads the hosts of routes here

    async def __aenter__(self) -> Self:
        for address in self._addresses:
            server = await asyncio.start_server(self._serve, address, self.port, ssl=self._tls)
            self.port = server.sockets[0].getsockname()[1]
            self._servers.append(server)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for server in self._servers:
            server.close()
        for task in asyncio.all_tasks():
            if task.get_name() == self._task_name:
                task.cancel()
        for writer in tuple(self._open):
            writer.transport.abort()
        await asyncio.sleep(0)

    @property
    def _task_name(self) -> str:
        return f"misbehaving-web-{self.port}"

    def route(self, path: str, script: Script, *, host: str = "") -> None:
        """Answer `path` (without its query) by `script`, on every host or only on `host`, which then leads here."""
        self._routes[host, path] = script
        if host:
            self.resolver.hosts[host] = (self._addresses[0], self.port)

    def url(self, path: str, *, host: str = "") -> str:
        """The URL of a path: of a routed host without a port, else of the first address."""
        scheme = "https" if self._tls else "http"
        return f"{scheme}://{host}{path}" if host else f"{scheme}://{self._addresses[0]}:{self.port}{path}"

    def paths(self) -> list[str]:
        """The paths asked for so far, in order, without robots.txt."""
        return [visit.path for visit in self.visits if visit.path != "/robots.txt"]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        task.set_name(self._task_name)
        self.connections += 1
        self._open.add(writer)
        try:
            while not writer.is_closing():
                visit = await _read_visit(reader, writer)
                self.visits.append(visit)
                await self._script_for(visit)(visit)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError):
            pass  # the client went away, or the test ended
        finally:
            self._open.discard(writer)
            writer.close()

    def _script_for(self, visit: Visit) -> Script:
        path = visit.path.partition("?")[0]
        here = self._routes.get((visit.host, path))
        return here or self._routes.get(("", path)) or page("Not here.", status=404)


async def _read_visit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Visit:
    request, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines if line)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    host = headers.get("host", "").rsplit(":", 1)[0]
    return Visit(host=host, path=request.split(" ")[1], headers=headers, writer=writer)
