"""What the sentence model makes of the reviewed texts, kept in a file beside them: anew it takes most of a minute.

`python -m benchmarks.train texts` (part of `make docs`) writes the file. A text that it does not hold yet is embedded
when it is asked for; what was learnt of all texts together is left out then, so that an old file costs time and ranks.
After a new tuning of the model the file holds none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.answers.kinds import spelled
from bot.answers.reading import Asked
from bot.grams import Floats
from bot.meaning import Meaning, Vectors, edition, unit

FILE = Path(str(files("bot.answers").joinpath("knowledge", "vectors.npz")))
_INT8 = 127


BUCKETS = 1 << 13  # of pieces of words
SPELLING_WEIGHS = 2.0 / 3.0  # beside the meaning; set on questions that were left out


@dataclass(frozen=True, slots=True)
class Passages:
    """Logistic regression from a question's meaning and spelling to the passage that answers it: a column a passage."""

    weights: Floats  # a row a number of the vector
    spelling: npt.NDArray[np.int8]  # a row a bucket; `spelling_scale` makes weights of them
    spelling_scale: float
    rarity: Floats  # by bucket
    bias: Floats

    def of(self, asked: Asked, vector: Vectors) -> Floats:
        """How likely each passage is the right one, together 1."""
        buckets, values = spelled(asked, self.rarity, SPELLING_WEIGHS)
        pieces = values @ self.spelling[buckets].astype(np.float32)
        scores = vector @ self.weights + pieces * self.spelling_scale + self.bias
        odds = np.exp(scores - scores.max())
        likely: Floats = odds / odds.sum()
        return likely


def embedded(texts: Sequence[str], model: Meaning) -> Vectors:
    """One unit row a text: from the file where it holds the text, else from the model."""
    kept = _kept()
    missing = [text for text in dict.fromkeys(texts) if _key(text) not in kept]
    fresh = dict(zip(missing, model.embed(missing), strict=True))
    return np.stack([kept[_key(text)] if text not in fresh else fresh[text] for text in texts])


def learnt(texts: Sequence[str]) -> Passages | None:
    """What was learnt of exactly these texts, from the file; None when they or the model have changed since."""
    with np.load(FILE) as file:
        if file["keys"].tolist() != [_key(text) for text in texts]:
            return None
        return Passages(
            weights=file["weights"].astype(np.float32) * file["weight_scale"],
            spelling=file["spelling"],
            spelling_scale=float(file["spelling_scale"]),
            rarity=file["rarity"].astype(np.float32),
            bias=file["bias"],
        )


def write(texts: Sequence[str], rows: Vectors, passages: Passages, learnt_from: int) -> None:
    """The file anew, for these texts and no others; a byte a number, which costs no rank.

    `learnt_from` is a digest of what else the passages were learnt from.
    """
    scale = np.abs(passages.weights).max() / _INT8
    np.savez_compressed(
        FILE,
        learnt_from=learnt_from,
        keys=np.array([_key(text) for text in texts], dtype=np.uint64),
        rows=np.round(rows / np.abs(rows).max(axis=1, keepdims=True) * _INT8).astype(np.int8),
        weights=np.round(passages.weights / scale).astype(np.int8),
        weight_scale=scale,
        spelling=passages.spelling,
        spelling_scale=passages.spelling_scale,
        rarity=passages.rarity.astype(np.float16),
        bias=passages.bias.astype(np.float32),
    )


def _kept() -> dict[int, Vectors]:
    if not FILE.exists():
        return {}
    with np.load(FILE) as file:
        return dict(zip(file["keys"].tolist(), unit(file["rows"].astype(np.float32)), strict=True))


def _key(text: str) -> int:
    """Of a text and the model that embedded it."""
    return int.from_bytes(blake2b(f"{edition()} {text}".encode(), digest_size=8).digest())
