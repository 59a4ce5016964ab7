"""What the rules understood, looked at again with what the sentence model makes of the whole question."""

from dataclasses import replace

from bot.answers import knowledge_answers, topics
from bot.answers.leaning import Leaning
from bot.answers.reading import Asked, read
from bot.answers.scope import Declined
from bot.answers.search import KnowledgeBase, in_english
from bot.answers.understanding import Kind, Understanding

# Set on questions of our own, so that no declined one and hardly a data question changes its kind.
# What the rules decline is about the craft all the same when that leads by so much and a text fits.
SAVED = {Declined.OUT_OF_SCOPE: -0.02, Declined.DESTRUCTIVE: 0.25}
FITS = 0.35
# A question is declined when what is to be declined leads by so much and no text fits better than that.
BESIDE = ((-0.1, knowledge_answers.LEAST_SCORE), (0.2, 0.36), (0.3, 0.45), (0.4, 0.5))
DATA_BESIDE = 0.3  # for a data question, which no text has to fit
PLAIN_LISTS = frozenset({"list_links", "anchors"})  # what a few words with "link" in them are taken for: "link rot"
BARE_LEAD, BARE_FITS = 0.3, 0.5
MANY_WORDS = 20  # more say no more
_NAMES = frozenset({"domain", "source", "url"})
LEAST_WORDS = 5  # "spam backlinks please" has too few to tell


def look_again(asked: Understanding, question: str, knowledge: KnowledgeBase) -> Understanding:
    """The understanding, or a better one. Misuse, other teams' data and bought links stay declined."""
    if not knowledge.loaded or asked.kind in {Kind.ACTION, Kind.HELP}:
        return asked
    read_as = read(question)
    leans = knowledge.leans(read_as)
    if asked.kind is Kind.DECLINED:
        lead = SAVED.get(Declined(asked.intent)) if asked.intent else None
        saved = lead is not None and leans.to_craft >= lead and _fit(knowledge, question) >= FITS
        return _craft(asked) if saved else asked
    if asked.kind is Kind.KNOWLEDGE:
        fit = _fit(knowledge, question)
        beside = any(leans.declined >= lead and fit < least for lead, least in BESIDE)
        return _declined(asked) if beside else asked
    named = read_as.hosts or not _NAMES.isdisjoint(asked.slots) or asked.intent in topics.ORDERS
    rather = len(read_as.words) >= LEAST_WORDS and _for_craft(asked, read_as, leans) > 0
    if not named and leans.declined >= DATA_BESIDE and "period" not in asked.slots:
        return _declined(asked)
    bare = asked.intent in PLAIN_LISTS and not asked.slots and leans.craft - leans.data > BARE_LEAD
    rather = rather or (bare and _fit(knowledge, question) >= BARE_FITS)
    return _craft(asked) if rather and not named else asked


def _declined(asked: Understanding) -> Understanding:
    return replace(asked, kind=Kind.DECLINED, intent=Declined.OUT_OF_SCOPE.value, slots={}, alternatives=(), notes=())


def _for_craft(asked: Understanding, read_as: Asked, leans: Leaning) -> float:
    """What speaks for the craft against a data question: weights of a logistic regression on 555 questions of ours."""
    length = min(len(read_as.words), MANY_WORDS)  # a data question is short, a story is not
    words = read_as if read_as.language == "en" else read(in_english(read_as))  # most cues are English
    return 2.8 * (leans.craft - leans.data) + topics.weight(words) - 4.7 * asked.confidence + 0.34 * length - 0.4


def _craft(asked: Understanding) -> Understanding:
    return replace(asked, kind=Kind.KNOWLEDGE, intent=None, slots={}, alternatives=(), notes=())


def _fit(knowledge: KnowledgeBase, question: str) -> float:
    found = knowledge_answers.best(knowledge, question)
    return found[0].score if found else 0.0
