"""What the bot can do: help."""

import discord
from discord.ext import commands
from rapidfuzz import process

from bot.app import Backlight, Context
from bot.errors import UserError
from bot.explain import usage
from bot.reports import render
from cogs.common.arguments import Choices, choice
from cogs.common.command import Hybrid, team_command

COLOUR = 0x5865F2
GROUPS = {  # in the order in which people need them; the names in full only where a newcomer begins
    "Begin": ("watch", "add", "alerts"),
    "Look": ("profile", "links", "link", "check", "ask", "sites", "export"),
    "Toxic links": ("toxic", "verdict", "verdicts"),
    "Disavow file": ("disavow", "disavow_add", "disavow_remove", "disavow_import"),
    "Settings": ("digest", "timezone", "mute", "unmute", "ping", "unwatch"),
    "Help": ("status", "help"),
}
IN_FULL = ("Begin", "Look")
MAX_CHOICES = 25  # Discord's limit for autocomplete


class HelpCog(commands.Cog, name="Help"):
    """What the bot can do."""

    def __init__(self, bot: Backlight) -> None:
        self.bot = bot

    @team_command(name="help")
    async def show(self, ctx: Context, *, command: str = "") -> None:
        """What I can do, and how each command is typed.

        Args:
            command: one of them, to read more about it
        """
        if command:
            await ctx.tell(embed=render_one(self._find(command), self._prefix))
        else:
            await ctx.tell(embed=render_all(_all(self.bot), self._prefix))

    @show.autocomplete("command")
    async def complete_command(self, _interaction: discord.Interaction[Backlight], value: str) -> Choices:
        """The names of commands."""
        typed = value.strip().lower()
        return [choice(name) for name in sorted(_all(self.bot)) if typed in name][:MAX_CHOICES]

    @property
    def _prefix(self) -> str:
        """How commands are typed here: `!` needs the message-content intent, `/` always works."""
        settings = self.bot.settings.discord
        return settings.prefix if settings.message_content else "/"

    def _find(self, typed: str) -> Hybrid:
        known = _all(self.bot)
        name = typed.strip().lstrip("/!").lower()
        if name in known:
            return known[name]
        near = process.extractOne(name, list(known), score_cutoff=60)
        hint = f"Did you mean `{near[0]}`?" if near else "`/help` lists all."
        raise UserError(f"There is no command {render.code(typed)}. {hint}")


def render_all(known: dict[str, Hybrid], prefix: str) -> discord.Embed:
    """Every command: the first steps in order, what is asked daily with a sentence, the rest by name."""
    embed = discord.Embed(
        title="Backlight watches your backlinks",
        description=(
            "I re-check the pages that link to you and say when a link is lost, changed or toxic. "
            "Ask me in plain words, too: mention me, or use `ask`. "
            f"Every command works with `/`{f' and with `{prefix}`' if prefix != '/' else ''}; "
            f"`{prefix}help watch` tells more about one."
        ),
        colour=COLOUR,
    )
    grouped = {name for names in GROUPS.values() for name in names}
    others = {"More": tuple(sorted(set(known) - grouped))}
    for group, names in {**GROUPS, **others}.items():
        here = [name for name in names if name in known]
        if group in IN_FULL:
            lines = [f"`{usage(known[name], prefix)}` {known[name].short_doc}" for name in here]
        else:
            lines = [" ".join(f"`{prefix}{name}`" for name in here)]
        if here:
            embed.add_field(name=group, value=render.fit(lines, render.MAX_FIELD_VALUE).text, inline=False)
    return embed


def render_one(command: Hybrid, prefix: str) -> discord.Embed:
    """One command in full."""
    embed = discord.Embed(title=usage(command, prefix), description=command.short_doc, colour=COLOUR)
    for parameter in command.app_command.parameters if command.app_command else ():
        embed.add_field(name=parameter.name, value=parameter.description, inline=False)
    if command.app_command and command.app_command.default_permissions:
        embed.set_footer(text="Needs the permission Manage Server.")
    return embed


def _all(bot: Backlight) -> dict[str, Hybrid]:
    return {
        command.name: command
        for command in bot.commands
        if isinstance(command, commands.HybridCommand) and not command.hidden
    }


async def setup(bot: Backlight) -> None:
    """Called by discord.py."""
    await bot.add_cog(HelpCog(bot))
