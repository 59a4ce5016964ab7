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
_ONE = re.compile(
    r"\b(?:single|the one) (?:\w+ ){0,3}(?:link|backlink|bl|page|domain|site|website|source|anchor)\b"
    r"|\b(?:what|which|who) ?(?:s|is) (?:the |our )*(?:single )?(?:best|strongest|oldest|newest|top|number one|most \w+) (?:back ?link|link|bl|domain|site|page|referring domain|source|anchor)\b"
    r"|\bjust (?:that|the) one\b|\bone is enough\b"
)
_MANY = "|".join(["\\d{1,3}", *(n for n in NUMBERS if len(n) > 2 and NUMBERS[n] > 1)])
_NUMBERED = re.compile(
    rf"\b(?:los |les |os |die )?(\d{{1,3}}) (?:primer[oa]s?|primeiros|premiers|premieres|ersten)\b"
    rf"|\b(?:only need|i need|like|genre|dame|gimme|make it|limit) ({_MANY})\b(?! ?(?:days|weeks|months|d\b))"
    rf"|\b({_MANY}) (?:of them|will do|is enough|are enough|riskiest|biggest|worst|newest|latest)\b"
    rf"|\b(?:oldest|riskiest|weakest|newest|worst|latest|strongest|last) ({_MANY})\b(?! ?(?:days?|weeks?|months?|hours?|d|h)\b)"
    rf"|^(\d{{1,3}}) (?:\w+ )?(?:latest|newest|pages|links|backlinks|domains|sites)\b|\btop(\d{{1,3}})\b"
)
_FROM_TO = re.compile(r"\b(?P<a>\d{1,3}) (?:to|till|until|bis) (?P<b>\d{1,3})\b(?! ?(?:days|weeks|months))")
_RANKED = frozenset({"top_referring_domains", "top_links", "top_target_pages", "anchors"})
_CHANNEL = re.compile(
    r"<#(\d+)>|#([\w-]+)|\b(?:channel|kanal|canal|salon) (?:is |to |named |called )*"
    r"((?!for\b|to\b|is\b|please\b|alerts\b|the\b|channel\b|de\b|fur\b|para\b)[\w-]{3,})",
    re.IGNORECASE,
)
_SORTS = (
    (
        r"\b(?:by|on|with|of|nach|por|par) (?:the )?(?:domain )?(?:authority|dr)\b|\bmost (?:powerful|prestigious)\b|\bmost authoritative\b|\bhighest authority\b|\bnach autoritat\b|\bpor autori[dt]ad\b|\bpar autorite\b",
        "authority",
    ),
    (
        r"\b(?:by|on) (?:link )?quality\b|\bthe quality score deciding\b|\bweakest\b|\blowest quality\b|\bhighest quality\b|\bbest quality\b|\bpor (?:calidad|qualidade)\b|\bnach qualitat\b|\bpar qualite\b",
        "quality",
    ),
    (
        r"\b(?:by|on) relevance\b|\bmost (?:relevant|on topic)\b|\bmas relevantes\b|\bmais relevantes\b|\bfits? our topic best\b|\bpor relevancia\b|\bnach relevanz\b",
        "relevance",
    ),
    (r"\bby toxicity\b|\bmost toxic\b|\bmost harmful\b|\bworst\b|\bmost spammy\b", "toxicity"),
    (r"\bby (?:date|age|time)\b|\bnewest\b|\bmost recent(?:ly)?\b|\blatest\b|\bnewest first\b", "newest"),
    (r"\boldest\b|\blongest(?: standing)?\b|\bolder first\b", "oldest"),
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
    (r"\bspam score\b", "spam_score"), (r"\bpage ?rank\b", "pagerank"), (r"\bdinero\b|\bumsatz\b|\breceita\b|\bargent\b|\bingresos\b|\brevenue\b|\bsales\b|\bmoney\b|\bincome\b|\bearnings\b|\borders\b", "revenue"),
    (r"\bconversions?\b|\bleads\b|\bsignups\b|\broi\b", "conversions"), (r"\bclicks?\b|\bctr\b", "clicks"), (r"\bimpressions\b", "impressions"),
    (r"\btraf(?:f?ic|ico|ego)\b|\bbesucher\w*\b|\bvisitas\b|\bvisiteurs\b|\bvisit(?:or)?s\b|\bsessions\b|\bpage ?views\b|\busers\b", "traffic"), (r"\bkeywords?\b", "keywords"),
    (r"\bpage one\b|\bposicion\w*\b|\brank\w*\b|\bpositions?\b|\bserps?\b|\bsearch results\b", "ranking"), (r"\bindexed pages\b", "indexed_pages"), (r"\bpage authority\b|\bpa\b", "page_authority"),
    (r"\bcosts?\b|\bprice\b|\bcpc\b|\bbudget\b", "cost"),
)  # fmt: skip


def fill(intent: str, asked: Asked, slots: dict[str, Any]) -> None:  # noqa: C901, PLR0912  # one branch a slot
    """Add what the question says of how many, in which order, by what and of which kind."""
    text = asked.text
    if intent in _LIMITED and (match := _LIMIT.search(text)):
        number = match["n"] or match["m"]
        slots["limit"] = int(number) if number.isdigit() else NUMBERS[number]
    elif intent in _LIMITED and (match := _NUMBERED.search(text)):
        number = next(group for group in match.groups() if group)
        slots["limit"] = int(number) if number.isdigit() else NUMBERS[number]
    elif intent in _RANKED and _ONE.search(text):
        slots["limit"] = 1
    if intent in _RANKED and (match := _FROM_TO.search(text)) and int(match["a"]) < int(match["b"]):
        slots["limit"], slots["offset"] = int(match["b"]) - int(match["a"]) + 1, int(match["a"]) - 1
    if intent in {"top_referring_domains", "top_links", "top_target_pages"}:
        for pattern, name in _SORTS:
            if re.search(pattern, text):
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
        r"\bhow toxic\b|\boverall\b|\bhow (?:bad|spammy|risky)\b|\btoxicity of (?:our|my|the) (?:profile|link)|\bwie (?:toxisch|giftig)\b|\bque tan toxico\b|\bwhat (?:share|percentage|percent|part|proportion)\b|\btoxicity level\b|\boverall toxicity\b|\b(?:our|my) toxicity\b|\bpercentage wise\b|\bprofile (?:clean|toxic)\b|\bprofile (?:\w+ )?(?:very |really )?(?:much )?(?:clean|toxic)\b",
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


_SPLITS = (
    (r"\b(?:by|down by|per) (?:the )?cause\b|\bby why it happened\b", "reason"),
    (
        r"\b(?:nofollows?|nf|followed)\b.{0,12}(?:vs|versus|and|y|und|/)?.{0,12}\b(?:dofollow|df|follow|what isnt|what isn t)\b.*|\b(?:dofollow|df|follow)\b ?(?:vs|versus|/|to)? ?\b(?:nofollow|nf)\b.{0,20}\b(?:split|ratio|balance|share)\b|\bmore follow or more nofollow\b|\b(?:split|ratio|balance|share)\b.{0,20}\b(?:dofollow|df|follow\w*|nofollows?)\b",
        "follow",
    ),
    (r"\bweek on week\b|\bweek by week\b|\bper week\b|\bweekly\b", "week"),
    (r"\bmonth by month\b|\bmonth on month\b|\bper month\b", "month"),
)


def _group(text: str) -> str | None:
    match = re.search(
        r"(?<!blocked )(?<!linked )(?<!removed )\b(?:by|per|each|nach|pro|por|par|je|for each|grouped by|group by|split by|broken down by|breakdown by|breakdown of)(?: the| source| referring| linking)? (domain|domains|site|website|reason|status|language|tld|country|type|rel|anchor|page|month|week|day|credit|target|grund|seite|sprache|motivo|dominio|raison|domaine|follow type|link type)\b",
        text,
    )
    if not match:
        return next((name for pattern, name in _SPLITS if re.search(pattern, text)), None)
    return {
        "domains": "domain", "site": "domain", "website": "domain", "country": "tld", "type": "follow", "rel": "follow", "credit": "follow", "follow type": "follow",
        "link type": "follow", "grund": "reason", "seite": "domain", "sprache": "language", "motivo": "reason", "dominio": "domain", "raison": "reason", "domaine": "domain",
    }.get(match[1], match[1])  # fmt: skip


def _change(asked: Asked) -> str | None:  # noqa: PLR0911  # one return a case
    if asked.has("anchor") or re.search(r"\blink(?: s|s)? text\b|\bwords they link\b|\bwording\b", asked.text):
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


_FIRST_SEEN = re.compile(
    r"\b(?:since when|desde cuando|seit wann|depuis quand|desde quando)\b|\bfirst (?:put|linked|mentioned|listed)\b"
)
_LOST_AT = re.compile(
    r"\b(?:when|what date|which day|wann|cuando|quand|quando)\b.{0,40}"
    r"\b(?:lost|lose|gone|disappear\w*|take it down|took it down|drop\w*|perd\w+|verloren)\b"
)
_LAST_SEEN = re.compile(r"\blast time (?:you|u|we) (?:actually )?s(?:aw|een)\b|\blast seen\b|\bsaw .{0,60}\balive\b")


def _field(asked: Asked) -> str | None:  # noqa: PLR0911  # one return a case
    text = asked.text
    if asked.has("first_seen") or _FIRST_SEEN.search(text):
        return "first_seen"
    if _LOST_AT.search(text):
        return "lost_at"
    if re.search(r"\b(?:http|status) ?code\b|\bhttp status\b|\bwhat code\b|\bgive an error\b", text):
        return "http_status"
    if _LAST_SEEN.search(text):
        return "last_seen"
    if asked.has("last_seen") and not asked.has("why"):
        return "last_seen"
    if asked.has("why") or re.search(r"\breason\b", text):
        return "reason"
    if asked.has("anchor") or re.search(r"\bwhat (?:exact )?words\b|\bhow do(?:es)? .{1,40} call us\b", text):
        return "anchor"
    if asked.has("nofollow", "follow", "sponsored", "ugc") and not re.search(r"\bfollow up\b", text):
        return "follow"
    if re.search(
        r"\b(?:which|what) (?:of our |our )?(?:page|url|target)s?\b.*\b(?:to|link|linking|target)\b|\btarget\b|\bwhere (?:does it|do they|on our site)\b|\bwelche seite\b",
        text,
    ):
        return "target"
    return None


def _metric(intent: str, asked: Asked) -> str | list[str] | None:  # noqa: PLR0911  # one return a case
    gains: list[str] = list(
        dict.fromkeys(name for word in asked.words for name in ("lost", "new") if name in word.concepts)
    )
    if len(gains) == 2:
        return gains
    if re.search(r"\bquality\b|\b(?:link)?qualitat\b", asked.text) and not gains:
        return "quality"
    if re.search(
        r"\b(?:ref(?:erring)?|linking|unique) (?:dom|doms|domains?|rds?|sites|websites)\b|\brds?\b", asked.text
    ):
        return "referring_domains"
    if (
        intent == "trend"
        and not gains
        and re.search(r"\bmore links\b|\bvelocity\b", asked.text)
        and re.search(r"\bthan\b|\bvelocity\b", asked.text)
    ):
        return "new"
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
