"""What people type after a command -> what the command works with, the same for typed and slash commands."""

from typing import Annotated, Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.app import Backlight, Context
from bot.errors import UserError
from bot.reports import idn
from bot.services.backlinks import Filter
from bot.services.guild_settings import WEEKDAYS, timezones_like
from storage.records import Site

MAX_CHOICES = 25  # Discord's limit for autocomplete
Choices = list[app_commands.Choice[str]]


class SiteArgument(app_commands.Transformer, commands.Converter[Site]):
    """A watched site, by its domain in any spelling."""

    async def convert(self, ctx: commands.Context[Any], argument: str) -> Site:
        """For typed commands."""
        return await _named(ctx.bot, ctx.guild, argument)

    async def transform(self, interaction: discord.Interaction[Any], value: str, /) -> Site:
        """For slash commands."""
        return await _named(interaction.client, interaction.guild, value)

    async def autocomplete(  # type: ignore[override]  # the base class allows numbers too
        self, interaction: discord.Interaction[Any], value: str, /
    ) -> Choices:
        """The guild's own sites, from the database alone."""
        if interaction.guild_id is None:
            return []
        bot: Backlight = interaction.client
        found = await bot.sites.matching(interaction.guild_id, value.strip(), limit=MAX_CHOICES)
        return [choice(site.domain, idn.shown(site.domain)) for site in found]


class FilterArgument(app_commands.Transformer, commands.Converter[Filter]):
    """One of the words that narrow down a list of links."""

    async def convert(self, _ctx: commands.Context[Any], argument: str) -> Filter:
        """For typed commands."""
        return _filter(argument)

    async def transform(self, _interaction: discord.Interaction[Any], value: str, /) -> Filter:
        """For slash commands."""
        return _filter(value)

    async def autocomplete(  # type: ignore[override]  # the base class allows numbers too
        self, _interaction: discord.Interaction[Any], value: str, /
    ) -> Choices:
        """The words that fit."""
        return [choice(one.value) for one in Filter if value.strip().lower() in one.value]


async def _only(ctx: Context) -> Site:
    try:
        return await ctx.bot.sites.only(ctx.guild_id)
    except UserError as error:
        raise commands.BadArgument(str(error)) from error


WatchedSite = Annotated[Site, SiteArgument]
LinkFilter = Annotated[Filter, FilterArgument]
the_only_site: Any = commands.parameter(default=_only, displayed_default="the only one")


async def complete_day(_interaction: discord.Interaction[Any], value: str) -> Choices:
    """The days of the week, and what else the digest takes in their place."""
    return [choice(day) for day in (*WEEKDAYS, "off") if day.lower().startswith(value.strip().lower())]


async def complete_timezone(_interaction: discord.Interaction[Any], value: str) -> Choices:
    """Time zones that contain what was typed so far."""
    return [choice(name) for name in timezones_like(value, limit=MAX_CHOICES)]


def complete_roles(interaction: discord.Interaction[Any], value: str, nobody: str) -> Choices:
    """The word for none of them, and the server's roles by name. A role's choice carries its id."""
    typed = value.strip().removeprefix("@").casefold()
    roles = interaction.guild.roles if interaction.guild else []
    named = [(role.name, str(role.id)) for role in roles if not role.is_default() and not role.managed]
    found = [(name, chosen) for name, chosen in [(nobody, nobody), *named] if typed in name.casefold()]
    return [app_commands.Choice(name=name[:100], value=chosen) for name, chosen in found[:MAX_CHOICES]]


def choice(text: str, name: str = "") -> app_commands.Choice[str]:
    """A choice of autocomplete, shown under its name or as it is."""
    return app_commands.Choice(name=(name or text)[:100], value=text[:100])  # Discord's limit for both


async def _named(bot: Backlight, guild: discord.Guild | None, text: str) -> Site:
    if guild is None:
        raise commands.NoPrivateMessage
    try:
        return await bot.sites.named(guild.id, text)
    except UserError as error:
        # an argument that may be left out is then tried as the next one; else the handler shows the sentence
        raise commands.BadArgument(str(error)) from error


def _filter(text: str) -> Filter:
    try:
        return Filter(text.strip().lower())
    except ValueError:
        words = ", ".join(f"`{one}`" for one in Filter)
        sentence = "That is neither a site that is watched here nor one of the words that narrow down: " + words + "."
        raise commands.BadArgument(sentence) from UserError(sentence)
