"""Retry-After: a number of seconds or a date, as a moment."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

MAX_REST = timedelta(hours=24)  # nobody may silence us for longer


def retry_moment(value: str | None, now: datetime) -> datetime | None:
    """The moment that a Retry-After header names (RFC 9110, 10.2.3), at most MAX_REST from `now`; None when useless."""
    if not value:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return now + min(timedelta(seconds=int(value[:9])), MAX_REST)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:  # "-0000", which means UTC here
        moment = moment.replace(tzinfo=UTC)
    return min(moment, now + MAX_REST) if moment > now else None
