"""The team's own word on linking domains: remembered, and at once in the ratings of the links that it is about."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta

import sqlite_utils

from bot.errors import UserError
from bot.links.urls import ascii_domain, host_of, registrable
from bot.quality.quality import quality
from bot.quality.rate import summary, toxicity
from bot.quality.rating import Part, Signal
from bot.quality.surroundings import verdict_signals
from storage import backlinks, ratings, verdicts
from storage.database import Database
from storage.records import Site
from storage.verdicts import Verdict

NOT_GROUPED = timedelta(0)  # a verdict owes no message


class Judging:
    """Everything here is of one guild."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        """`clock` gives the moment."""
        self._database = database
        self._clock = clock

    async def say(
        self, site: Site, text: str, verdict: Verdict, *, by: int, everywhere: bool = False
    ) -> tuple[str, int]:
        """Keep a verdict on a linking domain (or the domain of a URL), for this site or all sites of the guild.

        Returns the domain and how many links of this site have changed their rating. Raises UserError for no domain.
        """
        domain = registrable(ascii_domain(text))
        if "." not in domain:
            raise UserError(f"“{text[:100]}” is no domain. Write it like example.com.")
        now = self._clock()
        await self._database.write(
            verdicts.say, site.guild_id, None if everywhere else site.id, domain, verdict, said_by=by, now=now
        )
        return domain, await self._database.write(rejudge, site, domain, now)

    async def say_of_link(self, guild_id: int, backlink_id: int, verdict: Verdict, *, by: int) -> str:
        """Keep a verdict on the domain of one link. Returns the domain. Raises UserError when the link is gone."""
        link = await self._database.read(backlinks.get, guild_id, backlink_id)
        if link is None:
            raise UserError("This link is not watched any more.")
        domain, now = registrable(host_of(link.source_url)), self._clock()
        await self._database.write(verdicts.say, guild_id, link.site_id, domain, verdict, said_by=by, now=now)
        site = Site(id=link.site_id, guild_id=guild_id, domain="", added_at=now)
        await self._database.write(rejudge, site, domain, now)
        return domain

    async def take_back(self, site: Site, text: str) -> str:
        """Forget the verdict on a domain, this site's and the guild's. Raises UserError when there is none."""
        domain = registrable(ascii_domain(text))
        own = await self._database.write(verdicts.take_back, site.guild_id, site.id, domain)
        everywhere = await self._database.write(verdicts.take_back, site.guild_id, None, domain)
        if not (own or everywhere):
            raise UserError(f"Nothing was said of {domain or text[:100]}. `verdicts` lists what was said.")
        await self._database.write(rejudge, site, domain, self._clock())
        return domain


def rejudge(db: sqlite_utils.Database, site: Site, domain: str, now: datetime) -> int:
    """Put the verdict that holds into the ratings of a domain's links to a site. Returns how many there are."""
    verdict = verdicts.of_domain(db, site.guild_id, site.id, domain)
    said = tuple(signal for signal in verdict_signals(verdict.value if verdict else None) if signal)
    links = backlinks.of_site(db, site.guild_id, site.id, domain=domain)
    changed = 0
    for link in links:
        why = ratings.reasons(db, site.guild_id, link.id)
        if why is None:
            continue
        measured = tuple(Signal(**kept) for kept in why.signals if not kept["name"].startswith("team_says_"))
        signals = (*measured, *said)
        bad = toxicity(signals)
        rating = ratings.NewRating(
            quality=quality([Part(**kept) for kept in why.parts], bad),
            relevance=link.relevance,
            authority=link.authority,
            toxicity=bad,
            signals=[asdict(signal) for signal in signals],
            parts=why.parts,
            language=why.language,
            not_measured=why.not_measured,
            summary=summary(signals),
        )
        changed += ratings.save(db, site.guild_id, link.id, rating, now=now, group_for=NOT_GROUPED, silent=True)
    return changed
