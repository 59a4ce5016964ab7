"""How the links of a guild have developed: counted in steps of time, and change by change."""

import bisect
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
    at = [unix(one) for one in moments]
    # since when a domain has had a link that is not lost answers for most; the lost ones before that are few
    if referring.tells_since(asked):
        stand, lost = referring.standing(db, asked, at), referring.lost_before(db, asked)
    else:
        stand, lost = _domains_of_some(db, asked, at)
    only_then: list[set[str]] = [set() for _ in at]
    for name, since, first, gone in lost:
        until = gone if since is None else min(gone, since)
        for place in range(bisect.bisect_left(at, first), bisect.bisect_left(at, until)):
            only_then[place].add(name)
    return [number + len(only) for number, only in zip(stand, only_then, strict=True)]


def _domains_of_some(
    db: sqlite_utils.Database, asked: Asked, at: Sequence[float]
) -> tuple[list[int], list[referring.Lost]]:
    """The same two of links that are narrowed down: read from the links themselves."""
    stand, lost = sql_of(asked), sql_of(asked)
    stand.where("backlinks.first_seen_at IS NOT NULL AND backlinks.lost_at IS NULL")
    lost.where("backlinks.first_seen_at IS NOT NULL AND backlinks.lost_at IS NOT NULL")
    read = "backlinks.source_domain, min(backlinks.first_seen_at)"
    since = dict(db.conn.execute(f"SELECT {read} {stand.source(read)} GROUP BY 1", stand.values).fetchall())
    times = "backlinks.source_domain, backlinks.first_seen_at, backlinks.lost_at"
    rows = db.conn.execute(f"SELECT {times} {lost.source(times)}", lost.values)
    in_order = sorted(since.values())
    return [bisect.bisect_right(in_order, one) for one in at], [(name, since.get(name), *when) for name, *when in rows]


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
