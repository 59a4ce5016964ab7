"""`python -m bot read`: one answer a line, and a sentence for a line that cannot be answered."""

import argparse
import io
import json
from pathlib import Path
from typing import Any

import pytest

from bot.cli import read

PAGE = b'<meta name=robots content=nofollow><a rel="nofollow,ugc" href="//example.com/a">x</a><a href="/b">y</a>'


@pytest.fixture
def saved(tmp_path: Path) -> str:
    page = tmp_path / "page.html"
    page.write_bytes(PAGE)
    return str(page)


def _ask(monkeypatch: pytest.MonkeyPatch, *lines: object, as_json: bool = True) -> int:
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    return read.run(argparse.Namespace(json=as_json))


def _answers(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_page_is_judged_for_the_site_asked_for(
    saved: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    line = {
        "file": saved,
        "url": "https://blog.example.org/p",
        "site": "example.com",
        "headers": {"X-Robots-Tag": "noindex"},
    }

    assert _ask(monkeypatch, line) == 0

    (found,) = _answers(capsys)
    assert found["observation"] == "present"
    assert found["robots"] == {"noindex": True, "nofollow": True, "from": ["meta", "x-robots-tag"]}
    assert found["canonical"] is None
    assert found["links"][0]["rel"] == ["nofollow", "ugc"]
    assert found["links"][0]["credit"] == "none"


def test_without_a_site_every_link_is_listed_and_nothing_observed(
    saved: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _ask(monkeypatch, {"file": saved, "url": "https://blog.example.org/p"}) == 0

    (found,) = _answers(capsys)
    assert [link["url"] for link in found["links"]] == ["https://example.com/a", "https://blog.example.org/b"]
    assert found["observation"] is None


@pytest.mark.parametrize(
    "line",
    [
        "no json",
        "[1]",
        {"url": "https://blog.example.org/p"},
        {"file": "/nowhere/page.html", "url": "https://blog.example.org/p"},
        {"file": "x\0y", "url": "https://blog.example.org/p"},
        {"file": "page.html", "url": "not an address"},
        {"file": "page.html", "url": "https://blog.example.org/p", "headers": 7},
        {"file": "page.html", "url": "https://blog.example.org/p", "status": "200"},
    ],
)
def test_a_bad_line_is_answered_with_a_sentence_and_the_others_are_read(
    line: object, saved: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    good = {"file": saved, "url": "https://blog.example.org/p", "site": "example.com"}

    assert _ask(monkeypatch, line, good) == 2

    bad, read_one = _answers(capsys)
    assert bad["line"] == 1
    assert bad["error"]
    assert read_one["observation"] == "present"


def test_plain_text_leads_with_the_verdict(
    saved: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    line = {"file": saved, "url": "https://blog.example.org/p", "site": "other.net"}

    assert _ask(monkeypatch, line, as_json=False) == 0

    assert capsys.readouterr().out.startswith("absent (link_removed)  https://blog.example.org/p\n")
