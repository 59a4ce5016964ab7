"""The disavow file: Google's limits and syntax, reasons as comments, and back in."""

from datetime import UTC, date, datetime

import pytest

from bot.errors import UserError
from bot.quality import disavow
from storage.disavow import Disavowed

DAY = date(2026, 5, 1)


def entry(line: str, reason: str = "") -> Disavowed:
    return Disavowed(entry=line, reason=reason, added_at=datetime(2026, 5, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("domain:Example.COM", "domain:example.com"),
        (" domain: www.example.com ", "domain:www.example.com"),
        ("DOMAIN:m\u00fcnze.de", "domain:xn--mnze-0ra.de"),
        ("https://example.com/a?b=c", "https://example.com/a?b=c"),
    ],
)
def test_an_entry_is_written_as_google_takes_it(typed: str, line: str) -> None:
    assert disavow.entry_of(typed) == line


@pytest.mark.parametrize(
    "typed",
    ["example.com", "domain:example.com/path", "domain:*.example.com", "domain:com", "https://a b.com/", "x" * 9],
)
def test_what_google_would_refuse_is_refused_here(typed: str) -> None:
    with pytest.raises(UserError):
        disavow.entry_of(typed)


def test_a_url_beyond_the_limit_is_refused() -> None:
    with pytest.raises(UserError, match="2048"):
        disavow.entry_of("https://example.com/" + "x" * 2048)


def test_what_is_written_is_read_back_with_its_reasons() -> None:
    entries = [entry("domain:bad.example", "bought in 2019\ndo not lose"), entry("https://worse.example/p", "hacked")]
    data = disavow.write("ours.example", entries, DAY)
    assert data.isascii()
    read = disavow.read(data)
    assert read.entries == (("domain:bad.example", "bought in 2019 do not lose"), ("https://worse.example/p", "hacked"))
    assert read.problems == ()


def test_a_reason_cannot_smuggle_an_entry_in() -> None:
    data = disavow.write("ours.example", [entry("domain:a.example", "x\ndomain:innocent.example")], DAY)
    assert [line for line, _ in disavow.read(data).entries] == ["domain:a.example"]


def test_a_page_of_a_disavowed_domain_is_left_out() -> None:
    entries = [entry("https://sub.bad.example/p"), entry("domain:bad.example")]
    data = disavow.write("ours.example", entries, DAY)
    assert [line for line, _ in disavow.read(data).entries] == ["domain:bad.example"]


def test_too_many_lines_are_refused_with_a_way_out() -> None:
    entries = [entry(f"https://bad.example/{number}") for number in range(disavow.MAX_LINES)]
    with pytest.raises(UserError, match="whole domains"):
        disavow.write("ours.example", entries, DAY)


def test_bad_lines_of_an_imported_file_are_named_and_the_rest_is_kept() -> None:
    read = disavow.read("\ufeffdomain:a.example\r\n\r\nnonsense\r\n# why\r\nhttps://b.example/\r\n".encode())
    assert [line for line, _ in read.entries] == ["domain:a.example", "https://b.example/"]
    assert len(read.problems) == 1
    assert read.problems[0].startswith("Line 3")
