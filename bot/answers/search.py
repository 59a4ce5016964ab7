"""Finding the passages that answer a question: by meaning (embeddings) and by words (SQLite's full text) together."""

import ctypes
import logging
import re
import sqlite3
import threading
import tomllib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain

import numpy as np
import numpy.typing as npt

from bot.answers import likeness
from bot.answers.articles import Passage, passages
from bot.answers.leaning import Leaning, examples, leaning, learnt
from bot.answers.lexicon import LONGEST_PHRASE, common_words, plain
from bot.answers.reading import MAX_QUESTION, Asked, read
from bot.answers.vectors import embedded
from bot.meaning import Meaning, Vectors, meaning
from storage import passages as index

log = logging.getLogger(__name__)

# Shares of the four scores, set on known questions left out one at a time; see docs/questions.md.
LEARNT = 0.60  # what kernel ridge regression learnt from all known ways of asking
ASKED_ALIKE = 0.20  # nearness to the nearest known way of asking
SAID_ALIKE = 0.10  # nearness to the passage itself
SAME_WORDS = 0.10
PENALTY = 0.1  # of the regression; between 0.03 and 0.3 the ranks hardly differ
TEXT_WEIGHS = 2.0  # a passage among its questions: as much as two of them
LEAST_PART = 4  # letters of each part of a compound word
# Said in passing, they tell nothing of what is asked.
NOISE = frozenset({
    "uh", "um", "hm", "hey", "hi", "hello", "pls", "please", "plz", "thanks", "thx", "so", "just", "really", "actually",
    "guys", "anyone", "lol", "btw", "ok", "okay", "yo", "dear", "sir", "quick", "question", "wondering", "curious",
    "also",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """A passage and how well it fits, 0-1."""

    passage: Passage
    score: float


@dataclass(frozen=True, slots=True)
class _Learnt:
    """The model, and the texts as it sees them: a row a way of asking, then a row a passage.

    `weights` has a column a passage; `kinds` tells what a question leans to, `likeness` what it may look up.
    """

    model: Meaning
    rows: Vectors
    weights: Vectors
    kinds: Vectors
    likeness: likeness.Likeness


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

    def load(self) -> None:
        """Load the embeddings: seconds, so not on the event loop. Without them only words count."""
        model = meaning()
        numbers = [len(self._owners), len(self.passages), *map(len, examples()), len(likeness.examples())]
        asked, said, *others, looked_up = np.split(embedded(self.texts(), model), np.cumsum(numbers)[:-1])
        rows = np.vstack([asked, said])
        owners = np.concatenate([self._owners, np.arange(len(self.passages))])
        alike = self._likeness(asked, others[1:], looked_up)
        self._meaning = _Learnt(model, rows, _regressed(rows, owners, len(asked)), learnt([asked, *others]), alike)
        _give_memory_back()

    def texts(self) -> list[str]:
        """What is embedded: every known way of asking, in English words; every passage; the examples of the others."""
        asked = self._asked()
        said = [f"{one.heading}. {one.text}" for one in self.passages]
        others = [*chain(*examples()), *(question for question, _ in likeness.examples())]
        return [in_english(read(text)) for text in asked] + said + [in_english(read(text)) for text in others]

    def _asked(self) -> list[str]:
        return [text for one in self.passages for text in (one.heading, *one.questions)]

    def _likeness(self, asked: Vectors, declined: Sequence[Vectors], looked_up: Vectors) -> likeness.Likeness:
        step = likeness.CRAFT_STEP
        craft = [(question, likeness.CRAFT) for question in self._asked()[::step]]
        no = [(question, likeness.DECLINED) for question in chain(*examples()[1:])]
        return likeness.learnt([*likeness.examples(), *craft, *no], np.vstack([looked_up, asked[::step], *declined]))

    @property
    def loaded(self) -> bool:
        """Whether meaning counts too."""
        return self._meaning is not None

    def find(self, asked: Asked, limit: int = 5) -> list[Found]:
        """The passages that fit a question best, best first."""
        english = in_english(asked)
        words = np.maximum.reduce([self._by_words(text) for text in dict.fromkeys((english, _as_typed(asked)))])
        scores = words if self._meaning is None else SAME_WORDS * words + self._by_meaning(self._meaning, english)
        order = np.argsort(scores)[::-1][:limit]
        return [Found(self.passages[place], float(scores[place])) for place in order]

    def leans(self, asked: Asked) -> Leaning:
        """Whether a question leans to the craft, to the team's data, or to neither. Only once `loaded`."""
        assert self._meaning is not None
        return leaning(self._vector(in_english(asked)), self._meaning.kinds)

    def alike(self, asked: Asked) -> dict[str, float]:
        """How like each look-up's known questions a question is, about 0-1. Only once `loaded`."""
        assert self._meaning is not None
        return self._meaning.likeness.of(asked, self._vector(in_english(asked)))

    def related(self, one: Passage, other: Passage) -> float:
        """The cosine of two passages' texts, about 0-1; 0 before `loaded`."""
        if self._meaning is None:
            return 0.0
        said = self._meaning.rows[len(self._owners) :]
        return float(said[self.passages.index(one)] @ said[self.passages.index(other)])

    def _embed(self, text: str) -> Vectors:
        assert self._meaning is not None
        vector: Vectors = self._meaning.model.embed([text])[0]
        return vector

    def _by_meaning(self, known: "_Learnt", text: str) -> Vectors:
        near = known.rows @ self._vector(text)
        asked, said = near[: len(self._owners)], near[len(self._owners) :]
        nearest = np.full(len(self.passages), -1.0, dtype=np.float32)
        np.maximum.at(nearest, self._owners, asked)
        scores: Vectors = LEARNT * (_alike(near) @ known.weights) + ASKED_ALIKE * nearest + SAID_ALIKE * said
        return scores

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


def _regressed(rows: Vectors, owners: npt.NDArray[np.int_], asked: int) -> Vectors:
    """A column of weights a passage: kernel ridge regression from a question to 1 for its passage and 0 for others.

    The first `asked` rows are questions, the others the passages themselves.
    """
    penalties = np.where(np.arange(len(rows)) < asked, PENALTY, PENALTY / TEXT_WEIGHS)
    wanted = np.eye(owners.max() + 1, dtype=np.float32)[owners]
    weights: Vectors = np.linalg.solve(_alike(rows @ rows.T) + np.diag(penalties).astype(np.float32), wanted)
    return weights


def _alike(cosines: Vectors) -> Vectors:
    """How alike unit rows with these cosines are, 0-1: a Gaussian kernel."""
    alike: Vectors = np.exp(cosines - 1)
    return alike


def _give_memory_back() -> None:
    """Loading takes a hundred megabytes that nobody needs afterwards, and glibc keeps them unless it is told."""
    with suppress(OSError, AttributeError):  # other C libraries
        ctypes.CDLL(None).malloc_trim(0)


def _as_typed(asked: Asked) -> str:
    """The question in its own language: some passages are asked for in it."""
    return " ".join(word for word in asked.text.split() if not word.startswith("@") and word not in NOISE)


def in_english(asked: Asked) -> str:
    """The question in English words, as far as the glossary goes; domains left out."""
    said = _as_said(asked)
    language = asked.language if asked.language != "en" else _other_language(said)
    if language:
        return " ".join(_translated(said, _glossary()[language]))
    words = [word for word in asked.text.split() if not word.startswith("@")]
    return " ".join([*([word for word in words if word not in NOISE] or words), *asked.quotes])


def _as_said(asked: Asked) -> list[str]:
    """The words before typing errors were mended by the lexicon, which knows fewer words than the glossary."""
    text = asked.raw[:MAX_QUESTION]
    for host in asked.hosts:
        text = re.sub(rf"\S*{re.escape(host.typed)}\S*", " ", text, flags=re.IGNORECASE)
    return re.findall(r"\w+", plain(text))


def _other_language(words: list[str]) -> str | None:
    """The language that English words of the trade hid: "vale a pena fazer guest post"."""
    ordinary = sum(word in common_words()["en"] for word in words)
    known = {
        language: sum(_translated([word], glossary) != [word] for word in words)
        for language, glossary in _glossary().items()
    }
    best = max(known, key=lambda language: known[language])
    return best if known[best] > max(1, 2 * ordinary) else None


def _translated(words: list[str], glossary: dict[str, str]) -> list[str]:
    """Word by word, the longest phrase first; a word that is not known is likely the same in English."""
    said: list[str] = []
    place = 0
    while place < len(words):
        for length in range(min(LONGEST_PHRASE, len(words) - place), 0, -1):
            phrase = " ".join(words[place : place + length])
            if phrase in glossary or length == 1:
                said.append(glossary[phrase] if phrase in glossary else _parted(phrase, glossary))
                place += length
                break
    return [word for word in said if word]


def _parted(word: str, glossary: dict[str, str]) -> str:
    """A German compound as its parts, if both are known: "verzeichnislinks" -> "directory links"."""
    for cut in range(LEAST_PART, len(word) - LEAST_PART + 1):
        first, second = word[:cut].removesuffix("s"), word[cut:]
        known = next((part for part in (word[:cut], first, first + "e") if part in glossary), None)
        if known and second in glossary:
            return f"{glossary[known]} {glossary[second]}"
    return word


@cache
def _glossary() -> dict[str, dict[str, str]]:
    """Language -> word or phrase -> English."""
    raw = tomllib.loads(files("bot.answers").joinpath("glossary.toml").read_text(encoding="utf-8"))
    return {
        language: {word: english for english, words in table.items() for word in words.split(", ")}
        for language, table in raw.items()
    }
