# the numbers are months or days
"""Periods (`last_week`, `range:10-01..10-15`) as moments, and in words."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.answers.calendar_words import WEEKDAY_NAMES


def before(period: str) -> str | None:
    """The period of the same kind before this one, where that has a name."""
    named = {
        "today": "yesterday",
        "this_week": "last_week",
        "last_week": "week_before_last",
        "this_month": "last_month",
    }
    if period.startswith("month:"):
        return f"month:{(int(period[6:]) - 2) % 12 + 1:02}"
    return named.get(period)


def moments(
    period: str, now: datetime, *, last_report: datetime | None = None, last_check: datetime | None = None
) -> tuple[datetime, datetime]:
    """The first moment of a period and the one after its last, in the zone of `now`.

    Raises ValueError for a period that lies in the future or is not known.
    """
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    monday = midnight(today - timedelta(days=today.weekday()))
    first_of_month = today.replace(day=1)
    last_month = (first_of_month - timedelta(days=1)).replace(day=1)
    simple = {
        "today": (today, now),
        "yesterday": (midnight(today - timedelta(days=1)), today),
        "this_week": (monday, now),
        "last_week": (midnight(monday - timedelta(days=7)), monday),
        "week_before_last": (midnight(monday - timedelta(days=14)), midnight(monday - timedelta(days=7))),
        "this_month": (first_of_month, now),
        "last_month": (midnight(last_month), first_of_month),
        "this_quarter": (midnight(today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)), now),
        "this_year": (midnight(today.replace(month=1, day=1)), now),
        "since_yesterday": (midnight(today - timedelta(days=1)), now),
        "since_last_report": (last_report or today - timedelta(days=7), now),
        "since_last_check": (last_check or today - timedelta(days=1), now),
    }
    if period in simple:
        return simple[period]
    if match := re.fullmatch(r"last_(\d{1,4})_(days|months)", period):
        count = int(match[1])
        if match[2] == "days":
            return now - timedelta(days=count), now
        return midnight(_months_back(today, count)), now
    if match := re.fullmatch(r"month:(\d\d)", period):
        start = midnight(today.replace(year=today.year - (int(match[1]) > today.month), month=int(match[1]), day=1))
        return start, min(midnight((start + timedelta(days=32)).replace(day=1)), now)
    if match := re.fullmatch(r"range:(\d\d)-(\d\d)\.\.(\d\d)-(\d\d)", period):
        return _range_moments(today, now, [int(part) for part in match.groups()])
    if period.startswith("since_") and period[6:] in WEEKDAY_NAMES:
        return midnight(today - timedelta(days=(today.weekday() - WEEKDAY_NAMES.index(period[6:])) % 7)), now
    raise ValueError(f"a period that cannot be looked up: {period}")


def _range_moments(today: datetime, now: datetime, parts: list[int]) -> tuple[datetime, datetime]:
    first_month, first_day, last_month, last_day = parts
    last = _on(today, today.year, last_month, last_day)
    first = _on(today, today.year, first_month, first_day)
    if first > today:  # dates without a year lie in the past
        first, last = (
            _on(today, today.year - 1, first_month, first_day),
            _on(today, today.year - 1, last_month, last_day),
        )
    if last < first:
        last = _on(today, last.year + 1, last_month, last_day)
    return first, min(midnight(last + timedelta(days=1)), now) if last + timedelta(days=1) > first else now


def _on(today: datetime, year: int, month: int, day: int) -> datetime:
    for candidate in (day, 30, 29, 28):
        try:
            return midnight(today.replace(year=year, month=month, day=min(day, candidate)))
        except ValueError:
            continue
    raise ValueError(f"no such day: {month}-{day}")


def _months_back(day: datetime, count: int) -> datetime:
    month = day.year * 12 + day.month - 1 - count
    return _on(day, month // 12, month % 12 + 1, day.day)


def midnight(moment: datetime) -> datetime:
    """The local midnight of that date: a wall clock's day may have 23 or 25 hours."""
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def in_zone(now: datetime, timezone: str) -> datetime:
    """`now` on the guild's wall clock."""
    return now.astimezone(ZoneInfo(timezone)) if timezone != "UTC" else now.astimezone(UTC)


def in_words(period: str | list[str]) -> str:
    """A period for people: "last week", "1 to 15 October"."""
    if isinstance(period, list):
        return " and ".join(in_words(part) for part in period)
    names = (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    )
    if period.startswith("month:"):
        return names[int(period[6:]) - 1]
    if match := re.fullmatch(r"range:(\d\d)-(\d\d)\.\.(\d\d)-(\d\d)", period):
        first, last = ((int(day), names[int(month) - 1]) for month, day in (match.group(1, 2), match.group(3, 4)))
        return f"{first[0]} {first[1]}" if first == last else f"{first[0]} {first[1]} to {last[0]} {last[1]}"
    return period.replace("_", " ").replace("last 1 days", "last 24 hours")
