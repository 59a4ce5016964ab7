"""How the tables came to be. A released migration is never edited; a change is a new one with its reason.

Words are spelled out here: a migration must not change when an enum does. Times are unix seconds (REAL). Ids are never
used twice (AUTOINCREMENT): they stand in Discord's nonces and in the buttons of old messages.
"""

import sqlite_utils
from sqlite_utils import Migrations

from storage.errors import StorageError

migrations = Migrations("backlight")


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


@migrations(name="0007_ratings")
def ratings(db: sqlite_utils.Database) -> None:
    """Why links are rated as they are, what teams say of it, and the facts about the web that ratings are made of."""
    db.executescript("""
        CREATE TABLE ratings (
            backlink_id INTEGER PRIMARY KEY REFERENCES backlinks (id) ON DELETE CASCADE,
            signals TEXT NOT NULL,
            parts TEXT NOT NULL,
            language TEXT,
            not_measured TEXT NOT NULL DEFAULT '[]',
            rated_at REAL NOT NULL
        ) STRICT;

        CREATE TABLE verdicts (
            guild_id INTEGER NOT NULL REFERENCES guilds (id) ON DELETE CASCADE,
            site_id INTEGER,  -- NULL: for every site of the guild
            domain TEXT NOT NULL,
            verdict TEXT NOT NULL CHECK (verdict IN ('toxic', 'fine', 'ignored')),
            said_by INTEGER,
            said_at REAL NOT NULL,
            FOREIGN KEY (guild_id, site_id) REFERENCES sites (guild_id, id) ON DELETE CASCADE
        ) STRICT;
        CREATE UNIQUE INDEX verdicts_of_domain ON verdicts (guild_id, coalesce(site_id, 0), domain);

        CREATE TABLE disavowed (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            guild_id INTEGER NOT NULL,
            site_id INTEGER NOT NULL,
            entry TEXT NOT NULL,  -- a URL, or domain:example.com
            reason TEXT NOT NULL DEFAULT '',
            added_by INTEGER,
            added_at REAL NOT NULL,
            FOREIGN KEY (guild_id, site_id) REFERENCES sites (guild_id, id) ON DELETE CASCADE,
            UNIQUE (site_id, entry)
        ) STRICT;

        CREATE TABLE metrics (  -- what a vendor's export said of a linking domain
            guild_id INTEGER NOT NULL REFERENCES guilds (id) ON DELETE CASCADE,
            domain TEXT NOT NULL,
            name TEXT NOT NULL,
            value REAL NOT NULL,
            read_at REAL NOT NULL,
            PRIMARY KEY (guild_id, domain, name)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE rank_lists (
            source TEXT PRIMARY KEY,
            loaded_at REAL NOT NULL,
            entries INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE ranks (
            domain TEXT NOT NULL,
            source TEXT NOT NULL,
            rank INTEGER NOT NULL,
            load INTEGER NOT NULL,
            PRIMARY KEY (domain, source)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE listed (  -- domains on block lists that an admin loaded
            domain TEXT NOT NULL,
            source TEXT NOT NULL,
            load INTEGER NOT NULL,
            PRIMARY KEY (domain, source)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE list_answers (  -- of block lists that are asked over the network
            domain TEXT NOT NULL,
            source TEXT NOT NULL,
            answer TEXT NOT NULL CHECK (answer IN ('listed', 'clean', 'unknown')),
            detail TEXT NOT NULL DEFAULT '',
            asked_at REAL NOT NULL,
            PRIMARY KEY (domain, source)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE site_topics (
            site_id INTEGER PRIMARY KEY REFERENCES sites (id) ON DELETE CASCADE,
            texts TEXT NOT NULL,  -- of a few of its own pages, JSON
            language TEXT,
            learnt_at REAL NOT NULL
        ) STRICT;

        CREATE TABLE prints (  -- what pages of one owner have in common: address, analytics id, template, title
            page_id INTEGER NOT NULL REFERENCES pages (id) ON DELETE CASCADE,
            kind TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (page_id, kind, value)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX prints_by_value ON prints (kind, value);
    """)


@migrations(name="0008_what_questions_read")
def what_questions_read(db: sqlite_utils.Database) -> None:
    """Questions count and average all links of a guild: an index with those columns is read instead of the wide rows."""
    db.executescript("""
        CREATE INDEX backlinks_asked ON backlinks (
            guild_id, site_id, status, first_seen_at, lost_at, credit, quality, toxicity, relevance, authority, page_id
        );
        CREATE INDEX pages_of_domain ON pages (domain, host);  -- "do we have a link from example.com?"
    """)
