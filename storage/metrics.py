"""What a vendor's export said of linking domains: Domain Rating, Trust Flow, … It is the team's that imported it."""

from collections.abc import Iterable
from datetime import datetime

import sqlite_utils

from storage.rows import unix


def save(db: sqlite_utils.Database, guild_id: int, metrics: Iterable[tuple[str, str, float]], *, now: datetime) -> None:
    """Keep (registrable domain, name, value); a later export replaces an earlier one.

    bot/quality/authority.py has the names that count: ahrefs_dr, semrush_as, moz_da, majestic_tf.
    """
    db.conn.executemany(
        "INSERT INTO metrics (guild_id, domain, name, value, read_at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (guild_id, domain, name) DO UPDATE SET value = excluded.value, read_at = excluded.read_at",
        ((guild_id, domain, name, value, unix(now)) for domain, name, value in metrics),
    )


def of_domain(db: sqlite_utils.Database, guild_id: int, domain: str) -> dict[str, float]:
    """What exports said of a domain, by name."""
    rows = db.conn.execute("SELECT name, value FROM metrics WHERE guild_id = ? AND domain = ?", [guild_id, domain])
    return dict(rows.fetchall())
