"""What questions need to be answered quickly, once more."""

import sqlite_utils

from storage.migrations.registry import migrations


@migrations(name="0011_all_that_questions_read")
def all_that_questions_read(db: sqlite_utils.Database) -> None:
    """The index of questions holds every column that narrows links down or groups them, so no wide row is read.

    It no longer holds `checked_at`, which each check changes: a check that finds nothing new leaves the index alone.
    Lost links are few and mostly asked for by time: an index of their own, which no other link enters.
    A link keeps the language of its rating, as it keeps its page's domain: triggers fill it in, whoever rates.
    """
    db.executescript("""
        ALTER TABLE backlinks ADD COLUMN page_language TEXT;
        UPDATE backlinks SET page_language = (SELECT ratings.language FROM ratings WHERE backlink_id = backlinks.id);
        CREATE TRIGGER ratings_language AFTER INSERT ON ratings WHEN new.language IS NOT NULL BEGIN
            UPDATE backlinks SET page_language = new.language WHERE id = new.backlink_id;
        END;
        CREATE TRIGGER ratings_language_changed AFTER UPDATE OF language ON ratings
        WHEN old.language IS NOT new.language BEGIN
            UPDATE backlinks SET page_language = new.language WHERE id = new.backlink_id;
        END;
        DROP INDEX backlinks_asked;
        CREATE INDEX backlinks_asked ON backlinks (
            guild_id, source_domain, site_id, status, first_seen_at, lost_at, credit, reason, quality, toxicity,
            relevance, authority, hidden, page_noindex, http_status, target_broken_since, page_language, anchor,
            target_url
        );
        CREATE INDEX backlinks_lost ON backlinks (guild_id, lost_at, site_id, source_domain, first_seen_at)
        WHERE lost_at IS NOT NULL;
    """)
