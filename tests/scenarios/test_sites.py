"""watch, unwatch, sites: as the people of two servers see them."""

import pytest

from tests.scenarios.conftest import Scenario, text_of
from tests.scenarios.web import Web


async def test_watching_says_what_to_do_next_and_chooses_the_alerts_channel(scenario: Scenario) -> None:
    answer = await scenario.say(scenario.alice, "!watch https://www.Example.com/")
    assert "Watching `example.com` now." in answer.content
    assert "Alerts will come to this channel" in answer.content
    assert "`/add`" in answer.content
    guild = await scenario.bot.guild_settings.get(scenario.alice.guild.id)
    assert guild.alerts_channel_id == scenario.channel.id
    assert guild.digest_next_at is not None


async def test_a_second_site_leaves_the_alerts_channel_as_it_is(scenario: Scenario) -> None:
    await scenario.watched("example.com")
    answer = await scenario.say(scenario.alice, "!watch example.org")
    assert f"Alerts go to <#{scenario.channel.id}>" in answer.content


async def test_a_subdomain_and_its_domain_are_said_to_overlap(scenario: Scenario) -> None:
    await scenario.watched("example.com")
    answer = await scenario.say(scenario.alice, "!watch blog.example.com")
    assert "`example.com` is watched too, and links to its subdomains count there." in answer.content
    await scenario.watched("shop.example.org")
    answer = await scenario.say(scenario.alice, "!watch example.org")
    assert "Watched on their own besides: `shop.example.org`. Links to them count here too." in answer.content
    assert "`example.com`" not in answer.content


async def test_the_same_domain_is_watched_once_however_it_is_typed(scenario: Scenario) -> None:
    await scenario.watched("example.com")
    answer = await scenario.say(scenario.alice, "!watch WWW.EXAMPLE.COM.")
    assert "watched already" in answer.content
    assert text_of(await scenario.say(scenario.bob, "!sites")).count("example.com") == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("co.uk", "many sites share"),
        ("localhost", "not a domain"),
        ("127.0.0.1", "IP address"),
        ("hello", "not a domain"),
        ("@everyone", "not a domain"),
        ("me@example.com", "e-mail"),
        ("[x](https://evil.example)", "not a domain"),
    ],
)
async def test_what_cannot_be_watched_gets_one_sentence(scenario: Scenario, typed: str, words: str) -> None:
    answer = await scenario.say(scenario.alice, f"!watch {typed}")
    assert words in answer.content
    assert "`example.com`" in answer.content or "example.co.uk" in answer.content
    assert not answer.mention_everyone


async def test_a_domain_beyond_ascii_is_shown_and_understood_in_its_own_letters(scenario: Scenario) -> None:
    assert "Watching `bücher.de` now." in (await scenario.say(scenario.alice, "!watch xn--bcher-kva.de")).content
    assert "`bücher.de` is watched already" in (await scenario.say(scenario.alice, "!watch Bücher.de")).content
    await scenario.watched("example.com")
    for typed in ("bücher.de", "xn--bcher-kva.de", "büch"):
        shown = text_of(await scenario.say(scenario.bob, f"!links {typed}"))
        assert "bücher.de: links" in shown
    added = await scenario.say(scenario.bob, "!add bücher.de https://blog.example.org/post")
    assert "Added 1 link to `bücher.de`" in added.content
    [offered] = await scenario.bob.autocomplete(scenario.channel, "links", "site", "bü")
    assert (offered["name"], offered["value"]) == ("bücher.de", "xn--bcher-kva.de")


async def test_a_part_of_a_domain_is_enough_when_it_fits_one_site_alone(scenario: Scenario) -> None:
    await scenario.watched("shop-one.example.com", "shop-two.example.com")
    assert "shop-two.example.com: links" in text_of(await scenario.say(scenario.bob, "!links shop-two"))
    answer = await scenario.say(scenario.bob, "!profile shop")
    assert "`shop` fits 2 of your sites." in answer.content
    assert "`shop-one.example.com`, `shop-two.example.com`" in answer.content


async def test_sites_are_completed_by_any_part_and_never_beyond_discords_limit(scenario: Scenario) -> None:
    await scenario.watched("example.com", "shop.example.org", "a-shop.example.net")
    offered = await scenario.bob.autocomplete(scenario.channel, "links", "site", "SHOP")
    assert [one["name"] for one in offered] == ["shop.example.org", "a-shop.example.net"]
    assert await scenario.bob.autocomplete(scenario.channel, "links", "site", "%") == []


async def test_a_missing_domain_shows_how_the_command_is_typed(scenario: Scenario) -> None:
    answer = await scenario.say(scenario.alice, "!watch")
    assert answer.content == "The domain is missing. It is typed like this: `!watch <domain>`"


async def test_a_member_may_not_watch_or_unwatch(scenario: Scenario) -> None:
    assert "Manage Server" in (await scenario.say(scenario.bob, "!watch example.com")).content
    await scenario.watched("example.com")
    assert "Manage Server" in (await scenario.say(scenario.bob, "!unwatch example.com")).content
    assert await scenario.bot.sites.all(scenario.alice.guild.id)


async def test_slash_and_typed_commands_are_one(scenario: Scenario) -> None:
    result = await scenario.slash(scenario.alice, "watch", domain="example.com")
    assert "Watching `example.com` now." in result.response.content
    assert not result.ephemeral
    listed = await scenario.slash(scenario.bob, "sites")
    assert "example.com" in listed.response.content
    assert listed.ephemeral


async def test_a_mention_works_like_the_prefix(scenario: Scenario) -> None:
    assert scenario.bot.user is not None
    answer = await scenario.say(scenario.alice, f"<@{scenario.bot.user.id}> watch example.com")
    assert "Watching `example.com` now." in answer.content


async def test_before_the_first_site_every_list_says_how_to_begin(scenario: Scenario) -> None:
    for command in ("sites", "links", "profile", "check", "export", "unwatch"):
        answer = await scenario.say(scenario.alice, f"!{command}")
        assert "No site is watched yet. Begin with `/watch`" in answer.content, command


async def test_with_several_sites_the_name_is_asked_for(scenario: Scenario) -> None:
    await scenario.watched("example.com", "example.org")
    answer = await scenario.say(scenario.bob, "!profile")
    assert "Which site?" in answer.content
    assert "`example.com`, `example.org`" in answer.content


async def test_a_mistyped_site_is_asked_back(scenario: Scenario) -> None:
    await scenario.watched("example.com")
    answer = await scenario.say(scenario.bob, "!profile exmaple.com")
    assert "`exmaple.com` is not watched here. Did you mean `example.com`?" in answer.content


async def test_autocomplete_offers_the_own_sites_alone(scenario: Scenario) -> None:
    await scenario.watched("example.com", "example.org")
    await scenario.say(scenario.mallory, "!watch secret-example.net")
    own = await scenario.alice.autocomplete(scenario.channel, "profile", "site", "exam")
    assert [choice["value"] for choice in own] == ["example.com", "example.org"]
    other = await scenario.mallory.autocomplete(scenario.elsewhere, "profile", "site", "")
    assert [choice["value"] for choice in other] == ["secret-example.net"]


async def test_unwatching_asks_and_the_button_works_after_a_restart(scenario: Scenario, web: Web) -> None:
    await scenario.watched("example.com")
    await scenario.say(scenario.bob, f"!add {web.link('/a', 'https://example.com/')}")
    question = await scenario.say(scenario.alice, "!unwatch example.com")
    assert "Its 1 link and their history will be deleted" in question.content
    assert await scenario.bot.sites.all(scenario.alice.guild.id)

    await scenario.restart()
    refused = await scenario.bob.click(question, label="Delete it")
    assert "Only people who may manage this server" in refused.response.content
    assert refused.ephemeral
    assert await scenario.bot.sites.all(scenario.alice.guild.id)

    await scenario.alice.click(question, label="Delete it")
    assert await scenario.bot.sites.all(scenario.alice.guild.id) == []
    (edited,) = [message for message in scenario.channel.history() if message.id == question.id]
    assert "not watched any more" in edited.content
    assert not edited.components


async def test_a_button_pressed_twice_says_that_it_is_done(scenario: Scenario) -> None:
    await scenario.watched("example.com")
    first = await scenario.say(scenario.alice, "!unwatch")
    second = await scenario.say(scenario.alice, "!unwatch")
    await scenario.alice.click(first, label="Delete it")
    again = await scenario.alice.click(second, label="Delete it")
    assert "not watched any more" in again.response.content


async def test_another_server_sees_and_touches_nothing(scenario: Scenario) -> None:
    await scenario.watched("example.com")
    assert "No site is watched yet" in (await scenario.say(scenario.mallory, "!sites")).content
    await scenario.say(scenario.mallory, "!watch other.org")
    answer = await scenario.say(scenario.mallory, "!profile example.com")
    assert "`example.com` is not watched here" in answer.content
    answer = await scenario.say(scenario.mallory, "!unwatch example.com")
    assert "not watched here" in answer.content
    assert len(await scenario.bot.sites.all(scenario.alice.guild.id)) == 1
