"""Which text answers a question: `python -m benchmarks.train texts` writes bot/answers/knowledge/vectors.npz.

Learns from the ways of asking in the texts themselves, so it is run (by `make docs`) when one of them has changed.
"""

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from bot.answers import vectors
from bot.answers.search import KnowledgeBase
from bot.meaning import Vectors, meaning

LOOSE = 3.0  # scikit-learn's C; between 3 and 10 the ranks hardly differ
LENGTH = 3.0  # of a vector, beside the penalty of a weight
MOST_STEPS = 100


def write() -> None:
    """Embed the texts, learn from them, and write both."""
    base = KnowledgeBase()
    texts = base.texts()
    rows = vectors.embedded(texts, meaning())
    vectors.write(texts, rows, fit(rows, base.owners()))


def fit(rows: Vectors, owners: npt.NDArray[np.int_]) -> vectors.Passages:
    """Learn from vectors of texts which passage each belongs to."""
    fitted = LogisticRegression(C=LOOSE, max_iter=MOST_STEPS).fit(LENGTH * rows, owners)
    weights = (LENGTH * fitted.coef_.T).astype(np.float32)
    return vectors.Passages(weights, fitted.intercept_.astype(np.float32))
