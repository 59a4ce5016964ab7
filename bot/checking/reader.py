"""Pages are read in a process of their own: the event loop never waits for one, and none can take the bot with it.

Jobs and answers are pickles behind their length, in pipes, in order. No threads stand between: handing a page over
costs a tenth of reading it.
"""

import asyncio
import fcntl
import logging
import pickle
import queue
import resource
import signal
import sys
import threading
import traceback
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import BinaryIO

from bot.crawl.fetched import Fetched
from bot.links.facts import PageFacts, Wanted
from bot.links.observe import read_fetched

logger = logging.getLogger(__name__)

SECONDS_FOR_ONE = 30.0  # the largest page takes less than one
MAX_MEMORY = 1 << 30  # of the process; the largest page takes a fifth of it
LENGTH_BYTES = 8

JOBS_WAITING = 64  # in the process
PIPE_BYTES = 1 << 20
_PROGRAM = "import sys; sys.path[:] = sys.argv[1:]; from bot.checking.reader import serve; serve()"

Answer = asyncio.Future[PageFacts | None]


class ReadingError(Exception):
    """A page could not be read; the message says what the reader said last."""


class _AgainError(Exception):
    """The process ended because of another page."""


class Reader:
    """One reading process, started with the first page and anew after it died. `close` it in the end."""

    def __init__(self) -> None:
        """Starts nothing yet."""
        self._pending: deque[Answer] = deque()  # what the process was given and has not answered, in its order
        self._starting = asyncio.Lock()
        self._writer: asyncio.StreamWriter | None = None
        self._listener: asyncio.Task[None] | None = None

    async def read(self, fetched: Fetched, sites: Sequence[Wanted]) -> PageFacts | None:
        """As `bot.links.observe.read_fetched`. Raises ReadingError when the page was too much for the process."""
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
                    *(sys.executable, "-c", _PROGRAM, *sys.path),
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
        why = "The process that reads pages died of this one."
        try:
            while header := await self._next(incoming):
                answer = pickle.loads(await incoming.readexactly(int.from_bytes(header)))  # noqa: S301  # our own process
                waiting = self._pending.popleft()
                if not waiting.done():
                    waiting.set_exception(answer) if isinstance(answer, ReadingError) else waiting.set_result(answer)
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


def serve() -> None:
    """In the process: read what comes until the bot ends."""
    jobs, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # what prints must not speak in between
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_DATA, (MAX_MEMORY, MAX_MEMORY))
    waiting: queue.Queue[bytes] = queue.Queue(JOBS_WAITING)
    threading.Thread(target=_receive, args=(jobs, waiting), daemon=True).start()
    while job := waiting.get():
        fetched, sites = pickle.loads(job)  # noqa: S301  # from the bot
        try:
            answer: PageFacts | ReadingError | None = read_fetched(fetched, sites)
        except Exception:  # noqa: BLE001  # the bot logs it
            answer = ReadingError(traceback.format_exc())
        packed = pickle.dumps(answer, pickle.HIGHEST_PROTOCOL)
        answers.write(len(packed).to_bytes(LENGTH_BYTES) + packed)
        answers.flush()


def _receive(jobs: BinaryIO, waiting: "queue.Queue[bytes]") -> None:
    """Take jobs off the pipe at once: it holds few, and a busy event loop seldom gets to fill it."""
    while header := jobs.read(LENGTH_BYTES):
        waiting.put(jobs.read(int.from_bytes(header)))
    waiting.put(b"")
