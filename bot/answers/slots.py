# ruff: noqa: E501, PLR2004  # patterns a line: wrapped ones are harder to read; the numbers are words or days
"""The slots of an intent, read off the question: which domain, which source, when, which links, how many."""

import re
from collections.abc import Collection
from datetime import datetime
from typing import Any

from bot.answers import filters, periods, slot_details
from bot.answers.reading import Asked, Host
from bot.answers.understanding import LISTS, OF_ONE_SOURCE

_ABOUT_LINKS = LISTS | {
    "export_links",
    "export_disavow",
    "top_links",
    "top_referring_domains",
    "top_target_pages",
    "anchors",
    "mute_alerts",
}
_WITH_PERIOD = LISTS | {
    "trend",
    "report",
    "export_links",
    "export_disavow",
    "mute_alerts",
    "unanswerable_from_data",
    "top_referring_domains",
    "top_links",
    "top_target_pages",
    "anchors",
    "compare",
}
_TO = re.compile(
    r"\b(?:to|for|of|at|into|against|fur|zu|auf|para|a|al|pour|vers|of our site|on behalf of|about|uber|sobre)(?: the| our| my| site| domain| website)* @(\d+)@"
)
_FROM = re.compile(
    r"\b(?:from|by|via|on|von|bei|desde|du|depuis|em|sur|in the|auf|no|na)(?: the| our| my| site| domain| website| page)* @(\d+)@"
)


def fill(intent: str, asked: Asked, known: Collection[str], now: datetime) -> dict[str, Any]:
    """The slots of an intent that the question names; nothing is guessed."""
    slots: dict[str, Any] = {}
    _hosts(intent, asked, known, slots)
    _bare_domain(intent, asked, slots)
    if intent in _WITH_PERIOD and (period := periods.find(asked.text, now)):
        slots["period"] = period
    if intent == "mute_alerts" and "period" not in slots and (period := periods.duration(asked.text)):
        slots["period"] = period
    if intent in _ABOUT_LINKS and (found := _filter(intent, asked)):
        slots["filter"] = found
    slot_details.fill(intent, asked, slots)
    return slots


def _hosts(intent: str, asked: Asked, known: Collection[str], slots: dict[str, Any]) -> None:
    if intent == "compare":
        slots["domains"] = list(dict.fromkeys(host.domain for host in asked.hosts))
        return
    from_us = {int(m[1]) for m in _FROM.finditer(asked.text)}
    to_us = {int(m[1]) for m in _TO.finditer(asked.text)}
    links_out = {
        int(m[1])
        for m in re.finditer(
            r"@(\d+)@ (?:still |already |currently |really )?(?:link|mention|point|enlaza|verlinkt|linka|pointe|lie)",
            asked.text,
        )
    }
    marks = {host.word: int(asked.words[host.word].text.strip("@")) for host in asked.hosts}
    for host in asked.hosts:
        mark = marks[host.word]
        role = _role(
            intent,
            host,
            known,
            came_from=mark in from_us,
            is_ours=mark in to_us,
            links_out=mark in links_out,
            alone=len(asked.hosts) == 1,
        )
        if intent == "add_link" and host.url:
            slots["url"] = host.url
        elif role == "source" and host.url and intent != "find_source":
            slots.setdefault("url", host.url)
        elif role == "source" and intent == "recheck" and host.url:
            slots["url"] = host.url
        else:
            slots.setdefault(role, host.domain)


def _role(  # noqa: PLR0911  # one return a case
    intent: str, host: Host, known: Collection[str], *, came_from: bool, is_ours: bool, links_out: bool, alone: bool
) -> str:
    """Whether a domain is the watched one or the one that links to it."""
    if intent in {"add_domain", "remove_domain", "report", "list_domains", "schedule"}:
        return "domain"
    if host.domain in known and not (links_out and intent == "find_source"):
        return "domain"
    if intent in {"add_link", "recheck"} and host.url:
        return "source"
    if intent in OF_ONE_SOURCE:
        return "domain" if is_ours and not alone and not came_from else "source"
    if intent == "find_source":
        return "domain" if is_ours and not came_from and not links_out else "source"
    if intent == "export_disavow":
        return "domain" if is_ours and not came_from else "source"
    return "source" if came_from and intent in LISTS | {"export_links"} and not known_like_ours(intent) else "domain"


def known_like_ours(intent: str) -> bool:
    """Intents whose "on X" means our own pages."""
    return intent in {"top_target_pages", "anchors", "top_referring_domains", "top_links"}


def _bare_domain(intent: str, asked: Asked, slots: dict[str, Any]) -> None:
    """A watched domain named without its ending: "links for example"."""
    if asked.hosts and intent != "compare":
        return
    named = list(asked.labels)
    if intent == "compare":
        if named and len(slots.get("domains", [])) < 2:
            slots["domains"] = list(dict.fromkeys([*slots.get("domains", []), *named]))
        elif not slots.get("domains") and (
            match := re.search(
                r"compare?\w* (\w[\w-]*) (?:and|with|to|vs|versus|und|mit|y|con|et|avec|e|com) (\w[\w-]*)$", asked.text
            )
        ):
            slots["domains"] = [match[1], match[2]]
        return
    if named:
        slots["domain"] = named[0]
    elif asked.has("link") and (
        match := re.search(r"\b(?:for|of|fur|para|pour|von) (?:our )?(\w[\w-]{2,})$", asked.text)
    ):
        last = asked.words[-1]
        if (
            last.text == match[1]
            and not last.concepts
            and not periods.find(asked.text, _ANY_DAY)
            and not filters.find(asked)
        ):
            slots["domain"] = match[1]


_ANY_DAY = datetime(2024, 1, 1)  # noqa: DTZ001  # only whether a period is named matters here


def _filter(intent: str, asked: Asked) -> dict[str, Any]:
    found = filters.find(asked)
    if intent == "list_changes":
        for key in ("follow", "redirect", "target_status"):
            found.pop(key, None)
    if intent in {"count_links", "export_links", "list_links", "top_referring_domains", "list_new"}:
        _status(intent, asked, found)
    if intent == "list_lost" and "target_status" in found and "reason" not in found:
        del found["target_status"]
    if intent == "export_disavow" and (asked.has("toxic", "worst") or re.search(r"\bworst\b", asked.text)):
        found["toxicity"] = "high"
    if intent == "export_disavow":
        found.pop("quality", None)
    return found


def _status(intent: str, asked: Asked, found: dict[str, Any]) -> None:
    if "target_status" in found:
        return
    if asked.has("toxic") and intent in {"count_links", "export_links", "list_links", "top_referring_domains"}:
        if "toxicity_min" not in found:
            found["toxicity"] = "high"
        found.pop("quality", None) if found.get("quality") == "low" and not asked.has("low_quality") else None
        if not asked.has("lost", "new"):
            return
    for status in ("lost", "broken", "restored", "unverified", "pending"):
        if asked.has(status) and not (status == "lost" and "reason" in found and intent == "list_lost"):
            found["status"] = status
            return
    if intent != "list_new" and (
        asked.has("new") or (asked.has("got") and intent == "count_links" and periods.find(asked.text, _ANY_DAY))
    ):
        found["status"] = "new"
    elif asked.has("live") and not asked.has("follow_live"):
        found["status"] = "live"
