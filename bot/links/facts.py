"""What was read off a page and what it tells: the plain data between reading, observing and judging."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from storage.words import Credit, Placement, Reason, Seen

AnchorFrom = Literal["text", "img_alt", "title", "empty"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One `<a href>` or `<area href>` of a page."""

    url: str  # resolved by the WHATWG rules against the document's base
    anchor: str  # what visitors read: text, or the alt of its images; white space folded
    anchor_from: AnchorFrom
    rel: tuple[str, ...]  # lower-case tokens, split on white space and commas
    hidden: bool
    in_noscript: bool
    placement: Placement
    credit: Credit  # of the link on this page, page-wide directives included
    tag: Literal["a", "area"] = "a"
    title: str = ""  # its title attribute; search engines take it for the anchor of an empty link
    via: str | None = None  # the redirector it goes through, when `url` was resolved from `/go?url=…`


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsRules:
    """The page-wide directives that count for us (general and googlebot's), added up."""

    noindex: bool = False
    nofollow: bool = False
    sources: tuple[str, ...] = ()  # of "meta", "x-robots-tag": where a restriction was found
    unavailable_after: datetime | None = None  # from then on the page is not indexed
    unavailable_from: str = ""  # where that was said


@dataclass(frozen=True, slots=True, kw_only=True)
class Readable:
    """What a person would get to see of a page: the ground for telling a page from a wall, a shell or a tombstone."""

    text: str  # the beginning of the visible text, white space folded
    text_length: int  # characters of the whole visible text
    headings: tuple[str, ...]  # h1 and h2, in their order
    scripts: int  # number of script elements
    password_field: bool
    fields: int  # to write into, passwords aside
    buttons: int
    frames: tuple[str, ...]  # resolved addresses of frames and iframes
    noscript_text: str  # the beginning of what is said to visitors without scripts


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """A page as read: nothing of it is believed yet."""

    url: str  # of the document, after redirects
    title: str
    language: str | None  # as declared
    encoding: str
    canonical: str | None
    robots: RobotsRules
    links: tuple[Link, ...]  # in document order; only those to the sites asked for, when sites were given
    link_count: int  # of the whole page
    opaque: tuple[Link, ...] = ()  # links that hide where they lead; only when a site asked for is not linked
    refresh_url: str | None = None  # a meta refresh to another page
    readable: Readable | None = None  # measured only when a site asked for is not linked, or none was asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to look for on a page: a site, and perhaps an exact target on it."""

    domain: str
    subdomains: bool = True
    target: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What one fetch of a page told of one backlink."""

    seen: Seen
    reason: Reason
    evidence: str  # one sentence for people
    http_status: int | None = None
    final_url: str | None = None
    links: tuple[Link, ...] = ()  # all those to the site
    robots: RobotsRules = RobotsRules()
    canonical: str | None = None
    unchanged: bool = False  # 304 or the same body: whatever was true last time still is
    retry_at: datetime | None = None  # the server asked for a pause until then

    @property
    def best(self) -> Link | None:
        """The link that speaks for the backlink: the first visible one that passes the most credit."""
        order = list(Credit)
        return min(
            self.links,
            key=lambda link: (link.hidden, link.in_noscript, order.index(link.credit)),
            default=None,
        )
