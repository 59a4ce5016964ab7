"""A site's backlinks as CSV, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable
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
    """One line a backlink under a header; UTF-8 with its mark, so that Excel reads the umlauts. Empty: not measured."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for link in links:
        writer.writerow([_cell(getattr(link, column)) for column in COLUMNS])
    return text.getvalue().encode("utf-8-sig")


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, float):
        return f"{value:.2f}"
    text = str(value).replace("\x00", "")
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text
