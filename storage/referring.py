"""The referring domains of sites, counted, and since when they link. Triggers keep the table: see migration 13."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

import sqlite_utils

from storage.asked import Asked

_OF_SITE = "FROM referring_domains WHERE guild_id = ? AND site_id = ?"  # site 0: all of a server
_EVER = -1.0
Lost = tuple[str, float | None, float, float]  # a domain, since when it has a link that stands, one found then and lost


def counted_as(asked: Asked) -> str | None:
    """The column that counts just these links by domain: `live` or `lost`; None when the links must be read."""
    if len(asked.statuses) == 1 and asked.statuses[0] in {"live", "lost"} and _whole(replace(asked, statuses=())):
        return asked.statuses[0]
    return None


def tells_since(asked: Asked) -> bool:
    """Whether the table knows since when these links have stood: all of a site, or of a server."""
    return _whole(asked)


def _whole(asked: Asked) -> bool:
    return asked == Asked(guild_id=asked.guild_id, site_id=asked.site_id)


def _site(asked: Asked) -> list[int]:
    return [asked.guild_id, asked.site_id or 0]


def links(db: sqlite_utils.Database, asked: Asked, column: str) -> Counter[str]:
    """How many of them stand on each domain. `column` is what `counted_as` gives."""
    # one text is read faster than tens of thousands of rows
    every = f"SELECT json_group_object(domain, {column}) {_OF_SITE} AND {column} > 0"
    return Counter(json.loads(db.conn.execute(every, _site(asked)).fetchone()[0]))


def totals(db: sqlite_utils.Database, asked: Asked, column: str) -> tuple[int, int]:
    """The number of domains and of their links."""
    found = f"SELECT count(*), coalesce(sum({column}), 0) {_OF_SITE} AND {column} > 0"
    domains, every = db.conn.execute(found, _site(asked)).fetchone()
    return domains, every


def most(
    db: sqlite_utils.Database, asked: Asked, column: str, *, limit: int, offset: int
) -> list[tuple[str, int, float | None]]:
    """The domains with the most links, ties by name."""
    order = f"{_OF_SITE} AND {column} > 0 ORDER BY {column} DESC, domain LIMIT ? OFFSET ?"
    return db.conn.execute(f"SELECT domain, {column}, NULL {order}", [*_site(asked), limit, offset]).fetchall()


def standing(db: sqlite_utils.Database, asked: Asked, moments: Sequence[float]) -> list[int]:
    """How many domains have a link that stands and stood at each moment (unix seconds, in order)."""
    each = ", ".join([f"(SELECT count(*) {_OF_SITE} AND since > ? AND since <= ?)"] * len(moments))
    values = [value for stretch in pairwise((_EVER, *moments)) for value in (*_site(asked), *stretch)]
    return list(accumulate(db.conn.execute(f"SELECT {each}", values).fetchone()))


def lost_before(db: sqlite_utils.Database, asked: Asked) -> list[Lost]:
    """The lost links that are older than all that stand of their domain; times are unix seconds."""
    of_site = "" if asked.site_id is None else "AND backlinks.site_id = referring_domains.site_id"
    return db.conn.execute(
        "SELECT domain, since, backlinks.first_seen_at, backlinks.lost_at"
        " FROM referring_domains INDEXED BY referring_domains_since"
        " CROSS JOIN backlinks INDEXED BY backlinks_lost_by_domain"
        " ON backlinks.guild_id = referring_domains.guild_id AND backlinks.source_domain = domain"
        " WHERE referring_domains.guild_id = ? AND referring_domains.site_id = ? AND first < coalesce(since, 9e99)"
        f" AND backlinks.lost_at IS NOT NULL AND backlinks.first_seen_at < coalesce(since, 9e99) {of_site}",
        _site(asked),
    ).fetchall()
