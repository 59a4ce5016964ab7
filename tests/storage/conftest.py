"""A real database in a temporary folder, and short ways to fill it."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlite_utils

from storage import backlinks, guilds, pages, sites
from storage.connection import open_for_writing
from storage.database import Database
from storage.records import Backlink, NewBacklink, Site

NOW = datetime(2026, 5, 4, 12, 0, 0, 123456, tzinfo=UTC)
ALICES = 100  # Alice's and Bob's guild
MALLORYS = 666
CHANNEL = 7


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """The facade."""
    opened = await Database.open(tmp_path / "backlight.sqlite3")
    yield opened
    await opened.close()


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite_utils.Database]:
    """The bare connection that the tables' functions take."""
    opened = open_for_writing(tmp_path / "backlight.sqlite3")
    yield opened
    opened.close()


def link(url: str, wanted_target: str = "") -> NewBacklink:
    """A link to add from a URL of the shape `http://host/path`."""
    host = url.split("/")[2]
    return NewBacklink(url=url, host=host, domain=".".join(host.split(".")[-2:]), wanted_target=wanted_target)


def watch(db: sqlite_utils.Database, guild_id: int, *urls: str, domain: str = "ours.example") -> Site:
    """A site of a guild with an alerts channel, and links to it."""
    site, _ = sites.add(db, guild_id, domain, now=NOW)
    guilds.set_alerts_channel(db, guild_id, CHANNEL)
    backlinks.add_many(db, site, [link(url) for url in urls], now=NOW)
    return site


def only_link(db: sqlite_utils.Database, site: Site) -> Backlink:
    """The one link of a site."""
    [found] = backlinks.of_site(db, site.guild_id, site.id)
    return found


def page_urls(db: sqlite_utils.Database) -> list[str]:
    """Every page that is kept."""
    rows = [pages.get(db, page_id) for (page_id,) in db.conn.execute("SELECT id FROM pages ORDER BY id")]
    return [page.url for page in rows if page]
