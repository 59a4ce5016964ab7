"""What a look-up says, and the words that all look-ups share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlite_utils

from bot.answers import period_moments
from bot.answers.answer import Style
from bot.answers.narrowing import Scope

SHOWN = 5  # links in an answer; the command that is named shows the rest
MAX_SHOWN = 15


@dataclass(frozen=True, slots=True)
class Found:
    """What a look-up says."""

    text: str
    follow_ups: tuple[str, ...] = ()
    command: str = ""  # that shows more


Look = Callable[[sqlite_utils.Database, Scope, dict[str, Any], Style], Found]


def limit_of(slots: dict[str, Any]) -> int:
    """How many rows an answer shows."""
    return max(1, min(int(slots.get("limit", SHOWN)), MAX_SHOWN))


def when(slots: dict[str, Any]) -> str:
    """The period understood, as the end of a sentence."""
    return f", {period_moments.in_words(slots['period'])}" if slots.get("period") else ""


def counted(number: int, what: str) -> str:
    """A number with its noun: "1 link", "1,200 links"."""
    return f"{number:,} {what if number == 1 else what + 's'}"
