"""Which text answers a question: `python -m benchmarks.train texts` writes bot/answers/knowledge/vectors.npz.

Learns from the ways of asking in the texts themselves, so it is run (by `make docs`) when one of them has changed, and
from many more beside this file, in asking/: a file an article, `# heading` and a question a line.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.linear_model import LogisticRegression

from benchmarks.train.fit import BYTE, as_row, digest, rarity_of
from bot.answers import vectors
from bot.answers.kinds import spelled, spelling
from bot.answers.reading import Asked, read
from bot.answers.search import KnowledgeBase
from bot.answers.translate import in_english
from bot.grams import Floats
from bot.meaning import Vectors, meaning

ASKING = Path(__file__).parent / "asking"

LOOSE = 3.0  # scikit-learn's C; between 3 and 10 the ranks hardly differ
LENGTH = 3.0  # of what a question is seen as, beside the penalty of a weight
ENOUGH = 1e-3  # scikit-learn's tol: finer steps take minutes more
MOST_STEPS = 100


def write() -> None:
    """Embed the texts, learn from them, and write both."""
    base = KnowledgeBase()
    texts = base.texts()
    rows = vectors.embedded(texts, meaning())
    vectors.write(texts, rows, fit(base, rows), digest(ASKING.glob("*.txt")))


def more_ways() -> Iterator[tuple[str, str]]:
    """Every question of asking/ with the id of the passage that answers it."""
    for file in sorted(ASKING.glob("*.txt")):
        heading = ""
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.startswith("# "):
                heading = line.removeprefix("# ")
            elif line:
                yield f"{file.stem}#{heading}", line


def fit(base: KnowledgeBase, rows: Vectors) -> vectors.Passages:
    """Learn which passage answers a question: from those of a base, whose vectors are `rows`, and those of asking/.

    Raises KeyError for a heading of asking/ that no passage has.
    """
    places = {passage.id: place for place, passage in enumerate(base.passages)}
    more = [(places[one], read(way)) for one, way in more_ways()]
    owners = np.concatenate([base.owners(), [place for place, _ in more]])
    asked = [*base.known(), *(one for _, one in more)]
    meant = np.concatenate([rows, _embedded(tuple(in_english(one) for _, one in more))])
    rarity = rarity_of([spelling(one, vectors.BUCKETS) for one in asked], vectors.BUCKETS)
    table = hstack([csr_matrix(meant), vstack([_row(one, rarity) for one in asked])], format="csr", dtype=np.float32)
    fitted = LogisticRegression(C=LOOSE, max_iter=MOST_STEPS, tol=ENOUGH).fit(LENGTH * table, owners)
    weights = (LENGTH * fitted.coef_.T).astype(np.float32)
    split = rows.shape[1]
    scale = float(np.abs(weights[split:]).max() / BYTE)
    return vectors.Passages(
        weights=weights[:split],
        spelling=np.round(weights[split:] / scale).astype(np.int8),
        spelling_scale=scale,
        rarity=rarity,
        bias=fitted.intercept_.astype(np.float32),
    )


@cache
def _embedded(texts: tuple[str, ...]) -> Vectors:
    return meaning().embed(texts)


def _row(asked: Asked, rarity: Floats) -> csr_matrix:
    return as_row(*spelled(asked, rarity, vectors.SPELLING_WEIGHS), vectors.BUCKETS)
