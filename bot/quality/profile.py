"""A site's backlinks as a whole: how their quality is spread, a grade, and what to do next."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.quality.rating import Band, Part, Rating, Signal, band_of

__all__ = ["Band", "Part", "Profile", "ProfileLink", "Rating", "Share", "Signal", "Step", "band_of"]

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
    credits: tuple[Share, ...]  # live links by credit, most frequent first
    anchors: tuple[Share, ...]  # the ten most frequent anchors of live links
    best: tuple[ProfileLink, ...]  # up to five, one a domain
    most_toxic: tuple[ProfileLink, ...]  # up to five, band suspicious or worse
    steps: tuple[Step, ...]  # the three most useful next steps
    not_measured: tuple[str, ...] = ()
