"""How the links of a guild have developed: counted in steps of time, and change by change."""

import bisect
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate, pairwise
from typing import Any

import sqlite_utils

from storage import referring
from storage.asked import PAGES, Asked, marks, sql_of
from storage.questions import check_measure, count
from storage.rows import moment, unix

_EVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Change:
    """A state change of a link, with where the link stands."""

    at: datetime
    kind: str
    source_url: str
    before: str | None
    after: str | None


def means(
    db: sqlite_utils.Database, asked: Asked, column: str, steps: Sequence[tuple[datetime, datetime]]
) -> list[float | None]:
    """The mean of a measure over the links that were found in each stretch of time."""
    check_measure(column)
    return _each(db, [replace(asked, found=step) for step in steps], f"avg(backlinks.{column})")


def found_and_lost(db: sqlite_utils.Database, asked: Asked, between: tuple[datetime, datetime]) -> tuple[int, int]:
    """How many links were found in a stretch of time, and how many lost."""
    return count(db, replace(asked, found=between)), count(db, replace(asked, lost=between))


def in_steps(
    db: sqlite_utils.Database, asked: Asked, column: str, steps: Sequence[tuple[datetime, datetime]]
) -> list[int]:
    """How many links were found (`first_seen_at`) or lost (`lost_at`) in each stretch of time."""
    if column not in {"first_seen_at", "lost_at"}:
        raise ValueError(f"links have no time called {column}")
    lots = [replace(asked, lost=step) if column == "lost_at" else replace(asked, found=step) for step in steps]
    return _each(db, lots, "count(*)")


def standing(db: sqlite_utils.Database, asked: Asked, moments: Sequence[datetime]) -> list[int]:
    """How many links stood at each moment, by what is known now: found by then, and not lost by then.

    `moments` are in order.
    """
    ends = [at + timedelta.resolution for at in moments]  # stretches are half-open, and what came at a moment counts
    found = accumulate(_each(db, [replace(asked, found=step) for step in pairwise((_EVER, *ends))], "count(*)"))
    gone = _each(db, [replace(asked, found=(_EVER, end), lost=(_EVER, end)) for end in ends], "count(*)")
    return [came - left for came, left in zip(found, gone, strict=True)]


def standing_domains(db: sqlite_utils.Database, asked: Asked, moments: Sequence[datetime]) -> list[int]:
    """From how many domains a link stood at each moment. `moments` are in order."""
    at = [referring.in_microseconds(one) for one in moments]
    # since when a domain has had a link that is not lost answers for most; the lost ones are few
    since = referring.since(db, asked) if referring.holds_since(asked) else _since(db, asked)
    sorted_since = sorted(since.values())
    lost = sql_of(asked)
    lost.index = "backlinks_lost"
    lost.where("backlinks.first_seen_at <= ? AND backlinks.lost_at > ?", unix(moments[-1]), unix(moments[0]))
    times = [referring.WHOLE.format(f"backlinks.{column}") for column in ("first_seen_at", "lost_at")]
    columns = ", ".join(f"json_group_array({one})" for one in ("backlinks.source_domain", *times))
    lists = db.conn.execute(f"SELECT {columns} {lost.source()}", lost.values).fetchone()
    only_then: list[set[str]] = [set() for _ in at]
    names, firsts, ends = map(json.loads, lists)
    untils = map(since.get, names, ends)
    for name, first, end in (one for one in zip(names, firsts, map(min, ends, untils), strict=True) if one[1] < one[2]):
        for place in range(bisect.bisect_left(at, first), bisect.bisect_left(at, end)):
            only_then[place].add(name)
    return [bisect.bisect_right(sorted_since, one) + len(only) for one, only in zip(at, only_then, strict=True)]


def _since(db: sqlite_utils.Database, asked: Asked) -> dict[str, int]:
    """`referring.since`, of some of the links only."""
    sql = sql_of(asked)
    sql.where("backlinks.first_seen_at IS NOT NULL AND backlinks.lost_at IS NULL")
    read = "backlinks.source_domain, min(backlinks.first_seen_at) AS since"
    [found] = db.conn.execute(
        f"SELECT json_group_object(source_domain, {referring.WHOLE.format('since')})"
        f" FROM (SELECT {read} {sql.source(read)} GROUP BY 1)",
        sql.values,
    ).fetchone()
    since: dict[str, int] = json.loads(found)
    return since


def changes(
    db: sqlite_utils.Database,
    guild_id: int,
    site_id: int | None,
    kinds: Sequence[str],
    between: tuple[datetime, datetime],
    *,
    after: str | None = None,
    limit: int,
) -> tuple[int, list[Change]]:
    """State changes of links in a stretch of time, the newest first: how many, and up to `limit` of them.

    `after` narrows credit changes down to those that became this credit.
    """
    conditions = [f"events.guild_id = ? AND events.at >= ? AND events.at < ? AND events.kind IN ({marks(kinds)})"]
    values: list[Any] = [guild_id, unix(between[0]), unix(between[1]), *kinds]
    if site_id is not None:
        conditions.append("events.site_id = ?")
        values.append(site_id)
    if after is not None:
        conditions.append("events.after = ?")
        values.append(after)
    source = (
        "FROM events JOIN backlinks ON backlinks.id = events.backlink_id AND backlinks.guild_id = events.guild_id"
        f"{PAGES} WHERE {' AND '.join(conditions)}"
    )
    total = db.conn.execute(f"SELECT count(*) {source}", values).fetchone()[0]
    rows = db.conn.execute(
        f"SELECT events.at, events.kind, pages.url, events.before, events.after {source}"
        " ORDER BY events.at DESC, events.id DESC LIMIT ?",
        [*values, limit],
    )
    return int(total), [Change(moment(row[0]), *row[1:]) for row in rows]


def _each(db: sqlite_utils.Database, which: Sequence[Asked], read: str) -> list[Any]:
    """A value of each of several lots of links, in one statement: a lot is a stretch of an index."""
    parts = [sql_of(asked) for asked in which]
    each = ", ".join(f"(SELECT {read} {sql.source(read)})" for sql in parts)
    return list(db.conn.execute(f"SELECT {each}", [value for sql in parts for value in sql.values]).fetchone())
