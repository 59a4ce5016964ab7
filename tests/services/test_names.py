"""Domains as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UserError
from bot.services.names import site_domain

SAME = [
    ("example.com", "example.com"),
    ("EXAMPLE.com", "example.com"),
    ("www.example.com", "example.com"),
    ("https://www.example.com/", "example.com"),
    ("http://example.com:8080/a/b?c#d", "example.com"),
    ("example.com/", "example.com"),
    ("example.com.", "example.com"),
    ("<https://example.com>", "example.com"),
    ("`example.com`,", "example.com"),
    (" example.com\n", "example.com"),
    ("blog.example.co.uk", "blog.example.co.uk"),
    ("Bücher.de", "xn--bcher-kva.de"),
    ("xn--bcher-kva.de", "xn--bcher-kva.de"),
    ("пример.рф", "xn--e1afmkfd.xn--p1ai"),
    ("www.com", "www.com"),
    ("me.github.io", "me.github.io"),
    ("user:secret@example.com/x", "example.com"),
    ("sunnyplot.example", "sunnyplot.example"),
]
REFUSED = [
    ("", "Which domain"),
    ("   ", "Which domain"),
    ("hello", "not a domain"),
    ("localhost", "not a domain"),
    ("http://localhost:3000/", "not a domain"),
    ("not a domain", "not a domain"),
    ("-bad-.com", "not a domain"),
    ("under_score.com", "not a domain"),
    ("a..com", "not a domain"),
    ("127.0.0.1", "IP address"),
    ("http://0x7f.1/", "IP address"),
    ("[::1]", "not a domain"),
    ("https://[::1]/", "IP address"),
    ("co.uk", "many sites share"),
    ("com", "not a domain"),
    ("github.io", "many sites share"),
    ("example.notatld", "does not exist"),
    ("me@example.com", "e-mail"),
    ("javascript:alert(1)", "not a domain"),
    ("a" * 300 + ".com", "not a domain"),
]


@pytest.mark.parametrize(("typed", "domain"), SAME)
def test_a_domain_is_the_same_however_it_is_typed(typed: str, domain: str) -> None:
    assert site_domain(typed) == domain


@pytest.mark.parametrize(("typed", "words"), REFUSED)
def test_what_cannot_be_watched_gets_a_sentence(typed: str, words: str) -> None:
    with pytest.raises(UserError, match=words):
        site_domain(typed)


@given(st.text(max_size=80))
def test_any_text_is_a_domain_or_gets_a_sentence(text: str) -> None:
    try:
        domain = site_domain(text)
    except UserError:
        return
    assert site_domain(domain) == domain
    assert domain.isascii()
