"""How sure an area under the ROC curve is, by the bootstrap."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from sklearn.metrics import roc_auc_score

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
    others = np.asarray(less) if less is not None else None
    classes = [np.flatnonzero(marks == mark) for mark in (0, 1)]
    draw = np.random.default_rng(SEED)
    found = []
    for _ in range(RESAMPLES):
        rows = np.concatenate([draw.choice(places, len(places)) for places in classes])
        area = roc_auc_score(marks[rows], ours[rows])
        found.append(area - (roc_auc_score(marks[rows], others[rows]) if others is not None else 0.0))
    low, high = np.percentile(found, [2.5, 97.5])
    return Interval(float(low), float(high))
