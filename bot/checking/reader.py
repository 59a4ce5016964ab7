"""Pages are read in a process of their own: the event loop never waits for one, and none can take the bot with it.

Jobs and answers are pickles behind their length, in pipes, in order. No threads of the bot stand between: handing a
page over costs a tenth of reading it.
"""

import asyncio
import fcntl
import logging
import pickle
import sys
from collections import deque
from collections.abc import Sequence
from contextlib import suppress

from bot.checking.reading import LENGTH_BYTES, ReadingError
from bot.crawl.fetched import Fetched
from bot.links.facts import PageFacts, Wanted
from bot.links.observe import read_fetched

logger = logging.getLogger(__name__)

SECONDS_FOR_ONE = 30.0  # the largest page takes less than one
RESTING_MEMORY = 48_000_000  # of a process before its first page
MEMORY_A_BYTE = 32  # of a page as large as pages may be; the densest of 150 real ones took 11
PIPE_BYTES = 1 << 20
_PROGRAM = "import sys; sys.path[:] = sys.argv[2:]; from bot.checking.reading import serve; serve(int(sys.argv[1]))"

Answer = asyncio.Future[PageFacts | None]


class _AgainError(Exception):
    """The process ended because of another page."""


class Reader:
    """One reading process, started with the first page and anew after it died. `close` it in the end."""

    def __init__(self, max_body_bytes: int = 5_000_000) -> None:
        """Starts nothing yet. `max_body_bytes` is how large pages may be: it bounds the memory of the process."""
        self._max_memory = RESTING_MEMORY + MEMORY_A_BYTE * max_body_bytes
        self._pending: deque[Answer] = deque()  # what the process was given and has not answered, in its order
        self._starting = asyncio.Lock()
        self._writer: asyncio.StreamWriter | None = None
        self._listener: asyncio.Task[None] | None = None

    async def read(self, fetched: Fetched, sites: Sequence[Wanted]) -> PageFacts | None:
        """As `bot.links.observe.read_fetched`. Raises ReadingError for a page that is too much, ReaderFaultError."""
        if not fetched.body:
            return None
        job = pickle.dumps((fetched, tuple(sites)), pickle.HIGHEST_PROTOCOL)
        while True:
            try:
                writer = self._writer or await self.start()
            except OSError:  # such as no memory for another process
                logger.warning("No process for reading could be started; the page is read here", exc_info=True)
                return read_fetched(fetched, sites)
            answer: Answer = asyncio.get_running_loop().create_future()
            self._pending.append(answer)
            writer.write(len(job).to_bytes(LENGTH_BYTES) + job)
            with suppress(_AgainError):
                with suppress(ConnectionError):  # told to everybody who waits by whoever listens
                    await writer.drain()
                return await answer

    async def close(self) -> None:
        """End the process; what it is at is given up."""
        for waiting in self._pending:
            waiting.cancel()
        if self._listener:
            self._listener.cancel()
            await asyncio.gather(self._listener, return_exceptions=True)

    async def start(self) -> asyncio.StreamWriter:
        """Start the process ahead of its first page. Raises OSError."""
        async with self._starting:
            if self._writer is None:
                if self._listener:
                    await asyncio.wait([self._listener])  # until the process before is gone
                process = await asyncio.create_subprocess_exec(
                    *(sys.executable, "-c", _PROGRAM, str(self._max_memory), *sys.path),
                    stdin=asyncio.subprocess.PIPE,
                    stdout=asyncio.subprocess.PIPE,
                )
                assert process.stdin
                with suppress(OSError, AttributeError):  # it works with less too; Linux alone can change it
                    fcntl.fcntl(process.stdin.get_extra_info("pipe"), fcntl.F_SETPIPE_SZ, PIPE_BYTES)
                self._writer = process.stdin
                self._listener = asyncio.create_task(self._listen(process))
            return self._writer

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        incoming = process.stdout
        assert incoming
        why = "The page was too much to be read: the process that reads pages died of it."
        try:
            while header := await self._next(incoming):
                answer = pickle.loads(await incoming.readexactly(int.from_bytes(header)))  # noqa: S301  # our own process
                waiting = self._pending.popleft()
                if not waiting.done():
                    waiting.set_exception(answer) if isinstance(answer, Exception) else waiting.set_result(answer)
            why = f"The page could not be read within {SECONDS_FOR_ONE:.0f} seconds."
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self._writer = None
            with suppress(ProcessLookupError):
                process.kill()
            self._give_back(why)
            await process.wait()

    async def _next(self, incoming: asyncio.StreamReader) -> bytes:
        """The length of the next answer; b"" when it does not come in time."""
        late: Answer | None = None  # it was the oldest one when the time began
        while not self._pending or self._pending[0] is not late:
            late = self._pending[0] if self._pending else None
            with suppress(TimeoutError):
                async with asyncio.timeout(SECONDS_FOR_ONE):
                    return await incoming.readexactly(LENGTH_BYTES)
        return b""

    def _give_back(self, why: str) -> None:
        """The oldest page is the one that the process died of; the others are read by the next process."""
        error: Exception = ReadingError(why)
        while self._pending:
            waiting = self._pending.popleft()
            if not waiting.done():
                waiting.set_exception(error)
            error = _AgainError()
