"""What is written to stderr while the bot runs: our own steps, and of the libraries what needs attention."""

import logging

import discord

QUIET = ("discord", "apscheduler", "aiohttp", "asyncio", "matplotlib")  # their INFO is about themselves
EXPECTED = ("is not installed, voice will NOT be supported", "Privileged message content intent is missing")


def set_up() -> None:
    """Log to stderr, with the time. A start that fails then says its one sentence and nothing else."""
    discord.utils.setup_logging()
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    for handler in logging.getLogger().handlers:
        handler.addFilter(_matters)


def _matters(record: logging.LogRecord) -> bool:
    """False for warnings of discord.py about what Backlight leaves out on purpose: voice and the typed prefix."""
    return not (record.name.startswith("discord") and any(text in record.getMessage() for text in EXPECTED))
