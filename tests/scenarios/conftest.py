"""The base scenario: Alice (admin) and Bob (member) in one guild, Mallory in another, one bot, one database."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

import discord
import pytest
from simcord import Env

from bot.app import Backlight, create_bot
from bot.config import CheckSettings, CrawlSettings, DiscordSettings, QualitySettings, Settings, StorageSettings
from bot.explain import explain
from storage.database import Database
from tests.scenarios.web import Web

FAR = 10**9  # seconds: the schedule's own ticks stay out of the scenarios


@dataclass
class Scenario:
    """The people, their channels, and the bot that they talk to."""

    env: Env
    database: Database
    settings: Settings
    alice: Any
    bob: Any
    mallory: Any
    channel: Any
    alerts: Any
    elsewhere: Any
    bot: Backlight
    forgiven: bool = False

    async def say(self, who: Any, text: str, *, attachments: tuple[tuple[str, bytes], ...] = ()) -> discord.Message:
        """A person types a message; returns the bot's last answer in that channel."""
        channel = self.elsewhere if who is self.mallory else self.channel
        before = channel.last_message
        await who.send(channel, text, attachments=attachments)
        answer: discord.Message | None = channel.last_message
        assert answer is not None
        assert answer.author == self.bot.user or answer.author.bot, f"the bot did not answer {text!r}"
        assert before is None or answer.id != before.id
        return answer

    async def slash(self, who: Any, name: str, **options: Any) -> Any:
        """A person picks a slash command."""
        channel = self.elsewhere if who is self.mallory else self.channel
        return await who.slash(channel, name, **options)

    async def silent(self, who: Any, text: str) -> bool:
        """Whether the bot says nothing to a message."""
        channel = self.elsewhere if who is self.mallory else self.channel
        sent = await who.send(channel, text)
        return bool(channel.last_message.id == sent.id)

    async def watched(self, *domains: str) -> None:
        """Alice watches these domains."""
        for domain in domains:
            await self.say(self.alice, f"!watch {domain}")

    def forgive(self) -> None:
        """This test has caused an incident on purpose."""
        self.forgiven = True

    async def deliver(self) -> None:
        """Let the time of grouping pass, and everything that is owed go out."""
        await self.database.write(lambda db: db.execute("UPDATE deliveries SET not_before = 0"))
        await self.bot.outbox.deliver_due()

    async def restart(self) -> None:
        """A new bot on the same database and the same Discord."""
        await self.bot.stop_services()
        self.bot = create_bot(self.settings, self.database)
        await self.env.restart_bot(self.bot)


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    """A web on loopback that the bot may fetch from."""
    async with Web() as served:
        yield served


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Quick checks of the loopback web; no ticks."""
    return Settings(
        discord=DiscordSettings(message_content=True),
        storage=StorageSettings(path=tmp_path / "backlight.sqlite3"),
        crawl=CrawlSettings(host_delay=0, allow_addresses=(IPv4Network("127.0.0.0/8"),), timeout=5),
        checks=CheckSettings(tick_seconds=FAR),
        quality=QualitySettings(rate_links=False),  # its own tests; a process for each scenario would take minutes
    )


@pytest.fixture
async def scenario(settings: Settings) -> AsyncIterator[Scenario]:
    """Everything up and connected. After the test, an error that no sentence was written for fails it."""
    database = await Database.open(settings.storage.path)
    bot = create_bot(settings, database)
    env = Env(bot, check_errors=False, settle_timeout=30)  # a busy machine may need long to load the texts
    await env.start()
    people = _people(env, database, settings, bot)
    try:
        yield people
    finally:
        errors = env.errors
        await people.bot.stop_services()
        await env.shutdown()
        await database.close()
    for error in errors:
        if explain(error) is None and not people.forgiven:
            raise error


def _people(env: Env, database: Database, settings: Settings, bot: Backlight) -> Scenario:
    guild = env.create_guild("Garden team")
    admins = guild.create_role("Admins", permissions=discord.Permissions(manage_guild=True))
    other = env.create_guild("Another team")
    other_admins = other.create_role("Admins", permissions=discord.Permissions(manage_guild=True))
    return Scenario(
        env=env,
        database=database,
        settings=settings,
        alice=guild.add_member(env.create_user("alice"), roles=[admins]),
        bob=guild.add_member(env.create_user("bob")),
        mallory=other.add_member(env.create_user("mallory"), roles=[other_admins]),
        channel=guild.create_text_channel("links"),
        alerts=guild.create_text_channel("alerts"),
        elsewhere=other.create_text_channel("links"),
        bot=bot,
    )


def text_of(message: Any) -> str:
    """Everything that a message says: content, embeds, names of files."""
    parts = [message.content]
    for embed in message.embeds:
        parts += [embed.title, embed.description, *(f"{field.name}\n{field.value}" for field in embed.fields)]
        parts.append(embed.footer.text)
    parts += [attachment.filename for attachment in message.attachments]
    return "\n".join(part for part in parts if part)
