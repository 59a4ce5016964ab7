"""Reading a page: bytes -> PageFacts, as a search engine would. Nothing of it is believed yet.

This runs once for every page that is fetched, so what costs time is done only for links to the sites asked for.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.links.directives import credit_of, header_canonical, refresh_target, rel_tokens, robots_rules
from bot.links.encoding import to_utf8
from bot.links.facts import AnchorFrom, Link, PageFacts, RobotsRules, Wanted
from bot.links.guard import defused
from bot.links.readable import measure
from bot.links.redirectors import behind, is_opaque, may_be_opaque
from bot.links.surroundings import Surroundings
from bot.links.urls import SiteFilter, host_of, is_canonical_of, resolve, web_address
from storage.words import Credit, Placement

MAX_LINKS = 20_000  # of one page; more are no page for people
MAX_OPAQUE = 100
MAX_ANCHOR_CHARACTERS = 1_000
FOLLOWED_REFRESH_SECONDS = 15.0  # a slower refresh leaves the page time to be read

_READ = "a[href],area[href],base,meta,style"  # in one walk of the document: each takes as long as all
# a declarative shadow root is no template: browsers show it, search engines read it with the page
_SHADOW_MODE = b"shadowrootmode"
_SHADOW_ROOT = re.compile(rb"<template(?=\s[^<>]{0,500}shadowrootmode)", re.IGNORECASE)
_CANONICAL = 'link[rel*="canonical" i]'
_APART = "script:not(svg *),style:not(svg *),br"  # the text of the first two is no anchor; a line break parts words


def read_page(
    body: bytes, *, url: str, headers: Sequence[tuple[str, str]] = (), sites: Sequence[Wanted] | None = None
) -> PageFacts:
    """The facts of an HTML page.

    `url` is the page's own after redirects, `headers` those of the answer with lower-case names. With `sites`, only
    links to those are read (and redirectors resolved); without, every link of the page as it stands. Never raises for
    what a page may hold.
    """
    content_type = next((value for name, value in headers if name == "content-type"), None)
    markup, encoding = to_utf8(body, content_type)
    if _SHADOW_MODE in markup:
        markup = _SHADOW_ROOT.sub(b"<shadow-root", markup)
    page = _Page(defused(markup), url, headers)
    links = tuple(page.links(sites))
    missing = sites is None or any(not any(_is_for(link, site) for link in links) for site in sites)
    return PageFacts(
        url=url,
        title=page.title,
        language=page.language,
        encoding=encoding,
        canonical=page.canonical,
        robots=page.robots,
        links=links,
        opaque=tuple(page.opaque()) if missing and sites is not None else (),
        link_count=len(page.hrefs),
        refresh_url=page.refresh_url,
        readable=measure(page.tree, page.base) if missing else None,  # changes the tree: the last thing to do
    )


def _is_for(link: Link, site: Wanted) -> bool:
    return SiteFilter((site,), "").leads_there(link.url)


class _Page:
    """One parsed document and what is asked of it more than once."""

    def __init__(self, markup: bytes, url: str, headers: Sequence[tuple[str, str]]) -> None:
        self.url = url
        self.headers = headers
        self.markup = markup
        self.tree = LexborHTMLParser(markup)
        self.head = self.tree.head.css(f"title,{_CANONICAL}") if self.tree.head else []
        found: dict[str, list[LexborNode]] = defaultdict(list)
        for node in self.tree.css(_READ):
            tag = node.tag or ""
            found["a" if tag == "area" else tag].append(node)
        self.hrefs = found["a"]
        self.metas = [node.attributes for node in found["meta"] if not _inside(node, "noscript")]
        self.bases = found["base"]
        self.styles = found["style"]

    @cached_property
    def base(self) -> str:
        """The URL that the page's references are relative to: the first usable `<base href>`, else its own."""
        for node in self.bases:
            href = node.attributes.get("href")
            if href is not None:
                base = resolve(href, self.url)
                return base if base and base.startswith(("http://", "https://")) else self.url
        return self.url

    @cached_property
    def title(self) -> str:
        node = next((node for node in self.head if node.tag == "title"), None) or self.tree.css_first("title")
        return " ".join(node.text().split())[:MAX_ANCHOR_CHARACTERS] if node else ""

    @cached_property
    def language(self) -> str | None:
        root = self.tree.root
        return (root.attributes.get("lang") or None) if root else None

    @cached_property
    def robots(self) -> RobotsRules:
        return robots_rules(
            ((meta.get("name") or "", meta.get("content") or "") for meta in self.metas),
            self.headers,
        )

    @cached_property
    def canonical(self) -> str | None:
        """The rel=canonical of the head, else of the Link headers. One in the body does not count.

        Several that contradict each other count as none (Google's rule).
        """
        named = {
            web_address(node.attributes["href"] or "", self.base)
            for node in self._head_links()
            if "canonical" in rel_tokens(node.attributes.get("rel")) and node.attributes.get("href")
        } - {None}
        if named:
            return named.pop() if len(named) == 1 else None
        return header_canonical(self.headers, self.url)

    def _head_links(self) -> list[LexborNode]:
        links = [node for node in self.head if node.tag == "link" and not _inside(node, "noscript")]
        head_end = self.markup.find(b"</head")
        if links or head_end < 0 or self.markup.find(b"<noscript", 0, head_end) < 0:
            return links
        # an image in the head's noscript ends the head for a reader without scripts, but not for a browser
        with_scripts = LexborHTMLParser(self.markup[:head_end], scripting=True).head
        return with_scripts.css(_CANONICAL) if with_scripts else links

    @cached_property
    def refresh_url(self) -> str | None:
        """Where a Refresh header or a meta refresh sends visitors soon; None when they stay."""
        by_header = [(value, self.url) for name, value in self.headers if name == "refresh"]
        by_meta = [
            (meta.get("content") or "", self.base)
            for meta in self.metas
            if (meta.get("http-equiv") or "").strip().lower() == "refresh"
        ]
        for text, base in (*by_header, *by_meta):
            found = refresh_target(text, base)
            if found and found[0] <= FOLLOWED_REFRESH_SECONDS and found[1] != self.url:
                return found[1]
        return None

    def links(self, sites: Sequence[Wanted] | None) -> Iterator[Link]:
        """The links to the sites, or all, in document order."""
        yield from self._described(self._all() if sites is None else self._leading_to(sites))

    def opaque(self) -> Iterator[Link]:
        """The first links that do not say where they lead."""
        page_host = host_of(self.url)
        hrefs = ((node, node.attrs.get("href") or "") for node in self.hrefs)
        resolved = ((node, resolve(href, self.base)) for node, href in hrefs if may_be_opaque(href))
        found = ((node, url, None) for node, url in resolved if url and is_opaque(url, page_host))
        yield from self._described(islice(found, MAX_OPAQUE))

    def _described(self, chosen: Iterable[tuple[LexborNode, str, str | None]]) -> Iterator[Link]:
        surroundings = Surroundings(self.tree, self.styles)
        counted = not self.canonical or is_canonical_of(self.canonical, self.url)
        for number, (node, url, via) in enumerate(chosen):
            if number >= MAX_LINKS:
                return
            around = surroundings.of(node)
            anchor, anchor_from, title = _anchor(node)
            rel = rel_tokens(node.attrs.get("rel"))
            web = url.startswith(("http://", "https://"))
            yield Link(
                url=url,
                anchor=anchor,
                anchor_from=anchor_from,
                title=title,
                rel=rel,
                hidden=around.hidden,
                in_noscript=around.in_noscript,
                placement=Placement.HIDDEN if around.hidden else around.placement,
                credit=credit_of(rel, self.robots, counted=counted) if web else Credit.NONE,
                tag="area" if node.tag == "area" else "a",
                via=via,
            )

    def _all(self) -> Iterator[tuple[LexborNode, str, str | None]]:
        for node in self.hrefs:
            url = resolve(node.attrs.get("href") or "", self.base)
            if url is not None:
                yield node, url, None

    def _leading_to(self, sites: Sequence[Wanted]) -> Iterator[tuple[LexborNode, str, str | None]]:
        wanted = SiteFilter(sites, self.base)
        page_host = host_of(self.url)
        for node in self.hrefs:
            href = node.attrs.get("href") or ""
            if not wanted.may_lead_there(href):
                continue
            url = resolve(href, self.base)
            if url is None:
                continue
            if wanted.leads_there(url):
                yield node, url, None
            elif (target := behind(url, page_host)) and wanted.leads_there(target):
                yield node, target, url


def _anchor(node: LexborNode) -> tuple[str, AnchorFrom, str]:
    """A link's anchor, where it came from, and its title."""
    title = " ".join((node.attrs.get("title") or "").split())[:MAX_ANCHOR_CHARACTERS]
    text = _text(node)
    if text:
        return text, "text", title
    alts = " ".join(image.attrs.get("alt") or "" for image in node.css("img[alt]"))
    own = (node.attrs.get("alt") or "") if node.tag == "area" else ""
    alt = " ".join((alts or own).split())[:MAX_ANCHOR_CHARACTERS]
    if alt:
        return alt, "img_alt", title
    return "", "title" if title else "empty", title


def _text(node: LexborNode) -> str:
    apart = node.css(_APART)
    if not apart:
        return " ".join(node.text().split())[:MAX_ANCHOR_CHARACTERS]
    unread = {inner.mem_id for inner in apart if inner.tag != "br"}
    pieces: list[str] = []
    for piece in node.traverse(include_text=True):
        if piece.tag == "br":
            pieces.append(" ")
        elif piece.is_text_node and not (piece.parent and piece.parent.mem_id in unread):
            pieces.append(piece.text_content or "")
    return " ".join("".join(pieces).split())[:MAX_ANCHOR_CHARACTERS]


def _inside(node: LexborNode, tag: str) -> bool:
    parent = node.parent
    while parent is not None and parent.tag not in ("head", "body", "html"):
        if parent.tag == tag:
            return True
        parent = parent.parent
    return False
