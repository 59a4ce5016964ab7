from dataclasses import replace
from datetime import timedelta

import sqlite_utils

from storage import pages
from storage.records import Page
from tests.storage.conftest import ALICES, MALLORYS, NOW, watch

LEASE = timedelta(minutes=10)
NEXT_DAY = NOW + timedelta(days=1)


def claim(db: sqlite_utils.Database, *, minutes: float = 0, limit: int = 100, per_host: int = 20) -> list[Page]:
    return pages.claim_due(db, now=NOW + timedelta(minutes=minutes), limit=limit, lease=LEASE, per_host=per_host)


def test_a_page_of_two_guilds_is_one_row_and_claimed_once(db: sqlite_utils.Database) -> None:
    watch(db, ALICES, "http://blog.example/a")
    watch(db, MALLORYS, "http://blog.example/a", domain="theirs.example")
    [page] = claim(db)
    assert page.url == "http://blog.example/a"
    assert claim(db) == []


def test_the_longest_overdue_come_first_and_a_hosts_pages_side_by_side(db: sqlite_utils.Database) -> None:
    urls = ["http://b.example/1", "http://a.example/1", "http://b.example/2", "http://a.example/2"]
    for minutes, url in enumerate(urls):
        pages.ensure(db, url, host=url[7:16], domain=url[7:16], now=NOW - timedelta(minutes=10 - minutes))
    assert [page.url[7:] for page in claim(db)] == ["b.example/1", "b.example/2", "a.example/1", "a.example/2"]


def test_a_host_with_many_pages_keeps_nobody_waiting(db: sqlite_utils.Database) -> None:
    for number in range(50):
        pages.ensure(db, f"http://big.example/{number}", host="big.example", domain="big.example", now=NOW)
    pages.ensure(db, "http://small.example/", host="small.example", domain="small.example", now=NOW)
    got = claim(db, limit=10, per_host=5)
    assert [page.host for page in got] == ["big.example"] * 5 + ["small.example"]
    more = pages.claim_due(db, now=NOW, limit=10, lease=LEASE, skip_hosts={"big.example"})
    assert more == []


def test_a_claim_ends_by_itself_when_its_holder_died(db: sqlite_utils.Database) -> None:
    watch(db, ALICES, "http://blog.example/a")
    [held] = claim(db)
    assert claim(db, minutes=9) == []
    [again] = claim(db, minutes=10)
    assert not pages.save_checked(db, held, next_check_at=NEXT_DAY)
    assert pages.save_checked(db, again, next_check_at=NEXT_DAY)


def test_a_released_page_is_due_as_before(db: sqlite_utils.Database) -> None:
    watch(db, ALICES, "http://blog.example/a")
    before = claim(db)
    pages.release(db, before)
    [after] = claim(db, minutes=1)
    assert after == replace(before[0], claimed_at=NOW + timedelta(minutes=1))


def test_releasing_late_does_not_take_somebody_elses_claim(db: sqlite_utils.Database) -> None:
    watch(db, ALICES, "http://blog.example/a")
    old = claim(db)
    claim(db, minutes=10)
    pages.release(db, old)
    assert claim(db, minutes=11) == []


def test_a_start_ends_all_claims(db: sqlite_utils.Database) -> None:
    watch(db, ALICES, "http://blog.example/a", "http://blog.example/b")
    claim(db)
    assert pages.release_all(db) == 2
    assert len(claim(db)) == 2


def test_what_a_check_learnt_is_kept_with_the_page(db: sqlite_utils.Database) -> None:
    watch(db, ALICES, "http://blog.example/a")
    [page] = claim(db)
    learnt = replace(page, etag='"1"', last_modified="yesterday", body_hash="h", http_status=200, checked_at=NOW,
                     final_url="http://blog.example/b", failing_since=NOW, unchanged_checks=3)  # fmt: skip
    assert pages.save_checked(db, learnt, next_check_at=NEXT_DAY)
    assert pages.get(db, page.id) == replace(learnt, claimed_at=None, next_check_at=NEXT_DAY)


def test_a_check_asked_for_while_one_runs_is_not_forgotten(db: sqlite_utils.Database) -> None:
    watch(db, ALICES, "http://blog.example/a")
    [page] = claim(db)
    asked = NOW + timedelta(seconds=5)
    assert pages.make_due(db, [page.id], now=asked) == 1
    pages.save_checked(db, page, next_check_at=NEXT_DAY)
    [again] = claim(db, minutes=1)
    assert again.next_check_at == asked


def test_a_page_added_by_another_guild_during_its_check_is_checked_again(db: sqlite_utils.Database) -> None:
    watch(db, ALICES, "http://blog.example/a")
    pages.make_due(db, [1], now=NOW)
    db.conn.execute("UPDATE pages SET next_check_at = next_check_at - 60")
    [page] = claim(db)
    watch(db, MALLORYS, "http://blog.example/a", domain="theirs.example")
    pages.save_checked(db, page, next_check_at=NEXT_DAY)
    assert len(claim(db)) == 1


def test_making_due_counts_only_what_was_not(db: sqlite_utils.Database) -> None:
    watch(db, ALICES, "http://blog.example/a", "http://blog.example/b")
    [page, _] = claim(db)
    pages.save_checked(db, page, next_check_at=NEXT_DAY)
    assert pages.count_due(db, NOW) == 0
    assert pages.make_due(db, [page.id], now=NOW) == 1
    assert pages.make_due(db, [page.id], now=NOW) == 0
    assert pages.count_due(db, NOW) == 1
