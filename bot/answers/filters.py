# ruff: noqa: E501  # patterns a line: wrapped ones are harder to read; the numbers are words or days
"""Which links a question is about: `{"follow": "nofollow", "quality_min": 70, …}`, as docs/questions.md lists them."""

import re
from typing import Any

from bot.answers.language_names import LANGUAGE_OF
from bot.answers.reading import Asked

_TLD = re.compile(r"(?<![\w.@])\.([a-z]{2,10}(?:\.[a-z]{2})?)\b(?!\.)")
_BARE_TLD = re.compile(r"\b(edu|gov|ac|mil)\b (?:links?|domains?|sites?|backlinks?|pages?|websites?)")
_NUMBER_AFTER = r"(?:above|over|more than|greater than|at least|higher than|better than|min(?:imum)?|>=?|uber|mehr als|mas de|por encima de|superior a|superieure? a|au dessus de|plus de|acima de|mais de|mayor que|maior que|from|mindestens|of at least)"
_NUMBER_BELOW = r"(?:below|under|less than|lower than|at most|max(?:imum)?|<=?|unter|weniger als|menos de|por debajo de|inferior a|inferieure? a|moins de|abaixo de|menor que)"
_QUALITY = r"(?:quality|qualitat|calidad|qualite|qualidade|score|rating|puntuacion)"
_AUTHORITY = r"(?:authority|autoritat|autoridad|autorite|autoridade)"
_TOXICITY = r"(?:toxicity|toxizitat|toxicidad|toxicite|toxicidade|toxic|toxicity score)"


def find(asked: Asked) -> dict[str, Any]:
    """The filters that a question names. Status filters are left to the intent, which knows what they mean."""
    filters: dict[str, Any] = {}
    _credit(asked, filters)
    _places(asked, filters)
    _numbers(asked.text, asked.raw.lower(), filters)
    _words(asked, filters)
    if asked.quotes and (asked.has("anchor") or not asked.hosts):
        filters["anchor"] = asked.quotes[0]
    elif match := re.search(
        r"\banchor(?: text)?(?: is| of| like| with| containing| that says| saying| called| named|:) (?!for\b|of\b|is\b|do\b|on\b|our\b|the\b|lately\b)(\w[\w ]{1,40})$",
        asked.text,
    ):
        filters["anchor"] = match[1].strip()
    return filters


def _credit(asked: Asked, filters: dict[str, Any]) -> None:
    for credit in ("nofollow", "ugc", "sponsored", "follow"):
        if asked.has(credit) and not (
            credit == "follow"
            and re.search(r"\bfollow\b(?! link| ones| back)", asked.text)
            and not re.search(r"\b(?:do|are|with|not) follow\b|\bfollow\s*(?:$|\?)", asked.text)
        ):
            if credit == "sponsored" and asked.has("buy", "should"):
                continue
            filters["follow"] = credit
            return


def _places(asked: Asked, filters: dict[str, Any]) -> None:
    for word in asked.text.split():
        if word in LANGUAGE_OF:
            filters["language"] = LANGUAGE_OF[word]
            return
    text = re.sub(r"https?://\S+", " ", asked.raw.lower())
    if (match := _TLD.search(text)) or (match := _BARE_TLD.search(asked.text)):
        filters["tld"] = match[1]


def _numbers(text: str, raw: str, filters: dict[str, Any]) -> None:
    for key, name in (("quality_min", _QUALITY), ("authority_min", _AUTHORITY)):
        if match := re.search(
            rf"{name}\b[^\d]{{0,25}}?{_NUMBER_AFTER} (\d{{1,3}})\b|{_NUMBER_AFTER} (\d{{1,3}}) (?:in |of |de )?{name}|{name} (\d{{1,3}}) ?(?:\+|or more|plus|and up|or higher|or better)|\bscor(?:ing|es?) (\d{{1,3}}) or (?:better|more|higher|above)",
            text,
        ) or re.search(rf"{name} ?(?:>=? ?)?(\d{{1,3}})\+?()()()(?!\d)", raw if ">" in raw or "+" in raw else ""):
            filters[key] = int(next(group for group in match.groups() if group))
    if match := re.search(rf"{_QUALITY}\b[^\d]{{0,25}}?{_NUMBER_BELOW} (\d{{1,3}})\b", text) or re.search(
        rf"{_QUALITY} ?<=? ?(\d{{1,3}})", raw
    ):
        filters["quality_max"] = int(match[1])
    if match := re.search(
        rf"{_TOXICITY}\b[^\d]{{0,25}}?{_NUMBER_AFTER} (\d{{1,3}})\b|{_NUMBER_AFTER} (\d{{1,3}}) (?:in |of |de )?{_TOXICITY}",
        text,
    ) or re.search(rf"{_TOXICITY} ?>=? ?(\d{{1,3}})()", raw):
        filters["toxicity_min"] = int(match[1] or match[2])


def _words(asked: Asked, filters: dict[str, Any]) -> None:  # noqa: C901  # one branch a slot
    text = asked.text
    if asked.has("hidden"):
        filters["hidden"] = True
    if asked.has("noindex") or re.search(
        r"\b(?:not|isnt|isn t|arent|never) (?:allowed to |to |be )*(?:index|show)\w*\b|\btold not to index\b", text
    ):
        filters["page_noindex"] = True
    if "quality_min" not in filters and "quality_max" not in filters:
        if asked.has("low_quality"):
            filters["quality"] = "low"
        elif asked.has("high_quality"):
            filters["quality"] = "high"
    if re.search(
        r"\bhors sujet\b|\bfuera de tema\b|\bfora do (?:tema|assunto)\b|\bnothing to do with\b|\bsans rapport\b|\birrelevant\b|\bunrelated\b|\boff topic\b|\bnot relevant\b|\bnot related\b|\birrelevantes\b|\bthemenfremd",
        text,
    ):
        filters["relevance"] = "low"
    elif asked.has("relevant_only"):
        filters["relevance"] = "high"
    reason = _reason(text)
    ours = re.search(
        r"\b(?:page|side|site|seite|pagina) (?:of ours|of us|of our site|de nos|nuestra)\b|\bour (?:own )?(?:side|page|pages|site)\b",
        text,
    )
    if reason == "http_404" and ours and asked.has("link") and not asked.has("lost"):
        filters["target_status"] = 404
        reason = None
    target = re.search(
        r"(?:hit|hits|hitting|end up|ends up|land|lands|landing|point|pointing|points|link|linking|links|lead|leading|leads|go|going|goes|target|targets|targeting|apuntan|zeigen|pointent|apontam)s? (?:us |that )?(?:to|at|into|auf|vers|a|para|page)? ?(?:an? |our |una? |eine? |une |uma |dead |broken |the |pages? |paginas? |seiten )*(404|410|5\d\d|missing|dead|broken|not found|redirect\w*|301|302)",
        text,
    )
    leads_there = target and (
        not target[1].startswith("redirect") or re.search(r"\b(?:to|at|into|auf|vers|para) (?:\w+ ){0,3}redirect", text)
    )
    if target and leads_there:
        found = target[1]
        filters["target_status"] = (
            int(found) if found.isdigit() else "broken" if not found.startswith("redirect") else 301
        )
    elif reason:
        filters["reason"] = reason
    elif asked.has("redirect"):
        filters["redirect"] = True


def _reason(text: str) -> str | None:
    many = r"(?! ?(?:links?|backlinks?|bls?|domains?|sites?)\b)"  # "more than 500 links"
    if match := re.search(rf"\b(404|410|403|500|502|503)s?\b{many}", text):
        return f"http_{match[1]}"
    for reason, pattern in (
        ("http_404", r"\bnot found\b|\bno encontrad|\bnicht gefunden\b|\bintrouvable"),
        ("timed_out", r"\btime ?outs?\b|\btimed out\b"),
        ("robots_disallowed", r"\brobots(?: txt)?\b"),
        ("server_error", r"\bserver errors?\b|\b5xx\b|\bserverfehler\b"),
        ("blocked", r"\bblocked us\b|\bblocking us\b|\bblocked by\b|\bcaptcha\b|\bcloudflare\b"),
        ("dns_error", r"\bdns\b"),
        (
            "link_removed",
            r"\blink (?:was |has been |got |been )?(?:removed|deleted|taken (?:off|down|out))\b|\b(?:removed|deleted|took) (?:our|the|my) link\b|\bbecause (?:they )?(?:were |was |it was )?removed\b|\bremoved from the page\b",
        ),
        (
            "page_gone",
            r"\bpages? (?:is |are |was |were |has |have )?(?:been )?(?:gone|deleted|removed|taken down|deleted)\b|\bpage (?:no longer|doesnt) exist",
        ),
        (
            "page_redirected",
            r"\bbecause of (?:a )?redirects?\b|\bdue to (?:a )?redirects?\b|\bpage (?:was |got )?redirect(?:ed|s)\b",
        ),
    ):
        if re.search(pattern, text):
            return reason
    return None
