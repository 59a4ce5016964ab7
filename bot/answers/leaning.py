"""What a question leans to as a whole: the craft, the team's own rows, misuse or none. A second opinion."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from bot.meaning import Vectors

RIDGE = 5.0  # the penalty; between 1 and 20 the outcome hardly differs


@dataclass(frozen=True, slots=True)
class Leaning:
    """About 1 for the kind that a question is, about 0 for the others."""

    craft: float
    data: float
    other: float
    misuse: float

    @property
    def to_craft(self) -> float:
        """By how much the craft leads."""
        return self.craft - max(self.data, self.other, self.misuse)

    @property
    def declined(self) -> float:
        """By how much what is to be declined leads."""
        return max(self.other, self.misuse) - max(self.craft, self.data)


@cache
def examples() -> tuple[tuple[str, ...], ...]:
    """Questions about a team's own rows, questions beside the point, and orders that are misuse."""
    raw = tomllib.loads(files("bot.answers").joinpath("examples.toml").read_text(encoding="utf-8"))
    return tuple(raw["data"]), tuple(raw["other"]), tuple(raw["misuse"])


def learnt(kinds: Sequence[Vectors]) -> Vectors:
    """The map from a question's vector (and a 1) to its kind, by least squares.

    `kinds` are the vectors of each kind's examples, the craft's first; the few of the others weigh half of its many.
    """
    rows = _with_one(np.vstack(kinds))
    numbers = [len(kind) for kind in kinds]
    wanted = np.repeat(np.eye(len(kinds)), numbers, axis=0)
    weights = np.repeat([1.0, *(numbers[0] / 2 / number for number in numbers[1:])], numbers)[:, None]
    solved = np.linalg.solve((rows * weights).T @ rows + RIDGE * np.eye(rows.shape[1]), (rows * weights).T @ wanted)
    return solved.astype(np.float32)


def leaning(vector: Vectors, weights: Vectors) -> Leaning:
    """Where a question leans to, by what `learnt` gave."""
    return Leaning(*(_with_one(vector[None, :]) @ weights)[0].tolist())


def _with_one(rows: Vectors) -> Vectors:
    return np.hstack([rows, np.ones((len(rows), 1), dtype=np.float32)])
