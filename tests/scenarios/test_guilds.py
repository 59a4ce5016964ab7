"""Coming to a server, leaving it, coming back."""

from datetime import datetime, timedelta
from functools import partial

from bot.services.guild_settings import GuildSettings
from storage import guilds
from tests.scenarios.conftest import Scenario


def _same(moment: datetime) -> datetime:
    return moment


async def happens(scenario: Scenario, event: str, guild_id: int) -> None:
    """What discord.py does when somebody adds (`guild_join`) or removes (`guild_remove`) the bot."""
    guild = scenario.bot.get_guild(guild_id)
    assert guild is not None
    with scenario.env._bot_scope():
        scenario.bot.dispatch(event, guild)
    await scenario.env.settle()


async def test_a_new_team_is_told_how_to_begin(scenario: Scenario) -> None:
    await happens(scenario, "guild_join", scenario.alice.guild.id)
    assert "/watch example.com" in scenario.channel.last_message.content
    assert scenario.alerts.last_message is None


async def test_a_team_that_comes_back_is_not_greeted_and_keeps_its_sites(scenario: Scenario) -> None:
    await scenario.watched("example.com")
    last = scenario.channel.last_message
    guild_id = scenario.alice.guild.id
    await happens(scenario, "guild_remove", guild_id)
    assert (await scenario.bot.guild_settings.get(guild_id)).left_at is not None
    await happens(scenario, "guild_join", guild_id)
    assert (await scenario.bot.guild_settings.get(guild_id)).left_at is None
    assert scenario.channel.last_message.id == last.id
    assert len(await scenario.bot.sites.all(guild_id)) == 1


async def test_a_month_after_it_was_removed_nothing_of_a_team_is_left(scenario: Scenario) -> None:
    await scenario.watched("example.com")
    await scenario.say(scenario.mallory, "!watch other.org")
    guild_id = scenario.alice.guild.id
    now = scenario.bot.clock()
    await scenario.database.write(guilds.mark_left, guild_id, now)
    for days, left in ((29, 1), (31, 0)):
        moment = now + timedelta(days=days)
        await GuildSettings(scenario.database, partial(_same, moment)).purge_left()
        assert len(await scenario.bot.sites.all(guild_id)) == left
    assert len(await scenario.bot.sites.all(scenario.mallory.guild.id)) == 1


async def test_leaving_a_server_that_never_used_the_bot_keeps_nothing(scenario: Scenario) -> None:
    await happens(scenario, "guild_remove", scenario.alice.guild.id)
    assert await scenario.database.read(guilds.left_before, scenario.bot.clock() + timedelta(days=1)) == []
