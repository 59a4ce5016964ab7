"""What is toxic and what is not: toxic, verdict, verdicts, disavow and its entries."""

import re
from typing import Any, Literal, Self, cast

import discord
from discord.ext import commands

from bot.app import Backlight, Context
from bot.errors import UserError
from bot.exchange.decode import MAX_BYTES
from bot.quality import disavow
from bot.quality.judging import Judging
from bot.quality.profile import profile_of
from bot.reports import render
from bot.reports.message import Attachment, Message
from bot.reports.toxic_card import MOST, render_toxic
from bot.services.disavowal import Disavowal
from cogs.common.arguments import WatchedSite, the_only_site
from cogs.common.buttons import Interaction, in_guild, require_manage_guild
from cogs.common.command import team_command
from storage import verdicts
from storage.verdicts import Verdict

CAUTIONS = 5  # that are shown of an imported file
Word = Literal["toxic", "fine", "ignored", "forget"]
MEANING = {
    Verdict.TOXIC: "counts as toxic from now on",
    Verdict.FINE: "counts as not toxic from now on",
    Verdict.IGNORED: "gives no more toxic alerts",
}


class VerdictButton(
    discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"bl1:verdict:(?P<verdict>toxic|fine):(?P<id>[0-9]{1,18})"
):
    """The team's word on the domain of one link; remembered."""

    def __init__(self, verdict: Verdict, backlink_id: int, number: int = 0) -> None:
        """`number` is the link's place in the list above the button."""
        label = f"{number}: {'toxic' if verdict is Verdict.TOXIC else 'not toxic'}"
        custom_id = f"bl1:verdict:{verdict.value}:{backlink_id}"
        super().__init__(discord.ui.Button(label=label, custom_id=custom_id, row=max(0, number - 1)))
        self.verdict = verdict
        self.backlink_id = backlink_id

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], _item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The button of a message from before a restart."""
        return cls(Verdict(match["verdict"]), int(match["id"]))

    @in_guild
    async def callback(self, interaction: Interaction, guild_id: int) -> None:
        """Remember it, for the link of this guild."""
        require_manage_guild(interaction)
        bot = interaction.client
        judging = Judging(bot.database, bot.clock)
        domain = await judging.say_of_link(guild_id, self.backlink_id, self.verdict, by=interaction.user.id)
        text = f"Noted: {render.code(domain)} {MEANING[self.verdict]}. `/verdict` takes it back."
        await interaction.response.send_message(text, ephemeral=True)


class QualityCog(commands.Cog, name="Quality"):
    """Toxic links, the team's own word on them, and the disavow file."""

    def __init__(self, bot: Backlight) -> None:
        self.bot = bot
        self.judging = Judging(bot.database, bot.clock)
        self.disavowal = Disavowal(bot.database, bot.clock)

    @team_command()
    async def toxic(self, ctx: Context, site: WatchedSite = the_only_site) -> None:
        """Which links should be reviewed, and why? With buttons to say what you think of each.

        Args:
            site: the domain; may be left out when only one is watched
        """
        await ctx.defer()
        links = (await profile_of(self.bot.database, ctx.guild_id, site, self.bot.clock())).most_toxic[:MOST]
        buttons = [
            VerdictButton(verdict, link.backlink_id, number)
            for number, link in enumerate(links, 1)
            for verdict in (Verdict.FINE, Verdict.TOXIC)
        ]
        await ctx.send(**Message(embeds=(render_toxic(site.domain, links),), items=tuple(buttons)).kwargs())

    @team_command(manage=True)
    async def verdict(
        self, ctx: Context, domain: str, word: Word, everywhere: bool = False, site: WatchedSite = the_only_site
    ) -> None:
        """Say what a linking domain is: toxic, fine (not toxic), ignored (no alerts), or forget what was said.

        Args:
            domain: the linking domain, or a URL on it
            word: what it is
            everywhere: true: for all sites of this server
            site: the domain that it links to; may be left out when only one is watched
        """
        if word == "forget":
            name = await self.judging.take_back(site, domain)
            await ctx.send(f"{render.code(name)} is rated by what is measured again.")
            return
        verdict = Verdict(word)
        name, links = await self.judging.say(site, domain, verdict, by=ctx.author.id, everywhere=everywhere)
        rated = f" {render.plural(links, 'rating')} changed with it." if links else ""
        await ctx.send(f"Noted: {render.code(name)} {MEANING[verdict]}.{rated}")

    @team_command()
    async def verdicts(self, ctx: Context, site: WatchedSite = the_only_site) -> None:
        """What has this team said of linking domains?

        Args:
            site: the domain; may be left out when only one is watched
        """
        said = await self.bot.database.read(verdicts.of_site, ctx.guild_id, site.id)
        lines = [f"{render.code(domain)}: {verdict.value}" for domain, verdict in said]
        await ctx.tell(render.fit(lines, 1_900).text if lines else "Nothing yet. `/toxic` has buttons for it.")

    @team_command(manage=True)
    async def disavow(self, ctx: Context, site: WatchedSite = the_only_site) -> None:
        """The disavow file of what was approved, and when not to use it.

        Args:
            site: the domain; may be left out when only one is watched
        """
        data = await self.disavowal.file(site)
        if data is None:
            await ctx.send(f"Nothing is approved. {disavow.WHEN_NOT_TO_USE} `/disavow_add` approves an entry.")
            return
        file = Attachment(name=f"disavow-{site.domain}.txt", data=data)
        await ctx.send(**Message(content=disavow.WHEN_NOT_TO_USE, attachments=(file,)).kwargs())

    @team_command(manage=True)
    async def disavow_add(self, ctx: Context, entry: str, site: WatchedSite | None = None, *, reason: str = "") -> None:
        """Approve one entry of the disavow file.

        Args:
            entry: a URL, or domain:example.com
            site: the domain that it links to; may be left out when only one is watched
            reason: why; it becomes a comment in the file
        """
        chosen = site or await self.bot.sites.only(ctx.guild_id)
        approved = await self.disavowal.approve(chosen, entry, reason=reason.strip('"'), by=ctx.author.id)
        (line,) = approved.entries
        said = [f"{render.code(line)} {'is approved' if approved.new else 'was approved already'}."]
        said += [f"Think twice: {render.plain(caution, 300)}" for caution in approved.cautions]
        await ctx.send("\n".join(said))

    @team_command(manage=True)
    async def disavow_remove(self, ctx: Context, entry: str, site: WatchedSite = the_only_site) -> None:
        """Take an entry out of the disavow file.

        Args:
            entry: the URL, or domain:example.com
            site: the domain; may be left out when only one is watched
        """
        line = await self.disavowal.withdraw(site, entry)
        await ctx.send(f"{render.code(line)} is out of the file. Upload the new file for it to count.")

    @team_command(manage=True)
    async def disavow_import(self, ctx: Context, file: discord.Attachment, site: WatchedSite = the_only_site) -> None:
        """Read an existing disavow file in.

        Args:
            file: the .txt file as Google has it
            site: the domain; may be left out when only one is watched
        """
        if file.size > MAX_BYTES:
            raise UserError("That file is larger than the 2 MB that Google takes.")
        await ctx.defer()
        read = await self.disavowal.bring_in(site, await file.read(), by=ctx.author.id)
        said = [f"{render.plural(read.new, 'new entry', 'new entries')} of {len(read.entries)}."]
        said += [f"Think twice: {render.plain(caution, 200)}" for caution in read.cautions[:CAUTIONS]]
        if len(read.cautions) > CAUTIONS:
            said.append(f"…and {len(read.cautions) - CAUTIONS} more such entries.")
        if read.problem_count:
            said.append(f"{render.plural(read.problem_count, 'line')} left out:")
        said += [render.plain(problem, 200) for problem in read.problems]
        await ctx.send(render.fit(said, 1_900).text)


async def setup(bot: commands.Bot) -> None:
    """Called by discord.py."""
    bot.add_dynamic_items(VerdictButton)
    await bot.add_cog(QualityCog(cast("Backlight", bot)))
