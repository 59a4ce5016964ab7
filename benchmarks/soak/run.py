"""Drives the real engine through the world: real checker, SQLite, fetcher and HTTP; only the clock is ours."""

import logging
import socket
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

from benchmarks.soak.web import Names, serve
from benchmarks.soak.world import SITE, World
from bot.checking.checker import Checker
from bot.config import AlertSettings, CrawlSettings, Settings
from bot.crawl.fetcher import Fetcher
from storage import backlinks, events, guilds, sites
from storage.database import Database
from storage.records import Event, NewBacklink
from tests.faults.web import MisbehavingWeb

TICK = timedelta(minutes=30)
GUILD = 1
OTHER_GUILD = 2  # watches some of the same pages
CHANNEL = 7
TIMEOUT_SECONDS = 0.4  # real ones, for a server that does not answer


def settings() -> Settings:
    """The default settings, but on loopback, without pacing, and with short time-outs."""
    return Settings(
        crawl=CrawlSettings(
            allow_addresses=("127.0.0.0/8",),  # type: ignore[arg-type]  # pydantic reads networks from text
            host_delay=0,
            host_concurrency=8,
            domain_concurrency=64,
            timeout=TIMEOUT_SECONDS,
            concurrency=64,
        ),
        alerts=AlertSettings(group_seconds=60),
    )


async def soak(world: World, folder: Path) -> tuple[dict[int, list[Event]], dict[str, int]]:
    """Run the world from start to end.

    Returns the events by link number (those of no link under -1), and some counts of the whole.
    """
    logging.getLogger("aiohttp").setLevel(logging.CRITICAL)
    async with AsyncExitStack() as stack:
        database = await Database.open(folder / "soak.sqlite3")
        stack.push_async_callback(database.close)
        web = await stack.enter_async_context(MisbehavingWeb())
        serve(world, web)
        names = Names(world, web.port, _closed_port())
        chosen = settings()
        fetcher = await stack.enter_async_context(Fetcher(chosen.crawl, resolver=names, now=lambda: world.now))
        await _watch(database, world)
        checker = Checker(database, fetcher, chosen, clock=lambda: world.now)
        visited = set_aside = 0
        while world.now < world.end:
            tally = await checker.run_due()
            visited += tally.pages
            set_aside += tally.set_aside
            world.now += TICK
        await checker.close()
        happened = await database.read(events.of_guild, GUILD, start=world.start, end=world.end)
        rows = await database.read(backlinks.of_site, GUILD, 1)
        numbers = {row.id: int(row.source_url.rpartition("-")[2]) for row in rows}
        by_link: dict[int, list[Event]] = {}
        for event in happened:
            by_link.setdefault(numbers.get(event.backlink_id or 0, -1), []).append(event)
        return by_link, {"checks": visited, "set aside": set_aside, "requests": len(web.visits)}


async def _watch(database: Database, world: World) -> None:
    for guild_id, step in ((GUILD, 1), (OTHER_GUILD, 10)):
        await database.write(guilds.ensure, guild_id)
        await database.write(guilds.set_alerts_channel, guild_id, CHANNEL)
        site, _ = await database.write(sites.add, guild_id, SITE, now=world.now)
        new = [NewBacklink(url=link.url, host=link.host.name, domain=link.host.name) for link in world.links[::step]]
        await database.write(backlinks.add_many, site, new, now=world.now)


def _closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
