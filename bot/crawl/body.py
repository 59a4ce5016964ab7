"""Reading a body that may be endless, slow, broken or a bomb: never more than a limit is held."""

import asyncio
from dataclasses import dataclass, field
from typing import cast

from aiohttp import ClientPayloadError, ClientResponse
from isal import igzip_lib, isal_zlib

from storage.words import Reason

SNIFF_BYTES = 4096  # of what is not HTML: enough to say what it is
MAX_RATIO = 250  # unpacked to packed; honest pages stay under 100
RATIO_COUNTS_FROM = 1_000_000  # bytes; small pages may be as repetitive as they like
SIGN_OF_LIFE_SECONDS = 1.0  # without a byte, after which the connection itself is looked at
MAX_MEMBERS = 64  # of a gzip stream; most have one
GZIP_MAGIC = b"\x1f\x8b"

UnpackError = cast("type[Exception]", igzip_lib.IsalError)  # which its stubs take for an instance

_READ_WHOLE = ("html", "xml")  # parts of the media types that may hold a page
_PLAIN = frozenset({"", "identity", "none", "utf-8"})  # codings that are none; some servers put the charset here


@dataclass(slots=True)
class Body:
    """What has been read so far, and why reading ended early, if it did."""

    chunks: list[bytes] = field(default_factory=list)
    size: int = 0
    problem: Reason | None = None
    detail: str = ""

    def content(self) -> bytes:
        """All that was read."""
        return self.chunks[0] if len(self.chunks) == 1 else b"".join(self.chunks)

    def add(self, chunk: bytes) -> None:
        """Keep a decoded chunk."""
        if chunk:
            self.chunks.append(chunk)
            self.size += len(chunk)

    def fail(self, problem: Reason, detail: str) -> None:
        """End with a problem. What was read is kept."""
        self.problem, self.detail = problem, detail


class Inflater:
    """gzip and deflate, unpacked piece by piece and never beyond what is asked for."""

    def __init__(self, coding: str) -> None:
        self._coding = coding
        self._inflate: isal_zlib.Decompress | None = None
        self._members = 0

    def feed(self, packed: bytes, most: int) -> bytes:
        """Unpack at most `most` bytes of the next packed piece. Raises UnpackError.

        The rest of the piece is dropped when there is more: the caller stops there.
        """
        unpacked = []
        while packed and most > 0:  # isal takes 0 for "without limit"
            if (self._inflate is None or self._inflate.eof) and not self._begin_member(packed):
                break
            assert self._inflate is not None
            part = self._inflate.decompress(packed, most)
            unpacked.append(part)
            most -= len(part)
            packed = self._inflate.unused_data
        return unpacked[0] if len(unpacked) == 1 else b"".join(unpacked)

    @property
    def finished(self) -> bool:
        """True when the stream came to its own end (or never began)."""
        return self._inflate is None or self._inflate.eof

    def _begin_member(self, packed: bytes) -> bool:
        """Start on the first or a further gzip member; False when what follows the last is no member."""
        if self._inflate is not None and (packed[:2] != GZIP_MAGIC or self._members == MAX_MEMBERS):
            return False
        self._members += 1
        self._inflate = isal_zlib.decompressobj(31 if self._coding == "gzip" else _deflate_window(packed))
        return True


def _deflate_window(packed: bytes) -> int:
    """The window bits for zlib: some servers send deflate without the zlib frame that it should have."""
    return isal_zlib.MAX_WBITS if packed[0] & 0x0F == isal_zlib.DEFLATED else -isal_zlib.MAX_WBITS


def coding_of(response: ClientResponse) -> str:
    """The content coding of a response: "gzip", "deflate", "" or one that we cannot read."""
    coding = response.headers.get("Content-Encoding", "").strip().lower()
    return "" if coding in _PLAIN else coding.removeprefix("x-")


def may_hold_a_page(content_type: str) -> bool:
    """Whether a Content-Type may be a page's. Unlabelled ones may."""
    return not content_type.strip() or any(part in content_type.lower() for part in _READ_WHOLE)


async def read_body(response: ClientResponse, body: Body, limit: int, *, sniff: bool) -> None:
    """Read a response into `body`, at most `limit` decoded bytes; with `sniff` only the start of what cannot be a page.

    Says in `body` what went wrong. Raises what the connection raises, but not for a body that ends early.
    """
    coding = coding_of(response)
    if coding not in ("", "gzip", "deflate"):
        body.fail(Reason.BAD_RESPONSE, f"The body is encoded as {coding[:40]!r}, which was not asked for.")
        return
    sniffing = sniff and not may_hold_a_page(response.headers.get("Content-Type", ""))
    inflater = Inflater(coding) if coding else None
    most = SNIFF_BYTES if sniffing else limit
    try:
        await _read(response, body, inflater, most)
    except ClientPayloadError:
        # aiohttp raises before it hands out what arrived together with the break
        _take(response.content._read_nowait(-1), body, inflater, most)  # noqa: SLF001  # it has no public way
        if body.problem is None:
            body.fail(Reason.TRUNCATED, f"The connection ended in the middle of the page, after {body.size} bytes.")
    except UnpackError:
        body.fail(Reason.TRUNCATED, f"The compressed page is broken after {body.size} bytes.")
    if sniffing and body.problem is Reason.TOO_LARGE:
        body.problem, body.detail = None, ""


async def _read(response: ClientResponse, body: Body, inflater: Inflater | None, most: int) -> None:
    content = response.content
    packed_size = 0
    while body.problem is None and not content.at_eof():
        chunk = content.read_nowait() or await _next_chunk(response)
        packed_size += len(chunk)
        _take(chunk, body, inflater, most)
        if body.size > max(RATIO_COUNTS_FROM, packed_size * MAX_RATIO):
            body.fail(Reason.TOO_LARGE, f"The page unpacks to more than {MAX_RATIO} times its size.")
        elif packed_size > most and inflater:  # packed nothing is endless too
            body.fail(Reason.TOO_LARGE, f"The page is larger than {most} bytes before it is even unpacked.")
    if body.problem is None and inflater and not inflater.finished:
        body.fail(Reason.TRUNCATED, f"The compressed page ends early, after {body.size} bytes.")


async def _next_chunk(response: ClientResponse) -> bytes:
    """Wait for more. aiohttp 3.14 closes the connection on a malformed chunk, but does not tell who reads the body."""
    while True:
        try:
            async with asyncio.timeout(SIGN_OF_LIFE_SECONDS):
                return await response.content.readany()
        except TimeoutError:
            protocol = response.connection and response.connection.protocol
            if protocol is None or not protocol.is_connected():
                raise ClientPayloadError("malformed chunk") from None


def _take(chunk: bytes, body: Body, inflater: Inflater | None, most: int) -> None:
    room = most - body.size
    if inflater:
        chunk = inflater.feed(chunk, room + 1)
    if len(chunk) > room:
        chunk = chunk[:room]
        body.fail(Reason.TOO_LARGE, f"The page is larger than {most} bytes; only that much was read.")
    body.add(chunk)
