"""What our buttons share: a failure is answered like that of a command, and permissions are checked on the press."""

import functools
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

import discord
from discord.ext import commands

from bot.app import Backlight
from bot.errors import UserError

Interaction = discord.Interaction[Backlight]
Button = TypeVar("Button")


def in_guild(
    pressed: Callable[[Button, Interaction, int], Awaitable[None]],
) -> Callable[[Button, discord.Interaction[Any]], Coroutine[Any, Any, None]]:
    """For a button's callback: hands it the guild's id, and answers whatever it raises.

    Ids in a button come from outside: the callback looks them up by (guild, id).
    """

    @functools.wraps(pressed)
    async def callback(self: Button, interaction: discord.Interaction[Any]) -> None:
        try:
            await pressed(self, interaction, _guild_id(interaction))
        except Exception as error:  # noqa: BLE001  # the bot's one handler tells the person and logs
            await interaction.client.answer_error(interaction, error)

    return callback


def _guild_id(interaction: Interaction) -> int:
    if interaction.guild_id is None:
        raise commands.NoPrivateMessage
    return interaction.guild_id


def require_manage_guild(interaction: Interaction) -> None:
    """Raise UserError unless the person may manage the server."""
    if not interaction.permissions.manage_guild:
        raise UserError("Only people who may manage this server can do that.")


def row_of(*items: discord.ui.Item[Any]) -> discord.ui.View:
    """Buttons that outlive a restart, ready to be sent."""
    view = discord.ui.View(timeout=None)
    for item in items:
        view.add_item(item)
    return view
