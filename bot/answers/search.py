"""Finding the passages that answer a question: by meaning (embeddings) and by words (SQLite's full text) together."""

import ctypes
import logging
import re
import sqlite3
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

from bot.answers.articles import Passage, passages
from bot.answers.gist import gist
from bot.answers.lexicon import common_words
from bot.answers.reading import Asked, read
from bot.answers.translate import NOISE, in_english
from bot.answers.vectors import Passages, embedded, learnt
from bot.meaning import Meaning, Vectors, meaning
from storage import passages as index

log = logging.getLogger(__name__)

# Shares of the four scores, set on known questions left out one in five; see docs/questions.md.
LEARNT = 0.40  # the root of how likely a passage is, by what was learnt from all known ways of asking
ASKED_ALIKE = 0.35  # nearness to the nearest known way of asking
SAID_ALIKE = 0.15  # nearness to the passage itself
SAME_WORDS = 0.10


Teach = Callable[[Vectors], Passages]


@dataclass(frozen=True, slots=True)
class Found:
    """A passage, how well it fits, 0-1, and how likely it is the right one (until that is learnt: the score again)."""

    passage: Passage
    score: float
    likely: float


@dataclass(frozen=True, slots=True)
class _Learnt:
    """The model, the texts as it sees them (a row a way of asking, then a row a passage), and what they taught."""

    model: Meaning
    rows: Vectors
    passages: Passages | None


class KnowledgeBase:
    """The passages, searchable. Words work at once; meaning as soon as `load` is through (in a thread)."""

    def __init__(self, texts: Sequence[Passage] | None = None) -> None:
        """Index the words; about 20 ms."""
        self.passages = tuple(passages() if texts is None else texts)
        self._words = index.build(
            (place, one.heading, "\n".join(one.questions), one.text) for place, one in enumerate(self.passages)
        )
        self._lock = threading.Lock()  # one SQLite connection, asked from several threads
        self._owners = np.array(
            [place for place, one in enumerate(self.passages) for _ in (one.heading, *one.questions)]
        )
        self._meaning: _Learnt | None = None
        self._vector = lru_cache(maxsize=64)(self._embed)  # a question is looked up more than once
        self._scored = lru_cache(maxsize=64)(self._score)

    def load(self, teach: Teach | None = None) -> None:
        """Load the embeddings and what was learnt: seconds, so not on the event loop. Without them only words count.

        `teach` learns anew from the vectors of `texts`, instead of what is kept of them.
        """
        model = meaning()
        texts = self.texts()
        rows = embedded(texts, model)
        self._meaning = _Learnt(model, rows, teach(rows) if teach else learnt(texts))
        self._scored.cache_clear()
        _give_memory_back()

    def texts(self) -> list[str]:
        """What is embedded: every known way of asking, in English words, then every passage."""
        asked = [text for one in self.passages for text in (one.heading, *one.questions)]
        return [in_english(read(text)) for text in asked] + [_said(one) for one in self.passages]

    def known(self) -> list[Asked]:
        """What was learnt from, read: every known way of asking, then every passage."""
        asked = (text for one in self.passages for text in (one.heading, *one.questions))
        return [read(text) for text in (*asked, *map(_said, self.passages))]

    def owners(self) -> npt.NDArray[np.int_]:
        """Whose each of the `texts` is: the place of its passage."""
        return np.concatenate([self._owners, np.arange(len(self.passages))])

    @property
    def loaded(self) -> bool:
        """Whether meaning counts too."""
        return self._meaning is not None

    def find(self, asked: Asked, limit: int = 5) -> list[Found]:
        """The passages that fit a question best, best first."""
        scores, likely = self._scored(asked)
        order = np.argsort(scores)[::-1][:limit]
        return [Found(self.passages[place], float(scores[place]), float(likely[place])) for place in order]

    def _score(self, asked: Asked) -> tuple[Vectors, Vectors]:
        """By passage: how well it fits, and how likely it is."""
        asked = gist(asked)
        english = in_english(asked)
        words = np.maximum.reduce([self._by_words(text) for text in dict.fromkeys((english, _as_typed(asked)))])
        if self._meaning is None:
            return words, words
        by_meaning, likely = self._by_meaning(self._meaning, asked)
        return SAME_WORDS * words + by_meaning, likely

    def vector(self, asked: Asked) -> Vectors | None:
        """The direction of a question's meaning; None before `loaded`."""
        return None if self._meaning is None else self._vector(in_english(gist(asked)))

    def _embed(self, text: str) -> Vectors:
        assert self._meaning is not None
        vector: Vectors = self._meaning.model.embed([text])[0]
        return vector

    def _by_meaning(self, known: "_Learnt", question: Asked) -> tuple[Vectors, Vectors]:
        """By passage: its score, and how likely it is; before anything was learnt, the score too."""
        vector = self._vector(in_english(question))
        near = known.rows @ vector
        asked, said = near[: len(self._owners)], near[len(self._owners) :]
        nearest = np.full(len(self.passages), -1.0, dtype=np.float32)
        np.maximum.at(nearest, self._owners, asked)
        scores: Vectors = ASKED_ALIKE * nearest + SAID_ALIKE * said
        if known.passages is None:
            return scores, scores
        likely = known.passages.of(question, vector)
        return scores + (LEARNT * np.sqrt(likely)).astype(np.float32), likely

    def _by_words(self, text: str) -> Vectors:
        """How many of the question's words each passage shares, best 1."""
        words = [word for word in re.findall(r"\w+", text) if word not in common_words()["en"] or len(word) > 3]  # noqa: PLR2004  # said in the line
        scores = np.zeros(len(self.passages), dtype=np.float32)
        try:
            with self._lock:
                found = index.matching(self._words, words)
        except sqlite3.Error:
            log.exception("The texts cannot be searched by words")
            return scores
        for place, score in found.items():
            scores[place] = score
        top = float(scores.max(initial=0.0))
        return scores / top if top > 0 else scores


@cache  # the texts are the same for every bot that this process starts
def loaded() -> KnowledgeBase:
    """The texts, by meaning too where that can be loaded: a damaged model must not silence the bot."""
    base = KnowledgeBase()
    try:
        base.load()
    except Exception:
        log.exception("The sentence model cannot be loaded; questions are matched by their words alone")
    return base


def _said(passage: Passage) -> str:
    return f"{passage.heading}. {passage.text}"


def _give_memory_back() -> None:
    """Loading takes a hundred megabytes that nobody needs afterwards, and glibc keeps them unless it is told."""
    with suppress(OSError, AttributeError):  # other C libraries
        ctypes.CDLL(None).malloc_trim(0)


def _as_typed(asked: Asked) -> str:
    """The question in its own language: some passages are asked for in it."""
    return " ".join(word for word in asked.text.split() if not word.startswith("@") and word not in NOISE)
