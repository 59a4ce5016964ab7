"""The word lists of bot/quality/data, read once and compiled."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


def read_toml(name: str) -> dict[str, Any]:
    """A TOML file of bot/quality/data."""
    return tomllib.loads((files("bot.quality") / "data" / name).read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class NameWords:
    """The words of spam names: each with its category and its share of the signal, 0-1."""

    innocent: re.Pattern[str]
    anywhere: re.Pattern[str]
    edge: re.Pattern[str]
    weights: dict[str, tuple[str, float]]  # of all kinds
    whole: dict[str, tuple[str, float]]


@cache
def name_words() -> NameWords:
    """spam_names.toml, compiled."""
    data = read_toml("spam_names.toml")
    innocent = data.pop("innocent")
    found: dict[str, dict[str, tuple[str, float]]] = {"anywhere": {}, "edge": {}, "whole": {}}
    for category, kinds in data.items():
        for kind, shares in kinds.items():
            for share, words in shares.items():
                found[kind] |= {word: (category, int(share) / 100) for word in words if word not in found[kind]}
    edge = alternatives(found["edge"]).pattern
    return NameWords(
        innocent=alternatives(innocent),
        anywhere=alternatives(found["anywhere"]),
        edge=re.compile(f"^(?:{edge})|(?:{edge})$"),
        weights=found["whole"] | found["edge"] | found["anywhere"],
        whole=found["whole"],
    )


def alternatives(words: Iterable[str], flags: int = 0) -> re.Pattern[str]:
    """A pattern that finds any of the words, the longest first."""
    return re.compile(branches(words), flags)


def branches(words: Iterable[str]) -> str:
    """The same as part of a pattern. Beginnings are shared, as `re` tries the branches of a choice one by one."""
    rests: dict[str, list[str]] = {}
    for word in words:
        rests.setdefault(word[:1], []).append(word[1:])
    may_end = rests.pop("", None) is not None
    joined = "|".join(re.escape(first) + branches(rest) for first, rest in rests.items())
    return f"(?:{joined}){'?' if may_end else ''}" if joined else ""
