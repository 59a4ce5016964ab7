"""The table of state changes. It grows with changes, never with checks."""

from collections.abc import Collection
from datetime import datetime

import sqlite_utils

from storage.records import Event, NewEvent
from storage.rows import columns, reader, unix
from storage.words import EventKind

_SELECT = f"SELECT {columns(Event, 'events')} FROM events"
_read = reader(Event)


def insert(
    db: sqlite_utils.Database,
    new: NewEvent,
    *,
    guild_id: int,
    at: datetime,
    site_id: int | None = None,
    backlink_id: int | None = None,
    delivery_id: int | None = None,
) -> int:
    """Keep a state change. Returns its id."""
    inserted = db.conn.execute(
        "INSERT INTO events (guild_id, site_id, backlink_id, kind, at, before, after, reason, evidence, delivery_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            guild_id,
            site_id,
            backlink_id,
            new.kind,
            unix(at),
            new.before,
            new.after,
            new.reason,
            new.evidence,
            delivery_id,
        ],
    )
    return inserted.lastrowid or 0


def of_guild(
    db: sqlite_utils.Database,
    guild_id: int,
    *,
    start: datetime,
    end: datetime,
    site_id: int | None = None,
    kinds: Collection[EventKind] = (),
) -> list[Event]:
    """The events of a guild, or of one site of it, with start <= at < end, in the order they happened.

    No `kinds` means all kinds.
    """
    rows = db.conn.execute(
        f"{_SELECT} WHERE guild_id = :guild_id AND at >= :start AND at < :end"
        " AND (:site_id IS NULL OR site_id = :site_id) ORDER BY at, id",
        {"guild_id": guild_id, "start": unix(start), "end": unix(end), "site_id": site_id},
    )
    return [event for event in map(_read, rows) if not kinds or event.kind in kinds]


def of_backlink(db: sqlite_utils.Database, guild_id: int, backlink_id: int, *, limit: int = -1) -> list[Event]:
    """The history of one link, the latest event first."""
    rows = db.conn.execute(
        f"{_SELECT} WHERE guild_id = ? AND backlink_id = ? ORDER BY at DESC, id DESC LIMIT ?",
        [guild_id, backlink_id, limit],
    )
    return [_read(row) for row in rows]


def count_by_kind(
    db: sqlite_utils.Database, guild_id: int, *, start: datetime, end: datetime, site_id: int | None = None
) -> dict[EventKind, int]:
    """How often each kind happened with start <= at < end."""
    rows = db.conn.execute(
        "SELECT kind, count(*) FROM events WHERE guild_id = :guild_id AND at >= :start AND at < :end"
        " AND (:site_id IS NULL OR site_id = :site_id) GROUP BY kind",
        {"guild_id": guild_id, "start": unix(start), "end": unix(end), "site_id": site_id},
    )
    return {EventKind(kind): number for kind, number in rows}


def untold(db: sqlite_utils.Database, guild_id: int, *, start: datetime, end: datetime) -> list[Event]:
    """The events of a period that no message was owed for: nobody had chosen a channel, or alerts were muted."""
    return [event for event in of_guild(db, guild_id, start=start, end=end) if event.delivery_id is None]
