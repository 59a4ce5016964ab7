"""Reads a site's rows and sums them up as a `Profile`."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import sqlite_utils

from bot.quality import advice
from bot.quality.authority import METRICS, RANK_LISTS, day
from bot.quality.portrait import (
    COUNTED_DOMAINS,
    Profile,
    ProfileLink,
    Share,
    Step,
    grade_of,
    risk_of,
    score_of,
)
from bot.quality.rating import SUSPICIOUS_FROM, TOXIC_FROM, Rating, Signal
from storage import backlinks, events, metrics, ranks, ratings, summaries
from storage.backlinks import Order
from storage.database import Database
from storage.records import Backlink, Site
from storage.words import EventKind, Status

__all__ = ["Profile", "ProfileLink", "Rating", "Share", "Signal", "Step", "profile_of", "read_profile"]

SHOWN = 5
LOOKED_THROUGH = 50  # of the best links, to show one a domain
RECENTLY = timedelta(days=30)


async def profile_of(database: Database, guild_id: int, site: Site, now: datetime) -> Profile:
    """The profile of a site of a guild. Reads only; off the event loop."""
    return await database.read(read_profile, guild_id, site, now)


def read_profile(db: sqlite_utils.Database, guild_id: int, site: Site, now: datetime) -> Profile:
    """As `profile_of`, on a connection."""
    spread = ratings.spread(db, guild_id, site.id)
    statuses = summaries.by_status(db, guild_id, site.id)
    domains = summaries.linking_domains(db, guild_id, site.id, limit=COUNTED_DOMAINS)
    score = score_of([domain.quality for domain in domains if domain.quality is not None])
    risk = risk_of(spread.toxic, spread.fine + spread.suspicious + spread.toxic)
    happened = events.count_by_kind(db, guild_id, start=now - RECENTLY, end=now, site_id=site.id)
    counted = summaries.by_credit(db, guild_id, site.id).items()
    credit = sorted(((name.value, number) for name, number in counted if number), key=lambda pair: -pair[1])
    found = _findings(db, site, statuses[Status.LIVE], statuses[Status.LOST], spread)
    return Profile(
        site_id=site.id,
        domain=site.domain,
        at=now,
        grade=grade_of(score, risk),
        score=score,
        risk=risk,
        strong=spread.strong,
        fair=spread.fair,
        weak=spread.weak,
        unrated=spread.unrated,
        fine=spread.fine,
        suspicious=spread.suspicious,
        toxic=spread.toxic,
        quality=spread.quality,
        relevance=spread.relevance,
        authority=spread.authority,
        live=statuses[Status.LIVE],
        lost=statuses[Status.LOST],
        unverified=statuses[Status.UNVERIFIED],
        pending=statuses[Status.PENDING],
        referring_domains=summaries.count_linking_domains(db, guild_id, site.id),
        found_30_days=happened.get(EventKind.FOUND, 0),
        lost_30_days=happened.get(EventKind.LOST, 0),
        restored_30_days=happened.get(EventKind.RESTORED, 0),
        credits=_shares(credit, sum(number for _, number in credit)),
        anchors=_shares(summaries.top_anchors(db, guild_id, site.id), statuses[Status.LIVE]),
        best=tuple(found.best),
        most_toxic=_most_toxic(db, guild_id, site.id),
        steps=advice.next_steps(found),
        authority_from=_authority_from(db, site),
        not_measured=tuple(_not_measured(spread, statuses[Status.LIVE])),
    )


def _findings(
    db: sqlite_utils.Database,
    site: Site,
    live: int,
    lost: int,
    spread: ratings.Spread,
) -> advice.Findings:
    guild_id = site.guild_id
    broken, broken_ids = ratings.broken_targets(db, guild_id, site.id, limit=SHOWN)
    broken_rows = [backlinks.get(db, guild_id, backlink_id) for backlink_id in broken_ids]
    domains = summaries.linking_domains(db, guild_id, site.id)
    harmless_domains = [domain for domain in domains if (domain.toxicity or 0) < TOXIC_FROM]
    largest = max(domains, key=lambda domain: domain.links, default=None)
    ranked = backlinks.of_site(db, guild_id, site.id, statuses=[Status.LIVE], order=Order.BEST, limit=LOOKED_THROUGH)
    rated = [row for row in ranked if row.quality is not None and not _is_toxic(row)]
    lost_rows = backlinks.of_site(db, guild_id, site.id, statuses=[Status.LOST], order=Order.BEST, limit=SHOWN)
    harmless = summaries.top_anchors(db, guild_id, site.id, toxic_from=TOXIC_FROM)
    targets = summaries.top_targets(db, guild_id, site.id, toxic_from=TOXIC_FROM, limit=LOOKED_THROUGH)
    relevance, authority = ratings.harmless_medians(db, guild_id, site.id)
    return advice.Findings(
        domain=site.domain,
        live=live,
        lost=lost,
        lost_links=_shown(lost_rows),
        broken=broken,
        broken_links=_shown(row for row in broken_rows if row),
        toxic=spread.toxic,
        toxic_links=_most_toxic(db, guild_id, site.id),
        best=_shown(_one_a_host(rated))[:SHOWN],
        weakest=_shown(_one_a_host(reversed(rated)))[:SHOWN],
        anchors=_shares(harmless, live - spread.toxic),
        targets=[advice.Target(url=url, domains=number, broken=bad) for url, number, bad in targets],
        relevance=relevance,
        authority=authority,
        domains=[domain.domain for domain in harmless_domains],
        community_domains=sum(not domain.followed for domain in harmless_domains),
        largest_domain=_shares([(largest.domain, largest.links)], live)[0] if largest and live else None,
    )


def _is_toxic(row: Backlink) -> bool:
    return row.toxicity is not None and row.toxicity >= TOXIC_FROM


def _most_toxic(db: sqlite_utils.Database, guild_id: int, site_id: int) -> tuple[ProfileLink, ...]:
    worst = backlinks.of_site(db, guild_id, site_id, statuses=[Status.LIVE], order=Order.WORST, limit=SHOWN)
    shown = []
    for row in worst:
        if row.toxicity is not None and row.toxicity >= SUSPICIOUS_FROM:
            reasons = ratings.reasons(db, guild_id, row.id)
            strongest = max(reasons.signals if reasons else (), key=_points, default=None)
            shown.append(_link(row, note=strongest["evidence"] if strongest else ""))
    return tuple(shown)


def _points(signal: dict[str, float]) -> float:
    return signal["weight"] * signal["value"]


def _link(row: Backlink, note: str = "") -> ProfileLink:
    return ProfileLink(
        backlink_id=row.id,
        source_url=row.source_url,
        anchor=row.anchor,
        quality=row.quality,
        toxicity=row.toxicity,
        note=note,
    )


def _shown(rows: Iterable[Backlink]) -> tuple[ProfileLink, ...]:
    return tuple(_link(row) for row in rows)


def _one_a_host(rows: Iterable[Backlink]) -> list[Backlink]:
    first: dict[str, Backlink] = {}
    for row in rows:
        first.setdefault(row.source_url.split("/")[2], row)
    return list(first.values())


def _shares(counted: list[tuple[str, int]], whole: int) -> tuple[Share, ...]:
    return tuple(Share(name=name, count=number, share=number / whole if whole else 0.0) for name, number in counted)


def _authority_from(db: sqlite_utils.Database, site: Site) -> tuple[str, ...]:
    """The sources of authority: every loaded rank list, and what exports said of the linking domains."""
    lists = [RANK_LISTS.get(source, source) for source in ranks.loaded(db)]
    imported = [
        f"{METRICS[one.name]} of {one.domains:,} linking {'domain' if one.domains == 1 else 'domains'} "
        f"(imported {day(one.read_at)})"
        for one in metrics.of_site(db, site.guild_id, site.id)
        if one.name in METRICS
    ]
    return (*lists, *imported)


def _not_measured(spread: ratings.Spread, live: int) -> list[str]:
    missing = []
    if not live:
        missing.append("No live link yet, so there is nothing to grade.")
    elif spread.unrated:
        missing.append(f"{spread.unrated} of {live} live links are not rated yet.")
    if live and spread.authority is None:
        missing.append(
            "Authority: no rank list is loaded and no export brought a metric. An admin can run "
            "`python -m bot ranks update`; or add an export with Domain Rating or the like."
        )
    if live and spread.relevance is None:
        missing.append("Relevance: the site's own pages have not been read yet.")
    return missing
