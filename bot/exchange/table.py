"""Exports of other tools: which separator, which row is the header, which columns hold source, target and anchor.

Columns are found by the vendors' headers (Ahrefs, Semrush, Moz, Majestic, Search Console) and else by what is in them,
because headers are translated.
"""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.errors import UserError
from bot.exchange.addresses import SCHEME, page_url
from bot.exchange.metrics import DomainMetric, metric_columns

SOURCE_HEADERS = frozenset({
    "referring page url", "source url", "source_url", "sourceurl", "linking page", "linking url", "source page",
    "referring page", "referring url", "from url", "backlink", "backlink url", "link from", "source", "page url",
})  # fmt: skip
WEAK_SOURCE_HEADERS = frozenset({"url", "link", "links", "urls", "page", "address", "from"})
TARGET_HEADERS = frozenset({
    "target url", "target_url", "targeturl", "link url", "target page", "target", "destination", "destination url",
    "to url", "link to", "to",
})  # fmt: skip
ANCHOR_HEADERS = frozenset({
    "anchor", "anchor text", "anchor_text", "link anchor", "anchortext", "link text", "linktext", "ankertext",
    "texte d'ancrage", "ancre", "texto de anclaje", "texto ancla", "texto âncora", "testo di ancoraggio",
    "ankertekst", "tekst kotwicy", "анкор", "текст ссылки", "アンカーテキスト", "锚文本",
})  # fmt: skip
DOMAIN_HEADERS = frozenset({"domain", "site", "referring domain", "root domain", "source domain"})
DELIMITERS = "\t;,|"
HEADER_WITHIN = 20  # rows; Moz writes about six lines before its header
SAMPLE_ROWS = 200
MAX_LINES_A_ROW = 20  # a quoted cell may hold line breaks; an unclosed quote must not swallow the file
MOSTLY = 0.6  # of a column's filled cells


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Where in a row the source, the target and the anchor stand."""

    delimiter: str
    first_row: int  # the first row of data
    source: int
    target: int | None = None
    anchor: int | None = None
    metrics: tuple[tuple[int, str], ...] = ()  # (column, name) of the vendor's metrics


class DomainsOnlyError(UserError):
    """An export that lists linking domains without their pages."""

    def __init__(self, columns: Columns, metrics: Sequence[DomainMetric] = ()) -> None:
        """`columns.source` is the column of domains; `metrics` is what the export says of them, once it is read."""
        super().__init__(
            "That export lists domains, not pages. I need the address of each page that links to you: "
            "export the backlinks instead of the referring domains."
        )
        self.columns = columns
        self.metrics = tuple(metrics)


def find_columns(text: str) -> Columns | None:
    """The columns of a table, or None when `text` is no table with a column of pages.

    Raises UserError for an export that lists something else: target pages, or (DomainsOnlyError) domains without pages.
    """
    sample = "\n".join(text.split("\n", SAMPLE_ROWS + HEADER_WITHIN)[: SAMPLE_ROWS + HEADER_WITHIN])
    tables = [(delimiter, [row for _, row in rows_of(sample, delimiter)]) for delimiter in DELIMITERS]
    for delimiter, rows in tables:
        found = _by_header(delimiter, rows)
        if found:
            return found
    for delimiter, rows in tables:
        _refuse_other_exports(delimiter, rows)
    delimiter, rows = max(tables, key=lambda table: _regularity(table[1]))
    return _by_content(delimiter, rows) if _regularity(rows) else None


def rows_of(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the number of its first line. A row whose quotes do not close is read as a single line."""
    lines = text.split("\n")
    index = 0
    while index < len(lines):
        taken = 1
        quotes = lines[index].count('"')
        while quotes % 2 and taken < MAX_LINES_A_ROW and index + taken < len(lines):
            quotes += lines[index + taken].count('"')
            taken += 1
        if quotes % 2:
            taken = 1
        row = _cells("\n".join(lines[index : index + taken]), delimiter)
        if any(cell.strip() for cell in row):
            yield index + 1, row
        index += taken


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:  # a cell beyond the module's size limit
        return line.split(delimiter)


def _by_header(delimiter: str, rows: list[list[str]]) -> Columns | None:
    for index, names in enumerate(_headers(rows)):
        target = _first(names, TARGET_HEADERS)
        anchor = _first(names, ANCHOR_HEADERS)
        source = _first(names, SOURCE_HEADERS)
        if source is None and len(names) > 1:
            source = _first(names, WEAK_SOURCE_HEADERS)
        if source is not None and _share_of_urls(rows[index + 1 :], source) >= MOSTLY:
            return Columns(
                delimiter=delimiter,
                first_row=index + 1,
                source=source,
                target=target,
                anchor=anchor,
                metrics=metric_columns(names),
            )
    return None


def _refuse_other_exports(delimiter: str, rows: list[list[str]]) -> None:
    for index, names in enumerate(_headers(rows)):
        below = rows[index + 1 :]
        target = _first(names, TARGET_HEADERS)
        if target is not None and _url_columns(below) == [target]:
            raise UserError(
                "That export lists your own pages, not the pages that link to them. "
                "Export the linking pages: in Search Console these are under “Export external links”, “Latest links”."
            )
        domain = _first(names, DOMAIN_HEADERS)
        if len(names) > 1 and domain is not None and not _url_columns(below):
            raise DomainsOnlyError(
                Columns(delimiter=delimiter, first_row=index + 1, source=domain, metrics=metric_columns(names))
            )


def _headers(rows: list[list[str]]) -> list[list[str]]:
    """The rows that may be the header, cells as the sets above spell them."""
    return [[cell.strip().strip('"').replace("\u2019", "'").casefold() for cell in row] for row in rows[:HEADER_WITHIN]]


def _by_content(delimiter: str, rows: list[list[str]]) -> Columns | None:
    columns = _url_columns(rows)
    if not columns:
        return None
    # pages that link are many sites' pages; targets are one site's
    hosts = {column: len({urlsplit(row[column]).netloc for row in rows if column < len(row)}) for column in columns}
    source = max(columns, key=lambda column: (hosts[column], -column))
    others = [column for column in columns if column != source]
    header = int(not SCHEME.match(rows[0][source].strip() if source < len(rows[0]) else ""))
    names = _headers(rows[:1])[0] if header else []
    return Columns(
        delimiter=delimiter,
        first_row=header,
        source=source,
        target=others[0] if others else None,
        anchor=_first(names, ANCHOR_HEADERS),
        metrics=metric_columns(names),
    )


def _regularity(rows: list[list[str]]) -> int:
    """How many cells stand in rows of the most frequent width; 0 for a single column and for ragged text."""
    widths = Counter(map(len, rows))
    if not widths:
        return 0
    width, count = widths.most_common(1)[0]
    return width * count if width > 1 and count >= 0.8 * len(rows) else 0  # some rows may be broken


def _url_columns(rows: list[list[str]]) -> list[int]:
    width = max(map(len, rows), default=0)
    return [column for column in range(min(width, 200)) if _share_of_urls(rows, column) >= MOSTLY]


def _share_of_urls(rows: list[list[str]], column: int) -> float:
    cells = [row[column].strip() for row in rows if column < len(row) and row[column].strip()]
    # a bare domain is no page here: exports of referring domains have a column of these
    return sum("/" in cell and page_url(cell) is not None for cell in cells) / len(cells) if cells else 0.0


def _first(names: list[str], wanted: frozenset[str]) -> int | None:
    return next((index for index, name in enumerate(names) if name in wanted), None)
