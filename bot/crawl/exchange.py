"""One request and its answer over HTTP: guarded, bounded in time and size, never raising for what the web does."""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from time import monotonic

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from bot.config import CrawlSettings
from bot.crawl.body import Body, read_body
from bot.crawl.guard import AddressGuard
from bot.crawl.problems import WEB_ERRORS, problem_of
from bot.crawl.resolve import SystemResolver, guarded_connector
from storage.words import Reason

PRODUCT = "Backlight"  # the token that robots.txt may name
MAX_HEADER_BYTES = 32_768  # of one header: security policies of 10 KB are out there
MAX_HEADERS = 200
CONNECT_SECONDS = 10.0

_ACCEPT = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5",
    "Accept-Encoding": "gzip, deflate",  # the codings that can be unpacked within bounds
    "Accept-Language": "en;q=0.8,*;q=0.5",
}


@dataclass(slots=True)
class Answer:
    """What one request brought: a status, a problem, or both."""

    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()  # names in lower case
    body: Body = field(default_factory=Body)
    problem: Reason | None = None
    detail: str = ""
    seconds: float = 0.0  # that it took

    def header(self, name: str) -> str | None:
        """The first value of a header, or None. `name` in lower case."""
        return next((value for key, value in self.headers if key == name), None)


def user_agent(contact: str) -> str:
    """Who we say we are: product, version, and where to complain."""
    try:
        number = version("backlight")
    except PackageNotFoundError:  # run from the source tree
        number = "0.1"
    return f"{PRODUCT}/{number} (backlink checker; {contact or 'self-hosted by a site that this page links to'})"


class Exchange:
    """Requests over one session. Make it inside a running event loop; `close` it in the end."""

    def __init__(
        self,
        settings: CrawlSettings,
        guard: AddressGuard,
        *,
        resolver: AbstractResolver | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._resolver = resolver or SystemResolver()
        self._tls = tls or ssl.create_default_context()
        self._session = aiohttp.ClientSession(
            connector=guarded_connector(self._resolver, guard),
            headers={"User-Agent": user_agent(settings.contact), **_ACCEPT},
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(sock_connect=CONNECT_SECONDS),
            auto_decompress=False,
            trust_env=False,
            max_line_size=MAX_HEADER_BYTES,
            max_field_size=MAX_HEADER_BYTES,
            max_headers=MAX_HEADERS,
        )

    async def get(
        self, url: str, *, limit: int, seconds: float, headers: Mapping[str, str] | None = None, sniff: bool = True
    ) -> Answer:
        """GET a normalised URL: at most `limit` decoded bytes within `seconds`. Redirects are answers like others.

        With `sniff`, only the start is read of what is no page by its Content-Type.
        """
        answer = Answer()
        begin = monotonic()
        try:
            async with asyncio.timeout(seconds):
                await self._get(URL(url, encoded=True), headers, answer, limit=limit, sniff=sniff)
        except TimeoutError as error:
            answer.problem = Reason.TIMED_OUT
            answer.detail = f"The server did not answer within {seconds:.3g} seconds."
            if isinstance(error, aiohttp.ConnectionTimeoutError):
                answer.detail = "No connection to the server came about in time."
            elif answer.status is not None:
                answer.detail = f"The page was not complete after {seconds:.3g} seconds."
        except WEB_ERRORS as error:
            answer.problem, answer.detail = problem_of(error)
        else:
            answer.problem, answer.detail = answer.body.problem, answer.body.detail
        answer.seconds = monotonic() - begin
        return answer

    async def _get(
        self, url: URL, headers: Mapping[str, str] | None, answer: Answer, *, limit: int, sniff: bool
    ) -> None:
        async with self._session.get(url, headers=headers, allow_redirects=False, ssl=self._tls) as response:
            answer.headers = tuple((name.lower(), value) for name, value in response.headers.items())
            answer.status = response.status
            await read_body(response, answer.body, limit, sniff=sniff)
            if answer.body.problem is not None:
                response.close()

    async def close(self) -> None:
        """Close all connections."""
        await self._session.close()
        await self._resolver.close()
