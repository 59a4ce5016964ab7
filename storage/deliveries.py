"""The outbox: the table of messages that are owed, with how far each has come."""

from collections.abc import Sequence
from datetime import datetime

import sqlite_utils

from storage import backlinks
from storage.records import Backlink, Delivery, Event
from storage.rows import columns, reader, unix
from storage.words import DeliveryKind, EventKind

_COLUMNS = columns(Delivery, "deliveries")
_SELECT = f"SELECT {_COLUMNS} FROM deliveries"
_read = reader(Delivery)
_read_event = reader(Event)


def owe(
    db: sqlite_utils.Database,
    guild_id: int,
    channel_id: int,
    kind: DeliveryKind,
    *,
    now: datetime,
    not_before: datetime,
    site_id: int | None = None,
) -> int:
    """Owe a message to a channel, to be sent at `not_before` at the earliest. Returns the delivery's id."""
    inserted = db.conn.execute(
        "INSERT INTO deliveries (guild_id, channel_id, kind, site_id, created_at, not_before)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [guild_id, channel_id, kind, site_id, unix(now), unix(not_before)],
    )
    return inserted.lastrowid or 0


def open_for(
    db: sqlite_utils.Database, guild_id: int, channel_id: int, kind: DeliveryKind, *, site_id: int | None, now: datetime
) -> int | None:
    """The id of the delivery that an event may still join, or None.

    It waits for its time and was never tried: one that was tried may be in the channel already, and Discord would
    take a second try with its nonce for the same message.
    """
    row = db.conn.execute(
        "SELECT id FROM deliveries WHERE state = 'pending' AND attempts = 0 AND not_before > ?"
        " AND guild_id = ? AND channel_id = ? AND kind = ? AND site_id IS ? ORDER BY id LIMIT 1",
        [unix(now), guild_id, channel_id, kind, site_id],
    ).fetchone()
    return row[0] if row else None


def claim_due(db: sqlite_utils.Database, *, now: datetime, limit: int) -> list[Delivery]:
    """Take up to `limit` messages whose time has come, the longest waiting first: pending -> sending.

    One a channel, its oldest, and none of a channel where one is on its way or waits for another try: so a channel
    reads its messages in their order. Each counts as tried from here on, and must be ended with `mark_sent`,
    `mark_retry` or `mark_failed`.
    """
    rows = db.conn.execute(
        "UPDATE deliveries SET state = 'sending', claimed_at = :now, attempts = attempts + 1 WHERE id IN ("
        "SELECT min(id) FROM deliveries AS due WHERE state = 'pending' AND not_before <= :now AND NOT EXISTS ("
        "SELECT 1 FROM deliveries AS busy WHERE busy.channel_id = due.channel_id AND (busy.state = 'sending'"
        " OR busy.state = 'pending' AND busy.attempts > 0 AND busy.not_before > :now))"
        " GROUP BY channel_id ORDER BY min(not_before), min(id) LIMIT :limit)"
        f" RETURNING {_COLUMNS}",
        {"now": unix(now), "limit": limit},
    ).fetchall()
    return sorted(map(_read, rows), key=lambda delivery: (delivery.not_before, delivery.id))


def mark_sent(db: sqlite_utils.Database, delivery_id: int, *, message_id: int | None, now: datetime) -> bool:
    """The message is in the channel: sending -> sent. False when it was not being sent."""
    return _finish(db, delivery_id, "sent", message_id=message_id, sent_at=unix(now), last_error=None)


def mark_retry(db: sqlite_utils.Database, delivery_id: int, *, error: str, not_before: datetime) -> bool:
    """To be tried again at `not_before`, with the reason: sending -> pending. False when it was not being sent."""
    return _finish(db, delivery_id, "pending", last_error=error, not_before=unix(not_before))


def mark_failed(db: sqlite_utils.Database, delivery_id: int, *, error: str) -> bool:
    """Given up, with the reason for an admin: sending -> failed. False when it was not being sent."""
    return _finish(db, delivery_id, "failed", last_error=error)


def stuck_sending(db: sqlite_utils.Database) -> list[Delivery]:
    """What was being sent when the process died: at a start, before the first claim. It may have arrived or not."""
    return [_read(row) for row in db.conn.execute(f"{_SELECT} WHERE state = 'sending' ORDER BY id")]


def with_events(db: sqlite_utils.Database, delivery: Delivery) -> list[tuple[Event, Backlink | None]]:
    """The events that a delivery tells of, each with its backlink as it is now (None: not about any link).

    An event of a page of ours comes once for each live link that leads there.
    """
    rows = db.conn.execute(
        f"SELECT {columns(Event, 'events')} FROM events WHERE delivery_id = ? AND guild_id = ? ORDER BY at, id",
        [delivery.id, delivery.guild_id],
    )
    return [(event, link) for event in map(_read_event, rows) for link in _links_of(db, event)]


def _links_of(db: sqlite_utils.Database, event: Event) -> Sequence[Backlink | None]:
    if event.backlink_id is not None:
        return [backlinks.get(db, event.guild_id, event.backlink_id)]
    if event.kind in (EventKind.TARGET_BROKEN, EventKind.TARGET_MENDED) and event.site_id is not None:
        return backlinks.leading_to(db, event.guild_id, event.site_id, event.after or "") or [None]
    return [None]


def last_sent(db: sqlite_utils.Database, guild_id: int, kind: DeliveryKind, *, before: datetime) -> Delivery | None:
    """The last message of a kind that reached a guild and was owed before a moment, or None."""
    row = db.conn.execute(
        f"{_SELECT} WHERE guild_id = ? AND kind = ? AND state = 'sent' AND created_at < ? ORDER BY id DESC LIMIT 1",
        [guild_id, kind, unix(before)],
    ).fetchone()
    return _read(row) if row else None


def get(db: sqlite_utils.Database, guild_id: int, delivery_id: int) -> Delivery | None:
    """A delivery of a guild by its id, or None."""
    row = db.conn.execute(f"{_SELECT} WHERE guild_id = ? AND id = ?", [guild_id, delivery_id]).fetchone()
    return _read(row) if row else None


def unsent(db: sqlite_utils.Database, guild_id: int) -> list[Delivery]:
    """What is owed to a guild and not in its channel yet, failed ones included, the oldest first."""
    rows = db.conn.execute(f"{_SELECT} WHERE guild_id = ? AND state <> 'sent' ORDER BY id", [guild_id])
    return [_read(row) for row in rows]


def revive(db: sqlite_utils.Database, guild_id: int, *, channel_id: int, now: datetime) -> int:
    """Try a guild's failed messages again, in a channel that works. Returns how many there are.

    They get new tries but count as tried once: the last of the old ones may have arrived without an answer, so the
    message is looked for in the channel before it is sent.
    """
    return db.conn.execute(
        "UPDATE deliveries SET state = 'pending', attempts = 1, channel_id = ?, not_before = ?"
        " WHERE guild_id = ? AND state = 'failed'",
        [channel_id, unix(now), guild_id],
    ).rowcount


def _finish(db: sqlite_utils.Database, delivery_id: int, state: str, **values: object) -> bool:
    assigned = "".join(f", {name} = :{name}" for name in values)
    return bool(
        db.conn.execute(
            f"UPDATE deliveries SET state = :state, claimed_at = NULL{assigned} WHERE id = :id AND state = 'sending'",
            {"state": state, "id": delivery_id, **values},
        ).rowcount
    )
