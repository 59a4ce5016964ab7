"""What the rules understood, looked at again with what the sentence model makes of the whole question."""

from dataclasses import replace

from bot.answers import knowledge_answers, topics
from bot.answers.leaning import Leaning
from bot.answers.reading import Asked, read
from bot.answers.scope import Declined
from bot.answers.search import KnowledgeBase
from bot.answers.understanding import Kind, Understanding

# Set on questions of our own, so that no declined one and hardly a data question changes its kind.
CLEARLY_CRAFT = 0.25  # the craft leads by this
CLEARLY_OTHER = 0.2
FITS = 0.40  # a text that fits this well speaks for the craft
HARDLY_FITS = 0.5  # and one below it does not save a question that is about something else
MANY_WORDS = 20  # more say no more
LEAST_WORDS = 5  # "spam backlinks please" has too few to tell


def look_again(asked: Understanding, question: str, knowledge: KnowledgeBase) -> Understanding:
    """The understanding, or a better one. Misuse, other teams' data and bought links stay declined."""
    if not knowledge.loaded or asked.kind in {Kind.ACTION, Kind.HELP}:
        return asked
    read_as = read(question)
    leans = knowledge.leans(read_as)
    if asked.kind is Kind.DECLINED:
        again = asked.intent in {Declined.OUT_OF_SCOPE, Declined.DESTRUCTIVE} and leans.to_craft >= CLEARLY_CRAFT
        return _craft(asked) if again and _fit(knowledge, question) >= FITS else asked
    if asked.kind is Kind.KNOWLEDGE:
        beside = leans.to_other >= CLEARLY_OTHER and _fit(knowledge, question) < HARDLY_FITS
        return replace(asked, kind=Kind.DECLINED, intent=Declined.OUT_OF_SCOPE.value) if beside else asked
    named = read_as.hosts or asked.slots.get("domain") or asked.intent in topics.ORDERS
    rather = len(read_as.words) >= LEAST_WORDS and _for_craft(asked, read_as, leans) > 0
    return _craft(asked) if rather and not named else asked


def _for_craft(asked: Understanding, read_as: Asked, leans: Leaning) -> float:
    """What speaks for the craft against a data question: weights of a logistic regression on 555 questions of ours."""
    length = min(len(read_as.words), MANY_WORDS)  # a data question is short, a story is not
    return 2.8 * (leans.craft - leans.data) + topics.weight(read_as) - 4.7 * asked.confidence + 0.34 * length - 0.4


def _craft(asked: Understanding) -> Understanding:
    return replace(asked, kind=Kind.KNOWLEDGE, intent=None, slots={}, alternatives=(), notes=())


def _fit(knowledge: KnowledgeBase, question: str) -> float:
    found = knowledge_answers.best(knowledge, question)
    return found[0].score if found else 0.0
