"""Many events, few causes: what one site did to many links for one reason is one line. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import ada_url

from bot.reports.wording import good_news
from storage.records import Backlink, Event
from storage.words import EventKind

Change = tuple[Event, Backlink | None]

WORST_FIRST = (
    EventKind.ROUND_SET_ASIDE,  # puts everything below it in doubt, so it is said first
    EventKind.LOST,
    EventKind.TARGET_BROKEN,
    EventKind.TURNED_TOXIC,
    EventKind.CREDIT_CHANGED,
    EventKind.TARGET_CHANGED,
    EventKind.ANCHOR_CHANGED,
    EventKind.UNVERIFIED,
    EventKind.FLAPPING,
    EventKind.RESTORED,
    EventKind.TARGET_MENDED,
    EventKind.VERIFIED_AGAIN,
    EventKind.FOUND,
)
OF_OUR_PAGES = frozenset({EventKind.TARGET_BROKEN, EventKind.TARGET_MENDED})  # told once a page, not once a link


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing that happened, with all the links it happened to, the best link first."""

    kind: EventKind
    where: str  # the host that did it; the URL of our own page that broke or was mended; empty for a whole round
    changes: tuple[Change, ...]

    @property
    def good(self) -> bool:
        """True when it is good news."""
        return good_news(self.changes[0][0])

    @property
    def event(self) -> Event:
        """The event that speaks for all."""
        return self.changes[0][0]

    @property
    def links(self) -> list[Backlink]:
        """Its links that still are in the table, each once."""
        return list({link.id: link for _, link in self.changes if link is not None}.values())

    @property
    def count(self) -> int:
        """How many links it happened to; one for a page of ours."""
        return len({event.backlink_id for event, _ in self.changes})


def causes_of(changes: Iterable[Change]) -> list[Cause]:
    """Group changes by what happened, where and why; the gravest first, and among equals the most valuable."""
    groups: dict[tuple[object, ...], list[Change]] = {}
    for event, link in changes:
        groups.setdefault(_key(event, link), []).append((event, link))
    causes = [
        Cause(kind=members[0][0].kind, where=_where(*members[0]), changes=tuple(sorted(members, key=_worth)))
        for members in groups.values()
    ]
    return sorted(causes, key=_gravity)


def host_of(url: str) -> str:
    """The host of a URL as browsers resolve it, without "www."; the text itself when it is no URL."""
    try:
        return ada_url.URL(url).hostname.removeprefix("www.")
    except ValueError:
        return url


def all_good(changes: Sequence[Change]) -> bool:
    """True when no change is bad news."""
    return all(good_news(event) for event, _ in changes)


def _key(event: Event, link: Backlink | None) -> tuple[object, ...]:
    change = (event.before, event.after) if event.kind is EventKind.CREDIT_CHANGED else ()
    return (event.kind, _where(event, link), event.reason, *change)


def _where(event: Event, link: Backlink | None) -> str:
    if event.kind in OF_OUR_PAGES:
        return event.after or ""
    return host_of(link.source_url) if link else ""


def _worth(change: Change) -> tuple[bool, float]:
    _, link = change
    quality = link.quality if link else None
    return (quality is None, -(quality or 0.0))


def _gravity(cause: Cause) -> tuple[bool, int, bool, float, int, str]:
    return (cause.good, WORST_FIRST.index(cause.kind), *_worth(cause.changes[0]), -cause.count, cause.where)
