from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.rows import moment, unix


@given(st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001  # hypothesis adds the zone
def test_a_moment_comes_back_to_the_microsecond(at: datetime) -> None:
    assert moment(unix(at)) == at


def test_a_moment_of_another_zone_is_the_same_moment() -> None:
    at = datetime(2026, 3, 29, 2, 30, tzinfo=timezone(timedelta(hours=9)))
    assert moment(unix(at)) == at
    assert moment(unix(at)).tzinfo is UTC


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a time zone"):
        unix(datetime(2026, 1, 1))  # noqa: DTZ001  # the case
