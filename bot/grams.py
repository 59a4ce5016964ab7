"""Linear models over character n-grams: how texts or names of a kind are spelled, learnt from examples.

One mechanism for all languages: pieces of three to five characters catch stems, endings and scripts without spaces.
Pieces are hashed into a fixed table, so a model is two small arrays and holds no text. `benchmarks/train` makes them.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

SIZES = (3, 4, 5)  # characters of a piece
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio: spreads what is multiplied (Knuth, vol. 3, 6.4)
_SHIFT = np.uint64(29)

Floats = npt.NDArray[np.float32]
Buckets = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a model makes of a text: `margin` above 0 speaks for spam; by word, what it brought to that."""

    margin: float
    by_word: dict[str, float]

    def strongest(self, number: int = 4) -> list[str]:
        """The words that speak the most for the side that the text is on."""
        side = 1 if self.margin > 0 else -1
        ranked = sorted(self.by_word, key=lambda word: -side * self.by_word[word])
        return [word for word in ranked[:number] if side * self.by_word[word] > 0]


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by bucket, how telling each bucket is (inverse document frequency), and what is added to the sum."""

    weights: Floats
    rarity: Floats
    bias: float

    def read(self, text: str) -> Reading:
        """The reading of a text whose words are separated by single spaces."""
        spelled = f" {text} "
        starts, buckets = pieces(spelled, len(self.weights))
        values, length = features(buckets, self.rarity)
        counts = np.bincount(buckets, minlength=len(self.weights))
        share = self.weights * values / max(length, 1e-9) / np.maximum(counts, 1)
        brought = share[buckets]
        spaces = np.cumsum(np.frombuffer(spelled.encode("utf-32-le"), dtype=np.uint32) == ord(" "))
        of_word = np.bincount(spaces[starts + 1] - 1, weights=brought, minlength=len(text.split(" ")))
        by_word: dict[str, float] = {}
        for word, points in zip(text.split(" "), of_word.tolist(), strict=False):
            by_word[word] = by_word.get(word, 0.0) + points
        return Reading(float(brought.sum()) + self.bias, by_word)


def pieces(text: str, size: int) -> tuple[Buckets, Buckets]:
    """Where each piece of a text starts, and its bucket (of `size`, a power of two)."""
    codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    starts, buckets = [], []
    for length in SIZES:
        count = max(0, len(codes) - length + 1)
        mixed = np.full(count, length, dtype=np.uint64)
        for place in range(length):
            mixed = (mixed ^ codes[place : place + count]) * _MULTIPLIER
            mixed ^= mixed >> _SHIFT
        starts.append(np.arange(count))
        buckets.append(((mixed * _MULTIPLIER) >> np.uint64(64 - size.bit_length() + 1)).astype(np.int64))
    return np.concatenate(starts), np.concatenate(buckets)


def features(buckets: Buckets, rarity: Floats) -> tuple[Floats, float]:
    """The value of every bucket of a text, and their length as a vector."""
    counts = np.bincount(buckets, minlength=len(rarity))
    values: Floats = (np.log1p(counts) * rarity).astype(np.float32)
    return values, float(np.linalg.norm(values))


def weighed(found: Buckets, rarity: Floats) -> tuple[Buckets, Floats]:
    """The different buckets among those of a text, and their values as a vector of length 1."""
    values, length = features(found, rarity)
    buckets = np.unique(found)
    return buckets, (values[buckets] / max(length, 1e-9)).astype(np.float32)


@cache
def model(name: str, room: str = "bot.quality") -> Model:
    """The model in a room's data that is called so, loaded at the first call."""
    with (files(room) / "data" / f"{name}.npz").open("rb") as file, np.load(file) as kept:
        return Model(
            weights=kept["weights"].astype(np.float32) * kept["weight_scale"],
            rarity=kept["rarity"].astype(np.float32) * kept["rarity_scale"],
            bias=float(kept["bias"]),
        )
