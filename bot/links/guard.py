"""Bounds the work that a hostile document can cause: the HTML standard's own algorithm is quadratic in nesting."""

import math
import re

MAX_DEPTH = 2_000  # elements open at once; browsers stop at 512
MANY_BYTES = 100_000
MAX_TAG_BYTES = 50_000  # of attributes, which a parser compares each with each; long values stay
MANY_TAGS = 20_000  # documents with fewer cannot nest deep enough to cost much
MAX_REPEATED = 500_000  # formatting elements that a document could make the parser repeat: 130 MB of them
FEW_TAGS = 2 * math.isqrt(MAX_REPEATED)  # fewer cannot be so many of both: formatting, and blocks to repeat it in

_SWOLLEN = re.compile(rb"<[a-zA-Z][^<>]{50000,}>?")
_ATTRIBUTE = re.compile(rb"[\s/][^\s/=<>]+")
# the parser opens these again in every block that follows while they are not closed, but the same one three times at
# most: attributes make them different. (`a` closes an `a` before it.)
_NAMES = rb"<(?=[bcefinstu])(b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?=[\s/])"
_FORMATTING = re.compile(_NAMES, re.IGNORECASE)
_WITH_ATTRIBUTES = re.compile(_NAMES + rb"[^>]*", re.IGNORECASE)
_TAG = re.compile(rb"<!--(?:-?>|.*?(?:--!?>|\Z))|<(/?)([a-zA-Z][a-zA-Z0-9]*)", re.DOTALL)
# these cannot nest in themselves without a table, list or block between them, and are often left unclosed
_UNCOUNTED = frozenset(
    b"area base br col embed hr img input link meta param source track wbr p li dt dd tr td th tbody thead tfoot "
    b"option optgroup colgroup html head body script style title".split()
)


def defused(markup: bytes) -> bytes:
    """The document without what would make a parser work for minutes: cut where it nests deeper than in any browser."""
    if len(markup) > MANY_BYTES:
        markup = _without_swollen_tags(markup)
    tags = markup.count(b"<")
    if tags > FEW_TAGS:
        markup = _without_endless_formatting(markup, tags)
    return markup if tags < MANY_TAGS else _cut_where_too_deep(markup)


def _without_swollen_tags(markup: bytes) -> bytes:
    half = MAX_TAG_BYTES // 2  # a swollen tag holds a stretch of that length, beginning at a multiple of it
    if all(markup.find(b">", at, at + half) >= 0 for at in range(0, len(markup) - half, half)):
        return markup
    return _SWOLLEN.sub(lambda tag: b"" if len(_ATTRIBUTE.findall(tag[0])) > MAX_DEPTH else tag[0], markup)


def _without_endless_formatting(markup: bytes, tags: int) -> bytes:
    with_attributes = _FORMATTING.findall(markup)
    return markup if len(with_attributes) * tags <= MAX_REPEATED else _WITH_ATTRIBUTES.sub(rb"<\1", markup)


def _cut_where_too_deep(markup: bytes) -> bytes:
    depth = 0
    open_now: dict[bytes, int] = {}
    for match in _TAG.finditer(markup):
        name = (match[2] or b"").lower()
        if not name or name in _UNCOUNTED:
            continue
        change = -1 if match[1] else 1
        if change < 0 and not open_now.get(name):
            continue
        open_now[name] = open_now.get(name, 0) + change
        depth += change
        if depth > MAX_DEPTH:
            return markup[: match.start()]
    return markup
