"""Slash commands go to Discord when they have changed, and only then."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from discord import app_commands
from simcord import Env

from bot.app import Backlight
from bot.config import CheckSettings, QualitySettings, Settings
from storage.database import Database


class Changed(Backlight):
    """A later version with one description changed."""

    async def load_cogs(self) -> None:
        await super().load_cogs()
        command = self.tree.get_command("sites")
        assert isinstance(command, app_commands.Command)
        command.description = "List what is watched."


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path / "backlight.sqlite3")
    yield opened
    await opened.close()


async def puts_of_a_start(kind: type[Backlight], database: Database, *, fail: bool = False) -> int:
    """How often a start sends the commands."""
    bot = kind(Settings(checks=CheckSettings(tick_seconds=10**9), quality=QualitySettings(rate_links=False)), database)
    env = Env(bot, check_errors=False)
    if fail:
        env.inject_error("PUT", "/applications/*/commands", status=500)
    await env.start()
    sent = sum(request.method == "PUT" and request.path.endswith("/commands") for request in env.http_requests)
    await bot.stop_services()
    await env.shutdown()
    return sent


async def test_two_starts_send_them_once_and_a_change_once_more(database: Database) -> None:
    assert await puts_of_a_start(Backlight, database) == 1
    assert await puts_of_a_start(Backlight, database) == 0
    assert await puts_of_a_start(Changed, database) == 1
    assert await puts_of_a_start(Changed, database) == 0


async def test_a_refusal_does_not_keep_the_bot_from_starting_and_is_tried_again(database: Database) -> None:
    assert await puts_of_a_start(Backlight, database, fail=True) == 1
    assert await puts_of_a_start(Backlight, database) == 1
