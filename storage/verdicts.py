"""What a team says of linking domains itself: toxic, fine (not toxic), or ignored (no alerts)."""

from datetime import datetime
from enum import StrEnum

import sqlite_utils

from storage.rows import unix


class Verdict(StrEnum):
    """The team's own word on a linking domain."""

    TOXIC = "toxic"
    FINE = "fine"
    IGNORED = "ignored"


def say(
    db: sqlite_utils.Database,
    guild_id: int,
    site_id: int | None,
    domain: str,
    verdict: Verdict,
    *,
    said_by: int | None,
    now: datetime,
) -> None:
    """Keep a verdict, in place of an older one. `site_id` None: for every site of the guild (a whitelist)."""
    take_back(db, guild_id, site_id, domain)
    db.conn.execute(
        "INSERT INTO verdicts (guild_id, site_id, domain, verdict, said_by, said_at) VALUES (?, ?, ?, ?, ?, ?)",
        [guild_id, site_id, domain, verdict, said_by, unix(now)],
    )


def take_back(db: sqlite_utils.Database, guild_id: int, site_id: int | None, domain: str) -> bool:
    """Forget a verdict. False when there is none."""
    return bool(
        db.conn.execute(
            "DELETE FROM verdicts WHERE guild_id = ? AND site_id IS ? AND domain = ?", [guild_id, site_id, domain]
        ).rowcount
    )


def of_domain(db: sqlite_utils.Database, guild_id: int, site_id: int, domain: str) -> Verdict | None:
    """The verdict that holds for a domain and a site: the site's own before the guild's."""
    row = db.conn.execute(
        "SELECT verdict FROM verdicts WHERE guild_id = ? AND (site_id = ? OR site_id IS NULL) AND domain = ?"
        " ORDER BY site_id IS NULL LIMIT 1",
        [guild_id, site_id, domain],
    ).fetchone()
    return Verdict(row[0]) if row else None


def of_site(db: sqlite_utils.Database, guild_id: int, site_id: int) -> list[tuple[str, Verdict]]:
    """The domains with a verdict that holds for a site, by name."""
    rows = db.conn.execute(
        "SELECT domain, verdict FROM verdicts WHERE guild_id = ? AND (site_id = ? OR site_id IS NULL)"
        " ORDER BY domain, site_id IS NOT NULL",
        [guild_id, site_id],
    )
    return sorted({domain: Verdict(verdict) for domain, verdict in rows}.items())
