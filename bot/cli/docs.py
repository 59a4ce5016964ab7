"""Write docs/commands.md, docs/configuration.md and config.example.toml anew from the code."""

import argparse
import asyncio
import tempfile
from pathlib import Path

from bot.documents import DOCUMENTS, commands_page
from storage.database import Database

ROOT = Path(__file__).resolve().parents[2]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`docs` has one option, for the test that compares."""
    parser.add_argument("--check", action="store_true", help="write nothing; exit code 1 when a file is out of date")


def run(args: argparse.Namespace) -> int:
    """Write the files, or only compare."""
    stale = [path for path, text in pages().items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        if not args.check:
            path.write_text(pages()[path], encoding="utf-8")
        print(f"{path.relative_to(ROOT)} {'is out of date: run make docs' if args.check else 'is written anew'}.")
    return int(args.check and bool(stale))


def pages() -> dict[Path, str]:
    """Every generated file with what it should hold."""
    texts = {ROOT / name: render() for name, render in DOCUMENTS.items()}
    return {ROOT / "docs" / "commands.md": asyncio.run(_commands()), **texts}


async def _commands() -> str:
    with tempfile.TemporaryDirectory() as folder:
        database = await Database.open(Path(folder) / "empty.sqlite3")
        try:
            return await commands_page(database)
        finally:
            await database.close()
