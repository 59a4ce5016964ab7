"""Which domains a team watches: watch, unwatch, sites."""

import re
from typing import Any, Self

import discord
from discord.ext import commands

from bot.app import Backlight, Context
from bot.reports import render
from bot.services.sites import NONE_YET, SiteCounts, Watched
from cogs.common.arguments import WatchedSite, the_only_site
from cogs.common.buttons import Interaction, in_guild, require_manage_guild, row_of
from cogs.common.command import team_command
from cogs.common.permissions import lacking
from storage.records import Site
from storage.words import Status


class UnwatchButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"bl1:unwatch:(?P<site>[0-9]{1,18})"):
    """Confirms that a site and all that is kept of it may go."""

    def __init__(self, site_id: int) -> None:
        super().__init__(
            discord.ui.Button(label="Delete it", style=discord.ButtonStyle.danger, custom_id=f"bl1:unwatch:{site_id}")
        )
        self.site_id = site_id

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], _item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The button of a message from before a restart."""
        return cls(int(match["site"]))

    @in_guild
    async def callback(self, interaction: Interaction, guild_id: int) -> None:
        """Delete the site of this guild, if it still is there."""
        require_manage_guild(interaction)
        site = await interaction.client.sites.unwatch(guild_id, self.site_id)
        text = f"{render.code(site.domain)} is not watched any more. Its links and their history are deleted."
        await interaction.response.edit_message(content=text, view=None)


class SitesCog(commands.Cog, name="Sites"):
    """The domains that are watched."""

    def __init__(self, bot: Backlight) -> None:
        self.bot = bot

    @team_command(manage=True)
    async def watch(self, ctx: Context, domain: str) -> None:
        """Watch a domain: its backlinks are checked, and this server is told what changes.

        Args:
            domain: the domain, like example.com; subdomains belong to it
        """
        speaks_here = isinstance(ctx.channel, discord.TextChannel | discord.Thread) and not lacking(ctx.channel)
        watched = await self.bot.sites.watch(
            ctx.guild_id, domain, by=ctx.author.id, channel_id=ctx.channel.id if speaks_here else None
        )
        await ctx.send(watch_text(watched))

    @team_command(manage=True)
    async def unwatch(self, ctx: Context, site: WatchedSite = the_only_site) -> None:
        """Stop watching a domain and delete its links. Asks before it does.

        Args:
            site: the domain; may be left out when only one is watched
        """
        total = await self._link_count(ctx.guild_id, site)
        await ctx.tell(
            f"Stop watching {render.code(site.domain)}? Its {render.plural(total, 'link')} "
            "and their history will be deleted. This cannot be undone.",
            view=row_of(UnwatchButton(site.id)),
        )

    @team_command()
    async def sites(self, ctx: Context) -> None:
        """List the domains that are watched here, with their links."""
        counts = await self.bot.sites.counts(ctx.guild_id)
        await ctx.tell(sites_text(counts))

    async def _link_count(self, guild_id: int, site: Site) -> int:
        counts = await self.bot.sites.counts(guild_id)
        return sum(sum(one.counts.values()) for one in counts if one.site.id == site.id)


def watch_text(watched: Watched) -> str:
    """What `watch` did, and what to do next."""
    domain = render.code(watched.site.domain)
    lines = [f"Watching {domain} now." if watched.is_new else f"{domain} is watched already."]
    if watched.channel_chosen:
        lines.append("Alerts will come to this channel. `/alerts` moves them elsewhere.")
    elif watched.alerts_channel_id is None:
        lines.append("Nobody gets alerts yet: choose a channel with `/alerts #channel`.")
    elif watched.is_new:
        lines.append(f"Alerts go to <#{watched.alerts_channel_id}>.")
    if watched.within:
        lines.append(f"{render.code(watched.within.domain)} is watched too, and links to its subdomains count there.")
    if watched.around:
        names = ", ".join(render.code(site.domain) for site in watched.around[:3])
        lines.append(f"Watched on their own besides: {names}. Links to them count here too.")
    if watched.is_new:
        lines.append("Next: give me the pages that link to it. Type `/add` and paste them, or attach a CSV export.")
    return "\n".join(lines)


def sites_text(counts: list[SiteCounts]) -> str:
    """The watched sites, a line each."""
    if not counts:
        return NONE_YET
    lines = [f"- {render.code(one.site.domain)}: {_count_words(one.counts)}" for one in counts]
    return render.fit(lines, render.MAX_CONTENT).text


def _count_words(counts: dict[Status, int]) -> str:
    if not sum(counts.values()):
        return "no links yet; `/add` some"
    words = {
        Status.LIVE: "live",
        Status.LOST: "lost",
        Status.UNVERIFIED: "not verified",
        Status.PENDING: "to be checked",
    }
    return ", ".join(f"{render.number(counts[status])} {word}" for status, word in words.items() if counts[status])


async def setup(bot: Backlight) -> None:
    """Called by discord.py."""
    bot.add_dynamic_items(UnwatchButton)
    await bot.add_cog(SitesCog(bot))
