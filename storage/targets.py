"""The table of our own sites' pages that links lead to: whether they still answer."""

from dataclasses import dataclass
from datetime import datetime

import sqlite_utils

from storage.rows import columns, reader, stored, unix


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A page of a watched site that live links lead to, whoever watches them."""

    url: str
    next_check_at: datetime
    checked_at: datetime | None = None
    http_status: int | None = None
    broken_count: int = 0
    broken_since: datetime | None = None  # set once the breakage is confirmed


@dataclass(frozen=True, slots=True, kw_only=True)
class Followers:
    """The live links of one site that lead to a target."""

    guild_id: int
    site_id: int
    links: int


_SELECT = f"SELECT {columns(Target, 'targets')} FROM targets"
_read = reader(Target)


def refresh(db: sqlite_utils.Database, *, now: datetime) -> None:
    """Take in the targets of live links that are new, and forget those that no live link leads to."""
    db.conn.execute(
        "INSERT INTO targets (url, next_check_at) SELECT DISTINCT target_url, ? FROM backlinks"
        " WHERE status = 'live' AND target_url IS NOT NULL ON CONFLICT DO NOTHING",
        [unix(now)],
    )
    db.conn.execute(
        "DELETE FROM targets WHERE url NOT IN (SELECT target_url FROM backlinks"
        " WHERE status = 'live' AND target_url IS NOT NULL)"
    )
    db.conn.execute(
        "UPDATE backlinks SET target_broken_since = NULL WHERE target_broken_since IS NOT NULL"
        " AND target_url NOT IN (SELECT url FROM targets WHERE broken_since IS NOT NULL)"
    )


def due(db: sqlite_utils.Database, *, now: datetime, limit: int) -> list[Target]:
    """Up to `limit` targets whose check is due, the longest overdue first."""
    rows = db.conn.execute(
        f"{_SELECT} WHERE next_check_at <= ? ORDER BY next_check_at, url LIMIT ?", [unix(now), limit]
    )
    return [_read(row) for row in rows]


def make_due(db: sqlite_utils.Database, url: str, *, now: datetime, unless_since: datetime) -> bool:
    """Check a target now. False when it was checked since `unless_since`, or no live link leads there any more."""
    return bool(
        db.conn.execute(
            "UPDATE targets SET next_check_at = ? WHERE url = ? AND (checked_at IS NULL OR checked_at < ?)",
            [unix(now), url, unix(unless_since)],
        ).rowcount
    )


def save(db: sqlite_utils.Database, target: Target) -> bool:
    """Save what a check learnt. False when no link leads there any more."""
    return bool(
        db.conn.execute(
            "UPDATE targets SET next_check_at = ?, checked_at = ?, http_status = ?, broken_count = ?, broken_since = ?"
            " WHERE url = ?",
            [
                unix(target.next_check_at),
                stored(target.checked_at),
                target.http_status,
                target.broken_count,
                stored(target.broken_since),
                target.url,
            ],
        ).rowcount
    )


def mark_links(db: sqlite_utils.Database, target: Target) -> list[Followers]:
    """Say in the live links that lead to a target since when it is broken, if it is. Returns whom it concerns."""
    db.conn.execute(
        "UPDATE backlinks SET target_broken_since = ? WHERE target_url = ? AND status = 'live'",
        [stored(target.broken_since), target.url],
    )
    rows = db.conn.execute(
        "SELECT guild_id, site_id, count(*) FROM backlinks WHERE target_url = ? AND status = 'live'"
        " GROUP BY guild_id, site_id",
        [target.url],
    )
    return [Followers(guild_id=guild_id, site_id=site_id, links=links) for guild_id, site_id, links in rows]
