"""The table of watched domains."""

from datetime import datetime

import sqlite_utils

from storage import guilds, pages
from storage.records import Site
from storage.rows import columns, reader, unix

_SELECT = f"SELECT {columns(Site, 'sites')} FROM sites"
_read = reader(Site)


def add(
    db: sqlite_utils.Database,
    guild_id: int,
    domain: str,
    *,
    now: datetime,
    subdomains: bool = True,
    added_by: int | None = None,
) -> tuple[Site, bool]:
    """Watch a domain. Returns its site, and whether it is new; one that is watched already stays as it is."""
    guilds.ensure(db, guild_id)
    added = db.conn.execute(
        "INSERT INTO sites (guild_id, domain, subdomains, added_by, added_at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (guild_id, domain) DO NOTHING",
        [guild_id, domain, subdomains, added_by, unix(now)],
    )
    row = db.conn.execute(f"{_SELECT} WHERE guild_id = ? AND domain = ?", [guild_id, domain]).fetchone()
    return _read(row), bool(added.rowcount)


def get(db: sqlite_utils.Database, guild_id: int, site_id: int) -> Site | None:
    """A site of a guild by its id, or None."""
    row = db.conn.execute(f"{_SELECT} WHERE guild_id = ? AND id = ?", [guild_id, site_id]).fetchone()
    return _read(row) if row else None


def find(db: sqlite_utils.Database, guild_id: int, domain: str) -> Site | None:
    """A site of a guild by its domain, or None."""
    row = db.conn.execute(f"{_SELECT} WHERE guild_id = ? AND domain = ?", [guild_id, domain]).fetchone()
    return _read(row) if row else None


def of_guild(db: sqlite_utils.Database, guild_id: int) -> list[Site]:
    """All sites of a guild, by domain."""
    return [_read(row) for row in db.conn.execute(f"{_SELECT} WHERE guild_id = ? ORDER BY domain", [guild_id])]


def remove(db: sqlite_utils.Database, guild_id: int, site_id: int) -> bool:
    """Watch a site no longer: its links, events and unsent messages go, and the pages that nobody else watches.

    False when the guild has no such site.
    """
    watched = pages.watched_by(db, guild_id, site_id)
    removed = db.conn.execute("DELETE FROM sites WHERE guild_id = ? AND id = ?", [guild_id, site_id])
    pages.remove_unwatched(db, watched)
    return bool(removed.rowcount)
