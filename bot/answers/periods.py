# ruff: noqa: E501, PLR2004  # patterns a line: wrapped ones are harder to read; the numbers are words or days
"""Stretches of time: found in a question as symbols (`last_week`, `range:10-01..10-15`), and made into moments."""

import re
from datetime import date, datetime, timedelta

from bot.answers.calendar_words import MONTHS, NUMBERS, UNITS, WEEKDAY_NAMES, WEEKDAYS

_LAST = r"(?:last|past|previous|prior|ultim[oa]s?|pasad[oa]s?|anterior(?:es)?|letzt(?:e[nrs]?)?|vergangen(?:e[nrs]?)?|vorig(?:e[nrs]?)?|derniere?s?|passee?s?|passad[oa]s?|precedente?s?)"
_THIS = r"(?:this|current|est[ae]|diese[nrsm]?|aktuellen?|laufenden?|cette|ce|cet|nesta|neste|dest[ae]|actual)"
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

_FIXED: tuple[tuple[str, str], ...] = (
    (
        rf"since {_ARTICLE}last report|since {_ARTICLE}last (?:digest|summary)|desde el ultimo informe|seit dem letzten bericht|depuis le dernier rapport|desde o ultimo relatorio",
        "since_last_report",
    ),
    (
        rf"since {_ARTICLE}(?:last|latest|previous) (?:check|crawl|scan|round)|since you last (?:checked|crawled)|desde la ultima (?:revision|comprobacion)|seit der letzten prufung|depuis la derniere verification|desde a ultima verificacao",
        "since_last_check",
    ),
    (rf"{_SINCE} (?:yesterday|ayer|gestern|hier|ontem)", "since_yesterday"),
    (
        r"week before last|2 weeks ago|two weeks ago|hace (?:dos|2) semanas|vor (?:zwei|2) wochen|vorletzten? woche|il y a (?:deux|2) semaines|ha (?:duas|2) semanas|semana antepasada|semana retrasada|avant derniere semaine",
        "week_before_last",
    ),
    (rf"(?:{_LAST}) (?:24|48) ?(?:h|hours|hrs|horas|stunden|heures)", "hours"),
    (r"\b(?:today|tonight|this morning|so far today|hoy|heute|aujourd hui|aujourdhui|auj|hoje)\b", "today"),
    (r"\b(?:yesterday|ayer|gestern|hier|ontem|yday)\b", "yesterday"),
)


def find(text: str, now: datetime) -> str | list[str] | None:
    """The period that a plain text names, a list when it names two to compare, or None.

    `now` is in the guild's time zone; it decides what "on monday" and "since September" are.
    """
    found = sorted(_all(text, now), key=lambda item: item[0])
    symbols = list(dict.fromkeys(symbol for _, symbol in found))
    if not symbols:
        return None
    return symbols[0] if len(symbols) == 1 else symbols[:2]


def _all(text: str, now: datetime) -> list[tuple[int, str]]:  # noqa: C901  # one branch a slot
    found: list[tuple[int, str]] = []
    left = text

    def take(pattern: str, symbol_of: "object") -> None:
        nonlocal left
        while match := re.search(pattern, left):
            symbol = symbol_of(match) if callable(symbol_of) else symbol_of
            if symbol:
                found.append((match.start(), str(symbol)))
            left = left[: match.start()] + "_" * (match.end() - match.start()) + left[match.end() :]

    dates = _dates(left, now)
    if dates:
        return [(0, dates)]
    until = re.search(rf"\b{_UNTIL} {_ARTICLE}(?:next )?(?P<day>{_WEEKDAY})\b", left)
    if until:
        return [(until.start(), f"until_{WEEKDAY_NAMES[WEEKDAYS[until['day']]]}")]
    if until := re.search(rf"\b{_UNTIL} (?:tomorrow|manana|morgen|demain|amanha)\b", left):
        return [(until.start(), "until_tomorrow")]
    for pattern, symbol in _FIXED:
        take(pattern, (lambda m: "last_2_days" if "48" in m[0] else "last_1_days") if symbol == "hours" else symbol)
    take(
        rf"\b{_SINCE} {_ARTICLE}(?:{_LAST} )?(?P<day>{_WEEKDAY})\b",
        lambda m: f"since_{WEEKDAY_NAMES[WEEKDAYS[m['day']]]}",
    )
    take(
        rf"\b(?P<n>{_NUMBER}) (?P<u>{_UNIT}) (?:ago|atras)|\b(?:hace|vor|il y a|ha) (?P<n2>{_NUMBER}) (?P<u2>{_UNIT})\b",
        lambda m: _ago(m, now),
    )
    take(
        rf"\b(?:in |over |for |during |within )?{_ARTICLE}{_LAST} (?:couple of |couple )?(?P<n>{_NUMBER}) (?:full |complete )?(?P<u>{_UNIT})\b",
        _span,
    )
    take(rf"\b(?P<n>{_NUMBER}) {_LAST} (?P<u>{_UNIT})\b", _span)
    take(rf"\b(?P<n>{_NUMBER}) (?P<u>{_UNIT}) {_LAST}\b", _span)
    take(
        r"\b(?:last|past) couple (?:of )?(?P<u>days|weeks|months)\b",
        lambda m: {"days": "last_2_days", "weeks": "last_14_days", "months": "last_2_months"}[m["u"]],
    )
    take(r"\bpast week\b", "last_7_days")
    take(r"\bpast month\b", "last_30_days")
    for kind, words in _BY_UNIT.items():
        last = {
            "weeks": "last_week",
            "months": "last_month",
            "days": "yesterday",
            "quarters": "last_3_months",
            "years": "last_12_months",
        }.get(kind)
        this = {
            "weeks": "this_week",
            "months": "this_month",
            "days": "today",
            "quarters": "this_quarter",
            "years": "this_year",
        }.get(kind)
        long_words = "|".join(word for word in words.split("|") if len(word) > 1)
        if last and this:
            take(
                rf"\b{_LAST} (?:{long_words})\b|\b(?:{long_words}) {_LAST}\b|\b(?:hace una?|vor einer|il y a une?) (?:{long_words})\b",
                last,
            )
            take(rf"\b{_THIS} (?:{long_words})\b|\b(?:{long_words}) (?:actual|en cours)\b", this)
    if re.search(
        r"\b(?:over|during|on) the weekend\b|\blast weekend\b|\bam wochenende\b|\bel fin de semana\b|\bce week-?end\b|\bno fim de semana\b",
        left,
    ):
        saturday = now.date() - timedelta(days=(now.weekday() - 5) % 7 or (7 if now.weekday() == 5 else 0))
        found.append((left.find("week"), _range(saturday, saturday + timedelta(days=1))))
        return found
    take(
        rf"\b(?:{_SINCE}) {_ARTICLE}(?P<m>{_MONTH})\b", lambda m: _range(date(now.year, MONTHS[m["m"]], 1), now.date())
    )
    take(
        rf"\b(?:in|im|en|em|during|for|of|de|vs|and|with|to|since) (?P<m>{_MONTH})\b(?: 20\d\d)?",
        lambda m: f"month:{MONTHS[m['m']]:02}",
    )
    unmistakable = "|".join(
        name
        for name in sorted(MONTHS, key=len, reverse=True)
        if len(name) > 3 and name not in {"march", "marco", "mayo", "marz", "mars", "avril", "june"}
    )
    take(rf"\b(?P<m>{unmistakable})\b", lambda m: f"month:{MONTHS[m['m']]:02}")
    take(
        rf"\b(?:on|am|el|le|na|no|last|letzten|this) (?P<day>{_WEEKDAY})\b", lambda m: _weekday(WEEKDAYS[m["day"]], now)
    )
    take(r"\bweekly\b|\bwoche?nbericht\b|\bsemanal\b|\bhebdomadaire\b|\bhebdo\b", "last_7_days" if not found else "")
    take(
        r"\bmonthly (?:report|summary|overview|recap)\b|\bmonatsbericht\b|\b(?:informe|resumen|relatorio|resumo) mensual\b|\brapport mensuel\b|\brelatorio mensal\b",
        "last_30_days" if not found else "",
    )
    take(r"\bdaily (?:report|summary|overview|recap)\b", "today" if not found else "")
    return found


def duration(text: str) -> str | None:
    """How long something is to last: "for 3 hours" is `next_3_hours`. For muting."""
    if match := re.search(
        rf"\b(?:for|durante|por|fur|pendant|pour|next)? ?{_ARTICLE}(?P<n>{_NUMBER}) (?P<u>{_UNIT})\b", text
    ):
        return f"next_{_number(match['n'])}_{UNITS[match['u']]}"
    return None


def _number(text: str) -> int:
    return int(text) if text.isdigit() else NUMBERS[text]


def _span(match: re.Match[str]) -> str:
    count, unit = _number(match["n"]), UNITS[match["u"]]
    if unit in _SPAN_DAYS and unit != "years":
        return f"last_{count * _SPAN_DAYS[unit]}_days"
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


def _range(first: date, last: date) -> str:
    return f"range:{first:%m-%d}..{last:%m-%d}"


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
