"""A forward proxy on loopback for one browser: what a page asks for goes through the address guard, or not at all."""

import asyncio
from types import TracebackType
from typing import Self

from aiohttp.abc import AbstractResolver

from bot.crawl.guard import AddressGuard
from bot.crawl.problems import problem_of
from bot.crawl.resolve import GuardedResolver
from bot.crawl.urls import Place, place_of
from storage.words import Reason  # noqa: TC001  # imported at run time, as everywhere

MAX_CONNECTIONS = 64
CONNECT_SECONDS = 10.0
MAX_HEAD_BYTES = 65_536
_PIECE = 65_536

_ESTABLISHED = b"HTTP/1.1 200 Connection established\r\n\r\n"
# With a body, for Chromium shows a page of its own, without the address, in place of an empty error.
_REFUSED = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 8\r\nConnection: close\r\n\r\nRefused."
_CONNECTION_HEADERS = (b"proxy-", b"connection:", b"keep-alive:")


class GuardedProxy:
    """Serves CONNECT and plain http while its `async with` block runs, up to `max_bytes` from the web.

    `problems` tells by (host, port) why a server could not be reached; `spent` is True once the bytes are used up.
    """

    def __init__(self, guard: AddressGuard, names: AbstractResolver, *, max_bytes: int) -> None:
        self._guard = guard
        self._names = GuardedResolver(names, guard)
        self._bytes_left = max_bytes
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self.problems: dict[tuple[str, int], tuple[Reason, str]] = {}

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=MAX_HEAD_BYTES)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def url(self) -> str:
        """Where it listens, such as `http://127.0.0.1:40123`."""
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    @property
    def spent(self) -> bool:
        """Whether all the bytes that a page may load have been loaded."""
        return self._bytes_left <= 0

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            if len(self._tasks) <= MAX_CONNECTIONS and not self.spent:
                await self._forward(reader, writer)
        except (OSError, EOFError, ValueError, asyncio.LimitOverrunError, asyncio.CancelledError):
            pass  # either side went away, sent no HTTP, or the page is done: nobody is left to be told
        finally:
            self._tasks.discard(task)
            writer.transport.abort() if self.spent else writer.close()

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        method, target, _ = head.partition(b"\r\n")[0].decode("ascii").split(" ")
        tunnel = method == "CONNECT"
        place = place_of(f"https://{target}/" if tunnel else target)
        try:
            web_reader, web_writer = await self._connect(place)
        except OSError as error:
            self.problems[place.host, place.port] = problem_of(error)
            writer.write(_REFUSED)
            return
        if tunnel:
            writer.write(_ESTABLISHED)
        else:
            web_writer.write(_own_head(head, place))
        sending = asyncio.create_task(_send(reader, web_writer, None if tunnel else _body_length(head)))
        bringing = asyncio.create_task(self._bring(web_reader, writer, tunnel=tunnel))
        try:
            await asyncio.wait((sending, bringing), return_when=asyncio.FIRST_COMPLETED)
        finally:
            sending.cancel()
            bringing.cancel()
            await asyncio.gather(sending, bringing, return_exceptions=True)
            web_writer.close()

    async def _connect(self, place: Place) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection to an allowed address of the place. Raises OSError (the last address's, or the guard's)."""
        host = place.host.strip("[]")
        if place.is_address:
            self._guard.check(host, place.port)
            found = [(host, place.port)]
        else:
            found = [(one["host"], one["port"]) for one in await self._names.resolve(host, place.port)]
        failure: OSError = ConnectionRefusedError()
        for address, port in found:
            self._guard.check(address, port)
            try:
                async with asyncio.timeout(CONNECT_SECONDS):
                    return await asyncio.open_connection(address, port)
            except OSError as error:
                failure = error
        raise failure

    async def _bring(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, tunnel: bool) -> None:
        """Hand on what the web sends, as far as the bytes reach."""
        while not tunnel:
            head = await reader.readuntil(b"\r\n\r\n")
            interim = head.split(b" ", 2)[1][:1] == b"1"
            writer.write(head if interim else _last_head(head))
            if not interim:
                break
        while not self.spent and (piece := await reader.read(_PIECE)):
            self._bytes_left -= len(piece)
            writer.write(piece)
            await writer.drain()


async def _send(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, most: int | None) -> None:
    """Hand on what the browser sends, `most` bytes when they are counted, until it hangs up."""
    while piece := await reader.read(_PIECE):
        if most is not None:
            piece, most = piece[:most], most - len(piece[:most])
        writer.write(piece)
        await writer.drain()


def _last_head(head: bytes) -> bytes:
    """A response's head, saying that its connection will not be used again, whatever the server says."""
    status, *lines = head.removesuffix(b"\r\n\r\n").split(b"\r\n")
    kept = [line for line in lines if not line.lower().startswith(_CONNECTION_HEADERS)]
    return b"\r\n".join([status, *kept, b"Connection: close", b"", b""])


def _own_head(head: bytes, place: Place) -> bytes:
    """The request as the server wants it: its own path, and one request a connection, so each is guarded anew."""
    method, rest = head.split(b" ", 1)
    path = place.url.removeprefix(place.origin).encode()
    _, lines = rest.split(b"\r\n", 1)
    return _last_head(b"%s %s HTTP/1.1\r\n%s" % (method, path, lines))


def _body_length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return max(0, int(line.removeprefix(b"content-length:")))
    return 0
