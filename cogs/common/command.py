"""The one way in which our commands are made: typed and slash, for servers only."""

from collections.abc import Awaitable, Callable
from typing import Any

from discord import app_commands
from discord.ext import commands

Hybrid = commands.HybridCommand[Any, ..., Any]
Callback = Callable[..., Awaitable[None]]


def team_command(*, manage: bool = False, **options: Any) -> Callable[[Callback], Hybrid]:
    """A hybrid command about the data of the server that it is typed in.

    `manage` is for settings: Discord's menu then offers it to people with Manage Server (an admin can change that), and
    it is checked in code too, for those who type it. `options` are those of `commands.hybrid_command`.
    """

    def decorate(callback: Callback) -> Hybrid:
        checked: Any = commands.guild_only()(callback)
        if manage:
            checked = app_commands.default_permissions(manage_guild=True)(checked)
            checked = commands.has_permissions(manage_guild=True)(checked)
        command: Hybrid = commands.hybrid_command(**options)(checked)
        return command

    return decorate
