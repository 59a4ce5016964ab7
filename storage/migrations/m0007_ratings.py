"""How good the links are, and what that is made of."""

import sqlite_utils

from storage.migrations.registry import migrations

_OF_LINKS = """
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
"""
_OF_THE_WEB = """
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
"""


@migrations(name="0007_ratings")
def ratings(db: sqlite_utils.Database) -> None:
    """Why links are rated as they are, what teams say of it, and the facts about the web that ratings are made of."""
    db.executescript(_OF_LINKS + _OF_THE_WEB)
