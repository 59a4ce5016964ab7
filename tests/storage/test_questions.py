"""What questions read of the links, and how."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlite_utils

from storage import history, questions
from storage.asked import Asked, Group, sql_of
from tests.storage.conftest import ALICES, NOW, watch

LATELY = (NOW - timedelta(days=7), NOW)


@pytest.mark.parametrize(
    "narrowed",
    [
        {"statuses": ("live",)}, {"credit": ("nofollow",)}, {"found": LATELY}, {"reasons": ("page_gone",)},
        {"http_status": 404}, {"anchor": "best shoes"}, {"quality_min": 60.0}, {"quality_max": 30.0},
        {"authority_min": 50.0}, {"relevance_max": 0.5}, {"toxicity_min": 60.0}, {"hidden": True},
        {"page_noindex": True}, {"broken": True}, {"language": "de"}, {"tld": "edu"}, {"target_broken": True},
    ],
    ids=lambda one: next(iter(one)),
)  # fmt: skip
def test_counting_reads_an_index_and_no_whole_row(db: sqlite_utils.Database, narrowed: dict[str, Any]) -> None:
    sql = sql_of(replace(Asked(guild_id=ALICES), **narrowed))
    plan = [row[3] for row in db.conn.execute(f"EXPLAIN QUERY PLAN SELECT count(*) {sql.source()}", sql.values)]
    assert len(plan) == 1
    assert "COVERING INDEX" in plan[0]


def test_lost_links_of_a_time_are_found_without_looking_at_those_that_stand(db: sqlite_utils.Database) -> None:
    sql = sql_of(Asked(guild_id=ALICES, lost=LATELY))
    [row] = db.conn.execute(f"EXPLAIN QUERY PLAN SELECT count(*) {sql.source()}", sql.values)
    assert "backlinks_lost (guild_id=? AND lost_at>? AND lost_at<?)" in row[3]


def test_a_link_keeps_the_language_of_its_latest_rating(db: sqlite_utils.Database) -> None:
    watch(db, ALICES, "https://blog.example/1")
    link = db.conn.execute("SELECT id FROM backlinks").fetchone()[0]
    rate = (
        "INSERT INTO ratings (backlink_id, signals, parts, language, rated_at) VALUES (?, '[]', '[]', ?, 0)"
        " ON CONFLICT (backlink_id) DO UPDATE SET language = excluded.language"
    )
    for language in ("de", None, "fr"):
        db.conn.execute(rate, [link, language])
        assert db.conn.execute("SELECT page_language FROM backlinks").fetchone()[0] == language
    assert questions.count(db, Asked(guild_id=ALICES, language="fr")) == 1


def test_groups_of_one_size_are_in_the_order_of_their_names(db: sqlite_utils.Database) -> None:
    watch(db, ALICES, *(f"https://{name}.example/" for name in ("c", "a", "d", "b")), "https://d.example/2")
    every = Asked(guild_id=ALICES)
    pages = [
        [name for name, _, _ in questions.most_linked(db, every, Group.DOMAIN, limit=2, offset=offset).shown]
        for offset in (0, 2, 4)
    ]
    assert pages == [["d.example", "a.example"], ["b.example", "c.example"], []]
    assert questions.most_linked(db, every, Group.TLD, limit=5).shown == [("example", 5, None)]


def test_beyond_the_last_group_the_number_of_groups_is_still_told(db: sqlite_utils.Database) -> None:
    watch(db, ALICES, "https://a.example/", "https://b.example/")
    found = questions.best_linked(db, Asked(guild_id=ALICES), Group.ANCHOR, "quality", limit=5, offset=5)
    assert (found.number, found.links, found.shown) == (1, 2, [])


@pytest.mark.parametrize(
    ("narrowed", "read", "index"),
    [
        ({"statuses": ("live",)}, "", "backlinks_measures"),
        ({"statuses": ("live",), "site_id": 1}, "backlinks.quality", "backlinks_of_site"),
        ({"statuses": ("live",), "toxicity_min": 60.0, "site_id": 1}, "", "backlinks_measures"),
        ({"statuses": ("live",)}, "backlinks.reason", "backlinks_reasons"),
        ({"statuses": ("live",), "anchor": "shoes"}, "", "backlinks_anchors"),
        ({"statuses": ("live",)}, "backlinks.target_url", "backlinks_pages_of_ours"),
        ({"statuses": ("live",)}, "backlinks.source_domain", "backlinks_by_domain"),
        ({"statuses": ("live",), "site_id": 1}, "backlinks.source_domain", "backlinks_of_site"),
        ({"found": LATELY}, "backlinks.quality", "backlinks_found"),
        ({"found": LATELY, "language": "de"}, "", "backlinks_asked"),
        ({"lost": LATELY}, "backlinks.anchor", "backlinks_lost"),
    ],
)
def test_a_question_reads_the_narrowest_index_that_holds_what_it_asks(
    db: sqlite_utils.Database, narrowed: dict[str, Any], read: str, index: str
) -> None:
    sql = sql_of(replace(Asked(guild_id=ALICES), **narrowed))
    assert sql.index_for(read) == index
    db.conn.execute(f"SELECT count(*) {sql.source(read)}", sql.values)  # SQLite has it


def test_a_site_tells_when_any_of_its_links_was_looked_at(db: sqlite_utils.Database) -> None:
    watch(db, ALICES, "https://a.example/", "https://b.example/")
    assert questions.last_checked(db, ALICES) is None
    for at in (NOW, NOW - timedelta(days=1)):
        db.conn.execute("UPDATE backlinks SET checked_at = ? WHERE id % 2 = ?", [at.timestamp(), at == NOW])
    assert questions.last_checked(db, ALICES) == NOW
    assert questions.last_checked(db, ALICES + 1) is None


def test_what_stood_at_a_moment_was_found_by_then_and_not_lost_by_then(db: sqlite_utils.Database) -> None:
    watch(db, ALICES, *(f"https://{name}.example/" for name in "abcd"))
    ids = [row[0] for row in db.conn.execute("SELECT id FROM backlinks ORDER BY id")]
    at = [NOW + timedelta(days=day) for day in range(4)]
    found = (at[0], at[1], at[1] + timedelta(hours=1), at[0])
    lost = (None, None, None, at[2])  # lost at the very moment: it stands no more
    for link, first, gone in zip(ids, found, lost, strict=True):
        db.conn.execute(
            "UPDATE backlinks SET first_seen_at = ?, lost_at = ? WHERE id = ?",
            [first.timestamp(), gone and gone.timestamp(), link],
        )
    every = Asked(guild_id=ALICES)
    assert history.standing(db, every, at) == [2, 3, 3, 3]
    db.conn.execute("UPDATE backlinks SET source_domain = 'domain' || id")
    assert history.standing_domains(db, every, at) == [2, 3, 3, 3]
