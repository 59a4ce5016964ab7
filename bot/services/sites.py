"""The domains that a team watches."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from rapidfuzz import process

from bot.digest_time import next_digest
from bot.errors import UserError
from bot.reports import idn
from bot.reports.render import code
from bot.services.names import site_domain
from storage import guilds, sites, summaries
from storage.database import Database
from storage.records import Site
from storage.words import Status

MAX_SITES = 200  # of one guild; a person who watches more wants a second server, or is a script gone wrong
CLOSE = 80  # of 100; one typing error in a domain of usual length is above
NONE_YET = "No site is watched yet. Begin with `/watch`, like this: `/watch example.com`."


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What `watch` did."""

    site: Site
    is_new: bool
    channel_chosen: bool  # the alerts channel was set by the way
    alerts_channel_id: int | None
    within: Site | None = None  # a watched site that this one is a subdomain of
    around: tuple[Site, ...] = ()  # watched sites that are its subdomains


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteCounts:
    """A site and how many of its links have each status."""

    site: Site
    counts: dict[Status, int]


class Sites:
    """Everything here is of one guild, whose id comes first."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def watch(self, guild_id: int, text: str, *, by: int, channel_id: int | None) -> Watched:
        """Watch the domain that a person typed. Raises UserError when it is none.

        `channel_id` becomes the alerts channel of a team that has none; None when the bot may not speak there.
        """
        domain = site_domain(text)
        now = self._clock()
        known = await self.all(guild_id)
        if len(known) >= MAX_SITES and domain not in {site.domain for site in known}:
            raise UserError(
                f"This server watches {MAX_SITES} sites, which is as many as I can take. Unwatch one first."
            )
        site, is_new = await self._database.write(sites.add, guild_id, domain, now=now, added_by=by)
        guild = await self._database.write(guilds.ensure, guild_id)
        if guild.digest_next_at is None:
            first = next_digest(guild.digest_weekday, guild.digest_time, guild.timezone, now)
            await self._database.write(
                guilds.set_digest, guild_id, weekday=guild.digest_weekday, time=guild.digest_time, next_at=first
            )
        chosen = guild.alerts_channel_id is None and channel_id is not None
        if chosen:
            await self._database.write(guilds.set_alerts_channel, guild_id, channel_id)
        return Watched(
            site=site,
            is_new=is_new,
            channel_chosen=chosen,
            alerts_channel_id=channel_id if chosen else guild.alerts_channel_id,
            within=max(_parents(domain, known), key=lambda one: len(one.domain), default=None),
            around=tuple(one for one in known if site in _parents(one.domain, [site])),
        )

    async def unwatch(self, guild_id: int, site_id: int) -> Site:
        """Watch a site no longer and delete what was kept of it. Raises UserError when the guild has no such site."""
        site = await self.get(guild_id, site_id)
        await self._database.write(sites.remove, guild_id, site_id)
        return site

    async def all(self, guild_id: int) -> list[Site]:
        """All sites of a guild, by domain."""
        return await self._database.read(sites.of_guild, guild_id)

    async def get(self, guild_id: int, site_id: int) -> Site:
        """A site by its id, as buttons name it. Raises UserError when the guild has no such site (any more)."""
        site = await self._database.read(sites.get, guild_id, site_id)
        if site is None:
            raise UserError("That site is not watched any more.")
        return site

    async def counts(self, guild_id: int) -> list[SiteCounts]:
        """All sites of a guild with the numbers of their links."""
        return [
            SiteCounts(site=site, counts=await self._database.read(summaries.by_status, guild_id, site.id))
            for site in await self.all(guild_id)
        ]

    async def only(self, guild_id: int) -> Site:
        """The one site of a guild. Raises UserError that says what to type when there are none or several."""
        known = await self.all(guild_id)
        if not known:
            raise UserError(NONE_YET)
        if len(known) > 1:
            raise UserError(f"Which site? Add its domain. {_watched(known)}")
        return known[0]

    async def named(self, guild_id: int, text: str) -> Site:
        """The watched site that a person typed: its domain in any spelling, a page of it, or a part that is clear.

        Raises UserError that names the watched sites and the nearest one.
        """
        known = await self.all(guild_id)
        if not known:
            raise UserError(NONE_YET)
        part = text.strip().lower()
        if part.replace("-", "").isalnum():
            fitting = [site for site in known if part in site.domain or part in idn.shown(site.domain)]
            if len(fitting) == 1:
                return fitting[0]
            if fitting:
                raise UserError(f"{code(part)} fits {len(fitting)} of your sites. {_watched(fitting)}")
        domain = site_domain(text)
        fitting = [site for site in known if domain == site.domain] or _parents(domain, known)
        if fitting:
            return max(fitting, key=lambda site: len(site.domain))
        near = process.extractOne(domain, [site.domain for site in known], score_cutoff=CLOSE)
        hint = f"Did you mean {code(near[0])}?" if near else _watched(known)
        raise UserError(f"{code(domain)} is not watched here. {hint} To begin: {code(f'/watch {domain}')}.")

    async def matching(self, guild_id: int, text: str, *, limit: int) -> list[Site]:
        """Sites whose domain contains `text` in either spelling, those that begin with it first. For autocomplete."""
        typed = text.lower()
        found = [(idn.shown(site.domain), site) for site in await self.all(guild_id)]
        fitting = [(name, site) for name, site in found if typed in name or typed in site.domain]
        return [site for _, site in sorted(fitting, key=lambda one: (not one[0].startswith(typed), one[0]))][:limit]


def _parents(domain: str, among: list[Site]) -> list[Site]:
    return [site for site in among if domain.endswith(f".{site.domain}")]


def _watched(known: list[Site], shown: int = 5) -> str:
    names = ", ".join(code(site.domain) for site in known[:shown])
    more = f" and {len(known) - shown} more" if len(known) > shown else ""
    return f"Watched here: {names}{more}."
