"""Fitting a model of `bot.grams` to examples, and writing it as its small file."""

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, vstack
from sklearn.linear_model import LogisticRegression

from bot.grams import Buckets, Floats, Model, pieces, weighed

BYTE = 127  # weights are kept as whole numbers of one byte


def fit(texts: Sequence[str], spam: Sequence[bool], *, size: int, loose: float, seen_in: int = 1) -> Model:
    """A model that tells the spam texts from the others: logistic regression, both sides weighing the same.

    `size` is how many buckets there are; `loose` how freely weights may grow (scikit-learn's C); pieces of fewer than
    `seen_in` texts count nothing.
    """
    buckets = [pieces(f" {text} ", size)[1] for text in texts]
    rarity = rarity_of(buckets, size, seen_in=seen_in)
    table = vstack([as_row(*weighed(found, rarity), size) for found in buckets], format="csr")
    learnt = LogisticRegression(C=loose, max_iter=3000, class_weight="balanced").fit(table, spam)
    return Model(weights=learnt.coef_[0].astype(np.float32), rarity=rarity, bias=float(learnt.intercept_[0]))


def save(model: Model, file: Path | str) -> None:
    """Write a model, each number in a byte."""
    weight_scale, rarity_scale = np.abs(model.weights).max() / BYTE, np.abs(model.rarity).max() / BYTE
    np.savez_compressed(
        file,
        weights=np.round(model.weights / weight_scale).astype(np.int8),
        weight_scale=weight_scale,
        rarity=np.round(model.rarity / rarity_scale).astype(np.int8),
        rarity_scale=rarity_scale,
        bias=np.float32(model.bias),
    )


def digest(files: Iterable[Path]) -> int:
    """Of the content of files: kept beside what was learnt from them, it tells when they have changed since."""
    return int.from_bytes(blake2b(b"".join(file.read_bytes() for file in sorted(files)), digest_size=7).digest())


def rarity_of(texts: Sequence[Buckets], size: int, *, seen_in: int = 0) -> Floats:
    """How telling each of `size` buckets is, its inverse document frequency: 0 in fewer than `seen_in` of the texts."""
    frequency = np.zeros(size)
    for found in texts:
        frequency[np.unique(found)] += 1
    rarity: Floats = (np.log((1 + len(texts)) / (1 + frequency)) + 1).astype(np.float32)
    rarity[frequency < seen_in] = 0
    return rarity


def as_row(buckets: Buckets, values: Floats, size: int) -> csr_matrix:
    """One sparse row."""
    return csr_matrix((values, (np.zeros(len(buckets), dtype=np.int64), buckets)), shape=(1, size))
