"""Connections, names, certificates and headers that fail or attack."""

import asyncio
import errno
import socket
import ssl

import aiohttp
import pytest
import trustme
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.crawl.fetched import Request
from bot.crawl.fetcher import Fetcher
from bot.crawl.problems import problem_of
from bot.crawl.resolve import StaticResolver
from storage.words import Reason
from tests.faults.fetching import get, loopback
from tests.faults.web import MisbehavingWeb, Script, Visit, endless_headers, head, in_turn, page, raw, reset


async def test_each_failure_of_a_look_up_has_its_own_reason() -> None:
    resolver = StaticResolver(
        {
            "again.test": socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"),
            "fail.test": socket.gaierror(socket.EAI_FAIL, "Non-recoverable failure"),
            "odd.test": OSError(errno.EIO, "Input/output error"),
            "none.test": socket.gaierror(socket.EAI_NONAME, "Name or service not known"),
        }
    )
    async with Fetcher(loopback(), resolver=resolver) as fetcher:
        for host, problem in (
            ("again.test", Reason.DNS_ERROR),
            ("fail.test", Reason.DNS_ERROR),
            ("odd.test", Reason.DNS_ERROR),
            ("none.test", Reason.NXDOMAIN),
            ("missing.test", Reason.NXDOMAIN),
            ("x" * 64 + ".test", Reason.NXDOMAIN),
        ):
            fetched = await get(fetcher, f"http://{host}/")
            assert (host, fetched.problem, fetched.status) == (host, problem, None)
            assert fetched.detail.endswith(".")


async def test_the_systems_own_look_up_finds_loopback_and_misses_what_cannot_be(web: MisbehavingWeb) -> None:
    web.route("/", page("fine"))
    async with Fetcher(loopback()) as fetcher:
        assert (await get(fetcher, f"http://localhost:{web.port}/")).body == b"fine"
        for host in ("x" * 64 + ".invalid", "a..b"):
            assert (await get(fetcher, f"http://{host}/")).problem is Reason.NXDOMAIN


async def test_a_closed_port_is_a_refused_connection(web: MisbehavingWeb, fetcher: Fetcher) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    assert (await get(fetcher, f"http://127.0.0.1:{port}/")).problem is Reason.CONNECTION_REFUSED


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        (errno.ENETUNREACH, Reason.NETWORK_ERROR),
        (errno.EHOSTUNREACH, Reason.NETWORK_ERROR),
        (errno.ENETDOWN, Reason.NETWORK_ERROR),
        (errno.EMFILE, Reason.NETWORK_ERROR),
        (errno.ECONNREFUSED, Reason.CONNECTION_REFUSED),
        (errno.ECONNRESET, Reason.CONNECTION_RESET),
        (errno.EPIPE, Reason.CONNECTION_RESET),
        (errno.ETIMEDOUT, Reason.TIMED_OUT),
    ],
)
def test_the_systems_errors_have_their_reasons(number: int, problem: Reason) -> None:
    error = OSError(number, "said the system")
    wrapped = aiohttp.ClientOSError(number, "said the system")
    assert problem_of(error)[0] is problem_of(wrapped)[0] is problem


async def test_certificates_are_checked() -> None:
    trusted, stranger = trustme.CA(), trustme.CA()
    client = ssl.create_default_context()
    trusted.configure_trust(client)
    for authority, name, problem in (
        (trusted, "127.0.0.1", None),
        (stranger, "127.0.0.1", Reason.TLS_ERROR),  # signed by nobody we trust
        (trusted, "other.test", Reason.TLS_ERROR),  # another host's
    ):
        server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.issue_cert(name).configure_cert(server)
        async with MisbehavingWeb(tls=server) as web, Fetcher(loopback(), tls=client) as fetcher:
            web.route("/", page("secret"))
            fetched = await get(fetcher, web.url("/"))
            assert (name, fetched.problem, fetched.body) == (name, problem, b"" if problem else b"secret")


async def test_the_systems_certificates_do_not_trust_ours() -> None:
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(server)
    async with MisbehavingWeb(tls=server) as web, Fetcher(loopback()) as fetcher:
        web.route("/", page("secret"))
        fetched = await get(fetcher, web.url("/"))
    assert fetched.problem is Reason.TLS_ERROR
    assert "certificate" in fetched.detail


async def test_plain_http_at_a_tls_port_is_a_tls_error(fetcher: Fetcher) -> None:
    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(head(400))
        writer.close()

    async with await asyncio.start_server(greet, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        assert (await get(fetcher, f"https://127.0.0.1:{port}/")).problem is Reason.TLS_ERROR


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(endless_headers(), id="endless headers"),
        pytest.param(raw(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n"), id="a long header"),
        pytest.param(raw(head(200, [(f"X-{n}", "x") for n in range(1000)])), id="many headers"),
        pytest.param(raw(b"HTTP/1.1 " + b"2" * 100_000), id="a long status line"),
        pytest.param(raw(b"SSH-2.0-OpenSSH_9.2\r\n"), id="another protocol"),
        pytest.param(raw(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello"), id="two lengths"),
        pytest.param(raw(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello"), id="a negative length"),
    ],
)
async def test_an_answer_that_is_no_http_is_a_bad_response(web: MisbehavingWeb, script: Script) -> None:
    web.route("/", script)
    async with Fetcher(loopback()) as fetcher:
        fetched = await get(fetcher, web.url("/"))
    assert (fetched.status, fetched.problem) == (None, Reason.BAD_RESPONSE)
    assert len(fetched.detail) < 300


async def test_large_but_honest_headers_are_taken(web: MisbehavingWeb, fetcher: Fetcher) -> None:
    web.route("/", page("fine", headers=[("Content-Security-Policy", "x" * 20_000), *[("Link", "<x>")] * 100]))
    fetched = await get(fetcher, web.url("/"))
    assert fetched.body == b"fine"
    assert len([name for name, _ in fetched.headers if name == "link"]) == 100


async def test_a_connection_closed_while_it_was_kept_is_opened_anew(web: MisbehavingWeb, fetcher: Fetcher) -> None:
    web.route("/", page("fine"))
    web.route("/last", in_turn(reset(), page("fine again")))
    assert (await get(fetcher, web.url("/"))).body == b"fine"
    assert (await get(fetcher, web.url("/last"))).body == b"fine again"


async def test_an_unasked_304_is_a_bad_response(web: MisbehavingWeb, fetcher: Fetcher) -> None:
    web.route("/", raw(head(304)))
    assert (await get(fetcher, web.url("/"))).problem is Reason.BAD_RESPONSE


async def test_cancellation_passes_through_and_leaves_the_fetcher_usable(web: MisbehavingWeb, fetcher: Fetcher) -> None:
    asked = asyncio.Event()

    async def wait(_: Visit) -> None:
        asked.set()
        await asyncio.Event().wait()

    web.route("/slow", wait)
    web.route("/", page("fine"))
    task = asyncio.create_task(fetcher.fetch(Request(url=web.url("/slow"))))
    await asked.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await get(fetcher, web.url("/"))).body == b"fine"


PIECES = st.sampled_from(
    [
        *(b"HTTP/1.1 200 OK\r\n", b"HTTP/1.0 302 X\r\n", b"HTTP/1.1 100 Continue\r\n\r\n", b"\r\n", b"\r\n\r\n"),
        *(b"Location: /\r\n", b"Location: http://[\r\n", b"Retry-After: 1e9\r\n", b"Set-Cookie: \xff=;\r\n"),
        *(b"Transfer-Encoding: chunked\r\n", b"5\r\nhello\r\n", b"0\r\n\r\n", b"Content-Length: 3\r\n"),
        *(b"Content-Encoding: gzip\r\n", b"\x1f\x8b\x08\0\0\0\0\0\0\xff"),
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
    ]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(PIECES | st.binary(max_size=40), max_size=8))
def test_no_bytes_make_a_fetch_raise(parts: list[bytes]) -> None:
    async def scenario() -> None:
        async with MisbehavingWeb() as web, Fetcher(loopback(timeout=0.5)) as fetcher:
            web.route("/", raw(b"".join(parts)))
            fetched = await get(fetcher, web.url("/"))
            assert fetched.problem is not None or fetched.status is not None

    asyncio.run(scenario())
