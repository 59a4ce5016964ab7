"""The buttons under an alert: who may press which, after a restart too, and never across servers."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import discord

from bot.reports.buttons import alert_buttons
from storage import backlinks, guilds, outcomes, sites, targets
from storage.records import NewBacklink, NewEvent
from storage.words import Credit, EventKind, Reason, Status
from tests.reports import samples
from tests.scenarios.conftest import Scenario, text_of
from tests.scenarios.web import Web

PAGE = "https://blog.example/post"


async def lost_link(scenario: Scenario, guild_id: int, url: str) -> None:
    """A link that was lost a moment ago; the alert is owed."""
    database, now = scenario.database, scenario.bot.clock()
    site, _ = await database.write(sites.add, guild_id, "example.com", now=now)
    new = NewBacklink(url=url, host="blog.example", domain="blog.example")
    await database.write(backlinks.add_many, site, [new], now=now)
    [link] = await database.read(backlinks.of_site, guild_id, site.id)
    lost = replace(
        link,
        status=Status.LOST,
        lost_at=now,
        http_status=200,
        credit=Credit.FOLLOWED,
        checked_at=now - timedelta(hours=1),
    )
    await database.write(backlinks.save, lost)
    event = NewEvent(kind=EventKind.LOST, reason=Reason.LINK_REMOVED, evidence="No link to example.com (HTTP 200).")
    await database.write(
        outcomes.add_event, event, guild_id=guild_id, site_id=site.id, backlink_id=link.id, now=now,
        group_for=timedelta(0),
    )  # fmt: skip


async def alert(scenario: Scenario, url: str = PAGE) -> discord.Message:
    """The alert of a lost link, as it stands in the alerts channel."""
    guild_id = scenario.bot.get_channel(scenario.alerts.id).guild.id  # type: ignore[union-attr]  # a text channel
    await scenario.database.write(guilds.set_alerts_channel, guild_id, scenario.alerts.id)
    await lost_link(scenario, guild_id, url)
    await scenario.deliver()
    message: discord.Message = scenario.alerts.last_message
    return message


async def checked_just_now(scenario: Scenario, message: discord.Message) -> bool:
    guild_id = message.guild.id if message.guild else 0
    [site] = await scenario.database.read(sites.of_guild, guild_id)
    [link] = await scenario.database.read(backlinks.of_site, guild_id, site.id)
    return link.checked_at is not None and scenario.bot.clock() - link.checked_at < timedelta(minutes=1)


def answer_of(result: Any) -> str:
    shown = result.followups[-1] if result.followups else result.response
    assert shown.ephemeral
    return text_of(shown)


async def test_details_list_the_links_for_the_one_who_asks(scenario: Scenario) -> None:
    shown = answer_of(await scenario.bob.click(await alert(scenario), label="Details"))
    assert f"`{PAGE}`" in shown
    assert "HTTP 200, lost, followed" in shown
    assert r"No link to example\.com \(HTTP 200\)\." in shown
    assert ".csv" not in shown  # one change is read sooner than a file


async def test_recheck_fetches_the_page_now_and_not_again_at_once(scenario: Scenario, web: Web) -> None:
    message = await alert(scenario, web.link("/post", "https://example.com/"))
    assert "1 page is being checked again" in answer_of(await scenario.bob.click(message, label="Re-check now"))
    async with asyncio.timeout(20):
        while not await checked_just_now(scenario, message):
            await scenario.bot.checker.run_due()
    assert "less than a minute ago" in answer_of(await scenario.bob.click(message, label="Re-check now"))
    assert web.asked["/post"] == 1


async def test_recheck_of_a_broken_page_of_ours_looks_at_that_page_again(scenario: Scenario) -> None:
    message = await alert(scenario)
    guild_id = message.guild.id if message.guild else 0
    now, database = scenario.bot.clock(), scenario.database
    [site] = await database.read(sites.of_guild, guild_id)
    [link] = await database.read(backlinks.of_site, guild_id, site.id)
    old = "https://example.com/old"
    await database.write(backlinks.save, replace(link, status=Status.LIVE, target_url=old))
    await database.write(targets.refresh, now=now - timedelta(days=1))
    broken = NewEvent(kind=EventKind.TARGET_BROKEN, after=old, reason=Reason.PAGE_GONE, evidence="HTTP 404.")
    await database.write(
        outcomes.add_event, broken, guild_id=guild_id, site_id=site.id, now=now, group_for=timedelta(0)
    )
    await scenario.deliver()
    pressed = await scenario.bob.click(scenario.alerts.last_message, label="Re-check now")
    assert "1 page is being checked again" in answer_of(pressed)
    [target] = await database.read(targets.due, now=scenario.bot.clock(), limit=9)
    assert target.url == old


async def test_a_notice_of_a_round_in_doubt_has_nothing_to_look_at(scenario: Scenario) -> None:
    guild_id = scenario.alice.guild.id
    await scenario.database.write(guilds.set_alerts_channel, guild_id, scenario.alerts.id)
    doubt = NewEvent(kind=EventKind.ROUND_SET_ASIDE, reason=Reason.SET_ASIDE, evidence="38 of 40 pages.")
    await scenario.database.write(
        outcomes.add_event, doubt, guild_id=guild_id, now=scenario.bot.clock(), group_for=timedelta(0)
    )
    await scenario.deliver()
    [row] = scenario.alerts.last_message.components
    assert [button.label for button in row.children] == ["Mute 24h"]


async def test_mute_needs_manage_server(scenario: Scenario) -> None:
    message = await alert(scenario)
    guild_id = message.guild.id if message.guild else 0
    assert "may manage this server" in answer_of(await scenario.bob.click(message, label="Mute 24h"))
    settings = await scenario.bot.guild_settings.get(guild_id)
    assert settings.muted_until is None
    assert "No alerts until <t:" in answer_of(await scenario.alice.click(message, label="Mute 24h"))
    settings = await scenario.bot.guild_settings.get(guild_id)
    assert settings.muted_until is not None
    assert timedelta(hours=23) < settings.muted_until - scenario.bot.clock() <= timedelta(hours=24)


async def test_a_longer_mute_is_not_cut_short(scenario: Scenario) -> None:
    message = await alert(scenario)
    await scenario.say(scenario.alice, "!mute 1 week")
    assert "muted for longer already" in answer_of(await scenario.alice.click(message, label="Mute 24h"))


async def test_the_buttons_work_after_a_restart(scenario: Scenario) -> None:
    message = await alert(scenario)
    await scenario.restart()
    assert PAGE in answer_of(await scenario.bob.click(message, label="Details"))


async def test_another_server_cannot_look_an_alert_up_by_its_id(scenario: Scenario) -> None:
    await alert(scenario)
    elsewhere = scenario.bot.get_channel(scenario.elsewhere.id)
    assert isinstance(elsewhere, discord.TextChannel)
    view = discord.ui.View(timeout=None)
    for button in alert_buttons(1, [samples.change(EventKind.LOST, samples.link())]):
        view.add_item(button)
    await elsewhere.send("forged", view=view)
    for label in ("Details", "Re-check now", "Mute 24h"):
        forged = await scenario.mallory.click(scenario.elsewhere.last_message, label=label)
        assert "not stored any more" in answer_of(forged)
