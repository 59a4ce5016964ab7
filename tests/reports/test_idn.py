"""Domains are shown in their own letters only where these cannot be taken for others."""
# ruff: noqa: RUF001  # look-alikes are what this is about

import ada_url
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reports import idn, render


def ascii_of(name: str) -> str:
    return ada_url.idna.encode(name).decode("ascii")


@pytest.mark.parametrize(
    "name",
    [
        "bücher.de",
        "blog.straße.de",
        "łódź.pl",
        "façade.fr",
        "ş.com.tr",
        "日本語.jp",
        "ドメイン名.jp",
        "한국.kr",
        "москва.com",
        "пример.рф",
        "ура.рф",  # all of them look-alikes, below an ending of their own script
        "ελλάδα.gr",
        "मराठी.in",
    ],
)
def test_a_name_in_one_clear_script_is_shown_in_its_letters(name: str) -> None:
    assert idn.shown(ascii_of(name)) == name
    assert render.host(ascii_of(name)) == render.plain(name)


@pytest.mark.parametrize(
    "name",
    [
        "аррӏе.com",  # Cyrillic throughout
        "pаypal.com",  # one Cyrillic letter
        "νικο.com",  # Greek throughout
        "wıki.com",  # i without its dot
        "ạpple.com",  # a dot that the line under a link hides
        "日本paypal.jp",  # two scripts in one label
        "אתר.com",  # parts of right-to-left names change places beside a path
        "ll·l.cat",
        "i❤.ws",
    ],
)
def test_a_name_that_could_pass_for_another_stays_in_punycode(name: str) -> None:
    assert idn.shown(ascii_of(name)) == ascii_of(name)


@pytest.mark.parametrize("name", ["xn--zz.de", "xn--.de", "XN--bcher-kva.de", "example.com", "", "xn--bcher-kva.de:80"])
def test_what_is_no_valid_name_in_its_usual_form_stays_as_it_is(name: str) -> None:
    assert idn.shown(name) == name


def test_urls_and_sentences_show_the_same_letters() -> None:
    assert render.url("https://xn--bcher-kva.de:8443/a?b=xn--bcher-kva.de") == (
        "<https://bücher.de:8443/a?b=xn--bcher-kva.de>"
    )
    assert render.url("https://xn--pypal-4ve.com/") == "<https://xn--pypal-4ve.com/>"
    assert render.code("xn--bcher-kva.de") == "`bücher.de`"
    assert idn.readable("No link to xn--bcher-kva.de (HTTP 200).") == "No link to bücher.de (HTTP 200)."


@given(st.text())
def test_what_is_shown_leads_to_the_same_host(label: str) -> None:
    host = ascii_of(f"{label}.com")
    assert ascii_of(idn.shown(host)) == host
