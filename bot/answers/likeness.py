"""Which look-up a question is likest to ask for: a second opinion on the rules, learnt from known questions.

The rules of `intents.py` are exact about ways of asking that they know and blind to others. This sees a question as its
meaning (the sentence model's vector) and the concepts of its words together, so that a new wording with known words, or
the other way round, still resembles what is known. Its shares were set on five sets of questions, each left out in
turn, against what the rules made of that set before they were mended for it (docs/questions.md).
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

import numpy as np

from bot.answers import periods
from bot.answers.lexicon import all_concepts
from bot.answers.reading import HOST, QUOTE, UNWATCHED, WATCHED, Asked, read
from bot.meaning import Vectors

CRAFT, DECLINED = "knowledge", "declined"  # what is no data question, among the intents
CONCEPTS_WEIGH = 0.4  # a concept beside a vector of length 1
WIDTH = 0.5  # of the Gaussian kernel; between 0.5 and 1 the outcome hardly differs
PENALTY = 0.1  # of the regression
CRAFT_STEP = 6  # every so many of the craft's many questions, that they do not outweigh those of the data
FEW_WORDS = 4
_KNOWN = ("example.com", "acme.io")  # the watched sites of the examples
_ANY_DAY = datetime(2024, 1, 1)  # noqa: DTZ001  # only whether a period is named matters


@dataclass(frozen=True, slots=True)
class Likeness:
    """What was learnt: a row a known question, and for each its weight towards each of `kinds`."""

    kinds: tuple[str, ...]
    rows: Vectors
    weights: Vectors

    def of(self, asked: Asked, vector: Vectors) -> dict[str, float]:
        """About 1 for the intent (or `CRAFT`, `DECLINED`) that a question has, about 0 for the others."""
        scores = (_kernel(_features(asked, vector)[None, :], self.rows) @ self.weights)[0]
        return dict(zip(self.kinds, scores.tolist(), strict=True))


@cache
def examples() -> tuple[tuple[str, str], ...]:
    """Known data questions, each with its intent."""
    raw = tomllib.loads(files("bot.answers").joinpath("intent_examples.toml").read_text(encoding="utf-8"))
    return tuple((question, intent) for intent, questions in raw.items() for question in questions)


def learnt(known: Sequence[tuple[str, str]], vectors: Vectors) -> Likeness:
    """Kernel ridge regression from known questions, each with its kind and vector, to their kinds."""
    rows = np.stack(
        [_features(read(question, _KNOWN), vector) for (question, _), vector in zip(known, vectors, strict=True)]
    )
    kinds = tuple(sorted({kind for _, kind in known}))
    wanted = np.eye(len(kinds), dtype=np.float32)[[kinds.index(kind) for _, kind in known]]
    penalty = PENALTY * np.eye(len(rows), dtype=np.float32)
    return Likeness(kinds, rows, np.linalg.solve(_kernel(rows, rows) + penalty, wanted))


@cache
def _places() -> dict[str, int]:
    """Where each concept stands in a row."""
    return {concept: place for place, concept in enumerate(sorted({*all_concepts(), HOST, QUOTE, WATCHED, UNWATCHED}))}


def _features(asked: Asked, vector: Vectors) -> Vectors:
    """The question's vector, its concepts, and what kind of thing it names."""
    concepts = np.zeros(len(_places()), dtype=np.float32)
    concepts[[_places()[concept] for concept in asked.concepts]] = CONCEPTS_WEIGH
    named = (
        len(asked.words) <= FEW_WORDS,
        len({host.domain for host in asked.hosts}) > 1,
        any(host.url for host in asked.hosts),
        bool(periods.find(asked.text, _ANY_DAY)),
    )
    return np.concatenate([vector, concepts, np.array(named, dtype=np.float32) * CONCEPTS_WEIGH])


def _kernel(some: Vectors, others: Vectors) -> Vectors:
    """How alike rows are, each with each, 0-1."""
    squares = (some**2).sum(axis=1)[:, None] + (others**2).sum(axis=1)[None, :]
    alike: Vectors = np.exp(WIDTH * (some @ others.T - squares / 2))
    return alike
