"""How sure an area under the ROC curve is, by the bootstrap."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata

RESAMPLES = 2_000
SEED = 20_260_501  # the same rows are drawn at each run


class Interval(NamedTuple):
    """A 95 % confidence interval."""

    low: float
    high: float

    def __str__(self) -> str:
        """As the tables print it."""
        return f"{self.low:.3f}-{self.high:.3f}"


def auc_interval(truth: Sequence[int], scores: Sequence[float], *, less: Sequence[float] | None = None) -> Interval:
    """The interval of an AUC, or of its lead over that of the scores `less`, measured on the same rows.

    Rows are drawn with replacement, those of each class on their own, so that a draw never lacks one (Efron and
    Tibshirani 1993, percentile method). It says how much another sample of such rows may differ; rows of other kinds
    may differ by more.
    """
    marks, ours = np.asarray(truth), np.asarray(scores)
    others = None if less is None else np.asarray(less)
    classes = [np.flatnonzero(marks == mark) for mark in (0, 1)]
    draw = np.random.default_rng(SEED)
    found = []
    for _ in range(RESAMPLES):
        rows = [draw.choice(places, len(places)) for places in classes]
        found.append(_area(ours, *rows) - (0.0 if others is None else _area(others, *rows)))
    low, high = np.percentile(found, [2.5, 97.5])
    return Interval(float(low), float(high))


def _area(scores: npt.NDArray[np.float64], low: npt.NDArray[np.int_], high: npt.NDArray[np.int_]) -> float:
    """How often a row of `high` scores above one of `low`, ties by half; from ranks (Mann and Whitney 1947)."""
    ranks = rankdata(scores[np.concatenate([low, high])])[len(low) :]
    above: float = ranks.sum() - len(high) * (len(high) + 1) / 2
    return above / (len(low) * len(high))
