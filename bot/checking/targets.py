"""The pages of our own sites that links lead to: a link to a page that is gone is worth nothing.

They have their own interval, few at a time. Only 404 and 410, seen twice, count as broken: the rest is unknown.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlite_utils

from bot.crawl.fetched import Fetched, Request
from bot.crawl.fetcher import Fetcher
from storage import outcomes, targets
from storage.database import Database
from storage.records import NewEvent
from storage.targets import Target
from storage.words import EventKind, Reason

GONE = frozenset({404, 410})
ANSWERED = range(200, 300)
CONFIRMATIONS = 2
AT_ONCE = 4
A_TICK = 50  # targets at most
INTERVAL = timedelta(hours=24)
BROKEN_INTERVAL = timedelta(hours=6)
REFRESH_EVERY = timedelta(hours=1)  # how soon a new target is known


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetJudgement:
    """A target as it is now believed, and what changed."""

    target: Target
    event: NewEvent | None = None


def judge_target(target: Target, fetched: Fetched, *, now: datetime, confirm_after: timedelta) -> TargetJudgement:
    """Fold one fetch of a target into what is believed of it. Pure."""
    checked = replace(
        target,
        checked_at=now,
        http_status=fetched.status,
        next_check_at=max(now + INTERVAL, fetched.retry_at or now),
    )
    if fetched.problem is None and fetched.status in ANSWERED:
        return _answers(checked, fetched)
    if fetched.status not in GONE:
        return TargetJudgement(target=checked)
    recent = target.checked_at is not None and now - target.checked_at < confirm_after
    count = target.broken_count if target.broken_count and recent else target.broken_count + 1
    if target.broken_since or count < CONFIRMATIONS:
        pause = BROKEN_INTERVAL if target.broken_since else confirm_after
        return TargetJudgement(target=replace(checked, broken_count=count, next_check_at=now + pause))
    return TargetJudgement(
        target=replace(checked, broken_count=count, broken_since=now, next_check_at=now + BROKEN_INTERVAL),
        event=NewEvent(
            kind=EventKind.TARGET_BROKEN,
            after=target.url,
            reason=Reason.PAGE_GONE,
            evidence=f"Your page answers HTTP {fetched.status}, seen {count} times.",
        ),
    )


def _answers(checked: Target, fetched: Fetched) -> TargetJudgement:
    mended = NewEvent(
        kind=EventKind.TARGET_MENDED,
        after=checked.url,
        evidence=f"Your page answers again (HTTP {fetched.status}).",
    )
    return TargetJudgement(
        target=replace(checked, broken_count=0, broken_since=None), event=mended if checked.broken_since else None
    )


class TargetChecker:
    """Checks the targets that are due."""

    def __init__(
        self,
        database: Database,
        fetcher: Fetcher,
        *,
        clock: Callable[[], datetime],
        confirm_after: timedelta,
        group_for: timedelta,
    ) -> None:
        self._database = database
        self._fetcher = fetcher
        self._clock = clock
        self._confirm_after = confirm_after
        self._group_for = group_for
        self._refreshed_at: datetime | None = None

    async def run_due(self) -> int:
        """Check the targets that are due, up to `A_TICK`. Returns how many there were."""
        now = self._clock()
        if self._refreshed_at is None or not timedelta(0) <= now - self._refreshed_at < REFRESH_EVERY:
            await self._database.write(targets.refresh, now=now)
            self._refreshed_at = now
        due = await self._database.read(targets.due, now=now, limit=A_TICK)
        at_once = asyncio.Semaphore(AT_ONCE)

        async def check(target: Target) -> None:
            async with at_once:
                fetched = await self._fetcher.fetch(Request(url=target.url))
            now = self._clock()
            judged = judge_target(target, fetched, now=now, confirm_after=self._confirm_after)
            await self._database.write(_save, judged, now=now, group_for=self._group_for)

        async with asyncio.TaskGroup() as tasks:
            for target in due:
                tasks.create_task(check(target))
        return len(due)


def _save(db: sqlite_utils.Database, judged: TargetJudgement, *, now: datetime, group_for: timedelta) -> None:
    """Save a target; a change is one event for each site with links to it, not one for each link."""
    if not targets.save(db, judged.target) or judged.event is None:
        return
    for followers in targets.mark_links(db, judged.target):
        links = "1 link leads" if followers.links == 1 else f"{followers.links} links lead"
        outcomes.add_event(
            db,
            replace(judged.event, evidence=f"{judged.event.evidence} {links} there."),
            guild_id=followers.guild_id,
            site_id=followers.site_id,
            now=now,
            group_for=group_for,
        )
