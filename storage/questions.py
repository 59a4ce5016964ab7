"""What a guild's links say when somebody asks: counted, grouped, listed. Every look-up is of one guild."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlite_utils

from storage.records import Backlink
from storage.rows import columns, moment, reader, unix

_read = reader(Backlink)
_COLUMNS = columns(Backlink, "backlinks", {"source_url": "pages.url"})
_PAGES = " JOIN pages ON pages.id = backlinks.page_id"
_RATINGS = " LEFT JOIN ratings ON ratings.backlink_id = backlinks.id"
_TARGETS = " LEFT JOIN targets ON targets.url = backlinks.target_url"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which links: each field narrows down, None does not. Times are half-open stretches."""

    guild_id: int
    site_id: int | None = None
    statuses: Sequence[str] = ()
    credit: Sequence[str] = ()
    found: tuple[datetime, datetime] | None = None
    lost: tuple[datetime, datetime] | None = None
    reasons: Sequence[str] = ()
    http_status: int | None = None
    anchor: str | None = None
    quality_min: float | None = None
    quality_max: float | None = None
    authority_min: float | None = None
    relevance_min: float | None = None
    relevance_max: float | None = None
    toxicity_min: float | None = None
    hidden: bool | None = None
    page_noindex: bool | None = None
    broken: bool = False  # the link is lost, or leads to a page of ours that does not work
    source_domain: str | None = None  # and its subdomains
    source_registrable: str | None = None  # the registrable domain that it belongs to
    source_url: str | None = None
    language: str | None = None
    tld: str | None = None
    target_status: int | None = None
    target_broken: bool = False
    redirected: bool = False  # the link leads through a redirect of ours


class Order(StrEnum):
    """In which order links are listed; the value is SQL."""

    BEST = "backlinks.quality DESC NULLS LAST, backlinks.id"
    AUTHORITY = "backlinks.authority DESC NULLS LAST, backlinks.id"
    RELEVANCE = "backlinks.relevance DESC NULLS LAST, backlinks.id"
    TOXICITY = "backlinks.toxicity DESC NULLS LAST, backlinks.id"
    FOUND_LAST = "backlinks.first_seen_at DESC NULLS LAST, backlinks.id"
    FOUND_FIRST = "backlinks.first_seen_at ASC NULLS LAST, backlinks.id"
    LOST_LAST = "backlinks.lost_at DESC NULLS LAST, backlinks.id"


class Group(StrEnum):
    """What links are counted by; the value is SQL."""

    DOMAIN = "pages.domain"
    REASON = "coalesce(backlinks.reason, 'not known')"
    STATUS = "backlinks.status"
    FOLLOW = "coalesce(backlinks.credit, 'not known')"
    LANGUAGE = "coalesce(ratings.language, 'not known')"
    TLD = "replace(pages.domain, rtrim(pages.domain, replace(pages.domain, '.', '')), '')"
    ANCHOR = "coalesce(nullif(backlinks.anchor, ''), '(no text)')"
    TARGET = "coalesce(backlinks.target_url, 'not known')"
    FOUND_MONTH = "strftime('%Y-%m', backlinks.first_seen_at, 'unixepoch')"


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


@dataclass
class _Sql:
    """The joins and conditions of a question."""

    joins: list[str] = field(default_factory=list)
    conditions: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    def where(self, condition: str, *values: Any) -> None:
        self.conditions.append(condition)
        self.values.extend(values)

    def join(self, table: str) -> None:
        if table not in self.joins:
            self.joins.append(table)

    @property
    def text(self) -> str:
        return f"FROM backlinks{''.join(self.joins)} WHERE {' AND '.join(self.conditions)}"


def count(db: sqlite_utils.Database, asked: Asked) -> int:
    """How many links."""
    sql = _sql(asked)
    return int(db.conn.execute(f"SELECT count(*) {sql.text}", sql.values).fetchone()[0])


def count_domains(db: sqlite_utils.Database, asked: Asked) -> int:
    """On how many registrable domains they stand."""
    sql = _sql(asked, _PAGES)
    return int(db.conn.execute(f"SELECT count(DISTINCT pages.domain) {sql.text}", sql.values).fetchone()[0])


def links(db: sqlite_utils.Database, asked: Asked, *, order: Order, limit: int, offset: int = 0) -> list[Backlink]:
    """The links themselves."""
    # the ids come from an index alone; only the few rows that are shown are read whole
    sql = _sql(asked)
    chosen = f"SELECT backlinks.id {sql.text} ORDER BY {order.value} LIMIT ? OFFSET ?"
    rows = db.conn.execute(
        f"SELECT {_COLUMNS} FROM backlinks{_PAGES} WHERE backlinks.id IN ({chosen}) ORDER BY {order.value}",
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
    sql = _sql(asked, *_joins_of(by))
    by_value = "2 DESC, 1" if order == "links" else "3 DESC NULLS LAST, 2 DESC, 1"
    rows = db.conn.execute(
        f"SELECT {by.value}, count(*), max(backlinks.{wanted}) {sql.text} GROUP BY 1 ORDER BY {by_value} LIMIT "
        f"? OFFSET ?",
        [*sql.values, limit, offset],
    )
    return [(str(name), int(number), value) for name, number, value in rows]


def count_groups(db: sqlite_utils.Database, asked: Asked, by: Group) -> int:
    """How many different groups there are."""
    sql = _sql(asked, *_joins_of(by))
    return int(db.conn.execute(f"SELECT count(DISTINCT {by.value}) {sql.text}", sql.values).fetchone()[0])


def averages(db: sqlite_utils.Database, asked: Asked) -> Averages:
    """The means of what is measured."""
    sql = _sql(asked)
    row = db.conn.execute(
        f"SELECT count(*), avg(quality), avg(relevance), avg(authority), avg(toxicity) {sql.text}", sql.values
    ).fetchone()
    return Averages(links=row[0], quality=row[1], relevance=row[2], authority=row[3], toxicity=row[4])


def standing(
    db: sqlite_utils.Database, asked: Asked, moments: Sequence[datetime], *, domains: bool = False
) -> list[int]:
    """How many links (or domains) stood at each moment, by what is known now: found by then, and not lost by then."""
    sql = _sql(asked, *((_PAGES,) if domains else ()))
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
    conditions = [f"events.guild_id = ? AND events.at >= ? AND events.at < ? AND events.kind IN ({_marks(kinds)})"]
    values: list[Any] = [guild_id, unix(between[0]), unix(between[1]), *kinds]
    if site_id is not None:
        conditions.append("events.site_id = ?")
        values.append(site_id)
    if after is not None:
        conditions.append("events.after = ?")
        values.append(after)
    source = (
        "FROM events JOIN backlinks ON backlinks.id = events.backlink_id AND backlinks.guild_id = events.guild_id"
        f"{_PAGES} WHERE {' AND '.join(conditions)}"
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
    sql = _sql(Asked(guild_id=guild_id, site_id=site_id))
    at = db.conn.execute(f"SELECT max(checked_at) {sql.text}", sql.values).fetchone()[0]
    return None if at is None else moment(at)


def next_check(db: sqlite_utils.Database, guild_id: int, site_id: int | None = None) -> datetime | None:
    """When the next of the pages is due."""
    sql = _sql(Asked(guild_id=guild_id, site_id=site_id), _PAGES)
    at = db.conn.execute(f"SELECT min(pages.next_check_at) {sql.text}", sql.values).fetchone()[0]
    return None if at is None else moment(at)


def last_report(db: sqlite_utils.Database, guild_id: int) -> datetime | None:
    """When the last summary was sent."""
    at = db.conn.execute(
        "SELECT max(sent_at) FROM deliveries WHERE guild_id = ? AND kind = 'digest' AND state = 'sent'", [guild_id]
    ).fetchone()[0]
    return None if at is None else moment(at)


def _joins_of(by: Group) -> tuple[str, ...]:
    return {Group.DOMAIN: (_PAGES,), Group.TLD: (_PAGES,), Group.LANGUAGE: (_RATINGS,)}.get(by, ())


def _sql(asked: Asked, *joins: str) -> _Sql:
    sql = _Sql(joins=list(joins))
    sql.where("backlinks.guild_id = ?", asked.guild_id)
    if asked.site_id is not None:
        sql.where("backlinks.site_id = ?", asked.site_id)
    for column, among in (("status", asked.statuses), ("credit", asked.credit), ("reason", asked.reasons)):
        if among:
            sql.where(f"backlinks.{column} IN ({_marks(among)})", *among)
    for column, between in (("first_seen_at", asked.found), ("lost_at", asked.lost)):
        if between is not None:
            sql.where(f"backlinks.{column} >= ? AND backlinks.{column} < ?", unix(between[0]), unix(between[1]))
    _measures(sql, asked)
    _places(sql, asked)
    return sql


def _measures(sql: _Sql, asked: Asked) -> None:
    for column, least in (
        ("quality", asked.quality_min),
        ("authority", asked.authority_min),
        ("relevance", asked.relevance_min),
        ("toxicity", asked.toxicity_min),
    ):
        if least is not None:
            sql.where(f"backlinks.{column} >= ?", least)
    for column, below in (("quality", asked.quality_max), ("relevance", asked.relevance_max)):
        if below is not None:
            sql.where(f"backlinks.{column} < ?", below)
    for column, flag in (("hidden", asked.hidden), ("page_noindex", asked.page_noindex)):
        if flag is not None:
            sql.where(f"backlinks.{column} = ?", int(flag))
    if asked.http_status is not None:
        sql.where("backlinks.http_status = ?", asked.http_status)
    if asked.anchor is not None:
        sql.where("backlinks.anchor = ? COLLATE NOCASE", asked.anchor)


def _places(sql: _Sql, asked: Asked) -> None:  # noqa: C901  # one branch a slot
    if asked.broken:
        sql.where("(backlinks.status = 'lost' OR backlinks.target_broken_since IS NOT NULL)")
    if asked.target_broken:
        sql.where("backlinks.target_broken_since IS NOT NULL")
    if asked.redirected:
        sql.join(_TARGETS)
        sql.where("targets.http_status BETWEEN 300 AND 399")
    if asked.target_status is not None:
        sql.join(_TARGETS)
        sql.where("targets.http_status = ?", asked.target_status)
    if asked.language is not None:
        sql.join(_RATINGS)
        sql.where("ratings.language = ?", asked.language)
    if (
        asked.source_url is not None
        or asked.source_registrable is not None
        or asked.source_domain is not None
        or asked.tld is not None
    ):
        sql.join(_PAGES)
    if asked.source_url is not None:
        sql.where("pages.url = ?", asked.source_url)
    if asked.source_registrable is not None:
        sql.where("pages.domain = ?", asked.source_registrable)
    if asked.source_domain is not None:
        below = f"%.{_literal(asked.source_domain)}"
        sql.where("(pages.host = ? OR pages.host LIKE ? ESCAPE '\\')", asked.source_domain, below)
    if asked.tld is not None:
        tld = _literal(asked.tld)
        sql.where("(pages.domain LIKE ? ESCAPE '\\' OR pages.domain LIKE ? ESCAPE '\\')", f"%.{tld}", f"%.{tld}.__")


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def replace_toxicity(asked: Asked, least: float) -> Asked:
    """The same links, but only those of at least this toxicity."""
    return replace(asked, toxicity_min=least)


def in_time(
    asked: Asked, *, found: tuple[datetime, datetime] | None = None, lost: tuple[datetime, datetime] | None = None
) -> Asked:
    """The same links, but only those found, or lost, in a stretch of time."""
    return replace(asked, found=found, lost=lost)
