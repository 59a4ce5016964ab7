"""The web of the soak: what is true of every link at every moment, and what a visitor gets to see instead."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

SITE = "ours.example"


class Truth(StrEnum):
    """What is the case with a link."""

    FOLLOWED = "followed"
    NOFOLLOW = "rel nofollow"
    SPONSORED = "rel sponsored"
    HEADER_NOFOLLOW = "X-Robots-Tag nofollow"
    META_NOFOLLOW = "robots meta nofollow"
    REMOVED = "link removed"
    PAGE_410 = "page answers 410"
    PAGE_404 = "page answers 404"
    TO_HOME = "page redirects home"
    DOMAIN_GONE = "domain does not exist"


CREDITS = (Truth.NOFOLLOW, Truth.SPONSORED, Truth.HEADER_NOFOLLOW, Truth.META_NOFOLLOW)
LOSSES = (Truth.REMOVED, Truth.PAGE_410, Truth.PAGE_404, Truth.TO_HOME)
GONE = frozenset({*LOSSES, Truth.DOMAIN_GONE})


class Fault(StrEnum):
    """What a visitor meets instead of the truth."""

    STORM_503 = "503 storm"
    ERROR_500 = "500"
    HANG = "no answer"
    RESET = "connection reset"
    REFUSED = "connection refused"
    NXDOMAIN = "no such domain, for days"
    DNS_ERROR = "DNS failure"
    TRUNCATED = "truncated body"
    BLOCK_403 = "403"
    RATE_429 = "429 with Retry-After"
    CHALLENGE = "challenge page"
    CAPTCHA_200 = "captcha with 200"
    LOGIN = "login wall"
    SHELL = "script-built shell"
    # of our own side
    OWN_DNS = "our DNS is down"
    OWN_NXDOMAIN = "our DNS denies every name"
    OWN_PORTAL = "our network answers itself"
    OWN_BANNED = "our address is banned"


HOST_FAULTS = tuple(fault for fault in Fault if not fault.name.startswith("OWN_"))


@dataclass(frozen=True, slots=True)
class Spell:
    """A fault from `start` to `end`."""

    fault: Fault
    start: datetime
    end: datetime

    def at(self, now: datetime) -> bool:
        """True while it lasts."""
        return self.start <= now < self.end


@dataclass(slots=True)
class Host:
    """A host with its faults. A redesign changes the look of its pages and nothing else."""

    name: str
    spells: list[Spell] = field(default_factory=list)
    redesigns: list[datetime] = field(default_factory=list)

    def look(self, now: datetime) -> int:
        """Which of its designs the host wears."""
        return sum(moment <= now for moment in self.redesigns)


@dataclass(slots=True)
class SoakLink:
    """A page with a link to our site, and what becomes of the link."""

    number: int
    host: Host
    path: str
    truths: list[tuple[datetime, Truth]]  # from when on; the first is from the beginning
    flaps: bool = False

    @property
    def url(self) -> str:
        """The page's URL."""
        return f"http://{self.host.name}{self.path}"

    def truth(self, now: datetime) -> Truth:
        """What is the case at a moment."""
        return next(truth for since, truth in reversed(self.truths) if since <= now)

    def was_gone(self, start: datetime, end: datetime) -> bool:
        """True when the link was gone all the time between two moments."""
        inside = [truth for since, truth in self.truths if start < since <= end]
        return all(truth in GONE for truth in [self.truth(start), *inside])


@dataclass(slots=True)
class World:
    """All hosts and links, and our own side's faults. `now` is the clock of everything."""

    start: datetime
    end: datetime
    hosts: list[Host]
    links: list[SoakLink]
    own: list[Spell]
    now: datetime

    def fault_at(self, host: Host, now: datetime) -> Fault | None:
        """What a visitor of a host meets at a moment, if anything."""
        return next((spell.fault for spell in (*self.own, *host.spells) if spell.at(now)), None)

    def visible_from(self, host: Host, moment: datetime, within: timedelta) -> datetime:
        """The last moment that a fault begun before `moment + within` ends, or `moment`: from then it can be seen."""
        seen_from = moment
        spells = sorted((*self.own, *host.spells), key=lambda spell: spell.start)
        for spell in spells:
            if spell.end > seen_from and spell.start < seen_from + within:
                seen_from = spell.end
        return seen_from
