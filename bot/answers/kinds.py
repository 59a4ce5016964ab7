"""What kind of question one is: a look-up or order by its intent, one of the craft, a call for help, or none of ours.

Learnt from the known questions in `benchmarks/train/questions` and the ways of asking in `knowledge/*.md` by logistic
regression; `python -m benchmarks.train questions` makes the weights anew. A question is seen in three ways at once: its
meaning (the sentence model's vector), the concepts of its words, and how it is spelled (pieces of words). Each known
question was learnt without its vector, too, so that the words alone tell most while the sentence model is loading.

What follows on an answer is told by a second model, which sees what was asked before as well.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from bot.answers import periods
from bot.answers.lexicon import all_concepts
from bot.answers.reading import HOST, QUOTE, UNWATCHED, WATCHED, Asked
from bot.answers.translate import in_english
from bot.answers.understanding import Kind, Understanding
from bot.grams import Buckets, Floats, pieces, weighed
from bot.meaning import DIMENSIONS, Vectors

KNOWLEDGE, DECLINED, HELP = "knowledge", "declined", "help"  # the kinds that are no intents
BUCKETS = 1 << 14  # of pieces of words
MEANING_WEIGHS, CONCEPTS_WEIGH, SPELLING_WEIGHS = 4.0, 2.0, 5.0  # beside each other; set on held-out questions
FEW_WORDS = 4
SAME = "same"
BEFORE_WEIGHS, LEAST_LIKELY = 2.0, 1e-4
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Kinds:
    """What was learnt: a column a kind."""

    names: tuple[str, ...]
    plain: Floats  # a row a number of `plain_features`
    spelling: Floats  # a row a bucket
    rarity: Floats  # by bucket
    bias: Floats

    def of(self, asked: Asked, vector: Vectors | None, before: Floats | None = None) -> dict[str, float]:
        """How likely a question is of each kind, together 1.

        `vector` is its meaning, None before that is loaded; `before` what `features_before` gives, for `following`.
        """
        buckets, values = spelled(asked, self.rarity)
        plain = plain_features(asked, vector)
        row = plain if before is None else np.concatenate([plain, before])
        scores = row @ self.plain + values @ self.spelling[buckets] + self.bias
        odds = np.exp(scores - scores.max())
        return dict(zip(self.names, (odds / odds.sum()).tolist(), strict=True))


def plain_features(asked: Asked, vector: Vectors | None) -> Floats:
    """The question's vector, its concepts, and what kind of thing it names."""
    meaning = np.zeros(DIMENSIONS, dtype=np.float32) if vector is None else vector
    concepts = np.zeros(len(_places()), dtype=np.float32)
    concepts[[_places()[concept] for concept in asked.concepts]] = 1
    named = (
        len(asked.words) <= FEW_WORDS,
        len({host.domain for host in asked.hosts}) > 1,
        any(host.url for host in asked.hosts),
        periods.named(asked.text),
        bool(asked.labels),
        vector is None,
    )
    rest = np.concatenate([concepts, np.array(named, dtype=np.float32)])
    return np.concatenate([MEANING_WEIGHS * meaning, CONCEPTS_WEIGH * rest]).astype(np.float32)


def spelled(asked: Asked, rarity: Floats, weighs: float = SPELLING_WEIGHS) -> tuple[Buckets, Floats]:
    """The buckets of a question's pieces, of as many as `rarity` has, and what each weighs."""
    buckets, values = weighed(spelling(asked, len(rarity)), rarity)
    return buckets, weighs * values


def spelling(asked: Asked, size: int) -> Buckets:
    """The buckets (of `size`) of a question's pieces: in English words and as it was typed; every number a 0."""
    return pieces(_DIGITS.sub("0", f" {in_english(asked)} | {' '.join(asked.text.split())} "), size)[1]


def features_before(asked: Asked, likely: Mapping[str, float], previous: Understanding) -> Floats:
    """What was asked before, and what the question would be `likely` to ask if nothing had been."""
    names = kinds().names
    row = np.zeros(len(names) + 3, dtype=np.float32)
    kind = previous.intent if previous.kind in {Kind.DATA, Kind.ACTION} else previous.kind.value
    if kind in names:
        row[names.index(kind)] = 1
    row[-3:] = (bool(asked.hosts), len(asked.words) <= FEW_WORDS, not {"source", "url"}.isdisjoint(previous.slots))
    alone = np.log(np.array([likely[name] for name in names], dtype=np.float32) + LEAST_LIKELY)
    return np.concatenate([BEFORE_WEIGHS * row, alone / 4]).astype(np.float32)


def kinds() -> Kinds:
    """What tells the kind of a question that stands alone."""
    return _loaded("kinds.npz")


def following() -> Kinds:
    """What tells the kind of one that follows on an answer: `SAME` is the question before it, changed."""
    return _loaded("following.npz")


@cache
def _loaded(name: str) -> Kinds:
    with (files("bot.answers") / name).open("rb") as file, np.load(file) as kept:
        return Kinds(
            names=tuple(kept["names"].tolist()),
            plain=kept["plain"].astype(np.float32) * kept["plain_scale"],
            spelling=kept["spelling"].astype(np.float32) * kept["spelling_scale"],
            rarity=kept["rarity"].astype(np.float32),
            bias=kept["bias"].astype(np.float32),
        )


@cache
def _places() -> dict[str, int]:
    """Where each concept stands in a row."""
    return {concept: place for place, concept in enumerate(sorted({*all_concepts(), HOST, QUOTE, WATCHED, UNWATCHED}))}
