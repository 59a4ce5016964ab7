"""Exported CSV: complete, readable by ourselves, harmless in a spreadsheet."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.exchange.export import COLUMNS, FORMULA_STARTS, links_csv
from bot.exchange.lists import Row, read_list
from storage.records import Backlink
from storage.words import Credit, Status

LINK = Backlink(
    id=1,
    guild_id=1,
    site_id=1,
    page_id=1,
    source_url="https://a.com/x",
    status=Status.LIVE,
    target_url="https://me.com/",
    anchor="a word",
    credit=Credit.FOLLOWED,
    quality=61.234,
    added_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
)


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_an_export_holds_every_column_and_leaves_what_is_not_measured_empty() -> None:
    (row,) = rows_of(links_csv([LINK]))
    assert tuple(row) == COLUMNS
    assert row["credit"] == "followed"
    assert row["quality"] == "61.23"
    assert row["toxicity"] == ""
    assert row["added_at"] == "2026-01-02T03:04:05+00:00"


def test_our_own_export_can_be_read_back() -> None:
    assert read_list(links_csv([LINK])).rows == (Row(url="https://a.com/x", target="https://me.com/", anchor="a word"),)


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_no_cell_is_a_formula(start: str) -> None:
    (row,) = rows_of(links_csv([replace(LINK, anchor=f"{start}HYPERLINK(1)")]))
    assert row["anchor"].startswith("'")


@given(st.text())
def test_any_anchor_keeps_the_table_whole(anchor: str) -> None:
    anchor = anchor.encode("utf-8", "replace").decode()
    rows = rows_of(links_csv([replace(LINK, anchor=anchor), LINK]))
    assert len(rows) == 2
    assert rows[1]["anchor"] == "a word"
