"""Addresses in pasted text: one a line, many on a line, in brackets, in Markdown, between words."""

import re

from bot.exchange.addresses import BARE, MAX_URL_LENGTH, SCHEME

# what no address holds unescaped, and what people and Markdown put around one
BREAKS = re.compile(r"[\s<>\"`|\u201c\u201d\u00ab\u00bb]+")
# "https://a.example/1,https://b.example/2": a comma or semicolon that another address follows
JOINED = re.compile(r"(?i)[,;](?=https?://|www\.)")
BULLET = re.compile(r"^\s*(?:[-*+\u2022\u2013]|\d{1,4}[.)])\s+")
COMMENT = re.compile(r"^\s*(?:#|//)")
MAX_TOKEN_LENGTH = 2 * MAX_URL_LENGTH  # a longer one is no address, and would only cost time
OPENING = "([{'*_~"
TRAILING = ".,;:!?'*_~\u2026"
PAIRS = {")": "(", "]": "[", "}": "{"}


def is_comment(line: str) -> bool:
    """True for an empty line and for one that says of itself that it is a comment (`#`, `//`)."""
    return not line.strip() or COMMENT.match(line) is not None


def addresses_in(line: str) -> list[str]:
    """The addresses on a line, as they were written, without what stood around them.

    One without a scheme counts when it starts with `www.`, has a path, or is alone on its line.
    """
    tokens = [part for token in BREAKS.split(BULLET.sub("", line)) for part in JOINED.split(token) if part]
    found = (_address(token, alone=len(tokens) == 1) for token in tokens if len(token) <= MAX_TOKEN_LENGTH)
    return [address for address in found if address]


def _address(token: str, *, alone: bool) -> str:
    opened = len(token) - len(token.lstrip(OPENING))
    scheme = SCHEME.search(token)
    if scheme and not BARE.match(token[opened : scheme.start()]):  # else "example.com/go?to=https://…"
        return _tidy(token, scheme.start())
    bare = _tidy(token, opened)
    named = BARE.match(bare) and (alone or "/" in bare or bare.lower().startswith("www."))
    return bare if named else ""


def _tidy(token: str, start: int) -> str:
    """`token` from `start` on, without the sentence's punctuation and without brackets opened before or never."""
    address = token[start:]
    if "](" in token[:start]:  # [words](address) and more
        address = _until_closed(address)
    while address:
        last = address[-1]
        unopened = last in PAIRS and address.count(last) > address.count(PAIRS[last])
        if last not in TRAILING and not unopened:
            break
        address = address[:-1]
    return address


def _until_closed(address: str) -> str:
    """The part before the first `)` that was opened outside of the address."""
    depth = 0
    for index, char in enumerate(address):
        depth += (char == "(") - (char == ")")
        if depth < 0:
            return address[:index]
    return address
