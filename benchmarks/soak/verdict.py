"""What the engine said, held against what was true."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from benchmarks.soak.plan import DAY, HOUR
from benchmarks.soak.run import TICK
from benchmarks.soak.world import GONE, SoakLink, Truth, World
from bot.checking.interval import JITTER
from bot.config import CheckSettings
from storage.records import Event
from storage.words import EventKind, Reason

SETTINGS = CheckSettings()
REPORTED_WITHIN = (
    timedelta(hours=SETTINGS.interval_hours) * (1 + JITTER) + SETTINGS.confirm_after + 2 * TICK
)  # one re-check interval plus confirmation, from when the page can be seen
A_WEEK_LOUD = 3  # what a link that flaps may say in a week: two changes and the notice


@dataclass(slots=True)
class Verdict:
    """The soak's result, a list of sentences for each kind of fault of the engine's."""

    false_lost: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    false_alerts: list[str] = field(default_factory=list)
    reported: dict[EventKind, int] = field(default_factory=dict)
    delays: list[timedelta] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """True when the engine never cried wolf and missed nothing."""
        return not (self.false_lost or self.missed or self.late or self.false_alerts)


def judge_soak(world: World, happened: Mapping[int, Sequence[Event]]) -> Verdict:
    """Hold every event against the truth, and every truth against the events."""
    verdict = Verdict()
    for link in world.links:
        said = [event for event in happened.get(link.number, ()) if event.kind is not EventKind.FOUND]
        _false_losses(link, said, verdict)
        if link.flaps:
            _flapping(link, said, verdict)
        else:
            _changes(world, link, said, verdict)
    return verdict


def _false_losses(link: SoakLink, said: Sequence[Event], verdict: Verdict) -> None:
    for event in said:
        if event.kind is not EventKind.LOST:
            continue
        over = 14 * DAY if event.reason is Reason.SITE_GONE else SETTINGS.confirm_after
        if not link.was_gone(event.at - over, event.at):
            verdict.false_lost.append(f"{link.url} {event.at:%d %b %H:%M} {event.evidence}")


def _flapping(link: SoakLink, said: Sequence[Event], verdict: Verdict) -> None:
    loud = [event.at for event in said if event.delivery_id is not None]
    for first, too_many in zip(loud, loud[A_WEEK_LOUD:], strict=False):
        if too_many - first < 7 * DAY:
            verdict.false_alerts.append(f"{link.url} flaps, and more than {A_WEEK_LOUD} alerts came in a week")


def _changes(world: World, link: SoakLink, said: Sequence[Event], verdict: Verdict) -> None:
    loud = [event for event in said if event.delivery_id is not None]
    for (_, before), (moment, after) in zip(link.truths, link.truths[1:], strict=False):
        kind = _kind(before, after)
        allowed = REPORTED_WITHIN + (14 * DAY if after is Truth.DOMAIN_GONE else timedelta(0))
        deadline = world.visible_from(link.host, moment, allowed) + allowed
        event = next((one for one in loud if one.kind is kind and one.at >= moment), None)
        what = f"{link.url} {after} at {moment:%d %b %H:%M}"
        if event is None:
            if deadline < world.end - HOUR:
                verdict.missed.append(f"{what}: {kind} never told")
            continue
        loud.remove(event)
        verdict.reported[kind] = verdict.reported.get(kind, 0) + 1
        verdict.delays.append(event.at - moment)
        if event.at > deadline:
            verdict.late.append(f"{what}: told {event.at:%d %b %H:%M}, due by {deadline:%d %b %H:%M}")
    verdict.false_alerts += [f"{link.url} {event.kind} {event.at:%d %b %H:%M} {event.evidence}" for event in loud]


def _kind(before: Truth, after: Truth) -> EventKind:
    if after in GONE:
        return EventKind.LOST
    return EventKind.RESTORED if before in GONE else EventKind.CREDIT_CHANGED


def median(times: Sequence[timedelta]) -> timedelta:
    """The middle one."""
    return sorted(times)[len(times) // 2] if times else timedelta(0)


def told_of_us(happened: Mapping[int, Sequence[Event]]) -> list[datetime]:
    """When the team was told that rounds were set aside."""
    return [event.at for event in happened.get(-1, ()) if event.kind is EventKind.ROUND_SET_ASIDE]
