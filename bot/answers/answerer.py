"""The service that answers: keeps the texts, the conversations and, where one is configured, the language model."""

import asyncio
from collections.abc import Callable
from contextvars import Context
from dataclasses import replace
from datetime import datetime

from bot.answers.answer import Answer, Style
from bot.answers.answering import answer
from bot.answers.conversations import Conversations, Key
from bot.answers.rephrase import rephrased
from bot.answers.search import KnowledgeBase, loaded
from bot.answers.understanding import Kind
from bot.config import Settings
from storage.database import Database


class Answerer:
    """Answers questions of one guild's people about that guild's own data, or about links in general."""

    def __init__(self, database: Database, clock: Callable[[], datetime], settings: Settings) -> None:
        """Nothing is loaded yet; `start` does that beside everything else."""
        self._database = database
        self._clock = clock
        self._settings = settings.answers
        self._check_hours = (settings.checks.min_interval_hours, settings.checks.max_interval_hours)
        self._conversations = Conversations()
        self._knowledge: asyncio.Task[KnowledgeBase] | None = None

    def start(self) -> None:
        """Begin to load the texts in a thread. Needs a running event loop; a second call does nothing."""
        if self._knowledge is None:
            # in a context of its own: it is nobody's errand, so a simulated Discord does not wait for it
            self._knowledge = Context().run(asyncio.create_task, asyncio.to_thread(loaded))

    async def ask(self, key: Key, question: str, style: Style) -> Answer:
        """Answer a question. `key` says whose it is: guild, channel, person."""
        self.start()
        assert self._knowledge is not None
        knowledge = await self._knowledge
        now = self._clock()
        said = await self._database.read(
            answer,
            knowledge,
            key[0],
            question,
            self._conversations.turns(key, now),
            now=now,
            style=style,
            check_hours=self._check_hours,
        )
        self._conversations.add(key, question, said.text, now)
        return await self._smoothed(question, said, style)

    async def _smoothed(self, question: str, said: Answer, style: Style) -> Answer:
        if said.kind not in {Kind.DATA, Kind.KNOWLEDGE} or not said.facts or not self._settings.endpoint:
            return said
        text = await rephrased(self._settings, question, "\n\n".join(said.facts))
        return said if text is None else replace(said, text=style.plain(text))
