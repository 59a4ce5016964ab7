"""When a page is looked at again. Pure: the clock and the jitter come in as arguments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.config import CheckSettings
from storage.records import Backlink
from storage.words import Seen, Status

YOUNG = timedelta(days=3)  # since it was added or changed: looked at most often
STABLE = timedelta(days=30)  # without a change: looked at less often, and less still after each further such time
MAX_STRETCH = 8
VALUABLE = 60.0  # quality from which a link's loss costs most
SUSPICIOUS = 45.0  # toxicity: the lower end of the band "suspicious"
JITTER = 0.1  # of the interval, to both sides

_GOLDEN = 0.6180339887498949  # multiples of the golden ratio spread evenly over the unit interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """The bounds of the re-check interval."""

    usual: timedelta
    least: timedelta
    most: timedelta
    confirm_after: timedelta

    @classmethod
    def of(cls, settings: CheckSettings) -> "Pace":
        """The bounds that the settings give, put in order where they contradict each other."""
        usual = timedelta(hours=settings.interval_hours)
        return cls(
            usual=usual,
            least=min(usual, timedelta(hours=settings.min_interval_hours)),
            most=max(usual, timedelta(hours=settings.max_interval_hours)),
            confirm_after=settings.confirm_after,
        )


def jitter_of(page_id: int) -> float:
    """A number from -1 up to 1 that is always the same for a page and evenly spread over pages."""
    return page_id * _GOLDEN % 1 * 2 - 1


def next_check(
    links: Sequence[Backlink],
    *,
    now: datetime,
    pace: Pace,
    jitter: float,
    look_again_at: datetime | None = None,
    retry_at: datetime | None = None,
) -> datetime:
    """When the page of these backlinks is due again: as soon as the link that needs it most asks for.

    `look_again_at` is when an absence can be confirmed; `retry_at` is what the server asked for, and is respected up
    to the longest interval. `jitter` is between -1 and 1.
    """
    wanted = min((_interval(link, now, pace) for link in links), default=pace.most)
    due = now + wanted * (1 + JITTER * jitter)
    if look_again_at is not None:
        due = min(due, look_again_at)
    soonest = now + min(pace.least, pace.confirm_after)
    if retry_at is not None:
        soonest = max(soonest, min(retry_at, now + pace.most))
    return max(due, soonest)


def _interval(link: Backlink, now: datetime, pace: Pace) -> timedelta:
    calm = now - max(link.changed_at or link.added_at, link.added_at)
    if calm < YOUNG:
        return pace.least
    if link.seen is Seen.UNKNOWN and link.unknown_since and now - link.unknown_since < YOUNG:
        return pace.least
    interval = min(pace.usual * min(1 + calm // STABLE, MAX_STRETCH), pace.most)
    wanted = (link.quality or 0) >= VALUABLE or (link.toxicity or 0) >= SUSPICIOUS
    if wanted and link.status is Status.LIVE:
        interval = max(pace.least, min(interval, pace.usual) / 2)
    return interval if link.status is not Status.UNVERIFIED else min(interval, pace.usual)
