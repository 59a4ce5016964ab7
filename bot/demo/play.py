"""The demo, from the curtain to Ctrl-C: three weeks of past, a profile on the page, and changes as you watch."""

import asyncio
import contextvars
import webbrowser
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

import sqlite_utils

from bot.app import Backlight
from bot.config import AlertSettings, CheckSettings, CrawlSettings, DiscordSettings, Settings, StorageSettings
from bot.crawl.fetcher import Fetcher
from bot.crawl.resolve import StaticResolver
from bot.demo.neighbourhood import BACKLINKS, HOSTS, LIST_LENGTH, PLACES, SITE, Neighbourhood
from bot.demo.stage import Stage, keep_fresh, stage, unfollowed
from bot.exchange.lists import Row
from storage import ranks
from storage.database import Database

PAST = timedelta(days=21)  # that the site has been watched for when the page opens
HOUR = 1 / 3600  # of the real one: what takes hours takes seconds here

INTRO = """
Backlight's demo runs at

    {url}

Type into the page's composer:  !profile {site}   !links lost   !check   !help   or pick a slash command.
Within a minute a link vanishes from one page, turns nofollow on another and comes back on a third: watch the channel.
The data lies in {database}. Ctrl-C ends it.
"""


def demo_settings(folder: Path) -> Settings:
    """The bot's own settings, with everything that takes hours taking seconds."""
    return Settings(
        discord=DiscordSettings(message_content=True),
        storage=StorageSettings(path=folder / f"demo-{datetime.now(UTC):%Y%m%d-%H%M%S}.sqlite3"),
        crawl=CrawlSettings(
            contact="the demo",
            host_delay=0,
            timeout=5,
            allow_addresses=(ip_network("127.0.0.0/8"),),
        ),
        checks=CheckSettings(
            interval_hours=10 * HOUR,
            min_interval_hours=5 * HOUR,
            max_interval_hours=15 * HOUR,
            confirm_after_minutes=12 / 60,
            tick_seconds=2,
        ),
        alerts=AlertSettings(group_seconds=6),
    )


class DemoBot(Backlight):
    """The bot itself; only its services wait until the past has been lived through."""

    async def start_services(self) -> None:
        """Not yet: `open_doors` does it."""

    async def open_doors(self) -> None:
        """Start the services, where the simulation does not wait for them."""
        await unfollowed(super().start_services)

    def check_soon(self) -> None:
        """Hurry the schedule there too: its ticks run on in the context of whoever hurried it last."""
        contextvars.Context().run(super().check_soon)


async def play(folder: Path, *, say: Callable[[str], None], port: int = 0, browser: bool = True) -> None:
    """Run the demo until its page is closed or the task is cancelled. `folder` exists; its file stays.

    `say` gets the words that tell where the page is, `port` is its port (0: any free one). With `browser`, it is also
    opened where there is a browser.
    """
    settings = demo_settings(folder)
    clock = Clock(datetime.now(UTC) - PAST)
    async with AsyncExitStack() as cleanup:
        web = await cleanup.enter_async_context(Neighbourhood(clock=clock, opened=clock() + PAST))
        database = await Database.open(settings.storage.path)
        cleanup.push_async_callback(database.close)
        resolver = StaticResolver(dict.fromkeys(HOSTS, ("127.0.0.1", web.port)))
        bot = DemoBot(settings, database, clock=clock, fetcher=Fetcher(settings.crawl, resolver=resolver, now=clock))
        scene = await cleanup.enter_async_context(stage(bot))
        cleanup.push_async_callback(unfollowed, bot.stop_services)
        await unfollowed(lambda: live_through_the_past(bot, scene, clock))
        await show(bot, scene, say=say, port=port, browser=browser)


class Clock:
    """Tells a moment of the past until it is let go, and the real time from then on."""

    def __init__(self, moment: datetime) -> None:
        self.moment: datetime | None = moment

    def __call__(self) -> datetime:
        """The moment it is."""
        return self.moment or datetime.now(UTC)


async def live_through_the_past(bot: Backlight, scene: Stage, clock: Clock) -> None:
    """What the team did three weeks ago, and a check a day since: watch the site, add its links, look at them."""
    guild, by = scene.channel.guild.id, scene.admin.id
    await bot.sites.watch(guild, SITE, by=by, channel_id=None)
    await bot.backlinks.add(guild, [Row(url=url) for url in BACKLINKS], site=None, by=by)
    await bot.database.write(load_places, now=clock())
    rating = asyncio.create_task(bot.ratings.run()) if bot.ratings is not None else None
    for day in range(PAST.days):
        clock.moment = datetime.now(UTC) - PAST + timedelta(days=day)
        await bot.checker.run_due()
        if bot.ratings is not None:
            await bot.ratings.idle()
    if rating:
        rating.cancel()
    clock.moment = None
    # only now: what happened in the past is history on the page, not news
    await bot.guild_settings.set_alerts_channel(guild, scene.channel.id)
    await bot.guild_settings.set_digest(guild, "monday", "09:00")


def load_places(db: sqlite_utils.Database, *, now: datetime) -> None:
    """Load the demo's own rank list, as `ranks load` does a real one."""
    load = ranks.next_load(db)
    ranks.replace_ranks(db, "demo", load, PLACES.items())
    ranks.finish_load(db, "demo", load, entries=LIST_LENGTH, now=now)


async def show(bot: DemoBot, scene: Stage, *, say: Callable[[str], None], port: int, browser: bool) -> None:
    """Open the page with a profile on it, and keep it up to date until it is closed."""
    await scene.catch_up()
    await scene.admin.send(scene.channel, f"!profile {SITE}")
    preview = scene.env.preview(scene.channel, viewers=scene.members, layout="channel", port=port)
    async with preview:
        say(INTRO.format(url=preview.url, site=SITE, database=bot.database.path))
        if browser:
            await asyncio.to_thread(webbrowser.open, preview.url)
        await bot.open_doors()
        freshener = asyncio.create_task(keep_fresh(scene, preview))
        try:
            await preview.wait_closed()
        finally:
            freshener.cancel()
