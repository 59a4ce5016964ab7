"""What the watched sites are about: texts of a few of their own pages."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlite_utils

from storage.rows import moment, unix


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteTopics:
    """The texts that a site's topics are learnt from; none when its pages could not be read."""

    texts: tuple[str, ...]
    language: str | None
    learnt_at: datetime


def save(db: sqlite_utils.Database, site_id: int, texts: Sequence[str], language: str | None, *, now: datetime) -> None:
    """Keep what was learnt, in place of what was known. A site that was removed meanwhile is passed over."""
    db.conn.execute(
        "INSERT INTO site_topics (site_id, texts, language, learnt_at) SELECT id, ?, ?, ? FROM sites WHERE id = ?"
        " ON CONFLICT (site_id) DO UPDATE SET texts = excluded.texts, language = excluded.language,"
        " learnt_at = excluded.learnt_at",
        [json.dumps(list(texts), ensure_ascii=False), language, unix(now), site_id],
    )


def of_site(db: sqlite_utils.Database, site_id: int) -> SiteTopics | None:
    """What is known of a site's topics, or None."""
    row = db.conn.execute("SELECT texts, language, learnt_at FROM site_topics WHERE site_id = ?", [site_id]).fetchone()
    if row is None:
        return None
    return SiteTopics(texts=tuple(json.loads(row[0])), language=row[1], learnt_at=moment(row[2]))
