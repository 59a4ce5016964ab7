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


_LINKS_TO = r"\b(?:links?|linking|linked|links that|point|points|pointing|enlac\w+|enlaz\w+|verlink\w*|linken|liens?|linka\w*) (?:to|at|for|auf|zu|a|vers|para|pour|fur)"


_ALERTS_ON = re.compile(
    r"\bun ?-?(?:mute|pause|silence)\w*\b|\b(?:back|alerts?|notifications?|again) on\b|\b(?:turn|switch|put|get)\b.{0,30}\bon\b"
    r"|\b(?:resume|reactivate|restart|enable|re-?enable)\b|\bstart (?:alerting|pinging|posting|notifying)\b|\bcome again\b|\bping us (?:about .{1,30} )?again\b"
    r"|\b(?:reanuda\w*|reactiva\w*|reactive\w*|vuelve a (?:activar|enviar|avisar)|volte a (?:enviar|avisar)|retom\w+|reativ\w*|einschalten|aktivier\w*|wieder (?:ein|an)\b|reprend\w*)"
)


def precise(intent: str, asked: Asked) -> str:
    """The intent that an order has when it says how: alerts are muted, or sent again."""
    return "unmute_alerts" if intent == "mute_alerts" and _ALERTS_ON.search(asked.text) else intent


def fill(intent: str, asked: Asked, known: Collection[str], now: datetime) -> dict[str, Any]:
    """The slots of an intent that the question names; nothing is guessed."""
    slots: dict[str, Any] = {}
    _hosts(intent, asked, known, slots)
    _bare_domain(intent, asked, slots)
    if intent in _WITH_PERIOD and (period := periods.find(asked.text, now)):
        slots["period"] = period
    if intent == "mute_alerts" and "period" not in slots and (period := periods.duration(asked.text)):
        slots["period"] = period
    if intent in _ABOUT_LINKS | {"recheck"} and (found := _filter(intent, asked)):
        slots["filter"] = found
    slot_details.fill(intent, asked, slots)
    if slots.get("group_by") == "follow" and "follow" in slots.get(
        "filter", {}
    ):  # counted by it, not narrowed down to it
        del slots["filter"]["follow"]
        if not slots["filter"]:
            del slots["filter"]
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
    beside_ours = any(_is_known(host, known) for host in asked.hosts) or bool(asked.labels)
    for host in asked.hosts:
        role = _role(
            intent,
            host,
            known,
            came_from=host.mark in from_us,
            is_ours=host.mark in to_us,
            links_out=host.mark in links_out,
            alone=len(asked.hosts) == 1,
            beside_ours=beside_ours,
            linked_to=bool(re.search(rf"{_LINKS_TO} @{host.mark}@", asked.text)),
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
    intent: str,
    host: Host,
    known: Collection[str],
    *,
    came_from: bool,
    is_ours: bool,
    links_out: bool,
    alone: bool,
    beside_ours: bool,
    linked_to: bool,
) -> str:
    """Whether a domain is the watched one or the one that links to it."""
    if intent in {"add_domain", "remove_domain", "report", "list_domains", "schedule"}:
        return "domain"
    if _is_known(host, known) and not (links_out and intent == "find_source"):
        return "domain"
    if beside_ours and intent in OF_ONE_SOURCE | {"export_disavow", "find_source"}:
        return "source"
    if intent == "recheck" or (intent == "add_link" and host.url):
        return "source"
    if intent in OF_ONE_SOURCE:
        return "domain" if is_ours and not alone and not came_from else "source"
    if intent == "find_source" and alone and not linked_to:
        return "source"
    if intent == "find_source":
        return "domain" if is_ours and not came_from and not links_out else "source"
    if intent == "export_disavow":
        return "domain" if is_ours and not came_from else "source"
    return "source" if came_from and intent in LISTS | {"export_links"} and not known_like_ours(intent) else "domain"


def _is_known(host: Host, known: Collection[str]) -> bool:
    return host.domain in known or any(host.domain.endswith(f".{domain}") for domain in known)


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
        if last.text == match[1] and not last.concepts and not periods.named(asked.text) and not filters.find(asked):
            slots["domain"] = match[1]


_ONLY_THE_WORST = re.compile(
    r"\btox\w*|\bgiftig\w*|\bworst\b"
    r"|\b(?:only|just|solo|nur|seulement|apenas|truly|really)\b.{0,25}\b(?:horrible|nasty|bad|awful|terrible)\b"
)


def _filter(intent: str, asked: Asked) -> dict[str, Any]:
    found = filters.find(asked)
    if intent == "list_changes":
        for key in ("follow", "redirect", "target_status"):
            found.pop(key, None)
    if intent in {"count_links", "export_links", "list_links", "list_new", "recheck", "mute_alerts", "list_toxic"}:
        _status(intent, asked, found)
    if intent == "list_lost" and "target_status" in found and "reason" not in found:
        del found["target_status"]
    if intent == "export_disavow" and _ONLY_THE_WORST.search(asked.text):
        found["toxicity"] = "high"
    if intent in {"export_disavow", "list_toxic"} and found.get("quality") == "low":
        del found["quality"]
    if intent in {"anchors", "export_disavow"}:
        found.pop("anchor", None)
    if intent == "mute_alerts" and asked.has("toxic"):
        found["toxicity"] = "high"
    return found


def _status(intent: str, asked: Asked, found: dict[str, Any]) -> None:
    """Add the status that the links are to have."""
    if "target_status" in found:
        return
    if intent == "list_toxic":
        found |= {"status": "new"} if asked.has("new") else {}
    elif intent == "recheck":
        status = next((one for one in ("lost", "broken", "unverified", "pending") if asked.has(one)), None)
        found |= {"status": status} if status and not asked.hosts else {}
    else:
        _status_of_many(intent, asked, found)


def _status_of_many(intent: str, asked: Asked, found: dict[str, Any]) -> None:
    if asked.has("toxic") and intent in {"count_links", "export_links", "list_links"}:
        if "toxicity_min" not in found:
            found["toxicity"] = "high"
        if found.get("quality") == "low" and not asked.has("low_quality"):
            del found["quality"]
        if not asked.has("lost", "new"):
            return
    for status in ("lost", "broken", "restored", "unverified", "pending"):
        if asked.has(status):
            found["status"] = status
            return
    got = asked.has("got") and intent == "count_links" and periods.named(asked.text)
    if intent != "list_new" and (asked.has("new") or got):
        found["status"] = "new"
    elif asked.has("live") and not asked.has("follow_live"):
        found["status"] = "live"
