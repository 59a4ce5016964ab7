"""What a rating looks at on a page: its words, the links that leave it, and the passage around the link in question."""

from collections.abc import Sequence
from dataclasses import dataclass

import py3langid
from resiliparse.extract.html2text import extract_plain_text

from bot.links.encoding import to_utf8
from bot.links.facts import Link
from bot.links.guard import defused
from bot.links.page import read_page
from bot.links.urls import host_of, registrable

MAIN_CHARACTERS = 20_000
PASSAGE_CHARACTERS = 300  # on each side of the link
LANGUAGE_CHARACTERS = 2_000
LEAST_FOR_LANGUAGE = 80  # characters; of less, no language is named


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """A page as a rating sees it. Made of a body, or of a text alone (then there are no links)."""

    url: str
    title: str
    text: str  # what a reader may see, anchors included
    text_length: int  # of the whole of it, characters
    main_text: str  # without navigation and footers
    language: str | None  # detected, ISO 639-1
    leaving: tuple[Link, ...]  # links to other registrable domains, in document order
    link_count: int


def view_of_body(body: bytes, *, url: str, headers: Sequence[tuple[str, str]] = ()) -> PageView:
    """The view of an HTML page. Never raises for what a page may hold."""
    facts = read_page(body, url=url, headers=headers)
    content_type = next((value for name, value in headers if name == "content-type"), None)
    markup = defused(to_utf8(body, content_type)[0]).decode("utf-8", "replace")
    main = extract_plain_text(markup, main_content=True, preserve_formatting=False)[:MAIN_CHARACTERS]
    home = registrable(host_of(url))
    text = facts.readable.text if facts.readable else ""
    return PageView(
        url=url,
        title=facts.title,
        text=text,
        text_length=facts.readable.text_length if facts.readable else 0,
        main_text=main or text,
        language=language_of(main or text),
        leaving=tuple(link for link in facts.links if _leaves(link, home)),
        link_count=facts.link_count,
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
        link_count=0,
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
    language, _ = py3langid.classify(text[:LANGUAGE_CHARACTERS])
    return str(language)


def _leaves(link: Link, home: str) -> bool:
    return link.url.startswith(("http://", "https://")) and registrable(host_of(link.url)) != home
