"""Checks that a person asks for: which pages, and what came of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.checking.checker import Checker
from bot.checking.round import Progress
from bot.errors import UserError
from bot.exchange.addresses import page_url
from bot.reports.render import code, plural, span
from bot.services.backlinks import Backlinks
from bot.services.sites import Sites
from storage import backlinks, pages
from storage.backlinks import Order
from storage.database import Database
from storage.records import Backlink

CHECK_AT_ONCE = 100  # links; a person waits for them. The rest of a bigger site is checked in the background
MOST_CHECKS, WITHIN = 3, timedelta(seconds=30)  # that a server may ask for: other people's sites answer them
NO_LINKS = "There are no links to check yet. Add some with `/add`."


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is going to be checked while a person waits."""

    title: str  # a domain or a page's address: escape it before it is shown
    links: tuple[Backlink, ...]
    later: int = 0  # links that are checked in the background

    @property
    def page_ids(self) -> frozenset[int]:
        """The pages to fetch."""
        return frozenset(link.page_id for link in self.links)


class Checks:
    """Everything here is of one guild, whose id comes first."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        *,
        sites: Sites,
        links: Backlinks,
        checker: Checker,
    ) -> None:
        self._database = database
        self._clock = clock
        self._sites = sites
        self._links = links
        self._checker = checker
        self._asked: dict[int, list[datetime]] = {}

    async def plan(self, guild_id: int, what: str) -> Plan:
        """What a person means: a page that links to them, a watched site, or ("") the only site there is.

        The links that were not checked for the longest time come first. Raises UserError that says what to do, also
        when the guild has asked for too many checks; what is refused does not count as one.
        """
        self._refuse_haste(guild_id)
        plan = await self._plan(guild_id, what)
        self._asked.setdefault(guild_id, []).append(self._clock())
        return plan

    async def _plan(self, guild_id: int, what: str) -> Plan:
        url = page_url(what) if what else None
        links = await self._links.from_page(guild_id, url) if url else []
        if url and links:
            return Plan(title=url, links=tuple(links))
        if url and "/" in url.partition("://")[2].rstrip("/"):
            raise UserError(f"{code(url)} is not among the pages that I watch. Add it with `/add` and its address.")
        site = await (self._sites.named(guild_id, what) if what else self._sites.only(guild_id))
        total = await self._database.read(backlinks.count, guild_id, site.id)
        if not total:
            raise UserError(NO_LINKS)
        first = await self._database.read(
            backlinks.of_site, guild_id, site.id, order=Order.STALEST, limit=CHECK_AT_ONCE
        )
        if total > len(first):
            watched = await self._database.read(pages.watched_by, guild_id, site.id)
            await self._database.write(pages.make_due, watched, now=self._clock())
        return Plan(title=site.domain, links=tuple(first), later=total - len(first))

    def _refuse_haste(self, guild_id: int) -> None:
        now = self._clock()
        recent = [moment for moment in self._asked.get(guild_id, ()) if now - moment < WITHIN]
        self._asked[guild_id] = recent
        if len(recent) >= MOST_CHECKS:
            seconds = max(1, round((recent[0] + WITHIN - now).total_seconds()))
            raise UserError(
                f"This server has asked for {MOST_CHECKS} checks within {span(WITHIN)}, which is as many as I do: the "
                f"sites that I visit have to answer them. Try again in {plural(seconds, 'second')}."
            )

    async def run(self, plan: Plan, on_progress: Progress) -> list[Backlink]:
        """Check what was planned. Returns the links as they are then; those deleted meanwhile are left out."""
        await self._checker.check_now(plan.page_ids, on_progress)
        now_known = [await self._database.read(backlinks.get, link.guild_id, link.id) for link in plan.links]
        return [link for link in now_known if link is not None]
