from datetime import timedelta

import sqlite_utils

from storage import deliveries, guilds, sites
from storage.records import Guild
from storage.words import DeliveryKind
from tests.storage.conftest import ALICES, CHANNEL, MALLORYS, NOW

NEXT_WEEK = NOW + timedelta(days=7)


def with_digest(db: sqlite_utils.Database) -> None:
    guilds.set_alerts_channel(db, ALICES, CHANNEL)
    guilds.set_digest(db, ALICES, weekday=4, time="17:30", next_at=NOW)


def test_settings_are_kept(db: sqlite_utils.Database) -> None:
    with_digest(db)
    guilds.set_timezone(db, ALICES, "Europe/Vienna", digest_next_at=NEXT_WEEK)
    guilds.set_ping_role(db, ALICES, 9)
    guilds.mute(db, ALICES, NOW)
    assert guilds.get(db, ALICES) == Guild(
        id=ALICES, alerts_channel_id=CHANNEL, timezone="Europe/Vienna", digest_weekday=4, digest_time="17:30",
        digest_next_at=NEXT_WEEK, ping_role_id=9, muted_until=NOW,
    )  # fmt: skip


def test_a_guild_without_settings_has_the_defaults(db: sqlite_utils.Database) -> None:
    assert guilds.get(db, ALICES) is None
    assert guilds.ensure(db, ALICES) == guilds.ensure(db, ALICES) == Guild(id=ALICES)


def test_a_due_digest_is_owed_once(db: sqlite_utils.Database) -> None:
    with_digest(db)
    assert guilds.due_digests(db, NOW - timedelta(seconds=1)) == []
    [due] = guilds.due_digests(db, NOW)
    assert guilds.owe_digest(db, due, next_at=NEXT_WEEK, now=NOW)
    assert not guilds.owe_digest(db, due, next_at=NEXT_WEEK, now=NOW)
    assert [delivery.kind for delivery in deliveries.unsent(db, ALICES)] == [DeliveryKind.DIGEST]
    assert guilds.due_digests(db, NOW) == []


def test_without_a_channel_a_digest_moves_on_and_is_owed_to_nobody(db: sqlite_utils.Database) -> None:
    with_digest(db)
    guilds.set_alerts_channel(db, ALICES, None)
    [due] = guilds.due_digests(db, NOW)
    assert guilds.owe_digest(db, due, next_at=NEXT_WEEK, now=NOW)
    assert deliveries.unsent(db, ALICES) == []


def test_a_guild_that_removed_the_bot_gets_no_digest_and_can_come_back(db: sqlite_utils.Database) -> None:
    with_digest(db)
    guilds.mark_left(db, ALICES, NOW)
    assert guilds.due_digests(db, NOW) == []
    assert [guild.id for guild in guilds.left_before(db, NEXT_WEEK)] == [ALICES]
    guilds.mark_left(db, ALICES, None)
    assert [guild.id for guild in guilds.all_present(db)] == [ALICES]


def test_a_site_is_watched_once_per_guild(db: sqlite_utils.Database) -> None:
    first, new = sites.add(db, ALICES, "ours.example", now=NOW, added_by=5)
    assert new
    assert sites.add(db, ALICES, "ours.example", now=NEXT_WEEK, added_by=6) == (first, False)
    other, new = sites.add(db, MALLORYS, "ours.example", now=NOW)
    assert new
    assert other.id != first.id
    assert sites.get(db, ALICES, first.id) == sites.find(db, ALICES, "ours.example") == first
