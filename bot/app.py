"""The bot object: starts the services, loads the cogs, answers every error with a sentence, shuts down in order."""

import asyncio
import logging
import pkgutil
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.checking.checker import Checker
from bot.checking.reader import Reader
from bot.commands_sync import sync_if_changed
from bot.config import Settings
from bot.crawl.fetcher import Fetcher
from bot.crawl.guard import AddressGuard
from bot.crawl.render import Renderer
from bot.explain import explain
from bot.quality.lists import BlockLists
from bot.quality.worker import RatingQueue
from bot.reports.compose import Composer
from bot.reports.outbox import Outbox
from bot.schedule import Schedule, Tick, beat, owe_digests
from bot.services.backlinks import Backlinks
from bot.services.checks import Checks
from bot.services.guild_settings import GuildSettings
from bot.services.health import Health
from bot.services.sites import Sites
from storage.database import Database

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
CHECKS, DELIVERIES, RENEWALS = "checks", "deliveries", "renewals"  # the ticks that something may hurry
COGS = Path(__file__).resolve().parents[1] / "cogs"


def utc_now() -> datetime:
    """The moment, as every service takes it from `clock`."""
    return datetime.now(UTC)


class Context(commands.Context["Backlight"]):
    """What a command is given. All commands are for servers only, so there is always a guild."""

    @property
    def guild_id(self) -> int:
        """The id that every look-up of the team's data takes first."""
        if self.guild is None:
            raise commands.NoPrivateMessage
        return self.guild.id

    async def tell(self, content: str | None = None, **kwargs: Any) -> discord.Message:
        """Answer the person alone where Discord can do that (slash commands); else in the channel."""
        return await self.send(content, ephemeral=True, **kwargs)


class Tree(app_commands.CommandTree["Backlight"]):
    """The slash commands."""

    async def on_error(
        self, interaction: discord.Interaction["Backlight"], error: app_commands.AppCommandError, /
    ) -> None:
        """For what never reaches a command of ours: Discord still shows an old version of it, or autocomplete."""
        if isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
            await interaction.client.answer(interaction, "That command has changed. Restart Discord and try it again.")
        else:
            await interaction.client.answer_error(interaction, error)


class Backlight(commands.Bot):
    """The bot. Its services are attributes, so that a cog reads `self.bot.sites.all(...)`."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        *,
        clock: Clock = utc_now,
        fetcher: Fetcher | None = None,
        reader: Reader | None = None,
    ) -> None:
        """Nothing runs yet; `start` (or a simulated Discord) calls `setup_hook`."""
        intents = discord.Intents(guilds=True, guild_messages=True)
        intents.message_content = settings.discord.message_content
        super().__init__(
            command_prefix=_prefixes,
            help_command=None,
            tree_cls=Tree,
            intents=intents,
            case_insensitive=True,
            strip_after_prefix=True,
            allowed_mentions=discord.AllowedMentions.none(),
            allowed_contexts=app_commands.AppCommandContext(guild=True),
            allowed_installs=app_commands.AppInstallationType(guild=True),
            max_messages=None,
        )
        self.settings = settings
        self.database = database
        self.clock = clock
        self.sites = Sites(database, clock)
        self.backlinks = Backlinks(database, clock, AddressGuard(settings.crawl.allow_addresses))
        self.guild_settings = GuildSettings(database, clock)
        self.fetcher = fetcher or Fetcher(settings.crawl, now=clock)
        self.ratings = self._rating_queue()
        self.renderer = Renderer(settings) if settings.render.enabled else None
        self.checker = Checker(
            database,
            self.fetcher,
            settings,
            clock=clock,
            changed=self.ratings.offer if self.ratings is not None else None,
            render=self.renderer.render if self.renderer else None,
            reader=reader,
        )
        self.checks = Checks(database, clock, sites=self.sites, links=self.backlinks, checker=self.checker)
        self.health = Health(database, clock)
        self.outbox = Outbox(database, self, Composer(database), clock=clock, tries=settings.alerts.max_attempts)
        self.schedule = Schedule(self._ticks())
        self._rating: asyncio.Task[None] | None = None

    async def setup_hook(self) -> None:
        """Load the cogs and start the services. Safe to call again after a login that failed half-way."""
        await self.load_cogs()
        await sync_if_changed(self, self.database)
        await self.start_services()

    async def start_services(self) -> None:
        """Take over what the last run left behind, then let the schedule tick."""
        await self.checker.take_over()
        if self.ratings is not None:
            self._rating = asyncio.create_task(self.ratings.run())
        self.schedule.start()

    async def load_cogs(self) -> None:
        """Load the features that are not loaded yet."""
        for name in cog_names():
            if f"cogs.{name}" not in self.extensions:
                await self.load_extension(f"cogs.{name}")

    async def stop_services(self) -> None:
        """Claim nothing more, let what runs end for some seconds, give back the rest. May be called twice."""
        await self.checker.close()
        await self.schedule.stop()
        if self._rating:
            self._rating.cancel()
            await asyncio.gather(self._rating, return_exceptions=True)
        if self.renderer:
            await self.renderer.close()
        await self.fetcher.close()

    async def close(self) -> None:
        """End in order: the services, then Discord. The database is closed by whoever opened it."""
        await self.stop_services()
        await super().close()

    def check_soon(self) -> None:
        """Something has become due just now."""
        self.schedule.hurry(CHECKS)
        self.schedule.hurry(RENEWALS)

    def _rating_queue(self) -> RatingQueue | None:
        quality = self.settings.quality
        if not quality.rate_links:
            return None
        key = quality.urlhaus_key.get_secret_value()
        asks = quality.dns_lists or key
        return RatingQueue(
            self.database,
            self.fetcher,
            group_for=timedelta(seconds=self.settings.alerts.group_seconds),
            lists=BlockLists(self.database, quality.dns_lists, urlhaus_key=key) if asks else None,
            clock=self.clock,
        )

    def _ticks(self) -> list[Tick]:
        often = timedelta(seconds=self.settings.checks.tick_seconds)
        ticks = [
            Tick(name=CHECKS, look=self.checker.run_due, every=often),
            Tick(name=DELIVERIES, look=self._deliver, every=often),
            Tick(name="targets", look=self.checker.check_targets, every=timedelta(minutes=5)),
            Tick(name="digests", look=lambda: owe_digests(self.database, self.clock), every=often),
            Tick(name="heartbeat", look=lambda: beat(self.database, self.clock), every=timedelta(minutes=1)),
            Tick(name="purge", look=self.guild_settings.purge_left, every=timedelta(hours=6)),
        ]
        if self.ratings is not None:
            ticks.append(Tick(name=RENEWALS, look=self.ratings.renew_due, every=timedelta(minutes=1)))
        return ticks

    async def _deliver(self) -> None:
        if self.is_ready():  # before, channels are not known yet
            await self.outbox.deliver_due()

    async def get_context(self, origin: Any, /, *, cls: Any = Context) -> Any:
        """Every command gets our `Context`."""
        return await super().get_context(origin, cls=cls)

    async def on_ready(self) -> None:
        """Runs after each reconnect too, so nothing is started here."""
        log.info("Connected as %s, in %d servers", self.user, len(self.guilds))
        self.schedule.hurry(DELIVERIES)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """A new team, or one that is back within the grace period."""
        await self.guild_settings.came_back(guild.id)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Removed for good: discord.py does not call this for an outage. The data is purged after a while."""
        await self.guild_settings.left(guild.id)

    async def on_command_error(self, context: commands.Context[Any], error: commands.CommandError, /) -> None:
        """The one place where a failed command, typed or slash, gets its answer."""
        text = explain(error, context)
        if text is None:
            text = self.incident(error, f"command {context.command}")
        if text:
            await _try_to(context.send(text, ephemeral=True))

    async def answer_error(self, interaction: discord.Interaction[Any], error: Exception) -> None:
        """The same for buttons."""
        text = explain(error)
        await self.answer(interaction, self.incident(error, "interaction") if text is None else text)

    async def answer(self, interaction: discord.Interaction[Any], text: str) -> None:
        """Answer an interaction to the person alone, whether or not it has been answered already."""
        if interaction.type is discord.InteractionType.autocomplete:
            return
        if interaction.response.is_done():
            await _try_to(interaction.followup.send(text, ephemeral=True))
        else:
            await _try_to(interaction.response.send_message(text, ephemeral=True))

    def incident(self, error: BaseException, where: str) -> str:
        """Log something unexpected under a short id, and return the sentence that names it."""
        number = secrets.token_hex(3)
        original = getattr(error, "original", None) or error
        log.error("Incident %s in %s", number, where, exc_info=original)
        return f"Something went wrong on my side. If it happens again, tell whoever runs me the number `{number}`."


def create_bot(
    settings: Settings,
    database: Database,
    *,
    clock: Clock = utc_now,
    fetcher: Fetcher | None = None,
    reader: Reader | None = None,
) -> Backlight:
    """A bot on an opened database, ready for `start` or for a simulated Discord. The caller closes the database.

    `fetcher` takes the place of the one that the settings give, e.g. with a resolver for names that are not in the DNS.
    With `reader` pages are read in its process; it is closed with the bot.
    """
    return Backlight(settings, database, clock=clock, fetcher=fetcher, reader=reader)


def cog_names() -> list[str]:
    """The features, one module a cog. What they share lies in cogs/common."""
    return [module.name for module in pkgutil.iter_modules([str(COGS)]) if module.name != "common"]


def _prefixes(bot: Backlight, message: discord.Message) -> list[str]:
    """A mention always works; the typed prefix needs the message-content intent."""
    mentions = commands.when_mentioned(bot, message)
    return [*mentions, bot.settings.discord.prefix] if bot.settings.discord.message_content else mentions


async def _try_to(sending: Any) -> None:
    """Await an answer that Discord may refuse: the channel is gone, or we may not speak there."""
    try:
        await sending
    except discord.HTTPException as error:
        log.info("An answer could not be sent: %s", error)
