"""The bot is killed at random moments during checks and sends, again and again, and nothing is lost or said twice."""

import asyncio
import random
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from storage import backlinks, guilds, sites
from storage.database import Database
from storage.records import NewBacklink
from tests.standin import Fault, StandIn, run_bot, write_config
from tests.standin.web import LinkingWeb
from tests.standin.world import GUILD_ID

KILLS = 20
CHANNEL = 7
MESSAGES = f"/channels/{CHANNEL}/messages"
SITES = ("first.example", "second.example")
HOSTS = tuple(f"127.0.1.{number}" for number in range(1, 13))
PAGES_A_HOST = 4  # one a host never changes: so much trouble everywhere at once would be taken for our own
CHECKING_SECONDS = 1.6  # a kill during checks comes within them after the login
SENDING_SECONDS = 0.12  # a kill during a send comes within them after its request has come in
QUIET_SECONDS = 6.0  # a start that has nothing to send is killed after them
SETTLE_SECONDS = 40.0

CONFIG = """
[crawl]
allow_addresses = ["127.0.0.0/8"]
host_delay = 0
host_concurrency = 2
domain_concurrency = 100
[checks]
interval_hours = 0.0004
min_interval_hours = 0.0004
max_interval_hours = 0.0004
confirm_after_minutes = 0.01
tick_seconds = 0.2
[alerts]
group_seconds = 0.3
"""


@dataclass(frozen=True, slots=True)
class Plan:
    """What happens to one link while the test runs: two changes at most, because three count as flapping."""

    host: str
    path: str
    site: str
    told: tuple[str, ...]  # the alerts that are owed for it, in their order
    start: int  # the number of the start before which it begins

    def html(self, *, changed: bool) -> str:
        """The page, with its followed link, or without it (or, where that is the plan, with a nofollow one)."""
        rel = "nofollow" if changed and self.told == ("credit_changed",) else ""
        linked = not changed or bool(rel)
        link = f'<a href="https://{self.site}/" rel="{rel}">a link</a>' if linked else "nothing here"
        text = f"{self.host} writes about {self.path} and many other things. " * 10
        return f"<!doctype html><title>{self.host}</title><p>{text}</p><p>{link}</p>"


class Story:
    """All plans, the pages that follow them, and the file in which the bot writes down what it saw."""

    def __init__(self, dice: random.Random, web: LinkingWeb, path: Path) -> None:
        self._web = web
        self.path = path
        changes = [("lost",), ("lost", "restored"), ("credit_changed",)]
        self._plans = {
            web.url(host, f"/{number}"): Plan(
                host, f"/{number}", dice.choice(SITES), dice.choice(changes) if number else (), dice.randint(2, KILLS)
            )
            for host in HOSTS
            for number in range(PAGES_A_HOST)
        }
        for plan in self._plans.values():
            web.html[plan.host, plan.path] = plan.html(changed=False)

    async def prepare(self) -> None:
        """Let the team watch all links."""
        database = await Database.open(self.path)
        now = datetime.now(UTC)
        for domain in SITES:
            site, _ = await database.write(sites.add, GUILD_ID, domain, now=now)
            links = [
                NewBacklink(url=url, host=plan.host, domain=plan.host)
                for url, plan in self._plans.items()
                if plan.site == domain
            ]
            await database.write(backlinks.add_many, site, links, now=now)
        await database.write(guilds.set_alerts_channel, GUILD_ID, CHANNEL)
        await database.close()

    def turn_pages(self, start: int) -> None:
        """Make the changes whose time has come. A link vanishes once it was seen, and comes back once it is lost."""
        statuses = dict(self.ask("SELECT url, status FROM backlinks JOIN pages ON pages.id = page_id"))
        for url, plan in self._plans.items():
            if plan.told and plan.start <= start and statuses[url] == "live":
                self._web.html[plan.host, plan.path] = plan.html(changed=self.told()[url] != ["lost", "restored"])
            elif "restored" in plan.told and statuses[url] == "lost":
                self._web.html[plan.host, plan.path] = plan.html(changed=False)

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        """Look into the file from outside, as an auditor would."""
        with closing(sqlite3.connect(self.path)) as connection:
            return connection.execute(question).fetchall()

    def told(self) -> dict[str, list[str]]:
        """By URL, the kinds of the events that the checks tell people of, in their order.

        What the rating thinks of so many pages alike, and whether it gets to say so between two kills, is not planned.
        """
        kinds: dict[str, list[str]] = {url: [] for url in self._plans}
        for url, kind in self.ask(
            "SELECT url, kind FROM events JOIN backlinks ON backlinks.id = backlink_id"
            " JOIN pages ON pages.id = page_id WHERE kind NOT IN ('found', 'turned_toxic') ORDER BY events.id"
        ):
            kinds[url].append(kind)
        return kinds

    def owed(self) -> dict[str, list[str]]:
        """By URL, what people should be told in the end."""
        return {url: list(plan.told) for url, plan in self._plans.items()}

    def is_over(self) -> bool:
        """True when all has happened and all is sent."""
        return self.told() == self.owed() and not self.ask("SELECT id FROM deliveries WHERE state <> 'sent'")


@pytest.fixture
def web() -> Iterator[LinkingWeb]:
    with LinkingWeb(HOSTS, delay=0.02) as running:
        yield running


@pytest.fixture
def standin() -> Iterator[StandIn]:
    with StandIn() as running:
        # slow enough to be killed before, during and after Discord has taken a message
        running.fail("POST", MESSAGES, Fault(delay=0.03, linger=0.07), times=10_000)
        yield running
        assert running.unknown_routes == []


@pytest.mark.timeout(240)
def test_twenty_kills_lose_nothing_and_say_nothing_twice(tmp_path: Path, web: LinkingWeb, standin: StandIn) -> None:
    dice = random.Random(20)
    story = Story(dice, web, tmp_path / "data" / "backlight.sqlite3")
    asyncio.run(story.prepare())
    config = write_config(tmp_path, CONFIG)

    for number in range(1, KILLS + 1):
        story.turn_pages(number)
        if number % 2:  # Discord has forgotten the nonces: the bot was away for long
            standin.world.nonce_seconds, standin.world.unreadable = 0.0, set()
        else:  # the nonces are all there is: the bot may not read the channel's past
            standin.world.nonce_seconds, standin.world.unreadable = 180.0, {CHANNEL}
        with run_bot(standin, config) as bot:
            standin.wait_for_sessions(number)
            live_for_a_random_while(standin, dice, sending=number % 3 != 0)
            assert bot.alive, bot.wait().stderr
            bot.kill()

    with run_bot(standin, config) as bot:
        deadline = time.monotonic() + SETTLE_SECONDS
        while not story.is_over() and time.monotonic() < deadline:
            story.turn_pages(KILLS)
            time.sleep(0.2)
        ended = bot.terminate()
    assert ended.code == 0, ended.stderr
    assert_nothing_lost(story)
    assert_nothing_twice(story, standin)
    interrupted = story.ask("SELECT id FROM deliveries WHERE attempts > 1")
    assert interrupted, "no kill came during a send: the test has proved less than it should"


def live_for_a_random_while(standin: StandIn, dice: random.Random, *, sending: bool) -> None:
    if not sending:
        time.sleep(dice.uniform(0, CHECKING_SECONDS))
        return
    before, deadline = standin.begun("POST", MESSAGES), time.monotonic() + QUIET_SECONDS
    while standin.begun("POST", MESSAGES) == before and time.monotonic() < deadline:
        time.sleep(0.005)
    time.sleep(dice.uniform(0, SENDING_SECONDS))


def assert_nothing_lost(story: Story) -> None:
    assert story.ask("PRAGMA integrity_check") == [("ok",)]
    assert {url for (url,) in story.ask("SELECT url FROM pages")} == set(story.owed())
    assert story.told() == story.owed()
    gone = {url for (url,) in story.ask(
        "SELECT url FROM backlinks JOIN pages ON pages.id = page_id WHERE status = 'lost'"
    )}  # fmt: skip
    assert gone == {url for url, kinds in story.owed().items() if kinds == ["lost"]}
    assert story.ask("SELECT id FROM events WHERE kind <> 'found' AND delivery_id IS NULL") == []
    assert story.ask("SELECT id FROM deliveries WHERE state <> 'sent'") == []


def assert_nothing_twice(story: Story, standin: StandIn) -> None:
    owed: dict[str | None, int] = {
        f"d{number}": message_id for number, message_id in story.ask("SELECT id, message_id FROM deliveries")
    }
    assert Counter(posted.nonce for posted in standin.posted) == dict.fromkeys(owed, 1)
    assert {posted.nonce: posted.id for posted in standin.posted} == owed
