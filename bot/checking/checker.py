"""The checker: what is due, and what a person asks for now, through the same round."""

import asyncio
import logging
from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from bot.checking.guard import Guard
from bot.checking.interval import JITTER, Pace
from bot.checking.look import Render, read_here
from bot.checking.reader import Reader
from bot.checking.round import Changed, Engine, Progress, Round, Tally
from bot.checking.targets import TargetChecker
from bot.checking.visit import Clock
from bot.config import CheckSettings, Settings
from bot.crawl.fetcher import Fetcher
from bot.links.judge import Policy
from storage import pages
from storage.database import Database
from storage.records import Page

logger = logging.getLogger(__name__)

CLAIM_AT_ONCE = 256  # pages
LEASE = timedelta(minutes=30)  # longer than the pages of one claim take, with all their pauses
WORKERS_NOW = 8  # for a person who waits, beside the round that runs anyway
STOP_SECONDS = 5.0
OTHERS_POLL_SECONDS = 0.5  # how long a person waits for pages that another round holds, at most a minute
OTHERS_POLLS = 120


def utc_now() -> datetime:
    """The clock of the running bot."""
    return datetime.now(UTC)


def policy_of(settings: CheckSettings) -> Policy:
    """The policy that the settings give."""
    return Policy(
        confirm_after=settings.confirm_after,
        confirm_absences=settings.confirm_absences,
        unverified_after=timedelta(days=settings.unverified_after_days),
        gone_after=timedelta(days=settings.gone_after_days),
    )


class Checker:
    """Checks pages. One for the whole process: it holds what is known of our own trouble.

    `changed` is called on the event loop with each page that was read anew and its backlinks, and must not block:
    it is where the queue of ratings begins. With `reader` pages are read in its process; it is closed with the checker.
    """

    def __init__(
        self,
        database: Database,
        fetcher: Fetcher,
        settings: Settings,
        *,
        clock: Clock = utc_now,
        changed: Changed | None = None,
        render: Render | None = None,
        reader: Reader | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._workers = settings.crawl.concurrency
        self._engine = Engine(
            database=database,
            fetcher=fetcher,
            guard=Guard(),
            policy=policy_of(settings.checks),
            pace=Pace.of(settings.checks),
            group_for=timedelta(seconds=settings.alerts.group_seconds),
            clock=clock,
            host_concurrency=settings.crawl.host_concurrency,
            changed=changed,
            read=reader.read if reader else read_here,
            render=render,
        )
        self._reader = reader
        self._targets = TargetChecker(
            database,
            fetcher,
            clock=clock,
            confirm_after=settings.checks.confirm_after,
            group_for=self._engine.group_for,
        )
        self._due = asyncio.Lock()
        self._rounds: dict[Round, asyncio.Task[Tally]] = {}
        self._stopped = False

    async def take_over(self) -> None:
        """At a start: end the claims of the process that was here before, and its plans for a far future."""
        released = await self._database.write(pages.release_all)
        latest = self._clock() + self._engine.pace.most * (1 + JITTER)
        await self._database.write(pages.put_due_by, latest)
        if released:
            logger.info("%d pages were being checked when the last run ended; they are due again", released)

    async def run_due(self) -> Tally:
        """Check all that is due, and what becomes due meanwhile. One such round runs at a time.

        Raises StorageError or what SQLite raises when the database fails; what was claimed is then due as before.
        """
        async with self._due:
            return await self._run(Round(self._engine, self._claim_due, workers=self._workers))

    async def check_targets(self) -> int:
        """Check the pages of the watched sites that links lead to, as far as due. Returns how many were."""
        return 0 if self._stopped else await self._targets.run_due()

    async def check_now(self, page_ids: Collection[int], on_progress: Progress | None = None) -> Tally:
        """Check these pages at once, due or not. `on_progress` is awaited with how many are done.

        Pages that a round is checking at this moment are waited for, and left out of the tally.
        """
        left = list(page_ids)
        started = self._clock()

        async def claim(_: Collection[str]) -> list[Page]:
            claimed: list[Page] = []
            while left and not claimed:
                taken, left[:] = left[:CLAIM_AT_ONCE], left[CLAIM_AT_ONCE:]
                claimed = await self._database.write(pages.claim, taken, now=started)
            return claimed

        tally = await self._run(Round(self._engine, claim, workers=WORKERS_NOW, progress=on_progress))
        await self._wait_for_others(page_ids)
        return tally

    async def close(self) -> None:
        """Claim nothing more, let fetches end for a few seconds, then cancel them; all claims are given back."""
        self._stopped = True
        for round_ in self._rounds:
            round_.stop()
        if tasks := list(self._rounds.values()):
            _, late = await asyncio.wait(tasks, timeout=STOP_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        if self._reader:
            await self._reader.close()

    async def _run(self, round_: Round) -> Tally:
        if self._stopped:
            return Tally()
        task = asyncio.ensure_future(round_.run())
        self._rounds[round_] = task
        try:
            return await task
        except asyncio.CancelledError:
            if self._stopped and not asyncio.current_task().cancelling():
                return Tally()  # `close` ended the round, nobody cancelled whoever asked for it
            raise
        finally:
            del self._rounds[round_]

    async def _wait_for_others(self, page_ids: Collection[int]) -> None:
        for _ in range(OTHERS_POLLS):
            if self._stopped or not await self._database.read(pages.any_claimed, page_ids):
                return
            await asyncio.sleep(OTHERS_POLL_SECONDS)

    async def _claim_due(self, busy: Collection[str]) -> list[Page]:
        return await self._database.write(
            pages.claim_due, now=self._clock(), limit=CLAIM_AT_ONCE, lease=LEASE, skip_hosts=frozenset(busy)
        )
