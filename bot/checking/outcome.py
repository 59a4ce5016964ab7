"""What a visit means: the page and its backlinks as they are now believed. Pure, but for the transaction's function."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlite_utils

from bot.checking.guard import Doubt
from bot.checking.interval import Pace, jitter_of, next_check
from bot.checking.visit import Visit
from bot.links.facts import Observation
from bot.links.judge import Judgement, Policy, judge, next_failing_since
from storage import events, outcomes, pages
from storage.records import Backlink, NewEvent, Page
from storage.words import EventKind, Reason, Seen

TOLD_ONCE_FOR = timedelta(days=1)  # a round that is set aside, per guild


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A visit, judged and ready to be saved."""

    visit: Visit
    page: Page
    judgements: Sequence[Judgement]
    next_check_at: datetime
    set_aside: bool = False

    @property
    def rows(self) -> list[tuple[Backlink, Sequence[NewEvent]]]:
        """The backlinks with their events, as storage takes them."""
        return [(judgement.link, judgement.events) for judgement in self.judgements]

    @property
    def loses_by_absence(self) -> bool:
        """True when the team would be told that a link is gone from its page."""
        return any(
            event.kind is EventKind.LOST and not event.quiet and event.reason is not Reason.SITE_GONE
            for judgement in self.judgements
            for event in judgement.events
        )


def conclude(visit: Visit, *, policy: Policy, pace: Pace, doubt: Doubt | None = None) -> Outcome:
    """Judge a visit. With a doubt it is set aside: whatever was seen is unknown, and soon looked at again."""
    page, now = visit.page, visit.at
    observations = visit.observations
    if doubt:
        observations = [_doubted(seen, doubt) for seen in observations]
    failing_since = next_failing_since(page.failing_since, observations[0].reason, now)
    judgements = [
        judge(link, seen, now=now, policy=policy, failing_since=failing_since)
        for link, seen in zip(visit.links, observations, strict=True)
    ]
    early = [judgement.look_again_at for judgement in judgements if judgement.look_again_at]
    if doubt:
        early.append(now + min(max(policy.confirm_after, (now - doubt.since) / 2), pace.least))
    return Outcome(
        visit=visit,
        page=replace(_page_after(visit, observations), checked_at=now, failing_since=failing_since),
        judgements=judgements,
        next_check_at=next_check(
            [judgement.link for judgement in judgements],
            now=now,
            pace=pace,
            jitter=jitter_of(page.id),
            look_again_at=min(early, default=None),
            retry_at=visit.fetched.retry_at,
        ),
        set_aside=doubt is not None,
    )


def save_all(
    db: sqlite_utils.Database,
    judged: Iterable[Outcome],
    *,
    now: datetime,
    group_for: timedelta,
    doubt: Doubt | None = None,
) -> list[Outcome]:
    """Save a group of visits in one transaction, and tell each guild of a doubt once. Returns those that were saved.

    The others were removed meanwhile, or their claim has run out and somebody else holds them.
    """
    saved = [
        outcome
        for outcome in judged
        if outcomes.save_outcome(
            db, outcome.page, outcome.rows, now=now, next_check_at=outcome.next_check_at, group_for=group_for
        )
    ]
    if doubt:
        concerned = {link.guild_id for outcome in saved if outcome.set_aside for link in outcome.visit.links}
        for guild_id in sorted(concerned):
            _tell(db, guild_id, doubt, now=now, group_for=group_for)
    return saved


def forget_unwatched(db: sqlite_utils.Database, claimed: Sequence[Page]) -> None:
    """End the claims of pages that no backlink is on, and delete them."""
    pages.release(db, claimed)
    pages.remove_unwatched(db, [page.id for page in claimed])


def _doubted(seen: Observation, doubt: Doubt) -> Observation:
    return replace(
        seen,
        seen=Seen.UNKNOWN,
        reason=Reason.SET_ASIDE,
        evidence=f"Set aside: {doubt.evidence} It is checked again. What was seen: {seen.evidence}",
    )


def _page_after(visit: Visit, observations: Sequence[Observation]) -> Page:
    """The page with what is needed to recognise it unchanged; only a conclusive answer is worth recognising."""
    page, fetched = visit.page, visit.fetched
    if visit.unchanged and fetched.not_modified:
        return replace(page, unchanged_checks=page.unchanged_checks + 1)
    answered = replace(page, http_status=fetched.status, final_url=fetched.final_url)
    if any(observation.seen is Seen.UNKNOWN for observation in observations):
        return answered
    return replace(
        answered,
        unchanged_checks=page.unchanged_checks + 1 if visit.unchanged else 0,
        body_hash=visit.print_now,
        etag=fetched.header("etag"),
        last_modified=fetched.header("last-modified"),
    )


def _tell(db: sqlite_utils.Database, guild_id: int, doubt: Doubt, *, now: datetime, group_for: timedelta) -> None:
    told = events.of_guild(
        db, guild_id, start=now - TOLD_ONCE_FOR, end=now + TOLD_ONCE_FOR, kinds=[EventKind.ROUND_SET_ASIDE]
    )
    if told:
        return
    outcomes.add_event(
        db,
        NewEvent(
            kind=EventKind.ROUND_SET_ASIDE,
            reason=Reason.SET_ASIDE,
            evidence=f"{doubt.evidence} That is more likely trouble on our side (network, a blocked address) than "
            "with the links. No link is counted as lost for it; everything is checked again.",
        ),
        guild_id=guild_id,
        now=now,
        group_for=group_for,
    )
