"""The disavow file: Google's limits and syntax, reasons as comments, and back in."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UserError
from bot.quality import disavow
from storage.disavow import Disavowed

DAY = date(2026, 5, 1)


def entry(line: str, reason: str = "") -> Disavowed:
    return Disavowed(entry=line, reason=reason, added_at=datetime(2026, 5, 1, tzinfo=UTC))


def answer_to(typed: str) -> str:
    """The entry that was understood, or the sentence that refuses it."""
    try:
        return disavow.entry_of(typed)
    except UserError as refused:
        return str(refused)


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


@pytest.mark.parametrize(
    "typed",
    [
        "http://localhost/", "https://localhost:8080/a", "http://intranet/", "http://192.168.1.1/x", "http://10.0.0.1/",
        "http://[::1]/", "http://printer.local/", "https://co.uk/", "ftp://example.com/", "http://", "https:///",
        "javascript:alert(1)", "domain:", "domain:localhost", "domain:co.uk", "domain:blogspot.com", "domain:1.2.3.4",
        "domain:example", "domain:a b.com", "domain:-", "domain:https://example.com/", "domain:example.com:80", "", "#",
        "mailto:a@example.com", "domain:example.com,domain:b.com", "http://exa%mple.com/",
    ],
)  # fmt: skip
def test_what_is_no_place_of_the_public_web_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(UserError) as refused:
        disavow.entry_of(typed)
    assert str(refused.value).endswith((".", "?"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("bad.com", "domain:bad.com"),
        ("*.bad.com", "domain:bad.com"),
        ("www.bad.com/page", "domain:www.bad.com"),
        ("domain:http://bad.com/", "domain:bad.com"),
        ("domain:*.bad.com", "domain:bad.com"),
    ],
)
def test_what_was_probably_meant_is_said(typed: str, meant: str) -> None:
    with pytest.raises(UserError, match=rf"Did you mean {meant}\?"):
        disavow.entry_of(typed)


@given(st.text(max_size=60))
def test_any_text_is_an_entry_or_refused_with_a_sentence(typed: str) -> None:
    said = answer_to(typed)
    is_entry = said.lower().startswith(("domain:", "http://", "https://")) and "\n" not in said
    assert is_entry or said.endswith((".", "?"))


@pytest.mark.parametrize(
    "entry", ["domain:ours.com", "https://www.ours.com/a", "domain:blog.ours.com", "domain:com.br"]
)
def test_the_sites_own_pages_are_refused(entry: str) -> None:
    site = "shop.com.br" if entry.endswith("com.br") else "ours.com"
    with pytest.raises(UserError, match="your own"):
        disavow.caution(entry, site, {})


@pytest.mark.parametrize(
    ("entry", "places", "words"),
    [
        ("domain:wordpress.com", {}, "many people"),
        ("domain:news.com", {"news.com": {"tranco": 812}}, "ranked 812"),
        ("domain:oxford.ac.uk", {}, "recognised institutions"),
        ("domain:spam.wordpress.com", {}, ""),
        ("https://wordpress.com/spam", {}, ""),
        ("domain:bad.com", {"bad.com": {"tranco": 900_000}}, ""),
    ],
)
def test_a_domain_that_is_too_much_to_give_up_is_warned_of(
    entry: str, places: dict[str, dict[str, int]], words: str
) -> None:
    said = disavow.caution(entry, "ours.com", places)
    assert (words in said) if words else not said


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1"])
def test_a_file_is_read_whatever_encoding_it_is_in(encoding: str) -> None:
    text = "# Käufer 2019\r\ndomain:a.com\r\nhttps://b.com/p\r\n\r\ndomain:c.com # paid\r\n"
    read = disavow.read(text.encode(encoding))
    entries = dict(read.entries)
    assert list(entries) == ["domain:a.com", "https://b.com/p", "domain:c.com"]
    assert entries["domain:a.com"].endswith("ufer 2019")
    assert entries["https://b.com/p"] == entries["domain:a.com"]
    assert entries["domain:c.com"] == "paid"


def test_googles_own_example_is_read_with_its_reasons() -> None:
    text = (
        "# example.com removed most links, but missed these\n"
        "http://spam.example.com/stuff/comments.html\nhttp://spam.example.com/stuff/paid-links.html\n"
        "# Contacted owner of shadyseo.com on 7/1/2012 to\n# ask for link removal but got no response\n"
        "domain:shadyseo.com\n"
    )
    read = disavow.read(text.encode())
    assert [reason for _, reason in read.entries] == [
        "example.com removed most links, but missed these",
        "example.com removed most links, but missed these",
        "Contacted owner of shadyseo.com on 7/1/2012 to ask for link removal but got no response",
    ]
    assert read.problems == ()


def test_a_file_as_large_as_google_takes_survives_reading_and_writing() -> None:
    lines = ["# why"] * 2 + [f"domain:s{number}.com" for number in range(disavow.MAX_LINES - 2)]
    read = disavow.read("\n".join(lines).encode())
    assert len(read.entries) == disavow.MAX_LINES - 2
    with pytest.raises(UserError, match="at most"):
        disavow.read("\n".join([*lines, "domain:more.com"]).encode())
    many = [entry(line, f"reason {number}") for number, (line, _) in enumerate(read.entries[:60_000])]
    data = disavow.write("ours.com", many, DAY)
    assert data.count(b"\n") <= disavow.MAX_LINES
    assert len(disavow.read(data).entries) == 60_000


def test_problems_are_counted_and_the_first_few_named() -> None:
    read = disavow.read(b"nonsense\n" * 500)
    assert (read.problem_count, len(read.problems)) == (500, disavow.MAX_PROBLEMS)


def test_a_reason_is_not_said_of_the_entry_after_it() -> None:
    data = disavow.write(
        "ours.example", [entry("domain:a.com", "paid"), entry("domain:b.com"), entry("domain:c.com")], DAY
    )
    assert dict(disavow.read(data).entries) == {"domain:a.com": "paid", "domain:b.com": "", "domain:c.com": ""}


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
