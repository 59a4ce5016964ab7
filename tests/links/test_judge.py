"""The judgement over time, as tables of what was seen when and what was concluded."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.links.facts import Link, Observation, RobotsRules
from bot.links.judge import Judgement, Policy, judge, next_failing_since
from storage.records import Backlink, NewEvent
from storage.words import Credit, EventKind, Placement, Reason, Seen, Status

START = datetime(2026, 3, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
POLICY = Policy()
NO_RULES = RobotsRules()
TARGET = "https://example.com/guide"


def a_link(url: str = TARGET, anchor: str = "the guide", credit: Credit = Credit.FOLLOWED, **more: object) -> Link:
    values: dict[str, object] = {
        "url": url,
        "anchor": anchor,
        "anchor_from": "text",
        "rel": () if credit is Credit.FOLLOWED else (credit.value,),
        "hidden": False,
        "in_noscript": False,
        "placement": Placement.CONTENT,
        "credit": credit,
    }
    return Link(**(values | more))  # type: ignore[arg-type]  # fields are given by name


def present(*links: Link, robots: RobotsRules = NO_RULES) -> Observation:
    return Observation(
        seen=Seen.PRESENT,
        reason=Reason.LINK_FOUND,
        evidence="HTTP 200; the link is there.",
        http_status=200,
        links=links or (a_link(),),
        robots=robots,
    )


def absent(reason: Reason = Reason.LINK_REMOVED) -> Observation:
    return Observation(
        seen=Seen.ABSENT, reason=reason, evidence="HTTP 200; no link to example.com on the page.", http_status=200
    )


def unknown(reason: Reason = Reason.TIMED_OUT) -> Observation:
    return Observation(seen=Seen.UNKNOWN, reason=reason, evidence="The server did not answer in 30 s.")


def unchanged(seen: Seen, reason: Reason = Reason.LINK_FOUND) -> Observation:
    return Observation(seen=seen, reason=reason, evidence="HTTP 304.", http_status=304, unchanged=True)


def a_backlink(**values: object) -> Backlink:
    base: dict[str, object] = {
        "id": 1,
        "guild_id": 1,
        "site_id": 1,
        "page_id": 1,
        "source_url": "https://blog.example/post",
        "added_at": START,
    }
    return Backlink(**(base | values))  # type: ignore[arg-type]  # fields are given by name


def through(
    *steps: tuple[timedelta, Observation], link: Backlink | None = None, policy: Policy = POLICY
) -> tuple[Backlink, list[NewEvent], Judgement]:
    """Judge a series of observations, each at its time after START."""
    judged = link or a_backlink()
    events: list[NewEvent] = []
    failing_since = None
    last = Judgement(link=judged)
    for after, seen in steps:
        now = START + after
        failing_since = next_failing_since(failing_since, seen.reason, now)
        last = judge(judged, seen, now=now, policy=policy, failing_since=failing_since)
        judged = last.link
        events += last.events
    return judged, events, last


def kinds(events: list[NewEvent], *, quiet: bool | None = None) -> list[EventKind]:
    return [event.kind for event in events if quiet is None or event.quiet is quiet]


LIVE = (timedelta(0), present())

SERIES = [
    ("a new link that is there is found", [LIVE], Status.LIVE, ["found"]),
    ("one absence is no loss", [LIVE, (DAY, absent())], Status.LIVE, ["found"]),
    (
        "two absences an hour apart are a loss",
        [LIVE, (DAY, absent()), (DAY + HOUR, absent())],
        Status.LOST,
        ["found", "lost"],
    ),
    (
        "two absences too close to each other are no loss",
        [LIVE, (DAY, absent()), (DAY + HOUR / 2, absent())],
        Status.LIVE,
        ["found"],
    ),
    (
        "an unknown between two absences takes nothing away",
        [LIVE, (DAY, absent()), (DAY + HOUR, unknown()), (DAY + 2 * HOUR, absent())],
        Status.LOST,
        ["found", "lost"],
    ),
    (
        "an unknown after an absence confirms nothing",
        [LIVE, (DAY, absent()), (DAY + HOUR, unknown()), (DAY + 2 * HOUR, unknown(Reason.BLOCKED))],
        Status.LIVE,
        ["found"],
    ),
    (
        "a sight between two absences starts the count anew",
        [LIVE, (DAY, absent()), (2 * DAY, present()), (3 * DAY, absent())],
        Status.LIVE,
        ["found"],
    ),
    (
        "a lost link that comes back is restored",
        [LIVE, (DAY, absent()), (2 * DAY, absent()), (3 * DAY, present())],
        Status.LIVE,
        ["found", "lost", "restored"],
    ),
    (
        "a link that was never there is lost quietly",
        [(timedelta(0), absent()), (HOUR, absent())],
        Status.LOST,
        ["lost"],
    ),
    (
        "a link that was never there and comes is found, not restored",
        [(timedelta(0), absent()), (HOUR, absent()), (DAY, present())],
        Status.LIVE,
        ["lost", "found"],
    ),
    (
        "a week of unknown is unverified, said once",
        [LIVE, (DAY, unknown()), (7 * DAY, unknown()), (8 * DAY, unknown()), (9 * DAY, unknown())],
        Status.UNVERIFIED,
        ["found", "unverified"],
    ),
    (
        "an unverified link that is seen is verified again",
        [LIVE, (DAY, unknown()), (8 * DAY, unknown()), (9 * DAY, present())],
        Status.LIVE,
        ["found", "unverified", "verified_again"],
    ),
    (
        "an unverified link needs two absences like any other",
        [LIVE, (DAY, unknown()), (8 * DAY, unknown()), (9 * DAY, absent()), (9 * DAY + HOUR, absent())],
        Status.LOST,
        ["found", "unverified", "lost"],
    ),
    (
        "a lost link stays lost while nothing is known",
        [LIVE, (DAY, absent()), (2 * DAY, absent()), (3 * DAY, unknown()), (20 * DAY, unknown())],
        Status.LOST,
        ["found", "lost"],
    ),
    (
        "an unchanged page repeats that the link is there",
        [LIVE, (DAY, unchanged(Seen.PRESENT))],
        Status.LIVE,
        ["found"],
    ),
    (
        "an unchanged page repeats an absence",
        [LIVE, (DAY, absent()), (DAY + HOUR, unchanged(Seen.ABSENT, Reason.LINK_REMOVED))],
        Status.LOST,
        ["found", "lost"],
    ),
    (
        "fourteen days without a domain are a site that is gone",
        [LIVE, *((day * DAY, unknown(Reason.NXDOMAIN)) for day in range(1, 16))],
        Status.LOST,
        ["found", "unverified", "lost"],
    ),
    (
        "thirteen days without a domain are not",
        [LIVE, *((day * DAY, unknown(Reason.NXDOMAIN)) for day in range(1, 15))],
        Status.UNVERIFIED,
        ["found", "unverified"],
    ),
    (
        "one other failure between them starts the fourteen days anew",
        [
            LIVE,
            *((day * DAY, unknown(Reason.SERVER_ERROR if day == 8 else Reason.NXDOMAIN)) for day in range(1, 17)),
        ],
        Status.UNVERIFIED,
        ["found", "unverified"],
    ),
    (
        "our own network's failure between them does not",
        [
            LIVE,
            *((day * DAY, unknown(Reason.NETWORK_ERROR if day == 8 else Reason.NXDOMAIN)) for day in range(1, 17)),
        ],
        Status.LOST,
        ["found", "unverified", "lost"],
    ),
    (
        "two sights of a missing domain with our own absence between them are no proof",
        [LIVE, (DAY, unknown(Reason.NXDOMAIN)), (20 * DAY, unknown(Reason.NXDOMAIN))],
        Status.UNVERIFIED,
        ["found", "unverified"],
    ),
    (
        "twenty days of time-outs are never a loss",
        [LIVE, *((day * DAY, unknown()) for day in range(1, 21))],
        Status.UNVERIFIED,
        ["found", "unverified"],
    ),
    (
        "a change to nofollow is a change of credit",
        [LIVE, (DAY, present(a_link(credit=Credit.NOFOLLOW)))],
        Status.LIVE,
        ["found", "credit_changed"],
    ),
    (
        "a page that turns noindex is a change of credit",
        [LIVE, (DAY, present(robots=RobotsRules(noindex=True, sources=("x-robots-tag",))))],
        Status.LIVE,
        ["found", "credit_changed"],
    ),
    (
        "a link that becomes hidden is a change of credit",
        [LIVE, (DAY, present(a_link(hidden=True)))],
        Status.LIVE,
        ["found", "credit_changed"],
    ),
    (
        "another text is a change of anchor",
        [LIVE, (DAY, present(a_link(anchor="read this")))],
        Status.LIVE,
        ["found", "anchor_changed"],
    ),
    (
        "another page of the site is a change of target",
        [LIVE, (DAY, present(a_link("https://example.com/")))],
        Status.LIVE,
        ["found", "target_changed"],
    ),
    (
        "https for http and a last slash are no change of target",
        [LIVE, (DAY, present(a_link("http://example.com/guide/#top")))],
        Status.LIVE,
        ["found"],
    ),
    (
        "a second link beside the old one is no change",
        [LIVE, (DAY, present(a_link("https://example.com/", "home"), a_link()))],
        Status.LIVE,
        ["found"],
    ),
    (
        "a link that comes back changed says both",
        [LIVE, (DAY, absent()), (2 * DAY, absent()), (3 * DAY, present(a_link(credit=Credit.UGC)))],
        Status.LIVE,
        ["found", "lost", "restored", "credit_changed"],
    ),
]


@pytest.mark.parametrize(("steps", "status", "said"), [case[1:] for case in SERIES], ids=[case[0] for case in SERIES])
def test_a_series_of_observations(
    steps: list[tuple[timedelta, Observation]], status: Status, said: list[EventKind]
) -> None:
    link, events, _ = through(*steps)
    assert (link.status, kinds(events)) == (status, said)


def test_a_wrong_landing_page_is_said_at_the_first_sight_and_once() -> None:
    link = a_backlink(wanted_target="https://example.com/offer")
    _, events, _ = through((timedelta(0), present()), (DAY, present()), link=link)
    assert kinds(events) == [EventKind.FOUND, EventKind.TARGET_CHANGED]
    assert (events[1].before, events[1].after) == ("https://example.com/offer", TARGET)


def test_the_wanted_target_speaks_for_a_link_among_better_ones() -> None:
    link = a_backlink(wanted_target="https://example.com/offer")
    offer = a_link("https://example.com/offer", credit=Credit.NOFOLLOW)
    judged, events, _ = through((timedelta(0), present(a_link(), offer)), link=link)
    assert judged.target_url == offer.url
    assert kinds(events) == [EventKind.FOUND]


def test_an_absence_asks_for_a_look_an_hour_later() -> None:
    _, _, last = through(LIVE, (DAY, absent()))
    assert last.look_again_at == START + DAY + HOUR


def test_an_absence_that_cannot_be_confirmed_is_looked_at_soon_but_not_for_ever() -> None:
    _, _, soon = through(LIVE, (DAY, absent()), (DAY + HOUR, unknown()))
    _, _, later = through(LIVE, (DAY, absent()), (DAY + HOUR, unknown()), (2 * DAY, unknown()))
    assert soon.look_again_at == START + DAY + 2 * HOUR
    assert later.look_again_at is None


def test_three_absences_are_each_an_hour_apart_when_three_are_asked_for() -> None:
    policy = Policy(confirm_absences=3)
    times = [DAY, DAY + HOUR, DAY + HOUR * 1.5, DAY + 2 * HOUR]
    counts = [through(LIVE, *((t, absent()) for t in times[:n]), policy=policy)[0] for n in range(1, 5)]
    assert [link.absent_count for link in counts] == [1, 2, 2, 3]
    assert [link.status for link in counts] == [Status.LIVE, Status.LIVE, Status.LIVE, Status.LOST]


def test_a_clock_that_is_set_back_confirms_nothing() -> None:
    link, events, last = through(LIVE, (10 * DAY, absent()), (DAY, absent()))
    assert (link.status, link.absent_count, kinds(events)) == (Status.LIVE, 1, [EventKind.FOUND])
    assert last.look_again_at == START + DAY + HOUR


def test_the_evidence_of_a_loss_carries_the_answer_and_how_often_it_was_seen() -> None:
    _, events, _ = through(LIVE, (DAY, absent()), (DAY + HOUR, absent()))
    assert events[-1].evidence == ("HTTP 200; no link to example.com on the page. Seen so at 2 checks.")
    assert events[-1].reason is Reason.LINK_REMOVED


def test_the_evidence_of_a_credit_change_says_where_it_comes_from() -> None:
    robots = RobotsRules(nofollow=True, sources=("x-robots-tag",))
    _, events, _ = through(LIVE, (DAY, present(a_link(credit=Credit.NOFOLLOW, rel=()), robots=robots)))
    assert events[-1].evidence == "The link has no rel; the page says nofollow (x-robots-tag) (HTTP 200)."
    assert (events[-1].before, events[-1].after) == ("followed", "nofollow")


def test_a_gone_site_says_so() -> None:
    link, events, _ = through(LIVE, *((day * DAY, unknown(Reason.CONNECTION_REFUSED)) for day in range(1, 16)))
    assert (link.reason, events[-1].reason) == (Reason.SITE_GONE, Reason.SITE_GONE)
    assert "for 14 days" in events[-1].evidence


def test_three_changes_in_a_week_become_one_notice() -> None:
    nofollow = present(a_link(credit=Credit.NOFOLLOW))
    link, events, _ = through(LIVE, *((day * DAY, nofollow if day % 2 else present()) for day in range(1, 7)))
    loud = kinds(events, quiet=False)
    assert loud == [EventKind.CREDIT_CHANGED, EventKind.CREDIT_CHANGED, EventKind.FLAPPING]
    assert kinds(events).count(EventKind.CREDIT_CHANGED) == 6  # the history has them all
    assert link.flapping_until == START + 13 * DAY


def test_changes_more_than_a_week_apart_are_no_flapping() -> None:
    nofollow = present(a_link(credit=Credit.NOFOLLOW))
    _, events, _ = through(LIVE, *((day * DAY, nofollow if day % 8 else present()) for day in range(4, 60, 4)))
    assert EventKind.FLAPPING not in kinds(events)
    assert not [event for event in events if event.quiet and event.kind is EventKind.CREDIT_CHANGED]


def test_a_link_that_stays_lost_after_flapping_is_reported_in_the_end() -> None:
    flaps = [
        (1 * DAY, absent()),
        (1 * DAY + HOUR, absent()),
        (2 * DAY, present()),
        (3 * DAY, absent()),
        (3 * DAY + HOUR, absent()),
    ]
    link, events, _ = through(LIVE, *flaps, (9 * DAY, absent()), (11 * DAY, absent()), (12 * DAY, absent()))
    assert kinds(events, quiet=False) == [EventKind.LOST, EventKind.RESTORED, EventKind.FLAPPING, EventKind.LOST]
    assert link.flapping_until is None


def test_a_link_that_stays_after_flapping_gets_its_alerts_back() -> None:
    nofollow = present(a_link(credit=Credit.NOFOLLOW))
    flaps = [(day * DAY, nofollow if day % 2 else present()) for day in (1, 2, 3)]
    _, events, _ = through(LIVE, *flaps, (11 * DAY, nofollow), (20 * DAY, present()))
    assert [(event.kind, event.after, event.quiet) for event in events[-2:]] == [
        (EventKind.FLAPPING, "live", True),
        (EventKind.CREDIT_CHANGED, "followed", False),
    ]


# what no series of observations may ever do

UNKNOWNS = [
    Reason.BLOCKED,
    Reason.TIMED_OUT,
    Reason.NXDOMAIN,
    Reason.CONNECTION_REFUSED,
    Reason.NETWORK_ERROR,
    Reason.SET_ASIDE,
]
OBSERVATIONS = st.one_of(
    st.sampled_from([present(), present(a_link(credit=Credit.NOFOLLOW)), absent(), absent(Reason.PAGE_GONE)]),
    st.sampled_from(UNKNOWNS).map(unknown),
)
PAUSES = st.integers(1, 60 * 24 * 3).map(lambda minutes: timedelta(minutes=minutes))
ANY_SERIES = st.lists(st.tuples(PAUSES, OBSERVATIONS), max_size=40)


def _timed(series: list[tuple[timedelta, Observation]]) -> list[tuple[timedelta, Observation]]:
    at, timed = timedelta(0), []
    for pause, seen in series:
        at += pause
        timed.append((at, seen))
    return timed


@given(ANY_SERIES)
def test_nothing_is_lost_without_two_absences_an_hour_apart_or_fourteen_days_of_nobody(
    series: list[tuple[timedelta, Observation]],
) -> None:
    steps = _timed(series)
    for n in range(1, len(steps) + 1):
        link, _, last = through(*steps[:n])
        if not any(event.kind is EventKind.LOST and event.before != "flapping" for event in last.events):
            continue
        since_sight: list[tuple[timedelta, Observation]] = []
        for at, seen in steps[:n]:
            since_sight = [] if seen.seen is Seen.PRESENT else [*since_sight, (at, seen)]
        absences = [at for at, seen in since_sight if seen.seen is Seen.ABSENT]
        nobody = [at for at, seen in since_sight if seen.reason in (Reason.NXDOMAIN, Reason.CONNECTION_REFUSED)]
        confirmed = len(absences) >= 2 and absences[-1] - absences[0] >= HOUR
        gone = link.reason is Reason.SITE_GONE and nobody[-1] - nobody[0] >= 14 * DAY
        assert confirmed or gone


@given(ANY_SERIES)
def test_no_link_alerts_more_than_three_times_a_week(series: list[tuple[timedelta, Observation]]) -> None:
    link, last = a_backlink(), START
    alerts: list[datetime] = []
    for after, seen in _timed(series):
        last = START + after
        judged = judge(link, seen, now=last, policy=POLICY)
        link = judged.link
        if any(not event.quiet for event in judged.events):
            alerts.append(last)
    assert all(fourth - first >= 7 * DAY for first, fourth in zip(alerts, alerts[3:], strict=False))


@given(st.lists(st.tuples(PAUSES, st.sampled_from(UNKNOWNS[:2] + UNKNOWNS[4:]).map(unknown)), max_size=40))
def test_unknowns_alone_never_lose_a_link(series: list[tuple[timedelta, Observation]]) -> None:
    link, events, _ = through(LIVE, *_timed(series))
    assert link.status in (Status.LIVE, Status.UNVERIFIED)
    assert EventKind.LOST not in kinds(events)


@given(ANY_SERIES)
def test_status_events_follow_each_other_without_a_gap(series: list[tuple[timedelta, Observation]]) -> None:
    _, events, _ = through(*_timed(series))
    status = Status.PENDING.value
    for event in events:
        if event.after in set(Status) and event.before in set(Status):
            assert event.before == status
            status = str(event.after)


@given(ANY_SERIES)
def test_judging_the_same_answer_twice_at_once_says_nothing_new(series: list[tuple[timedelta, Observation]]) -> None:
    steps = _timed(series)
    if not steps:
        return
    link, _, _ = through(*steps)
    again = judge(link, steps[-1][1], now=START + steps[-1][0], policy=POLICY)
    assert again.events == ()
    assert again.link.status is link.status
