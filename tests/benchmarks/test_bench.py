"""The bench in its smallest form: it must run to its end, and say nothing of what it did not measure."""

import re
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from rich.console import Console

from benchmarks.bench import answering, contenders, corpus, server
from benchmarks.bench.contenders import Figures, NoFigureError
from benchmarks.bench.report import Report
from benchmarks.bench.server import Visits

PAGES = 40
ROW = r"^│ {name} +│ {pages} +│[ \d]+│[ \d]+│ \d+ +│ \d+-\d+ +│ [\d.]+ +│"


def test_it_prints_a_row_and_a_bar_for_everybody_who_read_every_page() -> None:
    command = [sys.executable, "-m", "benchmarks.bench", "--generated", "--rounds", "1", "--pages", str(PAGES)]
    ended = subprocess.run(  # noqa: S603  # our own arguments
        [*command, "--only", "bare"], capture_output=True, text=True, timeout=100, check=False
    )
    assert ended.returncode in (0, 1), ended.stderr  # this machine need not be quiet enough for the bars
    said = ended.stdout
    assert "160 generated pages" in said
    assert "rounds: 1" in said
    assert "no figure" not in said
    for name in ("Backlight", "unchanged pages", "bare loop"):
        assert re.search(ROW.format(name=name, pages=PAGES), said, re.MULTILINE), said
    assert re.search(r"│ bare loop .*│ [\d.]+ x +│ >= 0.6 x +│ (ok|NOT) +│", said), said
    assert re.search(r"│ unchanged pages .*│ [\d.]+ x +│ >= 1.5 x +│ (ok|NOT) +│", said), said
    assert ("every bar holds" in said) == (ended.returncode == 0)


@pytest.fixture
def pages() -> list[corpus.Page]:
    return corpus.load(generated=True)[0][:20]


@pytest.fixture(params=["nginx", "python"])
def served_by(request: pytest.FixtureRequest) -> str | None:
    nginx = server.find_nginx()
    if request.param == "nginx" and nginx is None:
        pytest.skip("nginx is not installed; the Python process that takes its place is tested")
    return nginx if request.param == "nginx" else None


def test_every_page_is_stored_and_the_second_round_is_unchanged(
    tmp_path: Path, pages: list[corpus.Page], served_by: str | None
) -> None:
    corpus.write(pages, tmp_path / "www")
    with server.serving(tmp_path, served_by) as port:
        log = server.Log(tmp_path)
        lines = server.lines_of(pages, port, PAGES)
        first, second = contenders.pipeline(lines, tmp_path, rounds=2)
        visits = log.visits([url for url, _ in lines])
    assert (first.pages, second.pages) == (PAGES, PAGES)
    assert (visits.pages, visits.full, visits.unchanged, visits.gzip) == (PAGES, PAGES, PAGES, True)
    assert first.cpu_seconds > 0


def test_the_profile_is_asked_for_while_pages_are_checked(tmp_path: Path, pages: list[corpus.Page]) -> None:
    corpus.write(pages, tmp_path / "www")
    with server.serving(tmp_path, server.find_nginx()) as port:
        answers = answering.measure(pages, port, tmp_path, rounds=1, load=600, fewest=2)
    assert len(answers.idle) == answering.IDLE_ASKS
    assert answering.p95(answers.loaded) > 0
    assert answers.pages_per_second > 0


def test_a_page_that_is_not_there_leaves_no_figure(tmp_path: Path, pages: list[corpus.Page]) -> None:
    corpus.write(pages[:-1], tmp_path / "www")
    with server.serving(tmp_path, server.find_nginx()) as port:
        lines = server.lines_of(pages, port, len(pages))
        with pytest.raises(NoFigureError, match="read no of 20 pages"):
            contenders.bare([url for url, _ in lines], tmp_path)
        log = server.Log(tmp_path)
        contenders.pipeline(lines, tmp_path, rounds=1)
        assert log.visits([url for url, _ in lines]).pages == 19
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(lines[-1][0])  # noqa: S310  # our own server


def test_a_contender_without_a_figure_or_under_its_bar_fails_the_run(capsys: pytest.CaptureFixture[str]) -> None:
    visits = Visits(pages=10, full=10, unchanged=0, bytes=10, connections=1, gzip=True)
    fast, slow = Figures(10, 1.0, 0.1), Figures(10, 2.0, 0.1)
    report = Report(Console(width=110))
    for ours, theirs, held in ((fast, fast, True), (slow, fast, False)):
        report = Report(Console(width=110))
        report.add("Backlight", ours, visits)
        report.add("bare loop", theirs, visits)
        report.speeds(1)
        assert report.end() == (0 if held else 1)
    report.missing("Scrapy", "not installed")
    assert report.end() == 1
    assert "Scrapy: no figure, not installed" in capsys.readouterr().out
