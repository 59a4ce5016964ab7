"""The words of the tables, said to people."""

from storage.records import Backlink, Event
from storage.words import Credit, EventKind, Reason, Status

NOT_MEASURED = "not measured"

STATUS = {
    Status.LIVE: "live",
    Status.LOST: "lost",
    Status.UNVERIFIED: "not verified",
    Status.PENDING: "not checked yet",
}

CREDIT = {
    Credit.FOLLOWED: "followed",
    Credit.NOFOLLOW: "nofollow",
    Credit.UGC: "user content (ugc)",
    Credit.SPONSORED: "sponsored",
    Credit.NONE: "no credit",
}

REASON = {
    Reason.LINK_FOUND: "the link is on the page",
    Reason.NOT_MODIFIED: "the page has not changed since the last look",
    Reason.LINK_REMOVED: "the page is there, the link is not",
    Reason.PAGE_GONE: "the page is gone",
    Reason.PAGE_REDIRECTED: "the page redirects to one without the link",
    Reason.SITE_GONE: "the whole site is gone",
    Reason.BLOCKED: "the site blocks our checks",
    Reason.ROBOTS_DISALLOWED: "the site's robots.txt does not let us look",
    Reason.ROBOTS_UNAVAILABLE: "the site's robots.txt could not be read",
    Reason.SERVER_ERROR: "the site's server has an error",
    Reason.TIMED_OUT: "the site did not answer in time",
    Reason.CONNECTION_RESET: "the site broke the connection off",
    Reason.CONNECTION_REFUSED: "the site refuses connections",
    Reason.NETWORK_ERROR: "our own network failed",
    Reason.TLS_ERROR: "the site's certificate or encryption is broken",
    Reason.DNS_ERROR: "the site's name could not be looked up",
    Reason.NXDOMAIN: "the site's name does not exist",
    Reason.TRUNCATED: "the page broke off before its end",
    Reason.TOO_LARGE: "the page is too large to read",
    Reason.NOT_HTML: "the address holds no web page",
    Reason.NEEDS_RENDERING: "the page is built by scripts and shows nothing without them",
    Reason.TOO_MANY_REDIRECTS: "the page redirects in circles",
    Reason.ADDRESS_REFUSED: "the page is at an address that we do not visit",
    Reason.BAD_RESPONSE: "the answer of the site makes no sense",
    Reason.UNSURE: "the page looks gone, but not surely",
    Reason.SET_ASIDE: "the whole round of checks was in doubt",
}

CHANGE = {  # what happened to links, after their number: "3 links lost"
    EventKind.FOUND: "found",
    EventKind.LOST: "lost",
    EventKind.RESTORED: "restored",
    EventKind.CREDIT_CHANGED: "with changed credit",
    EventKind.ANCHOR_CHANGED: "with a new anchor",
    EventKind.TARGET_CHANGED: "with a new target",
    EventKind.TURNED_TOXIC: "turned toxic",
    EventKind.UNVERIFIED: "not verified any more",
    EventKind.VERIFIED_AGAIN: "verified again",
    EventKind.FLAPPING: "coming and going",
}
PAGE_CHANGE = {  # what happened to pages of the site: "1 page broken"
    EventKind.TARGET_BROKEN: "broken",
    EventKind.TARGET_MENDED: "mended",
}

GOOD_NEWS = frozenset({EventKind.FOUND, EventKind.RESTORED, EventKind.TARGET_MENDED, EventKind.VERIFIED_AGAIN})


def good_news(event: Event) -> bool:
    """True when nobody needs to be woken for it."""
    if event.kind is EventKind.CREDIT_CHANGED:
        return _rank(event.after) < _rank(event.before)
    return event.kind in GOOD_NEWS


def credit(link: Backlink) -> str:
    """What the link passes on, in words; `not measured` before the first sight of it."""
    if link.credit is None:
        return f"credit {NOT_MEASURED}"
    extras = ["hidden"] if link.hidden else []
    return ", ".join([CREDIT[link.credit], *extras])


def score(value: float | None) -> str:
    """A score of 0-100 as a whole number, or `not measured`."""
    return NOT_MEASURED if value is None else f"{value:.0f}"


def fraction(value: float | None) -> str:
    """A share or relevance of 0-1 as a percentage, or `not measured`."""
    return NOT_MEASURED if value is None else f"{value:.0%}"


def _rank(words: str | None) -> tuple[int, int]:
    """How much a credit passes on, 0 the most; `words` is what an event says: "nofollow, hidden"."""
    first, *extras = (words or "").split(", ")
    order = [credit.value for credit in Credit]
    return (order.index(first) if first in order else len(order), len(extras))
