"""Block lists over the network, against local fakes: an error code is never `listed`."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import dns.asyncresolver
import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest
from aiohttp import web

from bot.quality.lists import DNS_LISTS, FRESH_FOR, BlockLists, read_answer
from storage import ranks
from storage.database import Database

NOW = datetime(2026, 5, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "address", "answer"),
    [
        ("spamhaus", "127.0.1.2", "listed"),
        ("spamhaus", "127.0.1.106", "listed"),
        ("spamhaus", "127.0.1.255", "unknown"),
        ("spamhaus", "127.255.255.252", "unknown"),
        ("spamhaus", "127.255.255.254", "unknown"),
        ("spamhaus", "127.255.255.255", "unknown"),
        ("spamhaus", "10.0.0.1", "unknown"),
        ("surbl", "127.0.0.64", "listed"),
        ("surbl", "127.0.0.24", "listed"),
        ("surbl", "127.0.0.1", "unknown"),
        ("surbl", "93.184.216.34", "unknown"),
        ("uribl", "127.0.0.2", "listed"),
        ("uribl", "127.0.0.1", "unknown"),
        ("uribl", "127.0.0.16", "unknown"),
    ],
)
def test_only_a_listing_code_lists(name: str, address: str, answer: str) -> None:
    assert read_answer(DNS_LISTS[name], [address]).answer == answer


class FakeDns(asyncio.DatagramProtocol):
    """Answers A queries from a table; everything else does not exist."""

    def __init__(self, table: dict[str, str]) -> None:
        self.table = table
        self.asked: list[str] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        query = dns.message.from_wire(data)
        name = query.question[0].name.to_text(omit_final_dot=True)
        self.asked.append(name)
        response = dns.message.make_response(query)
        response.flags |= dns.flags.RA
        if name in self.table:
            response.answer.append(dns.rrset.from_text(query.question[0].name, 60, "IN", "A", self.table[name]))
        else:
            response.set_rcode(dns.rcode.NXDOMAIN)
        self.transport.sendto(response.to_wire(), addr)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path / "db.sqlite3")
    yield opened
    await opened.close()


@pytest.fixture
async def fake() -> AsyncIterator[tuple[FakeDns, dns.asyncresolver.Resolver]]:
    table = {"dbltest.com.dbl.spamhaus.org": "127.0.1.2", "bad.example.dbl.spamhaus.org": "127.0.1.4"}
    transport, protocol = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: FakeDns(table), local_addr=("127.0.0.1", 0)
    )
    resolver = dns.asyncresolver.Resolver(configure=False)
    resolver.nameservers = ["127.0.0.1"]
    resolver.port = transport.get_extra_info("sockname")[1]
    yield protocol, resolver
    transport.close()


async def test_answers_are_kept_for_a_week(
    database: Database, fake: tuple[FakeDns, dns.asyncresolver.Resolver]
) -> None:
    server, resolver = fake
    lists = BlockLists(database, ["spamhaus"], resolver=resolver)
    for day in (0, 1):
        await lists.ask("https://www.bad.example/page", NOW + timedelta(days=day))
        await lists.ask("https://good.example/", NOW + timedelta(days=day))
    assert server.asked.count("bad.example.dbl.spamhaus.org") == 1
    assert list(await database.read(ranks.listed, "www.bad.example")) == ["Spamhaus DBL"]
    assert await database.read(ranks.listed, "good.example") == {}
    await lists.ask("https://bad.example/", NOW + FRESH_FOR + timedelta(days=1))
    assert server.asked.count("bad.example.dbl.spamhaus.org") == 2


async def test_a_list_that_refuses_its_test_point_is_left_out(
    database: Database, fake: tuple[FakeDns, dns.asyncresolver.Resolver]
) -> None:
    server, resolver = fake
    server.table["dbltest.com.dbl.spamhaus.org"] = "127.255.255.254"
    lists = BlockLists(database, ["spamhaus"], resolver=resolver)
    await lists.ask("https://bad.example/", NOW)
    assert await database.read(ranks.listed, "bad.example") == {}
    assert "bad.example.dbl.spamhaus.org" not in server.asked


@pytest.mark.parametrize(
    ("said", "listed"), [("ok", True), ("no_results", False), ("invalid_host", False), ("http_post_expected", False)]
)
async def test_urlhaus_is_asked_with_the_key(database: Database, said: str, listed: bool) -> None:
    keys: list[str | None] = []

    async def answer(request: web.BaseRequest) -> web.Response:
        keys.append(request.headers.get("Auth-Key"))
        return web.json_response({"query_status": said, "url_count": "3"})

    runner = web.ServerRunner(web.Server(answer))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1/host/"
    await BlockLists(database, [], urlhaus_key="secret", urlhaus_url=url).ask("https://bad.example/", NOW)
    await runner.cleanup()
    assert keys == ["secret"]
    assert ("URLhaus" in await database.read(ranks.listed, "bad.example")) is listed
