"""The vectors of the reviewed texts, kept in a file beside them: embedding 2,000 questions anew takes ten seconds.

`python -m bot.answers.vectors` (part of `make docs`) writes the file; a text that it does not hold yet is embedded when
it is asked for, so that an old file costs time and nothing else.
"""

from collections.abc import Sequence
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path

import numpy as np

from bot.meaning import Meaning, Vectors, unit

FILE = Path(str(files("bot.answers").joinpath("knowledge", "vectors.npz")))
_INT8 = 127


def embedded(texts: Sequence[str], model: Meaning) -> Vectors:
    """One unit row a text: from the file where it holds the text, else from the model."""
    kept = _kept()
    missing = [text for text in dict.fromkeys(texts) if _key(text) not in kept]
    fresh = dict(zip(missing, model.embed(missing), strict=True))
    return np.stack([kept[_key(text)] if text not in fresh else fresh[text] for text in texts])


def missing(texts: Sequence[str]) -> list[str]:
    """The texts that the file does not hold."""
    kept = _kept()
    return [text for text in texts if _key(text) not in kept]


def write(texts: Sequence[str], model: Meaning) -> None:
    """The file anew, with these texts and no others; a byte a number, which costs no rank."""
    texts = sorted(set(texts), key=_key)
    rows = embedded(texts, model)
    bytes_ = np.round(rows / np.abs(rows).max(axis=1, keepdims=True) * _INT8).astype(np.int8)
    np.savez_compressed(FILE, keys=np.array([_key(text) for text in texts], dtype=np.uint64), rows=bytes_)


def _kept() -> dict[int, Vectors]:
    if not FILE.exists():
        return {}
    with np.load(FILE) as file:
        return dict(zip(file["keys"].tolist(), unit(file["rows"].astype(np.float32)), strict=True))


def _key(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest())


if __name__ == "__main__":
    from bot.answers.search import KnowledgeBase
    from bot.meaning import meaning

    write(KnowledgeBase().texts(), meaning())
