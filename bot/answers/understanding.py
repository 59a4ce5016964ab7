"""What a question was understood to ask: the plain data between reading a question and answering it."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """Who answers a question."""

    DATA = "data"  # the team's own rows
    KNOWLEDGE = "knowledge"  # the reviewed texts
    ACTION = "action"  # a command, offered with a button
    HELP = "help"  # what the bot can be asked
    DECLINED = "declined"


ACTIONS = frozenset(
    {"add_domain", "remove_domain", "add_link", "recheck", "set_channel", "mute_alerts", "unmute_alerts"}
)
OF_ONE_SOURCE = frozenset({"link_status", "link_quality", "link_relevance", "why_flagged", "check_toxicity"})
LISTS = frozenset({"list_lost", "list_new", "list_toxic", "list_changes", "list_links", "count_links", "find_source"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """One reading of a question. `intent` and `slots` are named as docs/questions.md lists them."""

    kind: Kind
    intent: str | None = None
    slots: dict[str, Any] = field(default_factory=dict)
    confidence: float = 1.0  # 0-1; below `UNSURE` the person is asked which reading is meant
    alternatives: tuple["Understanding", ...] = ()
    notes: tuple[str, ...] = ()  # sentences on what was assumed: "I took exmaple.com to be example.com."

    @property
    def orders_a_summary(self) -> bool:
        """True when the weekly summary is to come on another day or at another time; without one, it is asked when."""
        return self.intent == "schedule" and not {"day", "time"}.isdisjoint(self.slots)


UNSURE = 0.5
