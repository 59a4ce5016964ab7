"""Addresses in pasted text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.exchange.lists import read_text

CASES = [
    ("https://a.com/x", ["https://a.com/x"]),
    ("HTTPS://EXAMPLE.com", ["https://example.com/"]),
    ("see https://a.com/x, https://b.com/y.", ["https://a.com/x", "https://b.com/y"]),
    ("https://a.com/1,https://b.com/2;www.c.com", ["https://a.com/1", "https://b.com/2", "https://www.c.com/"]),
    ("https://a.com/x,y,z", ["https://a.com/x,y,z"]),
    ("<https://a.com/x>", ["https://a.com/x"]),
    ("`https://a.com/x`", ["https://a.com/x"]),
    ("**https://a.com/x**", ["https://a.com/x"]),
    ("(https://a.com/x).", ["https://a.com/x"]),
    ("[words](https://a.com/y_(z))", ["https://a.com/y_(z)"]),
    ("[words](https://a.com/y), then", ["https://a.com/y"]),
    ("[one](https://a.com/1)[two](https://a.com/2)", ["https://a.com/1"]),
    ("https://en.wikipedia.org/wiki/Link_(film)", ["https://en.wikipedia.org/wiki/Link_(film)"]),
    ("1. https://a.com/x", ["https://a.com/x"]),
    ("- a.com/x", ["https://a.com/x"]),
    ("techblog.dev", ["https://techblog.dev/"]),
    ("www.techblog.dev is new", ["https://www.techblog.dev/"]),
    ("example.com/go?to=https://b.com/", ["https://example.com/go?to=https://b.com/"]),
    ("https://web.archive.org/web/2020/https://b.com/", ["https://web.archive.org/web/2020/https://b.com/"]),
    ("https://user:secret@a.com/x#part", ["https://a.com/x"]),
    ("http://münchen.de/ß", ["http://xn--mnchen-3ya.de/%C3%9F"]),
    ("# https://a.com/x", []),
    ("// https://a.com/x", []),
]
NO_ADDRESS = [
    "see report.md",
    "hello",
    "a.invalid-suffix/page",
    "https://",
    "https://localhost/",
    "ftp://a.com/x",
    "javascript:alert(1)",
    "mailto:a@b.com",
    "https://a.com:99999/",
    "https://" + "a" * 9000,
]


@pytest.mark.parametrize(("text", "urls"), CASES)
def test_addresses_are_found_whatever_stands_around_them(text: str, urls: list[str]) -> None:
    assert [row.url for row in read_text(text).rows] == urls


@pytest.mark.parametrize("text", NO_ADDRESS)
def test_a_line_without_an_address_is_a_problem_not_a_link(text: str) -> None:
    result = read_text(text)
    assert result.rows == ()
    assert result.problem_count == 1
    assert result.problems[0].line == 1


def test_each_address_is_taken_once_and_repeated_ones_are_counted() -> None:
    result = read_text("https://a.com/x\nhttps://a.com/x#top\nHTTPS://A.com/x\nhttps://a.com/y")
    assert [row.url for row in result.rows] == ["https://a.com/x", "https://a.com/y"]
    assert result.duplicates == 2


def test_only_the_first_problems_are_kept_and_all_are_counted() -> None:
    result = read_text("\n".join(f"word{n}" for n in range(30)))
    assert result.problem_count == 30
    assert [problem.text for problem in result.problems] == [f"word{n}" for n in range(5)]


@given(st.text(max_size=400))
def test_any_text_is_read_without_an_error(text: str) -> None:
    for row in read_text(text).rows:
        assert row.url.startswith(("http://", "https://"))
        assert not any(char.isspace() or char in '<>"' for char in row.url)


def test_hostile_brackets_cost_no_time() -> None:
    result = read_text("[](https://a.com/" + ")" * 200_000 + "\n" + "(" * 200_000)
    assert len(result.rows) <= 1
