"""What the links of a site add up to."""

from dataclasses import replace
from datetime import timedelta

import sqlite_utils

from storage import backlinks, summaries, targets
from storage.words import Status
from tests.storage.conftest import ALICES, MALLORYS, NOW, watch


def test_an_overview_counts_live_links_by_what_they_are_worth(db: sqlite_utils.Database) -> None:
    site = watch(db, ALICES, *(f"https://blog{n}.example/{n}" for n in range(4)), "https://blog0.example/again")
    found = backlinks.of_site(db, ALICES, site.id, order=backlinks.Order.NEWEST)
    for number, one in enumerate(found):
        live = replace(
            one,
            status=Status.LOST if number == 3 else Status.LIVE,
            checked_at=NOW,
            target_url=f"https://ours.example/{number}",
        )
        backlinks.save(db, live)
    broken = targets.Target(url="https://ours.example/0", next_check_at=NOW, broken_since=NOW)
    targets.mark_links(db, broken)
    backlinks.set_rating(db, ALICES, found[0].id, quality=80.0, relevance=0.5, authority=None, toxicity=1.0, now=NOW)
    backlinks.set_rating(db, ALICES, found[1].id, quality=10.0, relevance=0.5, authority=None, toxicity=70.0, now=NOW)
    overview = summaries.overview(db, ALICES, site.id, strong_from=60, toxic_from=60)
    assert (overview.live, overview.strong, overview.toxic, overview.unrated) == (4, 1, 1, 2)
    assert (overview.broken_targets, overview.linking_domains, overview.last_checked_at) == (1, 3, NOW)
    assert summaries.overview(db, MALLORYS, site.id, strong_from=60, toxic_from=60).live == 0


def test_links_found_in_a_period_come_best_first(db: sqlite_utils.Database) -> None:
    site = watch(db, ALICES, "https://a.example/", "https://b.example/", "https://c.example/")
    for number, one in enumerate(backlinks.of_site(db, ALICES, site.id)):
        seen = NOW - timedelta(days=30) if number == 2 else NOW
        backlinks.save(db, replace(one, status=Status.LIVE, first_seen_at=seen))
        backlinks.set_rating(
            db, ALICES, one.id, quality=number * 10.0, relevance=None, authority=None, toxicity=0.0, now=NOW
        )
    found = backlinks.found_between(db, ALICES, NOW, NOW + timedelta(days=1))
    assert [one.quality for one in found] == [10.0, 0.0]
    assert backlinks.found_between(db, MALLORYS, NOW, NOW + timedelta(days=1)) == []
