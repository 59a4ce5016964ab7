"""URLs by the WHATWG standard (as browsers read them) and domains by the public suffix list."""

import re
from collections.abc import Iterable
from functools import lru_cache

import ada_url
from publicsuffixlist import PublicSuffixList

from bot.links.facts import Wanted

MAX_URL_CHARACTERS = 16_384  # longer ones are data or attacks; servers refuse them far below
HTTP_IN_BASE64 = "ahr0c"  # how `http` begins in base64, in lower case

_ESCAPED = re.compile(r"%[0-9a-fA-F]{2}")
_PERCENT_IN_HOST = re.compile(r"[^?#/\\]*[/\\]+[^/?#\\]*%")
# parameters that tell which page is meant
_TELLING = frozenset(
    {"id", "p", "pid", "page_id", "post", "post_id", "article", "article_id", "page", "paged", "start"}
) | {
    *("aid", "nid", "t", "tid", "topic", "thread", "f", "v"),
}
_SUFFIXES = PublicSuffixList()


def resolve(href: str, base: str) -> str | None:
    """The absolute URL of `href` on a page at `base`, normalised; None when it is no URL."""
    if len(href) > MAX_URL_CHARACTERS:
        return None
    try:
        return ada_url.join_url(base, href)
    except (ValueError, UnicodeError):
        return None


def web_address(href: str, base: str) -> str | None:
    """As `resolve`, for http(s) addresses only."""
    url = resolve(href, base)
    return url if url and url.startswith(("http://", "https://")) else None


@lru_cache(maxsize=512)  # a page's few URLs are asked for again and again
def host_of(url: str) -> str:
    """The host of a URL in lower-case ASCII without a trailing dot; "" when there is none."""
    try:
        return str(ada_url.parse_url(url, attributes=("hostname",))["hostname"]).rstrip(".")
    except (ValueError, UnicodeError):
        return ""


def path_of(url: str) -> str:
    """The path of a URL, "/" at least; "" when it is no URL."""
    try:
        return str(ada_url.parse_url(url, attributes=("pathname",))["pathname"])
    except (ValueError, UnicodeError):
        return ""


@lru_cache(maxsize=4096)
def ascii_domain(domain: str) -> str:
    """A domain as people write it (`Münze.de.`, `https://x.com/`) -> lower-case ASCII; "" when it is none."""
    text = domain.strip()
    return host_of(text if "://" in text else f"http://{text.lstrip('/')}")


@lru_cache(maxsize=16_384)
def registrable(host: str) -> str:
    """The domain somebody registered (`a.b.example.co.uk` -> `example.co.uk`); the host itself when there is none."""
    if host.rpartition(".")[2].isdecimal():  # an address: 1.2.3.4 is no name under the suffix 4
        return host
    return _SUFFIXES.privatesuffix(host) or host


def belongs(host: str, site: Wanted) -> bool:
    """True when a host (as `host_of` gives it) is the site's, by whole labels. `www.` is always the site's own."""
    domain = ascii_domain(site.domain)
    if not domain or not host:
        return False
    if host in (domain, f"www.{domain}") or f"www.{host}" == domain:
        return True
    return site.subdomains and host.endswith(f".{domain}")


def leads_to(url: str, site: Wanted) -> bool:
    """True when a URL is one of the site's http(s) pages."""
    return url.startswith(("http://", "https://")) and belongs(host_of(url), site)


def same_page(one: str, other: str) -> bool:
    """True when two URLs are one page for people: scheme, `www.`, slash at the end, index file and fragment aside."""
    return one == other or _page_key(one) == _page_key(other)


def same_path(one: str, other: str) -> bool:
    """As `same_page`, the query aside too."""
    return _page_key(one)[:2] == _page_key(other)[:2]


def is_canonical_of(canonical: str, url: str) -> bool:
    """True when a canonical address names the page at `url` itself, not another page.

    A canonical may drop parts of the query (tracking, sorting), but none that tell which page it is.
    """
    if not same_path(canonical, url):
        return False
    kept = set(filter(None, _page_key(canonical)[2].lstrip("?").split("&")))
    asked = set(filter(None, _page_key(url)[2].lstrip("?").split("&")))
    dropped = {part.partition("=")[0].lower() for part in asked - kept}
    return kept <= asked and dropped.isdisjoint(_TELLING)


@lru_cache(maxsize=1024)
def _page_key(url: str) -> tuple[str, str, str]:
    try:
        parts = ada_url.parse_url(url, attributes=("host", "pathname", "search"))
    except (ValueError, UnicodeError):
        return url, "", ""
    path = re.sub(
        r"/(?:index|default|home)\.(?:html?|php|aspx?|jsp)$", "/", str(parts["pathname"]), flags=re.IGNORECASE
    )
    path = _ESCAPED.sub(lambda escaped: escaped[0].upper(), path)
    return str(parts["host"]).removeprefix("www."), path.rstrip("/"), str(parts["search"])


class SiteFilter:
    """Tells cheaply which hrefs of a page may lead to the sites that are looked for.

    It never misses one; some that pass do not lead there after all, so whoever asks resolves those.
    """

    def __init__(self, sites: Iterable[Wanted], base: str) -> None:
        self._sites = tuple(sites)
        domains = {ascii_domain(site.domain).removeprefix("www.") for site in self._sites} - {""}
        self._marks = (*domains, HTTP_IN_BASE64)
        self._international = any("xn--" in domain for domain in domains)
        base_host = host_of(base)
        self._at_home = any(belongs(base_host, site) for site in self._sites)

    def may_lead_there(self, href: str) -> bool:
        """True unless the href surely leads elsewhere."""
        if self._at_home:
            return True
        lowered = href.lower()
        for domain in self._marks:  # a plain loop: this runs for every link of every page
            if domain in lowered:
                return True
        if self._international and "%" in href:  # its letters may stand there as percents
            return True
        # other spellings of a host: in other scripts, with control characters (which the standard drops), with percents
        return not (href.isascii() and href.isprintable()) or ("%" in href and _PERCENT_IN_HOST.match(href) is not None)

    def leads_there(self, url: str) -> bool:
        """True when a resolved URL is a page of one of the sites."""
        return any(leads_to(url, site) for site in self._sites)
