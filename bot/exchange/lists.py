"""Pasted text and attached files -> the links that they list, and what was left out and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.exchange.addresses import page_url
from bot.exchange.decode import text_of
from bot.exchange.metrics import DomainMetric, Value, best_of_domains, values_in
from bot.exchange.table import Columns, DomainsOnlyError, find_columns, rows_of
from bot.exchange.text import addresses_in, is_comment
from bot.links.urls import ascii_domain

MAX_ROWS = 50_000
MAX_PROBLEMS = 5  # that are kept to be shown; the rest is counted
MAX_SHOWN = 100  # characters of a line that is shown as a problem
MAX_ANCHOR = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One link of a list."""

    url: str  # of the page that links, as `page_url` writes it
    target: str = ""  # of the page that it leads to, "" where the list does not say
    anchor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A line that holds no address. `text` is a stranger's: escape it before it is shown."""

    line: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadList:
    """What a list held."""

    rows: tuple[Row, ...]  # each source and target once, in the list's order
    problems: tuple[Problem, ...] = ()  # the first few
    problem_count: int = 0
    duplicates: int = 0
    left_out: int = 0  # rows beyond MAX_ROWS
    metrics: tuple[DomainMetric, ...] = ()  # what a vendor's export says of the linking domains


def read_list(data: bytes) -> ReadList:
    """The links of a file: a plain list, or CSV of any separator with a column of linking pages.

    The content decides, not the file's name. Raises UserError for a file that is too big, is no text, or lists
    something else; DomainsOnlyError brings what such an export says of its domains.
    """
    text = text_of(data)
    try:
        columns = find_columns(text)
    except DomainsOnlyError as refusal:
        said = _said_of_domains(text, refusal.columns)
        raise DomainsOnlyError(refusal.columns, tuple(best_of_domains(said))) from None
    return _collect(_from_table(text, columns) if columns else _from_text(text))


def read_text(text: str) -> ReadList:
    """The links of pasted text, whatever stands between them."""
    return _collect(_from_text(text))


def joined(lists: Sequence[ReadList]) -> ReadList:
    """Several lists as one: pasted text and the files beside it."""
    rows = {(row.url, row.target): row for one in lists for row in one.rows}
    repeated = sum(len(one.rows) for one in lists) - len(rows)
    return ReadList(
        rows=tuple(rows.values()),
        problems=tuple(problem for one in lists for problem in one.problems)[:MAX_PROBLEMS],
        problem_count=sum(one.problem_count for one in lists),
        duplicates=sum(one.duplicates for one in lists) + repeated,
        left_out=sum(one.left_out for one in lists),
        metrics=tuple(metric for one in lists for metric in one.metrics),
    )


Found = tuple[int, str, Row | None, tuple[Value, ...]]  # line, the line's text, what it holds, metrics of the source


def _from_table(text: str, columns: Columns) -> Iterator[Found]:
    for index, (line, row) in enumerate(rows_of(text, columns.delimiter)):
        if index < columns.first_row:
            continue
        url = page_url(_cell(row, columns.source))
        target = page_url(_cell(row, columns.target)) or ""
        anchor = " ".join(_cell(row, columns.anchor).split())[:MAX_ANCHOR]
        shown = _cell(row, columns.source) or columns.delimiter.join(row)
        yield line, shown, Row(url=url, target=target, anchor=anchor) if url else None, values_in(row, columns.metrics)


def _said_of_domains(text: str, columns: Columns) -> Iterator[tuple[str, tuple[Value, ...]]]:
    for index, (_, row) in enumerate(rows_of(text, columns.delimiter)):
        domain = ascii_domain(_cell(row, columns.source))
        if index >= columns.first_row and "." in domain:
            yield f"https://{domain}/", values_in(row, columns.metrics)


def _from_text(text: str) -> Iterator[Found]:
    for line, content in enumerate(text.split("\n"), start=1):
        if is_comment(content):
            continue
        candidates = addresses_in(content)
        for candidate in candidates:
            url = page_url(candidate)
            yield line, candidate, Row(url=url) if url else None, ()
        if not candidates:
            yield line, content, None, ()


def _collect(found: Iterator[Found]) -> ReadList:
    rows: dict[tuple[str, str], Row] = {}
    problems: list[Problem] = []
    said: list[tuple[str, tuple[Value, ...]]] = []
    problem_count = duplicates = left_out = 0
    for line, text, row, values in found:
        if row is not None and values:
            said.append((row.url, values))
        if row is None:
            problem_count += 1
            if len(problems) < MAX_PROBLEMS:
                problems.append(Problem(line=line, text=text.strip()[:MAX_SHOWN]))
        elif (row.url, row.target) in rows:
            duplicates += 1
        elif len(rows) >= MAX_ROWS:
            left_out += 1
        else:
            rows[row.url, row.target] = row
    return ReadList(
        rows=tuple(rows.values()),
        problems=tuple(problems),
        problem_count=problem_count,
        duplicates=duplicates,
        left_out=left_out,
        metrics=tuple(best_of_domains(said)),
    )


def _cell(row: list[str], column: int | None) -> str:
    return row[column].strip() if column is not None and column < len(row) else ""
