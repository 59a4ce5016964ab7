"""What kind of question one is: `python -m benchmarks.train questions` writes bot/answers/{kinds,following}.npz.

Learns from the files beside this one in questions/, a kind a file and a question a line, and from the ways of asking in
the reviewed texts. The questions of tests/answers are not among them: those measure.
"""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from itertools import cycle
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.linear_model import LogisticRegression

from benchmarks.train.fit import BYTE, as_row, digest, rarity_of
from benchmarks.train.texts import more_ways
from bot.answers.articles import passages
from bot.answers.kinds import (
    BUCKETS,
    DECLINED,
    KNOWLEDGE,
    SAME,
    Kinds,
    features_before,
    kinds,
    plain_features,
    spelled,
    spelling,
)
from bot.answers.reading import Asked, read
from bot.answers.translate import in_english
from bot.answers.understand import understand
from bot.grams import Floats
from bot.meaning import TUNED, Vectors, meaning

QUESTIONS = Path(__file__).parent / "questions"
MEASURES = Path(__file__).resolve().parents[2] / "tests" / "answers"
KNOWN = ("example.com", "acme.io")  # the watched sites of the questions
HOST = re.compile(r"\w\.\w")
STRANGE_WEIGHS = 0.6  # of a question read without knowing what is watched
CRAFT_WEIGHS = 0.25  # each of the texts' many questions, that they do not outweigh the others
LOOSE = 1.0  # scikit-learn's C
ENOUGH = 1e-3  # scikit-learn's tol: finer steps take minutes more
MOST_STEPS = 200
SOME_WAYS = 3  # one in so many of asking/ is enough to know one of the craft by
DECLINED_WEIGHS = 1.3  # each of those to decline: of all that people may ask, only so many could be written down
FRESH = 5  # of so many known questions, one is learnt as a new one after an answer
FRESH_WEIGHS = 0.5  # of a question asked after an answer that it has nothing to do with
WITHOUT_MEANING = 0.3  # what a question weighs that is learnt without its vector, beside one with it
ANY_DAY = datetime(2026, 1, 1, tzinfo=UTC)
Known = list[tuple[str, str, float]]  # questions, each with its kind and what it weighs


@cache
def measuring() -> frozenset[str]:
    """The questions that the tests ask, casefolded: what has learnt them cannot be measured by them."""
    rows = [json.loads(line)["question"] for line in _lines(MEASURES, "*.jsonl")]
    return frozenset(question.casefold() for question in (*rows, *_lines(MEASURES, "*.txt")))


def of_kinds() -> list[tuple[str, str]]:
    """Every question of questions/ with its kind, without those of the tests."""
    rows = [(one, file.stem) for file in sorted(QUESTIONS.glob("*.txt")) for one in _lines(QUESTIONS, file.name)]
    return [(question, kind) for question, kind in rows if question.casefold() not in measuring()]


def known_questions() -> Known:
    """Those questions, and how people ask for the texts."""
    craft = [question for passage in passages() for question in (passage.heading, *passage.questions)]
    craft += [way for _, way in more_ways()][::SOME_WAYS]
    craft = [question for question in craft if question.casefold() not in measuring()]
    weigh = {DECLINED: DECLINED_WEIGHS}
    return [
        *((question, kind, weigh.get(kind, 1.0)) for question, kind in of_kinds()),
        *((one, KNOWLEDGE, CRAFT_WEIGHS) for one in craft),
    ]


def fit(rows: Known) -> Kinds:
    """Learn what kind a question is from known ones, read with the watched sites known and without.

    Scripts ask without a database: the latter.
    """
    asked = [read(question, KNOWN) for question, _, _ in rows]
    strange = [(question, kind, STRANGE_WEIGHS * weight) for question, kind, weight in rows if HOST.search(question)]
    asked += [read(question) for question, _, _ in strange]
    every = [*rows, *strange]
    return _learnt(asked, [kind for _, kind, _ in every], [weight for _, _, weight in every])


def known_follow_ups() -> list[dict[str, Any]]:
    """Every known question that follows on an answer: context, question, intent, slots."""
    return [json.loads(line) for line in _lines(QUESTIONS, "follow_ups.jsonl")]


def _lines(folder: Path, which: str) -> list[str]:
    """All lines of some files but the empty ones."""
    files_ = sorted(folder.glob(which))
    return [line for file in files_ for line in file.read_text(encoding="utf-8").splitlines() if line]


def fit_following(rows: Sequence[dict[str, Any]], alone: Known) -> Kinds:
    """Learn what one that follows on an answer asks. The one right before it is understood as if it stood alone.

    Many questions after an answer are new ones: of those in `alone`, one in `FRESH` is learnt as asked after some.
    """
    last = [[turn for turn in row["context"] if turn.startswith("user:")][-1].removeprefix("user:") for row in rows]
    after = [
        (before, row["question"], [row["intent"], *(other["intent"] for other in row.get("also", []))], 1.0)
        for before, row in zip(last, rows, strict=True)
    ]
    whole = [(question, kind, weight) for question, kind, weight in alone if " " in question][::FRESH]
    after += [
        (before, question, [kind], FRESH_WEIGHS * weight)
        for before, (question, kind, weight) in zip(cycle(last), whole, strict=False)
    ]
    earlier = {before: understand(before, (), KNOWN, ANY_DAY, _meant) for before in set(last)}
    asked = [read(question, KNOWN) for _, question, _, _ in after]
    wanted = [SAME if earlier[before].intent in meant else meant[0] for before, _, meant, _ in after]
    seen = [
        features_before(one, kinds().of(one, _meant(one)), earlier[before])
        for one, (before, _, _, _) in zip(asked, after, strict=True)
    ]
    return _learnt(asked, wanted, [weight for _, _, _, weight in after], np.stack(seen))


def _meant(asked: Asked) -> Vectors:
    vector: Vectors = meaning().embed([in_english(asked)])[0]
    return vector


def _learnt(asked: Sequence[Asked], wanted: list[str], weigh: Sequence[float], before: Floats | None = None) -> Kinds:
    vectors = meaning().embed([in_english(one) for one in asked])
    rarity = rarity_of([spelling(one, BUCKETS) for one in asked], BUCKETS)
    table = vstack([_table(asked, known, rarity, before) for known in (vectors, None)], format="csr", dtype=np.float32)
    weights = np.concatenate([weigh, WITHOUT_MEANING * np.array(weigh)])
    learnt = LogisticRegression(C=LOOSE, max_iter=MOST_STEPS, tol=ENOUGH).fit(table, wanted * 2, sample_weight=weights)
    columns = learnt.coef_.T.astype(np.float32)
    split = columns.shape[0] - BUCKETS
    bias = learnt.intercept_.astype(np.float32)
    return Kinds(tuple(learnt.classes_.tolist()), columns[:split], columns[split:], rarity, bias)


def _table(asked: Sequence[Asked], vectors: Vectors | None, rarity: Floats, before: Floats | None) -> csr_matrix:
    known = vectors if vectors is not None else [None] * len(asked)
    parts = [csr_matrix(np.stack([plain_features(one, vector) for one, vector in zip(asked, known, strict=True)]))]
    parts += [csr_matrix(before)] if before is not None else []
    return hstack([*parts, vstack([_row(one, rarity) for one in asked])], format="csr")


def _row(asked: Asked, rarity: Floats) -> csr_matrix:
    return as_row(*spelled(asked, rarity), BUCKETS)


SOURCES = {"kinds.npz": "*.txt", "following.npz": "*"}  # what each is learnt from, in QUESTIONS


def save(learnt: Kinds, name: str) -> None:
    """Write what was learnt where the bot reads it, a byte a weight, with a digest of what it was learnt from."""
    target = Path(str(files("bot.answers"))) / name
    scales = {name: np.abs(getattr(learnt, name)).max() / BYTE for name in ("plain", "spelling")}
    bytes_ = {name: np.round(getattr(learnt, name) / scale).astype(np.int8) for name, scale in scales.items()}
    np.savez_compressed(
        target,
        names=np.array(learnt.names),
        rarity=learnt.rarity.astype(np.float16),
        bias=learnt.bias,
        learnt_from=digest([*QUESTIONS.glob(SOURCES[name]), TUNED]),
        **bytes_,
        **{f"{name}_scale": scale for name, scale in scales.items()},
    )
