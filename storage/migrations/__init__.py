"""How the tables came to be. A released migration is never edited; a change is a new one with its reason.

Words are spelled out here: a migration must not change when an enum does. Times are unix seconds (REAL). Ids are never
used twice (AUTOINCREMENT): they stand in Discord's nonces and in the buttons of old messages. Steps run in the order in
which their files are imported, which is that of their numbers.
"""

import sqlite_utils

from storage.errors import StorageError
from storage.migrations import (
    m0001_links,
    m0007_ratings,
    m0008_questions,
    m0010_renewals,
    m0011_questions,
    m0012_questions,
    m0013_referring_domains,
)
from storage.migrations.registry import migrations

__all__ = [
    "m0001_links",
    "m0007_ratings",
    "m0008_questions",
    "m0010_renewals",
    "m0011_questions",
    "m0012_questions",
    "m0013_referring_domains",
    "migrate",
    "migrations",
]


def migrate(db: sqlite_utils.Database) -> None:
    """Bring the file up to date, all steps or none. Raises StorageError when a newer Backlight has written it."""
    db.conn.execute("BEGIN IMMEDIATE")  # two processes may open a new file at once
    try:
        _refuse_a_newer_file(db)
        migrations.apply(db)
        db.commit()
    except BaseException:
        db.rollback()
        raise


def _refuse_a_newer_file(db: sqlite_utils.Database) -> None:
    known = {step.name for step in migrations.pending(sqlite_utils.Database(memory=True))}
    if any(step.name not in known for step in migrations.applied(db)):
        raise StorageError("A newer Backlight has written this database. Update Backlight, or restore a backup.")
