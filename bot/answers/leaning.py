"""What a question leans to as a whole: the craft, the team's own rows, or neither. A second opinion on the rules."""

import tomllib
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

    @property
    def to_craft(self) -> float:
        """By how much the craft leads."""
        return self.craft - max(self.data, self.other)

    @property
    def to_other(self) -> float:
        """By how much everything else leads."""
        return self.other - max(self.craft, self.data)


@cache
def examples() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Questions about a team's own rows, and questions beside the point."""
    raw = tomllib.loads(files("bot.answers").joinpath("examples.toml").read_text(encoding="utf-8"))
    return tuple(raw["data"]), tuple(raw["other"])


def learnt(craft: Vectors, data: Vectors, other: Vectors) -> Vectors:
    """The map from a question's vector (and a 1) to the three, by least squares; the few weigh half of the many."""
    rows = _with_one(np.vstack([craft, data, other]))
    kinds = np.repeat(np.eye(3), [len(craft), len(data), len(other)], axis=0)
    few = len(craft) / 2
    weights = np.repeat([1.0, few / len(data), few / len(other)], [len(craft), len(data), len(other)])[:, None]
    solved = np.linalg.solve((rows * weights).T @ rows + RIDGE * np.eye(rows.shape[1]), (rows * weights).T @ kinds)
    return solved.astype(np.float32)


def leaning(vector: Vectors, weights: Vectors) -> Leaning:
    """Where a question leans to, by what `learnt` gave."""
    craft, data, other = (_with_one(vector[None, :]) @ weights)[0].tolist()
    return Leaning(craft, data, other)


def _with_one(rows: Vectors) -> Vectors:
    return np.hstack([rows, np.ones((len(rows), 1), dtype=np.float32)])
