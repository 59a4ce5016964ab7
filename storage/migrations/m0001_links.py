"""Teams, pages, links, and what is told of them."""

import sqlite_utils

from storage.migrations.registry import migrations


@migrations(name="0001_guilds_and_sites")
def guilds_and_sites(db: sqlite_utils.Database) -> None:
    """Teams and the domains that they watch. (guild_id, id) is unique so that other tables can refer to both."""
    db.executescript("""
        CREATE TABLE guilds (
            id INTEGER PRIMARY KEY,
            alerts_channel_id INTEGER,
            timezone TEXT NOT NULL DEFAULT 'UTC',
            digest_weekday INTEGER NOT NULL DEFAULT 0 CHECK (digest_weekday BETWEEN 0 AND 6),
            digest_time TEXT NOT NULL DEFAULT '09:00',
            digest_next_at REAL,
            ping_role_id INTEGER,
            muted_until REAL,
            left_at REAL
        ) STRICT;
        CREATE INDEX guilds_digest_due ON guilds (digest_next_at) WHERE digest_next_at IS NOT NULL;

        CREATE TABLE sites (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            guild_id INTEGER NOT NULL REFERENCES guilds (id) ON DELETE CASCADE,
            domain TEXT NOT NULL CHECK (domain <> ''),
            subdomains INTEGER NOT NULL DEFAULT 1 CHECK (subdomains IN (0, 1)),
            added_by INTEGER,
            added_at REAL NOT NULL,
            UNIQUE (guild_id, domain),
            UNIQUE (guild_id, id)
        ) STRICT;
    """)


@migrations(name="0002_pages")
def pages(db: sqlite_utils.Database) -> None:
    """The pages to fetch, shared by all teams. Claimed ones leave the index of what is due."""
    db.executescript("""
        CREATE TABLE pages (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            url TEXT NOT NULL UNIQUE,
            host TEXT NOT NULL,
            domain TEXT NOT NULL,
            next_check_at REAL NOT NULL,
            claimed_at REAL,
            checked_at REAL,
            etag TEXT,
            last_modified TEXT,
            body_hash TEXT,
            http_status INTEGER,
            final_url TEXT,
            failing_since REAL,
            unchanged_checks INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE INDEX pages_due ON pages (next_check_at, host) WHERE claimed_at IS NULL;
        CREATE INDEX pages_claimed ON pages (claimed_at) WHERE claimed_at IS NOT NULL;
    """)


@migrations(name="0003_backlinks")
def backlinks(db: sqlite_utils.Database) -> None:
    """The links that teams watch, with what the last observation said. One row a (site, page, wanted target)."""
    db.executescript("""
        CREATE TABLE backlinks (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            guild_id INTEGER NOT NULL,
            site_id INTEGER NOT NULL,
            page_id INTEGER NOT NULL REFERENCES pages (id),
            wanted_target TEXT NOT NULL DEFAULT '',
            status TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'live', 'lost', 'unverified')),
            seen TEXT CHECK (seen IN ('present', 'absent', 'unknown')),
            reason TEXT,
            evidence TEXT NOT NULL DEFAULT '',
            http_status INTEGER,
            checked_at REAL,
            target_url TEXT,
            anchor TEXT,
            rel TEXT NOT NULL DEFAULT '',
            credit TEXT,
            placement TEXT,
            hidden INTEGER NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1)),
            page_noindex INTEGER NOT NULL DEFAULT 0 CHECK (page_noindex IN (0, 1)),
            first_seen_at REAL,
            last_seen_at REAL,
            lost_at REAL,
            absent_count INTEGER NOT NULL DEFAULT 0,
            absent_since REAL,
            unknown_since REAL,
            target_broken_since REAL,
            changed_at REAL,
            flapping_until REAL,
            quality REAL,
            relevance REAL,
            authority REAL,
            toxicity REAL,
            rated_at REAL,
            added_by INTEGER,
            added_at REAL NOT NULL,
            FOREIGN KEY (guild_id, site_id) REFERENCES sites (guild_id, id) ON DELETE CASCADE,
            UNIQUE (site_id, page_id, wanted_target)
        ) STRICT;
        CREATE INDEX backlinks_of_site ON backlinks (guild_id, site_id, status);
        CREATE INDEX backlinks_of_page ON backlinks (page_id);
    """)


@migrations(name="0004_events_and_deliveries")
def events_and_deliveries(db: sqlite_utils.Database) -> None:
    """State changes, and the messages that are owed for them: a row each, so that a crash loses neither."""
    db.executescript("""
        CREATE TABLE deliveries (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            guild_id INTEGER NOT NULL REFERENCES guilds (id) ON DELETE CASCADE,
            channel_id INTEGER NOT NULL,
            kind TEXT NOT NULL,
            site_id INTEGER,
            state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'sending', 'sent', 'failed')),
            created_at REAL NOT NULL,
            not_before REAL NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            claimed_at REAL,
            sent_at REAL,
            message_id INTEGER,
            last_error TEXT,
            FOREIGN KEY (guild_id, site_id) REFERENCES sites (guild_id, id) ON DELETE CASCADE
        ) STRICT;
        CREATE INDEX deliveries_due ON deliveries (state, not_before);
        CREATE INDEX deliveries_of_site ON deliveries (guild_id, site_id);

        CREATE TABLE events (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            guild_id INTEGER NOT NULL REFERENCES guilds (id) ON DELETE CASCADE,
            site_id INTEGER,
            backlink_id INTEGER REFERENCES backlinks (id) ON DELETE CASCADE,
            kind TEXT NOT NULL,
            at REAL NOT NULL,
            before TEXT,
            after TEXT,
            reason TEXT,
            evidence TEXT NOT NULL DEFAULT '',
            delivery_id INTEGER REFERENCES deliveries (id) ON DELETE SET NULL,
            FOREIGN KEY (guild_id, site_id) REFERENCES sites (guild_id, id) ON DELETE CASCADE
        ) STRICT;
        CREATE INDEX events_of_guild ON events (guild_id, at);
        CREATE INDEX events_of_site ON events (guild_id, site_id, at);
        CREATE INDEX events_of_backlink ON events (backlink_id);
        CREATE INDEX events_of_delivery ON events (delivery_id);
    """)


@migrations(name="0005_meta")
def meta(db: sqlite_utils.Database) -> None:
    """Small facts about this installation: the hash of the synced commands, the last heartbeat."""
    db.executescript("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;")


@migrations(name="0006_flapping_and_targets")
def flapping_and_targets(db: sqlite_utils.Database) -> None:
    """The last two changes of a link, to see the third in a week; and the pages of our own sites that links lead to."""
    db.executescript("""
        ALTER TABLE backlinks ADD COLUMN flipped_at REAL;
        ALTER TABLE backlinks ADD COLUMN flipped_before_at REAL;

        CREATE TABLE targets (
            url TEXT PRIMARY KEY,
            next_check_at REAL NOT NULL,
            checked_at REAL,
            http_status INTEGER,
            broken_count INTEGER NOT NULL DEFAULT 0,
            broken_since REAL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX targets_due ON targets (next_check_at);
    """)
