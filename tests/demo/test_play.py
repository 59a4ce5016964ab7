"""What differs in the demo's bot."""

import asyncio
import contextvars
from pathlib import Path

from bot.demo.play import DemoBot, demo_settings
from storage.database import Database

asks: contextvars.ContextVar[str] = contextvars.ContextVar("asks", default="nobody")


async def test_a_hurried_check_does_not_run_as_part_of_the_command_that_hurried_it(tmp_path: Path) -> None:
    settings = demo_settings(tmp_path)
    database = await Database.open(settings.storage.path)
    bot = DemoBot(settings, database)
    asked_by: asyncio.Queue[str] = asyncio.Queue()

    async def look() -> int:
        await asked_by.put(asks.get())
        return 0

    bot.checker.run_due = look  # type: ignore[method-assign, assignment]  # the schedule and the context are what is looked at
    bot.schedule = type(bot.schedule)(bot._ticks())
    await bot.open_doors()
    try:
        async with asyncio.timeout(30):
            assert await asked_by.get() == "nobody"  # the look at the start
            asks.set("a command")
            bot.check_soon()
            assert await asked_by.get() == "nobody"
    finally:
        await bot.stop_services()
        await database.close()
