"""Stretches of time: found in words, made into moments."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.answers import period_moments, periods

NOW = datetime(2025, 10, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("lost links today", "today"),
        ("in the last 30 days", "last_30_days"),
        ("les 30 derniers jours", "last_30_days"),
        ("letzte woche", "last_week"),
        ("la semana pasada", "last_week"),
        ("two weeks ago", "week_before_last"),
        ("past 3 months", "last_3_months"),
        ("since monday", "since_monday"),
        ("seit gestern", "since_yesterday"),
        ("since the last report", "since_last_report"),
        ("until friday", "until_friday"),
        ("in september", "month:09"),
        ("im marz", "month:03"),
        ("between 1 oct and 15 oct", "range:10-01..10-15"),
        ("from 1 to 15 october", "range:10-01..10-15"),
        ("on 5 october", "range:10-05..10-05"),
        ("last month vs this month", ["last_month", "this_month"]),
        ("which links do we have", None),
        ("top 10 links", None),
    ],
)
def test_a_stretch_of_time_is_found(text: str, symbol: object) -> None:
    assert periods.find(text, NOW) == symbol


@pytest.mark.parametrize(
    ("symbol", "start", "end"),
    [
        ("last_week", (2025, 10, 13), (2025, 10, 20)),
        ("week_before_last", (2025, 10, 6), (2025, 10, 13)),
        ("yesterday", (2025, 10, 21), (2025, 10, 22)),
        ("last_month", (2025, 9, 1), (2025, 10, 1)),
        ("month:12", (2024, 12, 1), (2025, 1, 1)),
        ("range:10-01..10-15", (2025, 10, 1), (2025, 10, 16)),
        ("range:12-20..01-05", (2024, 12, 20), (2025, 1, 6)),
    ],
)
def test_a_stretch_of_time_has_moments(symbol: str, start: tuple[int, int, int], end: tuple[int, int, int]) -> None:
    assert period_moments.moments(symbol, NOW) == (datetime(*start, tzinfo=UTC), datetime(*end, tzinfo=UTC))


def test_a_day_ends_at_the_teams_midnight_also_when_clocks_change() -> None:
    now = datetime(2025, 10, 27, 12, 0, tzinfo=ZoneInfo("Europe/Berlin"))  # clocks went back on the 26th
    start, end = period_moments.moments("last_week", now)
    assert (start.utcoffset(), end.utcoffset()) != (None, None)
    assert (end.timestamp() - start.timestamp()) / 3600 == 7 * 24 + 1


def test_what_lies_ahead_cannot_be_looked_up() -> None:
    with pytest.raises(ValueError, match="until_monday"):
        period_moments.moments("until_monday", NOW)
