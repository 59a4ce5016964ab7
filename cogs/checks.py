"""Looking at links now: check."""

from collections import Counter
from datetime import timedelta

import discord
from discord.ext import commands

from bot.app import Backlight, Context
from bot.reports import idn, render
from bot.reports.wording import REASON
from bot.services.checks import Plan
from cogs.common.arguments import Choices, SiteArgument
from cogs.common.command import team_command
from cogs.common.listing import line_of
from cogs.common.progress import LiveProgress, progress_text
from storage.records import Backlink
from storage.words import Seen, Status


class ChecksCog(commands.Cog, name="Checks"):
    """Checks that somebody asks for."""

    def __init__(self, bot: Backlight) -> None:
        self.bot = bot

    @team_command()
    @commands.max_concurrency(1, commands.BucketType.guild)
    async def check(self, ctx: Context, *, what: str = "") -> None:
        """Look at links now: of a site, or on one page.

        Args:
            what: a domain or the address of a page; may be left out when only one site is watched
        """
        await ctx.defer()
        plan = await self.bot.checks.plan(ctx.guild_id, what.strip(" <>"))
        title = f"Checking {render.code(plan.title)}"
        total = len(plan.page_ids)
        message = await ctx.send(progress_text(title, 0, total))
        progress = LiveProgress(message, title, total)
        links = await self.bot.checks.run(plan, progress)
        await progress.finish()
        await message.edit(content=result_text(plan, links, confirm_after=self._confirm_after))
        if plan.later:
            self.bot.check_soon()

    @check.autocomplete("what")
    async def complete_what(self, interaction: discord.Interaction[Backlight], value: str) -> Choices:
        """The watched sites."""
        return await SiteArgument().autocomplete(interaction, value)

    @property
    def _confirm_after(self) -> timedelta:
        return timedelta(minutes=self.bot.settings.checks.confirm_after_minutes)


def result_text(plan: Plan, links: list[Backlink], *, confirm_after: timedelta) -> str:
    """What the check saw: numbers first, then the links that are not simply there."""
    if len(links) == 1:
        (link,) = links
        evidence = render.plain(idn.readable(link.evidence), 300)
        return "\n".join([line_of(link), evidence, *_second_look(links, confirm_after)])
    counts = Counter(link.seen for link in links)
    told = (
        f"**{render.number(counts[Seen.PRESENT])}** of {render.plural(len(links), 'link')} there, "
        f"{render.number(counts[Seen.ABSENT])} missing, "
        f"{render.number(counts[Seen.UNKNOWN] + counts[None])} could not be told"
    )
    lines = [f"Checked {render.code(plan.title)}: {told}."]
    lines += _second_look(links, confirm_after)
    if plan.later:
        lines.append(f"{render.plural(plan.later, 'more link is', 'more links are')} being checked in the background.")
    lines += [
        f"- {render.url(link.source_url, 150)}: {REASON[link.reason]}"
        for link in links
        if link.seen is not Seen.PRESENT and link.reason
    ]
    return render.fit(lines, render.MAX_CONTENT).text


def _second_look(links: list[Backlink], confirm_after: timedelta) -> list[str]:
    """That a missing link is not believed lost yet, where that is so."""
    if not any(link.seen is Seen.ABSENT and link.status is not Status.LOST for link in links):
        return []
    return [f"I look again after {render.span(confirm_after)} before I call a missing link lost."]


async def setup(bot: Backlight) -> None:
    """Called by discord.py."""
    await bot.add_cog(ChecksCog(bot))
