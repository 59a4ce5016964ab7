"""When the next digest goes out: a weekday and a local time in the guild's own zone, as a moment in UTC."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEK = 7


def next_digest(weekday: int, clock_time: str, timezone: str, now: datetime) -> datetime:
    """The first moment after `now` that is `clock_time` (`09:00`) on `weekday` (0 is Monday) in the IANA zone.

    A time that the clocks skip is taken an hour later, one that they repeat is taken the first time.
    """
    zone = ZoneInfo(timezone)
    local = now.astimezone(zone)
    day = local.date() + timedelta(days=(weekday - local.weekday()) % WEEK)
    moment = datetime.combine(day, time.fromisoformat(clock_time), zone).astimezone(UTC)
    if moment <= now:
        day += timedelta(days=WEEK)
        moment = datetime.combine(day, time.fromisoformat(clock_time), zone).astimezone(UTC)
    return moment
