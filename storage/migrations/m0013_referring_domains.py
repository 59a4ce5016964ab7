"""The referring domains of each site, kept beside the links: questions of domains no longer read every link."""

import sqlite_utils

from storage.migrations.registry import migrations

# The earliest of the links of a domain that stand; {row} is the link that has changed. The plus keeps SQLite from
# looking through all links in the order of time until it meets one of the domain.
_EARLIEST = """(
    SELECT min(+first_seen_at) FROM backlinks WHERE guild_id = {row}.guild_id AND site_id = {row}.site_id
    AND source_domain = {row}.source_domain AND lost_at IS NULL
)"""
_ITS_DOMAIN = "guild_id = {row}.guild_id AND site_id = {row}.site_id AND domain = {row}.source_domain"
_ENTER = """
    INSERT INTO referring_domains (guild_id, site_id, domain, links, live, lost, since)
    SELECT guild_id, site_id, source_domain, 1, status = 'live', status = 'lost',
        CASE WHEN lost_at IS NULL THEN first_seen_at END
    FROM backlinks WHERE id = new.id
    ON CONFLICT DO UPDATE SET links = links + 1, live = live + excluded.live, lost = lost + excluded.lost,
        since = coalesce(min(since, excluded.since), since, excluded.since);
"""
# A link that was the earliest may be so no longer: that is looked up. Every other changes the counts alone.
_LEAVE = f"""
    UPDATE referring_domains SET links = links - 1, live = live - (old.status = 'live'),
        lost = lost - (old.status = 'lost'),
        since = CASE WHEN old.lost_at IS NULL AND old.first_seen_at <= since THEN {_EARLIEST.format(row="old")}
            ELSE since END
    WHERE {_ITS_DOMAIN.format(row="old")};
"""


@migrations(name="0013_referring_domains")
def referring_domains(db: sqlite_utils.Database) -> None:
    """A row a site and domain: its links, those that are live and lost, and since when one has stood.

    Triggers keep it, whoever writes links. A site takes its rows along before its links, so that nothing is counted
    down link by link. Live links are counted and averaged in the order of their toxicity; an index each
    counts them by reason and by credit.
    """
    db.executescript(f"""
        CREATE TABLE referring_domains (
            guild_id INTEGER NOT NULL,
            site_id INTEGER NOT NULL,
            domain TEXT NOT NULL,
            links INTEGER NOT NULL,
            live INTEGER NOT NULL,
            lost INTEGER NOT NULL,
            since REAL,
            PRIMARY KEY (guild_id, site_id, domain)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO referring_domains (guild_id, site_id, domain, links, live, lost, since)
        SELECT guild_id, site_id, source_domain, count(*), sum(status = 'live'), sum(status = 'lost'),
            min(CASE WHEN lost_at IS NULL THEN first_seen_at END)
        FROM backlinks GROUP BY guild_id, site_id, source_domain;
        CREATE INDEX referring_domains_of_guild ON referring_domains (guild_id, domain, live, lost, since);

        DROP TRIGGER backlinks_domain;
        CREATE TRIGGER backlinks_domain AFTER INSERT ON backlinks BEGIN
            UPDATE backlinks SET source_domain = (SELECT pages.domain FROM pages WHERE pages.id = new.page_id)
            WHERE id = new.id;
            {_ENTER}
        END;
        CREATE TRIGGER referring_domains_changed
        AFTER UPDATE OF status, lost_at, first_seen_at, source_domain ON backlinks
        WHEN old.source_domain <> '' AND (old.status, old.lost_at, old.first_seen_at, old.source_domain)
            IS NOT (new.status, new.lost_at, new.first_seen_at, new.source_domain)
        BEGIN
            {_LEAVE}
            {_ENTER}
            DELETE FROM referring_domains WHERE {_ITS_DOMAIN.format(row="old")} AND links = 0;
        END;
        CREATE TRIGGER referring_domains_less AFTER DELETE ON backlinks BEGIN
            {_LEAVE}
            DELETE FROM referring_domains WHERE {_ITS_DOMAIN.format(row="old")} AND links = 0;
        END;
        CREATE TRIGGER referring_domains_of_site BEFORE DELETE ON sites BEGIN
            DELETE FROM referring_domains WHERE guild_id = old.guild_id AND site_id = old.id;
        END;

        CREATE INDEX backlinks_measures ON backlinks (guild_id, status, toxicity, quality, site_id);
        CREATE INDEX backlinks_reasons ON backlinks (guild_id, status, reason, site_id);
        CREATE INDEX backlinks_credits ON backlinks (guild_id, status, credit, site_id);
    """)
