"""What the bench prints: figures, ratios and bars, and what has no figure."""

from dataclasses import dataclass, field
from statistics import median

from rich.console import Console
from rich.table import Table

from benchmarks.bench.answering import Answers, p95
from benchmarks.bench.contenders import Figures
from benchmarks.bench.server import Visits

OURS = "Backlight"
UNCHANGED = "unchanged pages"  # ours too: a later round
# our first round must reach this many times each peer's pages per second, and a round of 304 this many times our first
BARS = {UNCHANGED: 1.5, "bare loop": 0.6, "lychee --dump": 3.0, "Scrapy": 3.0, "LinkChecker": 10.0}
MEMORY_BAR_MB = 250.0
MEMORY_GROWTH_MB = 10.0  # from the second round to the last one; what one round takes, an allocator may keep
ANSWER_BAR = 5.0  # the 95th percentile under load, in times of the idle one


@dataclass(slots=True)
class Report:
    """Collects figures and prints them. `end` says whether all bars held."""

    console: Console
    held: bool = True
    _runs: dict[str, list[Figures]] = field(default_factory=dict)
    _visits: dict[str, Visits] = field(default_factory=dict)

    def say(self, text: str) -> None:
        """One line."""
        self.console.print(text, highlight=False, soft_wrap=True)

    def add(self, name: str, figures: Figures, visits: Visits | None) -> None:
        """One round of a contender, with what the server saw of it."""
        self._runs.setdefault(name, []).append(figures)
        if visits:
            self._visits[name] = visits

    def missing(self, name: str, why: str) -> None:
        """Something has no figure, and so no bar holds for it."""
        self.held = False
        self.say(f"{name}: no figure, {why}")

    def speeds(self, rounds: int) -> None:
        """The table of all who ran: medians of the rounds, the least and the most beside the speed."""
        ours = [run.pages_per_second for run in self._runs.get(OURS, [])]
        table = Table("who", "pages", "conns", "MB", "pages/s", "least-most", "CPU ms/page", "Backlight is", "bar", "")
        for name, runs in self._runs.items():
            speeds = [run.pages_per_second for run in runs]
            visits = self._visits.get(name)
            cells = [str(runs[-1].pages)]
            cells += [str(visits.connections), f"{visits.bytes / 1e6:.0f}"] if visits else ["", ""]
            cells += [f"{median(speeds):.0f}", f"{min(speeds):.0f}-{max(speeds):.0f}"]
            cells += [f"{median(run.cpu_ms_per_page for run in runs):.2f}"]
            table.add_row(name, *cells, *self._against(name, speeds, ours))
        self.say(f"rounds: {rounds}; everybody in the table got every page, as the server's log shows")
        self.console.print(table)

    def _against(self, name: str, speeds: list[float], ours: list[float]) -> list[str]:
        bar = BARS.get(name)
        if bar is None:
            beside = [us / them for us, them in zip(ours, speeds, strict=False)] if name != OURS else []
            return [f"{median(beside):.2f} x"] if beside else []
        if len(speeds) != len(ours):
            self.held = False
            return ["", f">= {bar} x", "no pairs"]
        pairs = [them / us if name == UNCHANGED else us / them for us, them in zip(ours, speeds, strict=True)]
        return [f"{median(pairs):.2f} x", f">= {bar} x", self._verdict(holds=median(pairs) >= bar)]

    def memory(self, links: int, megabytes: list[float]) -> None:
        """Resident memory after each round, the reading process included."""
        told = ", ".join(f"{value:.0f}" for value in megabytes)
        holds = max(megabytes) < MEMORY_BAR_MB and megabytes[-1] - megabytes[1] < MEMORY_GROWTH_MB
        self.say(
            f"memory at {links} links after each round: {told} MB (bar: < {MEMORY_BAR_MB:.0f}, not growing) "
            + self._verdict(holds=holds)
        )

    def answers(self, answers: Answers) -> None:
        """`/profile`, idle and under load."""
        idle, loaded = p95(answers.idle), p95(answers.loaded)
        self.say(
            f"/profile, 95th percentile: {1000 * idle:.0f} ms idle ({len(answers.idle)}),"
            f" {1000 * loaded:.0f} ms while {answers.pages_per_second:.0f} pages/s are checked ({len(answers.loaded)});"
            f" medians {1000 * median(answers.idle):.0f} and {1000 * median(answers.loaded):.0f} ms"
        )
        self.say(
            f"/profile under load takes {loaded / idle:.2f} x (bar: < {ANSWER_BAR:.0f} x) "
            + self._verdict(holds=loaded < ANSWER_BAR * idle)
        )

    def end(self) -> int:
        """The last line, and the exit code."""
        self.say("every bar holds" if self.held else "some bars do not hold")
        return 0 if self.held else 1

    def _verdict(self, *, holds: bool) -> str:
        self.held &= holds
        return "ok" if holds else "NOT"
