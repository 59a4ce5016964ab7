"""What a page says about its links and about itself: rel, robots rules, canonical, refresh.

Rules: Google's "Robots meta tag, data-nosnippet and X-Robots-Tag specifications" and "Qualify your outbound links".
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from dateutil import parser as dates

from bot.links.facts import RobotsRules
from bot.links.urls import resolve, web_address
from storage.words import Credit

OUR_NAMES = frozenset({"robots", "googlebot"})  # whose rules count: everybody's, and Google's
MAX_DIRECTIVE_CHARACTERS = 4096

# RFC 822's own names for zones, in seconds east of UTC
_ZONES = {
    f"{zone}{kind}": (hours + (kind == "DT")) * 3600
    for zone, hours in (("E", -5), ("C", -6), ("M", -7), ("P", -8))
    for kind in ("ST", "DT")
}
_REL_SEPARATORS = re.compile(r"[ \t\n\f\r,]+")  # HTML's white space, and Google's comma
_SEPARATORS = re.compile(r"[\s,]+")
_DEFAULTS = (datetime(2000, 1, 1), datetime(2001, 2, 2))  # noqa: DTZ001  # only to see what a text leaves open
# directives that take a value after a colon; any other `name:` is a bot's name
_VALUED = frozenset({"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"})
_BOT_PREFIX = re.compile(r"^\s*([a-z0-9_.*/ -]+?)\s*:\s*", re.IGNORECASE)
_UNAVAILABLE = re.compile(r"unavailable_after\s*:\s*", re.IGNORECASE)
_REFRESH = re.compile(r"^\s*([\d.]*)\s*(?:[;,\s]\s*(?:url\s*=\s*)?(?!url\s*=)(?P<url>.+))?$", re.IGNORECASE | re.DOTALL)
_LINK_VALUE = re.compile(r"<([^>]*)>((?:\s*;\s*[\w*-]+\s*(?:=\s*(?:\"[^\"]*\"|[^\s,;\"]+))?)*)")
_REL_PARAMETER = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s,;\"]+))", re.IGNORECASE)


def rel_tokens(rel: str | None) -> tuple[str, ...]:
    """The lower-case tokens of a rel attribute, split on white space and commas, in their order."""
    return tuple(token for token in _REL_SEPARATORS.split(rel.lower()) if token) if rel else ()


def credit_of(rel: Sequence[str], robots: RobotsRules, *, counted: bool = True) -> Credit:
    """What a link with these rel tokens passes on, on a page with these robots rules.

    `counted` is False when the page itself is not indexed under its own address (its canonical is another page).
    """
    if robots.noindex or not counted:
        return Credit.NONE
    for credit in (Credit.SPONSORED, Credit.UGC, Credit.NOFOLLOW):
        if credit.value in rel:
            return credit
    return Credit.NOFOLLOW if robots.nofollow else Credit.FOLLOWED


def robots_rules(metas: Iterable[tuple[str, str]], headers: Iterable[tuple[str, str]]) -> RobotsRules:
    """The rules that count for us, added up: the more restrictive wins.

    `metas` are (name, content) of the page's meta elements, `headers` (lower-case name, value) of the answer.
    """
    texts = [("meta", content) for name, content in metas if name.strip().lower() in OUR_NAMES]
    for name, value in headers:
        if name == "x-robots-tag":
            texts += [("x-robots-tag", part) for part in _ours(value[:MAX_DIRECTIVE_CHARACTERS])]
    noindex = nofollow = False
    sources: list[str] = []
    expiries: list[tuple[datetime, str]] = []
    for source, text in texts:
        words, moments = _directives(text)
        expiries += [(moment, source) for moment in moments]
        noindex |= not words.isdisjoint({"noindex", "none"})
        nofollow |= not words.isdisjoint({"nofollow", "none"})
        if not words.isdisjoint({"noindex", "nofollow", "none"}) and source not in sources:
            sources.append(source)
    expiry, said_by = min(expiries, default=(None, ""))
    return RobotsRules(
        noindex=noindex,
        nofollow=nofollow,
        sources=tuple(sources),
        unavailable_after=expiry,
        unavailable_from=said_by,
    )


def at(robots: RobotsRules, now: datetime) -> RobotsRules:
    """The rules as they hold at a moment: a passed `unavailable_after` is a noindex."""
    if robots.noindex or robots.unavailable_after is None or robots.unavailable_after > now:
        return robots
    sources = tuple(dict.fromkeys((*robots.sources, robots.unavailable_from)))
    return replace(robots, noindex=True, sources=sources)


def _ours(value: str) -> Iterable[str]:
    """The parts of an X-Robots-Tag value that count for us. A bot's name holds until the next bot's name."""
    name = ""
    for part in _split_header(value):
        match = _BOT_PREFIX.match(part)
        directives = part
        if match and match[1].lower() not in _VALUED:
            name, directives = match[1].lower(), part[match.end() :]
        if name in OUR_NAMES or name in ("", "*"):
            yield directives


def _split_header(value: str) -> Iterable[str]:
    """The comma-separated parts, a date's own commas aside."""
    pending = ""
    for part in value.split(","):
        if pending and not _starts_directive(part):
            pending += f",{part}"
            continue
        if pending:
            yield pending
        pending = ""
        if _UNAVAILABLE.search(part):
            pending = part
        else:
            yield part
    if pending:
        yield pending


def _starts_directive(part: str) -> bool:
    word = re.match(r"\s*([a-z][a-z_-]*)\s*(?::|$|[a-z-]+\s*:)", part, re.IGNORECASE)
    return word is not None


def _directives(text: str) -> tuple[set[str], set[datetime]]:
    """The lower-case words of a rule, and the moments of its `unavailable_after`."""
    words: set[str] = set()
    moments: set[datetime] = set()
    for part in _split_header(text[:MAX_DIRECTIVE_CHARACTERS]):
        if match := _UNAVAILABLE.search(part):
            words.update(_SEPARATORS.split(part[: match.start()].lower()))
            moment = parse_moment(part[match.end() :])
            if moment:
                moments.add(moment)
        else:
            words.update(_SEPARATORS.split(part.lower()))
    return words, moments


def _zone(name: str | None, offset: int | None) -> int:
    """Seconds east of UTC of a zone's name; one that is not known is taken for UTC."""
    return offset if offset is not None else _ZONES.get(name or "", 0)


def parse_moment(text: str) -> datetime | None:
    """A date of RFC 822, RFC 850 or ISO 8601 as an aware UTC moment; None when it cannot be read."""
    stripped = text.strip(" \t\r\n,;")
    try:
        moment, other = (dates.parse(stripped, tzinfos=_zone, default=default) for default in _DEFAULTS)
    except (ValueError, OverflowError, TypeError, AttributeError):
        return None
    if moment != other:  # no whole date: the rest was taken from the default
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def refresh_target(content: str, base: str) -> tuple[float, str] | None:
    """Seconds and resolved URL of a meta refresh; None when it only reloads or cannot be read."""
    match = _REFRESH.match(content[:MAX_DIRECTIVE_CHARACTERS])
    if not match or not match["url"]:
        return None
    target = match["url"].strip()
    if target[:1] in ("'", '"'):
        target = target[1:].partition(target[0])[0]
    url = resolve(target, base)
    if not url or not url.startswith(("http://", "https://")):
        return None
    try:
        return float(match[1] or 0), url
    except ValueError:
        return 0.0, url


def header_canonical(headers: Iterable[tuple[str, str]], base: str) -> str | None:
    """The first rel=canonical of the Link headers, resolved; None when there is none."""
    for name, value in headers:
        if name != "link":
            continue
        for match in _LINK_VALUE.finditer(value[:MAX_DIRECTIVE_CHARACTERS]):
            rel = _REL_PARAMETER.search(match[2])
            if rel and "canonical" in rel_tokens(rel[1] or rel[2]):
                return web_address(match[1].strip(), base)
    return None
