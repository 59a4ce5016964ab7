# ruff: noqa: E501, PLR2004  # patterns a line: wrapped ones are harder to read; the numbers are words or days
"""What a question leaves to what was said before: "and the week before?", "only the dofollow ones", "export that"."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from bot.answers import period_moments
from bot.answers.calendar_words import NUMBERS
from bot.answers.reading import Asked, read
from bot.answers.slots import precise
from bot.answers.understanding import ACTIONS, LISTS, OF_ONE_SOURCE, Kind, Understanding

_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "fifth": 5, "5th": 5, "sixth": 6, "primero": 1, "primer": 1, "segundo": 2, "tercero": 3, "erste": 1, "ersten": 1, "zweite": 2, "zweiten": 2, "dritte": 3, "dritten": 3, "premier": 1, "deuxieme": 2, "troisieme": 3, "primeiro": 1, "terceiro": 3, "last one": -1, "last domain": -1, "last link": -1, "last of these": -1, "last site": -1, "top one": 1, "former": 1, "latter": -1}  # fmt: skip
_ORDINAL = re.compile(
    r"\b(?:the |no |nr |number |link |#|el |der |den |die |vom |le |du |o |do |from the )?("
    + "|".join(sorted(_ORDINALS, key=len, reverse=True))
    + r"|(?<=number )\d|(?<=#)\d)\b(?! (?:week|month|day|time|of|seen|two|three|five|ten|\d))"
)
_WEEK_BEFORE = re.compile(
    r"\b(?:the )?(?:week|month|day|one|period|woche|semana|semaine|monat|mes|mois) (?:before|prior|davor|vorher|anterior|d avant|avant|antes|precedente)\b|\bbefore that\b|\bdavor\b|\bla anterior\b|\bthe previous (?:one|week|month|day|period)\b|\bprevious (?:week|month)\b|\b(?:and|und|y|et|e) (?:before|davor|antes|avant)\b"
)
_NEXT = re.compile(
    r"^(?:and |ok |now )?(?:the )?(?:show |show me |give me |list |gimme )?(?:the )?(?:next (?P<n>\d+|NUMBERS|ones|page|few)|another (?P<m>\d+|NUMBERS)|(?P<k>\d+) more|more|show more|see more|mas|mehr|plus|mais|weiter\w*|suivants?|siguientes?|continue|go on|keep going|rest|the rest|what comes after those|page 2)(?: (?:please|pls|plz|ones|bitte|por favor|svp|links?))?$".replace(
        "NUMBERS", "|".join(NUMBERS)
    )
)
_OTHER_SITE = re.compile(
    r"\b(?:the )?other (?:one|site|domain|website)\b|\bandere (?:seite|domain)\b|\b(?:otro|otra|autre|outro) (?:sitio|dominio|site|domaine|um)\b"
)
_ALL_SITES = re.compile(
    r"\b(?:both|together|all (?:our |the )?(?:sites|domains)|every site|across (?:everything|all)|overall)\b"
)
_NO_FILTER = re.compile(
    r"\b(?:all of them|not only|not just|regardless|any kind|whatever kind|forget the (?:filter|language)|drop the \w+(?: condition| filter)?|without the filter|no filter|ignore the filter|todos|alle davon|tous)\b"
)
_NO_PERIOD = re.compile(
    r"\b(?:forget the (?:dates?|period|time)|all time|ever\b|any time|whole history|not just (?:this|last) (?:week|month))"
)
_WITHOUT = re.compile(
    r"\b(?:without|exclude|excluding|except|leave out|minus|drop|skip|hide|but not|ohne|sin|sans|sem)\b.{0,20}?\b(?P<credit>nofollow|nf|no follow|ugc|sponsored|dofollow|df)\b"
)
_STATUS_OF = {"list_lost": "lost", "list_new": "new"}
_KEEPS_PERIOD = LISTS | {"export_links", "trend", "report", "top_referring_domains", "top_links", "compare"}
_KEEPS_FILTER = LISTS | {"export_links", "mute_alerts"}
_NAMES_A_SOURCE = OF_ONE_SOURCE | {"export_disavow", "recheck", "find_source", "add_link"}
_SHOWN = frozenset({"list_links", "list_lost", "list_new", "list_toxic", "find_source", "top_referring_domains"})
_NO_DOMAIN = frozenset({"compare", "list_domains", "add_domain"})

Fill = Callable[[str], dict[str, Any]]  # the slots of an intent that the question itself names


@dataclass(frozen=True, slots=True)
class Past:
    """What was said before: the question as understood, the bot's answers, and the watched domains."""

    previous: Understanding
    said: Sequence[str]
    known: Collection[str]


def resolve(asked: Asked, intent: str | None, fill: Fill, past: Past, likely: float) -> Understanding | None:
    """What `asked` means after what was said; None when nothing said fits it.

    `intent` is what it asks for, None for the same as before with something changed; `likely` how sure that is.
    """
    previous = past.previous
    assert previous.intent is not None
    if match := _NEXT.match(asked.text):
        return _next(previous, match)
    chosen = "" if asked.hosts else _ordinal(asked.text, past.said)
    intent = _settled(asked, intent, chosen, past)
    target = intent or previous.intent
    if previous.intent == "count_links" and target in _SHOWN and not fill(target).keys() - {"domain"}:
        return _of_counted(previous)
    slots = _changed(asked, target, fill, past) if intent is None else _carried(target, fill(target), previous)
    if intent is not None and _WEEK_BEFORE.search(asked.text) and "period" in previous.slots:
        slots |= _earlier(previous.slots["period"])
    if chosen:
        _choose(target, slots, chosen, past.known)
    elif intent is not None and target in OF_ONE_SOURCE and not {"source", "url"} & slots.keys():
        _point(slots, past)
        if "source" not in slots:
            return None
    target = precise(target, asked)
    kind = Kind.ACTION if target in ACTIONS else Kind.DATA
    return Understanding(kind=kind, intent=target, slots=slots, confidence=likely, notes=())


def _settled(asked: Asked, intent: str | None, chosen: str, past: Past) -> str | None:
    """The intent, made to fit what there is: one of a source needs a source, and one link of a list has one."""
    if chosen and chosen not in past.known and intent in _SHOWN:
        return "find_source"
    if intent in OF_ONE_SOURCE and asked.hosts and all(host.domain in past.known for host in asked.hosts):
        of_one = {"source", "url"} & past.previous.slots.keys()
        return intent if of_one else None
    return intent


def _of_counted(counted: Understanding) -> Understanding:
    """The list of the links that were counted."""
    slots = {key: value for key, value in counted.slots.items() if key != "group_by"}
    chosen = dict(slots.pop("filter", {}))
    intent = {"lost": "list_lost", "new": "list_new"}.get(str(chosen.get("status")), "list_links")
    if intent != "list_links":
        del chosen["status"]
    elif chosen == {"toxicity": "high"}:
        intent, chosen = "list_toxic", {}
    if chosen:
        slots["filter"] = chosen
    return Understanding(kind=Kind.DATA, intent=intent, slots=slots, confidence=0.9)


def _next(previous: Understanding, match: re.Match[str]) -> Understanding:
    shown = int(previous.slots.get("limit", 10))
    said = next((match[name] for name in ("n", "m", "k") if match[name]), "")
    number = int(said) if said.isdigit() else NUMBERS.get(said)
    slots = {**previous.slots, "offset": int(previous.slots.get("offset", 0)) + shown}
    if number:
        slots["limit"] = number
    return Understanding(kind=previous.kind, intent=previous.intent, slots=slots, confidence=0.9)


def _changed(asked: Asked, target: str, fill: Fill, past: Past) -> dict[str, Any]:
    """The slots of the question before, with what this one says otherwise."""
    own, slots = fill(target), dict(past.previous.slots)
    _change_place(asked, own, slots, past)
    if _WEEK_BEFORE.search(asked.text) and "period" in slots:
        own = {**own, **_earlier(slots["period"])}
    elif _NO_PERIOD.search(asked.text):
        slots.pop("period", None)
    for key in ("period", "limit", "sort", "group_by", "change", "field", "format", "channel", "offset"):
        if key in own:
            slots[key] = own[key]
    if "metric" in own and (target != "trend" or own["metric"] != "count"):
        slots["metric"] = own["metric"]
    chosen = dict(slots.get("filter", {}))
    if _NO_FILTER.search(asked.text):
        chosen = {}
    elif match := _WITHOUT.search(asked.text):
        chosen["follow"] = "nofollow" if match["credit"] in {"dofollow", "df"} else "follow"
    else:
        chosen |= own.get("filter", {})
    slots.pop("filter", None)
    return {**slots, **({"filter": chosen} if chosen else {})}


def _change_place(asked: Asked, own: dict[str, Any], slots: dict[str, Any], past: Past) -> None:
    """The domain or source that a question names instead of the one before."""
    if past.previous.intent == "compare":
        named = own.get("domains", [])
        if len(named) > 1:
            slots["domains"] = named
        elif named:
            slots["domains"] = list(dict.fromkeys([*slots.get("domains", []), *named]))
        return
    if _OTHER_SITE.search(asked.text):
        others = [domain for domain in past.known if domain != slots.get("domain")]
        if "domain" in slots and len(others) == 1:
            slots["domain"] = others[0]
    elif _ALL_SITES.search(asked.text):
        slots.pop("domain", None)
    of_a_source = bool({"source", "url"} & slots.keys())
    for host in asked.hosts:
        ours = host.domain in past.known
        key = "domain" if ours or not of_a_source else "source"
        slots[key] = host.domain
        if key == "source":
            slots.pop("url", None)
    if not asked.hosts:
        named = own.get("domain") or _label(asked, past.known)
        slots |= {"domain": named} if named else {}


def _earlier(period: str | list[str]) -> dict[str, Any]:
    """The period before, as a slot; {} where there is none."""
    earlier = period_moments.before(period) if isinstance(period, str) else None
    return {"period": earlier} if earlier else {}


def _label(asked: Asked, known: Collection[str]) -> str:
    """The watched domain that is named without its ending: "and acme?"."""
    words = set(asked.text.split())
    return next((domain for domain in known if domain.partition(".")[0] in words), "")


def _carried(target: str, own: dict[str, Any], previous: Understanding) -> dict[str, Any]:
    """The slots of another question about the same thing."""
    slots, before = dict(own), previous.slots
    if target in _NAMES_A_SOURCE and not {"source", "url"} & slots.keys():
        slots.update({key: before[key] for key in ("source", "url") if key in before})
    if target == "compare":
        if len(slots.get("domains", [])) < 2 and "domain" in before:
            slots["domains"] = list(dict.fromkeys([str(before["domain"]), *slots.get("domains", [])]))
    elif "domain" not in slots and "domain" in before and target not in _NO_DOMAIN:
        slots["domain"] = before["domain"]
    if {target, previous.intent} <= _KEEPS_PERIOD and "period" in before:
        slots.setdefault("period", before["period"])
    if target in _KEEPS_FILTER and previous.intent in LISTS | {"top_links", "export_links"}:
        merged = {**_kept_filter(target, previous), **slots.get("filter", {})}
        slots |= {"filter": merged} if merged else {}
    return slots


def _kept_filter(target: str, previous: Understanding) -> dict[str, Any]:
    """The filter of the links before, as the next question needs it: which list they were is a part of it."""
    kept = dict(previous.slots.get("filter", {}))
    if target in {"export_links", "count_links", "mute_alerts"}:
        if previous.intent in _STATUS_OF:
            kept.setdefault("status", _STATUS_OF[previous.intent])
        if previous.intent == "list_toxic":
            kept["toxicity"] = "high"
    elif target in _STATUS_OF:
        kept.pop("status", None)
    elif target == "list_toxic":
        kept.pop("toxicity", None)
    return kept


def _ordinal(text: str, said: Sequence[str]) -> str:
    """The domain that "the first", "the second one" or "#3" points to in the bot's last list, or ""."""
    match = _ORDINAL.search(text)
    if not match or not said:
        return ""
    place = int(match[1]) if match[1].isdigit() else _ORDINALS[match[1]]
    numbered: dict[int, str] = {
        int(n): d for n, d in re.findall(r"(?:^|\s)(\d{1,2})[.)]\s+\W*(?:https?://)?([\w-]+(?:\.[\w-]+)+)", said[-1])
    }
    listed = list(numbered.values()) if numbered else list(dict.fromkeys(host.domain for host in read(said[-1]).hosts))
    if place in numbered:
        return numbered[place]
    index = place - 1 if place > 0 else place
    return listed[index] if -len(listed) <= index < len(listed) else ""


def _choose(target: str, slots: dict[str, Any], chosen: str, known: Collection[str]) -> None:
    """Put the domain that was pointed to where the intent has a place for it."""
    if target == "compare":
        slots["domains"] = list(dict.fromkeys([*slots.get("domains", []), chosen]))
    elif chosen in known and target not in OF_ONE_SOURCE:
        slots["domain"] = chosen
    elif target in _NAMES_A_SOURCE:
        slots["source"] = chosen
        slots.pop("url", None)


def _point(slots: dict[str, Any], past: Past) -> None:
    """What "it" is when the answer before named just one source."""
    hosts = list(dict.fromkeys(host.domain for host in read(past.said[-1]).hosts)) if past.said else []
    others = [host for host in hosts if host != slots.get("domain") and host not in past.known]
    if len(others) == 1:
        slots["source"] = others[0]
