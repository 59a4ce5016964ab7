"""The process that rates: its own interpreter, low priority, loads the word vectors, and may die without harm."""

import asyncio
import logging
import os
import signal as signals
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from multiprocessing import get_context, parent_process
from typing import TypeVar

from bot.quality.prints import prints_of
from bot.quality.rate import RatingInput, rate
from bot.quality.rating import Rating
from bot.quality.relevance import Topics, embedder
from bot.quality.view import language_of, view_of_body

logger = logging.getLogger(__name__)

NICENESS = 10
SECONDS_FOR_ONE = 60.0  # a page that takes longer has hung its reader
SECONDS_TO_END = 5.0

R = TypeVar("R")
Headers = Sequence[tuple[str, str]]


class WorkerDiedError(Exception):
    """The worker ended or hung at this piece of work. A new one is started for the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A page to rate, for each backlink that it holds."""

    url: str
    body: bytes
    headers: tuple[tuple[str, str], ...]
    asked: tuple[tuple[RatingInput, tuple[str, ...]], ...]  # with the texts of the link's site


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """The ratings of a job, in its order, and the page's prints."""

    ratings: tuple[Rating, ...]
    prints: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPage:
    """A page of a watched site: what it says, in which language."""

    text: str
    language: str | None


def rate_page(job: Job) -> Rated:
    """Rate a page. Runs in the worker."""
    view = view_of_body(job.body, url=job.url, headers=job.headers)
    ratings = tuple(
        rate(replace(given, page=view, topics=_topics(texts, given.site_language))) for given, texts in job.asked
    )
    return Rated(ratings=ratings, prints=tuple(prints_of(job.body, view.title)))


def read_own_page(body: bytes, url: str, headers: Headers) -> OwnPage:
    """What a page of a watched site is about. Runs in the worker."""
    view = view_of_body(body, url=url, headers=headers)
    text = f"{view.title}. {view.main_text}"
    return OwnPage(text=text, language=language_of(view.main_text))


class Worker:
    """One worker process, started at the first piece of work and anew after it died."""

    def __init__(self) -> None:
        """Starts nothing yet."""
        self._pool: ProcessPoolExecutor | None = None
        self._pid: int | None = None

    async def run(self, work: Callable[..., R], /, *arguments: object) -> R:
        """Run a function of this module in the worker. Raises WorkerDiedError when it died of it or hung."""
        try:
            pool = await self._started()
            loop = asyncio.get_running_loop()
            async with asyncio.timeout(SECONDS_FOR_ONE):
                return await loop.run_in_executor(pool, work, *arguments)
        except (BrokenProcessPool, TimeoutError) as error:
            await self._kill()
            raise WorkerDiedError(str(error) or "no answer") from error

    async def close(self) -> None:
        """End the process; what it is at is given up."""
        await self._kill()

    async def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_prepare)
            self._pid = await asyncio.get_running_loop().run_in_executor(self._pool, os.getpid)
        return self._pool

    async def _kill(self) -> None:
        pool, pid = self._pool, self._pid
        self._pool = self._pid = None
        if pid is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, signals.SIGKILL)
        if pool is not None:
            async with asyncio.timeout(SECONDS_TO_END):
                await asyncio.to_thread(pool.shutdown, cancel_futures=True)


def _prepare() -> None:
    """In the worker: yield to everybody, leave ctrl-C to the bot, and never outlive it."""
    os.nice(NICENESS)
    signals.signal(signals.SIGINT, signals.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)


@lru_cache(maxsize=256)
def _topics(texts: tuple[str, ...], language: str | None) -> Topics | None:
    return embedder().topics(texts, language) if texts else None
