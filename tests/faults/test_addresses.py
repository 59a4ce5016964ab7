"""Attempts to make us reach addresses that we must not reach."""

import socket
from collections.abc import AsyncIterator

import pytest
from aiohttp.abc import ResolveResult

from bot.config import CrawlSettings
from bot.crawl.fetcher import Fetcher
from bot.crawl.guard import AddressGuard, AddressRefusedError
from bot.crawl.resolve import StaticResolver, guarded_socket
from storage.words import Reason
from tests.faults.fetching import get, loopback
from tests.faults.web import MisbehavingWeb, page, redirect


@pytest.fixture
async def stranger(web: MisbehavingWeb) -> AsyncIterator[Fetcher]:
    """A fetcher that may reach the web server at 127.0.0.1 and nothing else that is not public."""
    async with Fetcher(loopback(allow_addresses=("127.0.0.1/32",)), resolver=web.resolver) as fetcher:
        yield fetcher


async def test_without_permission_loopback_is_never_connected_to(web: MisbehavingWeb) -> None:
    web.route("/", page("secret"), host="inside.test")
    async with Fetcher(CrawlSettings(host_delay=0), resolver=web.resolver) as fetcher:
        for url in (web.url("/"), "http://inside.test/", f"http://[::ffff:127.0.0.1]:{web.port}/"):
            fetched = await get(fetcher, url)
            assert (fetched.problem, fetched.body) == (Reason.ADDRESS_REFUSED, b"")
    assert web.connections == 0


@pytest.mark.parametrize(
    "location",
    ["http://127.0.0.2:{port}/", "http://0x7f.2:{port}/", "http://[::ffff:127.0.0.2]:{port}/", "//127.2:{port}/",
     "http://good.test@127.0.0.2:{port}/", "http://169.254.169.254/latest/", "http://[::1]:{port}/",
     "http://rebound.test/", "http://localhost.:{port}/"],
)  # fmt: skip
async def test_a_redirect_to_a_refused_address_is_not_followed(location: str) -> None:
    async with MisbehavingWeb(addresses=("127.0.0.1", "127.0.0.2")) as web:
        web.route("/", redirect(location.format(port=web.port)), host="good.test")
        web.route("/", page("secret"), host="127.0.0.2")
        web.resolver.hosts["rebound.test"] = ("127.0.0.2", web.port)
        web.resolver.hosts["localhost"] = "127.0.0.2"
        async with Fetcher(loopback(allow_addresses=("127.0.0.1/32",)), resolver=web.resolver) as fetcher:
            fetched = await get(fetcher, "http://good.test/")
        assert (fetched.problem, fetched.body) == (Reason.ADDRESS_REFUSED, b"")
        assert len(fetched.hops) == 1
        assert {visit.host for visit in web.visits} == {"good.test"}


async def test_a_robots_txt_that_redirects_inside_is_not_followed(web: MisbehavingWeb, stranger: Fetcher) -> None:
    web.route("/robots.txt", redirect(f"http://127.0.0.2:{web.port}/"), host="good.test")
    web.route("/", page("fine"), host="good.test")
    fetched = await get(stranger, "http://good.test/")
    assert (fetched.problem, web.paths()) == (Reason.ROBOTS_UNAVAILABLE, [])


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "gopher://127.0.0.1:6379/_x", "ftp://good.test/", "http://["]
)
async def test_a_redirect_out_of_the_web_is_not_followed(web: MisbehavingWeb, stranger: Fetcher, location: str) -> None:
    web.route("/", redirect(location), host="good.test")
    fetched = await get(stranger, "http://good.test/")
    assert fetched.problem in (Reason.ADDRESS_REFUSED, Reason.BAD_RESPONSE)
    assert fetched.hops == ()


class Rebinding(StaticResolver):
    """A name that is allowed at the first look and refused at all later ones."""

    looks = 0

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        self.looks += 1
        self.hosts[host] = "127.0.0.1" if self.looks == 1 else "127.0.0.2"
        return await super().resolve(host, port, family)


async def test_a_name_that_changes_its_address_is_checked_at_each_connection() -> None:
    settings = loopback(allow_addresses=("127.0.0.1/32",))
    async with (
        MisbehavingWeb(addresses=("127.0.0.1", "127.0.0.2")) as web,
        Fetcher(settings, resolver=Rebinding()) as fetcher,
    ):
        web.route("/", page("first", headers=[("Connection", "close")]))
        first = await get(fetcher, f"http://rebind.test:{web.port}/")
        second = await get(fetcher, f"http://rebind.test:{web.port}/")
        assert (first.body, first.problem) == (b"first", None)
        assert (second.body, second.problem) == (b"", Reason.ADDRESS_REFUSED)
        assert web.paths() == ["/"]


def test_a_socket_itself_is_refused_whatever_was_looked_up_before() -> None:
    connect = guarded_socket(AddressGuard())
    with pytest.raises(AddressRefusedError):
        connect((socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", 80)))


async def test_of_several_addresses_only_the_allowed_are_tried(web: MisbehavingWeb) -> None:
    web.route("/", page("fine"))
    resolver = StaticResolver({"both.test": ["10.0.0.1", "127.0.0.1", "::1"], "none.test": ["10.0.0.1", "::1"]})
    async with Fetcher(loopback(), resolver=resolver) as fetcher:
        assert (await get(fetcher, f"http://both.test:{web.port}/")).body == b"fine"
        assert (await get(fetcher, f"http://none.test:{web.port}/")).problem is Reason.ADDRESS_REFUSED


async def test_credentials_in_a_url_are_not_sent(web: MisbehavingWeb, fetcher: Fetcher) -> None:
    web.route("/", page("fine"), host="good.test")
    fetched = await get(fetcher, "http://user:secret@good.test/")
    assert fetched.body == b"fine"
    assert fetched.final_url == "http://good.test/"
    assert all("authorization" not in visit.headers for visit in web.visits)
