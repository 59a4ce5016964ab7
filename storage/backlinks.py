"""The table of backlinks: which links a team watches, and what is believed of each."""

import json
from collections.abc import Collection, Sequence
from dataclasses import fields
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlite_utils

from storage import pages
from storage.records import Backlink, NewBacklink, Site
from storage.rows import assignments, columns, reader, stored, unix
from storage.words import Credit, Status

_COLUMNS = columns(Backlink, "backlinks", {"source_url": "pages.url"})
_SELECT = f"SELECT {_COLUMNS} FROM backlinks JOIN pages ON pages.id = backlinks.page_id"
_read = reader(Backlink)
_read_site = reader(Site)

# What a check may change. Ratings, and who added the link when, are other people's columns: a check that began before a
# rating was saved must not write the old one back.
_JUDGED = (
    "status", "seen", "reason", "evidence", "http_status", "checked_at", "target_url", "anchor", "rel", "credit",
    "placement", "hidden", "page_noindex", "first_seen_at", "last_seen_at", "lost_at", "absent_count", "absent_since",
    "unknown_since", "changed_at", "flapping_until", "flipped_at",
    "flipped_before_at",
)  # fmt: skip
_SAVE = f"UPDATE backlinks SET {assignments(_JUDGED)} WHERE id = :id AND guild_id = :guild_id"


class Order(StrEnum):
    """In which order links are listed; the value is SQL. NULL (not measured) always comes last."""

    NEWEST = "backlinks.added_at DESC"
    BEST = "backlinks.quality DESC NULLS LAST"
    WORST = "backlinks.toxicity DESC NULLS LAST"
    LOST_LAST = "backlinks.lost_at DESC NULLS LAST"
    CHANGED_LAST = "backlinks.changed_at DESC NULLS LAST"
    STALEST = "backlinks.checked_at ASC NULLS FIRST"


def add_many(
    db: sqlite_utils.Database, site: Site, new: Sequence[NewBacklink], *, now: datetime, added_by: int | None = None
) -> tuple[int, int]:
    """Watch many links of a site. Their pages are made where they are new, and due at once.

    Returns how many were added, and how many of `new` were known already (repeated ones included).
    """
    db.conn.executemany(
        "INSERT INTO pages (url, host, domain, next_check_at) VALUES (?, ?, ?, ?) ON CONFLICT (url) DO NOTHING",
        ((link.url, link.host, link.domain, unix(now)) for link in new),
    )
    insert = (
        "INSERT INTO backlinks (guild_id, site_id, page_id, wanted_target, added_by, added_at)"
        " SELECT ?, ?, id, ?, ?, ? FROM pages WHERE url = ? ON CONFLICT DO NOTHING"
    )
    fixed = (added_by, unix(now))
    added = db.conn.executemany(
        insert, ((site.guild_id, site.id, link.wanted_target, *fixed, link.url) for link in new)
    ).rowcount
    # a page that others watch may be due only next week, or be on its way without this link
    db.conn.execute(
        "UPDATE pages SET next_check_at = :now WHERE (next_check_at > :now OR claimed_at IS NOT NULL) AND id IN"
        " (SELECT page_id FROM backlinks WHERE guild_id = :guild_id AND site_id = :site_id AND status = 'pending'"
        " AND added_at = :now)",
        {"now": unix(now), "guild_id": site.guild_id, "site_id": site.id},
    )
    return added, len(new) - added


def get(db: sqlite_utils.Database, guild_id: int, backlink_id: int) -> Backlink | None:
    """A backlink of a guild by its id, or None."""
    row = db.conn.execute(
        f"{_SELECT} WHERE backlinks.guild_id = ? AND backlinks.id = ?", [guild_id, backlink_id]
    ).fetchone()
    return _read(row) if row else None


def find(db: sqlite_utils.Database, guild_id: int, site_id: int, source_url: str) -> list[Backlink]:
    """The backlinks of a site from one page: one, or several with different wanted targets."""
    where, values = _where(guild_id, site_id)
    rows = db.conn.execute(f"{_SELECT} WHERE {where} AND pages.url = :url", {**values, "url": source_url})
    return [_read(row) for row in rows]


def leading_to(db: sqlite_utils.Database, guild_id: int, site_id: int, target_url: str) -> list[Backlink]:
    """The live links of a site to one of its pages, the best first."""
    rows = db.conn.execute(
        f"{_SELECT} WHERE backlinks.guild_id = ? AND backlinks.site_id = ? AND backlinks.target_url = ?"
        f" AND backlinks.status = 'live' ORDER BY {Order.BEST.value}, backlinks.id",
        [guild_id, site_id, target_url],
    )
    return [_read(row) for row in rows]


def of_site(
    db: sqlite_utils.Database,
    guild_id: int,
    site_id: int,
    *,
    statuses: Collection[Status] = (),
    credit: Collection[Credit] = (),
    domain: str | None = None,
    min_toxicity: float | None = None,
    order: Order = Order.NEWEST,
    limit: int = -1,
    offset: int = 0,
) -> list[Backlink]:
    """The backlinks of a site. Empty filters let everything pass; `domain` is the linking registrable domain."""
    where, values = _where(guild_id, site_id, statuses, credit, domain, min_toxicity)
    rows = db.conn.execute(
        f"{_SELECT} WHERE {where} ORDER BY {order.value}, backlinks.id LIMIT :limit OFFSET :offset",
        {**values, "limit": limit, "offset": offset},
    )
    return [_read(row) for row in rows]


def count(
    db: sqlite_utils.Database,
    guild_id: int,
    site_id: int,
    *,
    statuses: Collection[Status] = (),
    credit: Collection[Credit] = (),
    domain: str | None = None,
    min_toxicity: float | None = None,
) -> int:
    """How many backlinks `of_site` would list without a limit."""
    where, values = _where(guild_id, site_id, statuses, credit, domain, min_toxicity)
    counted: int = db.conn.execute(
        f"SELECT count(*) FROM backlinks JOIN pages ON pages.id = backlinks.page_id WHERE {where}", values
    ).fetchone()[0]
    return counted


def for_page(db: sqlite_utils.Database, page_id: int) -> list[Backlink]:
    """The backlinks of all guilds from one page. For the checker alone: never show these to anybody."""
    return [_read(row) for row in db.conn.execute(f"{_SELECT} WHERE backlinks.page_id = ?", [page_id])]


def for_pages(db: sqlite_utils.Database, page_ids: Collection[int]) -> dict[int, list[tuple[Backlink, Site]]]:
    """By page id, the backlinks of all guilds with the sites that they lead to. For the checker alone."""
    found: dict[int, list[tuple[Backlink, Site]]] = {page_id: [] for page_id in page_ids}
    width = len(fields(Backlink))
    rows = db.conn.execute(
        f"SELECT {_COLUMNS}, {columns(Site, 'sites')} FROM backlinks JOIN pages ON pages.id = backlinks.page_id"
        " JOIN sites ON sites.id = backlinks.site_id WHERE backlinks.page_id IN (SELECT value FROM json_each(?))",
        [json.dumps(list(page_ids))],
    )
    for row in rows:
        backlink = _read(row[:width])
        found[backlink.page_id].append((backlink, _read_site(row[width:])))
    return found


def lost_between(
    db: sqlite_utils.Database, guild_id: int, site_id: int | None, start: datetime, end: datetime
) -> list[Backlink]:
    """The links that were lost in a period and still are, the latest first. None asks for all sites of the guild."""
    where, values = _where(guild_id, site_id, [Status.LOST])
    rows = db.conn.execute(
        f"{_SELECT} WHERE {where} AND lost_at >= :start AND lost_at < :end ORDER BY lost_at DESC",
        {**values, "start": unix(start), "end": unix(end)},
    )
    return [_read(row) for row in rows]


def found_between(
    db: sqlite_utils.Database, guild_id: int, start: datetime, end: datetime, *, limit: int = -1
) -> list[Backlink]:
    """The live links of a guild that were first seen in a period, the best first."""
    where, values = _where(guild_id, None, [Status.LIVE])
    rows = db.conn.execute(
        f"{_SELECT} WHERE {where} AND first_seen_at >= :start AND first_seen_at < :end"
        f" ORDER BY {Order.BEST.value}, backlinks.id LIMIT :limit",
        {**values, "start": unix(start), "end": unix(end), "limit": limit},
    )
    return [_read(row) for row in rows]


def save(db: sqlite_utils.Database, backlink: Backlink) -> bool:
    """Save what a judgement says of a backlink; its rating is left alone. False when it is no longer watched."""
    values = {name: stored(getattr(backlink, name)) for name in (*_JUDGED, "id", "guild_id")}
    return bool(db.conn.execute(_SAVE, values).rowcount)


def set_rating(
    db: sqlite_utils.Database,
    guild_id: int,
    backlink_id: int,
    *,
    quality: float | None,
    relevance: float | None,
    authority: float | None,
    toxicity: float | None,
    now: datetime,
) -> bool:
    """Save a rating; None is "not measured". False when the guild has no such backlink."""
    return bool(
        db.conn.execute(
            "UPDATE backlinks SET quality = ?, relevance = ?, authority = ?, toxicity = ?, rated_at = ?"
            " WHERE guild_id = ? AND id = ?",
            [quality, relevance, authority, toxicity, unix(now), guild_id, backlink_id],
        ).rowcount
    )


def remove(db: sqlite_utils.Database, guild_id: int, backlink_id: int) -> bool:
    """Watch one link no longer. False when the guild has no such backlink."""
    row = db.conn.execute(
        "DELETE FROM backlinks WHERE guild_id = ? AND id = ? RETURNING page_id", [guild_id, backlink_id]
    ).fetchone()
    pages.remove_unwatched(db, row or ())
    return row is not None


def _where(  # noqa: PLR0917  # one filter each
    guild_id: int,
    site_id: int | None,
    statuses: Collection[Status] = (),
    credit: Collection[Credit] = (),
    domain: str | None = None,
    min_toxicity: float | None = None,
) -> tuple[str, dict[str, Any]]:
    conditions = ["backlinks.guild_id = :guild_id"]
    if site_id is not None:
        conditions.append("backlinks.site_id = :site_id")
    if statuses:
        conditions.append("backlinks.status IN (SELECT value FROM json_each(:statuses))")
    if credit:
        conditions.append("backlinks.credit IN (SELECT value FROM json_each(:credit))")
    if domain is not None:
        conditions.append("pages.domain = :domain")
    if min_toxicity is not None:
        conditions.append("backlinks.toxicity >= :min_toxicity")
    return " AND ".join(conditions), {
        "guild_id": guild_id,
        "site_id": site_id,
        "statuses": json.dumps(list(statuses)),
        "credit": json.dumps(list(credit)),
        "domain": domain,
        "min_toxicity": min_toxicity,
    }
