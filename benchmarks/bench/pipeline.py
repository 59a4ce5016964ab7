"""Our whole way of a link, guard to stored result: fetch, read, observe, judge, save. Rating has its own process.

Prints one line a round: the first reads every page, later ones get 304 for each.
"""

import asyncio
import gc
import json
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

import sqlite_utils

from benchmarks.bench.meter import cpu_seconds, resident_bytes
from bot.checking.checker import Checker
from bot.checking.reader import Reader
from bot.config import CrawlSettings, Settings
from bot.crawl.fetched import Fetched
from bot.crawl.fetcher import Fetcher
from storage import backlinks, sites
from storage.database import Database
from storage.records import NewBacklink
from storage.rows import unix

GUILD = 1
WARM_UP = Fetched(url="http://127.0.0.1/", final_url="http://127.0.0.1/", status=200, body=b"<p>Ready?")
BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)


def settings(concurrency: int) -> Settings:
    """As in the running bot, but without pauses: the server is our own and its hosts are many."""
    return Settings(
        crawl=CrawlSettings(
            concurrency=concurrency,
            host_delay=0,
            domain_concurrency=concurrency,
            allow_addresses=(ip_network("127.0.0.0/8"),),
        )
    )


async def main(lines: list[tuple[str, str]], concurrency: int, rounds: int) -> None:
    """Watch every URL of `lines` (URL, domain that it links to), then check them all, `rounds` times."""
    now = BEGIN
    with tempfile.TemporaryDirectory() as folder:
        database = await Database.open(Path(folder) / "bench.sqlite3")
        await watch(database, lines, now=now)
        async with Fetcher(settings(concurrency).crawl) as fetcher:
            reader = Reader()
            await reader.read(WARM_UP, ())  # as in the bot, whose process is there before its first round
            checker = Checker(database, fetcher, settings(concurrency), clock=lambda: now, reader=reader)
            for _ in range(rounds):
                cpu, started = cpu_seconds(), time.perf_counter()
                tally = await checker.run_due()
                seconds, cpu = time.perf_counter() - started, cpu_seconds() - cpu
                gc.collect()
                judged = await database.read(count, f"checked_at = {unix(now)} AND seen IN ('present', 'absent')")
                present = await database.read(count, "seen = 'present'")
                print(
                    f"SECONDS {seconds:.4f} PAGES {tally.pages} CPU {cpu:.4f}"
                    f" JUDGED {judged} PRESENT {present} RSS {resident_bytes()}"
                )
                now += timedelta(days=10)
            await checker.close()
        await database.close()


async def watch(database: Database, lines: list[tuple[str, str]], *, guild_id: int = GUILD, now: datetime) -> None:
    """Fill the database with a site a domain and a backlink a URL, due now."""
    by_domain: dict[str, list[NewBacklink]] = {}
    for url, domain in lines:
        host = urlsplit(url).hostname or ""
        by_domain.setdefault(domain, []).append(NewBacklink(url=url, host=host, domain=host))
    for domain, links in by_domain.items():
        site, _ = await database.write(sites.add, guild_id, domain, now=now)
        await database.write(backlinks.add_many, site, links, now=now)


def count(db: sqlite_utils.Database, which: str) -> int:
    """How many backlinks there are of a kind (SQL)."""
    return int(db.conn.execute(f"SELECT count(*) FROM backlinks WHERE {which}").fetchone()[0])  # noqa: S608  # our own


if __name__ == "__main__":
    watched = [(url, domain) for url, domain in json.loads(Path(sys.argv[1]).read_text())]
    asyncio.run(main(watched, int(sys.argv[2]), int(sys.argv[3])))
