"""Taking turns: how often and how much at once one host, and one registrable domain, is asked."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from ipaddress import ip_address

from publicsuffixlist import PublicSuffixList

from bot.config import CrawlSettings

MAX_DELAY_SECONDS = 60.0  # of crawl-delay, and of a host that keeps saying "too many"
MAX_STRIKES = 6
SLOW_DOWN = frozenset({429, 503})
MAX_HOSTS = 50_000  # remembered; the idle ones are forgotten beyond


@dataclass(slots=True)
class _Host:
    """What we know of one host's wishes. `next_at` is in the event loop's seconds."""

    slots: asyncio.Semaphore
    domain_slots: asyncio.Semaphore
    users: int = 0  # waiting for a turn, or in it
    next_at: float = 0.0
    crawl_delay: float = 0.0
    strikes: int = 0
    rest_until: datetime | None = None

    def delay(self, usual: float) -> float:
        """Seconds between two requests. `usual` 0 means that pacing is switched off, but for a crawl-delay."""
        return min(max(usual, self.crawl_delay) * 2.0**self.strikes, max(MAX_DELAY_SECONDS, usual))

    def idle(self, now: float) -> bool:
        """True when forgetting it changes nothing."""
        return not self.users and self.next_at < now and not self.rest_until and not self.strikes


class Pace:
    """Every host's turns. `now` is the clock for the pauses that servers ask for; delays are slept in real time."""

    def __init__(self, settings: CrawlSettings, now: Callable[[], datetime]) -> None:
        self._settings = settings
        self._now = now
        self._hosts: dict[str, _Host] = {}
        self._domains: dict[str, asyncio.Semaphore] = {}

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[None]:
        """Wait until one more request may go to the host, and hold its place while it runs."""
        host = self._host(name)
        host.users += 1
        try:
            async with host.slots:
                await self._wait(host)
                async with host.domain_slots:
                    yield
        finally:
            host.users -= 1

    async def _wait(self, host: _Host) -> None:
        loop = asyncio.get_running_loop()
        now = loop.time()
        begin = max(now, host.next_at)
        host.next_at = begin + host.delay(self._settings.host_delay)
        if begin > now:
            await asyncio.sleep(begin - now)

    def resting_until(self, name: str) -> datetime | None:
        """The moment until which the host asked to be left alone, if that is still to come."""
        host = self._hosts.get(name)
        if host is None or host.rest_until is None:
            return None
        if host.rest_until <= self._now():
            host.rest_until = None
        return host.rest_until

    def wait_seconds(self, name: str) -> float:
        """How long a request to the host would have to wait now. 0 when it may go at once."""
        host = self._hosts.get(name)
        if host is None:
            return 0.0
        rest = self.resting_until(name)
        seconds = (rest - self._now()) / timedelta(seconds=1) if rest else 0.0
        return max(seconds, host.next_at - asyncio.get_running_loop().time(), 0.0)

    def answered(self, name: str, status: int, retry_at: datetime | None) -> None:
        """Learn from an answer: rest when asked to, slow down on 429 and 503, speed up again on others."""
        slow_down = status in SLOW_DOWN
        host = self._hosts.get(name)
        if host is None or not (slow_down or host.strikes or retry_at):
            return
        if slow_down:
            host.strikes = min(host.strikes + 1, MAX_STRIKES)
        elif host.strikes:
            host.strikes -= 1
        if retry_at and status >= 400:  # noqa: PLR2004  # HTTP's errors begin here
            host.rest_until = max(retry_at, host.rest_until or retry_at)

    def set_crawl_delay(self, name: str, seconds: float) -> None:
        """Obey a crawl-delay of robots.txt, up to MAX_DELAY_SECONDS."""
        self._host(name).crawl_delay = min(seconds, MAX_DELAY_SECONDS)

    def _host(self, name: str) -> _Host:
        host = self._hosts.get(name)
        if host is None:
            if len(self._hosts) >= MAX_HOSTS:
                self._forget_idle()
            domain = registrable_domain(name)
            slots = self._domains.get(domain)
            if slots is None:
                slots = self._domains[domain] = asyncio.Semaphore(self._settings.domain_concurrency)
            host = self._hosts[name] = _Host(asyncio.Semaphore(self._settings.host_concurrency), slots)
        return host

    def _forget_idle(self) -> None:
        now = asyncio.get_running_loop().time()
        self._hosts = {name: host for name, host in self._hosts.items() if not host.idle(now)}
        kept = {registrable_domain(name) for name in self._hosts}
        self._domains = {name: slots for name, slots in self._domains.items() if name in kept}


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def registrable_domain(host: str) -> str:
    """The domain that somebody registered, by the public suffix list; an IP address or a bare suffix is itself."""
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return _suffixes().privatesuffix(host.rstrip(".")) or host
    return host
