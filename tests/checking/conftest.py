"""A checker with a clock of its own, on a database of its own, before a web on loopback."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.checking.checker import Checker
from bot.config import AlertSettings, Settings
from bot.crawl.fetched import Fetched
from bot.crawl.fetcher import Fetcher
from storage import backlinks, events, guilds, sites
from storage.database import Database
from storage.records import Backlink, Event, NewBacklink
from tests.faults.fetching import loopback
from tests.faults.web import MisbehavingWeb, Script, page

ALICE, MALLORY = 1, 2  # guilds
SITE = "ours.example"
WORDS = "The mill by the river has been there for as long as anybody can remember, and so has its long story. " * 8


def linking(rel: str = "", anchor: str = "the guide") -> Script:
    """A page with a link to the site."""
    attribute = f' rel="{rel}"' if rel else ""
    body = f'<title>Notes</title><p>{WORDS}<a href="https://{SITE}/guide"{attribute}>{anchor}</a></p>'
    return page(body, headers=[("Connection", "close")])  # a kept one would outlive its host's name


def without_link() -> Script:
    """The same page without it."""
    return page(f"<title>Notes</title><p>{WORDS}</p>")


@dataclass
class Desk:
    """All that a test of the checker needs."""

    database: Database
    web: MisbehavingWeb
    fetcher: Fetcher
    now: datetime = datetime(2026, 3, 1, tzinfo=UTC)
    changed: list[str] = field(default_factory=list)  # URLs handed on to be rated

    def __post_init__(self) -> None:
        self.checker = self.another_checker()

    def another_checker(self, *, rated: bool = False, **settings: object) -> Checker:
        """A checker as after a restart, or with other settings."""

        def note(fetched: Fetched, _: object) -> None:
            self.changed.append(fetched.url)

        chosen = Settings(crawl=loopback(), alerts=AlertSettings(group_seconds=60), **settings)  # type: ignore[arg-type]
        return Checker(self.database, self.fetcher, chosen, clock=lambda: self.now, changed=note if rated else None)

    async def watch(self, *hosts: str, path: str = "/", guild: int = ALICE) -> None:
        """Watch a page of each host for a link to the site."""
        await self.database.write(guilds.ensure, guild)
        await self.database.write(guilds.set_alerts_channel, guild, guild * 10)
        site, _ = await self.database.write(sites.add, guild, SITE, now=self.now)
        new = [NewBacklink(url=f"http://{host}{path}", host=host, domain=host) for host in hosts]
        await self.database.write(backlinks.add_many, site, new, now=self.now)

    async def later(self, **time: float) -> None:
        """Let time pass and check what has become due."""
        self.now += timedelta(**time)
        await self.checker.run_due()

    async def somebody_came(self) -> None:
        """Wait until the web was asked for a page."""
        while not self.web.paths():  # noqa: ASYNC110  # the web counts visits and knows no events
            await asyncio.sleep(0.01)

    async def links(self, guild: int = ALICE) -> list[Backlink]:
        """The guild's backlinks, in the order they were added."""
        site = (await self.database.read(sites.of_guild, guild))[0]
        return sorted(await self.database.read(backlinks.of_site, guild, site.id), key=lambda link: link.id)

    async def events(self, guild: int = ALICE) -> list[Event]:
        """All the guild's events."""
        far = timedelta(days=1000)
        return await self.database.read(events.of_guild, guild, start=self.now - far, end=self.now + far)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """The desk, before an empty web."""
    database = await Database.open(tmp_path / "test.sqlite3")
    async with MisbehavingWeb() as web, Fetcher(loopback(), resolver=web.resolver) as fetcher:
        desk = Desk(database, web, fetcher)
        yield desk
        await desk.checker.close()
    await database.close()
