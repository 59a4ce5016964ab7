"""What the rules understood, weighed against what known questions like it ask for."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.answers import topics
from bot.answers.likeness import CRAFT, DECLINED
from bot.answers.reading import HOST, Asked, read
from bot.answers.scope import Declined
from bot.answers.search import KnowledgeBase
from bot.answers.second_look import look_again
from bot.answers.understand import reading, understand
from bot.answers.understanding import OF_ONE_SOURCE, Kind, Understanding

RULES_WEIGH = 0.2  # what likeness has to lead by before the rules are overruled; see likeness.py
LIKELY = 0.7  # how sure of a reading that overrules the rules


def understood(
    question: str, context: Sequence[str], knowledge: KnowledgeBase, known_domains: Collection[str], now: datetime
) -> Understanding:
    """What a question asks, by the rules and by the sentence model together; by the rules alone until it is loaded."""
    by_rules = understand(question, context, known_domains, now)
    asked = look_again(by_rules, question, knowledge)
    if context and by_rules != understand(question, (), known_domains, now):
        return asked  # what was said before says more than what it is like
    return likeliest(asked, question, knowledge, known_domains, now)


def likeliest(
    asked: Understanding, question: str, knowledge: KnowledgeBase, known_domains: Collection[str], now: datetime
) -> Understanding:
    """The understanding of a question that stands alone, or a likelier one. Misuse stays declined."""
    read_as = read(question, known_domains)
    if not knowledge.loaded or _is_settled(asked, read_as):
        return asked
    intent = _leading(asked, knowledge.alike(read_as))
    if intent in {asked.intent, CRAFT, DECLINED}:
        return asked
    other = reading(intent, LIKELY, read_as, known_domains, now)
    if intent in OF_ONE_SOURCE and not {"source", "url"} & other.slots.keys():
        return asked  # it names nothing that could be looked up
    return replace(other, alternatives=(replace(asked, alternatives=()),) if asked.kind is Kind.DATA else ())


def _is_settled(asked: Understanding, read_as: Asked) -> bool:
    """Whether likeness cannot change what it is: help, an order, misuse, what is not about links, advice."""
    if asked.kind is Kind.DECLINED:
        ours = topics.is_about_links(read_as) or read_as.has(HOST, "we") or bool(read_as.labels)
        return asked.intent != Declined.OUT_OF_SCOPE or not ours
    if asked.kind in {Kind.HELP, Kind.ACTION} or asked.orders_a_summary:
        return True
    return asked.kind is Kind.KNOWLEDGE and topics.asks_for_advice(read_as)


def _leading(asked: Understanding, alike: Mapping[str, float]) -> str:
    """The intent that leads. Whether a data question is one of the craft is for `second_look` to say."""
    said = {Kind.KNOWLEDGE: CRAFT, Kind.DECLINED: DECLINED}.get(asked.kind, asked.intent or "")
    data = asked.kind is Kind.DATA
    open_to = {kind: score for kind, score in alike.items() if not (data and kind in {CRAFT, DECLINED})}
    open_to[said] = open_to.get(said, 0.0) + RULES_WEIGH
    return max(open_to, key=lambda kind: open_to[kind])
