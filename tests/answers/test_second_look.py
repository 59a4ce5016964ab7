"""What a question leans to as a whole, where the rules alone were wrong."""

from pathlib import Path

import pytest

from bot.answers.likely import understood
from bot.answers.search import KnowledgeBase
from bot.answers.second_look import look_again
from bot.answers.understand import understand
from bot.answers.understanding import Kind
from tests.answers.conftest import KNOWN, NOW

HERE = Path(__file__).parent


def lines(name: str) -> list[str]:
    return (HERE / name).read_text(encoding="utf-8").splitlines()


def kind(knowledge: KnowledgeBase, question: str) -> Kind:
    return look_again(understand(question, [], KNOWN, NOW), question, knowledge).kind


@pytest.mark.parametrize(
    "question",
    [
        "I have 5 niche sites, can I crosslink them?",
        "Is there a list of sites that give free backlinks?",
        "our .xyz domain - will people and Google trust the links less?",
        "how to approach bloggers",
        "Vale a pena fazer guest post?",
    ],
)
def test_a_question_of_the_craft_is_one_whatever_its_words(knowledge: KnowledgeBase, question: str) -> None:
    assert kind(knowledge, question) is Kind.KNOWLEDGE


@pytest.mark.parametrize(
    "question",
    [
        "how do I link my bank account to PayPal",
        "who owns LinkedIn",
        "give me a recipe with links to the shops",
        "I want 300 backlinks by Friday, arrange it",
        "Tu peux m'acheter 20 liens sponsorisés ?",
        "generate 1000 fake forum profiles with our url",
    ],
)
def test_the_word_link_alone_makes_no_question_of_ours(knowledge: KnowledgeBase, question: str) -> None:
    assert kind(knowledge, question) is Kind.DECLINED


@pytest.mark.parametrize(
    "question", ["which links did we lose last week?", "toxic links", "links with the anchor shoes"]
)
def test_a_data_question_stays_one(knowledge: KnowledgeBase, question: str) -> None:
    assert kind(knowledge, question) is Kind.DATA


def test_misuse_stays_declined_however_well_a_text_fits(knowledge: KnowledgeBase) -> None:
    assert kind(knowledge, "where can i buy cheap backlinks") is Kind.DECLINED


def test_without_the_model_the_rules_have_the_last_word() -> None:
    asked = understand("I have 5 niche sites, can I crosslink them?", [], KNOWN, NOW)
    assert look_again(asked, "I have 5 niche sites, can I crosslink them?", KnowledgeBase()) is asked


def test_everything_beside_the_point_is_declined(knowledge: KnowledgeBase) -> None:
    answered = [
        question for question in lines("beside_the_point.txt") if kind(knowledge, question) is not Kind.DECLINED
    ]
    assert not answered


def test_hardly_a_question_of_the_craft_is_declined_or_taken_for_data(knowledge: KnowledgeBase) -> None:
    kinds = [kind(knowledge, question) for question in lines("of_the_craft.txt")]
    assert kinds.count(Kind.DECLINED) / len(kinds) <= 0.02
    assert kinds.count(Kind.KNOWLEDGE) / len(kinds) >= 0.95


@pytest.mark.parametrize(
    "question",
    [
        "we changed domain last year, do the old links still count?",
        "we lost 200 links last month, does that hurt our ranking?",
        "is it normal that we lost 10 links this week?",
        "wir haben letztes jahr die domain gewechselt, zählen die alten links noch?",
        "hemos cambiado de dominio este año, siguen contando los enlaces antiguos?",
    ],
)
def test_what_a_change_does_to_us_is_advice_whatever_period_it_names(question: str, knowledge: KnowledgeBase) -> None:
    assert understood(question, [], knowledge, KNOWN, NOW).kind is Kind.KNOWLEDGE


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("which links did we lose last week?", "list_lost"),
        ("how many links do we have that pass authority", "count_links"),
        ("what changed for our links last month", "list_changes"),
    ],
)
def test_what_happened_is_still_looked_up(question: str, intent: str, knowledge: KnowledgeBase) -> None:
    assert understood(question, [], knowledge, KNOWN, NOW).intent == intent
