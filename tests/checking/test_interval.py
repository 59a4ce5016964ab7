"""When a page is due again."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checking.interval import JITTER, Pace, jitter_of, next_check
from bot.config import CheckSettings
from storage.records import Backlink
from storage.words import Seen, Status

NOW = datetime(2026, 6, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
PACE = Pace.of(CheckSettings())


def a_backlink(**values: object) -> Backlink:
    base: dict[str, object] = {
        "id": 1,
        "guild_id": 1,
        "site_id": 1,
        "page_id": 1,
        "source_url": "https://blog.example/",
        "status": Status.LIVE,
        "seen": Seen.PRESENT,
        "added_at": NOW - 20 * DAY,
    }
    return Backlink(**(base | values))  # type: ignore[arg-type]  # fields are given by name


CASES = [
    ("an ordinary link", a_backlink(), 24 * HOUR),
    ("a new link", a_backlink(added_at=NOW - DAY), 6 * HOUR),
    ("a changed link", a_backlink(added_at=NOW - 90 * DAY, changed_at=NOW - DAY), 6 * HOUR),
    ("a valuable link", a_backlink(quality=80.0), 12 * HOUR),
    ("a suspicious link", a_backlink(toxicity=50.0), 12 * HOUR),
    ("a long-stable link", a_backlink(added_at=NOW - 40 * DAY), 48 * HOUR),
    ("a link stable for years", a_backlink(added_at=NOW - 900 * DAY), 168 * HOUR),
    ("a stable and valuable link", a_backlink(added_at=NOW - 900 * DAY, quality=80.0), 12 * HOUR),
    ("a link that has just failed", a_backlink(seen=Seen.UNKNOWN, unknown_since=NOW), 6 * HOUR),
    ("a link that has failed for long", a_backlink(seen=Seen.UNKNOWN, unknown_since=NOW - 9 * DAY), 24 * HOUR),
    ("an unverified link, stable before", a_backlink(added_at=NOW - 900 * DAY, status=Status.UNVERIFIED), 24 * HOUR),
]


@pytest.mark.parametrize(("link", "interval"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_interval_of(link: Backlink, interval: timedelta) -> None:
    assert next_check([link], now=NOW, pace=PACE, jitter=0) - NOW == interval


def test_the_link_that_needs_it_most_decides() -> None:
    links = [a_backlink(added_at=NOW - 900 * DAY), a_backlink(added_at=NOW)]
    assert next_check(links, now=NOW, pace=PACE, jitter=0) - NOW == 6 * HOUR


def test_an_absence_is_confirmed_early() -> None:
    assert next_check([a_backlink()], now=NOW, pace=PACE, jitter=0, look_again_at=NOW + HOUR) == NOW + HOUR


def test_a_confirmation_waits_for_what_the_server_asked_for() -> None:
    due = next_check([a_backlink()], now=NOW, pace=PACE, jitter=0, look_again_at=NOW + HOUR, retry_at=NOW + 3 * HOUR)
    assert due == NOW + 3 * HOUR


def test_a_server_cannot_ask_for_more_than_the_longest_interval() -> None:
    due = next_check([a_backlink()], now=NOW, pace=PACE, jitter=0, retry_at=NOW + 4000 * DAY)
    assert due == NOW + PACE.most


@given(
    st.integers(0, 1000),
    st.integers(-60, 60 * 24 * 30),
    st.floats(-1, 1),
    st.sampled_from([case[1] for case in CASES]),
)
def test_no_page_is_looked_at_sooner_than_the_policy_allows(
    age: int, again: int, jitter: float, link: Backlink
) -> None:
    now = link.added_at + age * DAY
    due = next_check([link], now=now, pace=PACE, jitter=jitter, look_again_at=now + timedelta(minutes=again))
    assert HOUR <= due - now <= PACE.most * (1 + JITTER)


def test_the_jitter_of_a_page_is_always_the_same_and_pages_spread_evenly() -> None:
    jitters = sorted(jitter_of(page) for page in range(1000))
    assert jitters == sorted(jitter_of(page) for page in range(1000))
    assert -1 <= jitters[0] < -0.99
    assert 0.99 < jitters[-1] <= 1
    assert max(after - before for before, after in pairwise(jitters)) < 0.005


def test_bounds_that_contradict_each_other_are_put_in_order() -> None:
    pace = Pace.of(CheckSettings(interval_hours=2, min_interval_hours=6, max_interval_hours=1))
    assert (pace.least, pace.usual, pace.most) == (2 * HOUR, 2 * HOUR, 2 * HOUR)
