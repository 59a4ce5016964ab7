"""Short texts as directions in a space of meaning: the static embeddings that wordllama ships, no network.

For sentences. `bot.quality.relevance` turns whole pages towards topics instead, which questions are too short for.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]

RARE = 1e-3  # the constant of smooth inverse frequency weights (Arora et al. 2017)
FIRST_WORD_TOKEN = 259  # before it the tokenizer holds control and byte tokens


class Meaning:
    """Texts -> unit vectors. Loading takes about a second: once a process, never on the event loop."""

    def __init__(self) -> None:
        """Load the weights from the installed package."""
        import wordllama  # noqa: PLC0415  # a second to load: only those who embed wait for it

        model = wordllama.WordLlama.load(cache_dir=Path(wordllama.__file__).parent, disable_download=True)
        self._tokenizer: Any = model.tokenizer
        self._tokenizer.no_padding()
        self._vectors: Vectors = np.asarray(model.embedding, dtype=np.float32)
        ranks = np.maximum(np.arange(len(self._vectors)) - FIRST_WORD_TOKEN, 1)
        # Zipf: a token's frequency falls with its rank in the tokenizer
        frequency = (1 / (ranks * np.log(len(ranks)))).astype(np.float32)
        self._weights = (RARE / (RARE + frequency)).astype(np.float32)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row a text, of length 1; a text without a word is all zeros."""
        rows = np.zeros((len(texts), self._vectors.shape[1]), dtype=np.float32)
        for place, text in enumerate(texts):
            ids = self._tokenizer.encode(text.lower(), add_special_tokens=False).ids
            if ids:
                rows[place] = self._weights[ids] @ self._vectors[ids]
        return unit(rows)


def unit(rows: Vectors) -> Vectors:
    """Rows of length 1; zeros stay zeros."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Vectors = (rows / np.where(lengths == 0, 1, lengths)).astype(np.float32)
    return scaled


@cache
def meaning() -> Meaning:
    """The one of this process, loaded at the first call."""
    return Meaning()
