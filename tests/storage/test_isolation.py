"""Mallory knows every id of Alice's team, and gets nothing."""

from datetime import timedelta

import sqlite_utils

from storage import backlinks, deliveries, events, guilds, outcomes, pages, sites, summaries
from storage.records import NewEvent
from storage.words import EventKind
from tests.storage.conftest import ALICES, CHANNEL, MALLORYS, NOW, only_link, page_urls, watch

EPOCH, LATER = NOW - timedelta(days=1), NOW + timedelta(days=1)


def lose(db: sqlite_utils.Database, guild_id: int, site_id: int, backlink_id: int) -> int:
    return outcomes.add_event(
        db,
        NewEvent(kind=EventKind.LOST),
        guild_id=guild_id,
        site_id=site_id,
        backlink_id=backlink_id,
        now=NOW,
        group_for=timedelta(minutes=2),
    )


def test_no_lookup_crosses_guilds(db: sqlite_utils.Database) -> None:
    site = watch(db, ALICES, "http://blog.example/a")
    link = only_link(db, site)
    guilds.ensure(db, MALLORYS)
    lose(db, ALICES, site.id, link.id)
    [owed] = deliveries.unsent(db, ALICES)

    assert sites.get(db, MALLORYS, site.id) is None
    assert sites.find(db, MALLORYS, site.domain) is None
    assert sites.of_guild(db, MALLORYS) == []
    assert backlinks.get(db, MALLORYS, link.id) is None
    assert backlinks.find(db, MALLORYS, site.id, link.source_url) == []
    assert backlinks.of_site(db, MALLORYS, site.id) == []
    assert backlinks.count(db, MALLORYS, site.id) == 0
    assert backlinks.lost_between(db, MALLORYS, None, EPOCH, LATER) == []
    assert sum(summaries.by_status(db, MALLORYS, site.id).values()) == 0
    assert summaries.linking_domains(db, MALLORYS, site.id) == []
    assert summaries.top_anchors(db, MALLORYS, site.id) == []
    assert events.of_guild(db, MALLORYS, start=EPOCH, end=LATER) == []
    assert events.of_backlink(db, MALLORYS, link.id) == []
    assert events.count_by_kind(db, MALLORYS, start=EPOCH, end=LATER) == {}
    assert deliveries.get(db, MALLORYS, owed.id) is None
    assert deliveries.unsent(db, MALLORYS) == []


def test_no_change_crosses_guilds(db: sqlite_utils.Database) -> None:
    site = watch(db, ALICES, "http://blog.example/a")
    link = only_link(db, site)
    assert not sites.remove(db, MALLORYS, site.id)
    assert not backlinks.remove(db, MALLORYS, link.id)
    assert not backlinks.set_rating(db, MALLORYS, link.id, quality=1, relevance=1, authority=1, toxicity=100, now=NOW)
    assert only_link(db, site) == link
    assert deliveries.revive(db, MALLORYS, channel_id=CHANNEL, now=NOW) == 0


def test_events_of_one_guild_never_join_the_message_of_another(db: sqlite_utils.Database) -> None:
    ours = watch(db, ALICES, "http://blog.example/a")
    theirs = watch(db, MALLORYS, "http://blog.example/a", domain="theirs.example")
    for site in (ours, theirs):
        lose(db, site.guild_id, site.id, only_link(db, site).id)
    assert [len(deliveries.unsent(db, guild_id)) for guild_id in (ALICES, MALLORYS)] == [1, 1]


def test_removing_a_site_keeps_the_pages_that_others_watch(db: sqlite_utils.Database) -> None:
    ours = watch(db, ALICES, "http://blog.example/shared", "http://blog.example/only-ours")
    theirs = watch(db, MALLORYS, "http://blog.example/shared", domain="theirs.example")
    assert sites.remove(db, ALICES, ours.id)
    assert page_urls(db) == ["http://blog.example/shared"]
    assert only_link(db, theirs).source_url == "http://blog.example/shared"


def test_purging_a_guild_leaves_nothing_of_it_and_all_of_the_others(db: sqlite_utils.Database) -> None:
    ours = watch(db, ALICES, "http://blog.example/shared", "http://blog.example/only-ours")
    watch(db, MALLORYS, "http://blog.example/shared", domain="theirs.example")
    lose(db, ALICES, ours.id, backlinks.of_site(db, ALICES, ours.id)[0].id)
    guilds.purge(db, ALICES)
    for table in ("sites", "backlinks", "events", "deliveries"):
        left = db.conn.execute(f"SELECT DISTINCT guild_id FROM {table}").fetchall()  # noqa: S608  # our own names
        assert (ALICES,) not in left, table
    assert guilds.get(db, ALICES) is None
    assert page_urls(db) == ["http://blog.example/shared"]
    assert len(pages.claim_due(db, now=NOW, limit=9, lease=timedelta(hours=1))) == 1
    assert db.conn.execute("PRAGMA foreign_key_check").fetchall() == []
