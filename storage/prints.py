"""What pages of one owner have in common: analytics ids, template, title, address. Facts of the web, of no team."""

from collections import Counter
from collections.abc import Collection

import sqlite_utils

TOO_COMMON = 5_000  # pages with one print beyond which it tells nothing, and counting costs


def save(db: sqlite_utils.Database, page_id: int, prints: Collection[tuple[str, str]]) -> bool:
    """Keep the (kind, value) prints of a page, in place of those it had. True when there are others than before.

    A page that is gone is passed over.
    """
    before = set(db.conn.execute("SELECT kind, value FROM prints WHERE page_id = ?", [page_id]))
    if before == set(prints):
        return False
    db.conn.execute("DELETE FROM prints WHERE page_id = ?", [page_id])
    db.conn.executemany(
        "INSERT INTO prints (page_id, kind, value) SELECT id, ?, ? FROM pages WHERE id = ? ON CONFLICT DO NOTHING",
        ((kind, value, page_id) for kind, value in prints),
    )
    return True


def shared(db: sqlite_utils.Database, site_id: int, page_id: int) -> Counter[str]:
    """By kind, how many other registrable domains that link to the site have a print of this page.

    Those that share its address and nothing else are counted as `only_address`, not as `same_address`.
    """
    rows = db.conn.execute(
        "WITH mine AS (SELECT kind, value FROM prints WHERE page_id = :page_id),"
        " others AS (SELECT prints.kind, prints.page_id FROM mine JOIN prints USING (kind, value) LIMIT :most)"
        " SELECT DISTINCT pages.domain, others.kind FROM others"
        " JOIN backlinks ON backlinks.page_id = others.page_id AND backlinks.site_id = :site_id"
        " JOIN pages ON pages.id = others.page_id"
        " WHERE pages.domain <> (SELECT domain FROM pages WHERE id = :page_id)",
        {"page_id": page_id, "site_id": site_id, "most": TOO_COMMON},
    )
    kinds: dict[str, set[str]] = {}
    for domain, kind in rows:
        kinds.setdefault(domain, set()).add(kind)
    found = (["only_address"] if one == {"same_address"} else one for one in kinds.values())
    return Counter(kind for one in found for kind in one)
