"""Block lists that are asked over the network: Spamhaus DBL, SURBL, URIBL by DNS, URLhaus by HTTP. Off by default.

Their free use is for low volume, not through public resolvers, and for some of them not commercial: docs/quality.md.
An answer that is no answer (a refused query, a resolver that lies, a time-out) is `unknown`, never `listed`.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv4Network

import aiohttp
import dns.asyncresolver
import dns.exception
import dns.resolver

from bot.links.urls import host_of, registrable
from storage import ranks
from storage.database import Database

logger = logging.getLogger(__name__)

FRESH_FOR = timedelta(days=7)
SECONDS = 5.0
URLHAUS = "https://urlhaus-api.abuse.ch/v1/host/"
TYPES_OF_DBL = {2: "spam", 4: "phishing", 5: "malware", 6: "botnet", 102: "abused, spam", 103: "abused redirector",
                104: "abused, phishing", 105: "abused, malware", 106: "abused, botnet"}  # fmt: skip
_LOOPBACK = IPv4Network("127.0.0.0/8")
_ERRORS = IPv4Network("127.255.255.0/24")  # 252: a typing error, 254: a public resolver, 255: too many queries
_REFUSED = IPv4Address("127.0.0.1")  # SURBL's and URIBL's word for a blocked querier


@dataclass(frozen=True, slots=True)
class Answer:
    """What a list says of a domain."""

    answer: str  # listed, clean, unknown
    detail: str


@dataclass(frozen=True, slots=True)
class DnsList:
    """A list that is asked by DNS. `test_point` is listed always: by it a list is known to answer."""

    name: str
    zone: str
    test_point: str
    bits: Mapping[int, str]  # of the last byte; empty for the DBL, whose bytes are whole codes


DNS_LISTS = {
    "spamhaus": DnsList("Spamhaus DBL", "dbl.spamhaus.org", "dbltest.com", {}),
    "surbl": DnsList(
        "SURBL", "multi.surbl.org", "test.surbl.org", {8: "phishing", 16: "malware", 64: "abuse", 128: "cracked"}
    ),
    "uribl": DnsList("URIBL", "multi.uribl.com", "test.uribl.com", {2: "black", 4: "grey", 8: "red"}),
}


def read_answer(asked: DnsList, addresses: Sequence[str]) -> Answer:
    """What the A records of a list mean. Outside 127/8 a resolver lies; error codes are never "listed"."""
    found = [IPv4Address(address) for address in addresses]
    if any(address not in _LOOPBACK for address in found):
        return Answer("unknown", f"{asked.name}: the DNS resolver answers for others")
    if any(address in _ERRORS for address in found) or _REFUSED in found:
        return Answer("unknown", f"{asked.name} refuses to answer this resolver")
    if not asked.bits:
        kinds = [TYPES_OF_DBL[code] for address in found if (code := _dbl_code(address)) in TYPES_OF_DBL]
    else:
        last = [address.packed[3] for address in found]
        kinds = [word for bit, word in asked.bits.items() if any(byte & bit for byte in last)]
    if kinds:
        return Answer("listed", f"{asked.name}: {', '.join(kinds)}")
    return Answer("unknown", f"{asked.name} gave a code that is not known")


class BlockLists:
    """Asks the lists that are switched on, each domain once a week, and keeps the answers."""

    def __init__(
        self,
        database: Database,
        names: Sequence[str],
        *,
        urlhaus_key: str = "",
        urlhaus_url: str = URLHAUS,
        resolver: dns.asyncresolver.Resolver | None = None,
    ) -> None:
        """`names` of DNS_LISTS. URLhaus is asked when a key is given."""
        self._database = database
        self._lists = [DNS_LISTS[name] for name in names]
        self._key = urlhaus_key
        self._urlhaus = urlhaus_url
        self._resolver = resolver
        self._works: dict[str, bool] = {}

    async def ask(self, url: str, now: datetime) -> None:
        """Ask about the domain of a page, where no fresh answer is kept."""
        domain = registrable(host_of(url))
        fresh = await self._database.read(ranks.answered, domain, since=now - FRESH_FOR)
        wanted = [asked for asked in self._lists if asked.name not in fresh]
        answers = await asyncio.gather(*(self._dns(asked, domain) for asked in wanted))
        named = {asked.name: answer for asked, answer in zip(wanted, answers, strict=True)}
        if self._key and "URLhaus" not in fresh:
            named["URLhaus"] = await self._ask_urlhaus(domain)
        for name, answer in named.items():
            await self._database.write(ranks.keep_answer, domain, name, answer.answer, answer.detail, now=now)

    async def works(self, asked: DnsList) -> bool:
        """True when a list answers for its test point; asked once."""
        if asked.name not in self._works:
            answer = await self._query(asked, asked.test_point)
            self._works[asked.name] = answer.answer == "listed"
            if not self._works[asked.name]:
                logger.warning("%s does not answer for its test point (%s); it is left out", asked.name, answer.detail)
        return self._works[asked.name]

    async def _dns(self, asked: DnsList, domain: str) -> Answer:
        if not await self.works(asked):
            return Answer("unknown", f"{asked.name} does not answer here")
        return await self._query(asked, domain)

    async def _query(self, asked: DnsList, domain: str) -> Answer:
        resolver = self._resolver or dns.asyncresolver.get_default_resolver()
        try:
            found = await resolver.resolve(f"{domain}.{asked.zone}.", "A", lifetime=SECONDS)
        except dns.resolver.NXDOMAIN:
            return Answer("clean", "")
        except (dns.exception.DNSException, OSError) as error:
            return Answer("unknown", f"{asked.name}: {type(error).__name__}")
        return read_answer(asked, [record.to_text() for record in found])

    async def _ask_urlhaus(self, domain: str) -> Answer:
        timeout = aiohttp.ClientTimeout(total=SECONDS)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout, headers={"Auth-Key": self._key}) as session,
                session.post(self._urlhaus, data={"host": domain}) as response,
            ):
                said = await response.json(content_type=None)
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            return Answer("unknown", f"URLhaus: {type(error).__name__}")
        status = said.get("query_status") if isinstance(said, dict) else None
        if status == "ok":
            return Answer("listed", f"URLhaus: {said.get('url_count', 'some')} malware addresses")
        return Answer("clean", "") if status == "no_results" else Answer("unknown", f"URLhaus: {status}")


def _dbl_code(address: IPv4Address) -> int:
    return address.packed[3] if address.packed[:3] == b"\x7f\x00\x01" else 0
