"""Which links a question is about, as plain data and as SQL. storage/questions.py looks them up."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from storage.rows import unix

PAGES = " JOIN pages ON pages.id = backlinks.page_id"
TARGETS = " LEFT JOIN targets ON targets.url = backlinks.target_url"
# The columns of each index, the cheapest to read first: a question reads the first one that holds all it asks for.
_FOUND = frozenset({"guild_id", "first_seen_at", "site_id", "status", "credit", "quality", "toxicity", "lost_at"})
_INDEXES = {
    "backlinks_measures": frozenset({"guild_id", "status", "toxicity", "quality", "site_id"}),
    "backlinks_of_site": frozenset(
        {"guild_id", "site_id", "status", "source_domain", "quality", "toxicity", "authority", "relevance"}
    ),
    "backlinks_anchors": frozenset({"guild_id", "status", "site_id", "anchor"}),
    "backlinks_pages_of_ours": frozenset({"guild_id", "status", "site_id", "target_url"}),
    "backlinks_reasons": frozenset({"guild_id", "status", "reason", "site_id"}),
    "backlinks_credits": frozenset({"guild_id", "status", "credit", "site_id"}),
    "backlinks_by_domain": _FOUND | {"source_domain", "authority"},
}
_COLUMN = re.compile(r"backlinks\.(\w+)")


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
    """What links are counted by."""

    DOMAIN = "domain"
    TLD = "tld"
    REASON = "reason"
    STATUS = "status"
    FOLLOW = "follow"
    LANGUAGE = "language"
    ANCHOR = "anchor"
    TARGET = "target"
    FOUND_MONTH = "found month"
    FOUND_WEEK = "found week"
    FOUND_DAY = "found day"
    LOST_MONTH = "lost month"
    LOST_WEEK = "lost week"
    LOST_DAY = "lost day"


NO_TEXT, NOT_KNOWN = "(no text)", "not known"
_MONTH = "strftime('%Y-%m', {}, 'unixepoch')"
_WEEK = "date({}, 'unixepoch', 'weekday 0', '-6 days')"  # its Monday
_DAY = "date({}, 'unixepoch')"
SQL_OF_GROUP = {
    Group.DOMAIN: "backlinks.source_domain",
    Group.TLD: "backlinks.source_domain",  # of which the last label counts
    Group.REASON: "coalesce(backlinks.reason, 'not known')",
    Group.STATUS: "backlinks.status",
    Group.FOLLOW: "coalesce(backlinks.credit, 'not known')",
    Group.LANGUAGE: "coalesce(backlinks.page_language, 'not known')",
    Group.ANCHOR: f"coalesce(nullif(backlinks.anchor, ''), '{NO_TEXT}')",
    Group.TARGET: f"coalesce(backlinks.target_url, '{NOT_KNOWN}')",
    Group.FOUND_MONTH: _MONTH.format("backlinks.first_seen_at"),
    Group.FOUND_WEEK: _WEEK.format("backlinks.first_seen_at"),
    Group.FOUND_DAY: _DAY.format("backlinks.first_seen_at"),
    Group.LOST_MONTH: _MONTH.format("backlinks.lost_at"),
    Group.LOST_WEEK: _WEEK.format("backlinks.lost_at"),
    Group.LOST_DAY: _DAY.format("backlinks.lost_at"),
}


# The columns that an index may be in the order of, so that SQLite counts a group without sorting.
COLUMN_OF_GROUP = {
    Group.DOMAIN: "backlinks.source_domain",
    Group.TLD: "backlinks.source_domain",
    Group.ANCHOR: "backlinks.anchor",
    Group.TARGET: "backlinks.target_url",
    Group.REASON: "backlinks.reason",
    Group.FOLLOW: "backlinks.credit",
}
NAMELESS = {Group.DOMAIN: "", Group.TLD: "", Group.ANCHOR: NO_TEXT} | dict.fromkeys(
    (Group.TARGET, Group.REASON, Group.FOLLOW), NOT_KNOWN
)
_IN_ORDER_OF = {
    "backlinks_anchors": "backlinks.anchor",
    "backlinks_pages_of_ours": "backlinks.target_url",
    "backlinks_reasons": "backlinks.reason",
    "backlinks_credits": "backlinks.credit",
    "backlinks_by_domain": "backlinks.source_domain",
    "backlinks_of_site": "backlinks.source_domain",
    "backlinks_asked": "backlinks.source_domain",
}


def in_order_of(index: str, column: str) -> bool:
    """Whether the links of one status stand in an index in the order of a column."""
    return _IN_ORDER_OF.get(index) == column


@dataclass
class Sql:
    """The joins and conditions of a question."""

    joins: list[str] = field(default_factory=list)
    conditions: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)
    index: str | None = None  # None: the cheapest that holds what is read; "" is left to SQLite
    by_time: bool = False  # of a stretch of time: one of the indexes is in that order
    by_toxicity: bool = False  # likewise of a stretch of toxicity
    of_one_site: bool = False  # its domains stand in order in another index than those of all sites

    def where(self, condition: str, *values: Any) -> None:
        self.conditions.append(condition)
        self.values.extend(values)

    def join(self, table: str) -> None:
        if table not in self.joins:
            self.joins.append(table)

    def source(self, *read: str) -> str:
        """From where and under which conditions. `read` are the expressions that the question reads of it."""
        index = self.index_for(*read)
        which = f" INDEXED BY {index}" if index else ""
        return f"FROM backlinks{which}{''.join(self.joins)} WHERE {' AND '.join(self.conditions)}"

    def index_for(self, *read: str) -> str:
        """The cheapest index that holds the columns of these expressions and of the conditions."""
        if self.index is not None:
            return self.index
        columns = set(_COLUMN.findall(" ".join((*self.conditions, *self.joins, *read)))) - {"id"}  # each ends with it
        if self.by_time and columns <= _FOUND:
            return "backlinks_found"
        if "source_domain" in columns and not self.of_one_site:
            return "backlinks_by_domain" if columns <= _INDEXES["backlinks_by_domain"] else "backlinks_asked"
        names = [name for name, held in _INDEXES.items() if columns <= held] or ["backlinks_asked"]
        # a site's links stand together in another; only those of a toxicity are fewer
        return next(name for name in names if name != "backlinks_measures" or self.by_toxicity or not self.of_one_site)


def sql_of(asked: Asked) -> Sql:
    sql = Sql()
    sql.where("backlinks.guild_id = ?", asked.guild_id)
    if asked.site_id is not None:
        sql.where("backlinks.site_id = ?", asked.site_id)
    for column, among in (("status", asked.statuses), ("credit", asked.credit), ("reason", asked.reasons)):
        if among:
            sql.where(f"backlinks.{column} IN ({marks(among)})", *among)
    for column, between in (("first_seen_at", asked.found), ("lost_at", asked.lost)):
        if between is not None:
            sql.where(f"backlinks.{column} >= ? AND backlinks.{column} < ?", unix(between[0]), unix(between[1]))
    _measures(sql, asked)
    _places(sql, asked)
    if asked.lost is not None:
        sql.index = "backlinks_lost"
    sql.by_time = asked.found is not None
    sql.by_toxicity = asked.toxicity_min is not None
    sql.of_one_site = asked.site_id is not None
    return sql


def _measures(sql: Sql, asked: Asked) -> None:
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


def _places(sql: Sql, asked: Asked) -> None:  # noqa: C901  # one branch a slot
    if asked.broken:
        sql.where("(backlinks.status = 'lost' OR backlinks.target_broken_since IS NOT NULL)")
    if asked.target_broken:
        sql.where("backlinks.target_broken_since IS NOT NULL")
    if asked.redirected:
        sql.join(TARGETS)
        sql.where("targets.http_status BETWEEN 300 AND 399")
    if asked.target_status is not None:
        sql.join(TARGETS)
        sql.where("targets.http_status = ?", asked.target_status)
    if asked.language is not None:
        sql.where("backlinks.page_language = ?", asked.language)
    if asked.source_url is not None or asked.source_domain is not None:
        sql.join(PAGES)
    if asked.source_url is not None:
        sql.index = ""  # an address is found by the page's own index
        sql.where("pages.url = ?", asked.source_url)
    if asked.source_registrable is not None:
        sql.where("backlinks.source_domain = ?", asked.source_registrable)
    if asked.source_domain is not None:
        below = f"%.{_literal(asked.source_domain)}"
        sql.where("(pages.host = ? OR pages.host LIKE ? ESCAPE '\\')", asked.source_domain, below)
    if asked.tld is not None:
        tld = _literal(asked.tld)
        ends = "backlinks.source_domain LIKE ? ESCAPE '\\'"
        sql.where(f"({ends} OR {ends})", f"%.{tld}", f"%.{tld}.__")


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
