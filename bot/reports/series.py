"""What a chart shows, before anything is drawn: known without loading matplotlib."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Week:
    """What happened in one week: `start` is its first day."""

    start: date
    gained: int
    lost: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart."""

    name: str
    value: int
    colour: str
