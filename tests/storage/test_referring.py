"""The table of referring domains says what the links say, whatever happens to them."""

import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlite_utils

from storage import guilds, history, questions, referring, sites
from storage.asked import Asked, Group
from storage.connection import connect
from storage.migrations import migrate, migrations
from tests.storage.conftest import ALICES, MALLORYS, NOW, watch

_ROWS = "SELECT guild_id, site_id, domain, links, live, lost, since, first FROM referring_domains ORDER BY 1, 2, 3"
_TOLD = (
    "source_domain, count(*), sum(status = 'live'), sum(status = 'lost'),"
    " min(CASE WHEN lost_at IS NULL THEN first_seen_at END), min(first_seen_at) FROM backlinks"
)
_TRUTH = (
    f"SELECT guild_id, site_id, {_TOLD} GROUP BY guild_id, site_id, source_domain"
    f" UNION ALL SELECT guild_id, 0, {_TOLD} GROUP BY guild_id, source_domain ORDER BY 1, 2, 3"
)


def _happens(db: sqlite_utils.Database, dice: random.Random) -> None:
    """One of the things that happen to a link."""
    ids = [row[0] for row in db.conn.execute("SELECT id FROM backlinks ORDER BY id")]
    link = dice.choice(ids)
    at = (NOW + timedelta(hours=dice.randint(0, 9))).timestamp()
    match dice.randint(0, 4):
        case 0:
            db.conn.execute("DELETE FROM backlinks WHERE id = ?", [link])
        case 1:
            db.conn.execute("UPDATE backlinks SET status = 'lost', lost_at = ? WHERE id = ?", [at, link])
        case 2:
            status = dice.choice(("live", "unverified"))
            db.conn.execute("UPDATE backlinks SET status = ?, lost_at = NULL WHERE id = ?", [status, link])
        case 3:
            seen = dice.choice((at, None))
            db.conn.execute("UPDATE backlinks SET first_seen_at = ?, checked_at = ? WHERE id = ?", [seen, at, link])
        case _:
            name = f"{dice.choice('abc')}.example"
            db.conn.execute("UPDATE backlinks SET source_domain = ? WHERE id = ?", [name, link])


@pytest.mark.parametrize("seed", range(8))
def test_the_table_is_what_grouping_the_links_gives(db: sqlite_utils.Database, seed: int) -> None:
    dice = random.Random(seed)
    for guild in (ALICES, MALLORYS):
        watch(db, guild, *(f"https://{'abcd'[number % 4]}.example/{number}" for number in range(12)))
    watch(db, ALICES, "https://a.example/x", "https://e.example/", domain="second.example")
    for _ in range(20):
        _happens(db, dice)
        assert db.conn.execute(_ROWS).fetchall() == db.conn.execute(_TRUTH).fetchall()


def test_a_site_and_a_server_take_theirs_along(db: sqlite_utils.Database) -> None:
    mine = watch(db, ALICES, "https://a.example/", "https://a.example/2")
    watch(db, ALICES, "https://a.example/3", domain="second.example")
    watch(db, MALLORYS, "https://a.example/4")
    sites.remove(db, ALICES, mine.id)
    assert db.conn.execute(_ROWS).fetchall() == db.conn.execute(_TRUTH).fetchall()
    guilds.purge(db, MALLORYS)
    assert [row[0] for row in db.conn.execute(_ROWS)] == [ALICES, ALICES]  # of the site, and of all


def test_a_file_that_had_links_before_is_counted_when_it_is_brought_up_to_date(tmp_path: Path) -> None:
    old = connect(tmp_path / "old.sqlite3")
    migrations.apply(old, stop_before="0013_referring_domains")
    watch(old, ALICES, *(f"https://{'abc'[number % 3]}.example/{number}" for number in range(9)))
    watch(old, ALICES, "https://a.example/x", domain="second.example")
    old.conn.execute("UPDATE backlinks SET status = 'live', first_seen_at = id")
    old.conn.execute("UPDATE backlinks SET status = 'lost', lost_at = 20 WHERE id % 4 = 0")
    migrate(old)
    rows = old.conn.execute(_ROWS).fetchall()
    assert len(rows) == 7
    assert rows == old.conn.execute(_TRUTH).fetchall()
    old.close()


def test_counts_of_domains_are_those_of_the_links(db: sqlite_utils.Database) -> None:
    site = watch(db, ALICES, "https://a.example/1", "https://a.example/2", "https://b.example/", "https://c.org/")
    watch(db, ALICES, "https://a.example/3", domain="second.example")
    db.conn.execute("UPDATE backlinks SET status = 'live', first_seen_at = ?", [NOW.timestamp()])
    db.conn.execute("UPDATE backlinks SET status = 'lost', lost_at = ? WHERE id = 3", [NOW.timestamp() + 60])
    live, lost = (Asked(guild_id=ALICES, statuses=(status,)) for status in ("live", "lost"))
    assert [questions.count_domains(db, asked) for asked in (live, lost)] == [2, 1]
    assert questions.most_linked(db, live, Group.DOMAIN, limit=5).shown == [("a.example", 3, None), ("c.org", 1, None)]
    of_site = Asked(guild_id=ALICES, site_id=site.id, statuses=("live",))
    assert questions.most_linked(db, of_site, Group.DOMAIN, limit=1).shown == [("a.example", 2, None)]
    assert questions.most_linked(db, live, Group.TLD, limit=5).shown == [("example", 3, None), ("org", 1, None)]
    assert questions.count_domains(db, Asked(guild_id=MALLORYS, statuses=("live",))) == 0


def test_what_is_narrowed_is_read_from_the_links(db: sqlite_utils.Database) -> None:
    watch(db, ALICES, "https://a.example/1", "https://b.example/")
    db.conn.execute("UPDATE backlinks SET status = 'live', first_seen_at = ?", [NOW.timestamp()])
    db.conn.execute("UPDATE backlinks SET credit = 'nofollow' WHERE id = 1")
    nofollow = Asked(guild_id=ALICES, statuses=("live",), credit=("nofollow",))
    assert referring.counted_as(nofollow) is None
    assert not referring.tells_since(replace(nofollow, statuses=()))
    assert questions.count_domains(db, nofollow) == 1
    assert history.standing_domains(db, Asked(guild_id=ALICES, credit=("nofollow",)), [NOW]) == [1]
    assert history.standing_domains(db, Asked(guild_id=ALICES), [NOW - timedelta(days=1), NOW]) == [0, 2]


@pytest.mark.parametrize("seed", range(4))
def test_domains_that_stood_are_told_alike_from_the_table_and_from_the_links(
    db: sqlite_utils.Database, seed: int
) -> None:
    dice = random.Random(seed)
    site = watch(db, ALICES, *(f"https://{'abcdef'[number % 6]}.example/{number}" for number in range(40)))
    watch(db, ALICES, *(f"https://{'efgh'[number % 4]}.example/{number}" for number in range(20)), domain="two.example")
    for link in range(1, 61):
        first = NOW + timedelta(days=dice.randint(0, 30))
        gone = first + timedelta(days=dice.randint(1, 20)) if dice.random() < 0.6 else None
        db.conn.execute(
            "UPDATE backlinks SET status = ?, first_seen_at = ?, lost_at = ?, hidden = 0 WHERE id = ?",
            ["lost" if gone else "live", first.timestamp(), gone and gone.timestamp(), link],
        )
    moments = [NOW + timedelta(days=day) for day in range(-1, 52, 3)]
    for asked in (Asked(guild_id=ALICES), Asked(guild_id=ALICES, site_id=site.id)):
        truth = [
            db.conn.execute(
                "SELECT count(DISTINCT source_domain) FROM backlinks WHERE first_seen_at <= :at"
                " AND (lost_at IS NULL OR lost_at > :at) AND site_id = coalesce(:site, site_id)",
                {"at": at.timestamp(), "site": asked.site_id},
            ).fetchone()[0]
            for at in moments
        ]
        assert history.standing_domains(db, asked, moments) == truth
        assert history.standing_domains(db, replace(asked, hidden=False), moments) == truth  # all of them
