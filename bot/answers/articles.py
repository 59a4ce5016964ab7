"""The reviewed texts of knowledge/*.md: front matter in TOML between `+++`, then a passage a heading."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import pairwise

from markdown_it import MarkdownIt


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One answer: the text under one heading of an article."""

    article: str  # its id, and the name of its file
    heading: str
    text: str  # plain text with Markdown's code spans only
    questions: tuple[str, ...]  # the ways in which people ask for it
    sources: tuple[str, ...]
    reviewed: date

    @property
    def id(self) -> str:
        """`article#heading`."""
        return f"{self.article}#{self.heading}"


@cache
def passages() -> tuple[Passage, ...]:
    """All passages, in the order of files and headings. Raises ValueError for an article that is not whole."""
    folder = files("bot.answers").joinpath("knowledge")
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".md"))
    return tuple(
        passage for name in names for passage in parse(folder.joinpath(name).read_text(encoding="utf-8"), name)
    )


def parse(text: str, name: str) -> Iterator[Passage]:
    """The passages of one article. Raises ValueError that names the file when something is missing."""
    _, front, body = text.split("+++\n", 2)
    facts = tomllib.loads(front)
    if facts["id"] + ".md" != name:
        raise ValueError(f"{name}: the id is {facts['id']}")
    texts = dict(_sections(body))
    if texts.keys() != facts["questions"].keys():
        raise ValueError(f"{name}: headings and questions differ: {texts.keys() ^ facts['questions'].keys()}")
    for heading, paragraphs in texts.items():
        yield Passage(
            article=facts["id"],
            heading=heading,
            text=paragraphs,
            questions=tuple(facts["questions"][heading]),
            sources=tuple(facts["sources"]),
            reviewed=facts["date"],
        )


def _sections(body: str) -> Iterator[tuple[str, str]]:
    """(heading, text) of each second-level heading."""
    heading, paragraphs = "", list[str]()
    tokens = MarkdownIt().parse(body)
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            if heading and paragraphs:
                yield heading, "\n\n".join(paragraphs)
            heading, paragraphs = (inline.content if opening.tag == "h2" else ""), []
        elif opening.type == "paragraph_open" and heading:
            paragraphs.append(inline.content)
    if heading and paragraphs:
        yield heading, "\n\n".join(paragraphs)
