"""The reviewed texts as a full-text index in memory: they ship with the code, so no file keeps them."""

import sqlite3
from collections.abc import Iterable, Sequence

MIN_RANKED = 200  # matches that are ranked; there are fewer passages than this


def build(rows: Iterable[tuple[int, str, str, str]]) -> sqlite3.Connection:
    """An index of (id, heading, questions, text). Stemmed, without accents."""
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    connection.execute(
        "CREATE VIRTUAL TABLE passages USING fts5 (heading, questions, text, tokenize = 'porter unicode61 "
        "remove_diacritics 2')"
    )
    connection.executemany("INSERT INTO passages (rowid, heading, questions, text) VALUES (?, ?, ?, ?)", rows)
    return connection


def matching(connection: sqlite3.Connection, words: Sequence[str]) -> dict[int, float]:
    """Passages that hold any of the words: id -> how well (larger is better). Headings and questions count most."""
    if not words:
        return {}
    query = " OR ".join('"' + word.replace('"', "") + '"' for word in dict.fromkeys(words))
    found = connection.execute(
        "SELECT rowid, -bm25(passages, 4.0, 2.0, 1.0) FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT ?",
        [query, MIN_RANKED],
    )
    return {int(row): float(score) for row, score in found}
