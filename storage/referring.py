"""The referring domains of sites, counted, and since when they link. Triggers keep the table: see migration 13."""

import json
from collections import Counter
from dataclasses import replace
from datetime import datetime

import sqlite_utils

from storage.asked import Asked
from storage.rows import unix

MICROSECONDS = 1_000_000
WHOLE = f"CAST(round({{}} * {MICROSECONDS}) AS INTEGER)"  # JSON would cut a moment's digits


def counted_as(asked: Asked) -> str | None:
    """The column that counts just these links by domain: `live` or `lost`; None when the links must be read."""
    if len(asked.statuses) == 1 and asked.statuses[0] in {"live", "lost"} and not _narrowed(asked):
        return asked.statuses[0]
    return None


def holds_since(asked: Asked) -> bool:
    """Whether `since` speaks of just these links: all of a guild, or of a site."""
    return not asked.statuses and not _narrowed(asked)


def _narrowed(asked: Asked) -> bool:
    return replace(asked, statuses=()) != Asked(guild_id=asked.guild_id, site_id=asked.site_id)


def count(db: sqlite_utils.Database, asked: Asked, column: str) -> int:
    """On how many domains they stand."""
    found = f"SELECT count(DISTINCT domain) {_source(asked)} AND {column} > 0"
    return int(db.conn.execute(found, _values(asked)).fetchone()[0])


def links(db: sqlite_utils.Database, asked: Asked, column: str) -> Counter[str]:
    """How many of them stand on each domain."""
    rows = f"SELECT domain, sum({column}) AS links {_source(asked)} AND {column} > 0 GROUP BY domain"
    # one text is read faster than tens of thousands of rows
    [found] = db.conn.execute(f"SELECT json_group_object(domain, links) FROM ({rows})", _values(asked)).fetchone()
    return Counter(json.loads(found))


def since(db: sqlite_utils.Database, asked: Asked) -> dict[str, int]:
    """Since when each domain has had a link that is not lost, in microseconds; domains without one are left out."""
    rows = f"SELECT domain, min(since) AS since {_source(asked)} AND since IS NOT NULL GROUP BY domain"
    every = f"SELECT json_group_object(domain, {WHOLE.format('since')}) FROM ({rows})"
    [found] = db.conn.execute(every, _values(asked)).fetchone()
    known: dict[str, int] = json.loads(found)
    return known


def in_microseconds(at: datetime) -> int:
    """A moment as `since` tells it."""
    return round(unix(at) * MICROSECONDS)


def _source(asked: Asked) -> str:
    index = " INDEXED BY referring_domains_of_guild" if asked.site_id is None else ""
    return f"FROM referring_domains{index} WHERE guild_id = ?{'' if asked.site_id is None else ' AND site_id = ?'}"


def _values(asked: Asked) -> list[int]:
    return [asked.guild_id] if asked.site_id is None else [asked.guild_id, asked.site_id]
