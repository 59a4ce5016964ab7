"""Everybody who runs: each in a process of its own, politeness off, the same pages, the same concurrency."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

CONCURRENCY = 100
BIN = Path(sys.executable).parent
OTHER_URLS = r"^(?!http://127\.0\.7\.\d+:\d+/r\d+/\d+\.html$)"  # what pages link to: parsed, not fetched
ROUND = re.compile(r"SECONDS ([\d.]+) PAGES (\d+) ROUND \d+ CPU ([\d.]+) PRESENT (\d+) RSS (\d+)")
OWN_WORDS = re.compile(rb"SECONDS ([\d.]+) PAGES (\d+)")


@dataclass(frozen=True, slots=True)
class Figures:
    """One run of one contender."""

    pages_per_second: float
    cpu_ms_per_page: float
    rss_mb: float = 0.0  # resident memory afterwards, of ours alone


def pipeline(lines: list[tuple[str, str]], folder: Path, *, rounds: int) -> list[Figures]:
    """(b) our way of a link, guard to stored result: a first round, then rounds of unchanged pages."""
    path = folder / "lines.json"
    path.write_text(json.dumps(lines))
    command = [sys.executable, "-m", "benchmarks.bench.pipeline", str(path), str(CONCURRENCY), str(rounds)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    figures = []
    for seconds, pages, cpu, present, rss in ROUND.findall(output):
        assert int(pages) == len(lines), f"only {pages} of {len(lines)} pages were checked"
        assert int(present) > 0.9 * len(lines), f"only {present} of {len(lines)} links were found"
        figures.append(Figures(int(pages) / float(seconds), 1000 * float(cpu) / int(pages), int(rss) / 1e6))
    assert len(figures) == rounds, output
    return figures


def bare(urls: list[str], folder: Path) -> Figures:
    """(a) aiohttp and selectolax in a loop."""
    return _python("benchmarks.bench.bare", urls, folder)


def scrapy(urls: list[str], folder: Path) -> Figures:
    """(d) Scrapy."""
    return _python("benchmarks.bench.spider", urls, folder)


def lychee(urls: list[str], folder: Path) -> Figures | None:
    """(c) lychee, which here only gets pages and dumps their links. None where it is not installed."""
    program = _find("lychee")
    if program is None:
        return None
    command = [program, "--dump", "--max-concurrency", str(CONCURRENCY), "--host-concurrency", str(CONCURRENCY)]
    command += ["--host-request-interval", "0ms", "--max-retries", "0", "--files-from", str(_list(urls, folder))]
    return _run(command, len(urls), folder)


def linkchecker(urls: list[str], folder: Path) -> Figures | None:
    """(e) LinkChecker, told not to follow what it finds. None where it is not installed."""
    program = _find("linkchecker")
    if program is None:
        return None
    config = folder / "linkcheckerrc"
    config.write_text("[checking]\nmaxrequestspersecond=100000\n")
    command = [program, "-f", str(config), "-t", str(CONCURRENCY), "-r", "1", "--no-robots", "-o", "none"]
    command += ["--ignore-url", OTHER_URLS, "--stdin"]
    return _run(command, len(urls), folder, stdin="\n".join(urls))


def _python(module: str, urls: list[str], folder: Path) -> Figures:
    figures = _run([sys.executable, "-m", module, str(_list(urls, folder)), str(CONCURRENCY)], len(urls), folder)
    assert figures is not None, f"{module} did not say what it did"
    return figures


def _run(command: list[str], pages: int, folder: Path, stdin: str = "") -> Figures | None:
    output = folder / "output.txt"
    feed = folder / "stdin.txt"
    feed.write_text(stdin)
    started = time.perf_counter()
    with output.open("wb") as out, feed.open("rb") as source:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL, stdin=source)
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0  # reaped above
    seconds = time.perf_counter() - started
    own = OWN_WORDS.search(output.read_bytes()[-500:])
    if own:  # those that say so themselves are timed without their start
        seconds, pages = float(own[1]), int(own[2])
    return Figures(pages / seconds, 1000 * (usage.ru_utime + usage.ru_stime) / pages)


def _list(urls: list[str], folder: Path) -> Path:
    path = folder / "urls.txt"
    path.write_text("\n".join(urls))
    return path


def _find(name: str) -> str | None:
    return shutil.which(name, path=f"{BIN}{os.pathsep}{os.environ['PATH']}")
