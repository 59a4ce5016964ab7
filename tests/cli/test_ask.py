"""The sub-command ask, as scripts see it."""

import io
import json
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from storage.connection import open_for_writing
from tests.answers.conftest import ALICES, NOW, fill

FIELDS = {"question", "kind", "intent", "slots", "answer", "sources"}


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A file with two teams."""
    path = tmp_path / "backlight.sqlite3"
    db = open_for_writing(path)
    fill(db, links=20)
    db.close()
    return path


def ask(database: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[dict[str, Any]], str]:
    """The exit code, the objects that were printed, and what stands on standard error."""
    code = main(
        ["ask", "--json", "--database", str(database), "--guild", str(ALICES), "--now", NOW.isoformat(), *arguments]
    )
    told = capsys.readouterr()
    return code, [json.loads(line) for line in told.out.splitlines()], told.err


@pytest.mark.parametrize(
    ("question", "kind", "intent", "slots"),
    [
        ("how many ugc links has acme.io", "data", "count_links", {"domain": "acme.io", "filter": {"follow": "ugc"}}),
        ("mute alerts for 2 hours", "action", "mute_alerts", {"period": "next_2_hours"}),
        ("is buying links ok?", "knowledge", None, {}),
        ("what can you do?", "help", None, {}),
        ("tell me a joke", "declined", None, {}),
    ],
)  # fmt: skip
def test_an_answer_has_the_fields_of_the_reference(  # noqa: PLR0917  # the columns of the table above
    database: Path,
    capsys: pytest.CaptureFixture[str],
    question: str,
    kind: str,
    intent: str | None,
    slots: dict[str, Any],
) -> None:
    code, [said], _ = ask(database, capsys, question)
    assert code == 0
    assert said.keys() == FIELDS
    assert (said["question"], said["kind"], said["intent"], said["slots"]) == (question, kind, intent, slots)
    assert said["answer"]
    assert "**" not in said["answer"]
    assert all(isinstance(source, str) for source in said["sources"])
    assert bool(said["sources"]) == (kind in {"data", "knowledge"})


def test_an_action_is_explained_and_never_carried_out(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = database.read_bytes()
    _, [said], _ = ask(database, capsys, "watch newsite.example")
    assert "watch newsite.example" in said["answer"]
    assert database.read_bytes() == before


def test_lines_with_a_context_are_read_from_standard_input(
    database: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines: list[dict[str, Any]] = [
        {"question": "and the week before?", "context": ["user: how many links did we lose last week?", "bot: 2"]},
        {"question": "which domains are we watching"},
    ]
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(map(json.dumps, lines))))
    code, told, _ = ask(database, capsys)
    assert code == 0
    assert [one["question"] for one in told] == [line["question"] for line in lines]
    assert told[0]["slots"] == {"period": "week_before_last", "filter": {"status": "lost"}}


@pytest.mark.parametrize("line", ["not json", '{"query": "links"}', '{"question": 3}'])
def test_wrong_usage_ends_with_2_and_one_sentence(
    database: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(line))
    code, told, error = ask(database, capsys)
    assert (code, told) == (2, [])
    assert error.startswith("Line 1")
    assert error.count("\n") == 1


def _aged(path: Path) -> None:
    """Take a step back, as an older Backlight would have left the file."""
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("DELETE FROM _sqlite_migrations WHERE id = (SELECT max(id) FROM _sqlite_migrations)")


def _broken(path: Path) -> None:
    path.write_text("no database, but long enough to look at" * 100)


@pytest.mark.parametrize(
    ("harm", "says"), [(_aged, "Start the bot once"), (_broken, "is not a Backlight database")], ids=["old", "none"]
)
def test_a_file_that_cannot_be_asked_is_named_with_what_to_do(
    database: Path, capsys: pytest.CaptureFixture[str], harm: Callable[[Path], None], says: str
) -> None:
    harm(database)
    code, said, error = ask(database, capsys, "how many links do we have?")
    assert (code, said) == (73, [])
    assert says in error
    assert "Traceback" not in error
