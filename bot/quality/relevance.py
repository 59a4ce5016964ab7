"""How near a page is to a site's topics, 0-1: static embeddings (wordllama), weighed and turned towards topics.

Measured against the alternatives on pairs of texts (docs/quality.md has the figures): a plain mean of token vectors is
better than TF-IDF, and three steps make it better still. Tokens are weighted by how rare they are (SIF: Arora et al.
2017, with the token's rank in the tokenizer for its frequency) and by how much they tell topics apart; what every
text has in common (the mean of data/topics.txt) is taken away; what is left is projected on the directions in which
those topics differ.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.quality.lexicon import read_toml

Vector = npt.NDArray[np.float32]

READ_CHARACTERS = 4_000  # of a text: more hardly moves its direction, and costs
SIF = 1e-4  # the constant of Arora et al.; 1e-3 to 3e-5 differ by less than 0.01 AUC
FIRST_WORD_TOKEN = 259  # before it the tokenizer holds control and byte tokens
NEAREST_SHARE = 1 / 3  # of the site's nearest text; all its texts together have the rest
PASSAGE_SHARE = 0.3  # of the passage around the link; the page has the rest
LEAST_TOKENS = 8  # a shorter text says too little of its topic
SURE = 0.25  # cosine at which a page is as likely of the same topic as not
SURE_ELSEWHERE = 0.58  # the same in other languages, of which the vectors know less
STEEPNESS = 9.0
ENGLISH = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Topics:
    """What a site (or a page) is about."""

    vectors: tuple[Vector, ...]  # one a text, unit length
    language: str = ENGLISH
    names: tuple[str, ...] = ()  # the nearest topics, for people


class Embedder:
    """Texts -> unit vectors. Loads 16 MB of weights (about a second): one for a process, never on the event loop."""

    def __init__(self) -> None:
        """Load the weights that ship with wordllama; no network."""
        import wordllama  # noqa: PLC0415  # a second to load: only those who embed wait for it

        model = wordllama.WordLlama.load(cache_dir=Path(wordllama.__file__).parent, disable_download=True)
        self._tokenizer: Any = model.tokenizer
        self._tokenizer.no_padding()
        self._vectors: Vector = np.asarray(model.embedding, dtype=np.float32)
        self._names, lines = _topic_lines()
        self._weights = _rarity(len(self._vectors))
        self._weights *= self._telling(lines)
        means = self._means(lines)
        self._common = {ENGLISH: means.mean(axis=0)}  # by language, what all of its texts share
        self._common |= {code: self._means(said).mean(axis=0) for code, said in read_toml("languages.toml").items()}
        self._topics = _unit(means - self._common[ENGLISH])
        self._directions = np.linalg.svd(self._topics, full_matrices=False)[2]

    def knows(self, language: str | None) -> bool:
        """True for a language whose texts can be compared with each other; one that is not named counts as English."""
        return language is None or language in self._common

    def embed(self, text: str, language: str | None = None) -> Vector | None:
        """The direction of a text among topics; None when it is too short to have one, or its language not known."""
        ids = self._ids(text)
        if len(ids) < LEAST_TOKENS or not self.knows(language):
            return None
        centred = _unit(self._weighted(ids) - self._common[language or ENGLISH])
        turned: Vector = _unit(self._directions @ centred)
        return turned

    def topics(self, texts: Sequence[str], language: str | None = None) -> Topics | None:
        """What several texts of one language are about together; None when none says enough."""
        vectors = tuple(vector for text in texts if (vector := self.embed(text, language)) is not None)
        if not vectors:
            return None
        nearest = np.argsort(self._topics @ (self._directions.T @ np.mean(vectors, axis=0)))[::-1]
        return Topics(
            vectors=vectors, language=language or ENGLISH, names=tuple(self._names[place] for place in nearest[:3])
        )

    def _telling(self, lines: Sequence[str]) -> Vector:
        """By token, how differently near it is to the topics: `goal` tells much, `great` little."""
        means = self._means(lines)
        topics = _unit(means - means.mean(axis=0))
        spread: Vector = (_unit(self._vectors) @ topics.T).std(axis=1) ** 2
        return spread

    def _means(self, texts: Sequence[str]) -> Vector:
        return np.stack([self._weighted(self._ids(text)) for text in texts])

    def _ids(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(text[:READ_CHARACTERS].lower(), add_special_tokens=False).ids
        return ids

    def _weighted(self, ids: Sequence[int]) -> Vector:
        weights = self._weights[ids]
        return _unit(weights @ self._vectors[ids])


def relevance(page: Vector | None, passage: Vector | None, site: Topics) -> float | None:
    """How surely a page is about what the site is about, 0-1; None when the page says too little.

    The page is compared with the site's nearest text and with all its texts together: a site may have several topics.
    """
    nearness = [(cosine(vector, site), share) for vector, share in _shares(page, passage) if vector is not None]
    if not nearness:
        return None
    mixed = sum(near * share for near, share in nearness) / sum(share for _, share in nearness)
    sure = SURE if site.language == ENGLISH else SURE_ELSEWHERE
    return round(1 / (1 + math.exp(-STEEPNESS * (mixed - sure))), 4)


def cosine(vector: Vector, site: Topics) -> float:
    """How near a text is to a site, -1 to 1."""
    centre = _unit(np.mean(site.vectors, axis=0))
    nearest = max(float(text @ vector) for text in site.vectors)
    return (1 - NEAREST_SHARE) * float(centre @ vector) + NEAREST_SHARE * nearest


@cache
def embedder() -> Embedder:
    """The embedder of this process, loaded at the first call."""
    return Embedder()


def _shares(page: Vector | None, passage: Vector | None) -> list[tuple[Vector | None, float]]:
    return [(page, 1 - PASSAGE_SHARE), (passage, PASSAGE_SHARE)]


def _rarity(size: int) -> Vector:
    """SIF weights. The tokenizer was built by merging the most frequent pairs first, so a token's id is its rank."""
    ranks = np.arange(size) - FIRST_WORD_TOKEN
    frequency = np.where(ranks >= 0, 1 / (np.maximum(ranks, 0) + 50.0), 0)
    frequency /= frequency.sum()
    return (SIF / (SIF + frequency)).astype(np.float32)


def _unit(vectors: Any) -> Vector:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)


def _topic_lines() -> tuple[list[str], list[str]]:
    """The names and the texts of data/topics.txt."""
    text = (files("bot.quality") / "data" / "topics.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [line.partition(":")[0] for line in lines], [line.replace(":", "", 1) for line in lines]
