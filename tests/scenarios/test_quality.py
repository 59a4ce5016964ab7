"""Toxic links, the team's word on them, and the disavow file, as Discord users meet them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from storage import backlinks, ratings, verdicts
from storage.records import NewBacklink
from storage.verdicts import Verdict
from tests.scenarios.conftest import Scenario, text_of

NOW = datetime(2026, 5, 1, tzinfo=UTC)
SIGNAL = {
    "name": "spam_words",
    "group": "page",
    "weight": 80.0,
    "value": 1.0,
    "evidence": "Words of the gambling trade.",
}
PART = {"name": "credit", "weight": 0.15, "value": 1.0, "why": "followed"}


async def toxic_link(scenario: Scenario) -> Any:
    await scenario.watched("example.com")
    guild_id = scenario.alice.guild.id
    site = (await scenario.bot.sites.all(guild_id))[0]
    new = NewBacklink(url="https://bad.example/p", host="bad.example", domain="bad.example")
    await scenario.database.write(backlinks.add_many, site, [new], now=NOW)
    link = (await scenario.database.read(backlinks.find, guild_id, site.id, new.url))[0]
    await scenario.database.write(lambda db: db.execute("UPDATE backlinks SET status = 'live'"))
    rating = ratings.NewRating(
        quality=0, relevance=None, authority=None, toxicity=80, signals=[SIGNAL], parts=[PART], summary="why"
    )
    await scenario.database.write(ratings.save, guild_id, link.id, rating, now=NOW, group_for=timedelta(0))
    return link


async def test_the_verdict_of_a_button_is_remembered_and_changes_the_rating(scenario: Scenario) -> None:
    link = await toxic_link(scenario)
    shown = await scenario.say(scenario.bob, "!toxic")
    assert "Words of the gambling trade" in text_of(shown)

    refused = await scenario.bob.click(shown, label="1: not toxic")
    assert "may manage this server" in refused.response.content

    await scenario.restart()
    noted = await scenario.alice.click(shown, label="1: not toxic")
    assert "counts as not toxic" in noted.response.content
    saved = await scenario.database.read(backlinks.get, link.guild_id, link.id)
    assert saved is not None
    assert saved.toxicity == 0
    assert saved.quality == 100

    await scenario.say(scenario.alice, "!verdict bad.example forget")
    saved = await scenario.database.read(backlinks.get, link.guild_id, link.id)
    assert saved is not None
    assert saved.toxicity == 80


async def test_a_link_is_explained_part_by_part_to_its_own_server_alone(scenario: Scenario) -> None:
    await toxic_link(scenario)
    for asked in ("https://bad.example/p", "bad.example"):
        shown = text_of(await scenario.say(scenario.bob, f"!link {asked}"))
        assert "100 of 100 credit: followed" in shown.replace("*", "")
        assert "spam words: Words of the gambling trade" in shown
    await scenario.say(scenario.mallory, "!watch example.com")
    assert "I know of no link from there" in text_of(await scenario.say(scenario.mallory, "!link bad.example"))


async def test_verdicts_are_of_one_server_alone(scenario: Scenario) -> None:
    link = await toxic_link(scenario)
    await scenario.say(scenario.alice, "!verdict https://bad.example/x ignored")
    assert "bad.example" in text_of(await scenario.say(scenario.bob, "!verdicts"))
    await scenario.say(scenario.mallory, "!watch example.com")
    assert "Nothing yet" in text_of(await scenario.say(scenario.mallory, "!verdicts"))
    held = await scenario.database.read(verdicts.of_domain, link.guild_id, link.site_id, "bad.example")
    assert held is Verdict.IGNORED


async def test_only_what_was_approved_is_in_the_disavow_file(scenario: Scenario) -> None:
    await toxic_link(scenario)
    assert "Nothing is approved" in text_of(await scenario.say(scenario.alice, "!disavow"))
    await scenario.say(scenario.alice, "!disavow_add domain:bad.example bought in 2019")
    file = await scenario.say(scenario.alice, "!disavow")
    assert "Most sites need no disavow file" in text_of(file)
    (attachment,) = file.attachments
    assert "bought in 2019" in (await attachment.read()).decode()
    assert "is out of the file" in text_of(await scenario.say(scenario.alice, "!disavow_remove domain:bad.example"))


async def test_an_existing_disavow_file_is_read_in(scenario: Scenario) -> None:
    await scenario.watched("example.com")
    given = ("disavow.txt", b"# why\ndomain:a.example\nnonsense\n")
    answer = await scenario.say(scenario.alice, "!disavow_import", attachments=(given,))
    assert "1 new entry of 1" in text_of(answer)
    assert "Line 3" in text_of(answer)


async def test_a_broad_entry_is_warned_of_and_a_wrong_one_refused(scenario: Scenario) -> None:
    await scenario.watched("example.com")
    assert "Think twice" in text_of(await scenario.say(scenario.alice, "!disavow_add domain:wordpress.com"))
    assert "your own" in text_of(await scenario.say(scenario.alice, "!disavow_add domain:example.com"))
    assert "no page of the public web" in text_of(await scenario.say(scenario.alice, "!disavow_add http://localhost/"))
    given = ("disavow.txt", "domain:example.com\ndomain:tumblr.com\ndomain:co.uk\ndomain:bad.com\n".encode("utf-16"))
    answer = text_of(await scenario.say(scenario.alice, "!disavow_import", attachments=(given,)))
    assert "2 new entries of 2" in answer
    assert "2 lines left out" in answer
    assert "Think twice: tumblr" in answer


async def test_a_member_may_not_change_the_disavow_file(scenario: Scenario) -> None:
    await scenario.watched("example.com")
    answer = await scenario.say(scenario.bob, "!disavow_add domain:bad.example")
    assert "is approved" not in text_of(answer)


async def test_a_wrong_word_for_a_verdict_is_answered_with_the_right_ones(scenario: Scenario) -> None:
    await scenario.watched("example.com")
    answer = await scenario.say(scenario.alice, "!verdict bad.example poison")
    assert "`poison` is none of the words that I know there: `toxic`, `fine`, `ignored`, `forget`." in answer.content
