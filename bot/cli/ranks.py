"""Rank and block lists: `ranks load FILE` reads Tranco, Majestic Million or Common Crawl, `ranks update` downloads two.

Ranks are what authority is made of; block lists (`--as NAME`) are one domain a line, such as matomo's
referrer-spam list. Both are streamed into the database, which may be in use by the running bot meanwhile.
"""

import argparse
import sys
import tempfile
import urllib.request
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from bot import config
from bot.quality.ranklists import ListError, Loaded, load_block_list, load_rank_list
from storage.connection import open_for_writing

WRONG_USAGE = 2
DOWNLOAD_SECONDS = 60
RANK_LISTS = {
    "tranco": "https://tranco-list.eu/top-1m.csv.zip",
    "majestic": "https://downloads.majestic.com/majestic_million.csv",  # CC BY 3.0
}
BLOCK_LISTS = {  # CC0
    "matomo": "https://raw.githubusercontent.com/matomo-org/referrer-spam-list/master/spammers.txt"
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `ranks` takes."""
    parser.add_argument("--config", type=Path, help="config.toml, for where the database is")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    load = actions.add_parser("load", help="read a list from a file (plain, .gz or .zip)")
    load.add_argument("file", type=Path)
    load.add_argument("--as", dest="block_list", metavar="NAME", help="it is a block list: one domain a line")
    load.add_argument("--limit", type=int, default=1_000_000, help="places that are kept (default: a million)")
    actions.add_parser(
        "update", help="download Tranco, Majestic Million and matomo's referrer-spam list, and load them"
    )


def run(args: argparse.Namespace) -> int:
    """Load the list, or all. 2 when a file cannot be read as a list, with a sentence on standard error."""
    database = config.load(args.config).storage.path
    try:
        if args.action == "update":
            _update(database)
        else:
            _load(args.file, database, block_list=args.block_list, limit=args.limit)
    except FileNotFoundError as error:
        print(f"There is no file {error.filename}. Give the path of a downloaded list.", file=sys.stderr)
        return WRONG_USAGE
    except (ListError, OSError) as error:
        print(f"ranks: {error}", file=sys.stderr)
        return WRONG_USAGE
    return 0


def _update(database: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, url in (RANK_LISTS | BLOCK_LISTS).items():
            file = Path(folder) / url.rpartition("/")[2]
            _download(url, file)
            _load(file, database, block_list=name if name in BLOCK_LISTS else None, limit=1_000_000)
            file.unlink()


def _download(url: str, file: Path) -> None:
    request = urllib.request.Request(url, headers={"User-Agent": "Backlight (rank list update)"})  # noqa: S310  # ours
    with (
        urllib.request.urlopen(request, timeout=DOWNLOAD_SECONDS) as answer,  # noqa: S310  # our own https addresses
        file.open("wb") as kept,
        _progress() as progress,
    ):
        task = progress.add_task(f"download {file.name}", total=int(answer.headers.get("content-length") or 0) or None)
        while piece := answer.read(1 << 16):
            kept.write(piece)
            progress.advance(task, len(piece))


def _load(file: Path, database: Path, *, block_list: str | None, limit: int) -> None:
    size = file.stat().st_size  # before anything is shown: the file may not exist
    with closing(open_for_writing(database)) as db, _progress() as progress:
        task = progress.add_task(f"load {file.name}", total=size)

        def read(number: int) -> None:
            progress.update(task, completed=number)

        if block_list:
            loaded: Loaded = load_block_list(db, file, block_list, progress=read)
        else:
            loaded = load_rank_list(db, file, limit=limit, now=datetime.now(UTC), progress=read)
        read(size)  # all that was wanted of it
    print(f"{loaded.source}: {loaded.entries:,} domains loaded.")


def _progress() -> Progress:
    return Progress(TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
