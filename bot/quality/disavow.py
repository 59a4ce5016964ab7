"""Google's disavow file: written from what an admin approved, and read back in. Pure.

Limits and syntax are Google's (support.google.com/webmasters/answer/2648487): a URL or `domain:example.com` a line, `#`
comments, UTF-8, at most 100,000 lines and 2 MB, URLs of at most 2,048 characters; `domain:` takes no path or star.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from ipaddress import ip_address

from bot.crawl.urls import Place, place_of
from bot.errors import UserError
from bot.exchange.addresses import SUFFIXES
from bot.exchange.addresses import registrable as known_domain
from bot.exchange.decode import text_of
from bot.links.urls import ascii_domain, host_of, registrable
from bot.quality.names import is_reputable
from bot.quality.surroundings import KNOWN_RANK
from storage.disavow import Disavowed

MAX_LINES = 100_000  # blank ones and comments included
MAX_BYTES = 2_000_000
MAX_URL_CHARACTERS = 2_048
MAX_REASON = 200
MAX_PROBLEMS = 20  # that are kept to be shown; the rest is counted
SHOWN = 100  # characters of a line that is quoted

WHEN_NOT_TO_USE = (
    "Most sites need no disavow file: Google ignores spam links by itself. Upload one only for a manual action, or for "
    "links that you (or somebody you paid) made. An upload replaces the file that is there, and takes weeks to work."
)
# Where anybody may publish, of the public web's largest: known without a rank list. Names under a suffix of the public
# suffix list (blogspot.com, github.io) are refused as a whole anyway.
SHARED_BY_MANY = frozenset({
    "amazon.com", "apple.com", "archive.org", "blogger.com", "facebook.com", "github.com", "gitlab.com", "google.com",
    "instagram.com", "issuu.com", "linkedin.com", "livejournal.com", "medium.com", "microsoft.com", "pinterest.com",
    "quora.com", "reddit.com", "scribd.com", "slideshare.net", "soundcloud.com", "stackexchange.com",
    "stackoverflow.com", "substack.com", "t.me", "telegram.org", "tiktok.com", "tumblr.com", "twitter.com",
    "vimeo.com", "vk.com", "weebly.com", "wikipedia.org", "wix.com", "wixsite.com", "wordpress.com", "wordpress.org",
    "x.com", "yahoo.com", "yelp.com", "youtube.com",
})  # fmt: skip
_WEB = re.compile(r"(?i)https?://")
_REMARK = re.compile(r"\s+#.*$")  # behind an entry; a fragment of a URL has no space before it


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A disavow file that was read: (entry, reason) pairs, and a sentence for each line that could not be used."""

    entries: tuple[tuple[str, str], ...]
    problems: tuple[str, ...]  # the first few
    problem_count: int = 0


def entry_of(text: str) -> str:
    """A line as Google takes it: a URL, or `domain:` and a bare domain. Raises UserError for anything else."""
    stripped = text.strip()
    if stripped.lower().startswith("domain:"):
        return f"domain:{_domain(stripped[len('domain:') :].strip(), stripped)}"
    if not _WEB.match(stripped) or any(map(str.isspace, stripped)):
        raise UserError(f"“{stripped[:SHOWN]}” is neither a URL nor domain:example.com.{_suggestion(stripped)}")
    place = _place(stripped)
    if place is None or not _on_the_web(place):
        raise UserError(f"“{stripped[:SHOWN]}” is no page of the public web, so Google knows of no link from it.")
    if len(stripped) > MAX_URL_CHARACTERS:
        raise UserError(
            f"That URL has {len(stripped)} characters; Google takes {MAX_URL_CHARACTERS}. Use domain: instead."
        )
    return stripped


def caution(entry: str, site: str, places: Mapping[str, Mapping[str, int]]) -> str:
    """What to think of before an entry is uploaded for a site; "" when nothing speaks against it.

    `places` holds the places of domains in rank lists, by domain and list. Raises UserError for the site's own pages.
    """
    whole = entry.startswith("domain:")
    host = entry.removeprefix("domain:") if whole else host_of(entry)
    if _covered(host, {site}) or (whole and _covered(site, {host})):
        raise UserError(f"{host} is your own. Google counts no links of a site to itself, so there is nothing to do.")
    if not whole or registrable(host) != host:
        return ""
    best = min(places.get(host, {}).values(), default=None)
    if host in SHARED_BY_MANY:
        return f"{host} holds the pages of many people. You would give up all its links: name single URLs instead."
    if best is not None and best <= KNOWN_RANK:
        return (
            f"{host} is ranked {best:,} in the world. You would give up every link from it: name single URLs instead."
        )
    if is_reputable(host):
        return f"{host} is under a suffix that only recognised institutions get. Is it one page? Then name its URL."
    return ""


def write(domain: str, entries: Iterable[Disavowed], on: date) -> bytes:
    """The file to upload for a site, with each reason as a comment. Raises UserError beyond Google's limits.

    A URL of a domain that is disavowed as a whole is left out: it is covered. When the reasons alone make the file too
    large, they are left out.
    """
    found = list(entries)
    whole = {one.entry.removeprefix("domain:") for one in found if one.entry.startswith("domain:")}
    wanted = [one for one in found if one.entry.startswith("domain:") or not _covered(host_of(one.entry), whole)]
    head = [f"# Disavow file for {domain}, written by Backlight on {on.isoformat()}", *_comment(WHEN_NOT_TO_USE), ""]
    lines = [*head, *_with_reasons(wanted)]
    if not _fits(lines):
        lines = [*head, *(one.entry for one in wanted)]
    if not _fits(lines):
        raise UserError(
            f"The file would have {len(lines):,} lines and {len(_file(lines)):,} bytes; Google takes {MAX_LINES:,} and "
            f"{MAX_BYTES:,}. Disavow whole domains instead of single pages."
        )
    return _file(lines)


def read(data: bytes) -> ReadFile:
    """Read an existing file, whatever encoding it is in. Raises UserError beyond the limits, or when it is no text.

    The comment above an entry is its reason, and that of those below it up to a blank line or another comment.
    """
    text = text_of(data)
    lines = text.removesuffix("\n").split("\n")
    if len(text.encode(errors="replace")) > MAX_BYTES or len(lines) > MAX_LINES:
        raise UserError(f"A disavow file has at most {MAX_LINES:,} lines and {MAX_BYTES:,} bytes.")
    entries: dict[str, str] = {}
    problems: list[str] = []
    problem_count = 0
    for number, line, reason in _with_comments(lines):
        try:
            entries.setdefault(entry_of(line), reason)
        except UserError as error:
            problem_count += 1
            if len(problems) < MAX_PROBLEMS:
                problems.append(f"Line {number}: {error}")
    return ReadFile(tuple(entries.items()), tuple(problems), problem_count)


def _domain(name: str, typed: str) -> str:
    place = _place(name) or _place(f"http://{name}")
    domain = ascii_domain(name)
    if not place or not domain or any(sign in name for sign in "/*?#@:") or any(map(str.isspace, name)):
        raise UserError(
            f"“{typed[:SHOWN]}” is no domain: write domain:example.com, without a path or a star.{_suggestion(name)}"
        )
    if place.is_address:
        raise UserError(f"“{typed[:SHOWN]}” is an address, no domain. Name the URLs on it instead.")
    if known_domain(domain) is None:
        what = "a public suffix: it would cover every domain under it" if SUFFIXES.publicsuffix(domain) else "no domain"
        raise UserError(f"“{typed[:SHOWN]}” is {what}. Write the domain that links to you, like domain:example.com.")
    return domain


def _suggestion(text: str) -> str:
    """What may have been meant, as a sentence to add; "" when nobody can tell."""
    bare = text.removeprefix("*.").removeprefix("//")
    host = ascii_domain(bare) if bare and not any(map(str.isspace, bare)) else ""
    return f" Did you mean domain:{host}?" if known_domain(host) else ""


def _place(url: str) -> Place | None:
    try:
        return place_of(url)
    except ValueError:
        return None


def _on_the_web(place: Place) -> bool:
    """True for a host under a public suffix and for a public address."""
    if place.is_address:
        return ip_address(place.host.strip("[]")).is_global
    return known_domain(place.host) is not None


def _with_reasons(entries: Iterable[Disavowed]) -> Iterator[str]:
    """The entries, each group of one reason under its comment; a blank line ends what a reason is said of."""
    before = ""
    for one in entries:
        reason = " ".join(one.reason.split())[:MAX_REASON]
        if reason != before:
            yield from _comment(reason) or [""]
        before = reason
        yield one.entry


def _with_comments(lines: Iterable[str]) -> Iterator[tuple[int, str, str]]:
    """Each line that is neither blank nor a comment, with its number and the comment that it stands under."""
    reason, in_comment = "", False
    for number, line in enumerate(lines, 1):
        stripped = line.strip()
        if stripped.startswith("#"):
            words = stripped.lstrip("# ")
            reason = f"{reason} {words}".strip()[:MAX_REASON] if in_comment else words[:MAX_REASON]
        elif stripped:
            remark = _REMARK.search(stripped)
            own = remark[0].lstrip("# \t")[:MAX_REASON] if remark else ""
            yield number, _REMARK.sub("", stripped), own or reason
        else:
            reason = ""
        in_comment = stripped.startswith("#")


def _file(lines: list[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode()


def _fits(lines: list[str]) -> bool:
    return len(lines) <= MAX_LINES and len(_file(lines)) <= MAX_BYTES


def _comment(text: str) -> list[str]:
    folded = " ".join(text.split())
    return [f"# {folded}"] if folded else []


def _covered(host: str, domains: set[str]) -> bool:
    labels = host.split(".")
    return any(".".join(labels[place:]) in domains for place in range(len(labels)))
