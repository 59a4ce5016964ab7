"""Send the slash commands to Discord now, for all servers or for one, or take them back."""

import argparse
import asyncio
from pathlib import Path

import discord

from bot import serve
from bot.app import Backlight
from bot.commands_sync import KEY, fingerprint
from bot.config import Settings, load
from bot.errors import ConfigError, DatabaseError, DiscordUnreachableError, TokenError
from storage import meta
from storage.database import Database
from storage.errors import StorageError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `sync`."""
    parser.add_argument("--config", type=Path, default=Path("config.toml"), metavar="FILE", help="the settings")
    parser.add_argument("--guild", type=int, metavar="ID", help="this server only, where they show at once")
    parser.add_argument("--clear", action="store_true", help="take the commands back")


def run(args: argparse.Namespace) -> int:
    """Send or take back. Not needed in everyday life: the bot does it itself when commands have changed."""
    count = asyncio.run(_sync(load(args.config), args.guild, clear=args.clear))
    where = f"server {args.guild}" if args.guild else "all servers"
    print(f"{count} slash commands are now known in {where}.")
    return 0


class _Sender(Backlight):
    """The bot with its commands and without its services: another process may be running them."""

    async def setup_hook(self) -> None:
        await self.load_cogs()


async def _sync(settings: Settings, guild_id: int | None, *, clear: bool) -> int:
    token = settings.discord.token.get_secret_value().strip()
    if not token:
        raise ConfigError(serve.MISSING)
    try:
        database = await Database.open(settings.storage.path)
    except StorageError as error:
        raise DatabaseError(str(error)) from error
    bot = _Sender(settings, database)
    guild = discord.Object(guild_id) if guild_id else None
    try:
        await bot.login(token)
        if clear:
            bot.tree.clear_commands(guild=guild)
        elif guild:
            bot.tree.copy_global_to(guild=guild)
        known = await bot.tree.sync(guild=guild)
        if guild is None:
            await database.write(meta.put, KEY, fingerprint(bot))
    except discord.LoginFailure as error:
        raise TokenError(serve.REFUSED) from error
    except (discord.HTTPException, OSError) as error:
        raise DiscordUnreachableError(f"Discord did not take the commands: {error}") from error
    else:
        return len(known)
    finally:
        await bot.close()
        await database.close()
