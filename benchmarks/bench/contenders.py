"""Everybody who runs: each in a process of its own, politeness off, the same pages, the same concurrency.

All URLs hold loopback addresses, so nobody asks the DNS. All keep connections open and accept gzip; the server's log is
read to see that, and that each page was got. What each one does with a page:

| who | does | does not |
|---|---|---|
| bare loop | gets it, parses it, counts its hrefs | guard, judge, keep anything |
| aiohttp alone | gets it | read it |
| Backlight | robots.txt, address guard, pace, gets it, reads it (links, directives, walls, text), judges the link, stores it | rate it: that has its own queue |
| lychee `--dump` | gets it, extracts and prints its links; native code on all cores | check a link, judge, keep anything |
| Scrapy | gets it through its scheduler and middlewares, takes its hrefs | robots.txt, keep anything |
| LinkChecker | gets it, parses it, checks the syntax of each link | robots.txt, get what the pages link to, keep anything |

CPU is that of the process and its children; time and CPU of Python's start are left out where the contender measures
itself (the first three and Scrapy). The server's CPU is nobody's. Connections and bytes of Backlight are those of both its
rounds, robots.txt included. lychee's work is less than ours and on all cores at once, so its bar compares unlike things.
"""  # noqa: E501  # a table

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

CONCURRENCY = 100
BIN = Path(sys.executable).parent
OTHER_URLS = r"^(?!http://127\.0\.7\.\d+:\d+/r\d+/\d+\.html$)"  # what pages link to: parsed, not fetched
OWN_WORDS = re.compile(r"^SECONDS (?P<seconds>[\d.]+) PAGES (?P<pages>\d+) CPU (?P<cpu>[\d.]+)", re.MULTILINE)
ROUND = re.compile(
    OWN_WORDS.pattern + r" JUDGED (?P<judged>\d+) PRESENT (?P<present>\d+) RSS (?P<rss>\d+)$", re.MULTILINE
)
LINKCHECKER_PAGES = re.compile(r"^Content types: .*?(\d+) text", re.MULTILINE)
LINKCHECKER_BROKE = re.compile(r"^There (?:was|were) (\d+) internal errors?", re.MULTILINE)
LINKCHECKER_MAY_BREAK = 0.02  # of the pages

Lines = list[tuple[str, str]]  # a URL, and a domain that its page links to


class NoFigureError(Exception):
    """A contender did not do its work, so nothing is said of its speed. The message says why."""


@dataclass(frozen=True, slots=True)
class Figures:
    """One run of one contender."""

    pages: int
    seconds: float
    cpu_seconds: float
    rss_mb: float = 0.0  # resident memory afterwards, of ours alone

    @property
    def pages_per_second(self) -> float:
        """Speed."""
        return self.pages / self.seconds

    @property
    def cpu_ms_per_page(self) -> float:
        """CPU, children included."""
        return 1000 * self.cpu_seconds / self.pages


def pipeline(lines: Lines, folder: Path, *, rounds: int) -> list[Figures]:
    """(b) our way of a link, guard to stored result: a first round, then rounds of unchanged pages."""
    path = folder / "lines.json"
    path.write_text(json.dumps(lines))
    ended = run([sys.executable, "-m", "benchmarks.bench.pipeline", str(path), str(CONCURRENCY), str(rounds)], folder)
    told = list(ROUND.finditer(ended.output))
    if len(told) != rounds:
        raise NoFigureError(f"ended after {len(told)} of {rounds} rounds: {ended.trouble}")
    for one in told:
        if int(one["pages"]) != len(lines) or int(one["judged"]) < 0.99 * len(lines):
            raise NoFigureError(f"checked {one['pages']} and judged {one['judged']} of {len(lines)} pages")
        if int(one["present"]) < 0.9 * len(lines):
            raise NoFigureError(f"found only {one['present']} of {len(lines)} links")
    return [Figures(int(one["pages"]), float(one["seconds"]), float(one["cpu"]), int(one["rss"]) / 1e6) for one in told]


def bare(urls: list[str], folder: Path) -> Figures:
    """(a) aiohttp and selectolax in a loop."""
    return _of_its_own_words("benchmarks.bench.bare", urls, folder)


def unread(urls: list[str], folder: Path) -> Figures:
    """What aiohttp alone can do: it gets the pages, and nobody reads them."""
    return _of_its_own_words("benchmarks.bench.bare", urls, folder, "unread")


def scrapy(urls: list[str], folder: Path) -> Figures:
    """(d) Scrapy."""
    return _of_its_own_words("benchmarks.bench.spider", urls, folder)


def lychee(urls: list[str], folder: Path) -> Figures:
    """(c) lychee, which here only gets pages and dumps their links. It ends with 1 when a page could not be had."""
    command = [_find("lychee"), "--dump", "--max-concurrency", str(CONCURRENCY)]
    command += ["--host-concurrency", str(CONCURRENCY), "--host-request-interval", "0ms", "--max-retries", "0"]
    ended = run([*command, "--files-from", str(_list(urls, folder))], folder)
    if ended.code:
        raise NoFigureError(f"ended with {ended.code}: {ended.trouble}")
    if ended.output.count("\n") < len(urls):
        raise NoFigureError("printed fewer links than there are pages")
    return Figures(len(urls), ended.seconds, ended.cpu_seconds)


def linkchecker(urls: list[str], folder: Path) -> Figures:
    """(e) LinkChecker, told not to follow what it finds.

    It ends with 1 when pages hold links that are no URLs, and with 2 after errors of its own: it has them at a link or
    two of the real pages, whose host it cannot encode, and reads on.
    """
    config = folder / "linkcheckerrc"
    config.write_text("[checking]\nmaxrequestspersecond=100000\n")
    command = [_find("linkchecker"), "-f", str(config), "-t", str(CONCURRENCY), "-r", "1", "--no-robots"]
    ended = run([*command, "--no-status", "--ignore-url", OTHER_URLS, "--stdin"], folder, stdin="\n".join(urls))
    read, broke = LINKCHECKER_PAGES.search(ended.output), LINKCHECKER_BROKE.search(ended.output)
    if ended.code not in (0, 1, 2) or read is None or int(read[1]) != len(urls):
        raise NoFigureError(f"ended with {ended.code}, read {read[1] if read else 'no'} of {len(urls)} pages")
    if broke and int(broke[1]) > LINKCHECKER_MAY_BREAK * len(urls):
        raise NoFigureError(f"had {broke[1]} errors of its own in {len(urls)} pages")
    return Figures(len(urls), ended.seconds, ended.cpu_seconds)


PEERS: dict[str, Callable[[list[str], Path], Figures]] = {
    "bare loop": bare,
    "aiohttp alone": unread,
    "lychee --dump": lychee,
    "Scrapy": scrapy,
    "LinkChecker": linkchecker,
}


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended, and what it took."""

    code: int
    output: str
    trouble: str  # what stderr says of it
    seconds: float
    cpu_seconds: float


def _of_its_own_words(module: str, urls: list[str], folder: Path, *more: str) -> Figures:
    ended = run([sys.executable, "-m", module, str(_list(urls, folder)), str(CONCURRENCY), *more], folder)
    said = OWN_WORDS.search(ended.output)
    if ended.code or said is None or int(said["pages"]) != len(urls):
        read = said["pages"] if said else "no"
        raise NoFigureError(f"ended with {ended.code}, read {read} of {len(urls)} pages: {ended.trouble}")
    return Figures(len(urls), float(said["seconds"]), float(said["cpu"]))


def run(command: list[str], folder: Path, stdin: str = "") -> Ended:
    """Run a program to its end, its output in files of `folder`."""
    output, trouble, feed = folder / "output.txt", folder / "trouble.txt", folder / "stdin.txt"
    feed.write_text(stdin)
    started = time.perf_counter()
    with output.open("wb") as out, trouble.open("wb") as err, feed.open("rb") as source:
        process = subprocess.Popen(command, stdout=out, stderr=err, stdin=source)
        _, status, usage = os.wait4(process.pid, 0)  # with the children that it has waited for
        process.returncode = os.waitstatus_to_exitcode(status)  # reaped above
    seconds = time.perf_counter() - started
    said = trouble.read_text(errors="replace").strip().splitlines()
    return Ended(
        code=process.returncode,
        output=output.read_text(errors="replace"),
        trouble=next((line for line in reversed(said) if "Error" in line), "it said nothing of an error"),
        seconds=seconds,
        cpu_seconds=usage.ru_utime + usage.ru_stime,
    )


def _list(urls: list[str], folder: Path) -> Path:
    path = folder / "urls.txt"
    path.write_text("\n".join(urls))
    return path


def _find(name: str) -> str:
    found = shutil.which(name, path=f"{BIN}{os.pathsep}{os.environ['PATH']}")
    if found is None:
        raise NoFigureError("not installed")
    return found
