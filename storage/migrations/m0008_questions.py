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


@migrations(name="0009_domain_of_a_link")
def domain_of_a_link(db: sqlite_utils.Database) -> None:
    """Questions count linking domains: a link keeps its page's, and their one index is in the order of domains.

    A page never changes its domain, and a trigger fills it in whoever adds the link, so the two cannot differ.
    """
    db.executescript("""
        ALTER TABLE backlinks ADD COLUMN source_domain TEXT NOT NULL DEFAULT '';
        UPDATE backlinks SET source_domain = (SELECT pages.domain FROM pages WHERE pages.id = backlinks.page_id);
        CREATE TRIGGER backlinks_domain AFTER INSERT ON backlinks BEGIN
            UPDATE backlinks SET source_domain = (SELECT pages.domain FROM pages WHERE pages.id = new.page_id)
            WHERE id = new.id;
        END;
        DROP INDEX backlinks_asked;
        CREATE INDEX backlinks_asked ON backlinks (
            guild_id, source_domain, site_id, status, first_seen_at, lost_at, credit, reason, quality, toxicity,
            relevance, authority, checked_at
        );
    """)
