"""Web addresses as people paste them -> the one form in which pages are stored."""

import re
from ipaddress import ip_address

import ada_url
from publicsuffixlist import PublicSuffixList

MAX_URL_LENGTH = 2048  # browsers and sitemaps agree on about as many; longer ones are traps or data
SUFFIXES = PublicSuffixList(accept_unknown=False, only_icann=True)

SCHEME = re.compile(r"(?i)https?:/{2}")
# a host and perhaps a path, written without its scheme: "www.example.com/a", "example.com/a", "example.com"
BARE = re.compile(r"(?i)^(?:[\w-]{1,63}\.)+[^\W\d_][\w-]{1,62}(?::\d{1,5})?(?=[/?#]|$)")


def page_url(text: str) -> str | None:
    """A page's address in the form in which it is stored, or None when `text` is no http(s) address.

    By the WHATWG rules, without fragment, user name and password; `example.com/page` is taken as https. Hosts are
    addresses or names under a known public suffix: `https://localhost/` and `https://report.final/` are None.
    """
    text = text.strip()
    if not SCHEME.match(text):
        if not BARE.match(text):
            return None
        text = f"https://{text}"
    try:
        parsed = ada_url.URL(text)
    except ValueError:
        return None
    parsed.username = parsed.password = parsed.hash = ""
    if len(parsed.href) > MAX_URL_LENGTH or not _is_public_name(parsed.hostname):
        return None
    return str(parsed.href)


def _is_public_name(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return SUFFIXES.privatesuffix(host.rstrip(".")) is not None
    return True
