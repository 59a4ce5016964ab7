"""From a question to what it asks. Pure: the same question, past, domains and moment always read the same."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.answers import follow_ups, scope, slots
from bot.answers.kinds import DECLINED, HELP, KNOWLEDGE, SAME, features_before, following, kinds
from bot.answers.reading import Asked, read
from bot.answers.scope import Declined
from bot.answers.understanding import ACTIONS, OF_ONE_SOURCE, Kind, Understanding
from bot.meaning import Vectors

Meaning = Callable[[Asked], Vectors | None]  # the direction of a question's meaning, None where it is not known

MAX_TURNS = 12  # of a conversation that are looked at
# Set on questions of our own: as many of those to decline as can be, and hardly one of the others.
# How likely a question is none of ours before it is declined: one that seems to be of the craft is looked up first, and
# declined when no text fits; one of the team's data names links or a site, or is soon under suspicion.
DECLINES_CRAFT, DECLINES_DATA, DECLINES_NAMELESS = 0.5, 0.3, 0.12
OF_LINKS = ("link", "links_to", "anchor", "referring", "disavow", "nofollow", "follow", "ugc", "sponsored")
# What `scope` refuses is answered all the same when it is so surely one of the craft: "is buying links risky?"
OVERRULES_FROM = {Declined.BUYING: 0.97, Declined.DESTRUCTIVE: 0.97, Declined.OTHERS: 0.9}
CLOSE = 0.6  # a reading so nearly as likely as the first one is asked about
LONG_STORY, LEAST_WORDS = 25, 4  # words of a story, and of a question at its end
_ASKING = re.compile(r"[^.!?;]+\?")
SOME_WORDS = 8
NAMED = 0.1  # how much less likely a few words are none of the team's when they name a watched site
NAMELESS = 0.3  # how much less likely a look-up of one source is when none is named


def unknown_meaning(_asked: Asked) -> None:
    """Before the sentence model is loaded, the words alone have to do."""


@dataclass(frozen=True, slots=True)
class _Setting:
    """What is known beside the question."""

    known: Collection[str]
    now: datetime
    meaning: Meaning


def understand(
    question: str,
    context: Sequence[str],
    known_domains: Collection[str],
    now: datetime,
    meaning: Meaning = unknown_meaning,
) -> Understanding:
    """What a question asks.

    `context` are earlier turns, oldest first, each "user: …" or "bot: …"; `known_domains` the watched ones; `now` is
    in the guild's time zone; `meaning` the sentence model's view of a question (`KnowledgeBase.vector`).
    """
    setting = _Setting(known_domains, now, meaning)
    previous: Understanding | None = None
    said: list[str] = []
    for turn in list(context)[-MAX_TURNS:]:
        speaker, _, text = turn.partition(":")
        if speaker.strip().lower() == "user":
            previous = _understand(text.strip(), previous, said, setting)
        else:
            said.append(text.strip() if speaker.strip().lower() == "bot" else turn)
    return _understand(question, previous, said, setting)


def _understand(question: str, previous: Understanding | None, said: Sequence[str], setting: _Setting) -> Understanding:
    asked = read(question, setting.known)
    likely = _likely(question, asked, setting)
    reason = scope.declined(question)
    if reason and likely[KNOWLEDGE] < OVERRULES_FROM.get(reason, 1.0):
        return Understanding(kind=Kind.DECLINED, intent=reason.value)
    if reason:
        return _alone(asked, likely, setting)
    if scope.asks_for_help(question):
        return Understanding(kind=Kind.HELP)
    if previous is not None and previous.kind in {Kind.DATA, Kind.ACTION}:
        return _following(asked, likely, previous, said, setting)
    return _alone(asked, likely, setting)


def _likely(question: str, asked: Asked, setting: _Setting) -> dict[str, float]:
    """How likely it is of each kind. Whoever tells a story first asks at its end: that counts as much as the whole."""
    whole = kinds().of(asked, setting.meaning(asked))
    if asked.labels and len(asked.words) <= SOME_WORDS:  # "links for garden", where garden.com is watched
        whole |= {kind: NAMED * whole[kind] for kind in (KNOWLEDGE, DECLINED)}
        return {kind: share / sum(whole.values()) for kind, share in whole.items()}
    asking = [part.strip() for part in _ASKING.findall(question) if len(part.split()) >= LEAST_WORDS]
    if len(asked.words) < LONG_STORY or not asking:
        return whole
    last = read(asking[-1], setting.known)
    end = kinds().of(last, setting.meaning(last))
    # the end alone may be about anything ("should I call them all?"): of what it belongs to, the story tells
    mixed = {kind: min(whole[kind], end[kind]) if kind == DECLINED else whole[kind] + end[kind] for kind in whole}
    every = sum(mixed.values())
    return {kind: share / every for kind, share in mixed.items()}


def _alone(asked: Asked, likely: Mapping[str, float], setting: _Setting) -> Understanding:
    """A question that nothing was said before."""
    readings = _readings(asked, likely, setting)
    if likely[DECLINED] >= _declines_from(asked, likely):
        return Understanding(kind=Kind.DECLINED, intent=Declined.OUT_OF_SCOPE.value)
    own = readings[0] if readings else None
    best = max((KNOWLEDGE, HELP), key=lambda kind: likely[kind])
    if own is None or likely[best] > own.confidence:
        return Understanding(kind=Kind(best), confidence=likely[best])
    close = tuple(one for one in readings[1:3] if one.confidence >= CLOSE * own.confidence)
    return replace(own, alternatives=close)


def _declines_from(asked: Asked, likely: Mapping[str, float]) -> float:
    if max(likely.keys() - {DECLINED}, key=lambda kind: likely[kind]) == KNOWLEDGE:
        return DECLINES_CRAFT
    return DECLINES_DATA if asked.hosts or asked.labels or asked.has(*OF_LINKS) else DECLINES_NAMELESS


def _following(
    asked: Asked, likely: Mapping[str, float], previous: Understanding, said: Sequence[str], setting: _Setting
) -> Understanding:
    """A question after an answer: the one before with something changed, another about the same thing, or a new one."""
    after = following().of(asked, setting.meaning(asked), features_before(asked, likely, previous))
    first = max(after, key=lambda kind: after[kind])
    if first in {KNOWLEDGE, DECLINED, HELP}:
        return _alone(asked, likely, setting)
    past = follow_ups.Past(previous, said, setting.known)
    intent = None if first == SAME else first
    meant = follow_ups.resolve(asked, intent, lambda one: _slots(one, asked, setting), past, after[first])
    return meant or _alone(asked, likely, setting)


def _slots(intent: str, asked: Asked, setting: _Setting) -> dict[str, Any]:
    return slots.fill(intent, asked, setting.known, setting.now)


def _readings(asked: Asked, likely: Mapping[str, float], setting: _Setting) -> list[Understanding]:
    """The question as each of the likeliest intents, the likeliest first."""
    intents = sorted(likely.keys() - {DECLINED, HELP, KNOWLEDGE}, key=lambda intent: -likely[intent])[:3]
    found = [_reading(intent, likely[intent], asked, setting) for intent in intents]
    return sorted(found, key=lambda one: -one.confidence)


def _reading(intent: str, likely: float, asked: Asked, setting: _Setting) -> Understanding:
    """A question read as asking for an intent, with the slots that it fills."""
    intent = slots.precise(intent, asked)
    filled = _slots(intent, asked, setting)
    nameless = intent in OF_ONE_SOURCE and not {"source", "url"} & filled.keys()
    notes = tuple(
        f"I took {host.typed} to be {host.domain}."
        for host in asked.hosts
        if host.typed not in {host.domain, f"www.{host.domain}"}
    )
    return Understanding(
        kind=Kind.ACTION if intent in ACTIONS else Kind.DATA,
        intent=intent,
        slots=filled,
        confidence=likely * NAMELESS if nameless else likely,
        notes=notes,
    )
