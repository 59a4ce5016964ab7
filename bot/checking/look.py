"""A page as a visitor gets to see it: onward by meta refresh, and with its scripts run where they build the page."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.checking.doors import Fetch, Read, behind_doors, told_of
from bot.crawl.fetched import Fetched, Request
from bot.links.facts import Observation, PageFacts, Wanted
from bot.links.observe import observe, read_fetched
from bot.links.refresh import MAX_HOPS, next_url, walked
from storage.words import Reason

Render = Callable[[str], Awaitable[Fetched]]

BIG_BODY_BYTES = 1_000_000  # read in a thread, so that the event loop does not wait for it
VALIDATORS = ("etag", "last-modified")  # of the page that was served, not of what its scripts made of it


async def read_here(fetched: Fetched, sites: Sequence[Wanted]) -> PageFacts | None:
    """The facts of a page, read in this process."""
    if len(fetched.body) > BIG_BODY_BYTES:
        return await asyncio.to_thread(read_fetched, fetched, sites)
    return read_fetched(fetched, sites)


async def look(
    fetched: Fetched,
    sites: Sequence[Wanted],
    *,
    fetch: Fetch,
    render: Render | None,
    now: datetime,
    read: Read = read_here,
) -> tuple[Fetched, list[Observation]]:
    """The observations of a fetched page for each of the sites, in their order, and the fetch that they rest on.

    That is another one than `fetched` when the page sent its visitors on, or when only its scripts had something to
    say. `render` is None where no browser is configured; such a page then stays `needs_rendering`.
    """
    facts = await read(fetched, sites)
    while (onward := next_url(fetched, facts, sites)) is not None:
        fetched = walked(fetched, await fetch(Request(url=onward)))
        if len(fetched.hops) > MAX_HOPS:
            detail = f"The page redirects more than {MAX_HOPS} times."
            fetched = replace(fetched, problem=Reason.TOO_MANY_REDIRECTS, detail=detail)
        facts = await read(fetched, sites)
    seen = _observed(fetched, facts, sites, now)
    if facts and facts.opaque and any(one.reason is Reason.LINK_REMOVED for one in seen):
        behind = await behind_doors(facts, sites, fetch=fetch, read=read)
        seen = [told_of(one, behind) for one in _observed(fetched, behind.facts, sites, now)]
    if render is None or not any(one.reason is Reason.NEEDS_RENDERING for one in seen):
        return fetched, seen
    rendered = _as_rendered(fetched, await render(fetched.final_url))
    return rendered, _observed(rendered, await read(rendered, sites), sites, now)


def _observed(fetched: Fetched, facts: PageFacts | None, sites: Sequence[Wanted], now: datetime) -> list[Observation]:
    return [observe(fetched, facts, site, now=now) for site in sites]


def _as_rendered(fetched: Fetched, rendered: Fetched) -> Fetched:
    """The rendered page, at the end of the walk that led to it."""
    headers = tuple((name, value) for name, value in rendered.headers if name not in VALIDATORS)
    return replace(rendered, url=fetched.url, hops=(*fetched.hops, *rendered.hops), headers=headers)
