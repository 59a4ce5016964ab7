"""Slash commands are sent to Discord only when they differ from those that were sent last."""

import hashlib
import json
import logging

import discord
from discord.ext import commands

from storage import meta
from storage.database import Database

log = logging.getLogger(__name__)
KEY = "synced_commands"


def fingerprint(bot: commands.Bot) -> str:
    """A hash of the commands as Discord gets them, and of the application that they belong to."""
    payloads = [command.to_dict(bot.tree) for command in bot.tree.get_commands()]
    payloads.sort(key=lambda payload: str(payload["name"]))
    text = json.dumps([bot.application_id, payloads], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


async def sync_if_changed(bot: commands.Bot, database: Database) -> bool:
    """Send the commands when they have changed since the last time. Returns whether they were sent.

    A refusal is logged and tried again at the next start: typed commands work all the same.
    """
    wanted = fingerprint(bot)
    if await database.read(meta.get, KEY) == wanted:
        return False
    try:
        await bot.tree.sync()
    except (discord.HTTPException, OSError) as error:
        log.error("Discord did not take the slash commands: %s. They are sent again at the next start.", error)  # noqa: TRY400  # the trace-back says nothing more
        return False
    await database.write(meta.put, KEY, wanted)
    return True
