"""The links of a site: add, links, link, export."""

import asyncio
import gzip
import re
from collections.abc import Sequence
from typing import Any, Self

import discord
from discord.ext import commands

from bot.app import Backlight, Context
from bot.errors import UserError
from bot.exchange.decode import MAX_BYTES
from bot.exchange.export import links_csv
from bot.exchange.lists import ReadList, joined, read_list, read_text
from bot.exchange.table import DomainsOnlyError
from bot.reports import idn
from bot.reports.link_card import render_link
from bot.reports.message import MAX_FILE_BYTES, Attachment, Message
from bot.services.backlinks import Filter
from cogs.common.arguments import LinkFilter, WatchedSite, the_only_site
from cogs.common.buttons import Interaction, in_guild, row_of
from cogs.common.command import team_command
from cogs.common.listing import PAGE_SIZE, line_of, render_added, render_measured, render_page
from storage.records import Backlink, Site

HOW_TO_ADD = (
    "Which links? Paste the addresses of pages that link to you after `/add`, one or many, "
    "or attach a text file or a CSV export with it."
)


class PageButton(
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=r"bl1:links:(?P<site>[0-9]{1,18}):(?P<filter>[a-z]{1,12}):(?P<page>[0-9]{1,7}):(?P<by>[0-9]{1,20})",
):
    """Turns to another page of a list of links. Who did not ask for the list gets an own copy."""

    def __init__(self, label: str, site_id: int, chosen: str, page: int, by: int, *, disabled: bool = False) -> None:
        custom_id = f"bl1:links:{site_id}:{chosen}:{page}:{by}"
        super().__init__(discord.ui.Button(label=label, custom_id=custom_id, disabled=disabled))
        self.site_id, self.chosen, self.page, self.by = site_id, chosen, page, by

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The button of a message from before a restart."""
        label = getattr(item, "label", None) or "Page"
        return cls(label, int(match["site"]), match["filter"], int(match["page"]), int(match["by"]))

    @in_guild
    async def callback(self, interaction: Interaction, guild_id: int) -> None:
        """Show the page as the links are now."""
        if self.chosen not in list(Filter):
            raise UserError("This list is from an older version of me. Type `/links` again.")
        owner = interaction.user.id
        shown = await _shown(
            interaction.client, guild_id, self.site_id, chosen=Filter(self.chosen), page=self.page, by=owner
        )
        if owner == self.by:
            await interaction.response.edit_message(**shown)
        else:
            await interaction.response.send_message(**shown, ephemeral=True)


class LinksCog(commands.Cog, name="Links"):
    """The links of the watched domains."""

    def __init__(self, bot: Backlight) -> None:
        self.bot = bot

    @team_command()
    async def add(
        self,
        ctx: Context,
        *,
        links: str = "",
        file: discord.Attachment | None = None,
        site: WatchedSite | None = None,
    ) -> None:
        """Add pages that link to you: paste addresses, or attach a list or a CSV export.

        Args:
            links: the addresses of the pages that link to you, one or many; a watched domain may stand before them
            file: a text file, or a CSV export of your backlink tool
            site: the domain that they link to; may be left out when only one is watched
        """
        await ctx.defer(ephemeral=True)
        files = [file] if file else ctx.message.attachments
        if site is None:
            site, links = await self._leading_site(ctx.guild_id, links)
        if not links.strip() and not files:
            raise UserError(HOW_TO_ADD)
        try:
            listing = await _read(links, files)
        except DomainsOnlyError as refusal:
            kept = await self.bot.backlinks.keep_metrics(ctx.guild_id, refusal.metrics)
            said = f" {render_measured(refusal.metrics, kept)}, all the same." if kept else ""
            raise UserError(f"{refusal}{said}") from refusal
        if not listing.rows:
            raise UserError(f"There is no web address in that. {HOW_TO_ADD}")
        added = await self.bot.backlinks.add(
            ctx.guild_id, listing.rows, site=site, by=ctx.author.id, said=listing.metrics
        )
        await ctx.tell(render_added(added, listing), suppress_embeds=True)
        if added.added or added.measured:
            self.bot.check_soon()

    @team_command(ignore_extra=False)
    async def links(self, ctx: Context, site: WatchedSite | None = None, show: LinkFilter = Filter.ALL) -> None:
        """List a site's links: all, or only the lost, sponsored, toxic, best … ones.

        Args:
            site: the domain; may be left out when only one is watched
            show: live, lost, unverified, pending, followed, nofollow, ugc, sponsored, best or toxic
        """
        await ctx.defer(ephemeral=True)
        chosen = site or await self.bot.sites.only(ctx.guild_id)
        await ctx.tell(**await _shown(self.bot, ctx.guild_id, chosen.id, chosen=show, by=ctx.author.id))

    @team_command()
    async def link(self, ctx: Context, page: str) -> None:
        """What is one link worth, and why? Each part of its quality, each signal of its toxicity.

        Args:
            page: the address of the page that links to you, or its domain
        """
        await ctx.defer(ephemeral=True)
        link, why, more = await self.bot.backlinks.explained(ctx.guild_id, page.strip(" <>"))
        await ctx.tell(embed=render_link(link, why, line=line_of(link), more=more))

    @team_command()
    async def export(self, ctx: Context, site: WatchedSite = the_only_site) -> None:
        """Get all links of a site as a CSV file, ready for a spreadsheet.

        Args:
            site: the domain; may be left out when only one is watched
        """
        await ctx.defer(ephemeral=True)
        links = await self.bot.backlinks.all(ctx.guild_id, site)
        if not links:
            raise UserError("There are no links to export yet. Add some with `/add`.")
        file = await asyncio.to_thread(_export_file, site, links)
        if len(file.data) > MAX_FILE_BYTES:
            raise UserError(
                "That file would be larger than Discord takes. Ask whoever runs me for the database itself."
            )
        message = Message(attachments=(file,))
        await ctx.tell(**message.kwargs())

    async def _leading_site(self, guild_id: int, links: str) -> tuple[Site | None, str]:
        """The site whose domain stands before the links, and the links without it. Typed commands have no options."""
        first, *rest = links.split(maxsplit=1) or [""]
        domain = first.lower().strip("<>,:`").removeprefix("www.")
        for site in await self.bot.sites.all(guild_id):
            if domain in (site.domain, idn.shown(site.domain)):
                return site, "".join(rest)
        return None, links


def _export_file(site: Site, links: Sequence[Backlink]) -> Attachment:
    """The CSV file, packed when Discord would not take it as it is."""
    name, data = f"links-{site.domain}.csv", links_csv(links)
    if len(data) > MAX_FILE_BYTES:
        return Attachment(name=f"{name}.gz", data=gzip.compress(data))
    return Attachment(name=name, data=data)


async def _read(links: str, files: Sequence[discord.Attachment]) -> ReadList:
    """The pasted links and those of the files. Reading big ones takes a moment, so it is done in a thread."""
    contents = [await _content(file) for file in files]
    return await asyncio.to_thread(lambda: joined([read_text(links), *map(read_list, contents)]))


async def _content(file: discord.Attachment) -> bytes:
    if file.size > MAX_BYTES:
        raise UserError(f"That file is too big: I read lists of up to {MAX_BYTES // 1024 // 1024} MB. Split it.")
    try:
        return await file.read()
    except discord.HTTPException as error:
        raise UserError("Discord did not hand that file over. Attach it once more.") from error


async def _shown(
    bot: Backlight, guild_id: int, site_id: int, *, chosen: Filter, page: int = 0, by: int
) -> dict[str, Any]:
    """A page of links with the buttons that turn it, for `send` as for `edit`."""
    site = await bot.sites.get(guild_id, site_id)
    found = await bot.backlinks.page(guild_id, site, chosen, page, size=PAGE_SIZE)
    last = found.pages - 1
    buttons = [
        PageButton("Back", site.id, chosen, max(found.number - 1, 0), by, disabled=found.number == 0),
        PageButton("Next", site.id, chosen, found.number + 1, by, disabled=found.number == last),
    ]
    return {"embed": render_page(found), "view": row_of(*buttons) if last else None}


async def setup(bot: Backlight) -> None:
    """Called by discord.py."""
    bot.add_dynamic_items(PageButton)
    await bot.add_cog(LinksCog(bot))
