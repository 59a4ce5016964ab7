"""What a rating says: signals, the parts of quality, and the whole. Plain data; rendered by reports and cogs."""

from dataclasses import dataclass
from typing import Literal

Group = Literal["page", "anchor", "domain", "network", "profile"]
Band = Literal["fine", "suspicious", "toxic"]

SUSPICIOUS_FROM = 45.0  # the bands of the design, and Semrush's
TOXIC_FROM = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One named reason for (or, with a negative weight, against) toxicity."""

    name: str  # snake_case, a key of bot/quality/weights.py
    group: Group
    weight: float  # points of toxicity when fully on
    value: float  # 0-1, how much of it was measured
    evidence: str  # one short sentence for people; may quote strangers' text

    @property
    def points(self) -> float:
        """What it adds to the toxicity."""
        return self.weight * self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a link's quality."""

    name: str  # "relevance", "authority", "credit", "placement", "page"
    weight: float  # its share among all parts, 0-1
    value: float | None  # 0-1; None when not measured: the other parts then share its weight
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """What one link is worth. None is "not measured", never a guess."""

    source_url: str
    quality: float | None  # 0-100
    relevance: float | None  # 0-1
    authority: float | None  # 0-100
    toxicity: float  # 0-100
    signals: tuple[Signal, ...]  # the toxicity is a function of these alone
    parts: tuple[Part, ...]  # the quality is a function of these and the toxicity
    language: str | None = None  # of the page, ISO 639-1
    not_measured: tuple[str, ...] = ()  # sentences: what and why

    @property
    def band(self) -> Band:
        """The toxicity in a word."""
        return band_of(self.toxicity)


def band_of(toxicity: float) -> Band:
    """The word for a toxicity of 0-100."""
    if toxicity >= TOXIC_FROM:
        return "toxic"
    return "suspicious" if toxicity >= SUSPICIOUS_FROM else "fine"
