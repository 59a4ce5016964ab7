"""What questions ask, on the questions of this folder and, where it is there, on the development data."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.answers.answering import understood
from bot.answers.search import KnowledgeBase
from bot.answers.understanding import Kind, Understanding
from tests.answers.conftest import KNOWN, NOW
from tests.shared import SHARED, needs_shared

HERE = Path(__file__).parent


def rows_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def shares(
    rows: list[dict[str, Any]], knowledge: KnowledgeBase, known: tuple[str, ...] | None = None
) -> tuple[float, float]:
    """The shares of questions whose intent, and whose intent and slots, were understood; a row may allow several."""
    intents = slots = 0
    for row in rows:
        watched = known if known is not None else row.get("known", KNOWN)
        one = understood(knowledge, row["question"], row.get("context", []), watched, NOW)
        meant = [other for other in (row, *row.get("also", [])) if other["intent"] == one.intent]
        intents += bool(meant)
        slots += any(other["slots"] == one.slots for other in meant)
    return intents / len(rows), slots / len(rows)


MEANING = KnowledgeBase()


def ask(question: str, *context: str, known: tuple[str, ...] = KNOWN, now: datetime = NOW) -> Understanding:
    if not MEANING.loaded:
        MEANING.load()
    return understood(MEANING, question, context, known, now)


def test_nearly_all_data_questions_are_understood(knowledge: KnowledgeBase) -> None:
    intents, slots = shares(rows_of(HERE / "data_questions.jsonl"), knowledge)
    assert intents >= 0.95
    assert slots >= 0.88


def test_nearly_all_questions_about_sites_of_other_names_are_understood(knowledge: KnowledgeBase) -> None:
    intents, slots = shares(rows_of(HERE / "data_questions_of_others.jsonl"), knowledge)
    assert intents >= 0.95
    assert slots >= 0.88


def test_questions_that_nothing_was_set_on_are_understood(knowledge: KnowledgeBase) -> None:
    intents, slots = shares(rows_of(HERE / "data_questions_blind.jsonl"), knowledge)
    assert intents >= 0.95
    assert slots >= 0.88


def test_most_are_understood_without_knowing_what_is_watched(knowledge: KnowledgeBase) -> None:
    intents, slots = shares(rows_of(HERE / "data_questions_blind.jsonl"), knowledge, known=())
    assert intents >= 0.94
    assert slots >= 0.85


@needs_shared
def test_the_shared_data_questions_are_understood(knowledge: KnowledgeBase) -> None:
    intents, slots = shares(rows_of(SHARED / "data/questions/data.jsonl"), knowledge)
    assert intents >= 0.95
    assert slots >= 0.88


@pytest.mark.parametrize("row", rows_of(HERE / "declined_questions.jsonl"), ids=lambda row: row["question"][:60])
def test_what_is_out_of_scope_is_declined(row: dict[str, Any]) -> None:
    assert ask(row["question"]).kind is Kind.DECLINED


def test_hardly_a_question_of_ours_is_declined() -> None:
    data = [row["question"] for row in rows_of(HERE / "data_questions.jsonl") if not row.get("context")]
    knowledge = [row["question"] for row in rows_of(HERE / "knowledge_questions.jsonl")]
    declined = [question for question in (*data, *knowledge) if ask(question).kind is Kind.DECLINED]
    assert len(declined) / len((*data, *knowledge)) <= 0.02, declined


def test_most_questions_of_the_craft_are_taken_for_that() -> None:
    questions = [row["question"] for row in rows_of(HERE / "knowledge_questions.jsonl")]
    taken = [question for question in questions if ask(question).kind is Kind.KNOWLEDGE]
    assert len(taken) / len(questions) >= 0.95, set(questions) - set(taken)


def test_a_domain_one_letter_off_is_taken_to_be_the_watched_one() -> None:
    read = ask("how many links does exmaple.com have?")
    assert read.slots["domain"] == "example.com"
    assert read.notes == ("I took exmaple.com to be example.com.",)


def test_a_strange_domain_is_left_as_it_is() -> None:
    assert ask("is spammy.biz toxic?").slots == {"source": "spammy.biz"}


def test_a_question_longer_than_any_message_is_read_in_bounded_time() -> None:
    assert ask("links " * 5000 + "a.b.c.d" * 5000).kind in set(Kind)


def test_the_zone_decides_which_day_it_is() -> None:
    late = datetime(2025, 10, 22, 23, 30, tzinfo=UTC)
    assert ask("lost links on monday", now=late).slots["period"] == "range:10-20..10-20"
