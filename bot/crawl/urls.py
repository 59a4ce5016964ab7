"""A URL as it is asked for: read by the WHATWG rules once, so that the guard and the request see the same host."""

from dataclasses import dataclass
from functools import lru_cache

import ada_url

_PORTS = {"http:": 80, "https:": 443}


@dataclass(frozen=True, slots=True)
class Place:
    """A normalised http(s) URL without fragment and credentials, and its parts."""

    url: str
    host: str  # ASCII, no trailing dot; a domain, a dotted IPv4 address or a bracketed IPv6 one
    port: int
    origin: str
    is_address: bool


@lru_cache(maxsize=4096)
def place_of(url: str) -> Place:
    """Read an absolute URL. Raises ValueError with a sentence when it is none, or not http(s)."""
    return _place(_parsed(url, None))


def resolve(location: str, base: Place) -> Place:
    """Read a Location header against the page that sent it. Raises ValueError with a sentence."""
    return _place(_parsed(_readable(location), base.url))


def _parsed(url: str, base: str | None) -> ada_url.URL:
    try:
        return ada_url.URL(url, base)
    except (ValueError, UnicodeError):
        raise ValueError(f"{url[:200]!r} is not an address of the web.") from None


def _place(parsed: ada_url.URL) -> Place:
    port = _PORTS.get(parsed.protocol)
    if port is None:
        raise ValueError(f"Only http and https can be fetched, not {parsed.protocol[:20]!r}.")
    parsed.username = parsed.password = parsed.hash = ""
    if parsed.port:
        port = int(parsed.port)
    return Place(
        url=parsed.href,
        host=parsed.hostname.rstrip("."),
        port=port,
        origin=parsed.origin,
        is_address=parsed.host_type != ada_url.HostType.DEFAULT,
    )


def _readable(location: str) -> str:
    """A header's bytes as browsers take them: UTF-8 where valid (as aiohttp has read it), else Latin-1."""
    try:
        location.encode()
    except UnicodeEncodeError:
        return location.encode("utf-8", "surrogateescape").decode("latin-1")
    return location
