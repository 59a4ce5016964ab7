"""What a guild's links say when somebody asks: counted, grouped, listed. Every look-up is of one guild."""

import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlite_utils

from storage.asked import PAGES, Asked, Group, Order, joins_of, marks, sql_of
from storage.records import Backlink
from storage.rows import columns, moment, reader, unix

_read = reader(Backlink)
FEW_LINKS = 10_000  # of a guild: up to here its own pages are looked through, and not all that are due
_COLUMNS = columns(Backlink, "backlinks", {"source_url": "pages.url"})


@dataclass(frozen=True, slots=True)
class Change:
    """A state change of a link, with where the link stands."""

    at: datetime
    kind: str
    source_url: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Averages:
    """Means over the live links; None where nothing is measured."""

    links: int
    quality: float | None
    relevance: float | None
    authority: float | None
    toxicity: float | None
    domains: int
    toxic: int  # of at least the toxicity that was asked for


def count(db: sqlite_utils.Database, asked: Asked) -> int:
    """How many links."""
    sql = sql_of(asked)
    return int(db.conn.execute(f"SELECT count(*) {sql.text}", sql.values).fetchone()[0])


def count_domains(db: sqlite_utils.Database, asked: Asked) -> int:
    """On how many registrable domains they stand."""
    sql = sql_of(asked)
    return int(db.conn.execute(f"SELECT count(DISTINCT backlinks.source_domain) {sql.text}", sql.values).fetchone()[0])


def links(db: sqlite_utils.Database, asked: Asked, *, order: Order, limit: int, offset: int = 0) -> list[Backlink]:
    """The links themselves."""
    # the ids come from an index alone; only the few rows that are shown are read whole
    sql = sql_of(asked)
    chosen = f"SELECT backlinks.id {sql.text} ORDER BY {order.value} LIMIT ? OFFSET ?"
    rows = db.conn.execute(
        f"SELECT {_COLUMNS} FROM backlinks{PAGES} WHERE backlinks.id IN ({chosen}) ORDER BY {order.value}",
        [*sql.values, limit, offset],
    )
    return [_read(row) for row in rows]


def grouped(
    db: sqlite_utils.Database, asked: Asked, by: Group, *, limit: int, offset: int = 0, order: str = "links"
) -> tuple[int, list[tuple[str, int, float | None]]]:
    """How many groups there are, and (what, links, the best quality) of the largest first, or of the best.

    `order` is `links` or `best`; it may also be `authority`, `relevance` or `toxicity`, and the third value is then
    that, at its highest.
    """
    wanted = {"links": "quality", "best": "quality"}.get(order, order)
    if wanted not in {"quality", "authority", "relevance", "toxicity"}:
        raise ValueError(f"links are not ordered by {order}")
    sql = sql_of(asked, *joins_of(by))
    sql.wide |= by in {Group.ANCHOR, Group.TARGET}
    by_value = "2 DESC, 1" if order == "links" else "3 DESC NULLS LAST, 2 DESC, 1"
    groups = f"SELECT {by.value}, count(*), max(backlinks.{wanted}) {sql.text} GROUP BY 1"
    total = db.conn.execute(f"SELECT count(*) FROM ({groups})", sql.values).fetchone()[0] if offset else None
    rows = db.conn.execute(
        f"SELECT *, count(*) OVER () FROM ({groups}) ORDER BY {by_value} LIMIT ? OFFSET ?",
        [*sql.values, limit, offset],
    ).fetchall()
    if total is None:
        total = rows[0][3] if rows else 0
    return int(total), [(str(name), int(number), value) for name, number, value, _ in rows]


def averages(db: sqlite_utils.Database, asked: Asked, *, toxic_from: float = 0) -> Averages:
    """The means of what is measured, with the counts that go with them, in one pass."""
    sql = sql_of(asked)
    row = db.conn.execute(
        "SELECT count(*), avg(quality), avg(relevance), avg(authority), avg(toxicity),"
        f" count(DISTINCT backlinks.source_domain), count(*) FILTER (WHERE toxicity >= ?) {sql.text}",
        [toxic_from, *sql.values],
    ).fetchone()
    return Averages(
        links=row[0], quality=row[1], relevance=row[2], authority=row[3], toxicity=row[4], domains=row[5], toxic=row[6]
    )


def in_steps(
    db: sqlite_utils.Database, asked: Asked, column: str, steps: Sequence[tuple[datetime, datetime]]
) -> list[int]:
    """How many links were found (`first_seen_at`) or lost (`lost_at`) in each stretch of time."""
    if column not in {"first_seen_at", "lost_at"}:
        raise ValueError(f"links have no time called {column}")
    sql = sql_of(asked)
    bounds = [unix(at) for step in steps for at in step]
    sql.where(f"backlinks.{column} >= ? AND backlinks.{column} < ?", min(bounds), max(bounds))
    counts = ", ".join([f"count(*) FILTER (WHERE backlinks.{column} >= ? AND backlinks.{column} < ?)"] * len(steps))
    row = db.conn.execute(f"SELECT {counts} {sql.text}", [*bounds, *sql.values]).fetchone()
    return [int(number) for number in row]


def standing(db: sqlite_utils.Database, asked: Asked, moments: Sequence[datetime]) -> list[int]:
    """How many links stood at each moment, by what is known now: found by then, and not lost by then."""
    sql = sql_of(asked)
    column = "count(*) FILTER (WHERE first_seen_at <= ? AND (lost_at IS NULL OR lost_at > ?))"
    values = [unix(at) for at in moments for _ in range(2)]
    row = db.conn.execute(f"SELECT {', '.join([column] * len(moments))} {sql.text}", [*values, *sql.values]).fetchone()
    return [int(number) for number in row]


def standing_domains(db: sqlite_utils.Database, asked: Asked, moments: Sequence[datetime]) -> list[int]:
    """From how many domains a link stood at each moment."""
    sql = sql_of(asked)
    # since when a domain has had a link that is not lost answers for most; the lost ones are few
    since: dict[str, float] = dict(
        db.conn.execute(
            f"SELECT backlinks.source_domain, min(first_seen_at) {sql.text} AND first_seen_at IS NOT NULL"
            " AND lost_at IS NULL GROUP BY 1",
            sql.values,
        ).fetchall()
    )
    rows = db.conn.execute(
        f"SELECT backlinks.source_domain, first_seen_at, lost_at {sql.text} AND first_seen_at IS NOT NULL"
        " AND lost_at > ?",
        [*sql.values, unix(min(moments))],
    )
    gone = [(name, first, min(lost, until)) for name, first, lost in rows if first < (until := since.get(name, lost))]
    starts = sorted(since.values())
    numbers = []
    for at in map(unix, moments):
        only_then = {name for name, first, lost in gone if first <= at < lost}
        numbers.append(bisect.bisect_right(starts, at) + len(only_then))
    return numbers


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


def last_checked(db: sqlite_utils.Database, guild_id: int, site_id: int | None = None) -> datetime | None:
    """When any of the links was last looked at."""
    sql = sql_of(Asked(guild_id=guild_id, site_id=site_id))
    at = db.conn.execute(f"SELECT max(checked_at) {sql.text}", sql.values).fetchone()[0]
    return None if at is None else moment(at)


def next_check(db: sqlite_utils.Database, guild_id: int, site_id: int | None = None) -> datetime | None:
    """When the next of the pages is due."""
    asked = Asked(guild_id=guild_id, site_id=site_id)
    sql = sql_of(asked)
    sql.wide = True
    if count(db, asked) < FEW_LINKS:
        sql.join(PAGES)
        row = db.conn.execute(f"SELECT min(pages.next_check_at) {sql.text}", sql.values).fetchone()
    else:  # of so many, one is among the first that are due
        sql.where("backlinks.page_id = pages.id")
        row = db.conn.execute(
            f"SELECT next_check_at FROM pages WHERE claimed_at IS NULL AND EXISTS (SELECT 1 {sql.text})"
            " ORDER BY next_check_at LIMIT 1",
            sql.values,
        ).fetchone()
    return None if row is None or row[0] is None else moment(row[0])


def last_report(db: sqlite_utils.Database, guild_id: int) -> datetime | None:
    """When the last summary was sent."""
    at = db.conn.execute(
        "SELECT max(sent_at) FROM deliveries WHERE guild_id = ? AND kind = 'digest' AND state = 'sent'", [guild_id]
    ).fetchone()[0]
    return None if at is None else moment(at)
