"""Ratings that keep up with what is learnt after them."""

import sqlite_utils

from storage.migrations.registry import migrations


@migrations(name="0010_renewals")
def renewals(db: sqlite_utils.Database) -> None:
    """Rank lists, imported metrics and networks come after a rating: each says when it is looked at again.

    Addresses that pages were found at are forgotten: those of content networks were among them, and they tell nothing.
    """
    db.executescript("""
        ALTER TABLE ratings ADD COLUMN renew_at REAL NOT NULL DEFAULT 0;
        CREATE INDEX ratings_due ON ratings (renew_at);
        DELETE FROM prints WHERE kind = 'same_address';
    """)
