"""Facts about domains of the web that an admin loads: places in rank lists, entries of block lists. Of no team."""

import json
from collections.abc import Iterable
from datetime import datetime

import sqlite_utils

from storage.rows import unix


def replace_ranks(db: sqlite_utils.Database, source: str, load: int, rows: Iterable[tuple[str, int]]) -> int:
    """Keep a batch of (domain, place) of a load; a domain's better place wins. Returns how many there were."""
    return db.conn.executemany(
        "INSERT INTO ranks (domain, source, rank, load) VALUES (?, ?, ?, ?) ON CONFLICT (domain, source) DO UPDATE SET"
        " rank = CASE WHEN load = excluded.load THEN min(rank, excluded.rank) ELSE excluded.rank END,"
        " load = excluded.load",
        ((domain, source, rank, load) for domain, rank in rows),
    ).rowcount


def finish_load(db: sqlite_utils.Database, source: str, load: int, *, entries: int, now: datetime) -> None:
    """Drop what an older load of the list had and this one has not, and note the list as loaded."""
    db.conn.execute("DELETE FROM ranks WHERE source = ? AND load <> ?", [source, load])
    db.conn.execute(
        "INSERT INTO rank_lists (source, loaded_at, entries) VALUES (?, ?, ?)"
        " ON CONFLICT (source) DO UPDATE SET loaded_at = excluded.loaded_at, entries = excluded.entries",
        [source, unix(now), entries],
    )


def next_load(db: sqlite_utils.Database) -> int:
    """A number that no load has had."""
    number: int = db.conn.execute(
        "SELECT 1 + max(coalesce((SELECT max(load) FROM ranks), 0), coalesce((SELECT max(load) FROM listed), 0))"
    ).fetchone()[0]
    return number


def of_domain(db: sqlite_utils.Database, domain: str) -> dict[str, int]:
    """The places of a registrable domain, by list."""
    return dict(db.conn.execute("SELECT source, rank FROM ranks WHERE domain = ?", [domain]).fetchall())


def of_domains(db: sqlite_utils.Database, domains: Iterable[str]) -> dict[str, dict[str, int]]:
    """The places of many registrable domains, by domain and list; one that no list has is left out."""
    found: dict[str, dict[str, int]] = {}
    rows = db.conn.execute(
        "SELECT domain, source, rank FROM ranks WHERE domain IN (SELECT value FROM json_each(?))",
        [json.dumps(list(domains))],
    )
    for domain, source, rank in rows:
        found.setdefault(domain, {})[source] = rank
    return found


def loaded(db: sqlite_utils.Database) -> dict[str, int]:
    """The rank lists that are loaded, with their number of entries."""
    return dict(db.conn.execute("SELECT source, entries FROM rank_lists").fetchall())


def replace_listed(db: sqlite_utils.Database, source: str, load: int, domains: Iterable[str]) -> None:
    """Keep a batch of the domains of a block list."""
    db.conn.executemany(
        "INSERT INTO listed (domain, source, load) VALUES (?, ?, ?)"
        " ON CONFLICT (domain, source) DO UPDATE SET load = excluded.load",
        ((domain, source, load) for domain in domains),
    )


def finish_listed(db: sqlite_utils.Database, source: str, load: int) -> int:
    """Drop what the block list no longer has. Returns its number of entries."""
    db.conn.execute("DELETE FROM listed WHERE source = ? AND load <> ?", [source, load])
    entries: int = db.conn.execute("SELECT count(*) FROM listed WHERE source = ?", [source]).fetchone()[0]
    return entries


def listed(db: sqlite_utils.Database, host: str) -> dict[str, str]:
    """The block lists that have a host or a domain above it, by name, with the entry. Compared by whole labels."""
    labels = host.split(".")
    names = [".".join(labels[place:]) for place in range(len(labels) - 1)] or [host]
    marks = ", ".join("?" * len(names))
    found = dict(db.conn.execute(f"SELECT source, domain FROM listed WHERE domain IN ({marks})", names).fetchall())
    asked = db.conn.execute(
        f"SELECT source, domain FROM list_answers WHERE answer = 'listed' AND domain IN ({marks})", names
    ).fetchall()
    return dict(asked) | found


def keep_answer(
    db: sqlite_utils.Database, domain: str, source: str, answer: str, detail: str, *, now: datetime
) -> None:
    """Keep what a block list that is asked over the network said: `listed`, `clean` or `unknown`."""
    db.conn.execute(
        "INSERT INTO list_answers (domain, source, answer, detail, asked_at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (domain, source) DO UPDATE SET answer = excluded.answer, detail = excluded.detail,"
        " asked_at = excluded.asked_at",
        [domain, source, answer, detail, unix(now)],
    )


def answered(db: sqlite_utils.Database, domain: str, *, since: datetime) -> set[str]:
    """The block lists whose answer for a domain is no older than `since`."""
    rows = db.conn.execute("SELECT source FROM list_answers WHERE domain = ? AND asked_at >= ?", [domain, unix(since)])
    return {source for (source,) in rows}
