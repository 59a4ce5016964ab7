"""The schedule's ticks, and what is due at a start."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.schedule import HEARTBEAT, Schedule, Tick, beat, owe_digests
from storage import deliveries, guilds, meta
from storage.database import Database
from storage.words import DeliveryKind

NOW = datetime(2026, 3, 30, 12, tzinfo=UTC)  # the Monday after Berlin's clocks went forward
LONG = timedelta(hours=1)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path / "test.sqlite3")
    yield opened
    await opened.close()


async def test_every_tick_looks_once_at_a_start() -> None:
    looked: list[str] = []
    both = asyncio.Event()

    async def look(name: str) -> None:
        looked.append(name)
        if len(looked) == 2:
            both.set()

    schedule = Schedule([Tick(name=name, look=partial(look, name), every=LONG) for name in ("a", "b")])
    schedule.start()
    async with asyncio.timeout(10):
        await both.wait()
    await schedule.stop()
    assert sorted(looked) == ["a", "b"]


async def test_a_tick_in_a_hurry_looks_again_and_a_failure_ends_nothing() -> None:
    looks = 0
    again = asyncio.Event()

    async def look() -> None:
        nonlocal looks
        looks += 1
        if looks == 1:
            again.set()
            raise RuntimeError("the disk is full")
        done.set()

    done = asyncio.Event()
    schedule = Schedule([Tick(name="checks", look=look, every=LONG)])
    schedule.start()
    async with asyncio.timeout(10):
        await again.wait()
        await asyncio.sleep(0)
        while not done.is_set():
            schedule.hurry("checks")
            await asyncio.sleep(0.01)
    await schedule.stop()
    assert looks >= 2


async def test_a_tick_that_is_hurried_while_it_looks_looks_once_more_and_never_twice_at_a_time() -> None:
    looks = at_once = most = 0
    go_on, twice = asyncio.Event(), asyncio.Event()

    async def look() -> None:
        nonlocal looks, at_once, most
        looks, at_once = looks + 1, at_once + 1
        most = max(most, at_once)
        if looks == 2:
            twice.set()
        await go_on.wait()
        at_once -= 1

    schedule = Schedule([Tick(name="checks", look=look, every=LONG)])
    schedule.start()
    schedule.start()  # a second login attempt starts everything again
    async with asyncio.timeout(10):
        for _ in range(5):
            await asyncio.sleep(0.02)
            schedule.hurry("checks")
        await asyncio.sleep(0.05)
        go_on.set()
        await twice.wait()
    await schedule.stop()
    assert (looks, most) == (2, 1)


async def test_a_stop_lets_a_running_tick_end() -> None:
    started, ended = asyncio.Event(), False

    async def look() -> None:
        nonlocal ended
        started.set()
        await asyncio.sleep(0.1)
        ended = True

    schedule = Schedule([Tick(name="slow", look=look, every=LONG)])
    schedule.start()
    async with asyncio.timeout(10):
        await started.wait()
        await schedule.stop()
        await schedule.stop()
    assert ended


async def test_digests_missed_while_the_bot_was_down_are_owed_once(database: Database) -> None:
    missed = NOW - timedelta(days=21)
    await database.write(guilds.ensure, 1)
    await database.write(guilds.set_alerts_channel, 1, 5)
    await database.write(guilds.set_timezone, 1, "Europe/Berlin")
    await database.write(guilds.set_digest, 1, weekday=0, time="09:00", next_at=missed)
    assert await owe_digests(database, lambda: NOW) == 1
    assert await owe_digests(database, lambda: NOW) == 0
    owed = await database.write(deliveries.claim_due, now=NOW, limit=10)
    assert [delivery.kind for delivery in owed] == [DeliveryKind.DIGEST]
    guild = await database.read(guilds.get, 1)
    assert guild is not None
    assert guild.digest_next_at == datetime(2026, 4, 6, 7, tzinfo=UTC)  # 09:00 in summer time


async def test_the_heartbeat_says_when_the_schedule_last_ran(database: Database) -> None:
    await beat(database, lambda: NOW)
    assert await database.read(meta.get, HEARTBEAT) == NOW.isoformat()
