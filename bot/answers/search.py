"""Finding the passages that answer a question: by meaning (embeddings) and by words (SQLite's full text) together."""

import logging
import re
import sqlite3
import threading
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from bot.answers.articles import Passage, passages
from bot.answers.lexicon import common_words
from bot.answers.reading import HOST, Asked
from bot.meaning import Meaning, Vectors, meaning
from storage import passages as index

log = logging.getLogger(__name__)

# Shares of the three scores, set by judgement; `make eval ARGS=questions` prints the ranks that come of them.
ASKED_ALIKE = 0.55  # nearness to the nearest known way of asking
SAID_ALIKE = 0.15  # nearness to the passage itself
SAME_WORDS = 0.30
# Said in passing, they tell nothing of what is asked.
NOISE = frozenset(
    [
        "uh",
        "um",
        "hm",
        "hey",
        "hi",
        "hello",
        "pls",
        "please",
        "plz",
        "thanks",
        "thx",
        "so",
        "just",
        "really",
        "actually",
        "guys",
        "anyone",
        "lol",
        "btw",
        "ok",
        "okay",
        "yo",
        "dear",
        "sir",
        "quick",
        "question",
        "wondering",
        "curious",
        "also",
    ]
)


@dataclass(frozen=True, slots=True)
class Found:
    """A passage and how well it fits, 0-1."""

    passage: Passage
    score: float


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
        self._meaning: tuple[Meaning, Vectors, Vectors] | None = None

    def load(self) -> None:
        """Load the embeddings, about a second. Not on the event loop. Without them only words count."""
        model = meaning()
        asked = model.embed([text for one in self.passages for text in (one.heading, *one.questions)])
        said = model.embed([f"{one.heading}. {one.text}" for one in self.passages])
        self._meaning = (model, asked, said)

    @property
    def loaded(self) -> bool:
        """Whether meaning counts too."""
        return self._meaning is not None

    def find(self, asked: Asked, limit: int = 5) -> list[Found]:
        """The passages that fit a question best, best first."""
        texts = list(dict.fromkeys((in_english(asked), _as_typed(asked))))
        scores = SAME_WORDS * np.maximum.reduce([self._by_words(text) for text in texts])
        if self._meaning is not None:
            model, questions, said = self._meaning
            vectors = model.embed(texts)
            near = (questions @ vectors.T).max(axis=1)
            best = np.full(len(self.passages), -1.0, dtype=np.float32)
            np.maximum.at(best, self._owners, near)
            scores = scores + ASKED_ALIKE * best + SAID_ALIKE * (said @ vectors[0])
        else:
            scores = scores / SAME_WORDS
        order = np.argsort(scores)[::-1][:limit]
        return [Found(self.passages[place], float(scores[place])) for place in order]

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


def _as_typed(asked: Asked) -> str:
    """The question in its own language: some passages are asked for in it."""
    return " ".join(word for word in asked.text.split() if not word.startswith("@") and word not in NOISE)


def in_english(asked: Asked) -> str:
    """The question in English words, as far as the lexicon goes; domains and quotations left out."""
    if asked.language == "en":
        words = [word for word in asked.text.split() if not word.startswith("@")]
        return " ".join([word for word in words if word not in NOISE] or words)
    terms, concepts = _glossary()
    said: list[str] = []
    for word in asked.words:
        if HOST in word.concepts or word.text.startswith("@"):
            continue
        if word.concepts:
            by_concept = (concepts.get(concept, concept) for concept in sorted(word.concepts))
            said.append(terms.get(word.text) or " ".join(by_concept))
        elif word.text not in common_words()[asked.language]:
            said.append(word.text)
    return " ".join(said)


@cache
def _glossary() -> tuple[dict[str, str], dict[str, str]]:
    """English by word, and by concept."""
    raw = tomllib.loads(files("bot.answers").joinpath("glossary.toml").read_text(encoding="utf-8"))
    return {word: english for english, words in raw["terms"].items() for word in words.split(", ")}, raw["concepts"]
