# ruff: noqa: S608  # the SQL of a case is made of constants and stands on one line
"""A team's database with a few hundred links, another team's beside it, and the knowledge base."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import sqlite_utils

from bot.answers.search import KnowledgeBase
from storage import sites
from storage.connection import open_for_writing

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2025, 10, 22, 12, 0, tzinfo=UTC)  # a Wednesday
ALICES, MALLORYS = 100, 666
KNOWN = ("example.com", "acme.io")


@pytest.fixture(scope="session")
def knowledge() -> KnowledgeBase:
    """The texts, with their embeddings."""
    base = KnowledgeBase()
    base.load()
    return base


@pytest.fixture(scope="session")
def asked_db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite_utils.Database]:
    """Read by all tests, written by none."""
    path: Path = tmp_path_factory.mktemp("answers") / "backlight.sqlite3"
    db = open_for_writing(path)
    fill(db, links=400)
    yield db
    db.close()


def fill(db: sqlite_utils.Database, *, links: int) -> None:
    """Two teams that both watch example.com; made-up links, the same each time."""
    dice = random.Random(7)
    for guild_id, domains in ((ALICES, KNOWN), (MALLORYS, ("example.com", "mallory.example"))):
        for domain in domains:
            site, _ = sites.add(db, guild_id, domain, now=NOW - timedelta(days=400))
            rows = [_row(dice, guild_id, site.id, number) for number in range(links)]
            _insert(db, rows, prefix=f"{guild_id}-{site.id}")
    db.conn.commit()


def _row(dice: random.Random, guild_id: int, site_id: int, number: int) -> dict[str, Any]:
    status = dice.choices(("live", "lost", "unverified", "pending"), (70, 18, 6, 6))[0]
    first = NOW - timedelta(hours=dice.randrange(1, 24 * 200))
    pending = status == "pending"
    measured = dice.random() < 0.9 and not pending
    return {
        "guild_id": guild_id,
        "site_id": site_id,
        "status": status,
        "http_status": 404 if status == "lost" and dice.random() < 0.5 else 200,
        "reason": None if pending else "page_gone" if status == "lost" else "link_found",
        "anchor": dice.choice(("click here", "Example", "best shoes", "")),
        "credit": None if pending else dice.choice(("followed", "followed", "nofollow", "ugc", "sponsored")),
        "first_seen_at": None if pending else first.timestamp(),
        "lost_at": (first + (NOW - first) * dice.random()).timestamp() if status == "lost" else None,
        "checked_at": None if pending else (NOW - timedelta(hours=dice.randrange(1, 50))).timestamp(),
        "target_url": f"https://example.com/page{dice.randrange(6)}",
        "quality": round(dice.uniform(0, 100), 1) if measured else None,
        "relevance": round(dice.random(), 2) if measured else None,
        "authority": round(dice.uniform(0, 100), 1) if measured else None,
        "toxicity": round(dice.choice((dice.uniform(0, 50), dice.uniform(0, 100))), 1) if measured else None,
        "hidden": int(dice.random() < 0.05),
        "added_at": first.timestamp(),
        "number": number,
    }


def _insert(db: sqlite_utils.Database, rows: list[dict[str, Any]], prefix: str) -> None:
    endings = ("com", "org", "edu", "de")
    for row in rows:
        number = row.pop("number")
        domain = f"source{number % 60}.{endings[number % 4]}"
        page = db.conn.execute(
            "INSERT INTO pages (url, host, domain, next_check_at) VALUES (?, ?, ?, ?)",
            [
                f"https://{domain}/{prefix}/{number}",
                domain,
                domain,
                (NOW + timedelta(hours=number % 40 + 1)).timestamp(),
            ],
        ).lastrowid
        names = [*row, "page_id"]
        link = db.conn.execute(
            f"INSERT INTO backlinks ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})", [*row.values(), page]
        ).lastrowid
        kind = "lost" if row["status"] == "lost" else "found"
        at = row["lost_at"] or row["first_seen_at"]
        if at is not None:
            db.conn.execute(
                "INSERT INTO events (guild_id, site_id, backlink_id, kind, at) VALUES (?, ?, ?, ?, ?)",
                [row["guild_id"], row["site_id"], link, kind, at],
            )
        if number % 7 == 0 and row["status"] != "pending":
            db.conn.execute(
                "INSERT INTO ratings (backlink_id, signals, parts, language, rated_at) VALUES (?, '[]', '[]', ?, 0)",
                [link, ("de", "fr")[number % 2]],
            )
