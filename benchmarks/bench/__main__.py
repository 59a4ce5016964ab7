"""`make bench`: pages per second and CPU per page, ours beside a bare loop and our peers, in one run.

Every contender gets the same pages from the same server with the same concurrency; rounds alternate between them and
medians are compared. The slow ones get fewer pages, so that the run stays short.
"""

import statistics
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.bench import contenders, corpus, server
from benchmarks.bench.contenders import Figures

ROUNDS = 3
MANY, FEW, FEWEST = 3200, 1600, 160  # pages a round

# our first round must reach this many times each peer's pages per second
BARS = {"bare loop": 0.6, "lychee --dump": 3.0, "Scrapy": 3.0, "LinkChecker": 10.0}
UNCHANGED_BAR = 1.5  # a round of 304 against a first round
MEMORY_BAR_MB = 250.0  # at 20,000 links
MEMORY_PAGES = 20_000


def main() -> int:
    """Print the table and whether each bar holds. Exit code 0 when all do."""
    console = Console()
    pages, source = corpus.load()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        mean = corpus.write(pages, folder / "www")
        with server.serving(folder) as (port, served_by):
            console.print(
                f"{source}, {mean // 1000} KB mean, gzip, from {served_by} on {len(server.ADDRESSES)} addresses"
            )
            console.print(f"{ROUNDS} rounds, concurrency {contenders.CONCURRENCY}, politeness off")
            runs = measure(lines_of(pages, port, MANY), folder)
            memory = contenders.pipeline(lines_of(pages, port, MEMORY_PAGES), folder, rounds=3)
    return report(console, runs, [one.rss_mb for one in memory])


def lines_of(pages: list[corpus.Page], port: int, count: int) -> list[tuple[str, str]]:
    """`count` URLs over all addresses, each with the domain that its page links to."""
    lines = []
    for number in range(count):
        address, page = server.ADDRESSES[number % len(server.ADDRESSES)], pages[number % len(pages)]
        lines.append((f"http://{address}:{port}/r{number // len(pages)}/{page.name}", page.target))
    return lines


def measure(lines: list[tuple[str, str]], folder: Path) -> dict[str, list[Figures]]:
    """Every contender's figures, a list of rounds each. One that is not installed is left out."""
    urls = [url for url, _ in lines]
    runs: dict[str, list[Figures]] = {}
    for _ in range(ROUNDS):
        first, second = contenders.pipeline(lines, folder, rounds=2)
        found = {
            "Backlight": first,
            "Backlight, unchanged pages": second,
            "bare loop": contenders.bare(urls, folder),
            "lychee --dump": contenders.lychee(urls[:FEW], folder),
            "Scrapy": contenders.scrapy(urls[:FEW], folder),
            "LinkChecker": contenders.linkchecker(urls[:FEWEST], folder),
        }
        for name, figures in found.items():
            if figures:
                runs.setdefault(name, []).append(figures)
    return runs


def report(console: Console, runs: dict[str, list[Figures]], memory: list[float]) -> int:
    """Print medians, ratios and bars."""
    speed = {name: statistics.median(run.pages_per_second for run in rounds) for name, rounds in runs.items()}
    ours = speed["Backlight"]
    table = Table("who", "pages/s", "CPU ms/page", "Backlight is", "bar")
    held = True
    for name, rounds in runs.items():
        ratio, bar = ours / speed[name], BARS.get(name)
        if name == "Backlight, unchanged pages":
            ratio, bar = speed[name] / ours, UNCHANGED_BAR
        held &= bar is None or ratio >= bar
        cpu = statistics.median(run.cpu_ms_per_page for run in rounds)
        table.add_row(name, f"{speed[name]:.0f}", f"{cpu:.2f}", f"{ratio:.2f} x", f">= {bar} x" if bar else "")
    console.print(table)
    told = ", ".join(f"{value:.0f}" for value in memory)
    console.print(f"resident memory at {MEMORY_PAGES} links after each round: {told} MB (bar: {MEMORY_BAR_MB:.0f})")
    held &= max(memory) < MEMORY_BAR_MB
    console.print("every bar holds" if held else "some bars do not hold")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
