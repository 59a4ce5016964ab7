# ruff: noqa: E501, PLR2004  # patterns a line: wrapped ones are harder to read; the numbers are words or days
"""Stretches of time: found in a question as symbols (`last_week`, `range:10-01..10-15`), and made into moments."""

import re
from datetime import datetime

from bot.answers.calendar_words import MONTHS, UNITS
from bot.answers.period_rules import ARTICLE, DATE, MONTH, NUMBER, RULES, SINCE, UNIT, number

_ANY_DAY = datetime(2024, 1, 1)  # noqa: DTZ001  # only whether a period is named matters


def named(text: str) -> bool:
    """Whether a plain text names a stretch of time."""
    return find(text, _ANY_DAY) is not None


def find(text: str, now: datetime) -> str | list[str] | None:
    """The period that a plain text names, a list when it names two to compare, or None.

    `now` is in the guild's time zone; it decides what "on monday" and "since September" are.
    """
    if dates := _dates(text, now):
        return dates
    if both := _against(text):
        return both
    symbols = list(dict.fromkeys(symbol for _, symbol in sorted(_all(text, now), key=lambda item: item[0])))
    if not symbols:
        return None
    return symbols[0] if len(symbols) == 1 else symbols[:2]


_AGAINST = (
    (r"\bthis (?P<u>week|month)\b.{0,40}\bthan (?:the )?last(?: one| week| month)?\b", ("last", "this")),
    (r"\bthis (?P<u>week|month)\b.{0,40}\bthan the (?:one|week|month) before\b", ("last", "this")),
    (
        r"\blast (?P<u>week)\b.{0,30}\b(?:vs|versus|than|against|and|with|to) (?:the )?(?:one|week)(?: before| prior)\b.{0,12}",
        ("week_before_last", "last"),
    ),
    (
        r"\b(?:now|right now) than last (?P<u>week|month)\b|\bmore .{0,30}than last (?P<u2>week|month)\b",
        ("last", "this"),
    ),
    (r"\bletzte[nr]? (?P<u>woche|monat) gegen diese[nr]?\b", ("last", "this")),
)


def _against(text: str) -> list[str] | None:
    """Two periods side by side of which the second is only hinted at: "more this week than last"."""
    for pattern, names in _AGAINST:
        if match := re.search(pattern, text):
            groups = match.groupdict()
            unit = {"woche": "week", "monat": "month"}.get(found := groups["u"] or groups.get("u2") or "", found)
            return [name if "_" in name else f"{name}_{unit}" for name in names]
    return None


def _all(text: str, now: datetime) -> list[tuple[int, str]]:
    """Where each period stands, and its symbol, as `RULES` find them."""
    found: list[tuple[int, str]] = []
    for rule in RULES:
        if rule.last_resort and found:
            continue
        before = len(found)
        while match := rule.pattern.search(text):
            found.append((match.start(), rule.symbol if isinstance(rule.symbol, str) else rule.symbol(match, now)))
            text = text[: match.start()] + "_" * (match.end() - match.start()) + text[match.end() :]
        if rule.alone and len(found) > before:
            break
    return found


def duration(text: str) -> str | None:
    """How long something is to last: "for 3 hours" is `next_3_hours`. For muting."""
    if match := re.search(
        rf"\b(?:for|durante|por|fur|pendant|pour|next)? ?{ARTICLE}(?P<n>{NUMBER}) (?P<u>{UNIT})\b", text
    ):
        return f"next_{number(match['n'])}_{UNITS[match['u']]}"
    return None


def _dates(text: str, now: datetime) -> str | None:
    both = re.search(
        rf"\b(?P<a>\d{{1,2}})(?:st|nd|rd|th)? ?(?:-|\u2013|to|till|until|through|and|bis|a|al|et|und|y|e|au) ?{ARTICLE}(?P<b>\d{{1,2}})(?:st|nd|rd|th)? {ARTICLE}(?P<m>{MONTH})\b",
        text,
    ) or re.search(
        rf"\b(?P<m>{MONTH}) {ARTICLE}(?P<a>\d{{1,2}})(?:st|nd|rd|th)? ?(?:-|to|and|bis) ?(?P<b>\d{{1,2}})(?:st|nd|rd|th)?\b",
        text,
    )
    if both:
        return f"range:{MONTHS[both['m']]:02}-{int(both['a']):02}..{MONTHS[both['m']]:02}-{int(both['b']):02}"
    if plain := re.search(r"\b(?P<a>[01]\d-[0-3]\d) (?:and|to|until|till|bis|a|et) (?P<b>[01]\d-[0-3]\d)\b", text):
        return f"range:{plain['a']}..{plain['b']}"
    days = [(match.start(), day) for match in DATE.finditer(text) if (day := _day(match))]
    if len(days) >= 2:
        return f"range:{days[0][1]}..{days[1][1]}"
    if not days:
        return _months(text)
    before = text[: days[0][0]].rstrip()
    if re.search(rf"\b{SINCE}(?: {ARTICLE})?$", before + " ") or re.search(rf"\b{SINCE}$", before):
        return f"range:{days[0][1]}..{now:%m-%d}"
    return f"range:{days[0][1]}..{days[0][1]}"


def _months(text: str) -> str | None:
    match = re.search(
        rf"\b(?:between|from|entre|zwischen|von|de) {ARTICLE}(?P<a>{MONTH}) (?:and|to|y|und|bis|et|e|a|until|till) {ARTICLE}(?P<b>{MONTH})\b",
        text,
    )
    if not match:
        return None
    last = MONTHS[match["b"]]
    end = 28 if last == 2 else 30 if last in {4, 6, 9, 11} else 31
    return f"range:{MONTHS[match['a']]:02}-01..{last:02}-{end}"


def _day(match: re.Match[str]) -> str | None:
    groups = match.groupdict()
    month = groups["m"] or groups["m4"] or MONTHS.get(groups["m2"] or groups["m3"] or "")
    day = groups["d"] or groups["d2"] or groups["d3"] or groups["d4"]
    if not month or not day or not 1 <= int(month) <= 12 or not 1 <= int(day) <= 31:
        return None
    return f"{int(month):02}-{int(day):02}"
