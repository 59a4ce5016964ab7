"""Answers questions about a team's backlinks and about links in general."""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlite_utils

from bot.answers.answer import Answer, PlainStyle
from bot.answers.answering import answer
from bot.answers.search import loaded
from bot.answers.understanding import Kind
from bot.config import load
from bot.errors import DatabaseError
from storage import guilds
from storage.connection import connect_for_reading, open_for_writing
from storage.errors import StorageError

USAGE = 2  # the exit code for wrong usage


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """As docs/questions.md says."""
    parser.add_argument(
        "question", nargs="*", help="the question; without one, JSON lines are read from standard input"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    parser.add_argument("--database", type=Path, help="the SQLite file (default: that of the configuration)")
    parser.add_argument("--guild", type=int, help="the server's id (default: the only one in the file)")
    parser.add_argument("--now", help="the moment to answer at, in ISO 8601 (default: now)")
    parser.add_argument("--config", type=Path, help="the configuration file (default: config.toml where there is one)")


def run(args: argparse.Namespace) -> int:
    """Answer each question. 0 when every line was answered, 2 on wrong usage."""
    try:
        now = _moment(args.now)
        asked = list(_asked(args.question, sys.stdin))
    except ValueError as error:
        print(error, file=sys.stderr)
        return USAGE
    if not asked:
        print("Give a question, as an argument or on standard input.", file=sys.stderr)
        return USAGE
    with closing(_opened(args)) as db:
        knowledge = loaded()
        guild_id = args.guild if args.guild is not None else _only_guild(db)
        for question, context in asked:
            said = answer(db, knowledge, guild_id, question, context, now=now, style=PlainStyle())
            print(json.dumps(as_json(question, said), ensure_ascii=False) if args.json else _as_text(said), flush=True)
    return 0


def as_json(question: str, said: Answer) -> dict[str, Any]:
    """The object that scripts read."""
    return {
        "question": question,
        "kind": said.kind.value,
        "intent": None if said.kind is Kind.DECLINED else said.understanding.intent,
        "slots": said.understanding.slots,
        "answer": said.text.replace("**", ""),
        "sources": list(said.sources),
    }


def _as_text(said: Answer) -> str:
    sources = "".join(f"\n  {source}" for source in said.sources)
    return said.text.replace("**", "").replace("`", "") + (f"\nSources:{sources}" if sources else "") + "\n"


def _asked(words: list[str], lines: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """(question, context) of the arguments, or of each JSON line."""
    if words:
        yield " ".join(words), []
        return
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            question, context = row["question"], row.get("context") or []
        except (json.JSONDecodeError, TypeError, KeyError, AttributeError):
            raise ValueError(f'Line {number} is not a JSON object with a "question".') from None
        if not isinstance(question, str) or not isinstance(context, list):
            raise ValueError(  # noqa: TRY004  # wrong usage, whatever is wrong with it
                f'Line {number}: "question" must be a text and "context" a list of texts.'
            )
        yield question, [str(turn) for turn in context]


def _moment(text: str | None) -> datetime:
    if text is None:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"--now {text} is not a moment in ISO 8601, like 2026-05-04T12:00:00+00:00.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _opened(args: argparse.Namespace) -> sqlite_utils.Database:
    """The file, for reading only. Where none is configured yet, an empty one in memory: the texts answer without it."""
    path = args.database
    if path is None:
        config = args.config or (Path("config.toml") if Path("config.toml").is_file() else None)
        path = load(config).storage.path
        if not path.is_file():
            return open_for_writing(Path(":memory:"))
    if not path.is_file():
        raise DatabaseError(f"There is no database {path}. Start the bot once, or name another file.")
    try:
        return connect_for_reading(path)
    except StorageError as error:
        raise DatabaseError(str(error)) from error


def _only_guild(db: sqlite_utils.Database) -> int:
    """The only server in the file; 0, which none has, when there is not exactly one."""
    present = guilds.all_present(db)
    return present[0].id if len(present) == 1 else 0
