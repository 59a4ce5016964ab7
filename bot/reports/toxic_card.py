"""The most toxic links of a site as a message: each with its reasons, and what to do about it."""

import discord

from bot.quality.disavow import WHEN_NOT_TO_USE
from bot.quality.portrait import ProfileLink
from bot.reports import render
from bot.reports.alerts import GREEN, RED

MOST = 5  # a row of buttons each: Discord shows five rows
NONE = "No live link is rated suspicious or toxic. Good."


def render_toxic(domain: str, links: tuple[ProfileLink, ...]) -> discord.Embed:
    """Up to five links with their strongest reason, as code: nobody should open one by accident."""
    embed = discord.Embed(title=f"{render.host(domain)} · links to review", colour=RED if links else GREEN)
    lines = [
        f"**{number}.** toxicity **{link.toxicity or 0:.0f}** {render.code(link.source_url, 120)}\n"
        f"{render.plain(link.note, 300)}"
        for number, link in enumerate(links[:MOST], 1)
    ]
    embed.description = render.fit(lines, 3_500).text if lines else NONE
    if lines:
        embed.set_footer(text=WHEN_NOT_TO_USE)
    return embed
