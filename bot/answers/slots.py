# ruff: noqa: E501, PLR2004  # patterns a line: wrapped ones are harder to read; the numbers are words or days
"""The slots of an intent, read off the question: which domain, which source, when, which links, how many."""

import re
from collections.abc import Collection
from datetime import datetime
from typing import Any

from bot.answers import filters, periods
from bot.answers.calendar_words import NUMBERS
from bot.answers.reading import Asked, Host

OF_ONE_SOURCE = frozenset({"link_status", "link_quality", "link_relevance", "why_flagged", "check_toxicity"})
LISTS = frozenset({"list_lost", "list_new", "list_toxic", "list_changes", "list_links", "count_links", "find_source"})
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
_LIMITED = (LISTS - {"count_links"}) | {
    "top_referring_domains",
    "top_links",
    "top_target_pages",
    "anchors",
    "export_links",
}
_TO = re.compile(
    r"\b(?:to|for|of|at|into|against|fur|zu|auf|para|a|al|pour|vers|of our site|on behalf of|about|uber|sobre)(?: the| our| my| site| domain| website)* @(\d+)@"
)
_FROM = re.compile(
    r"\b(?:from|by|via|on|von|bei|desde|du|depuis|em|sur|in the|auf|no|na)(?: the| our| my| site| domain| website| page)* @(\d+)@"
)
_LIMIT = re.compile(
    r"\b(?:top|first|best|last|latest|newest|next|only|just|worst|primer[oa]s?|primeiros|ersten|premiers|show me|show|list|give me|mejores|besten|melhores|meilleurs|strongest|most recent|biggest|letzten|ultimos|the) (?P<n>\d{1,3}|"
    + "|".join(n for n in NUMBERS if len(n) > 2 and NUMBERS[n] > 1)
    + r")\b(?! ?(?:days?|weeks?|months?|hours?|years?|dias?|semanas?|mes|meses|tagen?|wochen?|monaten?|jours?|semaines?|mois|th|st|nd|rd|%|h\b|derniers|dernieres|ultimos|letzten|january|oct))|\b(?P<m>\d{1,3}) (?:best|top|worst|strongest|newest|latest|most|biggest|mejores|besten|meilleurs|melhores|strongest)\b"
)
_SORTS = (
    (
        r"\bby (?:domain )?authority\b|\bmost authoritative\b|\bhighest authority\b|\bnach autoritat\b|\bpor autori[dt]ad\b|\bpar autorite\b|\bstrongest\b",
        "authority",
    ),
    (
        r"\bby (?:link )?quality\b|\bhighest quality\b|\bbest quality\b|\bpor (?:calidad|qualidade)\b|\bnach qualitat\b|\bpar qualite\b",
        "quality",
    ),
    (r"\bby relevance\b|\bmost relevant\b|\bpor relevancia\b|\bnach relevanz\b", "relevance"),
    (r"\bby toxicity\b|\bmost toxic\b|\bmost harmful\b|\bworst\b|\bmost spammy\b", "toxicity"),
    (
        r"\bby (?:number of |link )?(?:links|backlinks|count)\b|\bmost (?:links|backlinks)\b|\bthe most\b|\bmas enlaces\b|\bmeisten links\b|\bplus de liens\b|\bmais links\b",
        "count",
    ),
    (r"\bby (?:date|age|time)\b|\bnewest\b|\bmost recent\b|\bnewest first\b", "newest"),
    (r"\boldest\b|\bolder first\b", "oldest"),
)
_METRICS = (
    ("toxic", "toxicity"), ("quality", "quality"), ("relevance", "relevance"), ("authority", "authority"),
    ("referring", "referring_domains"), ("follow", "follow"), ("nofollow", "nofollow"),
)  # fmt: skip
_OUTSIDE = (
    (r"\bmoz\b.*\bda\b|\bmoz\b|\bda\b|\bdomain authority\b", "moz_da"), (r"\bdr\b|\bdomain rating\b|\bahrefs\b", "ahrefs_dr"),
    (r"\bsemrush\b|\bauthority score\b", "semrush_as"), (r"\btrust flow\b|\btf\b|\bcitation flow\b|\bcf\b|\bmajestic\b", "trust_flow"),
    (r"\bspam score\b", "spam_score"), (r"\bpage ?rank\b", "pagerank"), (r"\brevenue\b|\bsales\b|\bmoney\b|\bincome\b|\bearnings\b|\borders\b", "revenue"),
    (r"\bconversions?\b|\bleads\b|\bsignups\b|\broi\b", "conversions"), (r"\bclicks?\b|\bctr\b", "clicks"), (r"\bimpressions\b", "impressions"),
    (r"\btraffic\b|\bvisit(?:or)?s\b|\bsessions\b|\bpage ?views\b|\busers\b", "traffic"), (r"\bkeywords?\b", "keywords"),
    (r"\brank\w*\b|\bpositions?\b|\bserps?\b|\bsearch results\b", "ranking"), (r"\bindexed pages\b", "indexed_pages"), (r"\bpage authority\b|\bpa\b", "page_authority"),
    (r"\bcosts?\b|\bprice\b|\bcpc\b|\bbudget\b", "cost"),
)  # fmt: skip


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
    _details(intent, asked, slots)
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


def _details(intent: str, asked: Asked, slots: dict[str, Any]) -> None:  # noqa: C901, PLR0912  # one branch a slot
    text = asked.text
    if intent in _LIMITED and (match := _LIMIT.search(text)):
        number = match["n"] or match["m"]
        slots["limit"] = int(number) if number.isdigit() else NUMBERS[number]
    if intent in {"top_referring_domains", "top_links", "top_target_pages"}:
        for pattern, name in _SORTS:
            if re.search(pattern, text) and not (name == "count" and intent != "top_links"):
                slots["sort"] = name
                break
    if intent in LISTS and (group := _group(text)):
        slots["group_by"] = group
    if intent == "count_links" and (
        asked.has("referring")
        or re.search(
            r"\bhow many (?:different |unique |distinct )?(?:domains|sites|websites|blogs)\b|\bwie viele (?:domains|seiten|webseiten)\b|\bcuantos (?:dominios|sitios)\b|\bcombien de (?:domaines|sites)\b|\bquantos (?:dominios|sites)\b",
            text,
        )
    ):
        slots["group_by"] = "domain"
    if intent == "list_toxic" and re.search(
        r"\bhow toxic\b|\boverall\b|\bhow (?:bad|spammy|risky)\b|\btoxicity of (?:our|my|the) (?:profile|link)|\bwie (?:toxisch|giftig)\b|\bque tan toxico\b|\bwhat (?:share|percentage|percent|part|proportion)\b|\btoxicity level\b|\boverall toxicity\b|\b(?:our|my) toxicity\b",
        text,
    ):
        slots["aggregate"] = True
    if intent == "list_changes" and (change := _change(asked)):
        slots["change"] = change
    if intent == "link_status" and (field := _field(asked)):
        slots["field"] = field
    if intent in {"trend", "compare"} and (metric := _metric(intent, asked)):
        slots["metric"] = metric
    if intent == "unanswerable_from_data" and (metric := _outside_metric(asked)):
        slots["metric"] = metric
    if (
        intent in {"export_links", "export_disavow"}
        and (match := re.search(r"\b(csv|excel|xlsx|json|txt|tsv|pdf)\b", text))
        and not (intent == "export_disavow" and match[1] == "txt")
    ):
        slots["format"] = {"excel": "xlsx"}.get(match[1], match[1])
    if intent in {"set_channel", "mute_alerts"} and (
        match := re.search(r"<#(\d+)>|#([\w-]+)", asked.raw)
        or re.search(
            r"\b(?:channel|kanal|canal|salon) (?:is |to |named |called )?((?!for|to|is|please|alerts|the|channel|de|fur|para)[\w-]{3,})",
            text,
        )
    ):
        slots["channel"] = next(group for group in match.groups() if group)


def _group(text: str) -> str | None:
    match = re.search(
        r"\b(?:by|per|each|nach|pro|por|par|je|for each|grouped by|group by|split by|broken down by|breakdown by|breakdown of)(?: the| source| referring)? (domain|domains|site|website|reason|status|language|tld|country|type|rel|anchor|page|month|week|day|credit|target|grund|seite|sprache|motivo|dominio|raison|domaine|follow type|link type)\b",
        text,
    )
    if not match:
        return None
    return {
        "domains": "domain", "site": "domain", "website": "domain", "country": "tld", "type": "follow", "rel": "follow", "credit": "follow", "follow type": "follow",
        "link type": "follow", "grund": "reason", "seite": "domain", "sprache": "language", "motivo": "reason", "dominio": "domain", "raison": "reason", "domaine": "domain",
    }.get(match[1], match[1])  # fmt: skip


def _change(asked: Asked) -> str | None:  # noqa: PLR0911  # one return a case
    if asked.has("anchor"):
        return "anchor"
    if asked.has("restored"):
        return "restored"
    for credit in ("nofollow", "sponsored", "ugc", "follow"):
        if asked.has(credit):
            return credit
    if asked.has("noindex"):
        return "noindex"
    if asked.has("redirect"):
        return "redirect"
    if re.search(r"\btargets?\b|\bdestinations?\b|\bpoint (?:to|somewhere)\b", asked.text):
        return "target"
    if re.search(r"\brel\b|\bcredit\b|\bfollow status\b", asked.text):
        return "follow"
    return None


def _field(asked: Asked) -> str | None:  # noqa: PLR0911  # one return a case
    text = asked.text
    if asked.has("first_seen"):
        return "first_seen"
    if asked.has("last_seen") and not asked.has("why"):
        return "last_seen"
    if asked.has("why") or re.search(r"\breason\b", text):
        return "reason"
    if asked.has("anchor"):
        return "anchor"
    if asked.has("nofollow", "follow", "sponsored", "ugc") and not re.search(r"\bfollow up\b", text):
        return "follow"
    if re.search(
        r"\b(?:which|what) (?:of our |our )?(?:page|url|target)s?\b.*\b(?:to|link|linking|target)\b|\btarget\b", text
    ):
        return "target"
    return None


def _metric(intent: str, asked: Asked) -> str | list[str] | None:
    gains = [name for name in ("lost", "new") if asked.has(name)]
    if len(gains) == 2:
        return gains if asked.text.find("lost") <= asked.text.find("new") or "new" not in asked.text else gains[::-1]
    if re.search(r"\bquality\b", asked.text) and not gains:
        return "quality"
    for concept, name in _METRICS:
        if asked.has(concept) and not (concept == "quality" and gains):
            return name
    if gains:
        return gains[0]
    if intent == "trend" and asked.has("link", "count", "trend"):
        return "count"
    return (
        "count"
        if intent == "compare"
        and re.search(r"\b(?:number of|how many|more) (?:links|backlinks)\b|\bby (?:links|backlinks)\b", asked.text)
        else None
    )


def _outside_metric(asked: Asked) -> str | None:
    for pattern, name in _OUTSIDE:
        if re.search(pattern, asked.text):
            return name
    if asked.has("lost"):
        return "lost"
    if asked.has("new"):
        return "new"
    if asked.has("toxic"):
        return "toxicity"
    if asked.has("quality"):
        return "quality"
    return "count" if asked.has("link", "count", "referring") else None
