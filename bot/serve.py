"""The bot against Discord, from the first login to the last write: what `python -m bot run` does."""

import asyncio
import logging
import signal

import aiohttp
import discord
from tenacity import AsyncRetrying, before_sleep_log, retry_if_exception, stop_after_delay, wait_random_exponential

from bot.app import Backlight, create_bot
from bot.checking.reader import Reader
from bot.config import Settings
from bot.errors import ConfigError, DatabaseError, DiscordUnreachableError, IntentError, TokenError
from storage.database import Database
from storage.errors import StorageError

log = logging.getLogger(__name__)

LOGIN_PATIENCE_SECONDS = 600  # then the process ends, for whoever supervises it to try anew
LONGEST_PAUSE_SECONDS = 60
TOKEN_REFUSED = 4004  # the gateway's close code
REFUSED = (
    "Discord does not accept discord.token. Copy the token from the page Bot of your application "
    "(discord.com/developers/applications), or reset it there."
)
FIX_INTENT = (
    "discord.message_content is true, but Discord has not granted that intent. Switch on Message Content Intent on the "
    "page Bot of your application (discord.com/developers/applications), or set discord.message_content = false."
)
MISSING = (
    "The setting discord.token is missing. Put your bot's token into config.toml, or into the environment as "
    "BACKLIGHT_DISCORD__TOKEN."
)


async def serve(settings: Settings) -> None:
    """Run the bot until SIGTERM, SIGINT or an error that a restart cannot mend.

    Raises a StartError with one sentence and its own exit code when it cannot start.
    """
    token = settings.discord.token.get_secret_value().strip()
    if not token:
        raise ConfigError(MISSING)
    try:
        database = await Database.open(settings.storage.path)
    except StorageError as error:
        raise DatabaseError(str(error)) from error
    try:
        await _run(create_bot(settings, database, reader=Reader(settings.crawl.max_body_bytes)), token)
    finally:
        await database.close()


async def _run(bot: Backlight, token: str) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    running = asyncio.create_task(_connect(bot, token))
    stopping = asyncio.create_task(stopped.wait())
    try:
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if stopped.is_set():
            log.info("Stopping: what runs is ended or given back")
            await bot.close()
            running.cancel()
        await asyncio.gather(running, return_exceptions=stopped.is_set())
    finally:
        stopping.cancel()
        if not bot.is_closed():
            await bot.close()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)


async def _connect(bot: Backlight, token: str) -> None:
    """Log in, with patience, and stay connected: discord.py reconnects by itself."""
    try:
        async for attempt in AsyncRetrying(
            retry=retry_if_exception(_is_temporary),
            wait=wait_random_exponential(multiplier=1, max=LONGEST_PAUSE_SECONDS),
            stop=stop_after_delay(LOGIN_PATIENCE_SECONDS),
            before_sleep=before_sleep_log(log, logging.WARNING),
            reraise=True,
        ):
            with attempt:
                await _log_in(bot, token)
        await bot.connect()
    except discord.LoginFailure as error:
        raise TokenError(REFUSED) from error
    except discord.PrivilegedIntentsRequired as error:
        raise IntentError(FIX_INTENT) from error
    except discord.ConnectionClosed as error:
        if error.code == TOKEN_REFUSED:
            raise TokenError(REFUSED) from error
        raise DiscordUnreachableError(f"Discord closed the connection for good (code {error.code}).") from error
    except Exception as error:
        if not _is_temporary(error):
            raise
        raise DiscordUnreachableError(f"Discord could not be reached for ten minutes: {error}") from error


async def _log_in(bot: Backlight, token: str) -> None:
    try:
        await bot.login(token)
    except BaseException:
        # discord.py opens a new session at each login and would forget the old one
        await bot.http.close()
        bot.http.connector = discord.utils.MISSING
        raise


def _is_temporary(error: BaseException) -> bool:
    """Our network or Discord's servers: worth another try."""
    if isinstance(error, discord.HTTPException):
        return error.status >= 500 or error.status == 429  # noqa: PLR2004  # HTTP's numbers
    return isinstance(error, OSError | aiohttp.ClientError | TimeoutError)
