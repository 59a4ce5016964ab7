"""Answers about the craft, from the reviewed texts, with what the team's own data says to it."""

import re
from collections.abc import Iterable
from dataclasses import replace

import sqlite_utils

from bot.answers.answer import Answer, Style
from bot.answers.articles import Passage
from bot.answers.reading import read
from bot.answers.rules import Rule, in_general
from bot.answers.search import Found, KnowledgeBase
from bot.answers.understand import OF_LINKS
from bot.answers.understanding import Understanding
from bot.quality.rating import TOXIC_FROM
from storage import questions
from storage.asked import Asked

LEAST_SCORE = 0.30  # below it the texts have nothing on the question
LEAST_NAMELESS = 0.55  # nor on one that names no link and is hardly of the craft: it is about something else
MOST_SAID = 2  # passages in an answer
LIKELY_ENOUGH = 0.94  # together so likely that no further passage is said
LEAST_SCORED = 0.5  # of the best one's score: a passage that fits worse than that is not said
LEAST_SHARE = 0.02  # of the best one's likelihood: a passage less likely than that is not said
MOST_NEXT, LEAST_NEAR = 3, 0.25  # buttons that ask for a text that was near, too, and how near
LEAST_WORDS = 4  # a shorter sentence ("ok?") is no question of its own
PART_WEIGHS = 0.9  # what a sentence finds, beside what the whole question does
MAX_PARTS = 2
_ASKING = re.compile(r"[^.!?;:]+\?")
# "If so, should I disavow?" is none either.
_DEPENDS = re.compile(r"\s*(?:and |or |but )?(?:if (?:so|yes|not|no)|then)\b", re.IGNORECASE)
MAX_CHARACTERS = 1750  # of texts and rules: a message of Discord holds 2,000, the team's own data and the sources too
WEIGHED = 20  # texts that are looked at for each part of a question: together they tell its subject
OPENS_FROM = 0.5  # likelihood of the first text: below it, what holds in general is said first
NOTHING = (
    "My reviewed texts say nothing certain about that, and I do not guess. Google's own documentation is the "
    "best place: "
    "https://developers.google.com/search/docs. Or ask me about backlinks, anchors, nofollow, paid links, "
    "disavowing or lost links."
)


_ALL = Asked(guild_id=0)
_LIVE = Asked(guild_id=0, statuses=("live",))
# Articles -> the links that speak to them, those that they are a share of, and what is said.
_OWN = (
    ({"paid"}, replace(_LIVE, credit=("sponsored",)), _LIVE, "sponsored", "links sponsored"),
    ({"rel"}, replace(_LIVE, credit=("nofollow",)), _LIVE, "nofollow", "links nofollow"),
    ({"communities"}, replace(_LIVE, credit=("ugc",)), _LIVE, "ugc", "links ugc"),
    (
        {"disavow", "bad-links", "linkspam-systems", "scores"},
        replace(_LIVE, toxicity_min=TOXIC_FROM),
        _LIVE,
        "rated toxic",
        "links toxic",
    ),
    ({"lost-links"}, replace(_ALL, statuses=("lost",)), _ALL, "lost", "links lost"),
)


def answer(  # noqa: PLR0917  # every look-up takes the same four first
    db: sqlite_utils.Database,
    knowledge: KnowledgeBase,
    guild_id: int,
    question: str,
    asked: Understanding,
    style: Style,
) -> Answer:
    """The passages that answer the question, or that there is none."""
    found = best(knowledge, question)
    if not found or found[0].score < LEAST_SCORE:
        return Answer(understanding=asked, text=NOTHING)
    said, rules = to_say(found)
    general = [_line(rules)] if rules else []
    texts = [passage.text for passage in said]
    facts = general + texts if found[0].likely < OPENS_FROM else texts + general
    paragraphs = [style.plain(part) for fact in facts for part in fact.split("\n\n")]
    return Answer(
        understanding=asked,
        text="\n\n".join(filter(None, (*paragraphs, _own_data(db, guild_id, said[0])))),
        sources=_sources(said, rules),
        follow_ups=_near(found, said),
        facts=tuple(facts),
    )


def to_say(found: list[Found]) -> tuple[list[Passage], dict[Rule, Passage]]:
    """The texts that answer, and what holds in general beside them: the rules of their subjects that none of them says.

    With each rule comes the text of its subject that fits best.
    """
    general = {rule: of for rule, of in in_general(found).items() if found[0].passage.id not in rule.said_by}
    said = chosen(found, MAX_CHARACTERS - len(_line(general)))
    spoken = {passage.id for passage in said}
    return said, {rule: of for rule, of in general.items() if not rule.said_by & spoken}


def _line(rules: Iterable[Rule]) -> str:
    return f"In general: {' '.join(rule.text for rule in rules)}"


def _sources(said: list[Passage], rules: dict[Rule, Passage]) -> tuple[str, ...]:
    """Where it stands in this project, then the pages that it rests on; a rule on those of its subject's texts."""
    ours = (f"knowledge/{passage.article}.md: {passage.heading}" for passage in said)
    pages = dict.fromkeys(source for passage in (*said, *rules.values()) for source in passage.sources)
    return (*ours, *(["knowledge/rules.toml"] if rules else []), *pages)


def best(knowledge: KnowledgeBase, question: str) -> list[Found]:
    """The passages that fit the whole question, or one of the questions in it: people tell their story first."""
    asking = (part for part in _ASKING.findall(question) if not _DEPENDS.match(part))
    parts = [part for part in asking if len(part.split()) >= LEAST_WORDS and part.strip() != question.strip()]
    found = {hit.passage.id: hit for hit in knowledge.find(read(question), WEIGHED)}
    for text in dict.fromkeys(parts[-MAX_PARTS:]):
        for hit in knowledge.find(read(text), WEIGHED):
            weighed = replace(hit, score=PART_WEIGHS * hit.score)
            if weighed.score > found.setdefault(hit.passage.id, weighed).score:
                found[hit.passage.id] = weighed
    return sorted(found.values(), key=lambda hit: -hit.score)


def beside_the_point(knowledge: KnowledgeBase, question: str) -> bool:
    """Whether a question taken for one of the craft is none: it names no link and no text fits it."""
    if not knowledge.loaded or read(question).has(*OF_LINKS):
        return False
    found = best(knowledge, question)
    return not found or found[0].score < LEAST_NAMELESS


def chosen(found: list[Found], characters: int = MAX_CHARACTERS) -> list[Passage]:
    """The best passage, and the next ones until it is likely enough that one of them answers the question.

    Those after the first are said as long as all have no more than so many characters.
    """
    first, *others = found
    picked, sure = [first.passage], first.likely
    for other in others[: MOST_SAID - 1]:
        far = other.score < LEAST_SCORED * first.score or other.likely < LEAST_SHARE * first.likely
        length = sum(len(passage.text) for passage in picked) + len(other.passage.text)
        if sure >= LIKELY_ENOUGH or far or length > characters:
            break
        picked.append(other.passage)
        sure += other.likely
    return picked


def _near(found: list[Found], said: list[Passage]) -> tuple[str, ...]:
    """How one asks for the texts that fitted next best, should they have been meant."""
    near = [hit.passage for hit in found if hit.score >= LEAST_NEAR and hit.passage not in said]
    return tuple(passage.questions[0] for passage in near[:MOST_NEXT])


def _own_data(db: sqlite_utils.Database, guild_id: int, passage: Passage) -> str:
    """What the team's own links say to the subject, or ""."""
    for articles, some, every, what, command in _OWN:
        if passage.article in articles:
            total = questions.count(db, replace(every, guild_id=guild_id))
            number = questions.count(db, replace(some, guild_id=guild_id))
            if not total:
                return ""
            more = f": see `{command}`." if number else "."
            return (
                f"{number:,} of your {total:,} {'links' if every is _ALL else 'live links'} "
                f"{'is' if number == 1 else 'are'} {what}{more}"
            )
    return ""
