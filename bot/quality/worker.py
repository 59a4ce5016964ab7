"""The queue of pages to rate: fed by the checker with pages that changed, worked off by one process beside the bot."""

import asyncio
import logging
import socket
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta

import sqlite_utils

from bot.crawl.fetched import Fetched
from bot.crawl.fetcher import Fetcher
from bot.links.urls import host_of
from bot.quality.gather import SiteNumbers, inputs, site_numbers
from bot.quality.learning import learn_if_stale
from bot.quality.lists import BlockLists
from bot.quality.prints import tells_owner
from bot.quality.process import Job, Rated, Worker, WorkerDiedError, rate_page
from bot.quality.rate import summary
from bot.quality.rating import Rating
from bot.quality.renew import renew
from bot.quality.surroundings import Verdict
from storage import prints, ratings, sites
from storage.database import Database
from storage.records import Backlink, Site

logger = logging.getLogger(__name__)

MOST_PAGES = 500
MOST_BYTES = 64_000_000  # of bodies that wait; what is dropped is read again at its next check, being unrated
SECONDS_FOR_ADDRESS = 5.0
NUMBERS_FRESH_FOR = timedelta(minutes=10)
RENEWED_AT_ONCE = 100  # ratings in one transaction: others may write in between
RENEWED_A_ROUND = 5_000


@dataclass(frozen=True, slots=True)
class _Waiting:
    fetched: Fetched
    links: tuple[Backlink, ...]


class RatingQueue:
    """Takes pages without ever blocking, rates them one after the other, and saves what comes out."""

    def __init__(
        self,
        database: Database,
        fetcher: Fetcher,
        *,
        group_for: timedelta,
        lists: BlockLists | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`group_for`: alerts of one site within it become one message. `lists` are asked over the network, if any."""
        self._database = database
        self._fetcher = fetcher
        self._group_for = group_for
        self._lists = lists
        self._clock = clock
        self._worker = Worker()
        self._waiting: OrderedDict[int, _Waiting] = OrderedDict()
        self._bytes = 0
        self._some = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._numbers: dict[int, tuple[datetime, SiteNumbers]] = {}
        self.dropped = 0  # pages that found no room, since the start

    def offer(self, fetched: Fetched, links: Sequence[Backlink]) -> None:
        """Hand over a page that was read anew with its backlinks: the checker's `changed`. Never blocks.

        A newer version replaces one that waits. When there is no room, the oldest give way.
        """
        if not links or not fetched.body:
            return
        page_id = links[0].page_id
        self._take_out(page_id)
        self._waiting[page_id] = _Waiting(fetched, tuple(links))
        self._bytes += len(fetched.body)
        while len(self._waiting) > MOST_PAGES or (self._bytes > MOST_BYTES and len(self._waiting) > 1):
            self._take_out(next(iter(self._waiting)))
            self.dropped += 1
        self._idle.clear()
        self._some.set()

    @property
    def waiting(self) -> int:
        """How many pages wait."""
        return len(self._waiting)

    async def run(self) -> None:
        """Rate what is offered until cancelled."""
        try:
            while True:
                if not self._waiting:
                    self._idle.set()
                    self._some.clear()
                    await self._some.wait()
                waiting = self._take_out(next(iter(self._waiting)))
                if waiting is not None:
                    await self._rate(waiting)
        finally:
            await self._worker.close()

    async def idle(self) -> None:
        """Wait until everything that was offered is rated."""
        await self._idle.wait()

    async def renew_due(self) -> int:
        """Look again at ratings whose surroundings may have changed. Returns how many are different now."""
        changed = 0
        for _ in range(RENEWED_A_ROUND // RENEWED_AT_ONCE):
            now = self._clock()
            due = await self._database.read(ratings.due, now, limit=RENEWED_AT_ONCE)
            watched = [(link, site) for link in due if (site := await self._site(link)) is not None]
            counted = [(link, site, await self._numbers_of(site, now)) for link, site in watched]
            changed += await self._database.write(renew_all, counted, now=now, group_for=self._group_for)
            if len(due) < RENEWED_AT_ONCE:
                break
        return changed

    def _take_out(self, page_id: int) -> _Waiting | None:
        waiting = self._waiting.pop(page_id, None)
        if waiting is not None:
            self._bytes -= len(waiting.fetched.body)
        return waiting

    async def _rate(self, waiting: _Waiting) -> None:
        """One page. Whatever goes wrong with it is logged and ends nothing but its own rating."""
        url = waiting.fetched.final_url
        try:
            await self._rate_and_save(waiting)
        except WorkerDiedError:
            logger.warning("The rating worker died of %s; the page stays unrated", url)
        except Exception:
            logger.exception("Rating %s failed", url)

    async def _rate_and_save(self, waiting: _Waiting) -> None:
        now = self._clock()
        watched = [(link, site) for link in waiting.links if (site := await self._site(link)) is not None]
        if not watched:
            return
        for site in {site.id: site for _, site in watched}.values():
            await learn_if_stale(self._database, self._fetcher, self._worker, site, now)
        if self._lists:
            await self._lists.ask(waiting.links[0].source_url, now)
        counted = [(link, site, await self._numbers_of(site, now)) for link, site in watched]
        asked = await self._database.read(inputs, counted, now)
        fetched = waiting.fetched
        job = Job(url=fetched.final_url, body=fetched.body, headers=fetched.headers, asked=tuple(asked))
        rated = await self._worker.run(rate_page, job)
        address = await address_of(host_of(fetched.final_url))
        if address and tells_owner(address):
            rated = replace(rated, prints=(*rated.prints, ("same_address", address)))
        await self._database.write(
            save_rated,
            [(link, given.verdict) for (link, _), (given, _) in zip(watched, asked, strict=True)],
            rated,
            now=self._clock(),
            group_for=self._group_for,
        )

    async def _site(self, link: Backlink) -> Site | None:
        return await self._database.read(sites.get, link.guild_id, link.site_id)

    async def _numbers_of(self, site: Site, now: datetime) -> SiteNumbers:
        known = self._numbers.get(site.id)
        if known is None or now - known[0] > NUMBERS_FRESH_FOR:
            known = now, await self._database.read(site_numbers, site, now)
            self._numbers[site.id] = known
        return known[1]


async def address_of(host: str) -> str | None:
    """The first address of a host: what many sites of one owner have in common. None when it does not resolve."""
    loop = asyncio.get_running_loop()
    with suppress(OSError, TimeoutError):
        async with asyncio.timeout(SECONDS_FOR_ADDRESS):
            found = await loop.getaddrinfo(host, None, type=socket.SOCK_STREAM)
            return str(found[0][4][0]) if found else None
    return None


def renew_all(
    db: sqlite_utils.Database,
    watched: Sequence[tuple[Backlink, Site, SiteNumbers]],
    *,
    now: datetime,
    group_for: timedelta,
) -> int:
    """Renew the ratings of some links in one transaction. Returns how many are different now."""
    return sum(renew(db, link, site, numbers, now=now, group_for=group_for) for link, site, numbers in watched)


def save_rated(
    db: sqlite_utils.Database,
    links: Sequence[tuple[Backlink, Verdict | None]],
    rated: Rated,
    *,
    now: datetime,
    group_for: timedelta,
) -> None:
    """Save the ratings of a page's links with what is owed for them, and the page's prints: one transaction.

    Of a domain that the team has judged itself, it is not alerted.
    """
    for (link, verdict), rating in zip(links, rated.ratings, strict=True):
        judged = verdict is not None
        ratings.save(db, link.guild_id, link.id, _new(rating), now=now, group_for=group_for, silent=judged)
    page_id = links[0][0].page_id
    if prints.save(db, page_id, rated.prints):
        ratings.make_page_due(db, page_id)


def _new(rating: Rating) -> ratings.NewRating:
    return ratings.NewRating(
        quality=rating.quality,
        relevance=rating.relevance,
        authority=rating.authority,
        toxicity=rating.toxicity,
        signals=[asdict(signal) for signal in rating.signals],
        parts=[asdict(part) for part in rating.parts],
        language=rating.language,
        not_measured=rating.not_measured,
        summary=summary(rating.signals),
    )
