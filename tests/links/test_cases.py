"""The adversarial table: every row of tests/links/cases, judged as one fetch of one page."""

# ruff: noqa: E501  # rows and paragraphs of test data

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.crawl.fetched import Fetched, Hop
from bot.links.facts import Wanted
from bot.links.observe import examine
from storage.words import Reason, Seen

NOW = datetime(2026, 6, 1, tzinfo=UTC)
URL = "https://blog.example.org/2026/post"
PARAGRAPH = (
    "The river rises in the hills above the old mill, where the first settlers cut timber for their houses. In spring it "
    "floods the meadows, and the farmers move their cattle to higher ground until the water falls again. Visitors come in "
    "summer to walk the path along its banks, which leads past three villages and a ruined abbey to the sea. In autumn the "
    "fishermen return, and the inns that line the harbour are full until the storms of winter close the pass for good. "
)
CASES = Path(__file__).parent / "cases"


def _rows() -> list[Any]:
    rows = []
    for table in sorted(CASES.glob("*.toml")):
        cases = tomllib.loads(table.read_text(encoding="utf-8"))["case"]
        rows += [pytest.param(row, id=f"{table.stem}: {row['name']}") for row in cases]
    return rows


def _fetched(row: dict[str, Any]) -> Fetched:
    page = row.get("page", "").replace("{text}", PARAGRAPH).replace("{long}", PARAGRAPH * 16)
    url = row.get("url", URL)
    final = row.get("final", url)
    problem = Reason(row["problem"]) if "problem" in row else None
    kind = row.get("type", "text/html; charset=utf-8")
    return Fetched(
        url=url,
        final_url=final,
        status=row.get("status", None if problem else 200),
        headers=(
            *([("content-type", kind)] if kind else []),
            *((name.lower(), value) for name, value in row.get("headers", ())),
        ),
        body=page.encode(row.get("encoding", "utf-8")),
        hops=(Hop(url=url, status=301, location=final),) if final != url else (),
        problem=problem,
        detail="The fetch failed." if problem else "",
    )


@pytest.mark.parametrize("row", _rows())
def test_the_row_of_the_table_holds(row: dict[str, Any]) -> None:
    wanted = Wanted(
        domain=row.get("site", "example.com"), subdomains=row.get("subdomains", True), target=row.get("want", "")
    )

    (seen,) = examine(_fetched(row), [wanted], now=NOW)

    assert (seen.seen, seen.reason) == (row["seen"], row["reason"]), seen.evidence
    assert seen.evidence.endswith(".")
    assert bool(seen.links) == (seen.seen is Seen.PRESENT)
    told = {}
    if seen.best:
        best = seen.best
        told = {
            "credit": best.credit,
            "hidden": best.hidden,
            "noscript": best.in_noscript,
            "anchor": best.anchor,
            "target": best.url,
            "via": best.via,
            "links": len(seen.links),
            "noindex": seen.robots.noindex,
            "canonical": seen.canonical or "",
        }
    expected = {key: row[key] for key in told if key in row}
    assert {key: told[key] for key in expected} == expected


def test_the_table_is_broad_and_names_each_row_once() -> None:
    names = [row.id for row in _rows()]

    assert len(names) >= 150
    assert len(set(names)) == len(names)
