"""Which passages make up an answer."""

import pytest

from bot.answers.knowledge_answers import best, chosen
from bot.answers.search import KnowledgeBase


def passages(knowledge: KnowledgeBase, question: str) -> list[str]:
    return [passage.id for passage in chosen(knowledge, best(knowledge, question))]


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


def test_a_text_about_something_else_is_added_only_when_it_fits_as_well(knowledge: KnowledgeBase) -> None:
    found = best(knowledge, "Should a plumber care about local directory links?")
    first, second = found[0], found[1]
    assert knowledge.related(first.passage, second.passage) < knowledge.related(first.passage, first.passage)
    alone = [type(second)(second.passage, first.score * 0.7) if one is second else one for one in found[:2]]
    tied = [type(second)(second.passage, first.score * 0.95) if one is second else one for one in found[:2]]
    assert len(chosen(knowledge, alone)) == 1
    assert len(chosen(knowledge, tied)) == 2


def test_if_so_is_no_question_of_its_own(knowledge: KnowledgeBase) -> None:
    question = "Is a link from a site with falling traffic worth less to Google? If so, should we disavow it?"
    assert passages(knowledge, question)[0] == "ranking#Traffic and clicks through links"
