"""A site's topics are learnt from its own pages, as a guest, and kept when it cannot be read."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.crawl.fetcher import Fetcher
from bot.crawl.resolve import StaticResolver
from bot.quality.learning import FRESH_FOR, learn_if_stale
from bot.quality.process import Worker
from storage import backlinks, prints, sites, topics
from storage.database import Database
from storage.records import NewBacklink
from tests.faults.fetching import loopback
from tests.scenarios.web import Web

NOW = datetime(2026, 5, 1, tzinfo=UTC)
BREAD = "<p>Flour, yeast, water and salt: how we bake bread in our own oven, every morning of the week.</p>" * 8


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path / "db.sqlite3")
    yield opened
    await opened.close()


async def test_topics_come_from_the_home_page_its_links_and_the_sitemap(database: Database) -> None:
    site, _ = await database.write(sites.add, 1, "ours.example", now=NOW)
    worker = Worker()
    async with Web() as web:
        web.pages["/"] = (
            f"<title>Home</title>{BREAD}<p><a href='/rye'>rye</a> <a href='https://else.example/'>x</a></p>"
        )
        web.pages["/rye"] = f"<title>Rye</title>{BREAD}"
        web.pages["/sitemap.xml"] = "<urlset><url><loc>http://ours.example/cakes</loc></url></urlset>"
        web.pages["/cakes"] = f"<title>Cakes</title>{BREAD}"
        port = int(web.url("").rpartition(":")[2])
        names = StaticResolver({"ours.example": ("127.0.0.1", port)})
        try:
            async with Fetcher(loopback(), resolver=names) as fetcher:
                await learn_if_stale(database, fetcher, worker, site, NOW)
                await learn_if_stale(database, fetcher, worker, site, NOW + timedelta(days=1))
                asked = web.asked["/rye"]
                web.pages.clear()
                await learn_if_stale(database, fetcher, worker, site, NOW + FRESH_FOR + timedelta(days=1))
        finally:
            await worker.close()
    known = await database.read(topics.of_site, site.id)
    assert known is not None
    assert sorted(text.partition(".")[0] for text in known.texts) == ["Cakes", "Home", "Rye"]
    assert known.language == "en"
    assert asked == 1


async def test_prints_count_other_domains_that_link_to_the_same_site(database: Database) -> None:
    ours, _ = await database.write(sites.add, 1, "ours.example", now=NOW)
    other, _ = await database.write(sites.add, 1, "other.example", now=NOW)
    ids = []
    for host, site in (("a.example", ours), ("b.example", ours), ("c.example", other)):
        new = NewBacklink(url=f"https://{host}/", host=host, domain=host)
        await database.write(backlinks.add_many, site, [new], now=NOW)
        link = (await database.read(backlinks.find, 1, site.id, new.url))[0]
        await database.write(prints.save, link.page_id, [("same_owner", "UA-1234567-1")])
        ids.append(link.page_id)
    assert await database.read(prints.shared, ours.id, ids[0]) == {"same_owner": 1}
