"""What a guild's links say when somebody asks: counted, grouped, listed. Every look-up is of one guild."""

import heapq
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlite_utils

from storage import referring
from storage.asked import (
    COLUMN_OF_GROUP,
    NAMELESS,
    PAGES,
    SQL_OF_GROUP,
    Asked,
    Group,
    Order,
    in_order_of,
    marks,
    sql_of,
)
from storage.records import Backlink
from storage.rows import columns, moment, reader

_read = reader(Backlink)
FEW_LINKS = 10_000  # of a guild: up to here its own pages are looked through, and not all that are due
_COLUMNS = columns(Backlink, "backlinks", {"source_url": "pages.url"})


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
    return int(db.conn.execute(f"SELECT count(*) {sql.source()}", sql.values).fetchone()[0])


def count_domains(db: sqlite_utils.Database, asked: Asked) -> int:
    """On how many registrable domains they stand."""
    if column := referring.counted_as(asked):
        return referring.totals(db, asked, column)[0]
    sql = sql_of(asked)
    domains = "backlinks.source_domain"
    row = db.conn.execute(f"SELECT count(DISTINCT {domains}) {sql.source(domains)}", sql.values).fetchone()
    return int(row[0])


def links(db: sqlite_utils.Database, asked: Asked, *, order: Order, limit: int, offset: int = 0) -> list[Backlink]:
    """The links themselves."""
    # the ids come from an index alone; only the few rows that are shown are read whole
    sql = sql_of(asked)
    chosen = f"SELECT backlinks.id {sql.source(order.value)} ORDER BY {order.value} LIMIT ? OFFSET ?"
    rows = db.conn.execute(
        f"SELECT {_COLUMNS} FROM backlinks{PAGES} WHERE backlinks.id IN ({chosen}) ORDER BY {order.value}",
        [*sql.values, limit, offset],
    )
    return [_read(row) for row in rows]


def most_linked(db: sqlite_utils.Database, asked: Asked, by: Group, *, limit: int, offset: int = 0) -> Groups:
    """The groups with the most links first; those of one size by name."""
    column = referring.counted_as(asked)
    if column and by is Group.DOMAIN:
        shown = referring.most(db, asked, column, limit=limit, offset=offset)
        return Groups(*referring.totals(db, asked, column), shown)
    links = _links_by(db, asked, by)
    names = _most(links, limit + offset)[offset:]
    return Groups(len(links), links.total(), [(name, links[name], None) for name in names])


def _links_by(db: sqlite_utils.Database, asked: Asked, by: Group) -> Counter[str]:
    """How many links each group has."""
    sql, group = sql_of(asked), SQL_OF_GROUP[by]
    column = COLUMN_OF_GROUP.get(by, "")
    counted = referring.counted_as(asked)
    if counted and by is Group.TLD:
        links = referring.links(db, asked, counted)
    elif column and in_order_of(sql.index_for(column), column):
        # one array is read faster than its rows
        names, numbers = db.conn.execute(
            "SELECT json_group_array(name), json_group_array(links)"
            f" FROM (SELECT {column} AS name, count(*) AS links {sql.source(column)} GROUP BY 1)",
            sql.values,
        ).fetchone()
        links = Counter[str]()
        for name, number in zip(json.loads(names), json.loads(numbers), strict=True):
            links[name or NAMELESS[by]] += number
    else:  # a dict counts texts several times as fast as SQLite sorts them
        [names] = db.conn.execute(f"SELECT json_group_array({group}) {sql.source(group)}", sql.values).fetchone()
        links = Counter(json.loads(names))
    return _by_last_label(links) if by is Group.TLD else links


def best_linked(
    db: sqlite_utils.Database, asked: Asked, by: Group, measure: str, *, limit: int, offset: int = 0
) -> Groups:
    """The groups with the best link first, by quality, authority or relevance; by toxicity, with the worst."""
    check_measure(measure)
    sql, read = sql_of(asked), f"{SQL_OF_GROUP[by]}, count(*) AS links, max(backlinks.{measure})"
    column, order = referring.counted_as(asked), "ORDER BY 3 DESC NULLS LAST, 2 DESC, 1 LIMIT ? OFFSET ?"
    if column and by is Group.DOMAIN:
        found = db.conn.execute(f"SELECT {read} {sql.source(read)} GROUP BY 1 {order}", [*sql.values, limit, offset])
        return Groups(*referring.totals(db, asked, column), found.fetchall())
    rows = db.conn.execute(
        f"WITH groups AS MATERIALIZED (SELECT {read} {sql.source(read)} GROUP BY 1)"
        " SELECT *, (SELECT count(*) FROM groups), (SELECT sum(links) FROM groups) FROM groups"
        f" {order}",
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
    read = "backlinks.source_domain, max(backlinks.quality)"
    rows = db.conn.execute(f"SELECT {read} {sql.source(read)} GROUP BY 1", sql.values)
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


def check_measure(measure: str) -> None:
    """Raises ValueError for what links are not measured by."""
    if measure not in {"quality", "authority", "relevance", "toxicity"}:
        raise ValueError(f"links have no measure called {measure}")


def averages(db: sqlite_utils.Database, asked: Asked, *, toxic_from: float, suspicious_from: float) -> Averages:
    """The means of what is measured, with the counts that go with them."""
    # what is as toxic as that is a stretch of an index of its own
    read = "count(*), avg(backlinks.quality), avg(backlinks.toxicity)"
    every, *some = (
        sql_of(asked),
        *(sql_of(replace(asked, toxicity_min=least)) for least in (toxic_from, suspicious_from)),
    )
    stretches = ", ".join(f"(SELECT count(*) {one.source()})" for one in some)
    links, quality, toxicity, toxic, from_suspicious = db.conn.execute(
        f"SELECT {read}, {stretches} {every.source(read)}",
        [value for one in (*some, every) for value in one.values],
    ).fetchone()
    return Averages(
        links=links,
        quality=quality,
        toxicity=toxicity,
        domains=count_domains(db, asked),
        toxic=toxic,
        suspicious=from_suspicious - toxic,
    )


def live_by_site(db: sqlite_utils.Database, guild_id: int) -> dict[int, int]:
    """How many live links each site of a guild has; sites without any are left out."""
    rows = db.conn.execute(
        "SELECT site_id, count(*) FROM backlinks INDEXED BY backlinks_of_site"
        " WHERE guild_id = ? AND status = 'live' GROUP BY site_id",
        [guild_id],
    )
    return dict(rows.fetchall())


def last_checked(db: sqlite_utils.Database, guild_id: int, site_id: int | None = None) -> datetime | None:
    """When any of the links was last looked at."""
    at = db.conn.execute(
        "SELECT max(checked_at) FROM sites WHERE guild_id = ? AND id = coalesce(?, id)", [guild_id, site_id]
    ).fetchone()[0]
    return None if at is None else moment(at)


def next_check(db: sqlite_utils.Database, guild_id: int, site_id: int | None = None) -> datetime | None:
    """When the next of the pages is due."""
    asked = Asked(guild_id=guild_id, site_id=site_id)
    sql = sql_of(asked)
    sql.index = ""
    if count(db, asked) < FEW_LINKS:
        sql.join(PAGES)
        row = db.conn.execute(f"SELECT min(pages.next_check_at) {sql.source()}", sql.values).fetchone()
    else:  # of so many, one is among the first that are due
        sql.where("backlinks.page_id = pages.id")
        row = db.conn.execute(
            f"SELECT next_check_at FROM pages WHERE claimed_at IS NULL AND EXISTS (SELECT 1 {sql.source()})"
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
