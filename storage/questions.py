"""What a guild's links say when somebody asks: counted, grouped, listed. Every look-up is of one guild."""

import bisect
import heapq
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlite_utils

from storage.asked import PAGES, SQL_OF_GROUP, Asked, Group, Order, marks, sql_of
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


@dataclass(frozen=True, slots=True)
class Groups:
    """Links counted by something."""

    number: int
    links: int  # in all of them
    shown: list[tuple[str, int, float | None]]  # name, links, and what they were ordered by


@dataclass(frozen=True, slots=True, kw_only=True)
class Averages:
    """Means over the live links; None where nothing is measured."""

    links: int
    quality: float | None
    toxicity: float | None
    domains: int
    toxic: int
    suspicious: int  # and not toxic


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


def most_linked(db: sqlite_utils.Database, asked: Asked, by: Group, *, limit: int, offset: int = 0) -> Groups:
    """The groups with the most links first; those of one size by name."""
    sql, group = sql_of(asked), SQL_OF_GROUP[by]
    # a dict counts texts several times as fast as SQLite sorts them, and one array is read faster than its rows
    [names] = db.conn.execute(f"SELECT json_group_array({group}) {sql.text}", sql.values).fetchone()
    links = Counter(json.loads(names))
    if by is Group.TLD:
        links = _by_last_label(links)
    shown = _most(links, limit + offset)[offset:]
    return Groups(len(links), links.total(), [(name, links[name], None) for name in shown])


def best_linked(
    db: sqlite_utils.Database, asked: Asked, by: Group, measure: str, *, limit: int, offset: int = 0
) -> Groups:
    """The groups with the best link first, by quality, authority or relevance; by toxicity, with the worst."""
    _check(measure)
    sql, group = sql_of(asked), SQL_OF_GROUP[by]
    rows = db.conn.execute(
        f"WITH groups AS MATERIALIZED (SELECT {group}, count(*) AS links, max({measure}) {sql.text} GROUP BY 1)"
        " SELECT *, (SELECT count(*) FROM groups), (SELECT sum(links) FROM groups) FROM groups"
        " ORDER BY 3 DESC NULLS LAST, 2 DESC, 1 LIMIT ? OFFSET ?",
        [*sql.values, limit, offset],
    ).fetchall()
    if not rows:
        beyond = offset > 0
        return replace(best_linked(db, asked, by, measure, limit=1), shown=[]) if beyond else Groups(0, 0, [])
    groups, links = rows[0][3:]
    return Groups(groups, links, [row[:3] for row in rows])


def best_of_domains(db: sqlite_utils.Database, asked: Asked, domains: Sequence[str]) -> dict[str, float | None]:
    """The quality of the best link of each of a few domains."""
    sql = sql_of(asked)
    sql.where(f"backlinks.source_domain IN ({marks(domains)})", *domains)
    rows = db.conn.execute(f"SELECT source_domain, max(quality) {sql.text} GROUP BY 1", sql.values)
    return dict(rows.fetchall())


def _by_last_label(domains: Counter[str]) -> Counter[str]:
    endings: Counter[str] = Counter()
    for domain, links in domains.items():
        endings[domain.rpartition(".")[2]] += links
    return endings


def _most(links: Counter[str], number: int) -> list[str]:
    """The names with the most links; `nsmallest` alone would compare (links, name) of each."""
    fewest = sorted(links.values(), reverse=True)[:number][-1:] or [0]
    more = sorted((name for name, count in links.items() if count > fewest[0]), key=lambda name: (-links[name], name))
    return more + heapq.nsmallest(number - len(more), (name for name, count in links.items() if count == fewest[0]))


def _check(measure: str) -> None:
    if measure not in {"quality", "authority", "relevance", "toxicity"}:
        raise ValueError(f"links have no measure called {measure}")


def averages(db: sqlite_utils.Database, asked: Asked, *, toxic_from: float, suspicious_from: float) -> Averages:
    """The means of what is measured, with the counts that go with them, in one pass."""
    sql = sql_of(asked)
    row = db.conn.execute(
        "SELECT count(*), avg(quality), avg(toxicity), count(DISTINCT backlinks.source_domain),"
        f" count(*) FILTER (WHERE toxicity >= ?), count(*) FILTER (WHERE toxicity >= ?) {sql.text}",
        [toxic_from, suspicious_from, *sql.values],
    ).fetchone()
    links, quality, toxicity, domains, toxic, from_suspicious = row
    return Averages(
        links=links,
        quality=quality,
        toxicity=toxicity,
        domains=domains,
        toxic=toxic,
        suspicious=from_suspicious - toxic,
    )


def means(
    db: sqlite_utils.Database, asked: Asked, column: str, steps: Sequence[tuple[datetime, datetime]]
) -> list[float | None]:
    """The mean of a measure over the links that were found in each stretch of time."""
    _check(column)
    sql = sql_of(asked)
    each = ", ".join([f"avg({column}) FILTER (WHERE first_seen_at >= ? AND first_seen_at < ?)"] * len(steps))
    bounds = [unix(at) for step in steps for at in step]
    return list(db.conn.execute(f"SELECT {each} {sql.text}", [*bounds, *sql.values]).fetchone())


def found_and_lost(db: sqlite_utils.Database, asked: Asked, between: tuple[datetime, datetime]) -> tuple[int, int]:
    """How many links were found in a stretch of time, and how many lost."""
    sql = sql_of(asked)
    each = ", ".join(
        f"count(*) FILTER (WHERE {column} >= ? AND {column} < ?)" for column in ("first_seen_at", "lost_at")
    )
    bounds = [unix(at) for at in between] * 2
    found, lost = db.conn.execute(f"SELECT {each} {sql.text}", [*bounds, *sql.values]).fetchone()
    return int(found), int(lost)


def live_by_site(db: sqlite_utils.Database, guild_id: int) -> dict[int, int]:
    """How many live links each site of a guild has; sites without any are left out."""
    rows = db.conn.execute(
        "SELECT site_id, count(*) FROM backlinks INDEXED BY backlinks_of_site"
        " WHERE guild_id = ? AND status = 'live' GROUP BY site_id",
        [guild_id],
    )
    return dict(rows.fetchall())


def in_steps(
    db: sqlite_utils.Database, asked: Asked, column: str, steps: Sequence[tuple[datetime, datetime]]
) -> list[int]:
    """How many links were found (`first_seen_at`) or lost (`lost_at`) in each stretch of time."""
    if column not in {"first_seen_at", "lost_at"}:
        raise ValueError(f"links have no time called {column}")
    bounds = [unix(at) for step in steps for at in step]
    whole = (moment(min(bounds)), moment(max(bounds)))
    sql = sql_of(replace(asked, lost=whole) if column == "lost_at" else replace(asked, found=whole))
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
    """From how many domains a link stood at each moment. `moments` are in order."""
    at = [unix(one) for one in moments]
    sql = sql_of(asked)
    # since when a domain has had a link that is not lost answers for most; the lost ones are few
    since: dict[str, float] = dict(
        db.conn.execute(
            f"SELECT backlinks.source_domain, min(first_seen_at) {sql.text} AND first_seen_at IS NOT NULL"
            " AND lost_at IS NULL GROUP BY 1",
            sql.values,
        )
    )
    came = Counter(bisect.bisect_left(at, first) for first in since.values())
    sql.index = " INDEXED BY backlinks_lost"
    lost = db.conn.execute(
        f"SELECT backlinks.source_domain, first_seen_at, lost_at {sql.text} AND first_seen_at IS NOT NULL"
        " AND lost_at > ?",
        [*sql.values, at[0]],
    )
    only_then: list[set[str]] = [set() for _ in at]
    for name, first, gone in lost:
        if first < (until := min(gone, since.get(name, gone))):
            for place in range(bisect.bisect_left(at, first), bisect.bisect_left(at, until)):
                only_then[place].add(name)
    return [sum(came[step] for step in range(place + 1)) + len(only_then[place]) for place in range(len(at))]


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
    sql.index = ""
    at = db.conn.execute(f"SELECT max(checked_at) {sql.text}", sql.values).fetchone()[0]
    return None if at is None else moment(at)


def next_check(db: sqlite_utils.Database, guild_id: int, site_id: int | None = None) -> datetime | None:
    """When the next of the pages is due."""
    asked = Asked(guild_id=guild_id, site_id=site_id)
    sql = sql_of(asked)
    sql.index = ""
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
