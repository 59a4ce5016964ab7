"""From a question to what it asks. Pure: the same question, past, domains and moment always read the same."""

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.answers import follow_ups, intents, scope, slots, topics
from bot.answers.reading import Asked, read
from bot.answers.understanding import ACTIONS, UNSURE, Kind, Understanding

MAX_TURNS = 12  # of a conversation that are looked at


def understand(question: str, context: Sequence[str], known_domains: Collection[str], now: datetime) -> Understanding:
    """What a question asks.

    `context` are earlier turns, oldest first, each "user: …" or "bot: …"; `known_domains` the watched ones; `now` is
    in the guild's time zone.
    """
    previous: Understanding | None = None
    said: list[str] = []
    for turn in list(context)[-MAX_TURNS:]:
        speaker, _, text = turn.partition(":")
        if speaker.strip().lower() == "user":
            previous = _understand(text.strip(), previous, said, known_domains, now)
        else:
            said.append(text.strip() if speaker.strip().lower() == "bot" else turn)
    return _understand(question, previous, said, known_domains, now)


def _understand(  # noqa: PLR0911  # one return a case
    question: str, previous: Understanding | None, said: Sequence[str], known: Collection[str], now: datetime
) -> Understanding:
    if reason := scope.declined(question):
        return Understanding(kind=Kind.DECLINED, intent=reason.value)
    if scope.asks_for_help(question):
        return Understanding(kind=Kind.HELP)
    asked = read(question, known)
    readings = [reading(intent, confidence, asked, known, now) for intent, confidence in intents.candidates(asked)]
    own = readings[0] if readings else None
    knows = topics.asks_for_knowledge(asked, own)
    if previous is not None and not (knows and topics.stands_alone(asked)):
        meant = follow_ups.resolve(asked, own, previous, said, now)
        if meant:
            return meant
    if knows:
        return Understanding(kind=Kind.KNOWLEDGE, confidence=0.9)
    if own is not None:
        return _chosen(own, readings[1:])
    if topics.is_about_links(asked):
        return Understanding(kind=Kind.KNOWLEDGE, confidence=0.6)
    return Understanding(kind=Kind.DECLINED, intent=scope.Declined.OUT_OF_SCOPE.value)


def reading(intent: str, confidence: float, asked: Asked, known: Collection[str], now: datetime) -> Understanding:
    """A question read as asking for an intent, so surely (0-1), with the slots that it fills."""
    kind = Kind.ACTION if intent in ACTIONS else Kind.DATA
    notes = tuple(
        f"I took {host.typed} to be {host.domain}."
        for host in asked.hosts
        if host.typed not in {host.domain, f"www.{host.domain}"}
    )
    return Understanding(
        kind=kind, intent=intent, slots=slots.fill(intent, asked, known, now), confidence=confidence, notes=notes
    )


def _chosen(own: Understanding, others: list[Understanding]) -> Understanding:
    alternatives = tuple(others[:3]) if own.confidence < UNSURE else ()
    return Understanding(
        kind=own.kind,
        intent=own.intent,
        slots=own.slots,
        confidence=own.confidence,
        alternatives=alternatives,
        notes=own.notes,
    )
