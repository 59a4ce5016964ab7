"""The simulated Discord of the demo: a server with a channel, people in it, and a local page that shows it.

The simulation follows every task that the bot starts and waits for it before it answers. The checker never rests, so
it is started outside of that care, in a context of its own.
"""

import asyncio
import contextlib
import contextvars
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

import discord
import simcord
from simcord.backend.errors import SetupError

log = logging.getLogger(__name__)
T = TypeVar("T")

REFRESH_SECONDS = 0.5
CLOCK_SECONDS = 20.0  # that the simulation's clock may be behind; messages carry minutes only
SETTLE_SECONDS = 20.0  # a check-now command may take so long; an ordinary one takes far less


@dataclass(frozen=True, slots=True)
class Stage:
    """What the demo acts on."""

    env: simcord.Env
    channel: Any  # simcord's handles, which it does not export as types
    admin: Any
    members: tuple[Any, ...]

    async def catch_up(self) -> None:
        """Put the simulation's clock to the real time, so that `<t:…:R>` says what the person at the page expects."""
        await self.env.advance_time(max(0.0, self.behind))

    @property
    def behind(self) -> float:
        """Seconds by which the simulation's clock is behind the real time; it stands still by itself."""
        return (datetime.now(UTC) - self.env.now()).total_seconds()

    @property
    def latest(self) -> int:
        """The id of the channel's newest message, 0 when there is none."""
        return max(self.env.backend.messages.get(self.channel.id, {}), default=0)


@asynccontextmanager
async def stage(bot: discord.Client) -> AsyncIterator[Stage]:
    """The bot in a server of its own, with an admin and a member, the clock at the present."""
    async with simcord.run(bot, check_errors=False, settle_timeout=SETTLE_SECONDS) as env:
        assert bot.user is not None, "the simulation logs the bot in"
        await bot.user.edit(username="Backlight")
        ana = env.create_user("ana")
        guild = env.create_guild(name="Sunny Plot", owner=ana)
        channel = guild.create_text_channel("backlinks")
        admin = guild.add_member(ana)
        member = guild.add_member(env.create_user("ben"))
        set_stage = Stage(env, channel, admin, (admin, member))
        await set_stage.catch_up()
        yield set_stage


async def unfollowed(work: Callable[[], Awaitable[T]]) -> T:
    """Run `work`, and whatever it starts, where the simulation does not wait for it."""
    loop = asyncio.get_running_loop()
    return await loop.create_task(_awaited(work), context=contextvars.Context())


async def _awaited(work: Callable[[], Awaitable[T]]) -> T:
    return await work()


async def keep_fresh(set_stage: Stage, preview: Any) -> None:
    """Show what the bot says unasked: publish the page anew when a message stands in the channel that it lacks.

    Never ends. What answers a person's own action, that action publishes.
    """
    _turn_to_the_news(preview)
    shown = set_stage.latest
    while True:
        await asyncio.sleep(REFRESH_SECONDS)
        preview.capture_time = datetime.now(UTC)  # what "3 seconds ago" on the page is counted from
        if set_stage.behind > CLOCK_SECONDS:
            with contextlib.suppress(SetupError, TimeoutError):  # the page is busy: the next turn does it
                await set_stage.catch_up()
        latest = set_stage.latest
        if latest == shown or all(str(latest) in page.snapshot["messages"] for page in _pages(preview)):
            shown = latest
            continue
        # the page is busy with what a person does: the next turn shows the news
        with contextlib.suppress(SetupError, TimeoutError):
            await set_stage.catch_up()
            await preview.refresh()
            shown = latest


def _turn_to_the_news(preview: Any) -> None:
    """Let every page scroll to the bot's newest message whenever it is published.

    simcord does so when a page opens, and has no public way to do it again; its version is pinned.
    """
    publish = preview._publish  # noqa: SLF001  # see above

    def turned(page: Any, *, reason: str = "action") -> None:
        if reason in ("action", "refresh"):
            page.target_id = page.window_end_id = preview._initial_target(page.viewer, page.channel_id)  # noqa: SLF001
        publish(page, reason=reason)

    preview._publish = turned  # noqa: SLF001


def _pages(preview: Any) -> list[Any]:
    """The pages that are open in a browser; simcord keeps one of its own beside them."""
    return [page for page in preview._pages.values() if page is not preview._python]  # noqa: SLF001  # as above
