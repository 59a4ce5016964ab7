"""The button that carries out what somebody asked for in plain words, with the permission of the command itself."""

import re
from collections.abc import Awaitable, Callable
from typing import Any, Self

import discord
from discord.ext import commands

from bot.app import Backlight
from bot.errors import UserError
from bot.exchange.lists import read_text
from bot.reports import render
from cogs.common.buttons import Interaction, in_guild, require_manage_guild

MAX_COMMAND = 90  # characters in a button's id; Discord takes 100 in all
COLOUR = discord.ButtonStyle.primary

Run = Callable[[Interaction, int, str], Awaitable[str]]


class ActionButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"bl1:do:(?P<command>[a-z]+(?: .*)?)"):
    """Does what its label says, for whoever may use that command."""

    def __init__(self, command: str) -> None:
        label = render.label(f"Do it: {command}", 80)
        super().__init__(discord.ui.Button(label=label, style=COLOUR, custom_id=f"bl1:do:{command}"))
        self.command = command

    @classmethod
    def fits(cls, command: str) -> bool:
        """Whether there is something to press for this command."""
        return len(command) <= MAX_COMMAND and command.split(" ", 1)[0] in _RUNS

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], _item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The button of a message from before a restart."""
        return cls(match["command"])

    @in_guild
    async def callback(self, interaction: Interaction, guild_id: int) -> None:
        """Check the permission, then do it."""
        name, _, argument = self.command.partition(" ")
        if name not in _RUNS:
            raise UserError("This button is from an older version of me. Ask again.")
        if needs_manage_guild(interaction.client, name):
            require_manage_guild(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.followup.send(await _RUNS[name](interaction, guild_id, argument), ephemeral=True)


def needs_manage_guild(bot: Backlight, name: str) -> bool:
    """Whether the command of that name is for people with Manage Server."""
    command = bot.get_command(name)
    permissions = getattr(getattr(command, "app_command", None), "default_permissions", None)
    return isinstance(command, commands.HybridCommand) and bool(permissions and permissions.manage_guild)


async def _watch(interaction: Interaction, guild_id: int, argument: str) -> str:
    watched = await interaction.client.sites.watch(
        guild_id, argument, by=interaction.user.id, channel_id=interaction.channel_id
    )
    return f"Watching {render.code(watched.site.domain)} now. Next: add the pages that link to it with `/add`."


async def _add(interaction: Interaction, guild_id: int, argument: str) -> str:
    added = await interaction.client.backlinks.add(
        guild_id, read_text(argument).rows, site=None, by=interaction.user.id
    )
    if added.added:
        interaction.client.check_soon()
    return f"Added {render.plural(added.added, 'link')}; {added.known} known already."


async def _check(interaction: Interaction, guild_id: int, argument: str) -> str:
    plan = await interaction.client.checks.plan(guild_id, argument)

    async def unseen(_done: int) -> None:
        """Nobody watches the progress of a button."""

    links = await interaction.client.checks.run(plan, unseen)
    there = sum(link.seen == "present" for link in links)
    return f"**{there}** of {render.plural(len(links), 'link')} there: {render.code(plan.title)}. `/links` shows them."


async def _mute(interaction: Interaction, guild_id: int, argument: str) -> str:
    until = await interaction.client.guild_settings.mute(guild_id, argument)
    return f"No alerts {f'until {render.at(until)}' if until else 'until you type `/unmute`'}."


_RUNS: dict[str, Run] = {"watch": _watch, "add": _add, "check": _check, "mute": _mute}
