"""`/profile` while the checks run: the bot as bot/app.py composes it, in a simulated Discord, asked by its command.

In rounds: asked with nothing to do, then asked while the checker reads pages unthrottled, as long as that takes.
Reading and rating have their processes, as in `python -m bot run`. The simulation runs in the bot's process and waits
for nothing but the bot: a time is that from Discord's event to the finished answer, without a network.
"""

import asyncio
import json
import logging
import re
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.bench.contenders import CONCURRENCY, Lines, NoFigureError, run
from benchmarks.bench.corpus import Page
from benchmarks.bench.pipeline import count, settings, watch
from benchmarks.bench.server import lines_of
from bot.checking.reader import Reader
from bot.crawl.fetcher import Fetcher
from bot.crawl.resolve import StaticResolver
from bot.demo.play import DemoBot
from bot.demo.stage import Stage, stage, unfollowed
from storage.database import Database

SITE_LINKS = 100  # of the site that is asked about
IDLE_ASKS = 20  # a round
FEWEST_ASKS = 20  # under load, in all: fewer say nothing of a 95th percentile
TOLD = re.compile(r"^IDLE (\S+) LOADED (\S+) PAGES (\d+) SECONDS (\S+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Answers:
    """Seconds from the command to its answer."""

    idle: list[float]
    loaded: list[float]
    pages_per_second: float  # that were checked meanwhile


def p95(values: list[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(values, n=20, method="inclusive")[-1]


def measure(
    pages: list[Page], port: int, folder: Path, *, rounds: int, load: int, fewest: int = FEWEST_ASKS
) -> Answers:
    """Ask a bot in a process of its own, under a load of so many pages a round.

    Raises NoFigureError when it does not answer, or less often than `fewest` under load: too little to say anything.
    """
    asked, others = pages[0], [page for page in pages if page.target != pages[0].target]
    path = folder / "answering.json"
    path.write_text(json.dumps([lines_of([asked], port, SITE_LINKS), lines_of(others, port, rounds * load), rounds]))
    ended = run([sys.executable, "-m", "benchmarks.bench.answering", str(path)], folder)
    told = TOLD.search(ended.output)
    if ended.code or told is None:
        raise NoFigureError(f"ended with {ended.code}: {ended.trouble}")
    idle, loaded = ([float(value) for value in told[group].split(",")] for group in (1, 2))
    if len(loaded) < fewest:
        raise NoFigureError(
            f"only {len(loaded)} answers while {rounds} x {load} pages were checked; give it more pages"
        )
    return Answers(idle, loaded, int(told[3]) / float(told[4]))


async def main(asked: Lines, others: Lines, rounds: int) -> None:
    """Ask, and print every time."""
    with tempfile.TemporaryDirectory() as name:
        database = await Database.open(Path(name) / "bench.sqlite3")
        unthrottled = settings(CONCURRENCY)
        # no name exists: what a page links to is never asked for
        fetcher = Fetcher(unthrottled.crawl, resolver=StaticResolver())
        bot = DemoBot(unthrottled, database, fetcher=fetcher, reader=Reader())
        async with stage(bot) as scene:
            guild_id = scene.channel.guild.id
            await watch(database, asked, guild_id=guild_id, now=datetime.now(UTC))
            await bot.open_doors()
            await _ask(scene, asked[0][1])  # loads what draws
            idle, loaded, seconds = [], [], 0.0
            for number in range(rounds):
                await _settled(bot)
                idle += [await _ask(scene, asked[0][1]) for _ in range(IDLE_ASKS)]
                await watch(database, others[number::rounds], guild_id=guild_id, now=datetime.now(UTC))
                started = time.perf_counter()
                load = asyncio.create_task(unfollowed(bot.checker.run_due))
                while not load.done():
                    loaded.append(await _ask(scene, asked[0][1]))
                seconds += time.perf_counter() - started
                loaded.pop()  # the load ended while this one was answered
            pages = await database.read(count, "seen IN ('present', 'absent')") - len(asked)
            assert pages > 0.99 * len(others), f"only {pages} of {len(others)} pages were checked"
            await unfollowed(bot.stop_services)
        await database.close()
    print("IDLE", ",".join(map(str, idle)), "LOADED", ",".join(map(str, loaded)), "PAGES", pages, "SECONDS", seconds)


async def _ask(scene: Stage, domain: str) -> float:
    started = time.perf_counter()
    await scene.admin.slash(scene.channel, "profile", site=domain)
    seconds = time.perf_counter() - started
    answer = scene.channel.last_message
    assert answer is not None, "the profile was not shown"
    assert answer.embeds, answer.content
    assert answer.attachments, "the profile has no chart"
    return seconds


async def _settled(bot: DemoBot) -> None:
    """Wait until nothing is due and nothing waits to be rated."""
    await unfollowed(bot.checker.run_due)
    if bot.ratings is not None:
        await bot.ratings.idle()


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    asyncio.run(main(*json.loads(Path(sys.argv[1]).read_text())))
