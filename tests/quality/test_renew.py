"""What is learnt after a rating comes into it: lists, imported metrics, other links of one owner, the team's word."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlite_utils

from bot.quality.gather import site_numbers
from bot.quality.rate import toxicity
from bot.quality.rating import Signal
from bot.quality.renew import renew
from storage import backlinks, events, guilds, metrics, prints, ranks, ratings, sites, verdicts
from storage.connection import open_for_writing
from storage.records import Backlink, NewBacklink, Site
from storage.verdicts import Verdict
from storage.words import EventKind

NOW = datetime(2026, 5, 1, tzinfo=UTC)
GROUP_FOR = timedelta(minutes=2)
NAMED = {"name": "spam_name", "group": "domain", "weight": 90.0, "value": 0.3, "evidence": "Its name says so."}
PARTS = [
    {"name": "relevance", "weight": 0.35, "value": 0.8, "why": "near"},
    {"name": "authority", "weight": 0.3, "value": None, "why": "not measured: nothing is known"},
    {"name": "credit", "weight": 0.15, "value": 1.0, "why": "the link is followed"},
]


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite_utils.Database]:
    opened = open_for_writing(tmp_path / "db.sqlite3")
    yield opened
    opened.close()


def rated(db: sqlite_utils.Database, *hosts: str) -> tuple[Site, list[Backlink]]:
    """A site with a rated live link from each host."""
    site, _ = sites.add(db, 1, "ours.example", now=NOW)
    guilds.set_alerts_channel(db, 1, 77)
    backlinks.add_many(
        db, site, [NewBacklink(url=f"https://{host}/p", host=host, domain=host) for host in hosts], now=NOW
    )
    db.conn.execute("UPDATE backlinks SET status = 'live', credit = 'followed'")
    for link in backlinks.of_site(db, 1, site.id):
        rating = ratings.NewRating(
            quality=86, relevance=0.8, authority=None, toxicity=27, signals=[NAMED], parts=PARTS, summary="why"
        )
        ratings.save(db, 1, link.id, rating, now=NOW, group_for=GROUP_FOR)
    return site, backlinks.of_site(db, 1, site.id)


def again(db: sqlite_utils.Database, site: Site, link: Backlink) -> tuple[bool, Backlink, ratings.Reasons]:
    """Renew the rating of a link; whether it changed, the link and its reasons now."""
    changed = renew(db, link, site, site_numbers(db, site, NOW), now=NOW, group_for=GROUP_FOR)
    now, why = backlinks.get(db, 1, link.id), ratings.reasons(db, 1, link.id)
    assert now is not None
    assert why is not None
    return changed, now, why


def test_nothing_new_changes_nothing(db: sqlite_utils.Database) -> None:
    site, [link] = rated(db, "a.example")
    again(db, site, link)
    changed, after, _ = again(db, site, link)
    assert not changed
    assert after.toxicity == link.toxicity


def test_an_imported_metric_becomes_the_authority_with_its_source_and_day(db: sqlite_utils.Database) -> None:
    site, [link] = rated(db, "a.example")
    metrics.save(db, 1, [("a.example", "ahrefs_dr", 63.0), ("a.example", "majestic_cf", 20.0)], now=NOW)
    changed, after, why = again(db, site, link)
    assert changed
    assert after.authority == 63
    assert after.quality is not None
    assert link.quality is not None
    assert after.quality < link.quality
    said = next(part["why"] for part in why.parts if part["name"] == "authority")
    assert "Ahrefs' Domain Rating: 63 (imported 1 May 2026)" in said
    assert "Majestic's Citation Flow: 20 (imported 1 May 2026), not counted" in said
    assert why.not_measured == []


def test_a_metric_of_another_team_counts_for_nobody_else(db: sqlite_utils.Database) -> None:
    site, [link] = rated(db, "a.example")
    guilds.ensure(db, 2)
    metrics.save(db, 2, [("a.example", "ahrefs_dr", 63.0)], now=NOW)
    _, after, _ = again(db, site, link)
    assert after.authority is None


def test_a_rank_list_that_is_loaded_later_counts(db: sqlite_utils.Database) -> None:
    site, [link] = rated(db, "a.example")
    ranks.replace_ranks(db, "tranco", 1, [("a.example", 1000)])
    ranks.finish_load(db, "tranco", 1, entries=1_000_000, now=NOW)
    _, after, why = again(db, site, link)
    assert after.authority == pytest.approx(64.9)
    assert {signal["name"] for signal in why.signals} == {"spam_name", "well_known"}


def test_a_domain_that_is_listed_later_turns_toxic_and_an_alert_is_owed(db: sqlite_utils.Database) -> None:
    site, [link] = rated(db, "a.example")
    ranks.replace_listed(db, "mine", 1, ["a.example"])
    _, after, why = again(db, site, link)
    assert after.toxicity is not None
    assert after.toxicity >= 60
    assert toxicity(tuple(Signal(**signal) for signal in why.signals)) == after.toxicity
    told = events.of_guild(db, 1, start=NOW, end=NOW + timedelta(1), kinds=[EventKind.TURNED_TOXIC])
    assert len(told) == 1
    verdicts.say(db, 1, site.id, "a.example", Verdict.FINE, said_by=5, now=NOW)
    _, forgiven, _ = again(db, site, after)
    assert forgiven.toxicity == 0


def test_pages_of_one_owner_are_seen_once_both_were_read(db: sqlite_utils.Database) -> None:
    site, [one, two] = rated(db, "a.example", "b.example")
    for link in (one, two):
        assert prints.save(db, link.page_id, [("same_owner", "UA-1234567-1")])
    assert not prints.save(db, one.page_id, [("same_owner", "UA-1234567-1")])
    _, _, why = again(db, site, one)
    assert "shared_owner" in {signal["name"] for signal in why.signals}


def test_what_is_due_is_what_was_marked_or_is_a_day_old(db: sqlite_utils.Database) -> None:
    _, links = rated(db, "a.example", "b.example")
    assert ratings.due(db, NOW, limit=10) == []
    ratings.make_domains_due(db, 2, ["a.example"])
    assert ratings.due(db, NOW, limit=10) == []
    ratings.make_domains_due(db, 1, ["a.example"])
    assert [link.source_url for link in ratings.due(db, NOW, limit=10)] == ["https://a.example/p"]
    assert len(ratings.due(db, NOW + ratings.RENEW_EVERY, limit=10)) == len(links)
    ratings.renewed(db, 1, links[0].id, now=NOW)
    ratings.renewed(db, 1, links[1].id, now=NOW)
    assert ratings.due(db, NOW, limit=10) == []
    ratings.make_all_due(db)
    assert len(ratings.due(db, NOW, limit=10)) == 2
