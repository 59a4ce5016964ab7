"""Write a whole and consistent copy of the database, also while the bot runs."""

import argparse
import sqlite3
import sys
from pathlib import Path

from bot.config import load
from storage.connection import backup


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `backup`."""
    parser.add_argument("copy", type=Path, metavar="FILE", help="where the copy goes; an existing file is left alone")
    parser.add_argument("--config", type=Path, default=Path("config.toml"), metavar="FILE", help="the settings")


def run(args: argparse.Namespace) -> int:
    """Copy the database. Exit code 0 when the copy is whole, 2 when nothing was written."""
    path = load(args.config).storage.path
    if not path.exists():
        print(f"There is no database at {path} yet: nothing to copy.", file=sys.stderr)
        return 2
    if args.copy.exists():
        print(f"{args.copy} exists already. Name another file, or move that one away.", file=sys.stderr)
        return 2
    try:
        backup(path, args.copy)
    except sqlite3.Error as error:
        args.copy.unlink(missing_ok=True)
        print(f"The copy failed: {error}. Check that {args.copy.parent} exists and has room.", file=sys.stderr)
        return 2
    print(f"Copied {path} to {args.copy}.")
    return 0
