"""What was rated and why: the reasons behind the numbers in `backlinks`, and how a site's ratings are spread."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlite_utils

from storage import backlinks, events, outcomes
from storage.records import Backlink, NewEvent
from storage.rows import moment, unix
from storage.words import EventKind

TOXIC_FROM = 60  # the band of the design
TOLD_ONCE_FOR = timedelta(days=30)  # a link that wavers around the band is not told of again and again

RENEW_EVERY = timedelta(days=1)  # what is known around a link changes without its page

_LIVE = "guild_id = :guild_id AND site_id = :site_id AND status = 'live'"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRating:
    """A rating on its way into the tables. `signals` and `parts` are plain JSON objects."""

    quality: float | None
    relevance: float | None
    authority: float | None
    toxicity: float
    signals: Sequence[Mapping[str, Any]]
    parts: Sequence[Mapping[str, Any]]
    language: str | None = None
    not_measured: Sequence[str] = ()
    summary: str = ""  # of the strongest signals, in one sentence: the evidence of a `turned_toxic` event


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasons:
    """Why a link is rated as it is."""

    signals: list[dict[str, Any]]
    parts: list[dict[str, Any]]
    language: str | None
    not_measured: list[str]
    rated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How the live links of a site are spread over quality and toxicity; medians are None where nothing is rated."""

    strong: int  # quality 60-100
    fair: int  # 30-59
    weak: int  # 0-29
    unrated: int
    fine: int  # toxicity below 45
    suspicious: int  # 45-59
    toxic: int  # 60-100
    quality: float | None
    relevance: float | None
    authority: float | None


def save(
    db: sqlite_utils.Database,
    guild_id: int,
    backlink_id: int,
    rating: NewRating,
    *,
    now: datetime,
    group_for: timedelta,
    silent: bool = False,
) -> bool:
    """Keep a rating with its reasons and, in the same transaction, owe the alert when the link has turned toxic.

    `silent` is for links that the team has judged itself. False when the guild has no such backlink any more.
    """
    before = backlinks.get(db, guild_id, backlink_id)
    if before is None:
        return False
    backlinks.set_rating(
        db,
        guild_id,
        backlink_id,
        quality=rating.quality,
        relevance=rating.relevance,
        authority=rating.authority,
        toxicity=rating.toxicity,
        now=now,
    )
    db.conn.execute(
        "INSERT INTO ratings (backlink_id, signals, parts, language, not_measured, rated_at, renew_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (backlink_id) DO UPDATE SET signals = excluded.signals,"
        " parts = excluded.parts, language = excluded.language, not_measured = excluded.not_measured,"
        " rated_at = excluded.rated_at, renew_at = excluded.renew_at",
        [
            backlink_id,
            json.dumps(list(rating.signals), ensure_ascii=False),
            json.dumps(list(rating.parts), ensure_ascii=False),
            rating.language,
            json.dumps(list(rating.not_measured), ensure_ascii=False),
            unix(now),
            unix(now + RENEW_EVERY),
        ],
    )
    was_toxic = before.toxicity is not None and before.toxicity >= TOXIC_FROM
    if rating.toxicity >= TOXIC_FROM and not (was_toxic or silent or _told_lately(db, guild_id, backlink_id, now)):
        outcomes.add_event(
            db,
            NewEvent(
                kind=EventKind.TURNED_TOXIC,
                before=None if before.toxicity is None else f"{before.toxicity:.0f}",
                after=f"{rating.toxicity:.0f}",
                evidence=rating.summary,
            ),
            guild_id=guild_id,
            site_id=before.site_id,
            backlink_id=backlink_id,
            now=now,
            group_for=group_for,
        )
    return True


def reasons(db: sqlite_utils.Database, guild_id: int, backlink_id: int) -> Reasons | None:
    """Why a backlink of a guild is rated as it is; None when it is not rated."""
    row = db.conn.execute(
        "SELECT signals, parts, language, not_measured, ratings.rated_at FROM ratings"
        " JOIN backlinks ON backlinks.id = ratings.backlink_id WHERE backlinks.guild_id = ? AND backlinks.id = ?",
        [guild_id, backlink_id],
    ).fetchone()
    if row is None:
        return None
    signals, parts, language, not_measured, rated_at = row
    return Reasons(
        signals=json.loads(signals),
        parts=json.loads(parts),
        language=language,
        not_measured=json.loads(not_measured),
        rated_at=moment(rated_at),
    )


def due(db: sqlite_utils.Database, now: datetime, *, limit: int) -> list[Backlink]:
    """The rated links of all guilds whose surroundings should be looked at again. For the rating queue alone."""
    rows = db.conn.execute(
        "SELECT backlinks.guild_id, backlinks.id FROM ratings JOIN backlinks ON backlinks.id = ratings.backlink_id"
        " WHERE renew_at <= ? ORDER BY renew_at LIMIT ?",
        [unix(now), limit],
    ).fetchall()
    found = (backlinks.get(db, guild_id, backlink_id) for guild_id, backlink_id in rows)
    return [link for link in found if link is not None]


def renewed(db: sqlite_utils.Database, guild_id: int, backlink_id: int, *, now: datetime) -> None:
    """Note that a rating was looked at again and still holds."""
    db.conn.execute(
        "UPDATE ratings SET renew_at = ? WHERE backlink_id = (SELECT id FROM backlinks WHERE guild_id = ? AND id = ?)",
        [unix(now + RENEW_EVERY), guild_id, backlink_id],
    )


def make_all_due(db: sqlite_utils.Database) -> None:
    """Have every rating looked at again: a list was loaded."""
    db.conn.execute("UPDATE ratings SET renew_at = 0")


def make_domains_due(db: sqlite_utils.Database, guild_id: int, domains: Collection[str]) -> None:
    """Have the ratings of a guild's links from some registrable domains looked at again."""
    db.conn.execute(
        "UPDATE ratings SET renew_at = 0 WHERE backlink_id IN (SELECT id FROM backlinks WHERE guild_id = ?"
        " AND source_domain IN (SELECT value FROM json_each(?)))",
        [guild_id, json.dumps(list(domains))],
    )


def make_page_due(db: sqlite_utils.Database, page_id: int) -> None:
    """Have the ratings of a page's links looked at again: what it shares with others is known only now."""
    db.conn.execute(
        "UPDATE ratings SET renew_at = 0 WHERE backlink_id IN (SELECT id FROM backlinks WHERE page_id = ?)", [page_id]
    )


def spread(db: sqlite_utils.Database, guild_id: int, site_id: int) -> Spread:
    """How the live links of a site are spread."""
    values = {"guild_id": guild_id, "site_id": site_id}
    counted = db.conn.execute(
        "SELECT count(*) FILTER (WHERE quality >= 60), count(*) FILTER (WHERE quality >= 30 AND quality < 60),"
        " count(*) FILTER (WHERE quality < 30), count(*) FILTER (WHERE quality IS NULL),"
        " count(*) FILTER (WHERE toxicity < 45), count(*) FILTER (WHERE toxicity >= 45 AND toxicity < 60),"
        f" count(*) FILTER (WHERE toxicity >= 60) FROM backlinks WHERE {_LIVE}",
        values,
    ).fetchone()
    strong, fair, weak, unrated, fine, suspicious, toxic = counted
    return Spread(
        strong=strong,
        fair=fair,
        weak=weak,
        unrated=unrated,
        fine=fine,
        suspicious=suspicious,
        toxic=toxic,
        quality=_median(db, "quality", values),
        relevance=_median(db, "relevance", values),
        authority=_median(db, "authority", values),
    )


def harmless_medians(db: sqlite_utils.Database, guild_id: int, site_id: int) -> tuple[float | None, float | None]:
    """The median relevance and authority of the live links that are not toxic; None where nothing is measured."""
    values = {"guild_id": guild_id, "site_id": site_id}
    harmless = f" AND (toxicity IS NULL OR toxicity < {TOXIC_FROM})"
    return _median(db, "relevance", values, harmless), _median(db, "authority", values, harmless)


def _median(db: sqlite_utils.Database, column: str, values: Mapping[str, int], only: str = "") -> float | None:
    """The (lower) median of a column of the site's live links; `column` and `only` are ours, never input."""
    row = db.conn.execute(
        f"SELECT {column} FROM backlinks WHERE {_LIVE} AND {column} IS NOT NULL{only} ORDER BY {column} LIMIT 1 OFFSET"
        f" (SELECT (count({column}) - 1) / 2 FROM backlinks WHERE {_LIVE}{only})",
        values,
    ).fetchone()
    return None if row is None else float(row[0])


def _told_lately(db: sqlite_utils.Database, guild_id: int, backlink_id: int, now: datetime) -> bool:
    return any(
        event.kind is EventKind.TURNED_TOXIC and event.at > now - TOLD_ONCE_FOR
        for event in events.of_backlink(db, guild_id, backlink_id, limit=20)
    )


def broken_targets(db: sqlite_utils.Database, guild_id: int, site_id: int, *, limit: int) -> tuple[int, list[int]]:
    """How many live links lead to a broken page of the site, and the ids of the best of them."""
    values = {"guild_id": guild_id, "site_id": site_id, "limit": limit}
    broken = f"FROM backlinks WHERE {_LIVE} AND target_broken_since IS NOT NULL"
    number: int = db.conn.execute(f"SELECT count(*) {broken}", values).fetchone()[0]
    ids = db.conn.execute(f"SELECT id {broken} ORDER BY quality DESC NULLS LAST, id LIMIT :limit", values)
    return number, [backlink_id for (backlink_id,) in ids]
