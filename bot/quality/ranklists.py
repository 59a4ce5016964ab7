"""Reading rank and block lists out of files, streamed: a million places in seconds, in little memory."""

import csv
import gzip
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import IO, BinaryIO, TypeVar

import sqlite_utils

from storage import ranks, ratings

BATCH = 20_000  # rows of one transaction: the bot can write in between
HIGHEST_PLACE = 1_000_000_000
HeardOf = Callable[[int], None]
Row = tuple[str, int]
T = TypeVar("T")


class ListError(Exception):
    """A file that is no list we know; a sentence for people."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of a load."""

    source: str
    entries: int


def load_rank_list(
    db: sqlite_utils.Database, file: Path, *, limit: int, now: datetime, progress: HeardOf | None = None
) -> Loaded:
    """Load a rank list, in place of an older one of its kind. `progress` hears how many bytes of the file are read.

    Tranco (`place,domain`, no header), Majestic Million (`GlobalRank,TldRank,Domain,…`) and Common Crawl's domain ranks
    (`#harmonicc_pos … #host_rev`, TAB, names reversed) are told apart by their first line. Plain, gzip or zip.
    Raises ListError for anything else.
    """
    with _opened(file, progress) as text:
        source, rows = _rows(text)
        number = 0
        load = ranks.next_load(db)
        for batch in _batches(islice(rows, limit)):
            with db.atomic():
                ranks.replace_ranks(db, source, load, batch)
            number += len(batch)
    if not number:
        raise ListError(f"{file} has no line with a place and a domain.")
    with db.atomic():
        ranks.finish_load(db, source, load, entries=number, now=now)
        ratings.make_all_due(db)
    return Loaded(source, number)


def load_block_list(db: sqlite_utils.Database, file: Path, source: str, *, progress: HeardOf | None = None) -> Loaded:
    """Load a block list, one domain a line, in place of an older one. Comments (#) and the addresses of hosts files are
    passed over. Raises ListError when it has no domain.
    """
    with _opened(file, progress) as text:
        load = ranks.next_load(db)
        number = 0
        for batch in _batches(_domains(text)):
            with db.atomic():
                ranks.replace_listed(db, source, load, batch)
            number += len(batch)
    if not number:
        raise ListError(f"{file} has no domain.")
    with db.atomic():
        entries = ranks.finish_listed(db, source, load)
        ratings.make_all_due(db)
    return Loaded(source, entries)


@contextmanager
def _opened(file: Path, progress: HeardOf | None) -> Iterator[Iterable[str]]:
    """The lines of a plain, gzip or zip file (its first member), with progress by the bytes read of the file itself."""
    with file.open("rb") as raw:
        magic = raw.read(4)
        raw.seek(0)
        try:
            if magic.startswith(b"PK"):
                with zipfile.ZipFile(raw) as archive, archive.open(archive.infolist()[0]) as member:
                    yield _lines(member, raw, progress)
            elif magic.startswith(b"\x1f\x8b"):
                with gzip.open(raw) as unpacked:
                    yield _lines(unpacked, raw, progress)
            else:
                yield _lines(raw, raw, progress)
        except (zipfile.BadZipFile, gzip.BadGzipFile, EOFError, IndexError) as error:
            raise ListError(f"{file} is broken: {error}. Download it again.") from None


def _lines(unpacked: IO[bytes] | gzip.GzipFile, raw: BinaryIO, progress: HeardOf | None) -> Iterator[str]:
    text = io.TextIOWrapper(unpacked, encoding="utf-8", errors="replace", newline="")
    for number, line in enumerate(text):
        if progress and number % BATCH == 0:
            progress(raw.tell())
        yield line
    if progress:
        progress(raw.tell())
    text.detach()


def _rows(lines: Iterable[str]) -> tuple[str, Iterator[Row]]:
    """The list's name and its (domain, place) pairs."""
    lines = iter(lines)
    first = next(lines, "")
    if first.startswith("#"):
        return "commoncrawl", _common_crawl(first, lines)
    head = first.strip().split(",")
    if "GlobalRank" in head:
        return "majestic", _columns(csv.reader(lines), head.index("Domain"), head.index("GlobalRank"))
    if len(head) == 2 and head[0].isdecimal():  # noqa: PLR2004  # place and domain
        return "tranco", _columns(csv.reader(chain([first], lines)), 1, 0)
    raise ListError(
        "The first line is of no list that is known: Tranco (1,example.com), Majestic Million (GlobalRank,…) or "
        "Common Crawl (#harmonicc_pos…). A block list needs --as NAME."
    )


def _columns(rows: Iterable[list[str]], domain: int, place: int) -> Iterator[Row]:
    for row in rows:
        if len(row) > max(domain, place) and row[place].isdecimal() and 0 < int(row[place]) < HIGHEST_PLACE:
            yield row[domain].strip().lower(), int(row[place])


def _common_crawl(first: str, lines: Iterable[str]) -> Iterator[Row]:
    """Harmonic centrality's place, and the name turned round: `com.example` is example.com."""
    head = [name.strip().lstrip("#") for name in first.split("\t")]
    names = [place for place, name in enumerate(head) if name in {"host_rev", "rev_domain"}]
    if not names:
        raise ListError("The header names no reversed domain (#host_rev or #rev_domain).")
    for domain, place in _columns((line.rstrip("\n").split("\t") for line in lines), names[0], 0):
        yield ".".join(reversed(domain.split("."))), place


def _domains(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        words = line.partition("#")[0].split()
        if words and "." in words[-1]:
            yield words[-1].lower().removeprefix("*.").strip(".")


def _batches(rows: Iterator[T]) -> Iterator[list[T]]:
    while batch := list(islice(rows, BATCH)):
        yield batch
