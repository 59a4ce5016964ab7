"""A site's backlinks as CSV, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime

from storage.records import Backlink

COLUMNS = (
    "source_url", "target_url", "anchor", "rel", "credit", "status", "reason", "evidence", "http_status", "placement",
    "quality", "relevance", "authority", "toxicity", "first_seen_at", "last_seen_at", "lost_at", "checked_at",
    "added_at",
)  # fmt: skip
# A cell that starts with one of these is a formula to Excel, LibreOffice or Sheets (OWASP, "CSV injection").
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001  # full-width ones count too


def links_csv(links: Iterable[Backlink]) -> bytes:
    """One line a backlink under a header. Empty cells were not measured."""
    return csv_bytes(COLUMNS, ([getattr(link, column) for column in COLUMNS] for link in links))


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A table as UTF-8 with its mark, so that Excel reads the umlauts, and without formulas. None is an empty cell."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig", "replace")  # a lone surrogate of a stranger's must not end the export


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, float):
        return f"{value:.2f}"
    text = str(value).replace("\x00", "")
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text
