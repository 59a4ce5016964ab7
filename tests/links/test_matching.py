"""Selectors of style rules, matched compound by compound."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from bot.links.matching import Matcher

PAGE = (
    '<body><div class="a"><p>one</p><section class="b" id="i"><i>x</i> text <a class="c d" data-k="v w" href="/">'
    "link</a></section></div></body>"
)


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("a", True),
        (".c.d", True),
        (".a a", True),
        (".a > a", False),
        (".a > #i > a", True),
        ("i + a", True),
        ("p + a", False),
        ("p ~ section .c", True),
        ("section ~ a", False),
        (".a p ~ .b a", True),
        ('[data-k="v w"]', True),
        ("a:not(.e):is(.c, .x)", True),
        ("section a:nth-child(2n + 2)", True),
        (".b .a a", False),
        ("a:unheard-of", False),
        ("a:not(.a *)", False),  # too involved to be decided
        ("a,,b", False),
        ("", False),
    ],
)
def test_a_selector_means_what_it_means_in_a_browser(selector: str, *, expected: bool) -> None:
    tree = LexborHTMLParser(PAGE)
    link = tree.css_first("a")
    assert link is not None
    assert Matcher(tree).matches(selector, link) is expected


@pytest.mark.parametrize("combinator", [" ", " ~ ", " > ", " + "])
def test_a_selector_that_could_be_tried_in_a_billion_ways_ends(combinator: str) -> None:
    nested = LexborHTMLParser("<div>" * 400 + "<a>link</a>" + "</div>" * 400 + "<div></div>" * 2000 + "<a>link</a>")
    matcher = Matcher(nested)
    selector = combinator.join([".none", *["div"] * 8, "a"])
    assert [matcher.matches(selector, link) for link in nested.css("a")] == [False, False]
