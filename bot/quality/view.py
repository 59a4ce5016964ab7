"""What a rating looks at on a page: its words, the links that leave it, and the passage around the link in question."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from py3langid.langid import MODEL_FILE, LanguageIdentifier
from resiliparse.extract.html2text import extract_plain_text
from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.links.css import hides
from bot.links.encoding import to_utf8
from bot.links.facts import Link, Wanted
from bot.links.guard import defused
from bot.links.page import read_page
from bot.links.readable import measure
from bot.links.urls import host_of, registrable, resolve
from storage.words import Credit

MAIN_CHARACTERS = 20_000
TITLE_CHARACTERS = 300
MAX_LEAVING = 20_000  # elements around links; more are no page for people
MAX_DEPTH = 512
PASSAGE_CHARACTERS = 300  # on each side of the link
LANGUAGE_CHARACTERS = 2_000
WEB_LANGUAGES = (
    "ar az bg bn ca cs da de el en es et fa fi fr he hi hr hu id it ja ka ko lt lv mk ms nl no pl pt ro ru sk sl sq "
    "sr sv ta th tr uk ur vi zh"
)
LEAST_FOR_LANGUAGE = 80  # characters; of less, no language is named


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A link that leaves its page."""

    url: str
    domain: str  # the registrable one
    anchor: str
    hidden: bool  # by a style or an attribute of an element around it


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """A page as a rating sees it. Made of a body, or of a text alone (then there are no links)."""

    url: str
    title: str
    text: str  # what a reader may see, anchors included
    text_length: int  # of the whole of it, characters
    main_text: str  # without navigation and footers
    language: str | None  # detected, ISO 639-1
    leaving: tuple[Neighbour, ...]  # links to other registrable domains, in document order
    links_read: bool = True  # False: only the text is known, so `leaving` says nothing


def view_of_body(body: bytes, *, url: str, headers: Sequence[tuple[str, str]] = ()) -> PageView:
    """The view of an HTML page. Never raises for what a page may hold."""
    content_type = next((value for name, value in headers if name == "content-type"), None)
    markup = defused(to_utf8(body, content_type)[0])
    tree = LexborHTMLParser(markup)
    title = tree.css_first("title")
    shown_title = " ".join(title.text().split())[:TITLE_CHARACTERS] if title else ""
    leaving = tuple(_leaving(tree, url))
    readable = measure(tree, url)  # takes the tree apart
    main = extract_plain_text(markup.decode("utf-8", "replace"), main_content=True, preserve_formatting=False)
    main = main[:MAIN_CHARACTERS] or readable.text
    return PageView(
        url=url,
        title=shown_title,
        text=readable.text,
        text_length=readable.text_length,
        main_text=main,
        language=language_of(main),
        leaving=leaving,
    )


def view_of_text(text: str, *, url: str, title: str = "") -> PageView:
    """The view of a page of which only the text is known."""
    folded = " ".join(text.split())
    return PageView(
        url=url,
        title=title,
        text=folded,
        text_length=len(folded),
        main_text=folded,
        language=language_of(folded),
        leaving=(),
        links_read=False,
    )


def link_on(body: bytes, *, url: str, site: str, target: str | None = None) -> Link | None:
    """The link of a page to a site, with its credit and placement: the one to `target`, else the best one."""
    links = read_page(body, url=url, sites=[Wanted(domain=site)]).links
    order = list(Credit)
    return min(
        links,
        key=lambda link: (link.url != target, link.hidden, order.index(link.credit)),
        default=None,
    )


def passage_around(view: PageView, anchor: str | None) -> str:
    """The words before and after a link, found by its anchor; empty when the anchor is not in the text."""
    folded = " ".join((anchor or "").split())
    place = view.text.find(folded) if folded else -1
    if place < 0:
        return ""
    return view.text[max(0, place - PASSAGE_CHARACTERS) : place + len(folded) + PASSAGE_CHARACTERS]


def language_of(text: str) -> str | None:
    """The language of a text as ISO 639-1; None when there is too little of it."""
    if len(text) < LEAST_FOR_LANGUAGE:
        return None
    language, _ = _identifier().classify(text[:LANGUAGE_CHARACTERS])
    return str(language)


@cache
def _identifier() -> Any:
    """Among the languages that much of the web is written in: lists of names look like rare creoles else."""
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(WEB_LANGUAGES.split())
    return identifier


def _leaving(tree: LexborHTMLParser, url: str) -> Iterator[Neighbour]:
    """The links to other registrable domains. Only an address with a host of its own can leave."""
    home = registrable(host_of(url))
    hidden_parents: dict[int, bool] = {}
    for node in tree.css("a[href],area[href]"):
        href = node.attrs.get("href") or ""
        target = resolve(href, url) if "//" in href else None
        if target is None or not target.startswith(("http://", "https://")):
            continue
        domain = registrable(host_of(target))
        if domain != home:
            yield Neighbour(target, domain, _anchor(node), _is_hidden(node, hidden_parents))
            if len(hidden_parents) > MAX_LEAVING:
                return


def _anchor(node: LexborNode) -> str:
    text = " ".join(node.text().split())
    if not text:
        image = node.css_first("img[alt]")
        text = " ".join((image.attrs.get("alt") or "").split()) if image else ""
    return text[:TITLE_CHARACTERS]


def _is_hidden(node: LexborNode, known: dict[int, bool]) -> bool:
    """Whether an element or one around it hides itself; each is looked at once."""
    path: list[int] = []
    here: LexborNode | None = node
    hidden = False
    while here is not None and here.tag not in ("body", "html", "-document") and not hidden and len(path) < MAX_DEPTH:
        if here.mem_id in known:
            hidden = known[here.mem_id]
            break
        path.append(here.mem_id)
        style = here.attrs.get("style")
        hidden = "hidden" in here.attrs or bool(style and hides(style))
        here = here.parent
    known.update(dict.fromkeys(path, hidden))
    return hidden
