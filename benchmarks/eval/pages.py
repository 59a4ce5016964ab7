"""How right the reader is on real pages: every link of a page, and "does this page link to that site?".

Both go through the code of `python -m bot read`. The reference was made with another parser (html5lib).
"""

import gzip
import json
import tarfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.cli.read import answer

BAR_PAGES = 0.99  # share of pages on which the links equal the reference
SHOWN = 12  # failing ones that are printed, at most
NO_URL = "https://page.invalid/"

Rows = Iterator[dict[str, Any]]


def run(shared: Path) -> bool:
    """Prints both figures with what fails. True when both bars hold."""
    with TemporaryDirectory() as folder:
        with tarfile.open(shared / "pages" / "pages.tar.gz") as pages:
            pages.extractall(folder, filter="data")
        wrong_pages = [line for row in _facts(shared) if (line := _compare_page(row, Path(folder)))]
        wrong_cases = [line for row in _cases(shared) if (line := _compare_case(row, Path(folder)))]
    pages_total, cases_total = sum(1 for _ in _facts(shared)), sum(1 for _ in _cases(shared))
    right = (pages_total - len(wrong_pages)) / pages_total
    for line in [*wrong_pages[:SHOWN], *wrong_cases[:SHOWN]]:
        print("  differs:", line)
    print(f"pages whose links equal the reference   {right:7.2%} of {pages_total} (bar {BAR_PAGES:.0%})")
    print(f"cases answered as expected              {cases_total - len(wrong_cases)} of {cases_total} (bar: all)")
    return right >= BAR_PAGES and not wrong_cases


def _facts(shared: Path) -> Rows:
    with gzip.open(shared / "pages" / "facts.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _cases(shared: Path) -> Rows:
    with (shared / "pages" / "cases.jsonl").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _compare_page(row: dict[str, Any], folder: Path) -> str:
    links = answer({"file": str(folder / row["file"]), "url": row["document_url_used"]})["links"]
    found = Counter((link["url"], tuple(link["rel"]), link["anchor"]) for link in links)
    wanted = Counter(
        (link["url"], tuple(link["rel_tokens_comma"]), link["anchor"])
        for link in row["links"]
        if not link["in_template"]
    )
    if found == wanted:
        return ""
    return f"{row['file']}: missing {list(wanted - found)[:2]}, extra {list(found - wanted)[:2]}"


def _compare_case(case: dict[str, Any], folder: Path) -> str:
    line = {"file": str(folder / case["page"]), "url": case["page_url"] or NO_URL, "site": case["target"]}
    found = answer(line)
    name = f"case {case['id']} ({case['bucket']}, {case['target']})"
    if (found["observation"] == "present") != case["expected_found"]:
        return f"{name}: {found['observation']}, {found['evidence']}"
    if not case["expected_found"]:
        return ""
    wanted = [_details(link, (link["rel"] or "").replace(",", " ").split()) for link in case["links"]]
    got = [_details(link, link["rel"]) for link in found["links"]]
    if len(got) != case["n_links"] or got[: len(wanted)] != wanted:  # long lists are cut in the reference
        return (
            f"{name}: {[link for link in got if link not in wanted][:2]} for {[w for w in wanted if w not in got][:2]}"
        )
    return ""


def _details(link: dict[str, Any], rel: list[str]) -> tuple[Any, ...]:
    # the reference does not look at titles
    anchor_from = "empty" if link["anchor_from"] == "title" else link["anchor_from"]
    return (
        link["url"],
        [token.lower() for token in rel],
        link["anchor"],
        anchor_from,
        link["hidden"],
        link["in_noscript"],
    )
