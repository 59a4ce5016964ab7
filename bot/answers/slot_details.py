# ruff: noqa: E501, PLR2004  # patterns a line: wrapped ones are harder to read; the numbers are words or days
"""The slots that say how an answer is to look: how many, in which order, grouped by what, which measure."""

import re
from typing import Any

from bot.answers.calendar_words import NUMBERS, WEEKDAY_NAMES, WEEKDAYS
from bot.answers.reading import Asked
from bot.answers.understanding import LISTS

_LIMITED = (LISTS - {"count_links"}) | {
    "top_referring_domains",
    "top_links",
    "top_target_pages",
    "anchors",
    "export_links",
}
_LIMIT = re.compile(
    r"\b(?:top|first|best|last|latest|newest|next|only|just|worst|primer[oa]s?|primeiros|ersten|premiers|show me|show|list|give me|mejores|besten|melhores|meilleurs|strongest|most recent|biggest|letzten|ultimos|the) (?P<n>\d{1,3}|"
    + "|".join(n for n in NUMBERS if len(n) > 2 and NUMBERS[n] > 1)
    + r")\b(?! ?(?:days?|weeks?|months?|hours?|years?|dias?|semanas?|mes|meses|tagen?|wochen?|monaten?|jours?|semaines?|mois|th|st|nd|rd|%|h\b|derniers|dernieres|ultimos|letzten|january|oct))|\b(?P<m>\d{1,3}) (?:best|top|worst|strongest|newest|latest|most|biggest|mejores|besten|meilleurs|melhores|strongest)\b"
)
_CHANNEL = re.compile(
    r"<#(\d+)>|#([\w-]+)|\b(?:channel|kanal|canal|salon) (?:is |to |named |called )*"
    r"((?!for\b|to\b|is\b|please\b|alerts\b|the\b|channel\b|de\b|fur\b|para\b)[\w-]{3,})",
    re.IGNORECASE,
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
_COMPARED = (
    (r"\b(?:better|stronger|best|mejor|mejores|bessere?|besser|meilleurs?|melhor|melhores)\b", "quality"),
    (r"\b(?:number of|how many|more|most) (?:links|backlinks)\b|\bby (?:links|backlinks)\b", "count"),
)
_OUTSIDE = (
    (r"\bmoz\b.*\bda\b|\bmoz\b|\bda\b|\bdomain authority\b", "moz_da"), (r"\bdr\b|\bdomain rating\b|\bahrefs\b", "ahrefs_dr"),
    (r"\bsemrush\b|\bauthority score\b", "semrush_as"), (r"\btrust flow\b|\btf\b|\bcitation flow\b|\bcf\b|\bmajestic\b", "trust_flow"),
    (r"\bspam score\b", "spam_score"), (r"\bpage ?rank\b", "pagerank"), (r"\brevenue\b|\bsales\b|\bmoney\b|\bincome\b|\bearnings\b|\borders\b", "revenue"),
    (r"\bconversions?\b|\bleads\b|\bsignups\b|\broi\b", "conversions"), (r"\bclicks?\b|\bctr\b", "clicks"), (r"\bimpressions\b", "impressions"),
    (r"\btraffic\b|\bvisit(?:or)?s\b|\bsessions\b|\bpage ?views\b|\busers\b", "traffic"), (r"\bkeywords?\b", "keywords"),
    (r"\brank\w*\b|\bpositions?\b|\bserps?\b|\bsearch results\b", "ranking"), (r"\bindexed pages\b", "indexed_pages"), (r"\bpage authority\b|\bpa\b", "page_authority"),
    (r"\bcosts?\b|\bprice\b|\bcpc\b|\bbudget\b", "cost"),
)  # fmt: skip


def fill(intent: str, asked: Asked, slots: dict[str, Any]) -> None:  # noqa: C901, PLR0912  # one branch a slot
    """Add what the question says of how many, in which order, by what and of which kind."""
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
    if intent in {"set_channel", "mute_alerts"} and (match := _CHANNEL.search(asked.raw)):
        slots["channel"] = next(group for group in match.groups() if group)
    if intent == "schedule" and not asked.has("when", "how", "how_often", "which"):
        slots.update(_summary_time(text))


def _summary_time(text: str) -> dict[str, str]:
    """The day and time that the weekly summary is ordered for: {"day": "friday", "time": "08:00"}, or {"day": "off"}."""
    if re.search(r"\b(?:turn off|switch off|stop|disable|cancel)\b", text):
        return {"day": "off"}
    found: dict[str, str] = {}
    if day := re.search(r"\b(" + "|".join(WEEKDAYS) + r")s?\b", text):
        found["day"] = WEEKDAY_NAMES[WEEKDAYS[day[1]]]
    if at := re.search(r"\b(\d{1,2})(?:[:h ](\d\d))? ?(am|pm|uhr|h)?\b", text):
        hour = int(at[1]) % 12 + 12 * (at[3] == "pm") if at[3] in {"am", "pm"} else int(at[1])
        if hour < 24 and (at[2] or at[3]):
            found["time"] = f"{hour:02}:{at[2] or '00'}"
    return found if found.keys() & {"day", "time"} else {}


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
    gains: list[str] = list(
        dict.fromkeys(name for word in asked.words for name in ("lost", "new") if name in word.concepts)
    )
    if len(gains) == 2:
        return gains
    if re.search(r"\bquality\b", asked.text) and not gains:
        return "quality"
    for concept, name in _METRICS:
        if asked.has(concept) and not (concept == "quality" and gains):
            return name
    if gains:
        return gains[0]
    if intent == "trend":
        better = re.search(r"\b(?:better|worse)\b", asked.text)
        return "quality" if better else "count" if asked.has("link", "count", "trend") else None
    return next((name for pattern, name in _COMPARED if re.search(pattern, asked.text)), None)


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
