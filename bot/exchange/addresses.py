"""Web addresses and domains as people type them -> the one form in which they are stored."""

import re
from functools import lru_cache

from publicsuffixlist import PublicSuffixList

from bot.crawl.urls import Place, place_of

MAX_URL_LENGTH = 2048  # browsers and sitemaps agree on about as many; longer ones are traps or data
SUFFIXES = PublicSuffixList(accept_unknown=False)
RESERVED = ("example", "test")  # RFC 2606: nobody owns them, and documentation, tests and the demo live there

SCHEME = re.compile(r"(?i)https?:/{2}")
# a host and perhaps a path, written without its scheme: "www.example.com/a", "example.com/a", "example.com"
BARE = re.compile(r"(?i)^(?:[\w-]{1,63}\.)+[^\W\d_][\w-]{1,62}\.?(?::\d{1,5})?(?=[/?#]|$)")


def page_url(text: str) -> str | None:
    """A page's address in the form in which it is stored, or None when `text` is no http(s) address.

    By the WHATWG rules, without fragment, user name and password. `example.com/page` is taken as https when its host
    is under a known public suffix; with a scheme any host with a dot in it is taken at its word.
    """
    text = text.strip()
    spelled_out = SCHEME.match(text)
    if not spelled_out and not BARE.match(text):
        return None
    try:
        place = place_of(text if spelled_out else f"https://{text}")
    except ValueError:
        return None
    believable = "." in place.host.strip(".") or place.is_address
    if len(place.url) > MAX_URL_LENGTH or not (believable if spelled_out else registrable(place.host)):
        return None
    return place.url


def read_place(text: str) -> Place | None:
    """The parts of an address or domain name, with or without a scheme and path; None when it is neither."""
    text = text.strip()
    try:
        return place_of(text if SCHEME.match(text) else f"https://{text}")
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def registrable(host: str) -> str | None:
    """The registrable domain of an ASCII host: `a.b.co.uk` -> `b.co.uk`; None for a bare or an unknown suffix."""
    name = host.rstrip(".")
    *rest, last = name.split(".")
    if last in RESERVED:
        return f"{rest[-1]}.{last}" if rest else None
    found: str | None = SUFFIXES.privatesuffix(name)
    return found
