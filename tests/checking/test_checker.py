"""The way of a link through the checker, with a real web and a real database."""

import asyncio
import sqlite3
from datetime import timedelta

import pytest

from bot.checking.checker import Checker
from bot.checking.guard import HOLD
from bot.checking.reader import Reader
from bot.config import CheckSettings, Settings
from storage import backlinks, pages, sites
from storage.records import Event
from storage.words import EventKind, Reason, Seen, Status
from tests.checking.conftest import ALICE, MALLORY, SITE, Desk, linking, without_link
from tests.faults.fetching import loopback
from tests.faults.web import Visit, hang, page, versioned

PORTAL = page("<title>Guest network</title>" + "<p>Please accept our terms of use to go on. " * 30)


def kinds(events: list[Event]) -> list[EventKind]:
    return [event.kind for event in events]


async def test_a_link_goes_its_way_from_found_to_lost_to_restored(desk: Desk) -> None:
    desk.web.route("/", linking(), host="blog.test")
    desk.web.route("/", linking(), host="other.test")
    await desk.watch("blog.test", "other.test")
    await desk.later()
    desk.web.route("/", without_link(), host="blog.test")
    await desk.later(hours=7)
    assert (await desk.links())[0].status is Status.LIVE
    await desk.later(hours=1)
    lost = (await desk.links())[0]
    assert (lost.status, lost.reason) == (Status.LOST, Reason.LINK_REMOVED)
    desk.web.route("/", linking(), host="blog.test")
    await desk.later(days=2)
    link = (await desk.links())[0]
    assert (link.status, link.anchor, link.target_url) == (Status.LIVE, "the guide", f"https://{SITE}/guide")
    said = await desk.events()
    assert kinds(said) == [EventKind.FOUND, EventKind.FOUND, EventKind.LOST, EventKind.RESTORED]
    assert [event.delivery_id is not None for event in said] == [False, False, True, True]


async def test_a_page_is_fetched_once_for_all_who_watch_it_and_tells_each_guild_its_own(desk: Desk) -> None:
    desk.web.route("/", linking(), host="blog.test")
    await desk.watch("blog.test")
    await desk.watch("blog.test", guild=MALLORY)
    await desk.later()
    assert desk.web.paths() == ["/"]
    alice, mallory = await desk.events(), await desk.events(MALLORY)
    assert kinds(alice) == kinds(mallory) == [EventKind.FOUND]
    assert {event.guild_id for event in alice} == {ALICE}
    assert {event.guild_id for event in mallory} == {MALLORY}


async def test_a_page_that_is_too_much_to_read_is_unknown_and_loses_nothing(desk: Desk) -> None:
    desk.web.route("/", linking(), host="blog.test")
    await desk.watch("blog.test")
    await desk.later()
    desk.web.route("/", page("<p a b c d>" * 400_000), host="blog.test")
    reader = Reader()
    checker = Checker(desk.database, desk.fetcher, Settings(crawl=loopback()), clock=lambda: desk.now, reader=reader)
    desk.now += timedelta(hours=7)
    await checker.run_due()
    await checker.close()
    link = (await desk.links())[0]
    assert (link.status, link.seen, link.reason) == (Status.LIVE, Seen.UNKNOWN, Reason.UNSURE)
    assert "too much" in link.evidence or "more memory" in link.evidence


async def test_an_unchanged_page_is_asked_for_conditionally_and_its_link_is_still_there(desk: Desk) -> None:
    body = f'<title>Notes</title><p>{"words " * 200}<a href="https://{SITE}/">x</a>'
    desk.web.route("/", versioned(body, '"v1"'), host="blog.test")
    await desk.watch("blog.test")
    for _ in range(3):
        await desk.later(hours=7)
    asked = [visit.headers.get("if-none-match") for visit in desk.web.visits if visit.path == "/"]
    assert asked == [None, '"v1"', '"v1"']
    link = (await desk.links())[0]
    assert (link.seen, link.checked_at, link.http_status) == (Seen.PRESENT, desk.now, 304)


async def test_a_page_is_read_whole_now_and_then_even_if_the_server_says_it_never_changes(desk: Desk) -> None:
    body = f'<title>Notes</title><p>{"words " * 200}<a href="https://{SITE}/">x</a>'
    desk.web.route("/", versioned(body, '"v1"'), host="blog.test")
    await desk.watch("blog.test")
    for _ in range(9):
        await desk.later(days=2)
    asked = [visit.headers.get("if-none-match") for visit in desk.web.visits if visit.path == "/"]
    assert asked.count(None) == 2


async def test_a_not_modified_with_a_new_robots_header_is_not_believed(desk: Desk) -> None:
    body = f'<title>Notes</title><p>{"words " * 200}<a href="https://{SITE}/">x</a>'
    desk.web.route("/", versioned(body, '"v1"'), host="blog.test")
    await desk.watch("blog.test")
    await desk.later()
    nofollow = [("ETag", '"v1"'), ("X-Robots-Tag", "nofollow")]
    say_304, say_200 = page(status=304, headers=nofollow), page(body, headers=nofollow)

    async def changed_header_only(visit: Visit) -> None:
        await (say_304 if "if-none-match" in visit.headers else say_200)(visit)

    desk.web.route("/", changed_header_only, host="blog.test")
    await desk.later(hours=7)
    assert kinds(await desk.events())[1:] == [EventKind.CREDIT_CHANGED]


async def test_a_link_added_to_a_page_that_others_watch_is_read_although_the_page_is_unchanged(desk: Desk) -> None:
    body = f'<title>Notes</title><p>{"words " * 200}<a href="https://{SITE}/">x</a>'
    desk.web.route("/", versioned(body, '"v1"'), host="blog.test")
    await desk.watch("blog.test")
    await desk.later()
    await desk.watch("blog.test", guild=MALLORY)
    await desk.later(minutes=1)
    assert (await desk.links(MALLORY))[0].status is Status.LIVE


async def test_our_own_network_answering_in_place_of_the_web_loses_nothing(desk: Desk) -> None:
    hosts = [f"h{n}.test" for n in range(12)]
    for host in hosts:
        desk.web.route("/", linking(), host=host)
    await desk.watch(*hosts)
    await desk.later()
    for host in hosts:
        desk.web.route("/", PORTAL, host=host)
    for _ in range(8):
        await desk.later(hours=1)
    assert {link.status for link in await desk.links()} == {Status.LIVE}
    for host in hosts:
        desk.web.route("/", linking(), host=host)
    await desk.later(days=2)
    said = kinds(await desk.events())
    assert said == [EventKind.FOUND] * 12 + [EventKind.ROUND_SET_ASIDE]
    assert {link.seen for link in await desk.links()} == {Seen.PRESENT}


async def test_a_small_team_is_not_told_of_losses_while_our_own_eyes_are_shut(desk: Desk) -> None:
    """Two hosts are too few for shares: what counts is that the others, looked at to compare, fail too."""
    hosts = ["a.test", "b.test", "c.test"]
    for host in hosts:
        desk.web.route("/", linking(), host=host)
    await desk.watch("a.test")
    await desk.later()
    await desk.watch("b.test", "c.test")
    await desk.later(hours=5)
    for host in hosts:
        desk.web.route("/", PORTAL, host=host)
    await desk.later(hours=2)  # a.test alone is due
    await desk.later(hours=1)
    assert {link.status for link in await desk.links()} == {Status.LIVE}


async def test_a_team_that_truly_loses_everything_is_told_after_the_hold(desk: Desk) -> None:
    hosts = [f"h{n}.test" for n in range(10)]
    for host in hosts:
        desk.web.route("/", linking(), host=host)
    await desk.watch(*hosts)
    await desk.later()
    for host in hosts:
        desk.web.route("/", page(f"<title>{host}</title><p>" + f"words of {host} " * 100), host=host)
    gone_since = desk.now
    while {link.status for link in await desk.links()} != {Status.LOST}:
        await desk.later(hours=1)
        assert desk.now - gone_since < timedelta(days=2)
    assert desk.now - gone_since >= HOLD
    assert kinds(await desk.events()).count(EventKind.LOST) == 10


async def test_a_footer_link_removed_from_forty_pages_of_one_host_is_reported_at_once(desk: Desk) -> None:
    desk.web.route("/", linking(), host="other.test")
    await desk.watch("other.test")
    for n in range(40):
        desk.web.route(f"/{n}", linking(), host="forum.test")
        await desk.watch("forum.test", path=f"/{n}")
    await desk.later()
    for n in range(40):
        desk.web.route(f"/{n}", without_link(), host="forum.test")
    await desk.later(hours=7)
    await desk.later(hours=1)
    assert kinds(await desk.events()).count(EventKind.LOST) == 40


async def test_a_host_with_a_link_still_on_it_is_believed_while_the_rest_is_set_aside(desk: Desk) -> None:
    hosts = [f"h{n}.test" for n in range(12)]
    for host in hosts:
        desk.web.route("/", linking(), host=host)
    await desk.watch(*hosts)
    for n in range(3):
        desk.web.route(f"/{n}", linking(), host="forum.test")
        await desk.watch("forum.test", path=f"/{n}")
    await desk.later()
    for host in hosts:
        desk.web.route("/", PORTAL, host=host)
    desk.web.route("/1", without_link(), host="forum.test")
    desk.web.route("/2", page(status=410), host="forum.test")
    await desk.later(hours=7)
    await desk.later(hours=1)
    links = await desk.links()
    forum = [link.status for link in links[12:]]
    assert {link.status for link in links[:12]} == {Status.LIVE}
    assert forum[0] is Status.LIVE
    assert all(link.absent_count for link in links[13:])


async def test_a_domain_that_is_gone_for_fourteen_days_is_a_lost_site(desk: Desk) -> None:
    desk.web.route("/", linking(), host="blog.test")
    await desk.watch("blog.test")
    await desk.later()
    del desk.web.resolver.hosts["blog.test"]
    for _ in range(13):
        await desk.later(days=1)
    assert (await desk.links())[0].status is Status.UNVERIFIED
    for _ in range(2):
        await desk.later(days=1)
    link = (await desk.links())[0]
    assert (link.status, link.reason) == (Status.LOST, Reason.SITE_GONE)


async def test_a_site_removed_while_its_page_is_fetched_leaves_nothing_behind(desk: Desk) -> None:
    fetching, go_on = asyncio.Event(), asyncio.Event()
    answer = linking()

    async def slow(visit: Visit) -> None:
        fetching.set()
        await go_on.wait()
        await answer(visit)

    desk.web.route("/", slow, host="blog.test")
    await desk.watch("blog.test")
    round_ = asyncio.create_task(desk.checker.run_due())
    await fetching.wait()
    site = (await desk.database.read(sites.of_guild, ALICE))[0]
    await desk.database.write(sites.remove, ALICE, site.id)
    go_on.set()
    tally = await round_
    assert tally.pages == 0
    assert await desk.events() == []
    assert await desk.database.read(pages.count_due, desk.now) == 0


async def test_a_stop_gives_back_what_was_claimed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.checking.checker.STOP_SECONDS", 0.1)
    desk.web.route("/", hang(), host="slow.test")
    await desk.watch("slow.test")
    round_ = asyncio.create_task(desk.checker.run_due())
    await desk.somebody_came()
    await desk.checker.close()
    assert (await round_).pages == 0
    assert await desk.database.read(pages.count_due, desk.now) == 1
    assert (await desk.checker.run_due()).pages == 0  # it stays stopped


async def test_a_cancelled_round_gives_back_what_was_claimed(desk: Desk) -> None:
    desk.web.route("/", hang(), host="slow.test")
    await desk.watch("slow.test")
    round_ = asyncio.create_task(desk.checker.run_due())
    await desk.somebody_came()
    round_.cancel()
    with pytest.raises(asyncio.CancelledError):
        await round_
    assert await desk.database.read(pages.count_due, desk.now) == 1


async def test_a_database_that_fails_loses_no_check(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.web.route("/", linking(), host="blog.test")
    await desk.watch("blog.test")

    def locked(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("database is locked")

    with monkeypatch.context() as patch:
        patch.setattr("bot.checking.round.save_all", locked)
        with pytest.raises(ExceptionGroup):
            await desk.checker.run_due()
    assert await desk.database.read(pages.count_due, desk.now) == 1
    await desk.checker.run_due()
    assert (await desk.links())[0].status is Status.LIVE


async def test_a_claim_that_ran_out_meanwhile_saves_nothing(desk: Desk) -> None:
    answer = linking()

    async def so_slow_that_another_took_over(visit: Visit) -> None:
        await desk.database.write(pages.release_all)
        await answer(visit)

    desk.web.route("/", so_slow_that_another_took_over, host="blog.test")
    await desk.watch("blog.test")
    page_id = (await desk.links())[0].page_id
    assert (await desk.checker.check_now([page_id])).pages == 0
    assert await desk.events() == []


async def test_a_start_ends_the_claims_and_the_far_plans_of_the_last_run(desk: Desk) -> None:
    desk.web.route("/", linking(), host="blog.test")
    await desk.watch("blog.test")
    await desk.database.write(pages.claim_due, now=desk.now, limit=5, lease=timedelta(hours=1))
    await desk.checker.take_over()
    assert (await desk.checker.run_due()).pages == 1
    desk.now += timedelta(days=4000)  # a clock that ran ahead
    await desk.checker.run_due()
    desk.now -= timedelta(days=4000)
    await desk.checker.take_over()
    await desk.later(days=8)
    assert (await desk.links())[0].checked_at == desk.now


async def test_check_now_checks_what_is_not_due_and_says_how_far_it_is(desk: Desk) -> None:
    hosts = [f"h{n}.test" for n in range(5)]
    for host in hosts:
        desk.web.route("/", linking(), host=host)
    await desk.watch(*hosts)
    await desk.later()
    progress: list[int] = []

    async def note(done: int) -> None:
        progress.append(done)

    ids = [link.page_id for link in await desk.links()]
    tally = await desk.checker.check_now(ids, note)
    assert (tally.pages, tally.seen) == (5, {Seen.PRESENT: 5})
    assert progress[-1] == 5
    assert progress == sorted(progress)


async def test_a_fault_of_our_reader_is_unknown_and_ends_no_round(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    desk.web.route("/", linking(), host="blog.test")
    await desk.watch("blog.test")

    def broken(*_: object, **__: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr("bot.checking.look.read_fetched", broken)
    assert (await desk.checker.run_due()).seen == {Seen.UNKNOWN: 1}
    assert (await desk.links())[0].status is Status.PENDING
    assert "too deep" in caplog.text


async def test_pages_read_anew_are_handed_on_to_be_rated_until_they_are(desk: Desk) -> None:
    desk.checker = desk.another_checker(rated=True)
    body = f'<title>Notes</title><p>{"words " * 200}<a href="https://{SITE}/">x</a>'
    desk.web.route("/", versioned(body, '"v1"'), host="blog.test")
    await desk.watch("blog.test")
    await desk.later()
    await desk.later(hours=7)  # not rated yet: the first hand-over was lost, perhaps in a crash
    assert desk.changed == ["http://blog.test/"] * 2
    link = (await desk.links())[0]
    await desk.database.write(
        backlinks.set_rating, ALICE, link.id, quality=50, relevance=0.5, authority=50, toxicity=0, now=desk.now
    )
    await desk.later(hours=7)
    assert desk.changed == ["http://blog.test/"] * 2


async def test_many_hosts_are_checked_in_one_round_with_few_workers(desk: Desk) -> None:
    desk.checker = desk.another_checker(checks=CheckSettings(interval_hours=24))
    hosts = [f"h{n}.test" for n in range(300)]
    for host in hosts:
        desk.web.route("/", linking(), host=host)
    await desk.watch(*hosts)
    tally = await desk.checker.run_due()
    assert tally.pages == 300
    assert {link.status for link in await desk.links()} == {Status.LIVE}
