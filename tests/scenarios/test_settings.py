"""alerts, ping, mute, digest, timezone, status, help, and what happens to mistyped commands."""

import discord
import pytest

from tests.scenarios.conftest import Scenario, text_of


async def test_alerts_go_to_the_chosen_channel(scenario: Scenario) -> None:
    assert "No channel is chosen" in (await scenario.say(scenario.alice, "!alerts")).content
    answer = await scenario.say(scenario.alice, f"!alerts {scenario.alerts.mention}")
    assert scenario.alerts.mention in answer.content
    guild = await scenario.bot.guild_settings.get(scenario.alice.guild.id)
    assert guild.alerts_channel_id == scenario.alerts.id


async def test_a_channel_where_i_may_not_post_is_refused_with_what_is_lacking(scenario: Scenario) -> None:
    silent = discord.PermissionOverwrite(send_messages=False, embed_links=False)
    guild = scenario.alice.guild
    closed = guild.create_text_channel("closed", overwrites={guild.default_role: silent})
    answer = await scenario.say(scenario.alice, f"!alerts {closed.mention}")
    assert "Send Messages, Embed Links" in answer.content


async def test_an_unknown_channel_gets_a_sentence(scenario: Scenario) -> None:
    answer = await scenario.say(scenario.alice, "!alerts nowhere")
    assert "There is no channel `nowhere` that I can see." in answer.content
    assert "`!alerts [channel]`" in answer.content


@pytest.mark.parametrize("command", ["alerts", "ping", "mute", "unmute", "digest off", "timezone UTC"])
async def test_a_member_may_not_change_settings(scenario: Scenario, command: str) -> None:
    assert "Manage Server" in (await scenario.say(scenario.bob, f"!{command}")).content


async def test_a_channel_of_another_server_is_not_found(scenario: Scenario) -> None:
    answer = await scenario.say(scenario.mallory, f"!alerts {scenario.alerts.mention}")
    assert "There is no channel" in answer.content
    guild = await scenario.bot.guild_settings.get(scenario.mallory.guild.id)
    assert guild.alerts_channel_id is None


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("digest monday 9am", "Monday at 09:00 (UTC)"),
        ("digest Fri 17:30", "Friday at 17:30"),
        ("digest 8:15", "Monday at 08:15"),
        ("digest off", "There is no weekly summary"),
        ("digest someday 09:00", "is not a day of the week"),
        ("digest monday 25:00", "is not a time of day"),
        ("digest monday at nine", "`!digest [day] [time]`"),
        ("timezone Europe/Berlin", "**Europe/Berlin**"),
        ("timezone berlin", "**Europe/Berlin**"),
        ("timezone new york", "**America/New_York**"),
        ("timezone Mars/Olympus", "is not a time zone that I know"),
        ("mute 2 hours", "No alerts until <t:"),
        ("mute", "until you type `/unmute`"),
        ("mute soon", "is not a duration"),
        ("mute 99999w", "is not a duration"),
        ("unmute", "Alerts come again"),
        ("ping", "mention nobody"),
    ],
)
async def test_settings_understand_what_people_type(scenario: Scenario, typed: str, words: str) -> None:
    assert words in (await scenario.say(scenario.alice, f"!{typed}")).content


async def test_a_role_to_mention_is_kept_and_everybody_is_refused(scenario: Scenario) -> None:
    role = scenario.alice.guild.create_role("SEO")
    assert f"Alerts mention <@&{role.id}>" in (await scenario.say(scenario.alice, f"!ping {role.mention}")).content
    guild = await scenario.bot.guild_settings.get(scenario.alice.guild.id)
    assert guild.ping_role_id == role.id
    answer = await scenario.say(scenario.alice, "!ping @everyone")
    assert not answer.mention_everyone
    assert (await scenario.bot.guild_settings.get(scenario.alice.guild.id)).ping_role_id == role.id


async def test_ping_alone_shows_the_role_and_nobody_removes_it(scenario: Scenario) -> None:
    role = scenario.alice.guild.create_role("SEO team")
    assert "`/ping nobody` ends that" in (await scenario.say(scenario.alice, "!ping @seo TEAM")).content
    assert f"Alerts mention <@&{role.id}>" in (await scenario.say(scenario.alice, "!ping")).content
    assert "There is no role `Sales` here" in (await scenario.say(scenario.alice, "!ping Sales")).content
    assert (await scenario.bot.guild_settings.get(scenario.alice.guild.id)).ping_role_id == role.id
    assert "mention nobody" in (await scenario.say(scenario.alice, "!ping nobody")).content
    assert (await scenario.bot.guild_settings.get(scenario.alice.guild.id)).ping_role_id is None


async def test_a_role_that_discord_would_not_notify_is_said_to_be_one(scenario: Scenario) -> None:
    role = scenario.alice.guild.create_role("SEO")
    guild = scenario.bot.get_guild(scenario.alice.guild.id)
    assert guild is not None
    guild.me.top_role._permissions = discord.Permissions(view_channel=True, send_messages=True).value
    assert "nobody is notified yet" in (await scenario.say(scenario.alice, f"!ping {role.mention}")).content


async def test_a_role_is_picked_from_those_of_the_server(scenario: Scenario) -> None:
    role = scenario.alice.guild.create_role("SEO", mentionable=True)
    offered = await scenario.alice.autocomplete(scenario.channel, "ping", "role", "")
    names = [one["name"] for one in offered]
    assert names[0] == "nobody"
    assert {"Admins", "SEO"} < set(names)
    assert "@everyone" not in names
    result = await scenario.slash(scenario.alice, "ping", role=str(role.id))
    assert result.response.content == f"Alerts mention <@&{role.id}>. `/ping nobody` ends that."


async def test_the_digest_moves_with_the_time_zone(scenario: Scenario) -> None:
    await scenario.watched("example.com")
    before = (await scenario.bot.guild_settings.get(scenario.alice.guild.id)).digest_next_at
    await scenario.say(scenario.alice, "!timezone Asia/Tokyo")
    after = (await scenario.bot.guild_settings.get(scenario.alice.guild.id)).digest_next_at
    assert before is not None
    assert after is not None
    assert (before - after).total_seconds() / 3600 % 168 == 9


async def test_settings_by_slash_are_for_the_person_alone(scenario: Scenario) -> None:
    for name in ("alerts", "digest", "timezone", "status", "help", "sites"):
        assert (await scenario.slash(scenario.alice, name)).ephemeral, name


async def test_time_zones_and_days_are_completed(scenario: Scenario) -> None:
    zones = await scenario.alice.autocomplete(scenario.channel, "timezone", "name", "berl")
    assert [zone["value"] for zone in zones] == ["Europe/Berlin"]
    assert len(await scenario.alice.autocomplete(scenario.channel, "timezone", "name", "")) == 25
    days = await scenario.alice.autocomplete(scenario.channel, "digest", "day", "t")
    assert [day["value"] for day in days] == ["Tuesday", "Thursday"]


async def test_status_says_what_is_missing_and_how_to_mend_it(scenario: Scenario) -> None:
    shown = (await scenario.say(scenario.bob, "!status")).content
    assert "No site is watched yet" in shown
    assert "No channel is chosen" in shown
    await scenario.watched("example.com")
    await scenario.say(scenario.alice, "!mute")
    shown = (await scenario.say(scenario.bob, "!status")).content
    assert "Muted until somebody types `/unmute`" in shown
    assert "will reach you" not in shown
    assert "I may post there" in shown


async def test_help_names_every_command_and_explains_one(scenario: Scenario) -> None:
    shown = text_of(await scenario.say(scenario.bob, "!help"))
    for command in scenario.bot.commands:
        assert command.hidden or f"`!{command.name}" in shown, command.name
    assert "`!watch <domain>`" in shown
    assert shown.index("`!watch") < shown.index("`!profile") < shown.index("`!disavow")
    assert "More" not in shown  # each command has its group
    one = text_of(await scenario.say(scenario.bob, "!help watch"))
    assert "Needs the permission Manage Server" in one
    assert "Did you mean `watch`?" in (await scenario.say(scenario.bob, "!help wacth")).content


async def test_a_mistyped_command_is_asked_back_and_other_bots_are_left_alone(scenario: Scenario) -> None:
    assert "Did you mean `!profile`?" in (await scenario.say(scenario.bob, "!profil")).content
    assert await scenario.silent(scenario.bob, "!ban somebody")
    assert await scenario.silent(scenario.bob, "just talking about links")


async def test_an_unexpected_failure_gives_a_number_to_report(
    scenario: Scenario, caplog: pytest.LogCaptureFixture
) -> None:
    await scenario.database.write(lambda db: db.execute("DROP TABLE sites"))
    answer = await scenario.say(scenario.bob, "!sites")
    number = answer.content.split("`")[1]
    assert len(number) == 6
    assert number in caplog.text
    assert "sites" not in answer.content
    scenario.forgive()


async def test_bad_input_by_slash_gets_the_same_sentence_for_the_person_alone(scenario: Scenario) -> None:
    await scenario.watched("example.com")
    for name, options, words in (
        ("watch", {"domain": "co.uk"}, "many sites share"),
        ("profile", {"site": "exmaple.com"}, "Did you mean `example.com`?"),
        ("links", {"show": "shiny"}, "narrow down"),
        ("digest", {"day": "someday"}, "not a day of the week"),
        ("help", {"command": "wacth"}, "Did you mean `watch`?"),
    ):
        result = await scenario.slash(scenario.alice, name, **options)
        assert words in result.response.content, name
        assert result.ephemeral, name
