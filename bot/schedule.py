"""APScheduler's ticks. The database holds what is due and a tick only looks, so what was missed is done at a start."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.digest_time import next_digest
from storage import guilds, meta
from storage.database import Database

logger = logging.getLogger(__name__)

HEARTBEAT = "heartbeat"  # the key in the table of small facts: when the schedule last ran, in ISO 8601
STOP_SECONDS = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """Something that looks for what is due, at once at a start and then every so often. Never twice at a time."""

    name: str
    look: Callable[[], Awaitable[object]]
    every: timedelta


class Schedule:
    """Runs the ticks from `start` to `stop`."""

    def __init__(self, ticks: Sequence[Tick]) -> None:
        self._ticks = ticks
        self._running: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()  # ticks whose time came while they ran
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            # a late tick is as good as one in time, and one is as good as many; that none runs twice at a time is
            # seen to in `_run`, since APScheduler would warn each time that a long round is still under way
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 2},
        )

    def start(self) -> None:
        """Let every tick look now, and then at its pace. Needs a running event loop. May be called twice."""
        if self._scheduler.running:
            return
        for tick in self._ticks:
            self._scheduler.add_job(
                self._run,
                "interval",
                [tick],
                seconds=tick.every.total_seconds(),
                id=tick.name,
                next_run_time=datetime.now(UTC),
            )
        self._scheduler.start()

    def hurry(self, name: str) -> None:
        """Let a tick look at once: something has just become due. One that runs looks once more afterwards."""
        if self._scheduler.running and self._scheduler.get_job(name):
            self._scheduler.modify_job(name, next_run_time=datetime.now(UTC))

    async def stop(self) -> None:
        """No more ticks; those that run get a few seconds to end, then they are cancelled. May be called twice."""
        if not self._scheduler.running:
            return
        self._scheduler.remove_all_jobs()
        if running := list(self._running.values()):
            _, late = await asyncio.wait(running, timeout=STOP_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
        self._scheduler.shutdown(wait=False)

    async def _run(self, tick: Tick) -> None:
        if tick.name in self._running:
            self._again.add(tick.name)
            return
        task = asyncio.ensure_future(self._look(tick))
        self._running[tick.name] = task
        try:
            await task
        finally:
            del self._running[tick.name]

    async def _look(self, tick: Tick) -> None:
        await _look(tick)
        while tick.name in self._again and self._scheduler.get_job(tick.name):
            self._again.discard(tick.name)
            await _look(tick)


async def owe_digests(database: Database, clock: Callable[[], datetime]) -> int:
    """Owe the digests whose time has come, each once, and plan the next. Returns how many were due.

    A digest that was missed several times while the bot was down is owed once.
    """
    now = clock()
    due = await database.read(guilds.due_digests, now)
    for guild in due:
        next_at = next_digest(guild.digest_weekday, guild.digest_time, guild.timezone, now)
        await database.write(guilds.owe_digest, guild, next_at=next_at, now=now)
    return len(due)


async def beat(database: Database, clock: Callable[[], datetime]) -> None:
    """Write down that the schedule runs, for `/status` and `doctor`."""
    await database.write(meta.put, HEARTBEAT, clock().isoformat())


async def _look(tick: Tick) -> None:
    """One look. Its failure is logged and ends nothing: what is due is still due at the next one."""
    try:
        await tick.look()
    except Exception:
        logger.exception("The tick %s failed; it looks again in %s", tick.name, tick.every)
