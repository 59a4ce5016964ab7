"""The links that a team watches: adding them, listing them."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypedDict
from urllib.parse import urlsplit

import sqlite_utils

from bot.crawl.guard import AddressGuard
from bot.crawl.pace import registrable_domain
from bot.crawl.urls import place_of
from bot.errors import UserError
from bot.exchange.addresses import page_url
from bot.exchange.lists import Row
from bot.exchange.metrics import DomainMetric
from bot.links.urls import ascii_domain
from bot.quality.rating import TOXIC_FROM
from bot.services.sites import NONE_YET
from storage import backlinks, metrics, ratings, sites
from storage.backlinks import Order
from storage.database import Database
from storage.ratings import Reasons
from storage.records import Backlink, NewBacklink, Site
from storage.words import Credit, Status


class Filter(StrEnum):
    """The words by which `links` can be narrowed down."""

    ALL = "all"
    LIVE = "live"
    LOST = "lost"
    UNVERIFIED = "unverified"
    PENDING = "pending"
    FOLLOWED = "followed"
    NOFOLLOW = "nofollow"
    UGC = "ugc"
    SPONSORED = "sponsored"
    BEST = "best"
    TOXIC = "toxic"


class _Narrowed(TypedDict):
    statuses: Sequence[Status]
    credit: Sequence[Credit]
    min_toxicity: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Meaning:
    statuses: Sequence[Status] = ()
    credit: Sequence[Credit] = ()
    order: Order = Order.NEWEST
    min_toxicity: float | None = None

    def narrowed(self) -> _Narrowed:
        """What counting and listing narrow alike."""
        return {"statuses": self.statuses, "credit": self.credit, "min_toxicity": self.min_toxicity}


_LIVE = (Status.LIVE,)
_MEANINGS = {
    Filter.ALL: _Meaning(),
    Filter.LIVE: _Meaning(statuses=_LIVE),
    Filter.LOST: _Meaning(statuses=(Status.LOST,), order=Order.LOST_LAST),
    Filter.UNVERIFIED: _Meaning(statuses=(Status.UNVERIFIED,)),
    Filter.PENDING: _Meaning(statuses=(Status.PENDING,)),
    Filter.FOLLOWED: _Meaning(statuses=_LIVE, credit=(Credit.FOLLOWED,)),
    Filter.NOFOLLOW: _Meaning(statuses=_LIVE, credit=(Credit.NOFOLLOW,)),
    Filter.UGC: _Meaning(statuses=_LIVE, credit=(Credit.UGC,)),
    Filter.SPONSORED: _Meaning(statuses=_LIVE, credit=(Credit.SPONSORED,)),
    Filter.BEST: _Meaning(statuses=_LIVE, order=Order.BEST),
    Filter.TOXIC: _Meaning(statuses=_LIVE, order=Order.WORST, min_toxicity=TOXIC_FROM),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of the rows of a list."""

    sites: tuple[Site, ...]  # that links were added to or that had them already
    added: int = 0
    known: int = 0  # watched already
    own: int = 0  # pages of the site itself: no backlinks
    elsewhere: dict[str, int] = field(default_factory=dict)  # rows by the domain they lead to that nobody here watches
    refused: int = 0  # private addresses, which are not fetched
    measured: int = 0  # linking domains whose metrics a vendor's export brought


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkPage:
    """One page of a list of links."""

    site: Site
    filter: Filter
    links: list[Backlink]
    number: int  # from 0
    pages: int  # at least 1
    total: int


class Backlinks:
    """Everything here is of one guild, whose id comes first."""

    def __init__(self, database: Database, clock: Callable[[], datetime], guard: AddressGuard) -> None:
        self._database = database
        self._clock = clock
        self._guard = guard

    async def add(
        self,
        guild_id: int,
        rows: Sequence[Row],
        *,
        site: Site | None,
        by: int,
        said: Sequence[DomainMetric] = (),
    ) -> Added:
        """Watch the links of a list. A row's target says which site it is for; `site` is for rows without one.

        `said` is what a vendor's export says of the linking domains; it is kept, and counts for their authority.
        Raises UserError when nobody can tell which site is meant.
        """
        known = await self._database.read(sites.of_guild, guild_id)
        if not known:
            raise UserError(NONE_YET)
        sorter = _Sorter(known, site, self._guard)
        await asyncio.to_thread(sorter.take, rows)  # thousands of rows take a moment
        added = repeated = 0
        for target, new in sorter.found.items():
            fresh, old = await self._database.write(
                backlinks.add_many, target, list(new.values()), now=self._clock(), added_by=by
            )
            added += fresh
            repeated += old
        return Added(
            sites=tuple(sorter.found),
            added=added,
            known=repeated,
            own=sorter.own,
            elsewhere=dict(sorter.elsewhere),
            refused=sorter.refused,
            measured=await self.keep_metrics(guild_id, said),
        )

    async def keep_metrics(self, guild_id: int, said: Sequence[DomainMetric]) -> int:
        """Keep what a vendor's export says of domains. Returns of how many it says something."""
        if said:
            await self._database.write(_keep_metrics, guild_id, said, now=self._clock())
        return len({metric.domain for metric in said})

    async def page(self, guild_id: int, site: Site, chosen: Filter, number: int, *, size: int) -> LinkPage:
        """One page of a site's links; a number beyond the last page gives the last."""
        meaning = _MEANINGS[chosen]
        total = await self._database.read(backlinks.count, guild_id, site.id, **meaning.narrowed())
        pages = max(1, -(-total // size))
        number = min(max(number, 0), pages - 1)
        links = await self._database.read(
            backlinks.of_site,
            guild_id,
            site.id,
            **meaning.narrowed(),
            order=meaning.order,
            limit=size,
            offset=number * size,
        )
        return LinkPage(site=site, filter=chosen, links=links, number=number, pages=pages, total=total)

    async def all(self, guild_id: int, site: Site, chosen: Filter = Filter.ALL) -> list[Backlink]:
        """Every link of a site, for an export."""
        everything = await self.page(guild_id, site, chosen, 0, size=1_000_000_000)
        return everything.links

    async def from_page(self, guild_id: int, url: str) -> list[Backlink]:
        """The links of a guild from one page, to whichever of its sites."""
        known = await self._database.read(sites.of_guild, guild_id)
        return [link for site in known for link in await self._database.read(backlinks.find, guild_id, site.id, url)]

    async def explained(self, guild_id: int, text: str) -> tuple[Backlink, Reasons | None, int]:
        """The best link of a page or a domain, why it is rated as it is, and how many others there are.

        Raises UserError when none is watched.
        """
        url = page_url(text)
        found = await self.from_page(guild_id, url) if url else []
        if not found:
            known = await self._database.read(sites.of_guild, guild_id)
            domain = registrable_domain(ascii_domain(text))
            for site in known:
                found += await self._database.read(
                    backlinks.of_site, guild_id, site.id, domain=domain, order=Order.BEST
                )
        if not found:
            raise UserError("I know of no link from there. `/links` lists the pages that I watch.")
        best = min(found, key=lambda link: (link.status is not Status.LIVE, -(link.quality or 0)))
        return best, await self._database.read(ratings.reasons, guild_id, best.id), len(found) - 1


class _Sorter:
    """Sorts the rows of a list by the site that they lead to."""

    def __init__(self, known: Sequence[Site], fallback: Site | None, guard: AddressGuard) -> None:
        self._known = known
        self._fallback = fallback or (known[0] if len(known) == 1 else None)
        self._guard = guard
        self.found: dict[Site, dict[str, NewBacklink]] = {}
        self.own = 0
        self.refused = 0
        self.elsewhere: Counter[str] = Counter()

    def take(self, rows: Sequence[Row]) -> None:
        """Note every row. Raises UserError when one names no target and there is no site to fall back on."""
        for row in rows:
            self._take(row)

    def _take(self, row: Row) -> None:
        place = place_of(row.url)
        if place.is_address and self._guard.refusal(place.host.strip("[]"), place.port):
            self.refused += 1
            return
        site = self._site_of(row)
        if site is None:
            self.elsewhere[registrable_domain(urlsplit(row.target).hostname or "")] += 1
        elif _belongs(place.host, site):
            self.own += 1
        else:
            new = NewBacklink(url=row.url, host=place.host, domain=registrable_domain(place.host))
            self.found.setdefault(site, {}).setdefault(row.url, new)

    def _site_of(self, row: Row) -> Site | None:
        if row.target:
            host = urlsplit(row.target).hostname or ""
            fitting = [site for site in self._known if _belongs(host, site)]
            return max(fitting, key=lambda site: len(site.domain), default=None)
        if self._fallback is None:
            names = ", ".join(f"`{site.domain}`" for site in self._known[:5])
            raise UserError(f"Which site do these links lead to? Put its domain first. Watched here: {names}.")
        return self._fallback


def _keep_metrics(db: sqlite_utils.Database, guild_id: int, said: Sequence[DomainMetric], *, now: datetime) -> None:
    metrics.save(db, guild_id, said, now=now)
    ratings.make_domains_due(db, guild_id, {metric.domain for metric in said})


def _belongs(host: str, site: Site) -> bool:
    host = host.rstrip(".")
    return host.removeprefix("www.") == site.domain or (site.subdomains and host.endswith(f".{site.domain}"))
