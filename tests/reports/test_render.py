"""Text from strangers stays text, and every text keeps its limit."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from simcord.preview._markdown import markdown_tokens

from bot.reports import render

EVERYBODY = {
    "users": {"1": "alice"},
    "roles": {"1": "team"},
    "channels": {"1": "general"},
    "commands": {"1": "profile"},
    "emojis": {"1": {"id": "1", "name": "wave", "animated": False}},
    "everyone": True,
}
HOSTILE = [
    "[a](https://x.example) [b](https://y.example)",
    "[![a](b)](c)",
    "https://ok.example/[z](https://evil.example)",
    "<@1> <@!1> <@&1> <#1> </profile:1> <id:home> <:wave:1> <a:wave:1>",
    "<t:1700000000:R> @everyone @here @EVERYONE",
    "discord.gg/abc https://discord.com/invite/abc www.example.com a@b.example",
    "# head",
    "-# small",
    "> quote",
    ">>> quote",
    "1. one",
    "- one",
    "+ one",
    "***x*** __y__ ~~z~~ ||s|| `c` ```py\nx```",
    "a\n===\nb\n---",
    "\u202egpj.exe\u2066 \u200b\u2060 \ud800 \x00\x1b[31m",
    "Z" + "\u0301" * 50,
    "\\",
    "\\\\[a](https://x.example)",
    "&#64;everyone &lt;@1&gt;",
    ":smile: steam://run/1 javascript:alert(1)",
    "👨\u200d👩\u200d👧 naïve ﷺ \uff20everyone",
]
SYNTAX = st.sampled_from([*HOSTILE, *"\\*_~`|<>#-+.![](){}@:&=/ \n\t1a", "https://", "discord.gg/", "@everyone"])
texts = st.one_of(st.text(), st.lists(st.one_of(SYNTAX, st.text(max_size=3)), max_size=12).map("".join))


def walk(tokens: Iterable[dict[str, object]]) -> Iterator[dict[str, object]]:
    for token in tokens:
        yield token
        children = token.get("children")
        if isinstance(children, list):
            yield from walk(children)


def shown(text: str, place: str) -> tuple[set[object], str]:
    """The kinds of things that a Discord client makes of a text, and the words that it shows."""
    tokens = list(walk(markdown_tokens(text, place, context=EVERYBODY)))
    return {token["type"] for token in tokens}, "".join(str(token.get("content", "")) for token in tokens)


@pytest.mark.parametrize("place", ["message", "embed_title", "embed_description", "embed_field_value"])
@given(text=texts)
def test_a_strangers_text_is_shown_as_it_is(place: str, text: str) -> None:
    kinds, words = shown(render.plain(text, 100_000), place)
    assert kinds <= {"paragraph", "inline", "text"}
    assert words.replace("\u200b", "") == render.clean(text)


@given(text=texts)
def test_no_markdown_reader_finds_a_link_in_it(text: str) -> None:
    reader = MarkdownIt("default", {"linkify": True})
    tokens = reader.parse("words " + render.plain(text, 100_000))
    kinds = {child.type for token in tokens for child in token.children or ()}
    assert kinds <= {"text"}


@pytest.mark.parametrize("text", HOSTILE)
def test_what_clients_look_for_in_the_raw_text_is_not_there(text: str) -> None:
    raw = render.plain(text, 5_000)
    assert not re.search(r"\w+:\S|(?<!\\)<|@everyone|@here|discord\.gg/|(?<!\\)[\[\]()]", raw, re.IGNORECASE)


@given(text=texts)
def test_no_invisible_or_turning_character_is_left(text: str) -> None:
    left = render.clean(text)
    assert left == " ".join(left.split())
    assert not re.search("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff\u3164]", left)
    left.encode()  # no half of a surrogate pair is left: it would break the sending


def test_marks_are_not_piled_up() -> None:
    assert render.clean("Z" + "\u0301" * 50) == "Ź" + "\u0301" * render.MAX_MARKS


@given(text=texts, limit=st.integers(4, 60))
@example(text="\\" * 40, limit=9)
@example(text="😀" * 40, limit=9)
def test_a_cut_text_keeps_its_limit_and_no_half_escape(text: str, limit: int) -> None:
    for cut in (
        render.plain(text, limit),
        render.label(text, limit),
        render.code(text, limit),
        render.url(text, limit),
    ):
        assert render.length(cut) <= limit
    assert shown(render.plain(text, limit), "message")[0] <= {"paragraph", "inline", "text"}


@given(text=texts)
def test_a_code_span_holds_only_code(text: str) -> None:
    kinds, _ = shown(f"seen at {render.code(text, 200)} today", "message")
    assert kinds == {"paragraph", "inline", "text", "code"}


@given(path=texts)
def test_a_url_is_one_link_to_the_address_it_shows(path: str) -> None:
    raw = render.url(f"https://example.com/{path}", 100_000)
    kinds, words = shown(f"**{raw}**", "message")
    assert kinds == {"paragraph", "inline", "text", "strong_open", "strong_close", "link_open", "link_close"}
    assert words.startswith("https://example.com/")
    assert raw.isascii()


@pytest.mark.parametrize(
    ("given_url", "expected"),
    [
        ("https://example.com/a?b=c&d=e#f", "<https://example.com/a?b=c&d=e#f>"),
        ("https://bücher.example/ä", "<https://bücher.example/%C3%A4>"),
        ("https://аррӏе.com/", "<https://xn--80ak6aa92e.com/>"),  # noqa: RUF001  # the Cyrillic look-alike is the case
        ("https://google.com@evil.example/", "<https://evil.example/>"),
        ("HTTP://EXAMPLE.COM:80/a b", "<http://example.com/a%20b>"),
        ("javascript:alert(1)", "`javascript:alert(1)`"),
        ("no url `at` all", "`no url 'at' all`"),
        ("", "` `"),
    ],
)
def test_a_url_shows_where_it_really_leads(given_url: str, expected: str) -> None:
    assert render.url(given_url) == expected


def test_a_url_too_long_to_click_is_shown_as_code() -> None:
    shown_url = render.url("https://example.com/" + "a" * 500, 60)
    assert shown_url.startswith("`https://example.com/aaa")
    assert shown_url.endswith("…`")


def test_a_domain_is_literal_text() -> None:
    assert render.host("bücher.example") == r"bücher\.example"
    assert render.host("not a host <@1>") == r"not a host \<\@1\>"


@given(lines=st.lists(st.text(alphabet="ab😀", max_size=20), max_size=30), limit=st.integers(20, 120))
def test_a_list_fits_or_says_how_many_are_missing(lines: list[str], limit: int) -> None:
    fitted = render.fit(lines, limit)
    assert render.length(fitted.text) <= limit
    assert fitted.shown + fitted.left == len(lines)
    if fitted.left:
        assert fitted.text.endswith(f"…and {fitted.left} more")
    else:
        assert fitted.text == "\n".join(lines)


def test_numbers_and_times_read_well() -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    assert render.at(moment) == "<t:1767225600:f>"
    assert render.ago(moment) == "<t:1767225600:R>"
    assert render.number(1234567.8) == "1,234,568"
    assert render.plural(1, "link") == "1 link"
    assert render.plural(1200, "link") == "1,200 links"
    assert render.plural(2, "page still waits", "pages still wait") == "2 pages still wait"
    assert [render.signed(value) for value in (3, -2, 0, 0.2)] == ["+3", "-2", "±0", "±0"]


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(seconds=12), "12 seconds"),
        (timedelta(seconds=1), "1 second"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=90), "90 minutes"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=48), "2 days"),
        (timedelta(seconds=100), "2 minutes"),
    ],
)
def test_a_length_of_time_is_said_in_its_largest_whole_unit(length: timedelta, words: str) -> None:
    assert render.span(length) == words


@pytest.mark.parametrize(("words", "named"), [(300, True), (395, False), (900, False)])
def test_a_text_that_fills_a_message_goes_without_its_credit_and_never_over_the_limit(words: int, named: bool) -> None:
    content = render.credited("\n".join(["four"] * words), "\n-# Sources: <https://a.example/" + "b" * 40 + ">")
    assert render.length(content) <= render.MAX_CONTENT
    assert ("Sources" in content) is named
    assert content.startswith("four\nfour")
