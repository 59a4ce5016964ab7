"""What is said in answer, before it is known where: Discord escapes, a terminal does not."""

from dataclasses import dataclass, field
from typing import Protocol

from bot.answers.understanding import Kind, Understanding


class Style(Protocol):
    """How text from strangers is shown."""

    def url(self, text: str) -> str:
        """An address."""

    def plain(self, text: str) -> str:
        """Any other text."""

    def code(self, text: str) -> str:
        """A name."""


class PlainStyle:
    """For terminals and pipelines: as it is, on one line."""

    def url(self, text: str) -> str:
        """As it is."""
        return self.plain(text)

    def plain(self, text: str) -> str:
        """Without control characters."""
        return " ".join("".join(c if c.isprintable() else " " for c in text).split())

    def code(self, text: str) -> str:
        """As it is."""
        return self.plain(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer. `text` is ready to be shown in the style that it was asked for in."""

    understanding: Understanding
    text: str
    sources: tuple[str, ...] = ()
    follow_ups: tuple[str, ...] = ()  # questions that may come next, as one would type them
    commands: tuple[str, ...] = ()  # that do what was asked, each offered with a button
    choices: tuple[Understanding, ...] = ()  # the readings to choose from, when it is not sure
    facts: tuple[str, ...] = field(default=())  # untouched texts that the answer rests on

    @property
    def kind(self) -> Kind:
        """Who has answered."""
        return self.understanding.kind
