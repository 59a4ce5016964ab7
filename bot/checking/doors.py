"""Links that hide where they lead, such as `bit.ly/x` and a page's own `/go/offer`: asked when no link stands open.

Only the redirects are asked for, one after the other, and never the page that they end at.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from bot.crawl.fetched import Fetched, Request
from bot.links.facts import Observation, PageFacts, Wanted
from bot.links.redirectors import behind, is_opaque
from bot.links.urls import host_of, leads_to
from storage.words import Reason, Seen

Fetch = Callable[[Request], Awaitable[Fetched]]
Read = Callable[[Fetched, Sequence[Wanted]], Awaitable[PageFacts | None]]

MAX_ASKED = 5  # links of one page
MAX_DOORS = 4  # one behind the other
TOO_MANY = 429
FAILED = 500
PASSING = frozenset({Reason.TIMED_OUT, Reason.CONNECTION_RESET, Reason.NETWORK_ERROR, Reason.DNS_ERROR, Reason.BLOCKED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """What is behind the doors of a page."""

    facts: PageFacts  # with the links that turned out to lead to one of the sites
    untold: int = 0  # doors that nobody opened
    later: bool = False  # one of them may be opened another time


async def behind_doors(facts: PageFacts, sites: Sequence[Wanted], *, fetch: Fetch, read: Read) -> Behind:
    """Ask where the page's opaque links lead, those first that bear a site's name."""
    names = {site.domain.removeprefix("www.").partition(".")[0] for site in sites}
    urls = sorted({link.url: None for link in facts.opaque}, key=lambda url: not any(name in url for name in names))
    ends: dict[str, str] = {}
    later = False
    for url in urls[:MAX_ASKED]:
        end, failed = await _end_of(url, facts.url, sites, fetch=fetch, read=read)
        later |= failed
        if end:
            ends[url] = end
    found = [replace(link, url=ends[link.url], via=link.url) for link in facts.opaque if link.url in ends]
    links = (*facts.links, *(link for link in found if any(leads_to(link.url, site) for site in sites)))
    return Behind(facts=replace(facts, links=links), untold=len(urls) - len(ends), later=later)


def told_of(seen: Observation, behind_them: Behind) -> Observation:
    """The observation of a page without the link, honest about the doors that stayed closed."""
    if not behind_them.untold or seen.reason is not Reason.LINK_REMOVED:
        return seen
    if behind_them.later:
        evidence = "No link to the site stands open on the page, and a redirecting link did not answer for now."
        return replace(seen, seen=Seen.UNKNOWN, reason=Reason.UNSURE, evidence=evidence)
    links = "1 of its links leads" if behind_them.untold == 1 else f"{behind_them.untold} of its links lead"
    return replace(seen, evidence=f"{seen.evidence} Note: {links} through redirects that could not be followed.")


async def _end_of(url: str, page: str, sites: Sequence[Wanted], *, fetch: Fetch, read: Read) -> tuple[str | None, bool]:
    """Where a door leads, None when that cannot be told; and whether it may be told another time."""
    for _ in range(MAX_DOORS):
        fetched = await fetch(Request(url=url, follow=False))
        onward = fetched.final_url if fetched.hops else await _refresh(fetched, sites, read)
        if onward is None:
            return None, fetched.problem in PASSING or fetched.status == TOO_MANY or (fetched.status or 0) >= FAILED
        url = behind(onward, host_of(page)) or onward
        if any(leads_to(url, site) for site in sites) or not is_opaque(url, host_of(page)):
            return url, False
    return None, False


async def _refresh(fetched: Fetched, sites: Sequence[Wanted], read: Read) -> str | None:
    """Where a page in between sends its visitors."""
    facts = await read(fetched, sites) if fetched.problem is None else None
    return facts.refresh_url if facts else None
