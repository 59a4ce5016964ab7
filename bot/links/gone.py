"""Pages that answer 200 and yet are not there: soft 404s, parked domains, failures, shells, redirects away."""

import re
from collections.abc import Iterable
from ipaddress import ip_address

from bot.crawl.fetched import Fetched
from bot.links.facts import PageFacts, Readable, Wanted
from bot.links.findings import Finding, absent, heading_says, quoted, unknown
from bot.links.marks import (
    EMBEDDED,
    EMPTY_ROOT,
    GONE_PATH,
    GONE_PHRASES,
    GONE_TITLE,
    LOADING,
    PARKED_MARKS,
    PARKED_PHRASES,
    PARKING_DOMAINS,
    PAUSED_PHRASES,
    SCRIPTS_WANTED,
    SERVER_ERROR_PHRASES,
)
from bot.links.notices import is_a_page
from bot.links.sayings import FAILED, GONE, ON_SALE, PAUSED, sorry
from bot.links.urls import host_of, leads_to, path_of, registrable, same_page
from storage.words import Reason

SHORT_TEXT = 800
SAID_TEXT = 500  # a page with less says one thing, in whatever words
LONG_TEXT = 3_000  # a page with more to read than this is not a tombstone for one phrase alone
SHELL_TEXT = 250
MARKED_BYTES = 300_000
FEW_HEADINGS = 4
FEW_LINKS = 5
WHOLE_HEAD = 1.5  # over much text, a heading that says more than the phrase is an article's
MAX_HEAD = 120  # a longer title or heading says more than that a page is gone

_TITLE_PARTS = re.compile(r"\s+[|·•»«:\u2013\u2014-]\s+|\s*[|•»«\u2013\u2014]\s*|:\s+")  # en and em dash
_SITE_PARTS = re.compile(r"\s+[|·•»«\u2013\u2014-]\s+|\s*[|•»«\u2013\u2014]\s*")
_HOME = re.compile(r"/(?:[a-z]{2}(?:[-_][a-zA-Z]{2})?/?)?(?:(?:index|default|home)(?:\.\w+)?/?)?", re.IGNORECASE)


def stands_in(fetched: Fetched, facts: PageFacts) -> Finding | None:
    """The finding for a page that only stands in the place of the one asked for; None for a page to be read."""
    readable = facts.readable
    if readable is None:
        return None
    found = _parked(fetched, facts, readable) or _soft_404(fetched, facts, readable)
    if found or is_a_page(facts, readable):
        return found
    return _failed(facts, readable) or _paused(facts, readable) or _excused(facts, readable)


def redirected_away(fetched: Fetched, wanted: Wanted) -> Finding | None:
    """The finding for a page whose address now leads home or to another site; None when it stayed what it was."""
    if not fetched.hops or same_page(fetched.url, fetched.final_url):
        return None
    status = fetched.hops[0].status
    here, there = host_of(fetched.url), host_of(fetched.final_url)
    if _is_inside(there) and not _is_inside(here):
        return unknown(Reason.BLOCKED, f"The page sends its visitors into a network of its own, to {there}.")
    if leads_to(fetched.final_url, wanted) and not leads_to(fetched.url, wanted):
        where = "to the watched site itself, so it is no page with a link any more"
    elif registrable(here) != registrable(there):
        where = f"to another site, {there}, which has no such link"
    elif _HOME.fullmatch(path_of(fetched.final_url)) and not _HOME.fullmatch(path_of(fetched.url)):
        where = "to its site's home page, which has no such link"
    else:
        return None
    return absent(Reason.PAGE_REDIRECTED, f"The page now redirects (HTTP {status}) {where}.")


def _is_inside(host: str) -> bool:
    """True for an address of a private network: that of a hotel's log-in, not of a page."""
    try:
        return ip_address(host.strip("[]")).is_private
    except ValueError:
        return False


def needs_rendering(fetched: Fetched, facts: PageFacts) -> Finding | None:
    """The finding for a page that scripts or frames would fill; None when it can be read as it is."""
    readable = facts.readable
    if readable is None or readable.text_length > LONG_TEXT:
        return None
    asks = SCRIPTS_WANTED.search(readable.noscript_text) or (
        SCRIPTS_WANTED.search(readable.text) if readable.text_length <= SHELL_TEXT else None
    )
    if readable.scripts and readable.text_length <= SHELL_TEXT:
        empty_root = EMPTY_ROOT.search(fetched.body[:MARKED_BYTES])
        loading = readable.text_length <= SHELL_TEXT // 2 and LOADING.search(readable.text)
        if asks or empty_root or loading or readable.text_length <= SHELL_TEXT // 10:
            return unknown(
                Reason.NEEDS_RENDERING, "The page is built by scripts and holds no readable text without them."
            )
    if asks and readable.text_length <= SHORT_TEXT and readable.scripts:
        return unknown(
            Reason.NEEDS_RENDERING, f"The page asks for scripts before it shows anything: {quoted(asks[0])}."
        )
    frame = next((url for url in readable.frames if not EMBEDDED.match(url)), None)
    if frame and readable.text_length <= SHELL_TEXT // 2:
        return unknown(Reason.NEEDS_RENDERING, f"The page's content is in a frame: {frame[:120]}.")
    return None


def _parked(fetched: Fetched, facts: PageFacts, readable: Readable) -> Finding | None:
    domain = registrable(host_of(fetched.final_url))
    if fetched.hops and domain in PARKING_DOMAINS and registrable(host_of(fetched.url)) != domain:
        return absent(Reason.PAGE_GONE, f"The address now leads to a domain market, {domain}.")
    if readable.text_length > LONG_TEXT:
        return None
    heads = [head for head in (facts.title, *readable.headings) if not head.rstrip().endswith(("?", "？", "؟"))]  # noqa: RUF001  # of other scripts
    headed = heading_says(PARKED_PHRASES, heads)
    said = headed or PARKED_PHRASES.search(readable.text[:LONG_TEXT])
    phrase = said[0] if said else None
    if phrase is None and readable.text_length <= SAID_TEXT:
        phrase = ON_SALE.told_in((*heads, readable.text))
    marked = any(mark in fetched.body[:MARKED_BYTES] for mark in PARKED_MARKS)
    if phrase and (marked or readable.text_length <= SHORT_TEXT):
        return absent(Reason.PAGE_GONE, f"The domain is parked: the page says {quoted(phrase)}.")
    if headed and headed[0] and WHOLE_HEAD * len(headed[0]) >= len(headed.string.strip()):
        return unknown(Reason.UNSURE, f"The domain may be parked: the page says {quoted(headed[0])}.")
    own_page = bool(readable.headings) and facts.link_count > 1  # it may name a parking service
    if marked and not own_page and readable.text_length <= SHORT_TEXT:
        return absent(Reason.PAGE_GONE, "The domain is parked: the page is one of a parking service.")
    return None


def _failed(facts: PageFacts, readable: Readable) -> Finding | None:
    if readable.text_length > SHORT_TEXT:
        return None
    said = SERVER_ERROR_PHRASES.search(facts.title) or SERVER_ERROR_PHRASES.search(readable.text)
    phrase = said[0] if said else None
    if phrase is None and readable.text_length <= SAID_TEXT and facts.link_count <= FEW_LINKS:
        phrase = FAILED.told_in((facts.title, *readable.headings, readable.text))
    return unknown(Reason.SERVER_ERROR, f"The server answered with a failure: {quoted(phrase)}.") if phrase else None


def _soft_404(fetched: Fetched, facts: PageFacts, readable: Readable) -> Finding | None:
    if fetched.hops and GONE_PATH.search(path_of(fetched.final_url)):
        return absent(Reason.PAGE_GONE, f"The page now redirects to an error page, {fetched.final_url[:120]}.")
    # over much text, "Page not found: how to write one" is an article's title
    parts = (_TITLE_PARTS if readable.text_length <= LONG_TEXT else _SITE_PARTS).split(facts.title)
    title = _tombstone([facts.title, *parts])
    # the second heading may follow the site's own name; further down, or among many, it is a part of a text
    heading = _tombstone(readable.headings[: 2 if len(readable.headings) <= FEW_HEADINGS else 1])
    phrase = GONE_PHRASES.search(readable.text[:LONG_TEXT])
    said = title or heading or (phrase[0] if phrase else None)
    if said is None and readable.text_length <= SAID_TEXT:
        said = GONE.told_in((facts.title, *readable.headings, readable.text))
    if said is None:
        return None
    sure = bool(title and (heading or phrase)) or bool(heading and phrase)
    short = readable.text_length <= SHORT_TEXT
    if (sure and readable.text_length <= LONG_TEXT * 2) or (
        (title or heading) and readable.text_length <= LONG_TEXT // 2
    ):
        return absent(Reason.PAGE_GONE, f"The page says it is gone (HTTP {fetched.status}, yet {quoted(said)}).")
    if short:
        return absent(Reason.PAGE_GONE, f"The page says it is gone (HTTP {fetched.status}, yet {quoted(said)}).")
    if title or heading:
        return unknown(Reason.UNSURE, f"The page may be gone: it says {quoted(said)}, but has more to read.")
    return None


def _tombstone(heads: Iterable[str]) -> str | None:
    return next(
        (
            head.strip()
            for head in heads
            if head.strip() and len(head) <= MAX_HEAD and GONE_TITLE.fullmatch(head.strip())
        ),
        None,
    )


def _paused(facts: PageFacts, readable: Readable) -> Finding | None:
    if readable.text_length > SHORT_TEXT:
        return None
    said = PAUSED_PHRASES.search(facts.title) or next(
        (match for head in readable.headings if (match := PAUSED_PHRASES.search(head))), None
    )
    if said is None and readable.text_length <= SHELL_TEXT:
        said = PAUSED_PHRASES.search(readable.text)
    phrase = said[0] if said else None
    if phrase is None and readable.text_length <= SAID_TEXT and facts.link_count <= FEW_LINKS:
        phrase = PAUSED.told_in((facts.title, *readable.headings, readable.text))
    return unknown(Reason.UNSURE, f"The site is not in service: the page says {quoted(phrase)}.") if phrase else None


def _excused(facts: PageFacts, readable: Readable) -> Finding | None:
    """A page of a line or two that asks to try again is no page with its link removed."""
    if readable.text_length > SHELL_TEXT or facts.link_count > 1:
        return None
    said = sorry((facts.title, readable.text))
    return unknown(Reason.UNSURE, f"The page only excuses itself: it says {quoted(said)}.") if said else None
