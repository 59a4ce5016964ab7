"""One visit of a page: fetched once and read once, for all the backlinks of all guilds that it holds."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.checking.doors import Fetch, Read
from bot.checking.guard import WINDOW, Outlook, Sight
from bot.checking.look import Render, look, read_here
from bot.checking.reading import ReadingError
from bot.checking.unchanged import contradicts_itself, fingerprint, is_unchanged, repeated, request_for
from bot.crawl.fetched import Fetched, Request
from bot.crawl.fetcher import Fetcher
from bot.links.facts import Observation, Wanted
from storage.records import Backlink, Page, Site
from storage.words import Reason, Seen, Status

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]

RATED_BYTES = 1_000_000  # of a page; what comes after tells a rating nothing new


@dataclass(slots=True, kw_only=True)
class Visit:
    """What one visit of a page brought, in the order of `links`."""

    page: Page
    links: Sequence[Backlink]
    at: datetime
    fetched: Fetched
    observations: Sequence[Observation]
    print_now: str | None = None  # of the whole answer that the observations rest on
    unchanged: bool = False

    @property
    def outlook(self) -> Outlook | None:
        """How the page looked; None when it tells nothing of our own state, such as a link lost or blocked for long."""
        looks = [_outlook(*pair, self.at) for pair in zip(self.links, self.observations, strict=True)]
        return max((look for look in looks if look is not None), default=None)

    @property
    def sight(self) -> Sight | None:
        """The visit as the mass-loss guard weighs it."""
        outlook = self.outlook
        return None if outlook is None else Sight(host=self.page.host, outlook=outlook, answer=self._answer())

    def _answer(self) -> str:
        """What would be the same if something answered in the hosts' place.

        An error page is no sign: many servers have the very same one.
        """
        reason = self.observations[0].reason
        if reason is Reason.LINK_REMOVED and self.print_now:
            return self.print_now.partition(":")[0]
        return self.fetched.final_url if reason is Reason.PAGE_REDIRECTED else ""


async def visit(
    fetcher: Fetcher,
    page: Page,
    watched: Sequence[tuple[Backlink, Site]],
    *,
    clock: Clock,
    to_be_rated: bool,
    render: Render | None = None,
    read: Read = read_here,
) -> Visit:
    """Fetch a page and observe its backlinks.

    With `to_be_rated` the page is read whole while one of its live links has no rating. A fault of our own reader is
    logged and makes the observation unknown: it must end neither the round nor a link.
    """
    links = [link for link, _ in watched]
    whole = to_be_rated and any(link.rated_at is None and link.status is not Status.LOST for link in links)
    fetched = await fetcher.fetch(Request(url=page.url) if whole else request_for(page, links))
    if fetched.not_modified and contradicts_itself(page, fetched):
        fetched = await fetcher.fetch(Request(url=page.url))
    found = Visit(page=page, links=links, at=clock(), fetched=fetched, observations=())
    if fetched.problem is None:
        found.print_now = page.body_hash if fetched.not_modified else fingerprint(fetched)
        same = found.print_now is not None and is_unchanged(page, links, fetched, found.print_now)
        found.unchanged = fetched.not_modified or (same and not whole)
    if found.unchanged:
        found.observations = [repeated(link, fetched) for link in links]
    else:
        found.fetched, found.observations = await _looked(
            fetched, watched, fetch=fetcher.fetch, render=render, read=read, at=found.at
        )
        if found.fetched is not fetched:
            found.print_now = None  # the page that was fetched first tells nothing of what was seen in the end
            fetched = found.fetched
    # many visits wait together to be saved
    kept = fetched.body[:RATED_BYTES] if to_be_rated and not found.unchanged else b""
    found.fetched = fetched if kept is fetched.body else replace(fetched, body=kept)
    return found


async def _looked(
    fetched: Fetched,
    watched: Sequence[tuple[Backlink, Site]],
    *,
    fetch: Fetch,
    render: Render | None,
    read: Read,
    at: datetime,
) -> tuple[Fetched, Sequence[Observation]]:
    wanted = [
        Wanted(domain=site.domain, subdomains=site.subdomains, target=link.wanted_target) for link, site in watched
    ]
    try:
        return await look(fetched, wanted, fetch=fetch, render=render, read=read, now=at)
    except ReadingError as error:
        logger.warning("%s was given up: %s", fetched.url, error)
        said = f"{error}"
    except Exception:
        logger.exception("Reading %s failed", fetched.url)
        said = "The page could not be read because of a fault in Backlight; the log has the details."
    unread = Observation(seen=Seen.UNKNOWN, reason=Reason.UNSURE, evidence=said, http_status=fetched.status)
    return fetched, [unread] * len(watched)


def _outlook(link: Backlink, seen: Observation, at: datetime) -> Outlook | None:
    if seen.seen is Seen.PRESENT:
        return Outlook.WELL
    if link.status in (Status.LOST, Status.PENDING):
        return None
    if seen.seen is Seen.ABSENT:
        return Outlook.ABSENT
    newly = link.unknown_since is None or at - link.unknown_since <= WINDOW or link.reason is Reason.SET_ASIDE
    return Outlook.TROUBLED if newly else None
