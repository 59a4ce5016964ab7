"""Everything that the tables know for a rating, read in one go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlite_utils

from bot.links.urls import host_of, registrable
from bot.quality.anchors import names_site
from bot.quality.rate import RatingInput
from bot.quality.surroundings import InProfile, Network
from storage import events, metrics, prints, ranks, summaries, topics, verdicts
from storage.records import Backlink, Site
from storage.words import EventKind, Status

FREQUENT = 50  # anchors and domains that are counted; a rarer one is no sign
WEEK = timedelta(days=7)
WEEKS_BEFORE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteNumbers:
    """What a site's links add up to: counted once in a while, for many ratings."""

    live: int
    anchors: Mapping[str, int]  # the frequent ones, lower case
    domains: Mapping[str, int]  # links of the domains with most of them
    found_last_week: int
    found_a_week: float


def site_numbers(db: sqlite_utils.Database, site: Site, now: datetime) -> SiteNumbers:
    """Count a site's links."""
    week = events.count_by_kind(db, site.guild_id, start=now - WEEK, end=now, site_id=site.id)
    before = events.count_by_kind(
        db, site.guild_id, start=now - (WEEKS_BEFORE + 1) * WEEK, end=now - WEEK, site_id=site.id
    )
    domains = summaries.linking_domains(db, site.guild_id, site.id)
    return SiteNumbers(
        live=summaries.by_status(db, site.guild_id, site.id)[Status.LIVE],
        anchors={
            anchor.lower(): number
            for anchor, number in summaries.top_anchors(db, site.guild_id, site.id, limit=FREQUENT)
            if anchor and not names_site(anchor, site.domain)
        },
        domains={
            domain.domain: domain.links for domain in sorted(domains, key=lambda domain: -domain.links)[:FREQUENT]
        },
        found_last_week=week.get(EventKind.FOUND, 0),
        found_a_week=before.get(EventKind.FOUND, 0) / WEEKS_BEFORE,
    )


def inputs(
    db: sqlite_utils.Database, watched: Sequence[tuple[Backlink, Site, SiteNumbers]], now: datetime
) -> list[tuple[RatingInput, tuple[str, ...]]]:
    """What is known of each backlink of one page, with the texts of its site."""
    return [(surroundings(db, link, site, numbers, now), _texts(db, site.id)) for link, site, numbers in watched]


def _texts(db: sqlite_utils.Database, site_id: int) -> tuple[str, ...]:
    known = topics.of_site(db, site_id)
    return known.texts if known else ()


def surroundings(
    db: sqlite_utils.Database, link: Backlink, site: Site, numbers: SiteNumbers, now: datetime
) -> RatingInput:
    """All that the tables know of a backlink; the page itself is not among it."""
    host = host_of(link.source_url)
    domain = registrable(host)
    known = topics.of_site(db, site.id)
    verdict = verdicts.of_domain(db, site.guild_id, site.id, domain)
    return RatingInput(
        source_url=link.source_url,
        site=site.domain,
        target_url=link.target_url,
        anchor=link.anchor,
        credit=link.credit,
        placement=link.placement,
        hidden=link.hidden,
        age_days=(now - link.first_seen_at).total_seconds() / 86_400 if link.first_seen_at else None,
        site_language=known.language if known else None,
        ranks=ranks.of_domain(db, domain),
        loaded_lists=ranks.loaded(db),
        metrics=metrics.of_domain(db, site.guild_id, domain),
        listed=ranks.listed(db, host),
        network=Network(**prints.shared(db, site.id, link.page_id)),
        profile=InProfile(
            links=numbers.live,
            same_anchor=numbers.anchors.get((link.anchor or "").lower(), 0),
            of_domain=numbers.domains.get(domain, 0),
            found_last_week=numbers.found_last_week,
            found_a_week=numbers.found_a_week,
        ),
        verdict=verdict.value if verdict else None,
    )
