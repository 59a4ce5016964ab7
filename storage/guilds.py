"""The table of Discord servers and their settings."""

from datetime import datetime

import sqlite_utils

from storage import pages
from storage.records import Guild
from storage.rows import columns, reader, stored, unix
from storage.words import DeliveryKind

_SELECT = f"SELECT {columns(Guild, 'guilds')} FROM guilds"
_read = reader(Guild)


def get(db: sqlite_utils.Database, guild_id: int) -> Guild | None:
    """The settings of a guild, or None when it has none yet."""
    row = db.conn.execute(f"{_SELECT} WHERE id = ?", [guild_id]).fetchone()
    return _read(row) if row else None


def ensure(db: sqlite_utils.Database, guild_id: int) -> Guild:
    """The settings of a guild, made with the defaults where there are none."""
    db.conn.execute("INSERT INTO guilds (id) VALUES (?) ON CONFLICT DO NOTHING", [guild_id])
    return _read(db.conn.execute(f"{_SELECT} WHERE id = ?", [guild_id]).fetchone())


def all_present(db: sqlite_utils.Database) -> list[Guild]:
    """Every guild that the bot has not been removed from."""
    return [_read(row) for row in db.conn.execute(f"{_SELECT} WHERE left_at IS NULL ORDER BY id")]


def set_alerts_channel(db: sqlite_utils.Database, guild_id: int, channel_id: int | None) -> None:
    """Choose where alerts and digests go; None stops them. What still waits for its first try goes there too."""
    _set(db, guild_id, alerts_channel_id=channel_id)
    if channel_id is not None:
        db.conn.execute(
            "UPDATE deliveries SET channel_id = ? WHERE guild_id = ? AND state = 'pending' AND attempts = 0",
            [channel_id, guild_id],
        )


def set_timezone(
    db: sqlite_utils.Database, guild_id: int, name: str, *, digest_next_at: datetime | None = None
) -> None:
    """Keep the IANA name of the guild's time zone, and the moment of the next digest in it."""
    _set(db, guild_id, timezone=name, digest_next_at=digest_next_at)


def set_digest(db: sqlite_utils.Database, guild_id: int, *, weekday: int, time: str, next_at: datetime | None) -> None:
    """Keep when the digest goes out: weekday (0 is Monday), local time (`09:00`) and the next moment of it."""
    _set(db, guild_id, digest_weekday=weekday, digest_time=time, digest_next_at=next_at)


def set_ping_role(db: sqlite_utils.Database, guild_id: int, role_id: int | None) -> None:
    """Keep the role that alerts mention; None mentions nobody."""
    _set(db, guild_id, ping_role_id=role_id)


def mute(db: sqlite_utils.Database, guild_id: int, until: datetime | None) -> None:
    """Send no alerts until then; None ends it. Events are kept all the same."""
    _set(db, guild_id, muted_until=until)


def mark_left(db: sqlite_utils.Database, guild_id: int, at: datetime | None) -> None:
    """Note that the bot was removed from the guild at a moment, or (None) that it is back."""
    _set(db, guild_id, left_at=at)


def left_before(db: sqlite_utils.Database, before: datetime) -> list[Guild]:
    """The guilds that the bot was removed from before a moment: their data is to be purged."""
    return [_read(row) for row in db.conn.execute(f"{_SELECT} WHERE left_at < ?", [unix(before)])]


def purge(db: sqlite_utils.Database, guild_id: int) -> None:
    """Delete everything of a guild, and the pages that nobody else watches."""
    watched = pages.watched_by(db, guild_id)
    db.conn.execute("DELETE FROM guilds WHERE id = ?", [guild_id])  # the rest goes by ON DELETE CASCADE
    pages.remove_unwatched(db, watched)


def due_digests(db: sqlite_utils.Database, now: datetime) -> list[Guild]:
    """The guilds whose digest is due, the longest overdue first."""
    return [
        _read(row)
        for row in db.conn.execute(
            f"{_SELECT} WHERE digest_next_at <= ? AND left_at IS NULL ORDER BY digest_next_at", [unix(now)]
        )
    ]


def owe_digest(db: sqlite_utils.Database, guild: Guild, *, next_at: datetime, now: datetime) -> bool:
    """Move a guild's digest on to `next_at` and owe the due one, in one step.

    `guild` is as `due_digests` gave it. False (and nothing changed) when somebody has moved it on since, so that a
    digest is never owed twice. A guild without a channel is moved on and owed nothing.
    """
    moved = db.conn.execute(
        "UPDATE guilds SET digest_next_at = ? WHERE id = ? AND digest_next_at = ?",
        [unix(next_at), guild.id, stored(guild.digest_next_at)],
    )
    if not moved.rowcount:
        return False
    db.conn.execute(
        "INSERT INTO deliveries (guild_id, channel_id, kind, created_at, not_before)"
        " SELECT id, alerts_channel_id, ?, ?, ? FROM guilds WHERE id = ? AND alerts_channel_id IS NOT NULL",
        [DeliveryKind.DIGEST, unix(now), unix(now), guild.id],
    )
    return True


def _set(db: sqlite_utils.Database, guild_id: int, **values: object) -> None:
    ensure(db, guild_id)
    db.table("guilds").update(guild_id, {name: stored(value) for name, value in values.items()})
