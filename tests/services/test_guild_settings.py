"""Days, times, durations and time zones as people type them."""

from datetime import timedelta
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UserError
from bot.services.guild_settings import read_duration, read_time, read_timezone, read_weekday, timezones_like


@pytest.mark.parametrize(
    ("typed", "day"), [("monday", 0), ("Mon", 0), ("mo", 0), ("TUES", 1), ("Sundays", 6), ("sat.", 5), ("thu", 3)]
)
def test_days(typed: str, day: int) -> None:
    assert read_weekday(typed) == day


@pytest.mark.parametrize("typed", ["", "t", "s", "someday", "montag", "7"])
def test_no_days(typed: str) -> None:
    with pytest.raises(UserError, match="`monday`"):
        read_weekday(typed)


@pytest.mark.parametrize(
    ("typed", "time"),
    [
        ("9", "09:00"),
        ("09:00", "09:00"),
        ("9.30", "09:30"),
        ("17h", "17:00"),
        ("12am", "00:00"),
        ("12pm", "12:00"),
        ("9:30 pm", "21:30"),
        ("0:05", "00:05"),
        ("23:59", "23:59"),
    ],
)
def test_times(typed: str, time: str) -> None:
    assert read_time(typed) == time


@pytest.mark.parametrize("typed", ["", "24:00", "9:60", "13pm", "0am", "nine", "9:5", "-1", "9:00:00"])
def test_no_times(typed: str) -> None:
    with pytest.raises(UserError, match="`09:00`"):
        read_time(typed)


@pytest.mark.parametrize(
    ("typed", "length"),
    [
        ("30m", timedelta(minutes=30)),
        ("2h", timedelta(hours=2)),
        ("2 hours", timedelta(hours=2)),
        ("3 days", timedelta(days=3)),
        ("1 Week", timedelta(weeks=1)),
    ],
)
def test_durations(typed: str, length: timedelta) -> None:
    assert read_duration(typed) == length


@pytest.mark.parametrize("typed", ["", "0h", "2", "forever", "-1d", "99999w", "2h30"])
def test_no_durations(typed: str) -> None:
    with pytest.raises(UserError, match="`2h`"):
        read_duration(typed)


@given(st.sampled_from(sorted(available_timezones())))
def test_every_time_zone_is_known_in_any_case(name: str) -> None:
    assert read_timezone(name.lower().replace("_", " ")) == name


@given(st.text(max_size=40))
def test_any_text_is_a_time_zone_or_gets_a_sentence(text: str) -> None:
    try:
        assert read_timezone(text) in available_timezones()
    except UserError as refusal:
        assert "time zone" in str(refusal)  # noqa: PT017  # either way is right, silence is not


def test_cities_come_before_offices_in_the_list() -> None:
    assert timezones_like("berlin", limit=5) == ["Europe/Berlin"]
    assert timezones_like("utc", limit=5)[0] == "Etc/UTC"


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("berln", "Did you mean `Europe/Berlin`"),
        ("europe/berln", "Did you mean `Europe/Berlin`"),
        ("new yrok", "Did you mean `America/New_York`"),
        ("nowhere", "Type one like `Europe/Berlin`"),
        ("mars/olympus", "Type one like `Europe/Berlin`"),
    ],
)
def test_a_mistyped_time_zone_gets_a_hint_only_when_one_is_near(typed: str, hint: str) -> None:
    with pytest.raises(UserError, match=hint):
        read_timezone(typed)
