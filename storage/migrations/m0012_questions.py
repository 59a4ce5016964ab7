"""What questions need to be answered quickly, by the columns they read."""

import sqlite_utils

from storage.migrations.registry import migrations


@migrations(name="0012_an_index_a_kind_of_question")
def an_index_a_kind_of_question(db: sqlite_utils.Database) -> None:
    """Most questions read three or four columns: narrow indexes in the order that they group by cost half the wide one.

    A site keeps when any of its links was last looked at; a trigger fills it in, whoever saves the check.
    """
    db.executescript("""
        CREATE INDEX backlinks_by_domain ON backlinks (
            guild_id, source_domain, site_id, status, lost_at, first_seen_at, quality, toxicity, credit, authority
        );
        DROP INDEX backlinks_of_site;
        CREATE INDEX backlinks_of_site ON backlinks (
            guild_id, site_id, status, source_domain, quality, toxicity
        );
        CREATE INDEX backlinks_found ON backlinks (
            guild_id, first_seen_at, site_id, status, credit, quality, toxicity, lost_at
        );
        CREATE INDEX backlinks_anchors ON backlinks (guild_id, status, anchor, site_id);
        CREATE INDEX backlinks_pages_of_ours ON backlinks (guild_id, status, target_url, site_id);
        ALTER TABLE sites ADD COLUMN checked_at REAL;
        UPDATE sites SET checked_at = (SELECT max(checked_at) FROM backlinks WHERE site_id = sites.id);
        CREATE TRIGGER sites_checked AFTER UPDATE OF checked_at ON backlinks WHEN new.checked_at IS NOT NULL BEGIN
            UPDATE sites SET checked_at = new.checked_at
            WHERE id = new.site_id AND (checked_at IS NULL OR checked_at < new.checked_at);
        END;
        CREATE TRIGGER sites_checked_at_once AFTER INSERT ON backlinks WHEN new.checked_at IS NOT NULL BEGIN
            UPDATE sites SET checked_at = new.checked_at
            WHERE id = new.site_id AND (checked_at IS NULL OR checked_at < new.checked_at);
        END;
    """)
