"""Retry-After, in all its forms."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.crawl.moments import MAX_REST, retry_moment

NOW = datetime(2026, 8, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 5 ", 5),
        ("0", 0),
        ("Sat, 01 Aug 2026 12:10:00 GMT", 600),
        ("Saturday, 01-Aug-26 12:10:00 GMT", 600),
        ("Sat Aug  1 12:10:00 2026", 600),
        ("99999999999999999999", MAX_REST.total_seconds()),
        ("Sat, 01 Aug 2099 12:10:00 GMT", MAX_REST.total_seconds()),
    ],
)
def test_a_wish_becomes_a_moment_within_bounds(value: str, seconds: float) -> None:
    assert retry_moment(value, NOW) == NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize("value", [None, "", "soon", "-5", "1e9", "٣", "Sat, 01 Aug 2020 12:10:00 GMT", "99:99", "\0"])
def test_what_makes_no_sense_is_no_wish(value: str | None) -> None:
    assert retry_moment(value, NOW) is None
