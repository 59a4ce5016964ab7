"""Which passages make up an answer."""

import pytest
import sqlite_utils

from bot.answers.answer import Answer, PlainStyle
from bot.answers.answering import answer, understood
from bot.answers.knowledge_answers import best, chosen
from bot.answers.search import Found, KnowledgeBase
from bot.answers.understanding import Kind
from tests.answers.conftest import ALICES, KNOWN, NOW


def passages(knowledge: KnowledgeBase, question: str) -> list[str]:
    return [passage.id for passage in chosen(best(knowledge, question))]


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("Are backlinks really votes of confidence?", "backlinks#Links as votes of confidence"),
        ("Do backlinks make my website more credible?", "backlinks#Why backlinks matter"),
        ("Can a site sink into obscurity if nobody links to it?", "ranking#Ranking without backlinks"),
        ("Are all backlinks equal?", 'misconceptions#"Any backlink is good"'),
        ("Should I try to collect as many backlinks as possible?", "quality#Quality over quantity"),
        ("Does a link from a related site show that my content is trustworthy?", "quality#Relevance"),
        ("Do links from reputable websites carry more weight?", "quality#Authority of the linking site"),
        ("Does Google look at domain authority?", "scores#Domain Authority, Domain Rating and others"),
        ("What strategies get me backlinks?", "earning#Which link building tactics still work"),
        ("How does content creation earn backlinks?", "earning#Content that earns links"),
        ("Through which channels should I promote an article?", "earning#Promoting content"),
        ("How can I connect with influencers to get links?", "outreach#Influencers and thought leaders"),
        ("What does the host site get from my guest post?", "outreach#Guest posts"),
        (
            "Are LinkedIn groups a good place for getting links?",
            "communities#Facebook groups, Discord and other closed groups",
        ),
        ("Can I earn backlinks from social media?", "communities#Social media links"),
        (
            "How do I become a thought leader through online communities?",
            "communities#Using Quora, Reddit and LinkedIn groups well",
        ),
        ("How do backlinks influence rankings?", "ranking#How links affect rankings"),
        ("If I keep gaining good links, will I climb?", "ranking#Do more links always mean a higher rank"),
        ("Which mistakes should I avoid with backlinks?", "misconceptions#Common myths"),
        ("Can links from low-quality sites hurt my SEO?", "linkspam-systems#Can bad links hurt my site"),
        ("Can I get a penalty for purchasing links?", "paid#Buying links"),
        ("Do high-quality backlinks guarantee success in SEO?", "misconceptions#Instant results and guarantees"),
        ("Is one link from the New York Times worth more than 500 directory links?", "quality#Quality over quantity"),
    ],
)
def test_every_point_about_backlinks_in_general_is_answered_first(
    knowledge: KnowledgeBase, question: str, passage: str
) -> None:
    assert passages(knowledge, question)[0] == passage


@pytest.mark.parametrize("question", ["what is link velocity", "What does ugc mean?", "is buying links allowed?"])
def test_a_plain_question_is_answered_by_one_text(knowledge: KnowledgeBase, question: str) -> None:
    assert len(passages(knowledge, question)) == 1


def test_a_text_that_fits_far_worse_is_not_added(knowledge: KnowledgeBase) -> None:
    question = "Is one link from the New York Times worth more than 500 directory links?"
    assert not [one for one in passages(knowledge, question) if one.startswith("rel#")]


@pytest.mark.parametrize(
    ("likely", "said"),
    [
        ([0.95, 0.045], 1),  # sure enough
        ([0.9, 0.08, 0.02], 2),  # together sure enough
        ([0.3, 0.2, 0.2, 0.2], 2),  # never more
        ([0.5, 0.005, 0.005], 1),  # the others are hardly likely
    ],
)
def test_texts_are_said_until_it_is_likely_enough_that_one_answers(
    knowledge: KnowledgeBase, likely: list[float], said: int
) -> None:
    texts = sorted(knowledge.passages, key=lambda passage: len(passage.text))  # the short ones fit into a message
    found = [Found(passage, 0.7, share) for passage, share in zip(texts, likely, strict=False)]
    assert len(chosen(found)) == said


def test_a_text_that_fits_the_question_far_worse_is_not_said_however_unsure_the_first_is(
    knowledge: KnowledgeBase,
) -> None:
    first, second = knowledge.passages[:2]
    fits = [chosen([Found(first, 0.7, 0.4), Found(second, 0.7 * share, 0.3)]) for share in (0.4, 0.8)]
    assert fits == [[first], [first, second]]


def test_no_more_is_said_than_a_message_holds(knowledge: KnowledgeBase) -> None:
    longest = sorted(knowledge.passages, key=lambda passage: -len(passage.text))[:2]
    found, all_of_both = [Found(passage, 0.3, 0.3) for passage in longest], sum(len(one.text) for one in longest)
    assert [len(chosen(found, characters)) for characters in (all_of_both - 1, all_of_both)] == [1, 2]


def test_if_so_is_no_question_of_its_own(knowledge: KnowledgeBase) -> None:
    question = "Is a link from a site with falling traffic worth less to Google? If so, should we disavow it?"
    assert passages(knowledge, question)[0] == "ranking#Traffic and clicks through links"


def test_a_text_that_may_have_been_meant_is_offered_by_the_question_that_finds_it(
    asked_db: sqlite_utils.Database, knowledge: KnowledgeBase
) -> None:
    def ask(question: str) -> Answer:
        return answer(asked_db, knowledge, ALICES, question, [], now=NOW, style=PlainStyle())

    said = ask("are old links from a former agency a danger?")
    assert 1 <= len(said.follow_ups) <= 3
    others = [ask(question) for question in said.follow_ups]
    assert all(other.kind is Kind.KNOWLEDGE and other.facts[0] not in said.facts for other in others)


def test_every_text_comes_first_for_the_question_that_offers_it(knowledge: KnowledgeBase) -> None:
    lost = [
        (question, passage.id)
        for passage in knowledge.passages
        for question in passage.questions[:1]
        if understood(knowledge, question, [], KNOWN, NOW).kind is not Kind.KNOWLEDGE
        or best(knowledge, question)[0].passage is not passage
    ]
    assert not lost


def test_a_question_is_scored_once_however_often_it_is_looked_up(knowledge: KnowledgeBase) -> None:
    before = knowledge._scored.cache_info().misses
    for _ in range(3):
        best(knowledge, "do links in the footer of a partner count?")
    assert knowledge._scored.cache_info().misses == before + 1
