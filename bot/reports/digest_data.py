"""What a digest tells, read off the tables in one pass."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlite_utils

from bot.quality.portrait import STRONG_FROM
from bot.quality.rating import TOXIC_FROM
from bot.reports.series import Week
from storage import backlinks, deliveries, events, guilds, sites, summaries
from storage.records import Backlink, Delivery, Guild, Site
from storage.summaries import Overview
from storage.words import DeliveryKind, DeliveryState, EventKind, Status

WEEK = timedelta(days=7)
LATE_AFTER = timedelta(hours=2)
LONGEST = timedelta(days=35)  # a digest after a long pause tells of five weeks at most
CHART_WEEKS = 8
BEST = 5

Counts = Mapping[EventKind, int]
GAINED = (EventKind.FOUND, EventKind.RESTORED)


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteWeek:
    """One site in the digest's period, and how the period of the same length before was."""

    site: Site
    overview: Overview
    unverified: int
    pending: int
    counts: Counts
    before: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """Everything that a digest says."""

    guild: Guild
    start: datetime
    end: datetime
    late: bool
    sites: tuple[SiteWeek, ...]
    lost: tuple[Backlink, ...]  # in the period and still, the best first
    found: tuple[Backlink, ...]  # the best ones
    toxic: tuple[Backlink, ...]  # turned toxic in the period
    untold: int  # changes that no message told of: alerts were muted or had no channel
    undelivered: int  # messages that could not be sent
    weeks: tuple[Week, ...]

    def total(self, *kinds: EventKind) -> int:
        """How often these kinds happened in the period."""
        return sum(one.counts.get(kind, 0) for one in self.sites for kind in kinds)


def gather(db: sqlite_utils.Database, delivery: Delivery, now: datetime) -> Digest | None:
    """What the digest of a delivery tells; its period ends when it was owed. None when the guild is gone."""
    guild = guilds.get(db, delivery.guild_id)
    if guild is None:
        return None
    end = delivery.created_at
    start = _start(db, delivery)
    lost = backlinks.lost_between(db, guild.id, None, start, end)
    unsent = deliveries.unsent(db, guild.id)
    return Digest(
        guild=guild,
        start=start,
        end=end,
        late=now - _due_at(guild, delivery) > LATE_AFTER,
        sites=tuple(_site_week(db, site, start, end) for site in sites.of_guild(db, guild.id)),
        lost=tuple(sorted(lost, key=lambda link: -(link.quality or 0.0))),
        found=tuple(backlinks.found_between(db, guild.id, start, end, limit=BEST)),
        toxic=_turned_toxic(db, guild.id, start, end),
        untold=sum(event.kind is not EventKind.FOUND for event in events.untold(db, guild.id, start=start, end=end)),
        undelivered=sum(one.state is DeliveryState.FAILED for one in unsent),
        weeks=tuple(_week(db, guild.id, end - WEEK * back) for back in reversed(range(CHART_WEEKS))),
    )


def _start(db: sqlite_utils.Database, delivery: Delivery) -> datetime:
    """Where the last digest ended: a pause of the bot leaves no gap. A week ago when there was none."""
    last = deliveries.last_sent(db, delivery.guild_id, DeliveryKind.DIGEST, before=delivery.created_at)
    if last is None:
        return delivery.created_at - WEEK
    return max(last.created_at, delivery.created_at - LONGEST)


def _due_at(guild: Guild, delivery: Delivery) -> datetime:
    """When the digest should have come: a week before the one that is planned next."""
    if guild.digest_next_at is None:
        return delivery.created_at
    return min(guild.digest_next_at - WEEK, delivery.created_at)


def _site_week(db: sqlite_utils.Database, site: Site, start: datetime, end: datetime) -> SiteWeek:
    by_status = summaries.by_status(db, site.guild_id, site.id)
    before = start - (end - start)
    return SiteWeek(
        site=site,
        overview=summaries.overview(db, site.guild_id, site.id, strong_from=STRONG_FROM, toxic_from=TOXIC_FROM),
        unverified=by_status[Status.UNVERIFIED],
        pending=by_status[Status.PENDING],
        counts=events.count_by_kind(db, site.guild_id, start=start, end=end, site_id=site.id),
        before=events.count_by_kind(db, site.guild_id, start=before, end=start, site_id=site.id),
    )


def _turned_toxic(db: sqlite_utils.Database, guild_id: int, start: datetime, end: datetime) -> tuple[Backlink, ...]:
    happened = events.of_guild(db, guild_id, start=start, end=end, kinds=[EventKind.TURNED_TOXIC])
    ids = dict.fromkeys(event.backlink_id for event in reversed(happened) if event.backlink_id is not None)
    found = (backlinks.get(db, guild_id, backlink_id) for backlink_id in list(ids)[:BEST])
    return tuple(link for link in found if link is not None)


def _week(db: sqlite_utils.Database, guild_id: int, end: datetime) -> Week:
    counts = events.count_by_kind(db, guild_id, start=end - WEEK, end=end)
    gained = sum(counts.get(kind, 0) for kind in GAINED)
    return Week(start=(end - WEEK).date(), gained=gained, lost=counts.get(EventKind.LOST, 0))
