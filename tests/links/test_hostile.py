"""Whatever a page, a header or an address holds, reading it ends: without an error, and with little work."""

# ruff: noqa: E501  # rows and paragraphs of test data

import gc
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.links.css import hides
from bot.links.directives import credit_of, parse_moment, refresh_target, rel_tokens, robots_rules
from bot.links.facts import PageFacts, Wanted
from bot.links.page import read_page
from bot.links.redirectors import behind
from bot.links.urls import ascii_domain, belongs, host_of, registrable, resolve, same_page

SITE = Wanted(domain="example.com")
PAGE = "https://blog.example.org/post"
PIECES = st.sampled_from(
    (
        "<a href='https://example.com/'>", "</a>", "<a href=", "'", '"', ">", "<", "<base href=//x>", "<meta name=robots content=",
        "<style>.a{display:none}", "</style>", "<div class=a style='", "<noscript>", "</noscript>", "<template>", "<svg>", "<math>",
        "<table>", "<select>", "<!--", "-->", "<![CDATA[", "<script>", "</script>", "<title>", "<frameset>", "\x00", "&#0;", "&#xD800;",
        "<meta http-equiv=refresh content='0;url=", "<link rel=canonical href=", "<b x=1><p>", "</b>", "{", "}", "@media print{", "\ud7ff",
    )
)  # fmt: skip
MARKUP = st.lists(PIECES | st.text(max_size=8), max_size=40).map("".join)


def _read(body: bytes) -> PageFacts:
    return read_page(body, url=PAGE, sites=[SITE])


@settings(max_examples=300, deadline=None)
@given(MARKUP)
@example("<a href='https://example.com/'><style>.a{")
@example("<b x=1><p>" * 20)
def test_any_markup_is_read(markup: str) -> None:
    facts = _read(markup.encode())

    assert all(belongs(host_of(link.url), SITE) for link in facts.links)
    assert read_page(markup.encode(), url=PAGE).link_count >= len(facts.links)


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from(("", "text/html; charset=utf-16", "text/html; charset=iso-2022-jp", "x;charset=replacement")),
)
def test_any_bytes_are_read(body: bytes, content_type: str) -> None:
    facts = read_page(body, url=PAGE, headers=(("content-type", content_type),), sites=[SITE])

    assert facts.encoding
    assert facts.url == PAGE


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200), st.text(max_size=200))
@example("unavailable_after: 99999999999999999999", "unavailable_after:::,,::")
@example("googlebot:otherbot:noindex", "unavailable_after: 1 Jan 0001 00:00 +2359")
def test_any_directive_is_parsed(meta: str, header: str) -> None:
    rules = robots_rules((("robots", meta),), (("x-robots-tag", header), ("link", header)))
    moment = parse_moment(header)
    refresh = refresh_target(meta, PAGE)

    assert set(rules.sources) <= {"meta", "x-robots-tag"}
    assert moment is None or moment.tzinfo is not None
    assert refresh is None or refresh[1].startswith("http")
    assert credit_of(rel_tokens(meta), rules) is not None
    assert hides(header) in (True, False)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
@example("http://[::1%25eth0]/")
@example("https://xn--/")
@example("//\ud7ff\u3002com")
def test_any_address_is_resolved_or_refused(text: str) -> None:
    url = resolve(text, PAGE)

    assert url is None or resolve(url, PAGE) == url
    assert registrable(host_of(text)) == registrable(host_of(text).lower())
    assert not belongs(ascii_domain(text), SITE) or "example" in ascii_domain(text)
    assert same_page(text, text)
    target = behind(url or "", "blog.example.org")
    assert target is None or target.startswith("http")


@pytest.mark.parametrize(
    "body",
    [
        b"<div>" * 200_000,
        b"<ul><li>" * 100_000,
        b"".join(b"<b x=%d><p>" % number for number in range(50_000)),
        b"<p>" + b"".join(b"<b x=%d>" % number for number in range(3_000)) + b"<p>x" * 3_000 + b"</b>" * 3_000,
        b"<div><!--</div>-->" * 50_000,
        b"<a " + b" ".join(b"a%d=1" % number for number in range(300_000)) + b" href=https://example.com/>x</a>",
        b"<a href='https://example.com/'>x</a>" * 60_000,
        b"<style>" + b".a{display:none}" * 100_000 + b"</style><div class=a><a href='https://example.com/'>x</a></div>",
        b"\x00" * 1_000_000,
        b"<meta " * 200_000,
        b"<!--" * 300_000,
        b"<a href='https://example.com/" + b"a" * 1_000_000 + b"'>x</a>",
    ],
    ids=[
        "deep",
        "lists",
        "formatting",
        "closed late",
        "closed in comments",
        "attributes",
        "links",
        "rules",
        "nul",
        "metas",
        "comments",
        "address",
    ],
)
def test_a_hostile_document_costs_no_more_than_many_times_a_plain_one(body: bytes) -> None:
    fair = min(_cost(b"<p>some words <a href='/x'>here</a></p>" * 25_000) for _ in range(2))

    assert _cost(body) < 40 * fair


def _cost(body: bytes) -> float:
    """The seconds of this thread's work that reading takes, apart from other threads' and from older tests' objects."""
    gc.collect()
    gc.freeze()
    try:
        started = time.thread_time()
        _read(body)
        return time.thread_time() - started
    finally:
        gc.unfreeze()
