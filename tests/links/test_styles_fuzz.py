"""Style sheets, redirecting addresses and sentences from strangers: read to the end, whatever they hold."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.links.page import read_page
from bot.links.redirectors import behind, is_opaque, may_be_opaque
from bot.links.sayings import FAILED, GONE, MEMBERS_ONLY, ON_SALE, PAUSED, PROVE, SUSPECTED

PAGE = "https://blog.example.org/post"
CSS = st.sampled_from(
    (
        *(".a", "#i", "a", "*", " ", ">", "+", "~", ",", ":not(", ":is(", ":hover", "::before"),
        *("[k=v]", "[k='", ")", "\\", "&", "url(", "\x00", "İ", "@import ", "<!--", "-->", "/*", "*/", "'", '"'),
        *("{", "}", ";", "{display:none}", "{visibility:hidden}", "{opacity:0!important}", "{font-size:0}"),
        *("@media print{", "@media screen{", "@layer x{", "@supports not ("),
    )
)  # fmt: skip
SHEETS = st.lists(CSS | st.text(max_size=4), max_size=40).map("".join)
PATHS = st.lists(
    st.sampled_from(
        (
            *("/go/", "/out", ".php", "?url=", "&to=", "http://", "https%3A%2F%2F", "aHR0cHM6Ly9leA", "example.com"),
            *("%", "=", "/RU=", "a1"),
        )
    )
    | st.text(max_size=4),
    max_size=12,
).map("".join)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(SHEETS, SHEETS)
@example(".a{display:none", "")
@example("@media screen{" * 30 + ".a{display:none}", "}")
def test_any_style_sheet_is_read(sheet: str, style: str) -> None:
    quoted = style.replace('"', "")
    page = f'<style>{sheet}</style><div class=a><a id=i k=v style="{quoted}" href="https://example.com/">x</a></div>'

    links = read_page(page.encode("utf-8", "replace"), url=PAGE).links

    assert all(link.hidden in (True, False) for link in links)
    assert links or "<!--" in sheet or "<" in sheet or ">" in quoted


@settings(max_examples=300, deadline=None)
@given(PATHS)
@example("/go/aHR0cHM6Ly8")
@example("/out/https:/[::1")
def test_any_redirecting_address_is_resolved_or_left_alone(path: str) -> None:
    url = f"https://blog.example.org{path}"
    target = behind(url, "blog.example.org")

    assert target is None or target.startswith(("http://", "https://"))
    assert may_be_opaque(url) or not is_opaque(url, "blog.example.org")


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_what_a_saying_quotes_is_in_the_text(text: str) -> None:
    for saying in (FAILED, GONE, MEMBERS_ONLY, ON_SALE, PAUSED, PROVE, SUSPECTED):
        said = saying.told_in((text,))
        assert said is None or said in text
