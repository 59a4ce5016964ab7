"""The process that reads pages: jobs come in by a pipe, what was read goes out by another. It imports little."""

import pickle
import queue
import resource
import signal
import sys
import threading
import traceback
from typing import BinaryIO

from selectolax.lexbor import SelectolaxError

from bot.links.facts import PageFacts
from bot.links.observe import read_fetched

LENGTH_BYTES = 8  # before each pickle
AHEAD = 4_000_000  # bytes of jobs that are taken off the pipe before their turn


class ReadingError(Exception):
    """A page is too much to be read; the message says so in a sentence."""


class ReaderFaultError(Exception):
    """A page could not be read because of a fault of ours; the message is its traceback."""


def serve(max_memory: int) -> None:
    """Read what comes until the bot ends, with at most so many bytes of memory."""
    jobs, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # what prints must not speak in between
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_DATA, (max_memory, max_memory))
    waiting = _Waiting(AHEAD)
    threading.Thread(target=_receive, args=(jobs, waiting), daemon=True).start()
    while job := waiting.get():
        packed = pickle.dumps(_read(job), pickle.HIGHEST_PROTOCOL)
        answers.write(len(packed).to_bytes(LENGTH_BYTES) + packed)
        answers.flush()


def _read(job: bytes) -> PageFacts | ReadingError | ReaderFaultError | None:
    try:
        fetched, sites = pickle.loads(job)  # noqa: S301  # from the bot
        return read_fetched(fetched, sites)
    except (MemoryError, SelectolaxError):  # lexbor parses whatever there is memory for
        return ReadingError("The page takes more memory to be read than a page may.")
    except Exception:  # noqa: BLE001  # the bot logs it
        return ReaderFaultError(traceback.format_exc())


class _Waiting(queue.Queue[bytes]):
    """Jobs that wait; its size is counted in bytes."""

    def _init(self, maxsize: int) -> None:
        super()._init(maxsize)
        self._bytes = 0

    def _qsize(self) -> int:
        return self._bytes

    def _put(self, item: bytes) -> None:
        super()._put(item)
        self._bytes += len(item) or 1  # what ends it counts too

    def _get(self) -> bytes:
        item: bytes = super()._get()
        self._bytes -= len(item) or 1
        return item


def _receive(jobs: BinaryIO, waiting: _Waiting) -> None:
    """Take jobs off the pipe at once: it holds few, and a busy event loop seldom gets to fill it."""
    while header := jobs.read(LENGTH_BYTES):
        waiting.put(jobs.read(int.from_bytes(header)))
    waiting.put(b"")
