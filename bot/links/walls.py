"""Pages that stand between us and the page asked for: bot walls, challenges, consent walls, log-in pages."""

import re
from collections.abc import Iterable, Sequence

from bot.crawl.fetched import Fetched
from bot.links.facts import PageFacts, Readable
from bot.links.findings import Finding, heading_says, quoted, unknown
from bot.links.marks import (
    BLOCK_HEADERS,
    CAPTCHA_MARKS,
    CONSENT_HOST,
    CONSENT_PATH,
    CONSENT_PHRASES,
    LOGIN_PATH,
    LOGIN_PHRASES,
    MAKERS,
    TO_TAKE_PART,
    VENDOR_MARKS,
    WAITING_HOST,
    WALL_PHRASES,
)
from bot.links.notices import is_a_page
from bot.links.sayings import (
    MEMBERS_ONLY,
    NOT_THERE_FOR_YOU,
    OF_AGE,
    PROVE,
    REFUSED,
    SHIELDED,
    SUSPECTED,
    TOO_MANY,
    Saying,
)
from bot.links.urls import host_of
from storage.words import Reason

# A wall says little: a page with more text than this is one that people read, whatever scripts it holds.
WALL_TEXT = 1_500
BARE_TEXT = 600
CONSENT_TEXT = 4_000  # consent walls recite the law
FORM_TEXT = 150  # a page with a password field and no more to read is a log-in
LOGIN_TEXT = 80
SAID_TEXT = 500
SIGNED_TEXT = 300  # a maker of walls is named on a page with hardly more
MENU_LINKS = 1
FEW_LINKS = 5
OK = 200
MARKED_BYTES = 300_000  # of the body are searched for marks; walls are small

TURNS_AWAY = (PROVE, SUSPECTED, REFUSED, TOO_MANY, SHIELDED)
_CONSENT_WORDS = (
    "cookie",
    "consent",
    "privacy",
    "partner",
    "accept",
    "reject",
    "agree",
    "data",
    "zustimm",
    "einwillig",
    "datenschutz",
    "akzeptier",
    "ablehn",
    "werbung",
    "accepter",
    "refuser",
    "privacidad",
    "aceptar",
    "rechazar",
    *(
        "accord",
        "partenaire",
        "données",
        "confidentialité",
        "publicité",
        "datos",
        "socios",
        "dati",
        "accett",
        "consens",
        "rifiut",
        "weiger",
        "partecip",
        "pubblicit",
    ),
    *("gegevens", "toestemming", "samtyck", "dane", "zgod", "plik", "данн", "соглас", "souhlas", "dados", "consentir"),
    *("personuppgift", "evästee", "hyväks", "kumppan", "henkilöt", "parceir", "pessoais", "publicidad", "aceit"),
    *("çerez", "クッキー", "同意"),
)
_DEMANDS = re.compile(
    r"must|please|need|have to|permission|authori|only|private|restricted|member|protected|required|"
    r"to (?:continue|keep)|bitte|müssen|musst|devez|debe",
    re.IGNORECASE,
)
_TITLE_PARTS = re.compile(r"\s+[|·\u2013-]\s+")  # \u2013: en dash

# 999 is LinkedIn's, 430 Shopify's own for clients it takes for robots
CLOSED = {
    401: "asks for a log-in",
    402: "asks for payment",
    403: "forbids access",
    405: "does not allow the request",
    406: "refuses the request",
    407: "asks for a proxy's log-in",
    418: "refuses to serve robots",
    423: "says the page is locked",
    425: "asks to try later",
    429: "says there were too many requests",
    430: "says there were too many requests",
    444: "closed the door without an answer",
    451: "may not show the page for legal reasons",
    498: "asks for a valid token",
    511: "asks for a log-in to its network",
    999: "refuses robots",
}


def closed_status(fetched: Fetched) -> Finding | None:
    """The finding for a status that closes the door, or a header by which a bot wall answers."""
    for name, part, vendor in BLOCK_HEADERS:
        value = fetched.header(name)
        if value is not None and part in value.lower():
            return unknown(Reason.BLOCKED, f"{vendor} answered with a challenge (header {name}: {value[:40]}).")
    says = CLOSED.get(fetched.status or 0)
    return unknown(Reason.BLOCKED, f"The server {says} (HTTP {fetched.status}).") if says else None


def wall(fetched: Fetched, facts: PageFacts) -> Finding | None:
    """The finding for a page that is a wall, at whatever status; None for any other page."""
    readable = facts.readable
    if readable is None:
        return None
    if fetched.hops and WAITING_HOST.search(host_of(fetched.final_url)):
        return unknown(
            Reason.BLOCKED,
            f"The page sends its visitors to a waiting room or a challenge at {host_of(fetched.final_url)}.",
        )
    return (
        _vendor(fetched.body[:MARKED_BYTES], facts, readable)
        or _consent(fetched, facts, readable)
        or _login(fetched, facts, readable)
        or _in_any_words(fetched, facts, readable)
    )


def _vendor(body: bytes, facts: PageFacts, readable: Readable) -> Finding | None:
    if readable.text_length > WALL_TEXT:
        return None
    heads = (facts.title, *readable.headings)
    said = heading_says(WALL_PHRASES, heads)
    # with a menu and a heading of its own a page may speak of such things in passing
    loose = readable.text_length <= BARE_TEXT and (facts.link_count <= FEW_LINKS or not readable.headings)
    if said is None and loose:
        said = WALL_PHRASES.search(" | ".join(heads))
    vendor = next((name for mark, name in VENDOR_MARKS if mark in body), None)
    # vendors' scripts stand on pages that everybody may read, too: those have headings and a menu
    bare = readable.text_length <= BARE_TEXT and not (readable.headings and facts.link_count > MENU_LINKS)
    if vendor and (said or bare):
        return unknown(Reason.BLOCKED, f"This is a challenge page of {vendor}, not the page itself.")
    said = said or (WALL_PHRASES.search(readable.text) if loose else None)
    lowered = body.lower() if readable.text_length <= BARE_TEXT or said else b""
    captcha = any(mark in lowered for mark in CAPTCHA_MARKS)
    if said and not captcha and is_a_page(facts, readable):
        said = None
    if said and (captcha or readable.text_length <= BARE_TEXT):
        return unknown(Reason.BLOCKED, f"This is a page that turns robots away: it says {quoted(said[0])}.")
    # a form to write to people holds a captcha as well, beside fields to write in or the site's menu
    alone = not readable.fields and facts.link_count <= MENU_LINKS
    spoken_of = bool(readable.headings) and "captcha" in readable.text.lower()
    if captcha and alone and not spoken_of and readable.text_length <= BARE_TEXT // 2:
        return unknown(Reason.BLOCKED, "This is a captcha page, not the page itself.")
    return None


def _in_any_words(fetched: Fetched, facts: PageFacts, readable: Readable) -> Finding | None:
    """Sites word it anew; on a page that holds little else the sense is enough, or who signs it."""
    if readable.text_length > SAID_TEXT or facts.link_count > FEW_LINKS:
        return None
    if fetched.status == OK and fetched.header("retry-after"):
        return unknown(Reason.BLOCKED, "The server asks to come back later (header retry-after) and shows no page.")
    texts = (facts.title, *readable.headings, readable.text)
    return None if is_a_page(facts, readable) else _told_in_any_words(readable, texts)


def _told_in_any_words(readable: Readable, texts: Sequence[str]) -> Finding | None:
    away = _told(TURNS_AWAY, texts)
    if away:
        return unknown(Reason.BLOCKED, f"This is a page that turns robots away: it says {quoted(away)}.")
    asked = readable.buttons or readable.text_length <= SAID_TEXT // 2
    closed = _told((MEMBERS_ONLY, NOT_THERE_FOR_YOU, OF_AGE) if asked else (MEMBERS_ONLY, NOT_THERE_FOR_YOU), texts)
    if closed:
        return unknown(Reason.BLOCKED, f"The page is not for everybody: it says {quoted(closed)}.")
    maker = MAKERS.search(" | ".join(texts)) if readable.text_length <= SIGNED_TEXT else None
    if maker:
        return unknown(Reason.BLOCKED, f"This is a page of the site's firewall: it is signed {quoted(maker[0])}.")
    return None


def _told(sayings: Iterable[Saying], texts: Sequence[str]) -> str | None:
    return next((told for saying in sayings if (told := saying.told_in(texts))), None)


def _consent(fetched: Fetched, facts: PageFacts, readable: Readable) -> Finding | None:
    if fetched.hops and (CONSENT_HOST.search(host_of(fetched.final_url)) or CONSENT_PATH.search(fetched.final_url)):
        return unknown(Reason.BLOCKED, f"The page sends its visitors to a consent wall at {fetched.final_url[:120]}.")
    if readable.text_length > CONSENT_TEXT:
        return None
    heads = [head for head in (facts.title, *readable.headings[:2]) if head]
    little = readable.text_length <= SAID_TEXT
    found = [CONSENT_PHRASES.search(head) if little else heading_says(CONSENT_PHRASES, (head,)) for head in heads]
    said = [match for match in found if match]
    whole = len(said) == len(heads) > 0
    titled = bool(facts.title and found[0])
    first = CONSENT_PHRASES.search(readable.text[:SAID_TEXT]) if readable.text_length <= WALL_TEXT else None
    bare = first is not None and not readable.headings and _mostly_consent(readable.text)
    only = bool(said) and first is not None and _mostly_consent(readable.text)
    if not said and little and facts.link_count <= FEW_LINKS:
        nothing_else = _mostly_consent(readable.text, share=8 if first else 5)
        return unknown(Reason.BLOCKED, "This is a consent wall, not the page itself.") if nothing_else else None
    if whole or titled or bare or only:
        phrase = said[0][0] if said else (first[0] if first else "")
        return unknown(Reason.BLOCKED, f"This is a consent wall, not the page itself: it says {quoted(phrase)}.")
    return None


def _mostly_consent(text: str, *, share: int = 8) -> bool:
    """True when one in `share` words of a text is about cookies and consent: it is about little else."""
    words = [word.strip(".,:;!?()").lower() for word in text.split()]
    hits = sum(word.startswith(_CONSENT_WORDS) for word in words)
    return hits >= 3 and hits * share >= len(words)  # noqa: PLR2004  # a banner under an article stays far below


def _asks_to_log_in(head: str, readable: Readable) -> re.Match[str] | None:
    said = LOGIN_PHRASES.search(head)
    # a lone word such as "Login" or "Entrar" begins many a title; where it asks, it stands almost alone
    lone = said is not None and len(said[0].split()) == 1 and len(head.split()) > 2  # noqa: PLR2004
    if said is None or (lone and not readable.password_field):
        return None
    if len(said[0].split()) == 1 and not readable.password_field and readable.text_length > LOGIN_TEXT:
        return None
    # "How to log in to your router" is about log-ins
    asks = said.start() == 0 or 2 * len(said[0]) >= len(head) or readable.text_length <= BARE_TEXT
    return said if asks else None


def _is_label(said: str, readable: Readable) -> bool:
    """True for words that ask nothing, over text and without a form: "Login" is a club's name, "Sign in" a lesson's."""
    form = readable.password_field or readable.fields or readable.buttons
    return not form and readable.text_length > FORM_TEXT and not _DEMANDS.search(said)


def _login(fetched: Fetched, facts: PageFacts, readable: Readable) -> Finding | None:
    if fetched.hops and LOGIN_PATH.search(fetched.final_url) and not LOGIN_PATH.search(fetched.url):
        return unknown(Reason.BLOCKED, f"The page sends its visitors to a log-in at {fetched.final_url[:120]}.")
    if readable.text_length > WALL_TEXT:
        return None
    parts = _TITLE_PARTS.split(facts.title)
    heads = [*parts, *readable.headings[:3]]
    said = next((match for head in heads if (match := _asks_to_log_in(head, readable))), None)
    if said is None and readable.text_length <= BARE_TEXT:
        said = LOGIN_PHRASES.search(readable.text)
        if said and TO_TAKE_PART.match(readable.text, said.end()):
            said = None
        in_menu = not readable.password_field or (readable.headings and readable.text_length > LOGIN_TEXT)
        if said and in_menu and len(said[0].split()) < 3:  # noqa: PLR2004  # a lone "Log in" is a part of the menu
            said = None
    if said and _is_label(said[0], readable):
        said = None
    if said and (readable.password_field or readable.text_length <= BARE_TEXT):
        return unknown(Reason.BLOCKED, f"This is a log-in page, not the page itself: it says {quoted(said[0])}.")
    if readable.password_field and readable.text_length <= FORM_TEXT and not readable.headings:
        return unknown(Reason.BLOCKED, "This is a log-in form and nothing else.")
    return None
