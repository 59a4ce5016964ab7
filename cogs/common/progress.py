"""A message that tells how far something is, edited at most every two seconds."""

import asyncio
import contextlib
from time import perf_counter  # a simulated Discord has its own monotonic clock, which stands still

import discord

from bot.reports import render

EDIT_EVERY_SECONDS = 2.0  # Discord lets five edits through in five seconds; others need some of them
BAR_WIDTH = 20


class LiveProgress:
    """Awaited with how many of `total` are done. Returns at once: edits go on beside the work, and may fail."""

    def __init__(self, message: discord.Message, title: str, total: int) -> None:
        """`title` is ready text."""
        self._message = message
        self._title = title
        self._total = total
        self._next_edit = perf_counter() + EDIT_EVERY_SECONDS
        self._edit: asyncio.Task[None] | None = None

    async def __call__(self, done: int) -> None:
        """Note progress."""
        now = perf_counter()
        if now >= self._next_edit and (self._edit is None or self._edit.done()):
            self._next_edit = now + EDIT_EVERY_SECONDS
            self._edit = asyncio.create_task(self._show(done))

    async def finish(self) -> None:
        """Wait for an edit under way, so that it cannot overwrite what comes next."""
        if self._edit:
            await self._edit

    async def _show(self, done: int) -> None:
        with contextlib.suppress(discord.HTTPException):  # the message is gone; the work goes on
            await self._message.edit(content=progress_text(self._title, done, self._total))


def progress_text(title: str, done: int, total: int) -> str:
    """A bar and the numbers."""
    filled = BAR_WIDTH * done // max(total, 1)
    bar = "█" * filled + "░" * (BAR_WIDTH - filled)
    return f"{title}\n`{bar}` {render.number(done)} of {render.plural(total, 'page')}"
