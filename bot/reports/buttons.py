"""The buttons under an alert. They outlive restarts: their ids name a delivery, looked up in the guild that asks."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol, Self, cast

import discord

from bot.errors import UserError
from bot.reports import render
from bot.reports.causes import OF_OUR_PAGES, Change
from bot.reports.details import render_details
from storage import deliveries, guilds, pages, sites, targets
from storage.database import Database
from storage.records import Delivery

Action = Literal["details", "recheck", "mute"]

MUTE_FOR = timedelta(hours=24)
CHECKED_JUST_NOW = timedelta(minutes=1)  # a page this fresh is not fetched again, however often somebody presses
LABELS: dict[Action, str] = {"details": "Details", "recheck": "Re-check now", "mute": "Mute 24h"}


class Host(Protocol):
    """What the buttons need of the bot."""

    database: Database
    clock: Callable[[], datetime]

    def check_soon(self) -> None:
        """Let the checker look for what is due."""

    async def answer_error(self, interaction: discord.Interaction[Any], error: Exception) -> None:
        """Say what went wrong to the person who pressed."""


class AlertButton(
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=r"bl1:(?P<action>details|recheck|mute):(?P<id>[0-9]{1,18})",
):
    """One button of an alert. Everybody may press it but `mute`, which needs Manage Server."""

    def __init__(self, action: Action, delivery_id: int) -> None:
        """`delivery_id` is the alert's."""
        super().__init__(discord.ui.Button(label=LABELS[action], custom_id=custom_id(action, delivery_id)))
        self.action = action
        self.delivery_id = delivery_id

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], _item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The button of a message from before a restart."""
        return cls(cast("Action", match["action"]), int(match["id"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Look the alert up in the guild that asks, and act. The answer is for the person who pressed alone."""
        host = cast("Host", interaction.client)
        try:
            delivery = await self._delivery(host, interaction.guild_id)
            await ACTIONS[self.action](interaction, host, delivery)
        except Exception as error:  # noqa: BLE001  # the bot's one handler tells the person and logs
            await host.answer_error(interaction, error)

    async def _delivery(self, host: Host, guild_id: int | None) -> Delivery:
        delivery = await host.database.read(deliveries.get, guild_id, self.delivery_id) if guild_id else None
        if delivery is None:
            raise UserError("This alert is not stored any more.")
        return delivery


def custom_id(action: Action, delivery_id: int) -> str:
    """What Discord sends back when the button is pressed."""
    return f"bl1:{action}:{delivery_id}"


def alert_buttons(delivery_id: int, changes: Sequence[Change]) -> tuple[AlertButton, ...]:
    """The row under an alert. Where no link or page is named there is nothing to look at, only to mute."""
    named = any(link or event.kind in OF_OUR_PAGES for event, link in changes)
    actions: tuple[Action, ...] = ("details", "recheck", "mute") if named else ("mute",)
    return tuple(AlertButton(action, delivery_id) for action in actions)


async def _details(interaction: discord.Interaction[Any], host: Host, delivery: Delivery) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    changes = await host.database.read(deliveries.with_events, delivery)
    site = await host.database.read(sites.get, delivery.guild_id, delivery.site_id) if delivery.site_id else None
    await interaction.followup.send(**render_details(changes, site=site).kwargs(), ephemeral=True)


async def _recheck(interaction: discord.Interaction[Any], host: Host, delivery: Delivery) -> None:
    now = host.clock()
    changes = await host.database.read(deliveries.with_events, delivery)
    links = [link for event, link in changes if link is not None and event.kind not in OF_OUR_PAGES]
    ours = {event.after for event, _ in changes if event.kind in OF_OUR_PAGES and event.after}
    if not links and not ours:
        raise UserError("The links of this alert are not watched any more, so there is nothing to check again.")
    since = now - CHECKED_JUST_NOW
    stale = {link.page_id for link in links if link.checked_at is None or link.checked_at < since}
    await host.database.write(pages.make_due, stale, now=now)
    due = [await host.database.write(targets.make_due, url, now=now, unless_since=since) for url in sorted(ours)]
    count = len(stale) + sum(due)
    if not count:
        raise UserError("These pages were checked less than a minute ago. Try again in a minute.")
    host.check_soon()
    await interaction.response.send_message(
        f"{render.plural(count, 'page is', 'pages are')} being checked again. If something has changed, "
        "a new alert will say so.",
        ephemeral=True,
    )


async def _mute(interaction: discord.Interaction[Any], host: Host, delivery: Delivery) -> None:
    if not interaction.permissions.manage_guild:
        raise UserError("Only people who may manage this server can mute its alerts.")
    guild = await host.database.read(guilds.get, delivery.guild_id)
    until = host.clock() + MUTE_FOR
    if guild and guild.muted_until and guild.muted_until > until:
        raise UserError("Alerts are muted for longer already. `/unmute` ends it.")
    await host.database.write(guilds.mute, delivery.guild_id, until)
    await interaction.response.send_message(
        f"No alerts until {render.at(until)}. Checks go on, and the weekly summary tells what happened.",
        ephemeral=True,
    )


ACTIONS = {"details": _details, "recheck": _recheck, "mute": _mute}
