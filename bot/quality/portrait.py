"""What is said of a site's backlinks as a whole: plain data, and the arithmetic of the grade. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate, repeat
from operator import mul
from typing import Literal

Grade = Literal["A", "B", "C", "D", "E"]
Risk = Literal["low", "medium", "high"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileLink:
    """One backlink, as a profile shows it."""

    backlink_id: int
    source_url: str
    anchor: str | None
    quality: float | None
    toxicity: float | None
    note: str = ""  # why it is shown, e.g. its strongest signal


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How much of a profile one thing makes up."""

    name: str  # an anchor, a credit, a band
    count: int
    share: float  # 0-1


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A next step, tied to the team's own rows."""

    title: str
    text: str  # one or two sentences
    links: tuple[ProfileLink, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The summary of a site's backlinks at one moment. Leads with quality; counts are for orientation only."""

    site_id: int
    domain: str
    at: datetime
    grade: Grade | None  # None: nothing rated yet
    score: float | None  # 0-100; a mean that favours the best domains, so it never grows with the count
    risk: Risk | None  # by the share of toxic links among the rated live ones
    # where the quality lies: live links that are strong (60-100), fair (30-59), weak (0-29), or not rated yet
    strong: int
    fair: int
    weak: int
    unrated: int
    # live links by toxicity
    fine: int
    suspicious: int
    toxic: int
    # medians of the rated live links, None where not measured
    quality: float | None
    relevance: float | None
    authority: float | None
    # all links by status
    live: int
    lost: int
    unverified: int
    pending: int
    referring_domains: int  # with at least one live link
    found_30_days: int
    lost_30_days: int
    restored_30_days: int
    credits: tuple[Share, ...]  # live links by credit, most frequent first
    anchors: tuple[Share, ...]  # the ten most frequent anchors of live links
    best: tuple[ProfileLink, ...]  # up to five, one a domain
    most_toxic: tuple[ProfileLink, ...]  # up to five, band suspicious or worse
    steps: tuple[Step, ...]  # the three most useful next steps
    authority_from: tuple[str, ...] = ()  # the rank lists and the imported metrics that it is made of
    not_measured: tuple[str, ...] = ()


FADE = 0.8  # each further domain counts this much of the one before: 20 domains hold 99 % of the whole weight
COUNTED_DOMAINS = 50  # beyond these a domain's weight is below 1:70,000
STRONG_FROM, FAIR_FROM = 60.0, 30.0
_GRADES: tuple[tuple[float, Grade], ...] = ((70.0, "A"), (55.0, "B"), (40.0, "C"), (25.0, "D"), (0.0, "E"))
_LOW_RISK_BELOW, _HIGH_RISK_ABOVE = 0.03, 0.10  # shares of toxic links, as Semrush draws them


def score_of(qualities: Sequence[float]) -> float | None:
    """The quality of a profile, 0-100, from the quality of each linking domain's best link, in any order.

    A weighted mean in which the best domain weighs most and each further one `FADE` of it. So it lies between the
    worst and the best quality, however many there are: ten thousand weak links cannot reach a few strong ones.
    None when nothing is rated.
    """
    if not qualities:
        return None
    best = sorted(qualities, reverse=True)[:COUNTED_DOMAINS]
    weights = list(accumulate(repeat(FADE, len(best) - 1), mul, initial=1.0))
    return float(sum(map(mul, weights, best)) / sum(weights))


def risk_of(toxic: int, rated: int) -> Risk | None:
    """The risk by the share of toxic links among the rated live ones; None when none is rated."""
    if not rated:
        return None
    share = toxic / rated
    if share > _HIGH_RISK_ABOVE:
        return "high"
    return "low" if share < _LOW_RISK_BELOW else "medium"


def grade_of(score: float | None, risk: Risk | None) -> Grade | None:
    """A (70 and more), B (55), C (40), D (25) or E; at high risk one grade lower."""
    if score is None:
        return None
    place = next(place for place, (least, _) in enumerate(_GRADES) if score >= least)
    if risk == "high":
        place = min(place + 1, len(_GRADES) - 1)
    return _GRADES[place][1]
