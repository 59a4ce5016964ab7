"""The mass-loss guard: when much goes wrong on many hosts at once, the fault is more likely ours than theirs.

It thinks in hosts, not in pages: a footer link that goes from fifty pages of one host is one host's doing, and is
reported. It holds a doubted loss back only for a time: what is still so after `HOLD` is believed.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

WINDOW = timedelta(hours=2)  # hosts seen within it are weighed together
MIN_HOSTS = 5  # fewer in trouble at once prove nothing about us
MIN_SHARE = 0.3  # of the hosts weighed; more where the past was worse than usual
OUT_OF_LINE = 3  # times the usual share
MAX_SHARE = 0.8
MEMORY = 200  # hosts over which the usual share is averaged
SAME_ANSWER_HOSTS = 3  # different hosts without the link that answer alike: something stands between us and them
HOLD = timedelta(hours=12)


class Outlook(IntEnum):
    """How a host looked, the worst first: one good sight of a host outweighs its bad ones of the same moment."""

    TROUBLED = 0  # nothing conclusive, and it used to be
    ABSENT = 1  # links that were live are not there
    WELL = 2  # a link was seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """How one page of a host looked. `answer` tells one answer from another; "" when there was none."""

    host: str
    outlook: Outlook
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Why what was just seen is not believed, as a sentence for people."""

    evidence: str
    since: datetime  # when this began


class _Window:
    """The last sight of each host, as long as it is recent, counted as it comes and goes."""

    def __init__(self) -> None:
        self._sights: dict[str, tuple[datetime, Sight]] = {}  # the oldest first
        self.outlooks: Counter[Outlook] = Counter()
        self.answers: Counter[str] = Counter()  # of hosts whose links were missing

    def __len__(self) -> int:
        return len(self._sights)

    def put(self, sight: Sight, now: datetime) -> None:
        """Take in a sight in place of the host's last one."""
        self._drop(sight.host)
        self._sights[sight.host] = (now, sight)
        self._count(sight, 1)

    def prune(self, now: datetime) -> None:
        """Forget what is too old, and what is later than now: the clock was set back."""
        if self._sights and next(reversed(self._sights.values()))[0] > now:
            for host in [host for host, (at, _) in self._sights.items() if at > now]:
                self._drop(host)
        while self._sights and now - next(iter(self._sights.values()))[0] > WINDOW:
            self._drop(next(iter(self._sights)))

    def well_since(self, moment: datetime, besides: Collection[str]) -> bool:
        """True when a host other than `besides` was seen well since then. The latest sights are looked at first."""
        for host, (at, sight) in reversed(self._sights.items()):
            if at < moment:
                return False
            if sight.outlook is Outlook.WELL and host not in besides:
                return True
        return False

    def _drop(self, host: str) -> None:
        if known := self._sights.pop(host, None):
            self._count(known[1], -1)

    def _count(self, sight: Sight, number: int) -> None:
        self.outlooks[sight.outlook] += number
        if sight.outlook is Outlook.ABSENT and sight.answer:
            self.answers[sight.answer] += number
            if not self.answers[sight.answer]:
                del self.answers[sight.answer]


class Guard:
    """Remembers how the hosts looked lately, and says when that is out of line with the past."""

    def __init__(self) -> None:
        self._window = _Window()
        self._usual = {Outlook.ABSENT: 0.0, Outlook.TROUBLED: 0.0}
        self.since: datetime | None = None  # when the doubt began, while there is one

    def weigh(self, sights: Iterable[Sight], now: datetime) -> Doubt | None:
        """Take in a group of sights. A Doubt when absences and failures of this moment are not to be believed."""
        fresh: dict[str, Sight] = {}
        for sight in sights:
            if sight.host not in fresh or sight.outlook > fresh[sight.host].outlook:
                fresh[sight.host] = sight
        self._window.prune(now)
        for sight in fresh.values():
            self._window.put(sight, now)
        reason = self._reason()
        if reason is not None:
            return self.doubt(reason, now)
        self._learn(fresh.values())
        well = self._window.outlooks[Outlook.WELL]
        if well and well * 2 >= len(self._window):
            self.since = None
        return None

    def doubt(self, evidence: str, now: datetime) -> Doubt | None:
        """Begin to doubt for a reason, or go on with the doubt there is. None once it was held for long enough."""
        self.since = min(self.since or now, now)
        return Doubt(evidence=evidence, since=self.since) if now - self.since < HOLD else None

    def sees_well(self, now: datetime, *, within: timedelta, besides: Collection[str]) -> bool:
        """True when a host other than `besides` was seen well lately: our own eyes are open."""
        return self._window.well_since(now - within, besides)

    def _reason(self) -> str | None:
        alike = max(self._window.answers.values(), default=0)
        if alike >= SAME_ANSWER_HOSTS:
            return f"{alike} different hosts gave the very same answer without the link."
        count = self._window.outlooks
        absent, well = count[Outlook.ABSENT], count[Outlook.WELL]
        if self._out_of_line(Outlook.ABSENT, absent, absent + well):
            return f"Links were missing on {absent} of {absent + well} hosts within {_hours(WINDOW)} hours."
        if self._out_of_line(Outlook.TROUBLED, count[Outlook.TROUBLED], len(self._window)):
            return f"{count[Outlook.TROUBLED]} of {len(self._window)} hosts failed within {_hours(WINDOW)} hours."
        return None

    def _out_of_line(self, outlook: Outlook, bad: int, of: int) -> bool:
        share = min(MAX_SHARE, max(MIN_SHARE, OUT_OF_LINE * self._usual[outlook]))
        return bad >= MIN_HOSTS and bad >= share * of

    def _learn(self, fresh: Iterable[Sight]) -> None:
        for sight in fresh:
            for outlook, usual in self._usual.items():
                self._usual[outlook] = usual + ((sight.outlook is outlook) - usual) / MEMORY


def _hours(time: timedelta) -> int:
    return round(time / timedelta(hours=1))
