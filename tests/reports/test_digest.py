"""The weekly summary: worth first, honest when nothing happened, nothing left out after a pause."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import discord
import pytest

from bot.reports.compose import Composer
from bot.reports.digest import MAX_SITES, render_digest
from bot.reports.digest_data import Digest, gather
from bot.reports.message import Message, within_limits
from storage import backlinks, deliveries, events, guilds, sites
from storage.database import Database
from storage.records import Delivery, NewBacklink, NewEvent, Site
from storage.words import Credit, DeliveryKind, EventKind, Status
from tests.reports.samples import NOW

GUILD, OTHER, CHANNEL = 1, 2, 10
DAY = timedelta(days=1)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path / "test.sqlite3")
    await opened.write(guilds.set_alerts_channel, GUILD, CHANNEL)
    yield opened
    await opened.close()


async def watch(database: Database, *urls: str, domain: str = "example.com") -> Site:
    site, _ = await database.write(sites.add, GUILD, domain, now=NOW - 60 * DAY)
    new = [NewBacklink(url=url, host=url.split("/")[2], domain=url.split("/")[2]) for url in urls]
    await database.write(backlinks.add_many, site, new, now=NOW - 60 * DAY)
    return site


async def happened(database: Database, site: Site, kind: EventKind, days_ago: float) -> None:
    new = NewEvent(kind=kind)
    await database.write(events.insert, new, guild_id=GUILD, site_id=site.id, at=NOW - days_ago * DAY)


async def owed(database: Database, at: timedelta = timedelta(0)) -> Delivery:
    delivery_id = await database.write(
        deliveries.owe, GUILD, CHANNEL, DeliveryKind.DIGEST, now=NOW + at, not_before=NOW + at
    )
    found = await database.read(deliveries.get, GUILD, delivery_id)
    assert found is not None
    return found


async def digest(database: Database, delivery: Delivery, late_by: timedelta = timedelta(0)) -> Digest:
    found = await database.read(gather, delivery, delivery.created_at + late_by)
    assert found is not None
    return found


def words_of(message: Message) -> str:
    embed = message.embeds[0]
    parts = [embed.title or "", embed.description or ""]
    return "\n".join([*parts, *(f"{field.name}\n{field.value}" for field in embed.fields)])


async def test_it_leads_with_quality_and_domains_and_compares_with_the_week_before(database: Database) -> None:
    site = await watch(database, "https://a.example/", "https://b.example/", "https://b.example/2")
    for number, link in enumerate(await database.read(backlinks.of_site, GUILD, site.id)):
        await database.write(backlinks.save, replace(link, status=Status.LIVE, checked_at=NOW))
        await database.write(
            backlinks.set_rating, GUILD, link.id, quality=70.0 - 30 * number, relevance=0.5, authority=None,
            toxicity=0.0, now=NOW,
        )  # fmt: skip
    for kind, days_ago in [
        (EventKind.FOUND, 1),
        (EventKind.LOST, 2),
        (EventKind.RESTORED, 3),
        (EventKind.CREDIT_CHANGED, 3),
        (EventKind.LOST, 9),
        (EventKind.LOST, 8),
    ]:
        await happened(database, site, kind, days_ago)
    words = words_of(render_digest(await digest(database, await owed(database))))
    assert "**1 of 3 live links** strong; 2 gained, 1 lost, 1 changed." in words
    assert "**1 strong** of 3 live links · **2 domains link**" in words
    assert "This week +1, -1, 1 restored, 1 changed · the week before +0, -2" in words


async def test_lost_links_are_listed_best_first_with_what_they_passed_on(database: Database) -> None:
    site = await watch(database, "https://weak.example/", "https://strong.example/")
    for link in await database.read(backlinks.of_site, GUILD, site.id):
        lost = replace(link, status=Status.LOST, lost_at=NOW - DAY, credit=Credit.FOLLOWED, anchor="[a](b)")
        await database.write(backlinks.save, lost)
        quality = 80.0 if "strong" in link.source_url else 5.0
        await database.write(
            backlinks.set_rating, GUILD, link.id, quality=quality, relevance=None, authority=None, toxicity=0.0, now=NOW
        )
        await happened(database, site, EventKind.LOST, 1)
    words = words_of(render_digest(await digest(database, await owed(database))))
    assert words.index("**80** <https://strong.example/>") < words.index("**5** <https://weak.example/>")
    assert r"“\[a\]\(b\)”, followed" in words


async def test_nothing_happened_is_said_honestly(database: Database) -> None:
    site = await watch(database, "https://a.example/")
    [link] = await database.read(backlinks.of_site, GUILD, site.id)
    message = render_digest(await digest(database, await owed(database)))
    assert "But no link was checked in this time" in words_of(message)
    await database.write(backlinks.save, replace(link, status=Status.LIVE, checked_at=NOW - DAY))
    message = render_digest(await digest(database, await owed(database)))
    assert "**Nothing changed.** No link was gained, lost or changed" in words_of(message)
    assert message.silent
    await database.write(backlinks.save, replace(link, status=Status.UNVERIFIED, checked_at=NOW - DAY))
    words = words_of(render_digest(await digest(database, await owed(database))))
    assert "**Nothing changed.** But 1 link could not be verified." in words


async def test_a_team_without_a_site_is_told_how_to_begin(database: Database) -> None:
    assert "No site is watched yet" in words_of(render_digest(await digest(database, await owed(database))))


async def test_a_late_digest_says_so_and_tells_of_the_whole_time_since_the_last(database: Database) -> None:
    site = await watch(database, "https://a.example/")
    first = await owed(database)
    await database.write(deliveries.claim_due, now=NOW, limit=1)
    await database.write(deliveries.mark_sent, first.id, message_id=1, now=NOW)
    await happened(database, site, EventKind.LOST, -2)  # two days after the first digest
    guild = await database.read(guilds.get, GUILD)
    assert guild is not None
    await database.write(guilds.set_digest, GUILD, weekday=0, time="09:00", next_at=NOW + 28 * DAY)
    late = await digest(database, await owed(database, 24 * DAY))
    assert (late.start, late.late) == (NOW, True)
    words = words_of(render_digest(late))
    assert "Summary of 24 days, late" in words
    assert "1 lost" in words
    in_time = await digest(database, await owed(database, 21 * DAY))
    assert not in_time.late


async def test_what_needs_attention_is_named(database: Database) -> None:
    site = await watch(database, "https://spam.example/")
    [link] = await database.read(backlinks.of_site, GUILD, site.id)
    await database.write(backlinks.save, replace(link, status=Status.LIVE, checked_at=NOW))
    await database.write(
        backlinks.set_rating, GUILD, link.id, quality=1.0, relevance=None, authority=None, toxicity=77.0, now=NOW
    )
    toxic = NewEvent(kind=EventKind.TURNED_TOXIC)
    await database.write(events.insert, toxic, guild_id=GUILD, site_id=site.id, backlink_id=link.id, at=NOW - DAY)
    failed = await owed(database)
    await database.write(deliveries.claim_due, now=NOW, limit=1)
    await database.write(deliveries.mark_failed, failed.id, error="403")
    words = words_of(render_digest(await digest(database, await owed(database))))
    assert "`https://spam.example/` turned toxic (77 of 100)" in words
    assert "1 message could not be sent" in words
    assert "No alert told of 1 change" in words


async def test_another_guilds_links_are_not_in_it(database: Database) -> None:
    await database.write(guilds.set_alerts_channel, OTHER, 20)
    theirs, _ = await database.write(sites.add, OTHER, "mallory.example", now=NOW)
    lost = NewEvent(kind=EventKind.LOST)
    await database.write(events.insert, lost, guild_id=OTHER, site_id=theirs.id, at=NOW - DAY)
    ours = await digest(database, await owed(database))
    assert ours.sites == ()
    assert all(not week.lost for week in ours.weeks)


async def test_many_sites_fit_into_one_message(database: Database) -> None:
    for number in range(MAX_SITES + 3):
        site = await watch(database, "https://a.example/", domain=f"site-{number}.example")
        await happened(database, site, EventKind.LOST, 1)
    message = render_digest(await digest(database, await owed(database)))
    assert "…and 3 more sites" in words_of(message)
    assert within_limits(message).attachments == ()


async def test_the_composer_adds_a_chart_when_there_is_something_to_draw(database: Database) -> None:
    compose = Composer(database)
    site = await watch(database, "https://a.example/")
    quiet = await compose(await owed(database), NOW)
    assert quiet is not None
    assert quiet.attachments == ()
    await happened(database, site, EventKind.LOST, 1)
    message = await compose(await owed(database), NOW)
    assert message is not None
    assert message.attachments[0].name == "trend.png"
    assert "1 lost" in message.attachments[0].description


async def test_the_composer_makes_an_alert_of_its_events_with_buttons(database: Database) -> None:
    compose = Composer(database)
    site = await watch(database, "https://a.example/")
    [link] = await database.read(backlinks.of_site, GUILD, site.id)
    delivery_id = await database.write(
        deliveries.owe, GUILD, CHANNEL, DeliveryKind.ALERT, now=NOW, not_before=NOW, site_id=site.id
    )
    delivery = await database.read(deliveries.get, GUILD, delivery_id)
    assert delivery is not None
    assert await compose(delivery, NOW) is None
    new = NewEvent(kind=EventKind.LOST, evidence="gone")
    await database.write(
        events.insert, new, guild_id=GUILD, site_id=site.id, backlink_id=link.id, at=NOW, delivery_id=delivery_id
    )
    message = await compose(delivery, NOW)
    assert message is not None
    assert message.embeds[0].title == r"example\.com: 1 link lost"
    labels = [item.item.label for item in message.items if isinstance(item, discord.ui.DynamicItem)]
    assert labels == ["Details", "Re-check now", "Mute 24h"]
