"""How well questions are understood, and whether the right text is found."""

import json
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.train.questions import KNOWN, MEASURES
from benchmarks.train.texts import fit
from bot.answers.answering import understood
from bot.answers.articles import passages
from bot.answers.knowledge_answers import WEIGHED
from bot.answers.reading import read
from bot.answers.rules import in_general, rules
from bot.answers.search import KnowledgeBase
from bot.answers.understanding import Kind

NOW = datetime(2025, 10, 22, 12, tzinfo=UTC)
LEAST_INTENTS, LEAST_SLOTS, MOST_DECLINED = 0.95, 0.88, 0.02


def run(shared: Path) -> bool:
    """Print the table; whether the bars of the questions hold."""
    theirs = shared / "questions"
    data, other_data = _rows(MEASURES / "data_questions.jsonl"), _rows(theirs / "data.jsonl")
    knowledge, other_knowledge = _rows(MEASURES / "knowledge_questions.jsonl"), _rows(theirs / "knowledge.jsonl")
    declined, other_declined = _rows(MEASURES / "declined_questions.jsonl"), _rows(theirs / "out_of_scope.jsonl")
    base = KnowledgeBase()
    base.load()
    held = [
        _data(base, "data questions of ours", data),
        _data(base, "data questions, shared", other_data),
        _data(base, "data questions, written blind", _rows(MEASURES / "data_questions_blind.jsonl")),
        _declined(base, "out of scope, of ours", declined),
        _declined(base, "out of scope, shared", other_declined),
        _declined(base, "out of scope, written blind", _rows(MEASURES / "declined_questions_blind.jsonl")),
        _kept(base, "knowledge questions of ours", knowledge),
        _kept(base, "knowledge questions, shared", other_knowledge),
    ]
    _ranks(knowledge)
    return all(held)


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _data(base: KnowledgeBase, name: str, rows: Sequence[dict[str, Any]]) -> bool:
    start = time.process_time()
    read_as = [understood(base, row["question"], row.get("context", []), KNOWN, NOW) for row in rows]
    spent = (time.process_time() - start) / len(rows)
    pairs = list(zip(read_as, rows, strict=True))
    wrong = [(one, row) for one, row in pairs if not any(one.intent == other["intent"] for other in _meant(row))]
    misread = [(one, row) for one, row in pairs if (one.intent, one.slots) not in _readings(row)]
    intents, slots = (1 - len(some) / len(rows) for some in (wrong, misread))
    print(f"{name}: {len(rows)}, intent right {intents:.1%}, all slots too {slots:.1%}, {spent * 1000:.1f} ms CPU each")
    for one, row in misread:
        print(f"    {row['question']!r}: {one.kind} {one.intent} {one.slots}, not {row['intent']} {row['slots']}")
    return bool(intents >= LEAST_INTENTS and slots >= LEAST_SLOTS)


def _meant(row: dict[str, Any]) -> list[dict[str, Any]]:
    """What a question may mean: some of them have several readings."""
    return [row, *row.get("also", [])]


def _readings(row: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(one["intent"], one["slots"]) for one in _meant(row)]


def _declined(base: KnowledgeBase, name: str, rows: Sequence[dict[str, Any]]) -> bool:
    answered = [row["question"] for row in rows if _kind(base, row["question"]) is not Kind.DECLINED]
    print(f"{name}: {len(rows)}, declined {1 - len(answered) / len(rows):.1%}", *answered, sep="\n    ")
    return not answered


def _kept(base: KnowledgeBase, name: str, rows: Sequence[dict[str, Any]]) -> bool:
    kinds = [_kind(base, row["question"]) for row in rows]
    wrongly = kinds.count(Kind.DECLINED) / len(rows)
    print(f"{name}: {len(rows)}, taken for that {kinds.count(Kind.KNOWLEDGE) / len(rows):.1%}, declined {wrongly:.1%}")
    return wrongly <= MOST_DECLINED


def _kind(base: KnowledgeBase, question: str) -> Kind:
    return understood(base, question, [], KNOWN, NOW).kind


def _ranks(rows: Sequence[dict[str, Any]]) -> None:
    """The rank of the right text for each question, when none of them is known to the texts. Learns anew: minutes."""
    out = {row["question"] for row in rows}
    others = ((one, tuple(question for question in one.questions if question not in out)) for one in passages())
    base = KnowledgeBase([replace(one, questions=questions) for one, questions in others])
    base.load(partial(fit, base))
    ranks: list[int] = []
    subjects: list[bool] = []
    for row in rows:
        hits = base.find(read(row["question"]), len(base.passages))
        ranks.append([hit.passage.id for hit in hits].index(row["passage"]) + 1)
        rule, said = rules().get(row["passage"]), in_general(hits[:WEIGHED])
        subjects.append(rule in said if rule else not said)
        print(f"    {ranks[-1]:>3}  {row['passage']}: {row['question']}")
    for least in (1, 2, 3):
        print(f"right text among the first {least}: {sum(rank <= least for rank in ranks) / len(ranks):.1%}")
    right = sum(subjects) / len(subjects)
    print(f"rule of the right text's subject (none where it has none) among those that may be said: {right:.1%}")
