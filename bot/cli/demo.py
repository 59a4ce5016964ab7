"""The same bot in a simulated Discord on a local page: no account, no token, no internet."""

import argparse
import asyncio
import functools
import logging
import signal
import sys
import tempfile
from collections.abc import Coroutine
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

MISSING = "The demo needs what requirements-dev.txt lists. `make demo` installs it."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `demo`."""
    parser.add_argument("--port", type=int, default=0, help="the page's port (default: any that is free)")
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="keep the data there (default: a temporary folder)")
    parser.add_argument("--no-browser", action="store_true", help="only print the address")


def run(args: argparse.Namespace) -> int:
    """Run until Ctrl-C or SIGTERM, or until the page is ended. Exit code 0, or 2 when something is missing."""
    try:
        from bot.demo.play import play  # noqa: PLC0415  # simcord is only there after `make demo` or `make test`
    except ModuleNotFoundError as error:
        print(f"{MISSING} ({error})", file=sys.stderr)
        return 2
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    say = functools.partial(print, flush=True)
    with _folder(args.data) as folder:
        asyncio.run(_until_stopped(play(Path(folder), say=say, port=args.port, browser=not args.no_browser)))
    print("The demo has ended.")
    return 0


def _folder(wanted: Path | None) -> AbstractContextManager[str]:
    if wanted is None:
        return tempfile.TemporaryDirectory(prefix="backlight-demo-")
    wanted.mkdir(parents=True, exist_ok=True)
    return nullcontext(str(wanted))


async def _until_stopped(playing: Coroutine[Any, Any, None]) -> None:
    """Run the demo; SIGINT and SIGTERM end it in order."""
    task = asyncio.ensure_future(playing)
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    await asyncio.wait([task])
    if not task.cancelled():
        task.result()
