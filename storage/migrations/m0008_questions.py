"""What questions need to be answered quickly."""

import sqlite_utils

from storage.migrations.registry import migrations


@migrations(name="0008_what_questions_read")
def what_questions_read(db: sqlite_utils.Database) -> None:
    """Questions count all links of a guild: an index with the columns they read is read instead of the wide rows."""
    db.executescript("""
        CREATE INDEX backlinks_asked ON backlinks (
            guild_id, site_id, status, first_seen_at, lost_at, credit, quality, toxicity, relevance, authority, page_id
        );
        CREATE INDEX pages_of_domain ON pages (domain, host);  -- "do we have a link from example.com?"
    """)
