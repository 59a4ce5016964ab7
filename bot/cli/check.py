"""Fetch pages now and say whether they link to a site, as the running bot would."""

import argparse
import asyncio
import json
import sys
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.checking.look import Render, look
from bot.cli._answers import as_text, of_observation, wanted_site
from bot.config import Settings, load
from bot.crawl.fetched import Request
from bot.crawl.fetcher import Fetcher
from bot.crawl.render import Renderer
from bot.errors import UserError
from bot.links.facts import Wanted
from bot.links.urls import resolve

WRONG_USAGE = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `python -m bot check`."""
    parser.add_argument("--site", required=True, metavar="DOMAIN", help="the site that the pages should link to")
    parser.add_argument("--json", action="store_true", help="one JSON object a line instead of plain text")
    parser.add_argument("--config", type=Path, metavar="FILE", help="settings; only [crawl] and [render] matter here")
    parser.add_argument("urls", nargs="*", metavar="URL", help="pages to check; without any, lines of standard input")


def run(args: argparse.Namespace) -> int:
    """Checks each page, answers in the order asked. Exit code 0 when every URL was answered, else 2."""
    settings = load(args.config)
    try:
        site = wanted_site(args.site)
    except UserError as error:
        print(error, file=sys.stderr)
        return WRONG_USAGE
    asked = args.urls or [line.strip() for line in sys.stdin if line.strip()]
    if not asked:
        print("Give at least one URL to check, as an argument or on standard input.", file=sys.stderr)
        return WRONG_USAGE
    return asyncio.run(_answer_all(settings, site, asked, as_json=args.json))


async def _answer_all(settings: Settings, site: Wanted, asked: Sequence[str], *, as_json: bool) -> int:
    whole = True
    async with AsyncExitStack() as cleanup:
        fetcher = await cleanup.enter_async_context(Fetcher(settings.crawl))
        renderer = Renderer(settings) if settings.render.enabled else None
        if renderer:
            cleanup.push_async_callback(renderer.close)
        render = renderer.render if renderer else None
        async for found in _in_order(fetcher, render, site, asked, settings.crawl.concurrency):
            if "error" in found:
                whole = False
                print(found["error"], file=sys.stderr)
            if as_json:
                print(json.dumps(found, ensure_ascii=False), flush=True)
            elif "error" not in found:
                print(as_text(found), flush=True)
    return 0 if whole else WRONG_USAGE


async def _in_order(
    fetcher: Fetcher, render: Render | None, site: Wanted, asked: Iterable[str], at_once: int
) -> AsyncIterator[dict[str, Any]]:
    """The answers in the order of the questions, some of them on their way at once."""
    waiting: list[asyncio.Task[dict[str, Any]]] = []
    for url in asked:
        waiting.append(asyncio.create_task(_check(fetcher, render, site, url)))
        if len(waiting) >= at_once:
            yield await waiting.pop(0)
    for task in waiting:
        yield await task


async def _check(fetcher: Fetcher, render: Render | None, site: Wanted, asked: str) -> dict[str, Any]:
    url = resolve(asked, "about:blank")
    if url is None or not url.startswith(("http://", "https://")):
        return {"error": f"{asked[:200]!r} is no http(s) address. Write it as https://example.org/page.", "url": asked}
    fetched, (seen,) = await look(
        await fetcher.fetch(Request(url=url)), [site], fetch=fetcher.fetch, render=render, now=datetime.now(UTC)
    )
    return of_observation(fetched, site, seen)
