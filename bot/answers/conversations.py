"""What was said lately, per channel and person: for follow-ups like "and the week before?"."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

REMEMBERED_FOR = timedelta(minutes=15)
MAX_TURNS = 8
MAX_CONVERSATIONS = 2_000
MAX_TURN_CHARACTERS = 600

Key = tuple[int, int, int]  # guild, channel, person


@dataclass(slots=True)
class _Talk:
    turns: list[str]
    at: datetime


class Conversations:
    """In memory only: after a restart nobody is remembered."""

    def __init__(self) -> None:
        self._talks: OrderedDict[Key, _Talk] = OrderedDict()

    def turns(self, key: Key, now: datetime) -> list[str]:
        """What was said within the last 15 minutes, oldest first, each "user: …" or "bot: …"."""
        talk = self._talks.get(key)
        if talk is None or now - talk.at > REMEMBERED_FOR:
            self._talks.pop(key, None)
            return []
        return list(talk.turns)

    def add(self, key: Key, question: str, answer: str, now: datetime) -> None:
        """Remember a question with its answer."""
        turns = self.turns(key, now)
        turns += [f"user: {question[:MAX_TURN_CHARACTERS]}", f"bot: {answer[:MAX_TURN_CHARACTERS]}"]
        self._talks[key] = _Talk(turns[-MAX_TURNS:], now)
        self._talks.move_to_end(key)
        while len(self._talks) > MAX_CONVERSATIONS:
            self._talks.popitem(last=False)
