# ruff: noqa: E501, PLR2004  # patterns a line: wrapped ones are harder to read; the numbers are words or days
"""Stretches of time: found in a question as symbols (`last_week`, `range:10-01..10-15`), and made into moments."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.answers.calendar_words import MONTHS, NUMBERS, UNITS, WEEKDAY_NAMES, WEEKDAYS

_LAST = r"(?:last|past|previous|prior|ultim[oa]s?|pasad[oa]s?|anterior(?:es)?|letzt(?:e[nrs]?)?|vergangen(?:e[nrs]?)?|vorig(?:e[nrs]?)?|derniere?s?|passee?s?|passad[oa]s?|precedente?s?)"
_THIS = r"(?:this|current|est[ae]|diese[nrsm]?|aktuellen?|laufenden?|cette|ce|cet|nesta|neste|dest[ae]|actual)"
_NEXT = (
    r"(?:next|coming|following|upcoming|nachste[nrs]?|kommende[nrs]?|proxim[oa]s?|siguientes?|prochaine?s?|seguintes?)"
)
_BY_UNIT = {
    kind: "|".join(sorted((n for n, u in UNITS.items() if u == kind), key=len, reverse=True))
    for kind in set(UNITS.values())
}
_UNIT = "|".join(sorted((n for n in UNITS if len(n) > 1), key=len, reverse=True))
_NUMBER = r"\d{1,4}|" + "|".join(sorted(NUMBERS, key=len, reverse=True))
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_WEEKDAY = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
_DAY = r"(?P<{0}>\d{{1,2}})(?:st|nd|rd|th|er|o)?"
_ARTICLE = r"(?:the |el |la |los |las |der |die |den |dem |les |le |l |o |a |os |as |of |de |du |do |da )*"
_DATE = re.compile(
    rf"(?P<y>\d{{4}})[-/.](?P<m>\d{{1,2}})[-/.](?P<d>\d{{1,2}})"
    rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th|er)? ?{_ARTICLE}(?P<m2>{_MONTH})\b(?: (?P<y2>20\d\d))?"
    rf"|\b(?P<m3>{_MONTH}) {_ARTICLE}(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?\b(?! ?(?:links?|days?|domains?))"
    rf"|(?<!\d)(?P<d4>\d{{1,2}})\.(?P<m4>\d{{1,2}})\.(?P<y4>\d{{4}})?"
)
_SINCE = r"(?:since|from|seit|desde(?: el| la)?|depuis(?: le)?|after|starting)"
_UNTIL = r"(?:until|till|til|bis(?: zum)?|hasta(?: el)?|jusqu(?: ?a| ?au)?|ate(?: a)?|through)"

_SPAN_DAYS = {"days": 1, "weeks": 7, "years": 365}


def _number(text: str) -> int:
    return int(text) if text.isdigit() else NUMBERS[text]


def _span(match: re.Match[str]) -> str:
    groups = match.groupdict()
    count, unit = _number(groups["n"] or groups["n2"]), UNITS[groups["u"] or groups["u2"]]
    if unit in _SPAN_DAYS and unit != "years":
        return f"last_{count * _SPAN_DAYS[unit]}_days"
    if unit == "minutes":
        return "last_1_days"
    if unit == "hours":
        return f"last_{max(1, round(count / 24))}_days"
    return f"last_{count * {'months': 1, 'quarters': 3, 'years': 12}[unit]}_months"


def _ago(match: re.Match[str], now: datetime) -> str:
    count, unit = _number(match["n"] or match["n2"]), UNITS[match["u"] or match["u2"]]
    if unit == "months":
        month = (now.month - 1 - count) % 12 + 1
        return f"month:{month:02}"
    if unit == "weeks":
        monday = now.date() - timedelta(days=now.weekday() + 7 * count)
        return "last_week" if count == 1 else _range(monday, monday + timedelta(days=6))
    day = now.date() - timedelta(days=count if unit == "days" else count * 365 if unit == "years" else 0)
    return "yesterday" if day == now.date() - timedelta(days=1) else _range(day, day)


def _weekday(weekday: int, now: datetime) -> str:
    day = now.date() - timedelta(days=(now.weekday() - weekday) % 7)
    return _range(day, day)


def _weekend(now: datetime) -> str:
    """The last Saturday and Sunday; on a Saturday, those of a week ago."""
    saturday = now.date() - timedelta(days=(now.weekday() - 5) % 7 or 7)
    return _range(saturday, saturday + timedelta(days=1))


def _range(first: date, last: date) -> str:
    return f"range:{first:%m-%d}..{last:%m-%d}"


Symbol = str | Callable[[re.Match[str], datetime], str]  # of what a pattern matched, now


@dataclass(frozen=True, slots=True)
class Rule:
    """What `pattern` matches is `symbol`; it is blanked, so that no later rule reads it again."""

    pattern: re.Pattern[str]
    symbol: Symbol
    alone: bool = False  # it settles the question: no later rule is tried
    last_resort: bool = False  # only where no earlier rule has matched


def _rule(pattern: str, symbol: Symbol, *, alone: bool = False, last_resort: bool = False) -> Rule:
    return Rule(re.compile(pattern), symbol, alone=alone, last_resort=last_resort)


_FIXED = (
    _rule(
        rf"since {_ARTICLE}last (?:report|digest|summary)|desde (?:el|mi) ultimo informe|seit dem letzten bericht|depuis le dernier rapport|desde o ultimo relatorio",
        "since_last_report",
    ),
    _rule(
        rf"since {_ARTICLE}(?:last|latest|previous) (?:check|crawl|scan|round)|since you last (?:checked|crawled)|desde la ultima (?:revision|comprobacion)|seit der letzten prufung|depuis la derniere verification|desde a ultima verificacao",
        "since_last_check",
    ),
    _rule(rf"{_SINCE} (?:yesterday|ayer|gestern|hier|ontem)", "since_yesterday"),
    _rule(
        r"week before last|2 weeks ago|two weeks ago|hace (?:dos|2) semanas|vor (?:zwei|2) wochen|vorletzten? woche|il y a (?:deux|2) semaines|ha (?:duas|2) semanas|semana antepasada|semana retrasada|avant derniere semaine",
        "week_before_last",
    ),
    _rule(
        rf"(?:{_LAST}) (?P<hours>24|48) ?(?:h|hours|hrs|horas|stunden|heures)",
        lambda found, _: "last_2_days" if found["hours"] == "48" else "last_1_days",
    ),
    _rule(r"\b(?:today|tonight|this morning|so far today|hoy|heute|aujourd hui|aujourdhui|auj|hoje)\b", "today"),
    _rule(r"\b(?:yesterday|ayer|gestern|hier|ontem|yday)\b", "yesterday"),
)
_COUNTED = (
    _rule(
        rf"\b{_SINCE} {_ARTICLE}(?:{_LAST} )?(?P<day>{_WEEKDAY})\b",
        lambda found, _: f"since_{WEEKDAY_NAMES[WEEKDAYS[found['day']]]}",
    ),
    _rule(
        rf"\b(?P<n>{_NUMBER}) (?P<u>{_UNIT}) (?:ago|atras)|\b(?:hace|vor|il y a|ha) (?P<n2>{_NUMBER}) (?P<u2>{_UNIT})\b",
        _ago,
    ),
    _rule(
        rf"\b(?:in |over |for |during |within )?{_ARTICLE}{_LAST} (?:couple of |couple )?(?P<n>{_NUMBER}) (?:full |complete )?(?P<u>{_UNIT})\b",
        lambda found, _: _span(found),
    ),
    _rule(
        rf"\b(?P<n>{_NUMBER}) {_LAST} (?P<u>{_UNIT})\b|\b(?P<n2>{_NUMBER}) (?P<u2>{_UNIT}) {_LAST}\b",
        lambda found, _: _span(found),
    ),
    _rule(
        r"\b(?:last|past) (?:couple|few) (?:of )?(?P<u>days|weeks|months)\b",
        lambda found, _: {"days": "last_2_days", "weeks": "last_14_days", "months": "last_2_months"}[found["u"]],
    ),
    _rule(rf"\b{_LAST} (?:fortnight|quinzaine|quincena|quinzena|vierzehn tage[n]?)\b", "last_14_days"),
    _rule(r"\bpast week\b", "last_7_days"),
    _rule(r"\bpast month\b", "last_30_days"),
)
_UNITS_GONE = {
    "weeks": "last_week", "months": "last_month", "days": "yesterday", "quarters": "last_3_months", "years": "last_12_months",
}  # fmt: skip
_UNITS_NOW = {
    "weeks": "this_week", "months": "this_month", "days": "today", "quarters": "this_quarter", "years": "this_year",
}  # fmt: skip
_UNITS_TO_COME = {
    "weeks": "next_week", "months": "next_month", "days": "tomorrow", "quarters": "next_quarter", "years": "next_year",
}  # fmt: skip


def _of_unit(unit: str) -> Iterator[Rule]:
    """The week, month, … before this one, this one, and the next, in all languages."""
    words = "|".join(word for word in _BY_UNIT[unit].split("|") if len(word) > 1)
    ago = rf"\b(?:hace una?|vor einer|vor einem|il y a une?) (?:{words})\b"
    yield _rule(rf"\b{_LAST} (?:{words})\b|\b(?:{words}) {_LAST}\b|{ago}", _UNITS_GONE[unit])
    yield _rule(rf"\b{_THIS} (?:{words})\b|\b(?:{words}) (?:actual|en cours)\b", _UNITS_NOW[unit])
    yield _rule(
        rf"\b{_NEXT} (?:{words})\b|\b(?:{words}) {_NEXT}\b|\b(?:{words}) que (?:viene|vem)\b", _UNITS_TO_COME[unit]
    )


_UNMISTAKABLE_MONTH = "|".join(
    name
    for name in sorted(MONTHS, key=len, reverse=True)
    if len(name) > 3 and name not in {"march", "marco", "mayo", "marz", "mars", "avril", "june"}
)
_RULES = (
    _rule(
        rf"\b{_UNTIL} {_ARTICLE}(?:next )?(?P<day>{_WEEKDAY})\b",
        lambda found, _: f"until_{WEEKDAY_NAMES[WEEKDAYS[found['day']]]}",
        alone=True,
    ),
    _rule(rf"\b{_UNTIL} (?:tomorrow|manana|morgen|demain|amanha)\b", "until_tomorrow", alone=True),
    *_FIXED,
    *_COUNTED,
    _rule(
        rf"\b{_NEXT} (?P<n>{_NUMBER}) (?P<u>{_UNIT})\b",
        lambda found, _: f"next_{_number(found['n'])}_{UNITS[found['u']]}",
    ),
    *(rule for unit in _UNITS_GONE for rule in _of_unit(unit)),
    _rule(r"\b(?:tomorrow|manana|morgen|demain|amanha)\b", "tomorrow"),
    _rule(
        r"\b(?:over|during|on) the weekend\b|\blast weekend\b|\bam wochenende\b|\bel fin de semana\b|\bce week-?end\b|\bno fim de semana\b",
        lambda _, now: _weekend(now),
        alone=True,
    ),
    _rule(
        rf"\b(?:{_SINCE}) {_ARTICLE}(?P<m>{_MONTH})\b",
        lambda found, now: _range(date(now.year, MONTHS[found["m"]], 1), now.date()),
    ),
    _rule(
        rf"\b(?:in|im|en|em|during|for|of|de|vs|and|with|to|since) (?P<m>{_MONTH})\b(?: 20\d\d)?",
        lambda found, _: f"month:{MONTHS[found['m']]:02}",
    ),
    _rule(rf"\b(?P<m>{_UNMISTAKABLE_MONTH})\b", lambda found, _: f"month:{MONTHS[found['m']]:02}"),
    _rule(
        rf"\b(?:on|am|el|le|na|no|last|letzten|this) (?P<day>{_WEEKDAY})\b",
        lambda found, now: _weekday(WEEKDAYS[found["day"]], now),
    ),
    _rule(r"\bweekly\b|\bwoche?nbericht\b|\bsemanal\b|\bhebdomadaire\b|\bhebdo\b", "last_7_days", last_resort=True),
    _rule(
        r"\bmonthly (?:report|summary|overview|recap)\b|\bmonatsbericht\b|\b(?:informe|resumen|relatorio|resumo) mensual\b|\brapport mensuel\b|\brelatorio mensal\b",
        "last_30_days",
        last_resort=True,
    ),
    _rule(r"\bdaily (?:report|summary|overview|recap)\b", "today", last_resort=True),
)


def find(text: str, now: datetime) -> str | list[str] | None:
    """The period that a plain text names, a list when it names two to compare, or None.

    `now` is in the guild's time zone; it decides what "on monday" and "since September" are.
    """
    if dates := _dates(text, now):
        return dates
    symbols = list(dict.fromkeys(symbol for _, symbol in sorted(_all(text, now), key=lambda item: item[0])))
    if not symbols:
        return None
    return symbols[0] if len(symbols) == 1 else symbols[:2]


def _all(text: str, now: datetime) -> list[tuple[int, str]]:
    """Where each period stands, and its symbol, as `_RULES` find them."""
    found: list[tuple[int, str]] = []
    for rule in _RULES:
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
        rf"\b(?:for|durante|por|fur|pendant|pour|next)? ?{_ARTICLE}(?P<n>{_NUMBER}) (?P<u>{_UNIT})\b", text
    ):
        return f"next_{_number(match['n'])}_{UNITS[match['u']]}"
    return None


def _dates(text: str, now: datetime) -> str | None:
    both = re.search(
        rf"\b(?P<a>\d{{1,2}})(?:st|nd|rd|th)? ?(?:-|to|and|bis|a|al|et|und|y|e|au) ?(?P<b>\d{{1,2}})(?:st|nd|rd|th)? {_ARTICLE}(?P<m>{_MONTH})\b",
        text,
    ) or re.search(
        rf"\b(?P<m>{_MONTH}) {_ARTICLE}(?P<a>\d{{1,2}})(?:st|nd|rd|th)? ?(?:-|to|and|bis) ?(?P<b>\d{{1,2}})(?:st|nd|rd|th)?\b",
        text,
    )
    if both:
        return f"range:{MONTHS[both['m']]:02}-{int(both['a']):02}..{MONTHS[both['m']]:02}-{int(both['b']):02}"
    days = [(match.start(), day) for match in _DATE.finditer(text) if (day := _day(match))]
    if len(days) >= 2:
        return f"range:{days[0][1]}..{days[1][1]}"
    if not days:
        return _months(text)
    before = text[: days[0][0]].rstrip()
    if re.search(rf"\b{_SINCE}(?: {_ARTICLE})?$", before + " ") or re.search(rf"\b{_SINCE}$", before):
        return f"range:{days[0][1]}..{now:%m-%d}"
    return f"range:{days[0][1]}..{days[0][1]}"


def _months(text: str) -> str | None:
    match = re.search(
        rf"\b(?:between|from|entre|zwischen|von|de) {_ARTICLE}(?P<a>{_MONTH}) (?:and|to|y|und|bis|et|e|a|until|till) {_ARTICLE}(?P<b>{_MONTH})\b",
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
