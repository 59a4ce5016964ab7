"""What a vendor's export said of linking domains: Domain Rating, Trust Flow, … It is the team's that imported it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlite_utils

from storage.rows import moment, unix


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """What an export said, 0-100, and when it was imported."""

    value: float
    read_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """How much is known of one metric among the domains that link to a site."""

    name: str
    domains: int
    read_at: datetime  # the latest import


def save(db: sqlite_utils.Database, guild_id: int, metrics: Iterable[tuple[str, str, float]], *, now: datetime) -> None:
    """Keep (registrable domain, name, value); a later export replaces an earlier one.

    The names are those of bot/quality/authority.py: ahrefs_dr, semrush_as, moz_da, majestic_tf, …
    """
    db.conn.executemany(
        "INSERT INTO metrics (guild_id, domain, name, value, read_at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (guild_id, domain, name) DO UPDATE SET value = excluded.value, read_at = excluded.read_at",
        ((guild_id, domain, name, value, unix(now)) for domain, name, value in metrics),
    )


def of_domain(db: sqlite_utils.Database, guild_id: int, domain: str) -> dict[str, Metric]:
    """What exports said of a domain, by name."""
    rows = db.conn.execute(
        "SELECT name, value, read_at FROM metrics WHERE guild_id = ? AND domain = ? ORDER BY name", [guild_id, domain]
    )
    return {name: Metric(value=value, read_at=moment(read_at)) for name, value, read_at in rows}


def of_site(db: sqlite_utils.Database, guild_id: int, site_id: int) -> list[Imported]:
    """Which metrics are known of the domains with live links to a site, the most widely known first."""
    rows = db.conn.execute(
        "SELECT name, count(*), max(read_at) FROM metrics WHERE guild_id = :guild_id AND domain IN"
        " (SELECT source_domain FROM backlinks WHERE guild_id = :guild_id AND site_id = :site_id AND status = 'live')"
        " GROUP BY name ORDER BY count(*) DESC, name",
        {"guild_id": guild_id, "site_id": site_id},
    )
    return [Imported(name=name, domains=domains, read_at=moment(read_at)) for name, domains, read_at in rows]
