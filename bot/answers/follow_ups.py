# ruff: noqa: E501, PLR2004  # patterns a line: wrapped ones are harder to read; the numbers are words or days
"""What a question leaves to what was said before: "and the week before?", "only the dofollow ones", "export that"."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.answers import filters, period_moments, periods
from bot.answers.reading import Asked, read
from bot.answers.understanding import LISTS, OF_ONE_SOURCE, Kind, Understanding

_MARKERS = re.compile(
    r"^(?:and|or|also|but|what about|how about|same|ditto|only|just|ok|okay|now|then|so|und|y|et|e|oder|solo|nur|seulement|apenas|so os|lo mismo|dasselbe|das gleiche|pareil|la meme|meme chose|o mesmo|auch|tambien|aussi|tambem|without|excluding|no i meant|no|i meant|i mean|sorry|again)\b"
)
_ANAPHORA = re.compile(
    r"\b(?:it|that|this|those|these|them|they|its|their|that one|this one|the same|ones|one|eso|esos|esto|ese|los|las|das|die|diese|davon|ihn|ca|cela|ceux|isso|esses|o mesmo|the (?:first|second|third|last|fourth|fifth)|number \d|there)\b|#\d"
)
_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "fifth": 5, "5th": 5, "sixth": 6, "primero": 1, "primer": 1, "segundo": 2, "tercero": 3, "erste": 1, "ersten": 1, "zweite": 2, "zweiten": 2, "dritte": 3, "dritten": 3, "premier": 1, "deuxieme": 2, "second one": 2, "troisieme": 3, "primeiro": 1, "terceiro": 3, "last one": -1}  # fmt: skip
_ORDINAL = re.compile(
    r"\b(?:the |no |nr |number |link |#|el |der |den |die |vom |le |du |o |do |from the )?("
    + "|".join(sorted(_ORDINALS, key=len, reverse=True))
    + r"|(?<=number )\d|(?<=#)\d)\b(?! (?:week|month|day|time|of|seen))"
)
_WEEK_BEFORE = re.compile(
    r"\b(?:the )?(?:week|month|day|one|period|woche|semana|semaine|monat|mes|mois) (?:before|prior|davor|vorher|anterior|d avant|avant|antes|precedente)\b|\bbefore that\b|\bdavor\b|\bla anterior\b|\bthe previous (?:one|week|month|day|period)\b|\bprevious (?:week|month)\b|\b(?:and|und|y|et|e) (?:before|davor|antes|avant)\b"
)
_NEXT = re.compile(
    r"^(?:and )?(?:the )?(?:show |show me |give me |list )?(?:the )?(?:next (?P<n>\d+|ones|page|few)|more|show more|see more|mas|mehr|plus|mais|weiter|continue|go on|keep going|rest|the rest)(?: please| pls| ones)?$"
)
_WHICH = re.compile(
    r"^(?:and |ok |so )?(?:which|what|show|list|name|give me|see)(?: me)?(?: (?:ones?|links?|are|they|those|these|them|all|exactly|of them|are they))*$|^(?:welche|welche denn|welche genau|zeig sie|cuales|cuales son|que enlaces|lesquels|lesquelles|quais|quais sao|quem)$"
)
_OF_ONE = (
    ("why", "why_flagged"), ("toxic|safe", "check_toxicity"), ("relevance", "link_relevance"), ("quality|authority", "link_quality"),
    ("status|live|lost|broken|follow|nofollow|anchor", "link_status"), ("links_to|link|show", "find_source"),
)  # fmt: skip
_OF_MANY = (
    ("count", "count_links"),
    ("toxic|worst", "list_toxic"),
    ("lost", "list_lost"),
    ("new", "list_new"),
    ("changed", "list_changes"),
)
_STATUS_OF = {"list_lost": "lost", "list_new": "new"}


def resolve(  # noqa: PLR0911  # one return a case
    asked: Asked, own: Understanding | None, previous: Understanding, said: Sequence[str], now: datetime
) -> Understanding | None:
    """What `asked` means after `previous`, or None when it stands on its own.

    `own` is the reading without the past; `said` are the bot's answers so far, the last one last.
    """
    if previous.intent is None or previous.kind not in {Kind.DATA, Kind.ACTION}:
        return None
    text = asked.text
    own = _elliptical(asked, own, previous)
    chosen = _ordinal(text, said)
    if chosen and not asked.hosts:
        return _about_one(asked, own, previous, chosen)
    if match := _NEXT.match(text):
        shown = int(previous.slots.get("limit", 10))
        more = int(match["n"]) if match["n"] and match["n"].isdigit() else None
        slots = {
            **previous.slots,
            "offset": int(previous.slots.get("offset", 0)) + shown,
            **({"limit": more} if more else {}),
        }
        return _of(previous, previous.intent, slots)
    if previous.intent == "count_links" and _WHICH.match(text):
        return _of(previous, *_listed(previous.slots))
    marked = bool(_MARKERS.search(text))
    refers = bool(_ANAPHORA.search(text)) and not asked.hosts
    if not (marked or refers or own is None or own.confidence < 0.5 or len(asked.words) <= 3):
        return None
    if _WEEK_BEFORE.search(text) and isinstance(previous.slots.get("period"), str):
        earlier = period_moments.before(str(previous.slots["period"]))
        if earlier:
            return _of(previous, previous.intent, {**previous.slots, "period": earlier})
    if own is not None and own.intent and _brings_its_own(asked, own, previous):
        return _new_intent(own, previous)
    return _same_intent(asked, own, previous, now)


def _elliptical(asked: Asked, own: Understanding | None, previous: Understanding) -> Understanding | None:
    """What a few words ask after a question about one source ("why?") or about a list ("how many?")."""
    if asked.hosts or (own is not None and own.intent not in {"list_links", "report", "list_toxic", "find_source"}):
        return own
    one = bool({"source", "url"} & previous.slots.keys())
    table = _OF_ONE if one and (own is None or asked.has("it")) else _OF_MANY if own is None else ()
    for concepts, intent in table:
        if asked.has(*concepts.split("|")):
            kind = Kind.ACTION if intent == "recheck" else Kind.DATA
            slots = own.slots if own is not None else {}
            kept = {key: value for key, value in slots.items() if key in {"field", "period"}}
            return Understanding(kind=kind, intent=intent, slots=kept, confidence=0.8)
    return own


def _of(previous: Understanding, intent: str, slots: dict[str, Any]) -> Understanding:
    return Understanding(kind=previous.kind, intent=intent, slots=slots, confidence=0.85, notes=previous.notes)


def _listed(counted: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The list of the links that were counted: which intent, and its slots."""
    slots = {key: value for key, value in counted.items() if key != "group_by"}
    chosen = dict(slots.get("filter", {}))
    intent = {"lost": "list_lost", "new": "list_new"}.get(str(chosen.get("status")), "list_links")
    if intent != "list_links":
        del chosen["status"]
    elif chosen == {"toxicity": "high"}:
        intent, chosen = "list_toxic", {}
    return intent, {
        **{key: value for key, value in slots.items() if key != "filter"},
        **({"filter": chosen} if chosen else {}),
    }


def _ordinal(text: str, said: Sequence[str]) -> str | None:
    """The domain that "the first", "the second one" or "#3" points to in the bot's last list."""
    match = _ORDINAL.search(text)
    if not match or not said:
        return None
    place = int(match[1]) if match[1].isdigit() else _ORDINALS[match[1]]
    numbered: dict[int, str] = {
        int(n): d for n, d in re.findall(r"(?:^|\s)(\d{1,2})[.)]\s+\W*([\w-]+(?:\.[\w-]+)+)", said[-1])
    }
    listed = list(numbered.values()) if numbered else list(dict.fromkeys(host.domain for host in read(said[-1]).hosts))
    if place in numbered:
        return numbered[place]
    index = place - 1 if place > 0 else place
    return listed[index] if -len(listed) <= index < len(listed) else None


def _about_one(asked: Asked, own: Understanding | None, previous: Understanding, source: str) -> Understanding:
    kept = {"domain": previous.slots["domain"]} if "domain" in previous.slots else {}
    intent = (
        own.intent if own and own.intent and (own.intent in OF_ONE_SOURCE | {"export_disavow", "recheck"}) else None
    )
    if intent is None and asked.has("toxic", "safe"):
        intent = "check_toxicity"
    if intent is None and asked.has("why"):
        intent = "why_flagged"
    if intent is None and asked.has("quality", "authority"):
        intent = "link_quality"
    kind = own.kind if own and intent == own.intent else Kind.DATA
    return Understanding(kind=kind, intent=intent or "find_source", slots={"source": source, **kept}, confidence=0.85)


def _brings_its_own(asked: Asked, own: Understanding, previous: Understanding) -> bool:
    """Whether the question names what it wants, and not only for which domain, time or kind of link."""
    if own.intent == previous.intent or own.confidence < 0.5:
        return own.intent == previous.intent and own.confidence >= 0.5
    if own.intent in {"list_lost", "list_new", "list_toxic"} and not asked.hosts:
        return True
    if own.intent in {"list_links", "find_source", "report"} and (previous.intent in LISTS or asked.hosts):
        return asked.has("link", "report") and not asked.has("only") and not (asked.has("same") and asked.hosts)
    return not (own.intent in {"compare", "top_links"} and asked.has("same", "only"))


def _new_intent(own: Understanding, previous: Understanding) -> Understanding:
    """Another question about the same thing."""
    assert own.intent is not None
    slots = dict(own.slots)
    before = previous.slots
    if (
        own.intent in OF_ONE_SOURCE | {"export_disavow", "recheck", "find_source", "add_link"}
        and not {"source", "url"} & slots.keys()
    ):
        slots.update({key: before[key] for key in ("source", "url") if key in before})
    if "domain" not in slots and "domain" in before and own.intent not in {"compare", "list_domains", "add_domain"}:
        slots["domain"] = before["domain"]
    takes_period = own.intent in LISTS | {"export_links", "trend"} and previous.intent in LISTS | {
        "trend",
        "report",
        "export_links",
    }
    if takes_period and "period" not in slots and "period" in before:
        slots["period"] = before["period"]
    if own.intent in {"export_links", "count_links"} and previous.intent in LISTS | {"top_links"}:
        inherited = dict(before.get("filter", {}))
        if previous.intent in _STATUS_OF and "status" not in slots.get("filter", {}):
            inherited["status"] = _STATUS_OF[previous.intent]
        if previous.intent == "list_toxic":
            inherited["toxicity"] = "high"
        if merged := {**inherited, **slots.get("filter", {})}:
            slots["filter"] = merged
    elif own.intent == previous.intent and "filter" not in slots and "filter" in before and not own.slots.get("period"):
        slots["filter"] = before["filter"]
    return Understanding(kind=own.kind, intent=own.intent, slots=slots, confidence=0.85, notes=own.notes)


def _same_intent(
    asked: Asked, own: Understanding | None, previous: Understanding, now: datetime
) -> Understanding | None:
    """The same question with another domain, time or kind of link."""
    slots = dict(previous.slots)
    changed = False
    if asked.hosts:
        key = "source" if "source" in slots or "url" in slots else "domain"
        if previous.intent == "compare":
            slots["domains"] = [*slots.get("domains", []), *(host.domain for host in asked.hosts)]
        else:
            slots[key] = asked.hosts[0].domain
            slots.pop("url", None)
        changed = True
    elif own is not None and "domain" in own.slots:
        slots["domain"] = own.slots["domain"]
        changed = True
    if period := periods.find(asked.text, now):
        slots["period"] = period
        changed = True
    found = filters.find(asked)
    if asked.has("toxic") and previous.intent in LISTS and previous.intent != "list_toxic":
        found["toxicity"] = "high"
    for status in ("lost", "broken", "live", "new"):
        if asked.has(status) and previous.intent == "count_links":
            found["status"] = status
    if found:
        slots["filter"] = {**slots.get("filter", {}), **found}
        changed = True
    assert previous.intent is not None
    return _of(previous, previous.intent, slots) if changed else None
