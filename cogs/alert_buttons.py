"""The buttons under alerts, those of messages from before a restart included."""

from discord.ext import commands

from bot.reports.buttons import AlertButton


async def setup(bot: commands.Bot) -> None:
    """Let the bot recognise the buttons by their ids."""
    bot.add_dynamic_items(AlertButton)
