"""A connection to the SQLite file with the settings that the house relies on."""

import sqlite3
from contextlib import closing
from pathlib import Path

import sqlite_utils

from storage.errors import StorageError
from storage.migrations import migrate, migrations

BUSY_TIMEOUT_SECONDS = 30.0  # another process (an import, a backup) may hold the file for a moment


def connect(path: Path) -> sqlite_utils.Database:
    """A connection to an existing or new file. Nothing begins a transaction by itself on it."""
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA foreign_keys = on")
        # FULL: a commit survives a power cut too; docs/decisions/001-durable-commits.md has the price
        connection.execute("PRAGMA synchronous = full")
        return sqlite_utils.Database(connection)
    except BaseException:
        connection.close()
        raise


def connect_for_reading(path: Path) -> sqlite_utils.Database:
    """A connection to an existing file that cannot write. Raises StorageError where it is no such file, or old."""
    try:
        db = connect(path)
        db.conn.execute("PRAGMA query_only = on")
        old = migrations.pending(db)
    except sqlite3.Error as error:
        raise StorageError(_sentence(path, error)) from None
    if old:
        db.close()
        raise StorageError(
            f"The database {path} was last written by an older Backlight. "
            "Start the bot once: it brings the file up to date."
        )
    return db


def open_for_writing(path: Path) -> sqlite_utils.Database:
    """The file with its folder, in WAL mode and migrated. Raises StorageError when that cannot be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            f"The folder {path.parent} for the database cannot be made: {error.strerror}. "
            "Set storage.path to a place where the bot may write."
        ) from None
    try:
        db = connect(path)
    except sqlite3.Error as error:
        raise StorageError(_sentence(path, error)) from None
    try:
        db.conn.execute("PRAGMA journal_mode = wal")
        migrate(db)
    except sqlite3.Error as error:
        db.close()
        raise StorageError(_sentence(path, error)) from None
    except StorageError:
        db.close()
        raise
    return db


def backup(path: Path, copy: Path) -> None:
    """Write a whole and consistent copy of the file, also while the bot runs. Replaces an older copy."""
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)


def _sentence(path: Path, error: sqlite3.Error) -> str:
    if "not a database" in str(error):
        return f"The file {path} is not a Backlight database. Move it away or set storage.path to another file."
    return (
        f"The database {path} cannot be used: {error}. "
        "Check that the folder exists, that the bot may write there and that the disk is not full."
    )
