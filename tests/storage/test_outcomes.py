from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlite_utils

from storage import backlinks, deliveries, events, guilds, outcomes, pages, sites
from storage.outcomes import save_outcome
from storage.records import Delivery, NewEvent, Page, Site
from storage.words import ALERTED, DeliveryState, EventKind, Status
from tests.storage.conftest import ALICES, CHANNEL, NOW, watch

GROUP = timedelta(minutes=2)
LOST = NewEvent(kind=EventKind.LOST, before="live", after="lost", evidence="It is gone.")


def check(
    db: sqlite_utils.Database, *happened: NewEvent, at: datetime = NOW, next_in: timedelta = timedelta(days=1)
) -> bool:
    """Claim every due page and end its check, with these events for each of its links."""
    saved = []
    for page in pages.claim_due(db, now=at, limit=100, lease=timedelta(hours=1)):
        outcome = [(replace(link, checked_at=at), happened) for link in backlinks.for_page(db, page.id)]
        saved.append(save_outcome(db, page, outcome, now=at, next_check_at=at + next_in, group_for=GROUP))
    return bool(saved) and all(saved)


def owed(db: sqlite_utils.Database) -> list[Delivery]:
    return deliveries.unsent(db, ALICES)


def told(db: sqlite_utils.Database, delivery: Delivery) -> Sequence[EventKind]:
    return [event.kind for event, _ in deliveries.with_events(db, delivery)]


def test_a_check_without_news_adds_no_rows(db: sqlite_utils.Database) -> None:
    watch(db, ALICES, "http://blog.example/a")
    for day in range(30):
        assert check(db, at=NOW + timedelta(days=day))
    tables = ("pages", "backlinks", "events", "deliveries")
    counts = [db.conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]  # noqa: S608  # ours
    assert counts == [1, 1, 0, 0]


def test_a_loss_is_a_row_and_its_message_another(db: sqlite_utils.Database) -> None:
    site = watch(db, ALICES, "http://blog.example/a")
    assert check(db, LOST)
    [delivery] = owed(db)
    assert (delivery.site_id, delivery.channel_id, delivery.not_before) == (site.id, CHANNEL, NOW + GROUP)
    [(event, link)] = deliveries.with_events(db, delivery)
    assert (event.kind, event.before, event.after, event.evidence) == (EventKind.LOST, "live", "lost", "It is gone.")
    assert link is not None
    assert link.source_url == "http://blog.example/a"


def test_a_broken_page_of_ours_is_told_with_every_live_link_that_leads_there(db: sqlite_utils.Database) -> None:
    site = watch(db, ALICES, "http://a.example/", "http://b.example/", "http://c.example/")
    for number, link in enumerate(backlinks.of_site(db, ALICES, site.id)):
        target = f"https://ours.example/{'kept' if number == 1 else 'gone'}"
        backlinks.save(db, replace(link, status=Status.LIVE, target_url=target))
    broken = NewEvent(kind=EventKind.TARGET_BROKEN, after="https://ours.example/gone")
    outcomes.add_event(db, broken, guild_id=ALICES, site_id=site.id, now=NOW, group_for=GROUP)
    [delivery] = owed(db)
    assert [(event.kind, link and link.target_url) for event, link in deliveries.with_events(db, delivery)] == [
        (EventKind.TARGET_BROKEN, "https://ours.example/gone")
    ] * 2


def test_changes_of_one_site_within_the_time_become_one_message(db: sqlite_utils.Database) -> None:
    watch(db, ALICES, "http://a.example/", "http://b.example/", "http://c.example/")
    check(db, LOST, next_in=timedelta(seconds=60))
    check(db, NewEvent(kind=EventKind.RESTORED), at=NOW + timedelta(seconds=60), next_in=timedelta(days=1))
    [delivery] = owed(db)
    assert told(db, delivery) == [EventKind.LOST] * 3 + [EventKind.RESTORED] * 3
    check(db, LOST, at=NOW + timedelta(days=2))
    assert len(owed(db)) == 2


def test_an_event_never_joins_a_message_that_was_tried(db: sqlite_utils.Database) -> None:
    watch(db, ALICES, "http://blog.example/a")
    check(db, LOST, next_in=GROUP)
    [claimed] = deliveries.claim_due(db, now=NOW + GROUP, limit=9)
    deliveries.mark_retry(db, claimed.id, error="503", not_before=NOW + timedelta(hours=1))
    check(db, NewEvent(kind=EventKind.RESTORED), at=NOW + GROUP)
    assert [told(db, delivery) for delivery in owed(db)] == [[EventKind.LOST], [EventKind.RESTORED]]


def test_two_sites_get_two_messages(db: sqlite_utils.Database) -> None:
    watch(db, ALICES, "http://blog.example/a")
    watch(db, ALICES, "http://blog.example/a", domain="other.example")
    check(db, LOST)
    assert len(owed(db)) == 2


@pytest.mark.parametrize("kind", sorted(frozenset(EventKind) - ALERTED))
def test_what_nobody_is_alerted_of_is_only_history(db: sqlite_utils.Database, kind: EventKind) -> None:
    watch(db, ALICES, "http://blog.example/a")
    check(db, NewEvent(kind=kind))
    assert owed(db) == []
    assert [event.kind for event in events.of_backlink(db, ALICES, 1)] == [kind]


def test_a_quiet_event_is_only_history(db: sqlite_utils.Database) -> None:
    watch(db, ALICES, "http://blog.example/a")
    check(db, replace(LOST, quiet=True))
    assert owed(db) == []
    assert len(events.of_backlink(db, ALICES, 1)) == 1


def test_a_muted_guild_is_owed_nothing_until_the_mute_ends(db: sqlite_utils.Database) -> None:
    watch(db, ALICES, "http://blog.example/a")
    guilds.mute(db, ALICES, NOW + timedelta(hours=1))
    check(db, LOST, next_in=timedelta(hours=1))
    assert owed(db) == []
    assert len(events.untold(db, ALICES, start=NOW, end=NOW + timedelta(days=1))) == 1
    check(db, LOST, at=NOW + timedelta(hours=1))
    assert len(owed(db)) == 1


def test_without_a_channel_events_are_kept_and_nothing_is_owed(db: sqlite_utils.Database) -> None:
    watch(db, ALICES, "http://blog.example/a")
    guilds.set_alerts_channel(db, ALICES, None)
    check(db, LOST)
    assert owed(db) == []
    assert len(events.of_backlink(db, ALICES, 1)) == 1


def test_a_guild_that_the_bot_has_left_is_owed_nothing(db: sqlite_utils.Database) -> None:
    watch(db, ALICES, "http://blog.example/a")
    guilds.mark_left(db, ALICES, NOW)
    check(db, LOST)
    assert owed(db) == []


def test_a_check_whose_claim_ran_out_saves_nothing(db: sqlite_utils.Database) -> None:
    site = watch(db, ALICES, "http://blog.example/a")
    late = claimed(db)
    pages.claim_due(db, now=NOW + timedelta(hours=2), limit=1, lease=timedelta(hours=1))
    [link] = backlinks.for_page(db, late.id)
    outcome = [(replace(link, status=Status.LOST), [LOST])]
    assert not save_outcome(db, late, outcome, now=NOW, next_check_at=NOW, group_for=GROUP)
    assert still_pending(db, site)
    assert owed(db) == []


def test_a_link_removed_during_its_check_leaves_no_event(db: sqlite_utils.Database) -> None:
    watch(db, ALICES, "http://blog.example/a")
    kept = watch(db, ALICES, "http://blog.example/a", domain="kept.example")
    page = claimed(db)
    outcome = [(link, [LOST]) for link in backlinks.for_page(db, page.id)]
    assert backlinks.remove(db, ALICES, 1)
    assert save_outcome(db, page, outcome, now=NOW, next_check_at=NOW, group_for=GROUP)
    assert [delivery.site_id for delivery in owed(db)] == [kept.id]


def test_a_site_removed_during_a_check_leaves_nothing(db: sqlite_utils.Database) -> None:
    site = watch(db, ALICES, "http://blog.example/a")
    page = claimed(db)
    outcome = [(link, [LOST]) for link in backlinks.for_page(db, page.id)]
    assert sites.remove(db, ALICES, site.id)
    assert not save_outcome(db, page, outcome, now=NOW, next_check_at=NOW, group_for=GROUP)
    assert owed(db) == []


def test_removing_a_site_takes_its_unsent_messages_along(db: sqlite_utils.Database) -> None:
    site = watch(db, ALICES, "http://blog.example/a")
    check(db, LOST)
    sites.remove(db, ALICES, site.id)
    assert owed(db) == []


def test_a_message_goes_to_the_channel_that_was_chosen_last(db: sqlite_utils.Database) -> None:
    watch(db, ALICES, "http://blog.example/a")
    check(db, LOST)
    guilds.set_alerts_channel(db, ALICES, 8)
    [delivery] = owed(db)
    assert (delivery.channel_id, delivery.state) == (8, DeliveryState.PENDING)


def claimed(db: sqlite_utils.Database) -> Page:
    [page] = pages.claim_due(db, now=NOW, limit=9, lease=timedelta(hours=1))
    return page


def still_pending(db: sqlite_utils.Database, site: Site) -> bool:
    return all(link.status is Status.PENDING for link in backlinks.of_site(db, ALICES, site.id))
