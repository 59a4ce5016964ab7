"""What holds for a whole subject is said beside the texts, unless one of them says it."""

import pytest
import sqlite_utils

from bot.answers import knowledge_answers
from bot.answers.answer import Answer, PlainStyle
from bot.answers.answering import answer
from bot.answers.articles import Passage, passages
from bot.answers.knowledge_answers import MAX_CHARACTERS, OPENS_FROM
from bot.answers.rules import MOST_RULES, Rule, in_general, parse, rules
from bot.answers.search import Found, KnowledgeBase
from tests.answers.conftest import ALICES, NOW

DISAVOW, PAID = "disavow#When to disavow", "paid#Buying links"


def ask(db: sqlite_utils.Database, knowledge: KnowledgeBase, question: str) -> Answer:
    return answer(db, knowledge, ALICES, question, [], now=NOW, style=PlainStyle())


def by_id() -> dict[str, Passage]:
    return {passage.id: passage for passage in passages()}


def found(*scores: tuple[str, float]) -> list[Found]:
    return [Found(by_id()[id_], score, score) for id_, score in scores]


def test_a_rule_is_short_and_said_by_texts_of_its_own_subject() -> None:
    by_rule: dict[Rule, set[str]] = {}
    for id_, rule in rules().items():
        by_rule.setdefault(rule, set()).add(id_)
    assert len(by_rule) > 40
    assert [rule.text for rule in by_rule if not 80 <= len(rule.text) <= 400] == []
    assert [rule.text for rule, of in by_rule.items() if not rule.said_by <= of] == []
    assert len(rules()) > 0.9 * len(passages())


def test_a_nearer_subject_counts_more_than_its_article() -> None:
    whole, one = rules()["disavow#Risks of disavowing"], rules()["disavow#Format of the file"]
    assert whole is rules()[DISAVOW]
    assert "domain:example.com" in one.text
    assert "domain:example.com" not in whole.text


def test_a_subject_weighs_by_all_its_texts_the_better_the_more() -> None:
    both = found((PAID, 0.5), (DISAVOW, 0.48), ("disavow#Risks of disavowing", 0.48))
    assert list(in_general(both)) == [rules()[DISAVOW], rules()[PAID]]
    far = found((PAID, 0.9), (DISAVOW, 0.5), ("disavow#Risks of disavowing", 0.5))
    assert in_general(far) == {rules()[PAID]: by_id()[PAID]}
    three = found((PAID, 0.5), (DISAVOW, 0.5), ("scores#Raising a score", 0.5))
    assert len(in_general(three)) == MOST_RULES
    assert in_general([]) == {}


def test_a_text_without_a_rule_speaks_for_none() -> None:
    alone = "internal#Subdomains and subfolders"
    assert alone not in rules()
    assert in_general(found((alone, 0.9), (DISAVOW, 0.3))) == {}
    assert list(in_general(found((alone, 0.5), (DISAVOW, 0.45)))) == [rules()[DISAVOW]]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (
            '[[rules]]\ntext = "a"\nsaid_by = []\nof = ["x"]\n[[rules]]\ntext = "b"\nsaid_by = []\nof = ["x"]',
            "x has two",
        ),
        ('[[rules]]\ntext = "a"\nsaid_by = []\nof = ["x#three"]', r"called \['x#three'\]"),
        ('[[rules]]\ntext = "a"\nsaid_by = ["z"]\nof = ["x"]', r"called \['z'\]"),
        ('[[rules]]\ntext = "a"\nsaid_by = []\nof = []', r"no passage's rule: \['a'\]"),
    ],
)
def test_a_file_of_rules_that_is_not_whole_is_refused(text: str, wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        parse(text, {"x#one": "x", "x#two": "x"})


@pytest.mark.parametrize(
    ("question", "rule", "said"),
    [
        ("does disavowing improve rankings", DISAVOW, True),
        ("is buying links allowed?", PAID, False),  # its text says it
        ("what is a good share of nofollow links?", "rel#What nofollow means", True),
    ],
)
def test_what_holds_in_general_is_said_with_a_text_that_does_not_say_it(
    asked_db: sqlite_utils.Database, knowledge: KnowledgeBase, question: str, rule: str, *, said: bool
) -> None:
    text = rules()[rule].text
    answered = ask(asked_db, knowledge, question)
    assert (f"In general: {text}" in answered.text) is said
    assert any(text in fact for fact in answered.facts) is said  # a language model may use it
    assert ("knowledge/rules.toml" in answered.sources) is ("In general: " in answered.text)


@pytest.mark.parametrize(("likely", "opens"), [(OPENS_FROM - 0.01, True), (OPENS_FROM, False)])
def test_it_comes_first_where_no_text_is_likely_the_right_one(
    asked_db: sqlite_utils.Database,
    knowledge: KnowledgeBase,
    monkeypatch: pytest.MonkeyPatch,
    likely: float,
    *,
    opens: bool,
) -> None:
    hit = Found(by_id()["disavow#Format of the file"], 0.7, likely)
    monkeypatch.setattr(knowledge_answers, "best", lambda *_: [hit])
    text = ask(asked_db, knowledge, "how do I write the disavow file").text
    assert text.startswith("In general: A disavow file") is opens
    assert text.startswith(hit.passage.text[:40]) is not opens


def test_with_what_holds_in_general_an_answer_still_fits_into_a_message(
    asked_db: sqlite_utils.Database, knowledge: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    longest = sorted(rules().values(), key=lambda rule: -len(rule.text))
    subjects = [id_ for rule in dict.fromkeys(longest) for id_, its in rules().items() if its is rule]
    texts = sorted(subjects[:40], key=lambda id_: -len(by_id()[id_].text))
    monkeypatch.setattr(knowledge_answers, "best", lambda *_: found(*((id_, 0.3) for id_ in texts)))
    answered = ask(asked_db, knowledge, "so what about my links then")
    assert len(in_general(found(*((id_, 0.3) for id_ in texts)))) == MOST_RULES
    assert answered.text.startswith("In general: ")
    assert sum(map(len, answered.facts)) <= MAX_CHARACTERS
    assert len(answered.text) < 2000
