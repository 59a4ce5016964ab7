"""robots.txt (RFC 9309): what a site lets us fetch, remembered for a day, and what to do when it cannot be had."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from protego import Protego

from bot.crawl.exchange import PRODUCT, Answer
from storage.words import Reason

LIFETIME = timedelta(hours=24)  # RFC 9309, 2.4: no longer than that
RETRY_AFTER_FAILURE = timedelta(minutes=10)
STALE_FOR = timedelta(days=30)  # RFC 9309, 2.3.1.4: how long the last good copy may stand in
MAX_BYTES = 500 * 1024  # RFC 9309, 2.5: what a crawler must at least read
MAX_ORIGINS = 20_000

# The server was reached and could not say; for other problems the page itself would fail in the same way.
_COULD_NOT_SAY = frozenset(
    {Reason.TIMED_OUT, Reason.CONNECTION_RESET, Reason.TRUNCATED, Reason.BAD_RESPONSE, Reason.TOO_MANY_REDIRECTS}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a page may be fetched, and if not, why and when to ask again."""

    problem: Reason | None = None
    detail: str = ""
    retry_at: datetime | None = None


ALLOWED = Verdict()
_DISALLOWED = Verdict(
    problem=Reason.ROBOTS_DISALLOWED, detail="The site's robots.txt does not let Backlight fetch this page."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What is known of one origin's robots.txt."""

    until: datetime  # when to ask again
    read_at: datetime | None = None  # when `robots` was last read
    robots: Protego | None = None  # None: everything is allowed
    failure: Verdict | None = None  # it could not be had, and there is no good copy

    def judge(self, url: str) -> Verdict:
        """Whether `url` may be fetched."""
        if self.failure:
            return self.failure
        if self.robots is None or self.robots.can_fetch(url, PRODUCT):
            return ALLOWED
        return _DISALLOWED

    @property
    def crawl_delay(self) -> float:
        """Seconds that the site wants between two requests."""
        return (self.robots.crawl_delay(PRODUCT) or 0.0) if self.robots else 0.0


class RobotsCache:
    """The rules of each origin. `get` fetches a robots.txt, redirects followed; `now` is the clock of lifetimes."""

    def __init__(self, get: Callable[[str], Awaitable[Answer]], now: Callable[[], datetime]) -> None:
        self._get = get
        self._now = now
        self._known: dict[str, Rules] = {}
        self._asked: dict[str, asyncio.Task[Rules]] = {}

    def known(self, origin: str) -> Rules | None:
        """The rules of an origin when they are fresh."""
        rules = self._known.get(origin)
        return rules if rules and rules.until > self._now() else None

    async def rules(self, origin: str) -> Rules:
        """The rules of an origin such as `https://example.com:8443`; many who ask at once share one request."""
        fresh = self.known(origin)
        if fresh:
            return fresh
        task = self._asked.get(origin)
        if task is None:
            task = self._asked[origin] = asyncio.create_task(self._ask(origin))
            task.add_done_callback(lambda _: self._asked.pop(origin, None))
        return await asyncio.shield(task)  # one caller's cancellation is not the others'

    async def _ask(self, origin: str) -> Rules:
        answer = await self._get(f"{origin}/robots.txt")
        now = self._now()
        rules = self._from_answer(answer, now)
        if rules.failure:
            rules = self._stand_in(origin, rules, now)
        if len(self._known) >= MAX_ORIGINS:
            self._known = {key: known for key, known in self._known.items() if known.until > now}
            if len(self._known) >= MAX_ORIGINS:
                self._known.clear()
        self._known[origin] = rules
        return rules

    def _from_answer(self, answer: Answer, now: datetime) -> Rules:
        status = answer.status
        if answer.problem in _COULD_NOT_SAY:
            return _failed(Reason.ROBOTS_UNAVAILABLE, f"robots.txt could not be read: {answer.detail}", now)
        if answer.problem is not None and answer.problem is not Reason.TOO_LARGE:
            failure = Verdict(problem=answer.problem, detail=answer.detail)
            return Rules(until=now, failure=failure)  # the page's own problem: not remembered
        assert status is not None
        if status >= 500 or status == 429:  # noqa: PLR2004  # HTTP's own numbers
            return _failed(Reason.ROBOTS_UNAVAILABLE, f"robots.txt answered with status {status}.", now)
        if status != 200:  # noqa: PLR2004  # RFC 9309, 2.3.1.3: a missing one allows everything
            return Rules(until=now + LIFETIME, read_at=now)
        return Rules(until=now + LIFETIME, read_at=now, robots=parse(answer.body.content()))

    def _stand_in(self, origin: str, failed: Rules, now: datetime) -> Rules:
        """The last good copy in place of a failure, while it is not too old."""
        last = self._known.get(origin)
        if last and last.read_at and now - last.read_at < STALE_FOR:
            return replace(last, until=failed.until)
        return failed

    async def close(self) -> None:
        """Give up on what is being asked."""
        for task in tuple(self._asked.values()):
            task.cancel()
        await asyncio.gather(*self._asked.values(), return_exceptions=True)


def _failed(problem: Reason, detail: str, now: datetime) -> Rules:
    retry_at = now + RETRY_AFTER_FAILURE
    return Rules(until=retry_at, failure=Verdict(problem=problem, detail=detail, retry_at=retry_at))


def parse(content: bytes) -> Protego | None:
    """The rules in a robots.txt that count for us; None when there are none."""
    text = _ours_only(content[:MAX_BYTES].decode("utf-8-sig", errors="replace"))
    return Protego.parse(text) if text else None


def _ours_only(text: str) -> str:
    """The groups for us and for everybody, the others left out.

    Protego keeps the rules of every group; a file that names thousands of agents before thousands of rules would
    make it keep the product of both.
    """
    kept: list[str] = []
    ours = in_rules = False  # whether the group being read is for us; whether its rules have begun
    for line in text.splitlines():
        field, separator, value = line.partition("#")[0].partition(":")
        field, value = field.strip().lower(), value.strip()
        if not separator:
            continue
        if field in ("user-agent", "useragent", "user agent"):
            if in_rules:
                ours = in_rules = False
            agent = value.partition("/")[0].strip().lower()
            if agent in ("*", PRODUCT.lower()):
                ours = True
                kept.append(f"user-agent: {agent}")
        elif field != "sitemap":
            in_rules = True
            if ours:
                kept.append(f"{field}: {value}")
    return "\n".join(kept)
