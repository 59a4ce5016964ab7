"""The next digest, across time zones and changes of the clocks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import given
from hypothesis import strategies as st

from bot.digest_time import next_digest

MONDAY = datetime(2026, 3, 23, 8, 0, tzinfo=UTC)


def test_a_time_later_today_is_today() -> None:
    assert next_digest(0, "10:00", "Europe/Berlin", MONDAY) == datetime(2026, 3, 23, 9, 0, tzinfo=UTC)


def test_a_time_that_has_passed_is_next_week() -> None:
    assert next_digest(0, "09:00", "Europe/Berlin", MONDAY) == datetime(2026, 3, 30, 7, 0, tzinfo=UTC)


def test_the_weekday_is_that_of_the_teams_zone() -> None:
    # 23:30 UTC on Sunday is Monday in Tokyo already
    sunday_night = datetime(2026, 3, 22, 23, 30, tzinfo=UTC)
    assert next_digest(0, "09:00", "Asia/Tokyo", sunday_night) == datetime(2026, 3, 23, 0, 0, tzinfo=UTC)


def test_a_time_that_the_clocks_skip_is_an_hour_later() -> None:
    assert next_digest(6, "02:30", "Europe/Berlin", MONDAY) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_a_time_that_the_clocks_repeat_comes_once() -> None:
    before = datetime(2026, 10, 24, 12, 0, tzinfo=UTC)
    first = next_digest(6, "02:30", "Europe/Berlin", before)
    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert next_digest(6, "02:30", "Europe/Berlin", first) == datetime(2026, 11, 1, 1, 30, tzinfo=UTC)


@given(
    st.integers(0, 6),
    st.times(),
    st.sampled_from(sorted(available_timezones())),
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  # hypothesis wants naive bounds
)
def test_the_next_digest_is_ahead_and_within_a_week_and_a_day(
    weekday: int, at: object, zone: str, now: datetime
) -> None:
    moment = next_digest(weekday, f"{at:%H:%M}", zone, now)
    assert now < moment <= now + timedelta(days=8)
    local = moment.astimezone(ZoneInfo(zone))
    assert local.weekday() == weekday or local.hour == 0
