"""What one fetch of a page tells of a backlink: the judgement table of the design, row by row."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.crawl.fetched import Fetched
from bot.links.directives import at
from bot.links.facts import Link, Observation, PageFacts, RobotsRules, Wanted
from bot.links.findings import Finding, absent, unknown
from bot.links.gone import needs_rendering, redirected_away, stands_in
from bot.links.notices import stands_instead
from bot.links.page import read_page
from bot.links.urls import host_of, leads_to, same_page
from bot.links.walls import closed_status, wall
from storage.words import Credit, Reason, Seen

HTML_TYPES = ("text/html", "application/xhtml+xml")
XML_TYPES = ("application/xml", "text/xml")  # feeds and site maps come as these, and a few pages
BINARY_STARTS = (b"%PDF-", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"PK\x03\x04", b"\x1f\x8b", b"\x28\xb5\x2f\xfd")
GONE = (404, 410)
SERVED = (200, 203)
PARTIAL = 206
REQUEST_TIMEOUT = 408
SERVER_ERRORS = 500
SNIFFED_BYTES = 1024
TAIL_BYTES = 2048
HARDLY_ANYTHING = 15  # characters
MAX_DIGITS = 16
NOISE = 0.03  # of control characters; of random bytes it is a tenth
MAX_SHOWN = 120  # characters of an address in a sentence

_CONTROLS = bytes(code for code in range(32) if code not in b"\0\t\n\f\r\x1b")  # \x1b switches character sets
_FEED = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}>\s*)?<(?:rss|feed|urlset|sitemapindex|rdf:RDF)[\s>]", re.IGNORECASE
)


def examine(fetched: Fetched, wanted: Sequence[Wanted], *, now: datetime) -> list[Observation]:
    """The observations of one fetch for many sites, in their order. The page is read once."""
    facts = read_fetched(fetched, wanted)
    return [observe(fetched, facts, site, now=now) for site in wanted]


def read_fetched(fetched: Fetched, sites: Sequence[Wanted] | None) -> PageFacts | None:
    """The facts of a fetched page; None when there is no HTML to read."""
    if not fetched.body or fetched.not_modified or not is_html(fetched):
        return None
    return read_page(fetched.body, url=fetched.final_url, headers=fetched.headers, sites=sites)


def is_html(fetched: Fetched) -> bool:
    """True when the body is a page for people: by its type and beginning, by the latter alone when no type is given."""
    kind = (fetched.header("content-type") or "").partition(";")[0].strip().lower()
    if kind in HTML_TYPES:
        return not (
            _is_noise(fetched.body)
            or fetched.body.startswith(BINARY_STARTS)
            or _is_json(fetched.body)
            or _FEED.match(fetched.body)
        )
    start = fetched.body[:SNIFFED_BYTES].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if kind:
        return kind in XML_TYPES and b"<html" in start
    return start.startswith(b"<") or b"<html" in start or b"<a " in start


def _is_noise(body: bytes) -> bool:
    """True for bytes that no encoding makes a text of: packed twice, encrypted, or a file of another kind."""
    start = body[:SNIFFED_BYTES]
    if start.count(0) * 5 > len(start):  # every second byte of UTF-16 markup
        return False
    return len(start) - len(start.translate(None, delete=_CONTROLS)) > len(start) * NOISE and b"<" not in start[:64]


def _is_json(body: bytes) -> bool:
    if not body[:SNIFFED_BYTES].lstrip().startswith((b"{", b"[")):
        return False
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True


def observe(fetched: Fetched, facts: PageFacts | None, wanted: Wanted, *, now: datetime) -> Observation:
    """What a fetch tells of the backlink to one site. Pure; `now` only decides whether a page has expired.

    `facts` is what `read_page` made of the body with `wanted` among its sites (None: there was nothing to read).
    When an exact target is wanted and linked, only the links to it are handed on.
    """
    robots = at(facts.robots, now) if facts else RobotsRules()
    links = _links(facts, robots, wanted) if facts else ()
    finding = _judge(fetched, facts, links, wanted)
    return Observation(
        seen=finding.seen,
        reason=finding.reason,
        evidence=finding.evidence,
        http_status=fetched.status,
        final_url=fetched.final_url,
        links=links if finding.seen is Seen.PRESENT else (),
        robots=robots,
        canonical=facts.canonical if facts else None,
        unchanged=fetched.not_modified,
        retry_at=fetched.retry_at,
    )


def _links(facts: PageFacts, robots: RobotsRules, wanted: Wanted) -> tuple[Link, ...]:
    links = [link for link in facts.links if leads_to(link.url, wanted)]
    if robots.noindex and not facts.robots.noindex:  # expired since it was read
        links = [replace(link, credit=Credit.NONE) for link in links]
    exact = [link for link in links if wanted.target and same_page(link.url, wanted.target)]
    return tuple(exact or links)


def _judge(fetched: Fetched, facts: PageFacts | None, links: Sequence[Link], wanted: Wanted) -> Finding:
    if fetched.not_modified:
        return unknown(Reason.NOT_MODIFIED, "The server says the page has not changed since the last check (HTTP 304).")
    moved_in = leads_to(fetched.final_url, wanted) and not leads_to(fetched.url, wanted)
    if links and _served(fetched) and not moved_in:
        return Finding(Seen.PRESENT, Reason.LINK_FOUND, _where(links, wanted))
    return _no_page(fetched, facts) or _no_link(fetched, facts, wanted)


def _served(fetched: Fetched) -> bool:
    """True when the body is what the server calls the page. A part of it may hold the link as well as the whole."""
    return fetched.status in SERVED and fetched.problem in (None, Reason.TRUNCATED, Reason.TOO_LARGE, Reason.TIMED_OUT)


def _no_page(fetched: Fetched, facts: PageFacts | None) -> Finding | None:  # noqa: PLR0911  # one return a row of the table
    """The finding when the answer is no page that could be read."""
    closed = closed_status(fetched) or (wall(fetched, facts) if facts else None)
    if closed:
        return closed
    if fetched.problem is not None:
        return unknown(fetched.problem, fetched.detail or f"The page could not be fetched: {fetched.problem}.")
    status = fetched.status or 0
    if status in GONE:
        return absent(Reason.PAGE_GONE, f"The server says the page is gone (HTTP {status}).")
    if status >= SERVER_ERRORS:
        return unknown(Reason.SERVER_ERROR, f"The server failed (HTTP {status}).")
    if status == REQUEST_TIMEOUT:
        return unknown(Reason.TIMED_OUT, "The server gave up waiting (HTTP 408).")
    if status == PARTIAL or _cut(fetched):
        return unknown(Reason.TRUNCATED, "Only a part of the page arrived.")
    if status not in SERVED:
        return unknown(Reason.BAD_RESPONSE, f"The server gave no page (HTTP {status}).")
    if not fetched.body.strip():
        return unknown(Reason.BAD_RESPONSE, f"The server answered with an empty page (HTTP {status}).")
    if facts is None:
        kind = fetched.header("content-type")
        held = f", but {kind[:60]}" if kind else "; the server does not say what it is"
        return unknown(Reason.NOT_HTML, f"The address holds no web page{held}.")
    return None


def _no_link(fetched: Fetched, facts: PageFacts | None, wanted: Wanted) -> Finding:
    """The finding for a page that was read and does not hold the link."""
    assert facts is not None
    found = stands_in(fetched, facts) or redirected_away(fetched, wanted)
    if found:
        return found
    if facts.refresh_url and not same_page(facts.refresh_url, facts.url):
        return unknown(
            Reason.UNSURE, f"The page sends its visitors on to {facts.refresh_url[:120]}, which was not read."
        )
    shell = needs_rendering(fetched, facts)
    if shell:
        return shell
    notice = stands_instead(facts, facts.readable) if facts.readable else None
    if notice:
        return notice
    if (
        facts.readable
        and facts.readable.text_length < HARDLY_ANYTHING
        and not facts.link_count + len(facts.readable.headings)
    ):
        return unknown(Reason.UNSURE, "The page holds hardly anything: too little to say that the link is gone.")
    moved = "" if same_page(fetched.url, fetched.final_url) else f" (it moved to {fetched.final_url[:120]})"
    return absent(Reason.LINK_REMOVED, f"The page{moved} was read: {_count(facts)} to {wanted.domain}.")


def _count(facts: PageFacts) -> str:
    if facts.link_count == 0:
        return "it has no links, so none"
    return f"it has {facts.link_count} link{'' if facts.link_count == 1 else 's'}, none"


def _cut(fetched: Fetched) -> bool:
    """True when a body surely ends before its page does: short of its announced length, or within a tag."""
    announced = fetched.header("content-length") or ""
    if announced.isascii() and announced.isdigit() and fetched.header("content-encoding") is None:
        return len(announced) < MAX_DIGITS and len(fetched.body) < int(announced)
    tail = fetched.body[-TAIL_BYTES:].lower()
    return tail.rfind(b"<") > tail.rfind(b">") and re.search(rb"<(?:[a-z!/][^>]*)?$", tail) is not None


def _where(links: Sequence[Link], wanted: Wanted) -> str:
    best = min(links, key=lambda link: (link.hidden, link.in_noscript, list(Credit).index(link.credit)))
    count = "a link" if len(links) == 1 else f"{len(links)} links"
    target = best.url if len(best.url) <= MAX_SHOWN else f"{best.url[: MAX_SHOWN - 1]}…"
    said = [
        f"The page has {count} to {wanted.domain}, the best one to {target}"
        if len(links) > 1
        else f"The page has {count} to {target}"
    ]
    if wanted.target and not same_page(best.url, wanted.target):
        said.append(f"not to {wanted.target} as wanted")
    if best.via:
        said.append(f"by way of {host_of(best.via)}")
    if best.hidden:
        said.append("hidden from visitors")
    if best.in_noscript:
        said.append("only for visitors without scripts (noscript)")
    rel = [token for token in best.rel if token in ("nofollow", "ugc", "sponsored")]
    said.append(f"rel={' '.join(rel)}" if rel else f"credit {best.credit}")
    return ", ".join(said) + "."
