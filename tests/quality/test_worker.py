"""The rating worker: a process of its own that rates what the checker offers, and that may die."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Network
from pathlib import Path

import pytest

from bot.config import CrawlSettings
from bot.crawl.fetched import Fetched
from bot.crawl.fetcher import Fetcher
from bot.quality.process import Worker, WorkerDiedError
from bot.quality.worker import MOST_PAGES, RatingQueue
from storage import backlinks, events, guilds, ratings, sites, topics, verdicts
from storage.database import Database
from storage.records import Backlink, NewBacklink
from storage.verdicts import Verdict
from storage.words import EventKind

NOW = datetime(2026, 5, 1, tzinfo=UTC)
SPAM = b"<title>Slot gacor</title>" + b"<p>Slot gacor maxwin, judi online, situs slot terpercaya.</p>" * 40
BREAD = b"<title>Bread</title>" + b"<p>Flour, yeast and salt make a dough that rises before it is baked.</p>" * 20


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path / "db.sqlite3")
    yield opened
    await opened.close()


@pytest.fixture
async def queue(database: Database) -> AsyncIterator[RatingQueue]:
    fetcher = Fetcher(CrawlSettings(allow_addresses=(IPv4Network("127.0.0.0/8"),), host_delay=0))
    made = RatingQueue(database, fetcher, group_for=timedelta(minutes=2), clock=lambda: NOW)
    running = asyncio.create_task(made.run())
    yield made
    running.cancel()
    await asyncio.wait([running])
    await fetcher.close()


async def watched(database: Database, url: str) -> Backlink:
    """A live link to a site whose topics are known, so that nothing is fetched."""
    site, _ = await database.write(sites.add, 1, "ours.example", now=NOW)
    await database.write(guilds.set_alerts_channel, 1, 77)
    await database.write(topics.save, site.id, ["Recipes for bread, flour, yeast, dough and baking"], "en", now=NOW)
    new = NewBacklink(url=url, host="a.example", domain="a.example")
    await database.write(backlinks.add_many, site, [new], now=NOW)
    return (await database.read(backlinks.find, 1, site.id, url))[0]


def page(url: str, body: bytes) -> Fetched:
    return Fetched(url=url, final_url=url, status=200, headers=(("content-type", "text/html"),), body=body)


async def toxic_events(database: Database) -> list[str]:
    found = await database.read(
        events.of_guild, 1, start=NOW - timedelta(days=1), end=NOW + timedelta(days=1), kinds=[EventKind.TURNED_TOXIC]
    )
    return [event.evidence for event in found if event.delivery_id]


async def test_an_offered_page_is_rated_with_its_reasons(database: Database, queue: RatingQueue) -> None:
    link = await watched(database, "https://a.example/bread")
    queue.offer(page(link.source_url, BREAD), [link])
    await asyncio.wait_for(queue.idle(), 60)
    saved = await database.read(backlinks.get, 1, link.id)
    why = await database.read(ratings.reasons, 1, link.id)
    assert saved is not None
    assert saved.relevance is not None
    assert saved.relevance > 0.6
    assert saved.toxicity is not None
    assert saved.toxicity < 45
    assert why is not None
    assert {part["name"] for part in why.parts} == {"relevance", "authority", "credit", "placement", "page"}
    assert await toxic_events(database) == []


async def test_a_link_that_turns_toxic_is_told_once_with_its_signals(database: Database, queue: RatingQueue) -> None:
    link = await watched(database, "https://a.example/slots")
    for _ in range(2):
        queue.offer(page(link.source_url, SPAM), [link])
        await asyncio.wait_for(queue.idle(), 60)
    told = await toxic_events(database)
    assert len(told) == 1
    assert "gambling" in told[0]


@pytest.mark.parametrize("verdict", [Verdict.FINE, Verdict.IGNORED])
async def test_a_domain_that_the_team_has_judged_gives_no_alert(
    database: Database, queue: RatingQueue, verdict: Verdict
) -> None:
    link = await watched(database, "https://a.example/slots")
    await database.write(verdicts.say, 1, link.site_id, "a.example", verdict, said_by=5, now=NOW)
    queue.offer(page(link.source_url, SPAM), [link])
    await asyncio.wait_for(queue.idle(), 60)
    assert await toxic_events(database) == []


async def test_a_worker_that_dies_is_started_anew() -> None:
    worker = Worker()
    try:
        first = await worker.run(os.getpid)
        assert first != os.getpid()
        with pytest.raises(WorkerDiedError):
            await worker.run(os.kill, first, signal.SIGKILL)
        assert await worker.run(os.getpid) != first
    finally:
        await worker.close()


async def test_the_queue_is_bounded_and_the_newest_version_of_a_page_counts(database: Database) -> None:
    link = await watched(database, "https://a.example/bread")
    fetcher = Fetcher(CrawlSettings())
    resting = RatingQueue(database, fetcher, group_for=timedelta(minutes=2))
    for number in range(MOST_PAGES + 5):
        resting.offer(page(link.source_url, BREAD), [replace(link, page_id=number)])
    resting.offer(page(link.source_url, SPAM), [replace(link, page_id=MOST_PAGES)])
    assert resting.waiting == MOST_PAGES
    assert resting.dropped == 5
    await fetcher.close()
