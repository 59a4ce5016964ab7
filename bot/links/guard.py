"""Bounds the work that a hostile document can cause: the HTML standard's own algorithm is quadratic in nesting."""

import re
from collections import Counter

MAX_DEPTH = 2_000  # elements open at once; browsers stop at 512
MAX_FORMATTING = 500  # formatting elements open at once, which every new paragraph would have to repeat
MANY_BYTES = 100_000
MAX_TAG_BYTES = 50_000  # of attributes, which a parser compares each with each; long values stay
SUSPICIOUS_TAGS = 2_000  # documents with fewer tags cannot cost much
MANY_TAGS = 20_000  # documents with fewer are counted before they are walked

_TAG = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_SWOLLEN = re.compile(rb"<[a-zA-Z][^<>]{50000,}>?")
_ATTRIBUTE = re.compile(rb"[\s/][^\s/=<>]+")
_NAME = re.compile(rb"<(/?[a-zA-Z][a-zA-Z0-9]*)")
_FORMATTING = frozenset(b"a b big code em font i nobr s small strike strong tt u".split())
# these cannot nest in themselves without a table, list or block between them, and are often left unclosed
_UNCOUNTED = frozenset(
    b"area base br col embed hr img input link meta param source track wbr p li dt dd tr td th tbody thead tfoot "
    b"option optgroup colgroup html head body script style title".split()
)


def defused(markup: bytes) -> bytes:
    """The document, cut where it nests deeper than any browser would build it."""
    if len(markup) > MANY_BYTES:
        markup = _without_swollen_tags(markup)
    tags = markup.count(b"<")
    if tags < SUSPICIOUS_TAGS or (tags < MANY_TAGS and _closes_what_it_opens(markup)):
        return markup
    depth = formatting = 0
    open_now: dict[bytes, int] = {}
    for match in _TAG.finditer(markup):
        name = match[2].lower()
        if name in _UNCOUNTED:
            continue
        if match[1]:
            if open_now.get(name, 0) == 0:
                continue
            change = -1
        else:
            change = 1
        open_now[name] = open_now.get(name, 0) + change
        if name in _FORMATTING:
            formatting += change
        depth += change
        if depth > MAX_DEPTH or formatting > MAX_FORMATTING:
            return markup[: match.start()]
    return markup


def _closes_what_it_opens(markup: bytes) -> bool:
    """True when about as many elements are closed as opened, name by name: a count, far cheaper than the walk."""
    seen = Counter(_NAME.findall(markup))
    left_open = {name: count - seen[b"/" + name] for name, count in seen.items() if name[:1] != b"/"}
    nesting = sum(abs(count) for name, count in left_open.items() if name.lower() not in _UNCOUNTED)
    return nesting <= MAX_FORMATTING


def _without_swollen_tags(markup: bytes) -> bytes:
    if max(map(len, markup.split(b">"))) < MAX_TAG_BYTES:
        return markup
    return _SWOLLEN.sub(lambda tag: b"" if len(_ATTRIBUTE.findall(tag[0])) > MAX_DEPTH else tag[0], markup)
