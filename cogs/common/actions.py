"""The button that carries out what somebody asked for in plain words: it runs the very command, for who presses it."""

import re
from typing import Any, Self

import discord
from discord.ext import commands
from discord.ext.commands.view import StringView

from bot.app import Context
from bot.errors import UserError
from bot.reports import render
from cogs.common.buttons import Interaction, in_guild

MAX_COMMAND = 90  # characters in a button's id; Discord takes 100 in all
# What may be offered. All but `check` and `export` are for people who may manage the server; the command itself checks.
OFFERED = frozenset(
    {"watch", "unwatch", "add", "check", "mute", "unmute", "alerts", "digest", "export", "disavow", "disavow_add"}
)


class ActionButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"bl1:do:(?P<command>[a-z_]+(?: .*)?)"):
    """Does what its label says, for whoever may use that command."""

    def __init__(self, command: str) -> None:
        label = render.label(f"Do it: {command}", 80)
        button = discord.ui.Button[Any](label=label, style=discord.ButtonStyle.primary, custom_id=f"bl1:do:{command}")
        super().__init__(button)
        self.command = command

    @classmethod
    def fits(cls, command: str) -> bool:
        """Whether there is something to press for this command."""
        return len(command) <= MAX_COMMAND and "\n" not in command and command.split(" ", 1)[0] in OFFERED

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], _item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The button of a message from before a restart."""
        return cls(match["command"])

    @in_guild
    async def callback(self, interaction: Interaction, guild_id: int) -> None:
        """Run the command as if the person had typed it; what it says, they alone see."""
        name, _, argument = self.command.partition(" ")
        command = interaction.client.get_command(name)
        if name not in OFFERED or command is None or interaction.message is None:
            raise UserError("This button is from an older version of me. Ask again.")
        await interaction.response.defer(ephemeral=True, thinking=True)
        pressed = PressedContext(interaction, interaction.message, command, argument)
        if pressed.guild_id == guild_id and await interaction.client.can_run(pressed, call_once=True):
            await command.invoke(pressed)


class PressedContext(Context):
    """A command that was not typed but pressed: its author is who pressed, and it answers them alone."""

    def __init__(
        self,
        interaction: Interaction,
        message: discord.Message,
        command: commands.Command[Any, ..., Any],
        argument: str,
    ) -> None:
        """`argument` is what would have been typed after the command's name."""
        super().__init__(
            message=message,
            bot=interaction.client,
            view=StringView(argument),
            prefix="",
            command=command,
            invoked_with=command.name,
        )
        self.pressed = interaction

    @property
    def author(self) -> discord.User | discord.Member:
        """Who pressed, not the bot whose message the button is on."""
        return self.pressed.user

    @property
    def permissions(self) -> discord.Permissions:
        """What who pressed may do here, as Discord says."""
        return self.pressed.permissions

    async def defer(self, **_options: Any) -> None:
        """The press has been deferred already."""

    async def send(self, content: str | None = None, **options: Any) -> discord.Message:
        """Answer who pressed, and nobody else."""
        options.pop("ephemeral", None)
        options = {name: value for name, value in options.items() if value is not None}
        return await self.pressed.followup.send(content or "", ephemeral=True, wait=True, **options)
