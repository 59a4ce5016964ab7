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


class Guard:
    """Remembers how the hosts looked lately, and says when that is out of line with the past."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[datetime, Sight]] = {}  # by host, the last sight of it
        self._usual = {Outlook.ABSENT: 0.0, Outlook.TROUBLED: 0.0}
        self.since: datetime | None = None  # when the doubt began, while there is one

    def weigh(self, sights: Iterable[Sight], now: datetime) -> Doubt | None:
        """Take in a group of sights. A Doubt when absences and failures of this moment are not to be believed."""
        fresh: dict[str, Sight] = {}
        for sight in sights:
            if sight.host not in fresh or sight.outlook > fresh[sight.host].outlook:
                fresh[sight.host] = sight
        self._seen |= {host: (now, sight) for host, sight in fresh.items()}
        lately = self._lately(now)
        reason = self._reason(lately)
        if reason is None:
            self._learn(fresh.values())
            if sum(sight.outlook is Outlook.WELL for sight in lately) * 2 >= len(lately):
                self.since = None
            return None
        self.since = min(self.since or now, now)
        return Doubt(evidence=reason, since=self.since) if now - self.since < HOLD else None

    def doubt(self, evidence: str, now: datetime) -> Doubt | None:
        """Open a doubt for a reason found elsewhere, or go on with the one there is. None once it was held long."""
        self.since = min(self.since or now, now)
        return Doubt(evidence=evidence, since=self.since) if now - self.since < HOLD else None

    def sees_well(self, now: datetime, *, within: timedelta, besides: Collection[str]) -> bool:
        """True when a host other than `besides` was seen well lately: our own eyes are open."""
        return any(
            sight.outlook is Outlook.WELL and now - at <= within
            for host, (at, sight) in self._seen.items()
            if host not in besides
        )

    def _lately(self, now: datetime) -> list[Sight]:
        # a time in the future is from before the clock was set back
        self._seen = {host: seen for host, seen in self._seen.items() if timedelta(0) <= now - seen[0] <= WINDOW}
        return [sight for _, sight in self._seen.values()]

    def _reason(self, lately: list[Sight]) -> str | None:
        count = Counter(sight.outlook for sight in lately)
        answers = Counter(sight.answer for sight in lately if sight.outlook is Outlook.ABSENT and sight.answer)
        alike = max(answers.values(), default=0)
        if alike >= SAME_ANSWER_HOSTS:
            return f"{alike} different hosts gave the very same answer without the link."
        absent, well = count[Outlook.ABSENT], count[Outlook.WELL]
        if self._out_of_line(Outlook.ABSENT, absent, absent + well):
            return f"Links were missing on {absent} of {absent + well} hosts within {_hours(WINDOW)} hours."
        if self._out_of_line(Outlook.TROUBLED, count[Outlook.TROUBLED], len(lately)):
            return f"{count[Outlook.TROUBLED]} of {len(lately)} hosts failed within {_hours(WINDOW)} hours."
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
