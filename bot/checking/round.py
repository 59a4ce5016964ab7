"""One round: workers visit the claimed pages host by host, one saver judges and saves what they bring in groups.

A host's pages are visited one after the other, so that a host which makes us wait holds one worker and no more. Few
hops between threads a page: claims, look-ups and saves each take many pages at once.
"""

import asyncio
import logging
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from bot.checking.doors import Read
from bot.checking.guard import Doubt, Guard, Outlook
from bot.checking.interval import Pace
from bot.checking.look import Render, read_here
from bot.checking.outcome import Outcome, conclude, forget_unwatched, save_all
from bot.checking.visit import Clock, Visit, visit
from bot.crawl.fetched import Fetched
from bot.crawl.fetcher import Fetcher
from bot.links.judge import Policy
from storage import backlinks, pages
from storage.database import Database
from storage.records import Backlink, Page, Site
from storage.words import Seen

logger = logging.getLogger(__name__)

SAVE_AFTER_SECONDS = 0.2  # what comes in within it is saved together
SAVE_AT_ONCE = 64  # visits; workers wait when there are more, so that memory stays bounded while the disk is slow
CLAIM_AGAIN_SECONDS = 2.0  # a host that makes us wait must not keep what becomes due elsewhere waiting
CONTROLS = 3  # hosts that are looked at before the first loss of an hour is believed

Claim = Callable[[Collection[str]], Awaitable[list[Page]]]
Changed = Callable[[Fetched, Sequence[Backlink]], None]
Progress = Callable[[int], Awaitable[None]]


@dataclass(slots=True)
class Tally:
    """What a round came to."""

    pages: int = 0
    seen: Counter[Seen] = field(default_factory=Counter)
    events: int = 0
    set_aside: int = 0  # pages

    def add(self, outcome: Outcome) -> None:
        """Count one saved page."""
        self.pages += 1
        self.set_aside += outcome.set_aside
        self.seen.update(judgement.link.seen for judgement in outcome.judgements if judgement.link.seen)
        self.events += sum(len(judgement.events) for judgement in outcome.judgements)


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """What all rounds share."""

    database: Database
    fetcher: Fetcher
    guard: Guard
    policy: Policy
    pace: Pace
    group_for: timedelta  # changes of one site within it become one message
    clock: Clock
    host_concurrency: int
    changed: Changed | None  # takes the pages that were read anew, to be rated
    read: Read = read_here
    render: Render | None = None  # shows a script-built page to a browser, where one is configured


@dataclass(frozen=True, slots=True)
class _Todo:
    page: Page
    watched: Sequence[tuple[Backlink, Site]]


class Round:
    """Visits what `claim` hands out until it hands out nothing more. `claim` is given the hosts to leave out."""

    def __init__(self, engine: Engine, claim: Claim, *, workers: int, progress: Progress | None = None) -> None:
        self._engine = engine
        self._claim = claim
        self._workers = workers
        self._progress = progress
        self._tally = Tally()
        self._held: dict[int, Page] = {}  # claimed and not saved yet
        self._busy: Counter[str] = Counter()  # hosts, with how many groups of theirs are under way
        self._groups: asyncio.Queue[list[_Todo] | None] = asyncio.Queue()
        self._visits: asyncio.Queue[Visit | None] = asyncio.Queue(SAVE_AT_ONCE)
        self._moved = asyncio.Event()  # a host's group is done, or the round is to stop
        self._urgent = asyncio.Event()  # the visits are many, or no more will come: saving must not wait
        self._stopping = False

    def stop(self) -> None:
        """Claim nothing more; what is being fetched is finished, the rest is given back."""
        self._stopping = True
        self._moved.set()

    async def run(self) -> Tally:
        """Run to the end. What was claimed and not saved is given back, whatever happens."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._save())
                workers = [tasks.create_task(self._work()) for _ in range(self._workers)]
                await self._feed()
                for _ in workers:
                    self._groups.put_nowait(None)
                await asyncio.wait(workers)
                self._urgent.set()
                await self._visits.put(None)
        finally:
            if self._held:
                await asyncio.shield(self._engine.database.write(pages.release, list(self._held.values())))
        return self._tally

    async def _feed(self) -> None:
        """Keep the workers supplied until nothing is due and nothing is under way."""
        while not self._stopping:
            self._moved.clear()
            left_out = bool(self._busy)  # before the claim: a host may become free while it runs
            if self._groups.qsize() < self._workers and await self._take():
                continue
            if not left_out:
                return
            await _wait(self._moved, CLAIM_AGAIN_SECONDS)

    async def _take(self) -> int:
        """Claim pages and queue them by host. Returns how many there were."""
        claimed = await self._hold(await self._claim(self._busy.keys()))
        by_host: dict[str, list[_Todo]] = defaultdict(list)
        for todo in claimed:
            by_host[todo.page.host].append(todo)
        at_once = self._engine.host_concurrency
        for host, todos in by_host.items():
            for group in filter(None, (todos[start::at_once] for start in range(at_once))):
                self._busy[host] += 1
                self._groups.put_nowait(group)
        return len(claimed)

    async def _hold(self, claimed: Sequence[Page]) -> list[_Todo]:
        if not claimed:
            return []
        self._held |= {page.id: page for page in claimed}
        watched = await self._engine.database.read(backlinks.for_pages, [page.id for page in claimed])
        if lonely := [page for page in claimed if not watched[page.id]]:
            await self._engine.database.write(forget_unwatched, lonely)
            for page in lonely:
                del self._held[page.id]
        return [_Todo(page, watched[page.id]) for page in claimed if watched[page.id]]

    async def _work(self) -> None:
        while (group := await self._groups.get()) is not None:
            for todo in group:
                if self._stopping:
                    break
                await self._visits.put(await self._visit(todo))
                if self._visits.full():
                    self._urgent.set()
            host = group[0].page.host
            self._busy[host] -= 1
            if not self._busy[host]:
                del self._busy[host]
            self._moved.set()

    async def _visit(self, todo: _Todo) -> Visit:
        engine = self._engine
        return await visit(
            engine.fetcher,
            todo.page,
            todo.watched,
            clock=engine.clock,
            to_be_rated=engine.changed is not None,
            render=engine.render,
            read=engine.read,
        )

    async def _save(self) -> None:
        more = True
        while more and (first := await self._visits.get()) is not None:
            await _wait(self._urgent, SAVE_AFTER_SECONDS)
            group = [first]
            while more and not self._visits.empty():
                if visit := self._visits.get_nowait():
                    group.append(visit)
                else:
                    more = False
            if more:
                self._urgent.clear()
            await self._settle(group)

    async def _settle(self, visits: list[Visit]) -> None:
        """Weigh, judge and save a group of visits, and hand on what has changed."""
        engine = self._engine
        now = engine.clock()
        doubt = engine.guard.weigh([sight for visit in visits if (sight := visit.sight)], now)
        judged = self._conclude(visits, doubt)
        losing = {outcome.visit.page.host for outcome in judged if outcome.loses_by_absence}
        if losing and not doubt and not engine.guard.sees_well(now, within=engine.policy.confirm_after, besides=losing):
            controls = await self._look_at_others(losing)
            visits += controls
            doubt = self._doubt_without_sight(controls)
            judged = self._conclude(visits, doubt)
        saved = await engine.database.write(save_all, judged, now=now, group_for=engine.group_for, doubt=doubt)
        for outcome in judged:
            self._held.pop(outcome.page.id, None)
        for outcome in saved:
            self._tally.add(outcome)
            self._hand_on(outcome)
        await self._report()

    def _conclude(self, visits: Sequence[Visit], doubt: Doubt | None) -> list[Outcome]:
        """Judge visits. Under a doubt, a host on which a link was seen is believed all the same."""
        engine = self._engine
        well = {visit.page.host for visit in visits if visit.outlook is Outlook.WELL} if doubt else set()
        return [
            conclude(
                visit,
                policy=engine.policy,
                pace=engine.pace,
                doubt=None if visit.page.host in well else doubt,
            )
            for visit in visits
        ]

    async def _look_at_others(self, losing: Collection[str]) -> list[Visit]:
        """Visit pages of other hosts that were well: before a loss is believed, our own eyes must be open."""
        engine = self._engine
        skip = {*losing, *self._busy}
        ids = await engine.database.read(pages.seen_well, limit=CONTROLS, skip_hosts=skip)
        claimed = await engine.database.write(pages.claim, ids, now=engine.clock()) if ids else []
        return list(await asyncio.gather(*map(self._visit, await self._hold(claimed))))

    def _doubt_without_sight(self, controls: Sequence[Visit]) -> Doubt | None:
        guard, now = self._engine.guard, self._engine.clock()
        doubt = guard.weigh([sight for visit in controls if (sight := visit.sight)], now)
        if doubt or not controls or any(visit.outlook is Outlook.WELL for visit in controls):
            return doubt
        hosts = len({visit.page.host for visit in controls})
        return guard.doubt(f"A link was missing, and {hosts} other hosts, looked at to compare, failed too.", now)

    def _hand_on(self, outcome: Outcome) -> None:
        visit = outcome.visit
        if self._engine.changed is None or visit.unchanged or visit.outlook is not Outlook.WELL:
            return
        try:
            self._engine.changed(visit.fetched, [judgement.link for judgement in outcome.judgements])
        except Exception:  # what is saved is saved; an unrated link is handed on again at its next check
            logger.exception("%s could not be handed on to be rated", visit.page.url)

    async def _report(self) -> None:
        if self._progress is None:
            return
        try:
            await self._progress(self._tally.pages)
        except Exception:  # a message that cannot be edited must not end the checks
            logger.exception("The progress of a check could not be told")


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        pass
