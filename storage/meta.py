"""Small facts about this installation, by key."""

import sqlite_utils


def get(db: sqlite_utils.Database, key: str) -> str | None:
    """The value kept under a key, or None."""
    row = db.conn.execute("SELECT value FROM meta WHERE key = ?", [key]).fetchone()
    return row[0] if row else None


def put(db: sqlite_utils.Database, key: str, value: str) -> None:
    """Keep a value under a key, in place of an older one."""
    db.conn.execute(
        "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        [key, value],
    )
