"""Getting a page as a polite guest: guard, robots.txt, pace, request, redirects; within limits, without raising."""

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Self

from aiohttp.abc import AbstractResolver

from bot.config import CrawlSettings
from bot.crawl.exchange import Answer, Exchange
from bot.crawl.fetched import Fetched, Hop, Request
from bot.crawl.guard import AddressGuard
from bot.crawl.moments import retry_moment
from bot.crawl.pace import Pace
from bot.crawl.robots import MAX_BYTES as ROBOTS_BYTES
from bot.crawl.robots import RobotsCache
from bot.crawl.urls import Place, place_of, resolve
from storage.words import Reason

REDIRECTS = frozenset({301, 302, 303, 307, 308})
ROBOTS_REDIRECTS = 5  # RFC 9309, 2.3.1.2
REDIRECTS_HOLD_FOR = timedelta(hours=12)
MAX_REDIRECTS_KNOWN = 10_000


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class _Journey:
    """One fetch under way."""

    request: Request
    place: Place
    seconds_left: float
    hops: list[Hop] = field(default_factory=list)

    def ended(self, problem: Reason, detail: str, retry_at: datetime | None = None) -> Fetched:
        return Fetched(
            url=self.request.url,
            final_url=self.place.url,
            hops=tuple(self.hops),
            problem=problem,
            detail=detail,
            retry_at=retry_at,
        )

    def arrived(self, answer: Answer, retry_at: datetime | None) -> Fetched:
        return Fetched(
            url=self.request.url,
            final_url=self.place.url,
            status=answer.status,
            headers=answer.headers,
            body=answer.body.content(),
            hops=tuple(self.hops),
            problem=answer.problem,
            detail=answer.detail,
            retry_at=retry_at,
        )

    def conditions(self) -> dict[str, str]:
        """The headers that ask whether our last version still holds; only where that version came from."""
        request = self.request
        if self.place.url != (request.final_url or request.url):
            return {}
        validators = {"If-None-Match": request.etag, "If-Modified-Since": request.last_modified}
        return {name: value for name, value in validators.items() if value}


class Fetcher:
    """Fetches pages. One for the whole process: it holds the connections and what is known of each host.

    `resolver` looks names up in place of the system's (the guard judges its answers too), `tls` replaces the system's
    trusted certificates, and `now` is the clock for the lifetimes of robots.txt and for Retry-After.
    """

    def __init__(
        self,
        settings: CrawlSettings,
        *,
        resolver: AbstractResolver | None = None,
        tls: ssl.SSLContext | None = None,
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._settings = settings
        self._guard = AddressGuard(settings.allow_addresses)
        self._resolver = resolver
        self._tls = tls
        self._now = now
        self._pace = Pace(settings, now)
        self._robots = RobotsCache(self._get_robots, now)
        self._at_once = asyncio.Semaphore(settings.concurrency)
        self._opened: Exchange | None = None
        self._redirects: dict[str, tuple[datetime, Fetched]] = {}  # of links whose end was asked for, until when

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close all connections and give up on what is under way."""
        await self._robots.close()
        if self._opened:
            await self._opened.close()
            self._opened = None

    async def fetch(self, request: Request) -> Fetched:
        """Get a page. Whatever the web does is told in the answer; only cancellation is raised."""
        try:
            place = place_of(request.url)
        except ValueError as error:
            return Fetched(url=request.url, final_url=request.url, problem=Reason.ADDRESS_REFUSED, detail=f"{error}")
        if not request.follow and (known := self._redirects.get(request.url)) and known[0] > self._now():
            return known[1]
        journey = _Journey(request, place, self._settings.timeout)
        while (fetched := await self._hop(journey)) is None:
            pass
        if not request.follow and fetched.hops:
            self._remember(request.url, fetched)
        return fetched

    def _remember(self, url: str, redirect: Fetched) -> None:
        if len(self._redirects) >= MAX_REDIRECTS_KNOWN:
            self._redirects.pop(next(iter(self._redirects)))
        self._redirects[url] = self._now() + REDIRECTS_HOLD_FOR, redirect

    def wait_seconds(self, url: str) -> float:
        """How long a fetch of `url` would wait for its host's turn; 0 when it may go at once."""
        try:
            return self._pace.wait_seconds(place_of(url).host)
        except ValueError:
            return 0.0

    async def _hop(self, journey: _Journey) -> Fetched | None:
        """Go one step: the end of the journey, or None after a redirect."""
        place = journey.place
        refusal = self._refusal(place)
        if refusal:
            return journey.ended(Reason.ADDRESS_REFUSED, refusal)
        resting_until = self._pace.resting_until(place.host)
        if resting_until:
            detail = "The server asked to be left alone for a while (Retry-After)."
            return journey.ended(Reason.BLOCKED, detail, resting_until)
        rules = self._robots.known(place.origin) or await self._robots.rules(place.origin)
        verdict = rules.judge(place.url)
        if verdict.problem:
            return journey.ended(verdict.problem, verdict.detail, verdict.retry_at)
        if rules.crawl_delay:
            self._pace.set_crawl_delay(place.host, rules.crawl_delay)
        conditions = journey.conditions()
        answer, retry_at = await self._ask(place, journey.seconds_left, headers=conditions)
        return self._arrive(journey, answer, retry_at, asked_conditionally=bool(conditions))

    def _arrive(
        self, journey: _Journey, answer: Answer, retry_at: datetime | None, *, asked_conditionally: bool
    ) -> Fetched | None:
        journey.seconds_left -= answer.seconds
        location = answer.header("location")
        if answer.status in REDIRECTS and location is not None:
            return self._redirect(journey, answer.status, location)
        if answer.status == 304 and not asked_conditionally:  # noqa: PLR2004  # HTTP's own number
            answer.problem = Reason.BAD_RESPONSE
            answer.detail = "The server says that the page has not changed, but was not asked that."
        return journey.arrived(answer, retry_at)

    def _redirect(self, journey: _Journey, status: int, location: str) -> Fetched | None:
        here = journey.place
        try:
            there = resolve(location, here)
        except ValueError as error:
            return journey.ended(Reason.BAD_RESPONSE, f"The page redirects to an address that is refused: {error}")
        journey.hops.append(Hop(url=here.url, status=status, location=there.url))
        if len(journey.hops) > self._settings.max_redirects:
            return journey.ended(
                Reason.TOO_MANY_REDIRECTS, f"The page redirects more than {self._settings.max_redirects} times."
            )
        if journey.seconds_left <= 0:
            return journey.ended(Reason.TIMED_OUT, "The redirects took too long.")
        journey.place = there
        if not journey.request.follow:
            return Fetched(url=here.url, final_url=there.url, status=status, hops=tuple(journey.hops))
        return None

    async def _ask(
        self, place: Place, seconds: float, *, headers: dict[str, str] | None = None, robots: bool = False
    ) -> tuple[Answer, datetime | None]:
        """One request in its host's turn, and what its Retry-After asks for."""
        limit = ROBOTS_BYTES if robots else self._settings.max_body_bytes
        async with self._pace.turn(place.host), self._at_once:
            answer = await self._exchange.get(
                place.url, limit=limit, seconds=seconds, headers=headers, sniff=not robots
            )
        retry_at = retry_moment(answer.header("retry-after"), self._now())
        if answer.status is not None:
            self._pace.answered(place.host, answer.status, retry_at)
        return answer, retry_at

    async def _get_robots(self, url: str) -> Answer:
        """A robots.txt, its redirects followed wherever the guard lets them go."""
        first = place = place_of(url)
        for _ in range(ROBOTS_REDIRECTS + 1):
            refusal = self._refusal(place)
            if refusal:
                answer = Answer(problem=Reason.ADDRESS_REFUSED, detail=refusal)
            else:
                answer, _ = await self._ask(place, self._settings.timeout, robots=True)
            location = answer.header("location")
            if answer.status not in REDIRECTS or location is None:
                return (
                    answer
                    if place is first or answer.status
                    else Answer(problem=Reason.BAD_RESPONSE, detail=answer.detail)
                )
            try:
                place = resolve(location, place)
            except ValueError:
                break
        return Answer(status=404)  # RFC 9309, 2.3.1.2: redirects that lead nowhere count as missing

    def _refusal(self, place: Place) -> str | None:
        """Why an address in a URL is refused; those of names are judged when they are looked up."""
        return self._guard.refusal(place.host.strip("[]"), place.port) if place.is_address else None

    @property
    def _exchange(self) -> Exchange:
        if self._opened is None:
            self._opened = Exchange(self._settings, self._guard, resolver=self._resolver, tls=self._tls)
        return self._opened
