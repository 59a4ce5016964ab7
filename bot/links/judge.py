"""What we believe of a backlink after one more observation. Pure: no clock, no I/O; the rules are the design's.

An absence counts towards "lost" only when it comes a confirmation's time after the one before. An unknown neither
adds to the absences nor takes from them: it says nothing of the link.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.links.changes import since_last_sight, speaker, wrong_landing_page
from bot.links.facts import Observation
from storage.records import Backlink, NewEvent
from storage.words import EventKind, Reason, Seen, Status

FLAPPING_WINDOW = timedelta(days=7)  # three changes within it are one notice; as long without any is stable
CONFIRM_TRIES = 6  # early looks for an absence to confirm while the page answers nothing of use

# the domain does not exist or nobody listens there: the only unknowns that tell something in the long run
NOBODY_THERE = frozenset({Reason.NXDOMAIN, Reason.CONNECTION_REFUSED})
# our own side's trouble: neither proof nor disproof that somebody is there
OUR_SIDE = frozenset({Reason.NETWORK_ERROR, Reason.DNS_ERROR, Reason.SET_ASIDE})

CHANGES = frozenset(
    {
        EventKind.LOST,
        EventKind.RESTORED,
        EventKind.CREDIT_CHANGED,
        EventKind.ANCHOR_CHANGED,
        EventKind.TARGET_CHANGED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """When absences and unknowns are believed."""

    confirm_after: timedelta = timedelta(hours=1)  # the least time between two absences that count
    confirm_absences: int = 2
    unverified_after: timedelta = timedelta(days=7)
    gone_after: timedelta = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The backlink as it is now believed, what changed, and when an absence needs its confirming look."""

    link: Backlink
    events: tuple[NewEvent, ...] = ()
    look_again_at: datetime | None = None


@dataclass(slots=True)
class _Step:
    """What one observation sets in the backlink, on the way to a judgement."""

    values: dict[str, Any]
    events: Sequence[NewEvent] = ()
    look_again_at: datetime | None = None


def judge(
    link: Backlink, seen: Observation, *, now: datetime, policy: Policy, failing_since: datetime | None = None
) -> Judgement:
    """Fold one observation into what is believed of `link`.

    `failing_since` is since when the page's host has not existed or refused in a row (`next_failing_since`). The
    events marked quiet are kept in the history and alert nobody.
    """
    if seen.seen is Seen.PRESENT:
        step = _present(link, seen, now)
    elif seen.seen is Seen.ABSENT:
        step = _absent(link, seen, now, policy)
    else:
        step = _unknown(link, seen, now, policy, failing_since)
    if step.events or link.flapping_until:
        _calm_flapping(link, step, now, conclusive=seen.seen is not Seen.UNKNOWN)
    said = {"seen": seen.seen, "reason": seen.reason, "evidence": seen.evidence, "http_status": seen.http_status}
    judged = replace(link, **(said | {"checked_at": now} | step.values))
    return Judgement(link=judged, events=tuple(step.events), look_again_at=step.look_again_at)


def next_failing_since(failing_since: datetime | None, reason: Reason, now: datetime) -> datetime | None:
    """Since when nobody has been at a page's host, after one more fetch that ended with `reason`.

    Trouble on our own side leaves it as it is; any other answer, a time-out included, ends it.
    """
    if reason in NOBODY_THERE:
        return min(failing_since or now, now)
    return failing_since if reason in OUR_SIDE else None


def _present(link: Backlink, seen: Observation, now: datetime) -> _Step:
    new = link.status is Status.PENDING or link.first_seen_at is None
    values: dict[str, Any] = {
        "status": Status.LIVE,
        "absent_count": 0,
        "absent_since": None,
        "unknown_since": None,
        "last_seen_at": now,
        "lost_at": None,
    }
    events = _status_events(link, seen, new=new)
    if events:
        values["changed_at"] = now
    if new:
        values["first_seen_at"] = link.first_seen_at or now
    if not seen.unchanged and (found := speaker(link, seen)):
        differences = (
            wrong_landing_page(link, found, seen) if link.credit is None else since_last_sight(link, found, seen)
        )
        if differences:
            values["changed_at"] = now
            events += differences
        values |= {
            "target_url": found.url,
            "anchor": found.anchor,
            "rel": " ".join(found.rel),
            "credit": found.credit,
            "placement": found.placement,
            "hidden": found.hidden,
            "page_noindex": seen.robots.noindex,
        }
    return _Step(values, events)


def _status_events(link: Backlink, seen: Observation, *, new: bool) -> list[NewEvent]:
    if not new and link.status is Status.LIVE:
        return []
    kind = EventKind.VERIFIED_AGAIN if link.status is Status.UNVERIFIED else EventKind.RESTORED
    return [
        NewEvent(
            kind=EventKind.FOUND if new else kind,
            before=link.status.value,
            after=Status.LIVE.value,
            reason=seen.reason,
            evidence=seen.evidence,
            quiet=new or kind is EventKind.VERIFIED_AGAIN,
        )
    ]


def _absent(link: Backlink, seen: Observation, now: datetime, policy: Policy) -> _Step:
    if link.status is Status.LOST:
        return _Step({"unknown_since": None})
    count, since = link.absent_count, link.absent_since
    if count == 0 or since is None or since > now:  # later than now: the clock was set back, so count anew
        count, since = 1, now
    elif now - since >= count * policy.confirm_after:
        count += 1
    values: dict[str, Any] = {"absent_count": count, "absent_since": since, "unknown_since": None}
    if count < policy.confirm_absences:
        return _Step(values, look_again_at=since + count * policy.confirm_after)
    times = f"Seen so at {count} checks." if count > 1 else ""
    return _lost(link, now, values, reason=seen.reason, evidence=f"{seen.evidence} {times}".strip())


def _unknown(link: Backlink, seen: Observation, now: datetime, policy: Policy, failing_since: datetime | None) -> _Step:
    since = min(link.unknown_since or now, now)
    values: dict[str, Any] = {"unknown_since": since}
    if link.status is Status.LOST:
        return _Step(values)
    if seen.reason in NOBODY_THERE and failing_since and _was_gone_all_along(link, now, policy, failing_since):
        days = (now - failing_since).days
        evidence = f"{seen.evidence} It has been so at every check for {days} days."
        return _lost(link, now, values, reason=Reason.SITE_GONE, evidence=evidence)
    if link.status is not Status.UNVERIFIED and now - since >= policy.unverified_after:
        event = NewEvent(
            kind=EventKind.UNVERIFIED,
            before=link.status.value,
            after=Status.UNVERIFIED.value,
            reason=seen.reason,
            evidence=f"{seen.evidence} No check has been conclusive since {since:%d %B %Y}.",
            quiet=True,
        )
        return _Step(values | {"status": Status.UNVERIFIED, "changed_at": now}, [event])
    confirm_soon = link.absent_count and now - since < CONFIRM_TRIES * policy.confirm_after
    return _Step(values, look_again_at=now + policy.confirm_after if confirm_soon else None)


def _was_gone_all_along(link: Backlink, now: datetime, policy: Policy, failing_since: datetime) -> bool:
    """True when the site has been gone for long, and we were there to see it: a gap in our checks is no evidence."""
    watched = link.checked_at is not None and now - link.checked_at <= policy.gone_after / 2
    return watched and now - failing_since >= policy.gone_after


def _lost(link: Backlink, now: datetime, values: dict[str, Any], *, reason: Reason, evidence: str) -> _Step:
    never_found = link.first_seen_at is None
    event = NewEvent(
        kind=EventKind.LOST,
        before=link.status.value,
        after=Status.LOST.value,
        reason=reason,
        evidence=f"The link was never found. {evidence}" if never_found else evidence,
        quiet=never_found,
    )
    values |= {"status": Status.LOST, "lost_at": now, "changed_at": now, "reason": reason}
    return _Step(values, [event])


def _calm_flapping(link: Backlink, step: _Step, now: datetime, *, conclusive: bool) -> None:
    """Three changes in a week become one notice; then silence until a week has passed without a change.

    What is lost in the end is told in the end.
    """
    changed = any(event.kind in CHANGES and not event.quiet for event in step.events)
    flapping = link.flapping_until is not None and now < link.flapping_until
    if changed:
        third = link.flipped_before_at is not None and now - link.flipped_before_at <= FLAPPING_WINDOW
        if flapping or third:
            step.events = [replace(event, quiet=True) for event in step.events]
            step.values["flapping_until"] = now + FLAPPING_WINDOW
        elif link.flapping_until:
            step.values["flapping_until"] = None
        if third and not flapping:
            step.events = [*step.events, _flapping_notice(link)]
        step.values |= {"flipped_at": now, "flipped_before_at": link.flipped_at}
    elif link.flapping_until and not flapping and conclusive:
        settled = _settled(link, step.values.get("status", link.status))
        step.values["flapping_until"] = None
        step.events = [*step.events, settled]
        if not settled.quiet:
            step.values |= {"flipped_at": now, "flipped_before_at": link.flipped_at}


def _flapping_notice(link: Backlink) -> NewEvent:
    return NewEvent(
        kind=EventKind.FLAPPING,
        before=link.status.value,
        evidence=f"Three changes within {FLAPPING_WINDOW.days} days. Its changes are kept in the history without "
        f"an alert until it has not changed for {FLAPPING_WINDOW.days} days.",
    )


def _settled(link: Backlink, status: Status) -> NewEvent:
    return NewEvent(
        kind=EventKind.LOST if status is Status.LOST else EventKind.FLAPPING,
        before="flapping",
        after=status.value,
        reason=link.reason if status is Status.LOST else None,
        quiet=status is not Status.LOST,
        evidence=f"After changing often it has not changed for {FLAPPING_WINDOW.days} days. {link.evidence}".strip(),
    )
