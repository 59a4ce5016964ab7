"""Read saved pages from JSON lines on standard input: their links, robots rules and verdicts. No network."""

import argparse
import json
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.cli._answers import as_text, of_observation, of_page, wanted_site
from bot.crawl.fetched import Fetched
from bot.errors import UserError
from bot.links.observe import examine, read_fetched
from bot.links.urls import resolve

WRONG_USAGE = 2
MAX_FILE_BYTES = 50_000_000
_EXAMPLE = '{"file": "page.html", "url": "https://example.org/page", "site": "example.com"}'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `python -m bot read`."""
    parser.add_argument("--json", action="store_true", help="one JSON object a line instead of plain text")


def run(args: argparse.Namespace) -> int:
    """Answers each line of standard input. Exit code 0 when every line was answered, else 2."""
    whole = True
    for number, line in enumerate(sys.stdin.buffer, start=1):
        if not line.strip():
            continue
        try:
            found = answer(_parse(line))
        except UserError as error:
            whole = False
            print(f"line {number}: {error}", file=sys.stderr)
            found = {"error": str(error), "line": number}
            if not args.json:
                continue
        print(json.dumps(found, ensure_ascii=False) if args.json else as_text(found), flush=True)
    return 0 if whole else WRONG_USAGE


def answer(line: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to one line: `{"file", "url", "site"?, "headers"?, "status"?}`. Raises UserError for a bad one."""
    url = resolve(_text(line, "url"), "about:blank")
    if url is None or not url.startswith(("http://", "https://")):
        raise UserError(f'"url" must be the http(s) address of the page, not {line["url"]!r}.')
    headers = tuple(_headers(line.get("headers")))
    status = line.get("status", 200)
    if not isinstance(status, int) or isinstance(status, bool):
        raise UserError('"status" must be a number such as 200.')
    page = Fetched(url=url, final_url=url, status=status, headers=headers, body=_body(_text(line, "file")))
    site = line.get("site")
    if site is None:
        return of_page(page, read_fetched(page, None))
    wanted = wanted_site(site)
    (seen,) = examine(page, [wanted], now=datetime.now(UTC))
    return of_observation(page, wanted, seen)


def _parse(line: bytes) -> Mapping[str, Any]:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UserError(f"This is no JSON object ({error}). A line looks like {_EXAMPLE}") from None
    if not isinstance(fields, dict):
        raise UserError(f"This is no JSON object. A line looks like {_EXAMPLE}")
    return fields


def _text(line: Mapping[str, Any], key: str) -> str:
    value = line.get(key)
    if not isinstance(value, str) or not value.strip():
        raise UserError(f'"{key}" is missing. A line looks like {_EXAMPLE}')
    return value


def _headers(given: object) -> Iterable[tuple[str, str]]:
    """Header pairs with lower-case names from an object (values may be lists) or a list of pairs."""
    if given is None:
        return
    pairs = given.items() if isinstance(given, dict) else given
    try:
        for name, value in pairs:  # type: ignore[attr-defined]  # anything may come; what cannot be walked is refused below
            for each in value if isinstance(value, list) else [value]:
                yield str(name).lower(), str(each)
    except (TypeError, ValueError):
        raise UserError('"headers" must be an object such as {"X-Robots-Tag": "noindex"}.') from None


def _body(file: str) -> bytes:
    try:
        with Path(file).open("rb") as page:
            return page.read(MAX_FILE_BYTES)
    except (OSError, ValueError) as error:
        raise UserError(f'"file" cannot be read: {error}. Give the path of a saved page.') from None
