"""How good a site's backlinks are: profile."""

from discord.ext import commands

from bot.app import Backlight, Context
from bot.quality.profile import profile_of
from bot.reports.charts import profile_chart
from bot.reports.profile_card import render_profile
from cogs.common.arguments import WatchedSite, the_only_site
from cogs.common.command import team_command


class ProfileCog(commands.Cog, name="Profile"):
    """The summary of a site's backlinks."""

    def __init__(self, bot: Backlight) -> None:
        self.bot = bot

    @team_command()
    async def profile(self, ctx: Context, site: WatchedSite = the_only_site) -> None:
        """How good are this site's backlinks?

        Args:
            site: the domain; may be left out when only one is watched
        """
        await ctx.defer()
        profile = await profile_of(self.bot.database, ctx.guild_id, site, self.bot.clock())
        message = render_profile(profile, chart=await profile_chart(profile))
        await ctx.send(**message.kwargs())


async def setup(bot: Backlight) -> None:
    """Called by discord.py."""
    await bot.add_cog(ProfileCog(bot))
