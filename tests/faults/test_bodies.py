"""Bodies that lie, break, never end or explode."""

import gzip
import zlib

import pytest

from bot.crawl.body import MAX_RATIO
from bot.crawl.fetcher import Fetcher
from storage.words import Reason
from tests.faults.fetching import get, loopback
from tests.faults.web import (
    HTML,
    MisbehavingWeb,
    Script,
    bomb,
    drip,
    endless,
    hang,
    head,
    packed,
    page,
    raw,
    reset,
    truncated,
)

LIMIT = 200_000


async def test_a_whole_page_has_no_problem(web: MisbehavingWeb, fetcher: Fetcher) -> None:
    web.route("/", page("<p>hello"))
    fetched = await get(fetcher, web.url("/"))
    assert (fetched.status, fetched.body, fetched.problem) == (200, b"<p>hello", None)
    assert fetched.header("content-type") == HTML


@pytest.mark.parametrize("body", [b"", b"x", b"<p>" + b"text " * 50_000])
async def test_a_compressed_page_is_unpacked(web: MisbehavingWeb, fetcher: Fetcher, body: bytes) -> None:
    web.route("/gzip", packed(body))
    web.route("/zlib", page(zlib.compress(body), headers=[("Content-Encoding", "deflate")]))
    web.route("/bare", page(zlib.compress(body)[2:-4], headers=[("Content-Encoding", "deflate")]))
    web.route("/members", page(gzip.compress(body) + gzip.compress(b"!"), headers=[("Content-Encoding", "x-gzip")]))
    web.route("/rest", page(gzip.compress(body) + b"\0" * 100, headers=[("Content-Encoding", "gzip")]))
    for path, expected in (
        ("/gzip", body),
        ("/zlib", body),
        ("/bare", body),
        ("/members", body + b"!"),
        ("/rest", body),
    ):
        fetched = await get(fetcher, web.url(path))
        assert (path, fetched.body, fetched.problem) == (path, expected, None)


async def test_a_charset_in_the_place_of_a_coding_is_no_coding(web: MisbehavingWeb, fetcher: Fetcher) -> None:
    web.route("/", page("plain", headers=[("Content-Encoding", "UTF-8")]))
    assert (await get(fetcher, web.url("/"))).body == b"plain"


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, gzip", "x" * 5000])
async def test_a_coding_that_was_not_asked_for_is_a_bad_response(
    web: MisbehavingWeb, fetcher: Fetcher, coding: str
) -> None:
    web.route("/", page("?", headers=[("Content-Encoding", coding)]))
    fetched = await get(fetcher, web.url("/"))
    assert (fetched.problem, fetched.body) == (Reason.BAD_RESPONSE, b"")


async def test_a_body_cut_short_is_truncated_and_what_came_is_kept(web: MisbehavingWeb, fetcher: Fetcher) -> None:
    text = b"<p>so far"
    chunked = head(200, [("Content-Type", HTML), ("Transfer-Encoding", "chunked")])
    whole = gzip.compress(b"<p>" + bytes(range(256)) * 100)
    web.route("/length", truncated(text))
    web.route("/chunk", raw(chunked + b"9\r\n" + text + b"\r\n"))
    web.route("/chunking", raw(chunked + b"9\r\n" + text, b"\r\nnonsense\r\n"))
    web.route("/gzip", page(whole[: len(whole) // 2], headers=[("Content-Encoding", "gzip")]))
    web.route("/broken", page(whole[:40] + b"\xff" * 40, headers=[("Content-Encoding", "gzip")]))
    web.route("/packed", truncated(b""))
    for path in ("/length", "/chunk", "/chunking", "/gzip", "/broken", "/packed"):
        fetched = await get(fetcher, web.url(path))
        assert (path, fetched.status, fetched.problem) == (path, 200, Reason.TRUNCATED)
        if path not in ("/broken", "/packed"):
            assert fetched.body[:3] == b"<p>", path


async def test_a_body_over_the_limit_is_kept_up_to_it(web: MisbehavingWeb) -> None:
    web.route("/", page(b"a" * LIMIT + b"b"))
    web.route("/fits", page(b"a" * LIMIT))
    async with Fetcher(loopback(max_body_bytes=LIMIT)) as fetcher:
        fetched = await get(fetcher, web.url("/"))
        assert (fetched.problem, fetched.body) == (Reason.TOO_LARGE, b"a" * LIMIT)
        assert (await get(fetcher, web.url("/fits"))).problem is None


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
async def test_a_bomb_never_inflates_beyond_the_limit(web: MisbehavingWeb, coding: str) -> None:
    web.route("/", bomb(50_000_000, coding=coding))
    async with Fetcher(loopback(max_body_bytes=LIMIT)) as fetcher:
        fetched = await get(fetcher, web.url("/"))
    assert (fetched.problem, len(fetched.body)) == (Reason.TOO_LARGE, LIMIT)


async def test_a_page_that_unpacks_to_far_too_much_is_left_before_the_limit(web: MisbehavingWeb) -> None:
    web.route("/", bomb(100_000_000))
    async with Fetcher(loopback(max_body_bytes=90_000_000)) as fetcher:
        fetched = await get(fetcher, web.url("/"))
    assert fetched.problem is Reason.TOO_LARGE
    assert f"{MAX_RATIO} times" in fetched.detail


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(endless(b"<p>more" * 1000), id="text"),
        pytest.param(endless(gzip.compress(b"<p>more" * 1000), coding="gzip"), id="gzip members"),
        pytest.param(
            endless(gzip.compress(b"<p>x") + b"\0" * 5000, coding="gzip", repeat_from=30), id="padding after gzip"
        ),
        pytest.param(
            endless(
                zlib.compressobj(0, zlib.DEFLATED, 31).flush(zlib.Z_SYNC_FLUSH) + b"\0\0\0\xff\xff" * 1000,
                coding="gzip",
                repeat_from=10 + 5,
            ),
            id="gzip blocks of nothing",
        ),
    ],
)
async def test_an_endless_body_is_left(web: MisbehavingWeb, script: Script) -> None:
    web.route("/", script)
    async with Fetcher(loopback(max_body_bytes=LIMIT, timeout=60)) as fetcher:
        fetched = await get(fetcher, web.url("/"))
    assert fetched.problem is Reason.TOO_LARGE
    assert len(fetched.body) <= LIMIT


async def test_only_a_sniff_of_what_is_no_page_is_read(web: MisbehavingWeb, fetcher: Fetcher) -> None:
    web.route("/film", endless(b"\0" * 1000, content_type="video/mp4"))
    fetched = await get(fetcher, web.url("/film"))
    assert (fetched.problem, fetched.header("content-type")) == (None, "video/mp4")
    assert 0 < len(fetched.body) <= 4096


async def test_a_slow_drip_ends_when_the_time_is_over(web: MisbehavingWeb) -> None:
    web.route("/", drip(b"<p>" + b"x" * 10_000, seconds=0.02))
    async with Fetcher(loopback(timeout=0.3)) as fetcher:
        fetched = await get(fetcher, web.url("/"))
    assert (fetched.status, fetched.problem) == (200, Reason.TIMED_OUT)
    assert fetched.body.startswith(b"<")


async def test_a_server_that_never_answers_times_out(web: MisbehavingWeb) -> None:
    web.route("/", hang())
    async with Fetcher(loopback(timeout=0.3)) as fetcher:
        fetched = await get(fetcher, web.url("/"))
    assert (fetched.status, fetched.problem) == (None, Reason.TIMED_OUT)


async def test_a_reset_is_told_from_a_body_cut_short(web: MisbehavingWeb, fetcher: Fetcher) -> None:
    web.route("/", reset())
    fetched = await get(fetcher, web.url("/"))
    assert (fetched.status, fetched.problem) == (None, Reason.CONNECTION_RESET)
    web.route("/inside", reset(head(200, [("Content-Type", HTML), ("Content-Length", "999")]) + b"<p>so far"))
    fetched = await get(fetcher, web.url("/inside"))
    assert (fetched.status, fetched.body) == (200, b"<p>so far")
    assert fetched.problem in (Reason.TRUNCATED, Reason.CONNECTION_RESET)
