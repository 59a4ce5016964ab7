"""watch, unwatch, sites."""

from tests.scenarios.conftest import Scenario


async def test_watching_says_what_to_do_next_and_chooses_the_alerts_channel(scenario: Scenario) -> None:
    answer = await scenario.say(scenario.alice, "!watch https://www.Example.com/")
    assert "Watching `example.com` now." in answer.content
    assert "Alerts will come to this channel" in answer.content
    assert "`add`" in answer.content
    guild = await scenario.bot.guild_settings.get(
        scenario.channel._guild.id if hasattr(scenario.channel, "_guild") else scenario.alice.guild.id
    )
    assert guild.alerts_channel_id == scenario.channel.id
