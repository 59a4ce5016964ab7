"""The table of pages to fetch. It is shared by all guilds and holds nothing of any."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

import sqlite_utils

from storage.records import Page
from storage.rows import assignments, columns, reader, stored, unix

_SELECT = f"SELECT {columns(Page, 'pages')} FROM pages"
_read = reader(Page)
_CHECKED = (
    "checked_at", "etag", "last_modified", "body_hash", "http_status", "final_url", "failing_since", "unchanged_checks",
)  # fmt: skip
_SAVE = (
    f"UPDATE pages SET {assignments(_CHECKED)}, claimed_at = NULL,"
    # a moment that is not the claimed one: somebody asked for another check while this one ran
    " next_check_at = CASE WHEN next_check_at = :claimed_for THEN :next_check_at ELSE next_check_at END"
    " WHERE id = :id AND claimed_at = :claimed_at"
)


def ensure(db: sqlite_utils.Database, url: str, *, host: str, domain: str, now: datetime) -> Page:
    """The page of a URL, made where it is new and then due at once. `domain` is the registrable one of `host`."""
    db.conn.execute(
        "INSERT INTO pages (url, host, domain, next_check_at) VALUES (?, ?, ?, ?) ON CONFLICT (url) DO NOTHING",
        [url, host, domain, unix(now)],
    )
    return _read(db.conn.execute(f"{_SELECT} WHERE url = ?", [url]).fetchone())


def get(db: sqlite_utils.Database, page_id: int) -> Page | None:
    """A page by its id, or None."""
    row = db.conn.execute(f"{_SELECT} WHERE id = ?", [page_id]).fetchone()
    return _read(row) if row else None


def claim_due(
    db: sqlite_utils.Database,
    *,
    now: datetime,
    limit: int,
    lease: timedelta,
    per_host: int = 20,
    skip_hosts: Collection[str] = (),
) -> list[Page]:
    """Claim up to `limit` due pages, the longest overdue first, a host's pages side by side.

    A host gets `per_host` pages at most and one of `skip_hosts` none, so that a slow host with many pages keeps nobody
    waiting. A claim ends with `save_checked` or `release`, or by itself after `lease` when its holder died.
    """
    db.conn.execute("UPDATE pages SET claimed_at = NULL WHERE claimed_at <= ?", [unix(now - lease)])
    hosts: dict[str, list[int]] = defaultdict(list)
    taken = 0
    due = db.conn.execute(
        "SELECT id, host FROM pages WHERE claimed_at IS NULL AND next_check_at <= ? ORDER BY next_check_at", [unix(now)]
    )
    for page_id, host in due:
        if taken == limit:
            break
        if len(hosts[host]) < per_host and host not in skip_hosts:
            hosts[host].append(page_id)
            taken += 1
    due.close()
    ids = [page_id for of_host in hosts.values() for page_id in of_host]
    db.conn.executemany("UPDATE pages SET claimed_at = ? WHERE id = ?", ((unix(now), page_id) for page_id in ids))
    rows = db.conn.execute(f"{_SELECT} WHERE id IN (SELECT value FROM json_each(?))", [json.dumps(ids)])
    claimed = {page.id: page for page in map(_read, rows)}
    return [claimed[page_id] for page_id in ids]


def claim(db: sqlite_utils.Database, page_ids: Iterable[int], *, now: datetime) -> list[Page]:
    """Claim these pages, due or not; those that somebody holds already are left out."""
    rows = db.conn.execute(
        "UPDATE pages SET claimed_at = ? WHERE claimed_at IS NULL AND id IN (SELECT value FROM json_each(?))"
        f" RETURNING {columns(Page, 'pages')}",
        [unix(now), json.dumps(list(page_ids))],
    ).fetchall()
    return [_read(row) for row in rows]


def any_claimed(db: sqlite_utils.Database, page_ids: Iterable[int]) -> bool:
    """True while one of these pages is being checked."""
    return bool(
        db.conn.execute(
            "SELECT EXISTS (SELECT 1 FROM pages WHERE claimed_at IS NOT NULL"
            " AND id IN (SELECT value FROM json_each(?)))",
            [json.dumps(list(page_ids))],
        ).fetchone()[0]
    )


def seen_well(db: sqlite_utils.Database, *, limit: int, skip_hosts: Collection[str]) -> list[int]:
    """Up to `limit` unclaimed pages, one a host, whose link was there at the last check: the latest checks first."""
    rows = db.conn.execute(
        "SELECT max(pages.id) FROM backlinks JOIN pages ON pages.id = backlinks.page_id"
        " WHERE backlinks.status = 'live' AND backlinks.seen = 'present' AND pages.claimed_at IS NULL"
        " AND pages.host NOT IN (SELECT value FROM json_each(?))"
        " GROUP BY pages.host ORDER BY max(pages.checked_at) DESC LIMIT ?",
        [json.dumps(list(skip_hosts)), limit],
    )
    return [page_id for (page_id,) in rows]


def put_due_by(db: sqlite_utils.Database, latest: datetime) -> int:
    """Bring checks that are planned for later forward to `latest`: a clock that ran ahead must not silence a page."""
    return db.conn.execute(
        "UPDATE pages SET next_check_at = :latest WHERE next_check_at > :latest", {"latest": unix(latest)}
    ).rowcount


def release(db: sqlite_utils.Database, pages: Iterable[Page]) -> None:
    """Give claimed pages back unchecked: they are due as before. Claims that somebody else took over stay."""
    db.conn.executemany(
        "UPDATE pages SET claimed_at = NULL WHERE id = ? AND claimed_at = ?",
        ((page.id, stored(page.claimed_at)) for page in pages),
    )


def release_all(db: sqlite_utils.Database) -> int:
    """End every claim: at a start, those of the process that was here before. Returns how many there were."""
    return db.conn.execute("UPDATE pages SET claimed_at = NULL WHERE claimed_at IS NOT NULL").rowcount


def save_checked(db: sqlite_utils.Database, page: Page, *, next_check_at: datetime) -> bool:
    """Save what a check learnt of a claimed page, end the claim and set the next check.

    False, and nothing saved, when the claim has run out or the page is no longer watched by anybody. A check that was
    asked for in the meantime (`make_due`) stays asked for.
    """
    values = {name: stored(getattr(page, name)) for name in (*_CHECKED, "id", "claimed_at")}
    values["claimed_for"] = unix(page.next_check_at)
    values["next_check_at"] = unix(next_check_at)
    return bool(db.conn.execute(_SAVE, values).rowcount)


def make_due(db: sqlite_utils.Database, page_ids: Iterable[int], *, now: datetime) -> int:
    """Ask for a check of these pages now. Returns how many pages will be checked for it."""
    return db.conn.execute(
        "UPDATE pages SET next_check_at = :now WHERE id IN (SELECT value FROM json_each(:ids))"
        " AND (next_check_at > :now OR claimed_at IS NOT NULL)",
        {"now": unix(now), "ids": json.dumps(list(page_ids))},
    ).rowcount


def count_due(db: sqlite_utils.Database, now: datetime) -> int:
    """How many pages are due and not claimed."""
    counted: int = db.conn.execute(
        "SELECT count(*) FROM pages WHERE claimed_at IS NULL AND next_check_at <= ?", [unix(now)]
    ).fetchone()[0]
    return counted


def watched_by(db: sqlite_utils.Database, guild_id: int, site_id: int | None = None) -> list[int]:
    """The ids of the pages that a guild (or one site of it) watches."""
    rows = db.conn.execute(
        "SELECT DISTINCT page_id FROM backlinks"
        " WHERE guild_id = :guild_id AND (:site_id IS NULL OR site_id = :site_id)",
        {"guild_id": guild_id, "site_id": site_id},
    )
    return [page_id for (page_id,) in rows]


def remove_unwatched(db: sqlite_utils.Database, page_ids: Iterable[int]) -> None:
    """Delete those of the pages that no backlink needs any more."""
    db.conn.execute(
        "DELETE FROM pages WHERE id IN (SELECT value FROM json_each(?))"
        " AND NOT EXISTS (SELECT 1 FROM backlinks WHERE page_id = pages.id)",
        [json.dumps(list(page_ids))],
    )
