"""Attached files: encodings, separators, vendors' columns, and what is refused."""

import codecs
import gzip
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UserError
from bot.exchange.decode import MAX_UNPACKED
from bot.exchange.lists import Row, joined, read_list, read_text
from tests.shared import SHARED, needs_shared

SEMRUSH = "Page ascore,Source title,Source url,Target url,Anchor\n5,Title,https://a.com/x,https://me.com/,a word\n"
AHREFS = (
    "Referring page title\tReferring page URL\tTarget URL\tLeft context\tAnchor\n"
    "T\thttps://a.com/x\thttps://me.com/\t\ta word\n"
)
AHREFS_OLD = (
    "#,Referring Page URL,Referring Page Title,Link URL,TextPre,Link Anchor\n"
    "1,https://a.com/x,T,https://me.com/,,a word\n"
)
MOZ = (
    "Moz export\n\nSite,me.com\nDate,2024\n\nURL,Title,Anchor Text,Spam Score,Target URL\n"
    "https://a.com/x,T,a word,3,https://me.com/\n"
)
MAJESTIC = "Target URL,Source URL,Anchor Text,Source Crawl Date\nhttps://me.com/,https://a.com/x,a word,2024-01-01\n"
FULL = Row(url="https://a.com/x", target="https://me.com/", anchor="a word")
BARE = Row(url="https://a.com/x")


def answer_to(data: bytes) -> str:
    """What a person is told: how many links there are, or why the file is refused."""
    try:
        return f"{len(read_list(data).rows)} links."
    except UserError as refusal:
        return str(refusal)


@pytest.mark.parametrize("text", [SEMRUSH, AHREFS, AHREFS_OLD, MOZ, MAJESTIC, SEMRUSH.replace(",", ";")])
def test_a_vendors_columns_are_recognised(text: str) -> None:
    assert read_list(text.encode()).rows == (FULL,)


@pytest.mark.parametrize("mark", [codecs.BOM_UTF8, b""])
def test_utf_8_is_read_with_and_without_its_mark(mark: bytes) -> None:
    assert read_list(mark + SEMRUSH.replace("a word", "größer").encode()).rows[0].anchor == "größer"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf_16_and_32_are_read_with_and_without_a_mark(encoding: str) -> None:
    assert read_list(AHREFS.encode(encoding)).rows == (FULL,)


def test_an_undeclared_old_encoding_is_guessed() -> None:
    assert read_list(("größer café naïve\n" * 5 + "https://a.com/x").encode("windows-1252")).rows == (BARE,)


@pytest.mark.parametrize(
    "header", ["Linking page,Last crawled", "Página de enlace,Último rastreo", "דף מקשר,נסרק לאחרונה", ""]
)
def test_search_consoles_links_are_recognised_by_content_in_any_language(header: str) -> None:
    rows = [f"https://site{n}.com/page,2024-01-0{n}" for n in range(1, 6)]
    result = read_list("\n".join([header, *rows]).strip().encode())
    assert [row.url for row in result.rows] == [f"https://site{n}.com/page" for n in range(1, 6)]
    assert result.problem_count == 0


def test_without_known_headers_the_column_of_many_hosts_is_the_source() -> None:
    rows = "\n".join(f"https://me.com/p;https://site{n}.com/a" for n in range(5))
    result = read_list(f"wohin;woher\n{rows}\n".encode())
    assert result.rows[0] == Row(url="https://site0.com/a", target="https://me.com/p")
    assert len(result.rows) == 5


def test_a_plain_list_with_commas_in_its_addresses_is_no_table() -> None:
    result = read_list(b"https://a.com/1,2,3\nhttps://b.com/x\nhttps://c.com/y,z\n")
    assert [row.url for row in result.rows] == ["https://a.com/1,2,3", "https://b.com/x", "https://c.com/y,z"]


def test_a_quoted_cell_may_hold_line_breaks() -> None:
    text = (
        'Source url,Target url,Anchor\nhttps://a.com/x,https://me.com/,"a\nword"\nhttps://b.com/y,https://me.com/,b\n'
    )
    assert read_list(text.encode()).rows == (FULL, Row(url="https://b.com/y", target="https://me.com/", anchor="b"))


def test_an_unclosed_quote_does_not_swallow_the_rest_of_the_file() -> None:
    rows = "\n".join(f"https://a.com/{n},https://me.com/,word" for n in range(50))
    result = read_list(f'Source url,Target url,Anchor\nhttps://a.com/x,https://me.com/,"broken\n{rows}'.encode())
    assert len(result.rows) == 51


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"Target page,Incoming links,Linking sites\nhttps://me.com/a,5,2\n", "your own pages"),
        (b"Site,Linking pages,Target pages\na.com,5,2\nb.com,1,1\n", "lists domains"),
        (b"PK\x03\x04rest", "Excel"),
        (b"%PDF-1.7", "PDF"),
        (b"a" * (10 * 1024 * 1024 + 1), "too big"),
    ],
)
def test_files_of_something_else_are_refused_with_what_to_do(data: bytes, words: str) -> None:
    with pytest.raises(UserError, match=words):
        read_list(data)


def zipped(**files: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize("data", [gzip.compress(SEMRUSH.encode(), mtime=0), zipped(export=SEMRUSH.encode())])
def test_one_packed_list_is_unpacked(data: bytes) -> None:
    assert read_list(data).rows == (FULL,)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (gzip.compress(b"a" * (MAX_UNPACKED + 1), mtime=0), "unpacks to more than"),
        (zipped(export=b"a" * (MAX_UNPACKED + 1)), "unpacks to more than"),
        (zipped(sheet=b"<x/>", styles=b"<x/>"), "Excel workbook or a zip file of several"),
        (b"\x1f\x8b\x08broken", "broken gzip"),
    ],
)
def test_what_cannot_be_unpacked_is_refused_with_what_to_do(data: bytes, words: str) -> None:
    with pytest.raises(UserError, match=words):
        read_list(data)


@pytest.mark.parametrize(
    ("header", "encoding"),
    [
        ("Quell-URL;Ziel-URL;Linktext", "utf-16-be"),
        ("Page référente;Page référencée;Texte d'ancrage", "windows-1252"),
        ("Страница-донор;Страница-акцептор;Анкор", "utf-8"),
        ("リンク元ページ;リンク先;アンカーテキスト", "shift_jis"),
    ],
)
def test_headers_of_other_languages_are_read_in_old_encodings(header: str, encoding: str) -> None:
    rows = [f"https://a{number}.com/x;https://me.com/;word {number}" for number in range(20)]
    result = read_list("\r\n".join([header, *rows]).encode(encoding))
    assert len(result.rows) == 20
    assert result.rows[0] == Row(url="https://a0.com/x", target="https://me.com/", anchor="word 0")


def test_rows_beyond_the_limit_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.exchange.lists.MAX_ROWS", 3)
    result = read_list(b"\n".join(b"https://a.com/%d" % n for n in range(10)))
    assert (len(result.rows), result.left_out) == (3, 7)


@given(st.binary(max_size=600))
def test_any_bytes_are_read_or_refused_with_a_sentence(data: bytes) -> None:
    assert answer_to(data).endswith(".")


@given(st.lists(st.lists(st.text(alphabet='",;\t\na https://b.com/', max_size=20), max_size=5), max_size=8))
def test_any_table_is_read_without_an_error(rows: list[list[str]]) -> None:
    assert answer_to("\n".join(";".join(row) for row in rows).encode()).endswith(".")


def test_text_and_files_are_one_list() -> None:
    result = joined([read_text("https://a.com/x\nnothing"), read_list(b"https://a.com/x\nhttps://b.com/y")])
    assert [row.url for row in result.rows] == ["https://a.com/x", "https://b.com/y"]
    assert (result.duplicates, result.problem_count) == (1, 1)


@needs_shared
@pytest.mark.parametrize(
    ("name", "with_target"),
    [
        ("ahrefs_like_utf16le_tab.csv", True),
        ("semrush_semicolon_bom.csv", True),
        ("semrush_utf8.csv", True),
        ("gsc_latest_links.csv", False),
        ("plain_url_list.csv", False),
    ],
)
def test_real_exports_are_read_nearly_whole(name: str, with_target: bool) -> None:
    data = (SHARED / "data" / "exports" / name).read_bytes()
    result = read_list(data)
    seen = len(result.rows) + result.duplicates
    assert seen >= 195
    assert result.problem_count <= 0.02 * seen
    assert all(bool(row.target) == with_target for row in result.rows)


@needs_shared
def test_a_real_list_of_domains_is_refused() -> None:
    with pytest.raises(UserError, match="lists domains"):
        read_list((SHARED / "data" / "exports" / "majestic_2013.csv").read_bytes())
