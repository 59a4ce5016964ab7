"""Finding the text that answers a question."""

import re

import numpy as np
import pytest

from benchmarks.train.fit import digest
from benchmarks.train.questions import measuring
from benchmarks.train.texts import ASKING, more_ways
from bot.answers import vectors
from bot.answers.articles import Passage, passages
from bot.answers.knowledge_answers import MAX_CHARACTERS
from bot.answers.reading import read
from bot.answers.search import KnowledgeBase
from bot.meaning import DIMENSIONS, meaning


def first(knowledge: KnowledgeBase, question: str) -> Passage:
    return knowledge.find(read(question))[0].passage


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("Could a rival harm us by aiming junk links at our site?", "bad-links#Negative SEO and competitors"),
        ("how much should i pay for a link", "paid#How much do links cost"),
        ("Können mir billige Links vom Konkurrenten schaden?", "bad-links#Negative SEO and competitors"),
    ],
)
def test_a_question_in_other_words_finds_its_text(knowledge: KnowledgeBase, question: str, passage: str) -> None:
    assert passage in [hit.passage.id for hit in knowledge.find(read(question), 2)]


def test_a_quoted_word_is_part_of_the_question(knowledge: KnowledgeBase) -> None:
    assert first(knowledge, 'what is meant by "nofollow"').article == "rel"


def test_without_the_model_words_alone_find_a_text() -> None:
    base = KnowledgeBase()
    assert not base.loaded
    assert first(base, "what is a disavow file").article == "disavow"


def test_the_file_of_vectors_was_made_of_these_texts() -> None:
    assert vectors.learnt(KnowledgeBase().texts()) is not None, "run make docs"
    with np.load(vectors.FILE) as kept:
        assert kept["learnt_from"] == digest(ASKING.glob("*.txt")), "run make docs"


def test_the_further_questions_are_of_passages_that_there_are() -> None:
    ids = {passage.id for passage in KnowledgeBase().passages}
    assert {one for one, _ in more_ways()} <= ids


def test_no_further_question_is_one_that_the_tests_ask() -> None:
    assert {way.casefold() for _, way in more_ways()}.isdisjoint(measuring())


def test_what_was_learnt_of_other_texts_is_left_out() -> None:
    assert vectors.learnt(KnowledgeBase().texts()[1:]) is None


def test_a_kept_vector_is_the_one_that_the_model_gives() -> None:
    text = KnowledgeBase().texts()[0]
    kept = vectors.embedded([text], meaning())[0]
    assert float(kept @ meaning().embed([text])[0]) > 0.99


def test_a_text_without_a_word_has_a_vector_too() -> None:
    assert meaning().embed(["", "🙂"]).shape == (2, DIMENSIONS)


def test_a_text_is_short_and_says_nothing_twice() -> None:
    for passage in passages():
        sentences = re.split(r"(?<=[.!?])\s+", passage.text)
        assert len(set(sentences)) == len(sentences), passage.id
        assert len(passage.text) <= MAX_CHARACTERS / 2, passage.id
