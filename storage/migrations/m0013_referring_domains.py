"""The referring domains of each site and server, kept beside the links: asking for domains reads no link."""

import sqlite_utils

from storage.migrations.registry import migrations

_ITS_DOMAIN = "guild_id = {row}.guild_id AND domain = {row}.source_domain AND site_id = {site}"
# The earliest of the links of a domain; {row} is the link that has changed. The plus keeps SQLite from looking through
# all links in the order of time until it meets one of the domain.
_EARLIEST = """(
    SELECT min(+first_seen_at) FROM backlinks WHERE guild_id = {row}.guild_id AND site_id = {row}.site_id
    AND source_domain = {row}.source_domain
)"""
_EARLIEST_STANDING = _EARLIEST.replace("\n)", " AND lost_at IS NULL\n)")
_ENTER = """
    INSERT INTO referring_domains (guild_id, site_id, domain, links, live, lost, since, first)
    SELECT guild_id, site_id, source_domain, 1, status = 'live', status = 'lost',
        CASE WHEN lost_at IS NULL THEN first_seen_at END, first_seen_at
    FROM backlinks WHERE id = new.id
    ON CONFLICT DO UPDATE SET links = links + 1, live = live + excluded.live, lost = lost + excluded.lost,
        since = coalesce(min(since, excluded.since), since, excluded.since),
        first = coalesce(min(first, excluded.first), first, excluded.first);
"""
# A link that was the earliest may be so no longer: that is looked up. Every other changes the counts alone.
_LEAVE = f"""
    UPDATE referring_domains SET links = links - 1, live = live - (old.status = 'live'),
        lost = lost - (old.status = 'lost'),
        since = CASE WHEN old.lost_at IS NULL AND old.first_seen_at <= since
            THEN {_EARLIEST_STANDING.format(row="old")} ELSE since END,
        first = CASE WHEN old.first_seen_at <= first THEN {_EARLIEST.format(row="old")} ELSE first END
    WHERE {_ITS_DOMAIN.format(row="old", site="old.site_id")};
    DELETE FROM referring_domains WHERE {_ITS_DOMAIN.format(row="old", site="old.site_id")} AND links = 0;
"""
_ADD_UP = """
    INSERT INTO referring_domains (guild_id, site_id, domain, links, live, lost, since, first)
    SELECT guild_id, 0, domain, sum(links), sum(live), sum(lost), min(since), min(first)
    FROM referring_domains WHERE site_id <> 0 {} GROUP BY guild_id, domain;
"""


def _add_up(row: str, when: str = "TRUE") -> str:
    """The domain's row of the whole server anew, from those of its sites."""
    return f"DELETE FROM referring_domains WHERE {_ITS_DOMAIN.format(row=row, site=0)} AND {when};" + _ADD_UP.format(
        f"AND guild_id = {row}.guild_id AND domain = {row}.source_domain AND {when}"
    )


_TRIGGERS = f"""
    DROP TRIGGER backlinks_domain;
    CREATE TRIGGER backlinks_domain AFTER INSERT ON backlinks BEGIN
        UPDATE backlinks SET source_domain = (SELECT pages.domain FROM pages WHERE pages.id = new.page_id)
        WHERE id = new.id;
    END;
    CREATE TRIGGER referring_domains_changed
    AFTER UPDATE OF status, lost_at, first_seen_at, source_domain ON backlinks
    WHEN (old.status, old.lost_at, old.first_seen_at, old.source_domain)
        IS NOT (new.status, new.lost_at, new.first_seen_at, new.source_domain)
    BEGIN
        {_LEAVE}
        {_ENTER}
        {_add_up("old", when="old.source_domain <> new.source_domain")}
        {_add_up("new")}
    END;
    CREATE TRIGGER referring_domains_less AFTER DELETE ON backlinks
    WHEN EXISTS (SELECT 1 FROM referring_domains WHERE {_ITS_DOMAIN.format(row="old", site="old.site_id")})
    BEGIN
        {_LEAVE}
        {_add_up("old")}
    END;
    CREATE TRIGGER referring_domains_of_site BEFORE DELETE ON sites BEGIN
        DELETE FROM referring_domains WHERE guild_id = old.guild_id AND site_id IN (0, old.id);
        {_ADD_UP.format("AND guild_id = old.guild_id")}
    END;
"""


@migrations(name="0013_referring_domains")
def referring_domains(db: sqlite_utils.Database) -> None:
    """A row a site and domain: its links, those that are live and lost, since when one has stood, and the first ever.

    The rows of site 0 are of all sites of a server together. Triggers keep them, whoever writes links; a new link
    counts when its domain is filled in, so whoever adds one leaves that out. A site takes its rows along before its
    links, so that nothing is counted down link by link.

    Live links are counted and averaged in the order of their toxicity; an index each counts them by reason and credit.
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
            first REAL,
            PRIMARY KEY (guild_id, domain, site_id)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO referring_domains (guild_id, site_id, domain, links, live, lost, since, first)
        SELECT guild_id, site_id, source_domain, count(*), sum(status = 'live'), sum(status = 'lost'),
            min(CASE WHEN lost_at IS NULL THEN first_seen_at END), min(first_seen_at)
        FROM backlinks GROUP BY guild_id, site_id, source_domain;
        {_ADD_UP.format("")}
        CREATE INDEX referring_domains_live ON referring_domains (guild_id, site_id, live);
        CREATE INDEX referring_domains_since ON referring_domains (guild_id, site_id, since, first);

        {_TRIGGERS}
        DROP INDEX backlinks_of_site;
        CREATE INDEX backlinks_of_site ON backlinks (
            guild_id, site_id, status, source_domain, quality, toxicity, authority, relevance
        );
        CREATE INDEX backlinks_measures ON backlinks (guild_id, status, toxicity, quality, site_id);
        CREATE INDEX backlinks_reasons ON backlinks (guild_id, status, reason, site_id);
        CREATE INDEX backlinks_credits ON backlinks (guild_id, status, credit, site_id);
        CREATE INDEX backlinks_lost_by_domain ON backlinks (guild_id, source_domain, site_id, first_seen_at, lost_at)
        WHERE lost_at IS NOT NULL;
    """)
