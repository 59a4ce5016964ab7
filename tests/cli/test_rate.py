"""`python -m bot rate`: JSON lines in, ratings out, unknown values null."""

import io
import json
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from storage import guilds, metrics
from storage.connection import open_for_writing


def rated(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: Path, *lines: object
) -> tuple[int, list[dict[str, Any]], str]:
    monkeypatch.setenv("BACKLIGHT_STORAGE__PATH", str(folder / "none.sqlite3"))
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    monkeypatch.setattr("sys.stdin", io.StringIO(text + "\n"))
    code = main(["rate", "--json"])
    said = capsys.readouterr()
    return code, [json.loads(line) for line in said.out.splitlines()], said.err


def test_a_url_alone_is_rated_by_its_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, answers, _ = rated(monkeypatch, capsys, tmp_path, {"source_url": "https://royal-casino-slots.xyz/"})
    assert code == 0
    assert set(answers[0]) == {
        "source_url", "quality", "relevance", "authority", "toxicity", "band", "signals", "not_measured",
    }  # fmt: skip
    assert answers[0]["quality"] is None
    assert answers[0]["relevance"] is None
    assert answers[0]["authority"] is None
    assert answers[0]["band"] == "toxic"
    assert set(answers[0]["signals"][0]) == {"name", "weight", "value", "evidence"}
    assert not (tmp_path / "none.sqlite3").exists()


def test_a_saved_page_is_rated_with_its_link(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "page.html"
    file.write_text(
        "<title>Bread</title><p>Flour, yeast, water and salt make a dough that is baked into bread.</p>"
        "<p>More at <a rel='nofollow' href='https://ours.example/recipes'>our recipes</a>, with rye and spelt.</p>"
    )
    _, answers, _ = rated(
        monkeypatch,
        capsys,
        tmp_path,
        {
            "source_url": "https://bread.example/",
            "file": str(file),
            "site": "ours.example",
            "site_texts": ["Recipes for baking bread with flour and yeast in your oven"],
        },
    )
    assert answers[0]["relevance"] > 0.6
    assert answers[0]["quality"] is not None
    assert answers[0]["band"] == "fine"
    assert not any(said.startswith("credit") for said in answers[0]["not_measured"])


def test_what_only_a_text_cannot_tell_is_null_and_the_address_comes_back_as_given(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    lines = [{"source_url": "Blog.example", "page_text": text} for text in ("hello", "bread \ud800", "🙂")]
    code, answers, _ = rated(monkeypatch, capsys, tmp_path, *lines)
    assert code == 0
    assert {answer["source_url"] for answer in answers} == {"Blog.example"}
    assert {answer["quality"] for answer in answers} == {None}
    assert all("page: the page's links were not read" in answer["not_measured"] for answer in answers)


def test_the_metrics_that_a_server_imported_count_for_it_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with closing(open_for_writing(tmp_path / "db.sqlite3")) as db:
        guilds.ensure(db, 1)
        metrics.save(db, 1, [("blog.example", "ahrefs_dr", 63.0)], now=datetime(2026, 5, 1, tzinfo=UTC))
        db.conn.commit()
    monkeypatch.setenv("BACKLIGHT_STORAGE__PATH", str(tmp_path / "db.sqlite3"))
    told = {}
    for guild_id in ("1", "2"):
        monkeypatch.setattr("sys.stdin", io.StringIO('{"source_url": "https://blog.example/"}'))
        assert main(["rate", "--guild", guild_id]) == 0
        told[guild_id] = capsys.readouterr().out
    assert "authority 63" in told["1"]
    assert "Ahrefs' Domain Rating: 63 (imported 1 May 2026)" in told["1"]
    assert "authority not measured" in told["2"]


@pytest.mark.parametrize(
    "line",
    [
        "no json", "[]", "{}", '"text"', '{"source_url": 5}', '{"source_url": "x", "file": "/no"}', "[" * 100_000,
        '{"source_url": "x", "file": "/"}', '{"source_url": "x", "rel": 5}', '{"source_url": "x", "rel": [1]}',
        '{"source_url": "x", "site_texts": "one"}', '{"source_url": "x", "anchor": {}}', '{"source_url": "two words"}',
        '{"source_url": "javascript:alert(1)"}', '{"source_url": "http://"}', '{"source_url": "x", "page_text": 5}',
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_used_gets_a_sentence_and_the_others_are_rated(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, line: str
) -> None:
    good = '{"source_url": "https://blog.example/"}'
    code, answers, error = rated(monkeypatch, capsys, tmp_path, f"{line}\n{good}")
    assert code == 2
    assert error.startswith("line 1: ")
    assert len(error.splitlines()) == 1
    assert [answer.get("line") or answer["source_url"] for answer in answers] == [1, "https://blog.example/"]
