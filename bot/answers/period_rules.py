# ruff: noqa: E501, PLR2004  # patterns a line: wrapped ones are harder to read; the numbers are words or days
"""What stretches of time are called, in all languages, and the symbol of each."""

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
UNIT = "|".join(sorted((n for n in UNITS if len(n) > 1), key=len, reverse=True))
NUMBER = r"\d{1,4}|" + "|".join(sorted(NUMBERS, key=len, reverse=True))
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_WEEKDAY = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
_DAY = r"(?P<{0}>\d{{1,2}})(?:st|nd|rd|th|er|o)?"
ARTICLE = r"(?:the |el |la |los |las |der |die |den |dem |les |le |l |o |a |os |as |of |de |du |do |da )*"
DATE = re.compile(
    rf"(?P<y>\d{{4}})[-/.](?P<m>\d{{1,2}})[-/.](?P<d>\d{{1,2}})"
    rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th|er)? ?{ARTICLE}(?P<m2>{MONTH})\b(?: (?P<y2>20\d\d))?"
    rf"|\b(?P<m3>{MONTH}) {ARTICLE}(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?\b(?! ?(?:links?|days?|domains?))"
    rf"|(?<!\d)(?P<d4>\d{{1,2}})\.(?P<m4>\d{{1,2}})\.(?P<y4>\d{{4}})?"
)
SINCE = r"(?:since|from|seit|desde(?: el| la)?|depuis(?: le)?|after|starting)"
_UNTIL = r"(?:until|till|til|bis(?: zum)?|hasta(?: el)?|jusqu(?: ?a| ?au)?|ate(?: a)?|through)"

_SPAN_DAYS = {"days": 1, "weeks": 7, "years": 365}


def number(text: str) -> int:
    return int(text) if text.isdigit() else NUMBERS[text]


def _span(match: re.Match[str]) -> str:
    groups = match.groupdict()
    count, unit = number(groups["n"] or groups["n2"]), UNITS[groups["u"] or groups["u2"]]
    if unit in _SPAN_DAYS and unit != "years":
        return f"last_{count * _SPAN_DAYS[unit]}_days"
    if unit == "minutes":
        return "last_1_days"
    if unit == "hours":
        return f"last_{max(1, round(count / 24))}_days"
    return f"last_{count * {'months': 1, 'quarters': 3, 'years': 12}[unit]}_months"


def _ago(match: re.Match[str], now: datetime) -> str:
    count, unit = number(match["n"] or match["n2"]), UNITS[match["u"] or match["u2"]]
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
        rf"(?:since|after|from) (?:{ARTICLE}|your |our )(?:last |latest |previous )?(?:weekly )?(?:report|digest|summary)\b|since (?:i|we|you) (?:last |got |sent |had )+(?:got |a |an |the |me |us |your )*(?:report|digest|summary)|desde (?:el|mi) ultimo informe|seit dem letzten bericht|depuis le dernier rapport|desde o ultimo relatorio",
        "since_last_report",
    ),
    _rule(
        rf"(?:since|after|vs|versus|from|compared? (?:to|with)|at) (?:{ARTICLE}|your )(?:last|latest|previous) (?:check|crawl|scan|round|run)|since you last (?:checked|crawled|looked|scanned)|(?:desde|en) la ultima (?:revision|comprobacion)|seit der letzten (?:prufung|uberprufung|kontrolle)|depuis (?:la derniere verification|le dernier (?:controle|check|passage))|desde a ultima (?:verificacao|checagem)",
        "since_last_check",
    ),
    _rule(
        rf"(?:{SINCE}|dep) (?:yesterday|yday|ayer|gestern|hier|ontem)|\bover ?night\b|\buber nacht\b|\bdurante la noche\b",
        "since_yesterday",
    ),
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
        rf"\b{SINCE} {ARTICLE}(?:{_LAST} )?(?P<day>{_WEEKDAY})\b",
        lambda found, _: f"since_{WEEKDAY_NAMES[WEEKDAYS[found['day']]]}",
    ),
    _rule(
        rf"\b(?P<n>{NUMBER}) (?P<u>{UNIT}) (?:ago|atras)|\b(?:hace|vor|il y a|ha) (?P<n2>{NUMBER}) (?P<u2>{UNIT})\b",
        _ago,
    ),
    _rule(
        rf"\b(?:in |over |for |during |within )?{ARTICLE}{_LAST} (?:couple of |couple )?(?P<n>{NUMBER}) (?:full |complete )?(?P<u>{UNIT})\b",
        lambda found, _: _span(found),
    ),
    _rule(
        rf"\b(?P<n>{NUMBER}) {_LAST} (?P<u>{UNIT})\b|\b(?P<n2>{NUMBER}) (?P<u2>{UNIT}) {_LAST}\b",
        lambda found, _: _span(found),
    ),
    _rule(
        r"\b(?:last|past) (?:couple|few) (?:of )?(?P<u>days|weeks|months)\b",
        lambda found, _: {"days": "last_2_days", "weeks": "last_14_days", "months": "last_2_months"}[found["u"]],
    ),
    _rule(rf"\b{_LAST} (?:fortnight|quinzaine|quincena|quinzena|vierzehn tage[n]?)\b", "last_14_days"),
    _rule(
        rf"\b(?:{_LAST}|{_THIS}|since(?: say)?|over) {ARTICLE}(?:a )?half (?:a )?year\b|\bhalf a year back\b|\bletzten halben jahr\b|\bultimo semestre\b",
        "last_6_months",
    ),
    _rule(r"\b(?:across|over|in|through) the year\b|\bsince(?: say)? a year\b|\ba year back\b", "last_12_months"),
    _rule(
        rf"\b(?:{SINCE}|these|those|within|desde hace|seit) (?P<n>{NUMBER}) (?P<u>{UNIT})\b(?! ?(?:ago|atras))",
        lambda found, _: _span(found),
    ),
    _rule(rf"\b(?P<n>{NUMBER}) (?P<u>{UNIT}) back\b", lambda found, _: _span(found)),
    _rule(r"\b(?:last|past) (?P<n>\d{1,3}) ?d\b", lambda found, _: f"last_{found['n']}_days"),
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
RULES = (
    _rule(
        rf"\b{_UNTIL} {ARTICLE}(?:next )?(?P<day>{_WEEKDAY})\b",
        lambda found, _: f"until_{WEEKDAY_NAMES[WEEKDAYS[found['day']]]}",
        alone=True,
    ),
    _rule(rf"\b{_UNTIL} (?:tomorrow|manana|morgen|demain|amanha)\b", "until_tomorrow", alone=True),
    *_FIXED,
    *_COUNTED,
    _rule(
        rf"\b{_NEXT} (?P<n>{NUMBER}) (?P<u>{UNIT})\b",
        lambda found, _: f"next_{number(found['n'])}_{UNITS[found['u']]}",
    ),
    *(rule for unit in _UNITS_GONE for rule in _of_unit(unit)),
    _rule(r"\b(?:tomorrow|manana|morgen|demain|amanha)\b", "tomorrow"),
    _rule(
        r"\b(?:over|during|on) the weekend\b|\blast weekend\b|\bam wochenende\b|\bel fin de semana\b|\bce week-?end\b|\bno fim de semana\b",
        lambda _, now: _weekend(now),
        alone=True,
    ),
    _rule(
        rf"\b(?:{SINCE}) {ARTICLE}(?P<m>{MONTH})\b",
        lambda found, now: _range(date(now.year, MONTHS[found["m"]], 1), now.date()),
    ),
    _rule(
        rf"\b(?:in|im|en|em|during|for|of|de|vs|and|with|to|since) (?P<m>{MONTH})\b(?: 20\d\d)?",
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
    _rule(r"\bmonthly\b|\bmonatlich\w*\b|\bmensuel\w*\b|\bmensual\w*\b", "last_30_days", last_resort=True),
    _rule(r"\bdaily (?:report|summary|overview|recap)\b", "today", last_resort=True),
    _rule(r"\bessa semana\b", "this_week", last_resort=True),
    _rule(r"\besse mes\b", "this_month", last_resort=True),
)
