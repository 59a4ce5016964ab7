from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlite_utils

from storage import backlinks, pages, summaries
from storage.backlinks import Order
from storage.records import Backlink
from storage.words import Credit, Placement, Reason, Seen, Status
from tests.storage.conftest import ALICES, MALLORYS, NOW, link, only_link, watch

FULL: dict[str, Any] = {
    "status": Status.LOST, "seen": Seen.ABSENT, "reason": Reason.LINK_REMOVED, "evidence": "It is gone.",
    "http_status": 200, "checked_at": NOW, "target_url": "https://ours.example/x", "anchor": "ours",
    "rel": "ugc nofollow", "credit": Credit.UGC, "placement": Placement.COMMENT, "hidden": True, "page_noindex": True,
    "first_seen_at": NOW, "last_seen_at": NOW, "lost_at": NOW, "absent_count": 2, "absent_since": NOW,
    "unknown_since": NOW, "changed_at": NOW, "flapping_until": NOW, "flipped_at": NOW, "flipped_before_at": NOW,
}  # fmt: skip


def test_a_new_link_is_pending_and_its_page_due(db: sqlite_utils.Database) -> None:
    site = watch(db, ALICES, "http://blog.example/a")
    found = only_link(db, site)
    assert (found.status, found.source_url, found.added_at) == (Status.PENDING, "http://blog.example/a", NOW)
    assert pages.count_due(db, NOW) == 1


def test_links_are_added_once_however_often_they_are_pasted(db: sqlite_utils.Database) -> None:
    site = watch(db, ALICES, "http://blog.example/a")
    new = [link("http://blog.example/a"), link("http://blog.example/b"), link("http://blog.example/b")]
    assert backlinks.add_many(db, site, new, now=NOW) == (1, 2)
    assert backlinks.add_many(db, site, [], now=NOW) == (0, 0)
    assert backlinks.count(db, ALICES, site.id) == 2


def test_one_page_may_owe_links_to_several_targets(db: sqlite_utils.Database) -> None:
    site = watch(db, ALICES, "http://blog.example/a")
    wanted = link("http://blog.example/a", wanted_target="https://ours.example/price")
    assert backlinks.add_many(db, site, [wanted], now=NOW) == (1, 0)
    assert len(backlinks.find(db, ALICES, site.id, "http://blog.example/a")) == 2


def test_adding_a_link_of_a_known_page_makes_it_due(db: sqlite_utils.Database) -> None:
    watch(db, ALICES, "http://blog.example/a")
    [page] = pages.claim_due(db, now=NOW, limit=1, lease=timedelta(hours=1))
    pages.save_checked(db, page, next_check_at=NOW + timedelta(days=7))
    watch(db, MALLORYS, "http://blog.example/a", domain="theirs.example")
    assert pages.count_due(db, NOW) == 1


def test_everything_that_a_judgement_says_is_kept(db: sqlite_utils.Database) -> None:
    judged = replace(only_link(db, watch(db, ALICES, "http://blog.example/a")), **FULL)
    assert backlinks.save(db, judged)
    assert backlinks.get(db, ALICES, judged.id) == judged


def test_a_check_does_not_write_an_old_rating_back(db: sqlite_utils.Database) -> None:
    read_before = only_link(db, watch(db, ALICES, "http://blog.example/a"))
    rating: dict[str, Any] = {"quality": 50.0, "relevance": 0.5, "authority": None, "toxicity": 10.0}
    assert backlinks.set_rating(db, ALICES, read_before.id, **rating, now=NOW)
    backlinks.save(db, replace(read_before, status=Status.LIVE))
    after = backlinks.get(db, ALICES, read_before.id)
    assert after == replace(read_before, status=Status.LIVE, rated_at=NOW, **rating)


def test_a_link_with_a_wrong_status_is_refused(db: sqlite_utils.Database) -> None:
    watch(db, ALICES, "http://blog.example/a")
    with pytest.raises(Exception, match="CHECK constraint failed"):
        db.conn.execute("UPDATE backlinks SET status = 'vanished'")


def test_links_are_listed_by_status_credit_domain_and_page(db: sqlite_utils.Database) -> None:
    site = watch(db, ALICES, *(f"http://h{number % 2}.blog{number % 3}.example/{number}" for number in range(12)))
    for number, found in enumerate(backlinks.of_site(db, ALICES, site.id)):
        live = replace(found, status=Status.LIVE if number % 2 else Status.LOST, credit=list(Credit)[number % 3])
        backlinks.save(db, live)
    assert backlinks.count(db, ALICES, site.id, statuses=[Status.LIVE]) == 6
    both = backlinks.of_site(db, ALICES, site.id, statuses=[Status.LIVE, Status.LOST], credit=[Credit.FOLLOWED])
    assert len(both) == 4
    assert {found.credit for found in both} == {Credit.FOLLOWED}
    listed = backlinks.of_site(db, ALICES, site.id, domain="blog0.example")
    assert {found.source_url.split("/")[2] for found in listed} == {"h0.blog0.example", "h1.blog0.example"}
    paged = [
        found.id for start in (0, 5, 10) for found in backlinks.of_site(db, ALICES, site.id, limit=5, offset=start)
    ]
    assert sorted(paged) == list(range(1, 13))


def test_what_is_not_measured_comes_last(db: sqlite_utils.Database) -> None:
    site = watch(db, ALICES, "http://a.example/", "http://b.example/", "http://c.example/")
    for backlink_id, quality in ((1, 20.0), (3, 80.0)):
        backlinks.set_rating(
            db, ALICES, backlink_id, quality=quality, relevance=None, authority=None, toxicity=100 - quality, now=NOW
        )
    assert [found.id for found in backlinks.of_site(db, ALICES, site.id, order=Order.BEST)] == [3, 1, 2]
    assert [found.id for found in backlinks.of_site(db, ALICES, site.id, order=Order.WORST)] == [1, 3, 2]


def test_lost_links_of_a_period(db: sqlite_utils.Database) -> None:
    site = watch(db, ALICES, *(f"http://blog.example/{number}" for number in range(5)))
    for number, found in enumerate(sorted(backlinks.of_site(db, ALICES, site.id), key=lambda found: found.id)):
        backlinks.save(db, replace(found, status=Status.LOST, lost_at=NOW + timedelta(days=number)))
    lost = backlinks.lost_between(db, ALICES, None, NOW + timedelta(days=1), NOW + timedelta(days=3))
    assert [found.source_url[-1] for found in lost] == ["2", "1"]


def test_the_checker_sees_all_guilds_of_a_page_with_their_sites(db: sqlite_utils.Database) -> None:
    ours = watch(db, ALICES, "http://blog.example/a")
    theirs = watch(db, MALLORYS, "http://blog.example/a", domain="theirs.example")
    [(page_id, watchers)] = backlinks.for_pages(db, [1]).items()
    assert page_id == 1
    assert [site for _, site in watchers] == [ours, theirs]
    assert [found for found, _ in watchers] == backlinks.for_page(db, 1)


def test_summaries_tell_of_live_links(db: sqlite_utils.Database) -> None:
    site = watch(
        db, ALICES, "http://a.one.example/", "http://b.one.example/", "http://two.example/", "http://lost.example/"
    )
    shown: list[dict[str, Any]] = [
        {"status": Status.LIVE, "credit": Credit.FOLLOWED, "anchor": "Ours"},
        {"status": Status.LIVE, "credit": Credit.NOFOLLOW, "anchor": "ours"},
        {"status": Status.LIVE, "credit": Credit.FOLLOWED, "anchor": "here"},
        {"status": Status.LOST, "credit": Credit.FOLLOWED, "anchor": "gone"},
    ]
    for found, seen in zip(sorted(backlinks.of_site(db, ALICES, site.id), key=_by_id), shown, strict=True):
        backlinks.save(db, replace(found, **seen))
    backlinks.set_rating(db, ALICES, 3, quality=90, relevance=1, authority=50, toxicity=0, now=NOW)
    assert summaries.by_status(db, ALICES, site.id)[Status.LIVE] == 3
    assert summaries.by_status(db, ALICES, site.id)[Status.PENDING] == 0
    assert summaries.by_credit(db, ALICES, site.id)[Credit.FOLLOWED] == 2
    domains = summaries.linking_domains(db, ALICES, site.id)
    assert [(domain.domain, domain.links, domain.followed) for domain in domains] == [
        ("two.example", 1, 1),
        ("one.example", 2, 1),
    ]
    assert summaries.count_linking_domains(db, ALICES, site.id) == 2
    assert summaries.top_anchors(db, ALICES, site.id) == [("Ours", 2), ("here", 1)]


def _by_id(found: Backlink) -> int:
    return found.id
