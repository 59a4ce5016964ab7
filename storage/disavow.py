"""What an admin has approved to be disavowed, a site at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlite_utils

from storage.rows import moment, unix


@dataclass(frozen=True, slots=True, kw_only=True)
class Disavowed:
    """One approved entry of a site's disavow file."""

    entry: str  # a URL, or domain:example.com
    reason: str
    added_at: datetime


def add(
    db: sqlite_utils.Database,
    guild_id: int,
    site_id: int,
    entries: Iterable[tuple[str, str]],
    *,
    added_by: int | None,
    now: datetime,
) -> int:
    """Keep (entry, reason) pairs that an admin approved or imported. Returns how many are new."""
    return db.conn.executemany(
        "INSERT INTO disavowed (guild_id, site_id, entry, reason, added_by, added_at) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (site_id, entry) DO NOTHING",
        [(guild_id, site_id, entry, reason, added_by, unix(now)) for entry, reason in entries],
    ).rowcount


def remove(db: sqlite_utils.Database, guild_id: int, site_id: int, entry: str) -> bool:
    """Take an entry out. False when there is none."""
    return bool(
        db.conn.execute(
            "DELETE FROM disavowed WHERE guild_id = ? AND site_id = ? AND entry = ?", [guild_id, site_id, entry]
        ).rowcount
    )


def of_site(db: sqlite_utils.Database, guild_id: int, site_id: int) -> list[Disavowed]:
    """The entries of a site, in the order in which they were added."""
    rows = db.conn.execute(
        "SELECT entry, reason, added_at FROM disavowed WHERE guild_id = ? AND site_id = ? ORDER BY id",
        [guild_id, site_id],
    )
    return [Disavowed(entry=entry, reason=reason, added_at=moment(added_at)) for entry, reason, added_at in rows]
