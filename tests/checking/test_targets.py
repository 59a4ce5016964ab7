"""Pages of our own sites that links lead to."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.checking.targets import BROKEN_INTERVAL, INTERVAL, TargetChecker, judge_target
from bot.crawl.fetched import Fetched
from storage.records import Event
from storage.targets import Target
from storage.words import EventKind, Reason
from tests.checking.conftest import MALLORY, SITE, Desk, linking
from tests.faults.web import Script, page

NOW = datetime(2026, 3, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
URL = f"https://{SITE}/guide"


def answer(status: int | None, problem: Reason | None = None) -> Fetched:
    return Fetched(url=URL, final_url=URL, status=status, problem=problem)


def a_target(**values: object) -> Target:
    return Target(**({"url": URL, "next_check_at": NOW} | values))  # type: ignore[arg-type]  # fields are given by name


def test_one_404_is_not_broken_yet_and_is_looked_at_again_soon() -> None:
    judged = judge_target(a_target(), answer(404), now=NOW, confirm_after=HOUR)
    assert judged.event is None
    assert judged.target.next_check_at == NOW + HOUR


def test_a_second_404_within_the_hour_confirms_nothing() -> None:
    first = a_target(broken_count=1, checked_at=NOW - HOUR / 2)
    judged = judge_target(first, answer(404), now=NOW, confirm_after=HOUR)
    assert (judged.event, judged.target.broken_count) == (None, 1)


@pytest.mark.parametrize("status", [404, 410])
def test_a_confirmed_breakage_is_told_once(status: int) -> None:
    first = a_target(broken_count=1, checked_at=NOW - HOUR)
    broken = judge_target(first, answer(status), now=NOW, confirm_after=HOUR)
    assert broken.event is not None
    assert broken.event.evidence == f"Your page answers HTTP {status}, seen 2 times."
    assert broken.target.next_check_at == NOW + BROKEN_INTERVAL
    again = judge_target(broken.target, answer(status), now=NOW + 6 * HOUR, confirm_after=HOUR)
    assert (again.event, again.target.broken_since) == (None, NOW)


@pytest.mark.parametrize(
    "fetched", [answer(503), answer(403), answer(None, Reason.TIMED_OUT), answer(200, Reason.TRUNCATED)]
)
def test_what_is_unknown_neither_breaks_nor_mends(fetched: Fetched) -> None:
    for before in (a_target(broken_count=1), a_target(broken_count=2, broken_since=NOW - HOUR)):
        judged = judge_target(before, fetched, now=NOW, confirm_after=HOUR)
        assert judged.event is None
        assert (judged.target.broken_count, judged.target.broken_since) == (before.broken_count, before.broken_since)
        assert judged.target.next_check_at == NOW + INTERVAL


def test_a_page_that_answers_again_is_mended() -> None:
    judged = judge_target(a_target(broken_count=2, broken_since=NOW - HOUR), answer(200), now=NOW, confirm_after=HOUR)
    assert judged.event is not None
    assert judged.event.kind is EventKind.TARGET_MENDED
    assert (judged.target.broken_count, judged.target.broken_since) == (0, None)


async def test_a_broken_page_of_ours_is_one_event_for_each_site_and_marked_in_its_links(desk: Desk) -> None:
    def ours(script: Script) -> None:
        desk.web.route("/guide", script, host=SITE)

    for host in ("a.test", "b.test"):
        body = f'<title>Notes</title><p>{"words " * 200}<a href="http://{SITE}/guide">the guide</a>'
        desk.web.route("/", page(body), host=host)
    desk.web.route("/", linking(), host="c.test")  # leads to https, which nobody serves here: unknown
    await desk.watch("a.test", "b.test", "c.test")
    await desk.watch("a.test", guild=MALLORY)
    await desk.later()
    checker = TargetChecker(
        desk.database, desk.fetcher, clock=lambda: desk.now, confirm_after=HOUR, group_for=timedelta(seconds=60)
    )

    async def told(guild: int) -> list[Event]:
        kinds = {EventKind.TARGET_BROKEN, EventKind.TARGET_MENDED}
        return [event for event in await desk.events(guild) if event.kind in kinds]

    ours(page("gone", status=404))
    for _ in range(3):
        await checker.run_due()
        desk.now += timedelta(hours=2)
    assert [event.evidence for event in await told(1)] == [
        "Your page answers HTTP 404, seen 2 times. 2 links lead there."
    ]
    assert [event.evidence for event in await told(MALLORY)] == [
        "Your page answers HTTP 404, seen 2 times. 1 link leads there."
    ]
    assert [link.target_broken_since is not None for link in await desk.links()] == [True, True, False]
    ours(page("Here again"))
    desk.now += timedelta(days=1)
    await checker.run_due()
    assert [event.kind for event in await told(1)] == [EventKind.TARGET_BROKEN, EventKind.TARGET_MENDED]
    assert [link.target_broken_since for link in await desk.links()] == [None, None, None]
