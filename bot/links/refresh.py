"""Following a page that sends its visitors on by `<meta http-equiv=refresh>`: part of the same walk as redirects."""

from collections.abc import Sequence
from dataclasses import replace

from bot.crawl.fetched import Fetched, Hop
from bot.links.facts import PageFacts, Wanted
from bot.links.urls import leads_to, same_page

MAX_HOPS = 10  # Google's limit for a walk of redirects, both kinds together


def next_url(fetched: Fetched, facts: PageFacts | None, sites: Sequence[Wanted]) -> str | None:
    """Where to read on: the refresh of a page that lacks a link to one of the sites. None when the walk ends here."""
    if facts is None or facts.refresh_url is None or fetched.problem is not None or len(fetched.hops) >= MAX_HOPS:
        return None
    if all(any(leads_to(link.url, site) for link in facts.links) for site in sites):
        return None
    visited = (fetched.url, fetched.final_url, *(hop.url for hop in fetched.hops))
    return None if any(same_page(facts.refresh_url, url) for url in visited) else facts.refresh_url


def walked(first: Fetched, second: Fetched) -> Fetched:
    """The second fetch as the end of a walk that began with the first."""
    refresh = Hop(url=first.final_url, status=first.status or 0, location=second.url)
    return replace(second, url=first.url, hops=(*first.hops, refresh, *second.hops))
