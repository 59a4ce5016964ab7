"""What a team reads first, in the server that has just added the bot."""

import contextlib

import discord
from discord.ext import commands

from bot.app import Backlight
from cogs.common.permissions import lacking

HELLO = (
    "Hello! I watch the pages that link to your site and say when a link is lost, changed or toxic.\n"
    "Begin in the channel that is to get the alerts: `/watch example.com` with your own domain, then `/add` with the "
    "pages that link to it. `/help` shows everything else."
)


class WelcomeCog(commands.Cog, name="Welcome"):
    """Says hello once."""

    def __init__(self, bot: Backlight) -> None:
        self.bot = bot

    @commands.Cog.listener("on_guild_join")
    async def greet(self, guild: discord.Guild) -> None:
        """Say what to do first, where Discord's own notices go, or in the first channel that lets us."""
        if await self.bot.sites.all(guild.id):
            return  # a team that comes back knows
        candidates = [guild.system_channel, *guild.text_channels]
        channel = next((one for one in candidates if one and not lacking(one)), None)
        if channel:
            with contextlib.suppress(discord.HTTPException):  # nobody waits for a greeting
                await channel.send(HELLO)


async def setup(bot: Backlight) -> None:
    """Called by discord.py."""
    await bot.add_cog(WelcomeCog(bot))
