from datetime import timedelta

import pytest
import sqlite_utils

from storage import deliveries, guilds
from storage.words import DeliveryKind, DeliveryState
from tests.storage.conftest import ALICES, CHANNEL, NOW

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def owed(db: sqlite_utils.Database) -> int:
    guilds.ensure(db, ALICES)
    return deliveries.owe(db, ALICES, CHANNEL, DeliveryKind.NOTICE, now=NOW, not_before=NOW)


def state(db: sqlite_utils.Database, delivery_id: int) -> DeliveryState:
    found = deliveries.get(db, ALICES, delivery_id)
    assert found is not None
    return found.state


def test_a_message_is_claimed_once(db: sqlite_utils.Database, owed: int) -> None:
    [claimed] = deliveries.claim_due(db, now=NOW, limit=9)
    assert (claimed.id, claimed.state, claimed.attempts, claimed.claimed_at) == (owed, DeliveryState.SENDING, 1, NOW)
    assert deliveries.claim_due(db, now=LATER, limit=9) == []


def test_a_message_waits_for_its_time(db: sqlite_utils.Database) -> None:
    guilds.ensure(db, ALICES)
    deliveries.owe(db, ALICES, CHANNEL, DeliveryKind.NOTICE, now=NOW, not_before=LATER)
    assert deliveries.claim_due(db, now=NOW, limit=9) == []
    assert len(deliveries.claim_due(db, now=LATER, limit=9)) == 1


def test_the_longest_waiting_go_first(db: sqlite_utils.Database) -> None:
    guilds.ensure(db, ALICES)
    for minutes in (3, 1, 2):
        not_before = NOW + timedelta(minutes=minutes)
        deliveries.owe(db, ALICES, CHANNEL + minutes, DeliveryKind.NOTICE, now=NOW, not_before=not_before)
    assert [delivery.id for delivery in deliveries.claim_due(db, now=LATER, limit=2)] == [2, 3]


def test_a_channel_reads_its_messages_in_their_order(db: sqlite_utils.Database) -> None:
    guilds.ensure(db, ALICES)
    for _ in range(3):
        deliveries.owe(db, ALICES, CHANNEL, DeliveryKind.NOTICE, now=NOW, not_before=NOW)
    assert [delivery.id for delivery in deliveries.claim_due(db, now=NOW, limit=9)] == [1]
    assert deliveries.claim_due(db, now=NOW, limit=9) == []  # the first is on its way
    deliveries.mark_retry(db, 1, error="503", not_before=LATER)
    assert deliveries.claim_due(db, now=NOW, limit=9) == []  # the first waits for its second try
    assert [delivery.id for delivery in deliveries.claim_due(db, now=LATER, limit=9)] == [1]
    deliveries.mark_failed(db, 1, error="403")
    assert [delivery.id for delivery in deliveries.claim_due(db, now=LATER, limit=9)] == [2]


def test_the_last_message_of_a_kind_that_arrived_is_found(db: sqlite_utils.Database, owed: int) -> None:
    owed_kind = deliveries.claim_due(db, now=NOW, limit=1)[0].kind
    assert deliveries.last_sent(db, ALICES, owed_kind, before=LATER) is None
    deliveries.mark_sent(db, owed, message_id=42, now=NOW)
    found = deliveries.last_sent(db, ALICES, owed_kind, before=LATER)
    assert found is not None
    assert found.id == owed
    assert deliveries.last_sent(db, ALICES, DeliveryKind.DIGEST, before=LATER) is None


def test_a_sent_message_is_done(db: sqlite_utils.Database, owed: int) -> None:
    deliveries.claim_due(db, now=NOW, limit=9)
    assert deliveries.mark_sent(db, owed, message_id=42, now=NOW)
    assert not deliveries.mark_sent(db, owed, message_id=43, now=NOW)
    assert not deliveries.mark_retry(db, owed, error="late", not_before=NOW)
    sent = deliveries.get(db, ALICES, owed)
    assert sent is not None
    assert (sent.state, sent.message_id, sent.sent_at, sent.claimed_at) == (DeliveryState.SENT, 42, NOW, None)
    assert deliveries.unsent(db, ALICES) == []


def test_a_message_that_was_not_claimed_cannot_be_finished(db: sqlite_utils.Database, owed: int) -> None:
    assert not deliveries.mark_sent(db, owed, message_id=42, now=NOW)
    assert not deliveries.mark_failed(db, owed, error="?")
    assert state(db, owed) is DeliveryState.PENDING


def test_a_retry_keeps_the_reason_and_counts_the_tries(db: sqlite_utils.Database, owed: int) -> None:
    for _ in range(3):
        deliveries.claim_due(db, now=LATER, limit=9)
        assert deliveries.mark_retry(db, owed, error="503 Service Unavailable", not_before=LATER)
    [waiting] = deliveries.unsent(db, ALICES)
    assert (waiting.attempts, waiting.last_error, waiting.not_before) == (3, "503 Service Unavailable", LATER)


def test_a_failed_message_is_shown_and_can_be_tried_in_another_channel(db: sqlite_utils.Database, owed: int) -> None:
    deliveries.claim_due(db, now=NOW, limit=9)
    deliveries.mark_failed(db, owed, error="403 Missing Access")
    assert [delivery.last_error for delivery in deliveries.unsent(db, ALICES)] == ["403 Missing Access"]
    assert deliveries.claim_due(db, now=LATER, limit=9) == []
    assert deliveries.revive(db, ALICES, channel_id=8, now=LATER) == 1
    assert [delivery.channel_id for delivery in deliveries.claim_due(db, now=LATER, limit=9)] == [8]


def test_what_was_being_sent_when_the_process_died_is_found_again(db: sqlite_utils.Database, owed: int) -> None:
    deliveries.claim_due(db, now=NOW, limit=9)
    assert [delivery.id for delivery in deliveries.stuck_sending(db)] == [owed]


def test_an_id_is_never_used_twice_because_it_is_the_nonce(db: sqlite_utils.Database, owed: int) -> None:
    guilds.purge(db, ALICES)
    guilds.ensure(db, ALICES)
    assert deliveries.owe(db, ALICES, CHANNEL, DeliveryKind.NOTICE, now=NOW, not_before=NOW) > owed
