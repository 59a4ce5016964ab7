"""Run the bot against Discord (the default)."""

import argparse
import asyncio
from pathlib import Path

from bot import logs
from bot.config import load
from bot.serve import serve


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `run`."""
    parser.add_argument("--config", type=Path, default=Path("config.toml"), metavar="FILE", help="the settings")


def run(args: argparse.Namespace) -> int:
    """Run until told to stop. Exit code 0 after SIGTERM or SIGINT; a StartError has its own."""
    settings = load(args.config)
    logs.set_up()
    asyncio.run(serve(settings))
    return 0
