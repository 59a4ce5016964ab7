"""What a guild's links say when somebody asks: counted, grouped, listed. Every look-up is of one guild."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlite_utils

from storage.asked import PAGES, Asked, Group, Order, joins_of, marks, sql_of
from storage.records import Backlink
from storage.rows import columns, moment, reader, unix

_read = reader(Backlink)
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


def count(db: sqlite_utils.Database, asked: Asked) -> int:
    """How many links."""
    sql = sql_of(asked)
    return int(db.conn.execute(f"SELECT count(*) {sql.text}", sql.values).fetchone()[0])


def count_domains(db: sqlite_utils.Database, asked: Asked) -> int:
    """On how many registrable domains they stand."""
    sql = sql_of(asked, PAGES)
    return int(db.conn.execute(f"SELECT count(DISTINCT pages.domain) {sql.text}", sql.values).fetchone()[0])


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
) -> list[tuple[str, int, float | None]]:
    """(what, links, the best quality) of the largest groups first, or of the best: `order` is `links` or `best`.

    `order` may also be `authority`, `relevance` or `toxicity`; the third value is then that, at its highest.
    """
    wanted = {"links": "quality", "best": "quality"}.get(order, order)
    if wanted not in {"quality", "authority", "relevance", "toxicity"}:
        raise ValueError(f"links are not ordered by {order}")
    sql = sql_of(asked, *joins_of(by))
    by_value = "2 DESC, 1" if order == "links" else "3 DESC NULLS LAST, 2 DESC, 1"
    rows = db.conn.execute(
        f"SELECT {by.value}, count(*), max(backlinks.{wanted}) {sql.text} GROUP BY 1 ORDER BY {by_value} LIMIT "
        f"? OFFSET ?",
        [*sql.values, limit, offset],
    )
    return [(str(name), int(number), value) for name, number, value in rows]


def count_groups(db: sqlite_utils.Database, asked: Asked, by: Group) -> int:
    """How many different groups there are."""
    sql = sql_of(asked, *joins_of(by))
    return int(db.conn.execute(f"SELECT count(DISTINCT {by.value}) {sql.text}", sql.values).fetchone()[0])


def averages(db: sqlite_utils.Database, asked: Asked) -> Averages:
    """The means of what is measured."""
    sql = sql_of(asked)
    row = db.conn.execute(
        f"SELECT count(*), avg(quality), avg(relevance), avg(authority), avg(toxicity) {sql.text}", sql.values
    ).fetchone()
    return Averages(links=row[0], quality=row[1], relevance=row[2], authority=row[3], toxicity=row[4])


def standing(
    db: sqlite_utils.Database, asked: Asked, moments: Sequence[datetime], *, domains: bool = False
) -> list[int]:
    """How many links (or domains) stood at each moment, by what is known now: found by then, and not lost by then."""
    sql = sql_of(asked, *((PAGES,) if domains else ()))
    what = "count(DISTINCT pages.domain)" if domains else "count(*)"
    column = f"{what} FILTER (WHERE first_seen_at <= ? AND (lost_at IS NULL OR lost_at > ?))"
    values = [unix(at) for at in moments for _ in range(2)]
    row = db.conn.execute(f"SELECT {', '.join([column] * len(moments))} {sql.text}", [*values, *sql.values]).fetchone()
    return [int(number) for number in row]


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
    sql = sql_of(Asked(guild_id=guild_id, site_id=site_id), PAGES)
    at = db.conn.execute(f"SELECT min(pages.next_check_at) {sql.text}", sql.values).fetchone()[0]
    return None if at is None else moment(at)


def last_report(db: sqlite_utils.Database, guild_id: int) -> datetime | None:
    """When the last summary was sent."""
    at = db.conn.execute(
        "SELECT max(sent_at) FROM deliveries WHERE guild_id = ? AND kind = 'digest' AND state = 'sent'", [guild_id]
    ).fetchone()[0]
    return None if at is None else moment(at)
