"""Quality and toxicity of links: JSON lines on standard input, no network, nothing is written to the database.

Each line is an object with `source_url` and, where known, `file`, `anchor`, `rel`, `target_url`, `site`, `page_text`
and `site_texts`. Rank and block lists that an admin has loaded are looked up when the database exists.
"""

import argparse
import json
import sys
from collections.abc import Iterable
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlite_utils

from bot import config
from bot.links.directives import credit_of
from bot.links.facts import Link, RobotsRules
from bot.links.urls import ascii_domain, host_of, registrable
from bot.quality.rate import RatingInput, rate
from bot.quality.rating import Rating
from bot.quality.relevance import Topics, embedder
from bot.quality.view import PageView, language_of, link_on, view_of_body, view_of_text
from storage import ranks
from storage.connection import connect
from storage.words import Credit

WRONG_USAGE = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `rate` takes."""
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    parser.add_argument("--config", type=Path, help="config.toml, for where the loaded lists are")


def run(args: argparse.Namespace) -> int:
    """Rate each line of standard input. 2 when a line could not be used; the others are rated all the same."""
    path = config.load(args.config).storage.path
    if path.exists():
        with closing(connect(path)) as db:
            return _rate_all(sys.stdin, db, as_json=args.json)
    return _rate_all(sys.stdin, None, as_json=args.json)


def _rate_all(lines: Iterable[str], db: sqlite_utils.Database | None, *, as_json: bool) -> int:
    whole = True
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            rating = rate(_asked(line, db))
        except (ValueError, OSError) as error:
            whole = False
            print(f"line {number}: {error}", file=sys.stderr)
            if as_json:
                print(json.dumps({"error": str(error), "line": number}, ensure_ascii=False), flush=True)
            continue
        print(json.dumps(as_object(rating), ensure_ascii=False) if as_json else as_text(rating), flush=True)
    return 0 if whole else WRONG_USAGE


def as_object(rating: Rating) -> dict[str, Any]:
    """A rating as the command line prints it."""
    return {
        "source_url": rating.source_url,
        "quality": rating.quality,
        "relevance": rating.relevance,
        "authority": rating.authority,
        "toxicity": rating.toxicity,
        "band": rating.band,
        "signals": [
            {"name": found.name, "weight": found.weight, "value": found.value, "evidence": found.evidence}
            for found in rating.signals
        ],
        "not_measured": list(rating.not_measured),
    }


def as_text(rating: Rating) -> str:
    """A rating for people: the numbers, then each signal."""
    numbers = (("quality", rating.quality), ("relevance", rating.relevance), ("authority", rating.authority))
    said = [f"{name} {'not measured' if value is None else f'{value:g}'}" for name, value in numbers]
    first = f"{rating.source_url}: {', '.join(said)}, toxicity {rating.toxicity:g} ({rating.band})"
    return "\n".join([first, *(f"  {found.points:+5.1f}  {found.name}: {found.evidence}" for found in rating.signals)])


def _asked(line: str, db: sqlite_utils.Database | None) -> RatingInput:
    """What one line asks to be rated. Raises ValueError or OSError with what is wrong with it."""
    try:
        asked = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"This is not JSON: {error}. Give one object a line.") from None
    url = asked.get("source_url") if isinstance(asked, dict) else None
    if not url or not isinstance(url, str):
        raise ValueError('The "source_url" is missing. Give the address of the page to rate.')
    return _input(asked, db)


def _input(asked: dict[str, Any], db: sqlite_utils.Database | None) -> RatingInput:
    url = asked["source_url"] if "://" in asked["source_url"] else f"http://{asked['source_url']}"
    target = asked.get("target_url")
    site = ascii_domain(asked.get("site") or "") or registrable(host_of(target or "")) or None
    body = Path(asked["file"]).read_bytes() if asked.get("file") else None
    own = link_on(body, url=url, site=site, target=target) if body is not None and site else None
    texts = tuple(text for text in asked.get("site_texts") or () if isinstance(text, str))
    language = language_of(" ".join(texts)) if texts else None
    host = host_of(url)
    domain = registrable(host)
    return RatingInput(
        source_url=url,
        site=site,
        target_url=target,
        anchor=asked["anchor"] if isinstance(asked.get("anchor"), str) else own.anchor if own else None,
        credit=_credit(asked.get("rel"), own),
        placement=own.placement if own else None,
        hidden=own.hidden if own else False,
        page=_view(body, asked.get("page_text"), url),
        topics=_topics(texts, language) if texts else None,
        site_language=language,
        ranks=ranks.of_domain(db, domain) if db else {},
        loaded_lists=ranks.loaded(db) if db else {},
        listed=ranks.listed(db, host) if db else {},
    )


def _view(body: bytes | None, text: Any, url: str) -> PageView | None:
    if body is not None:
        return view_of_body(body, url=url)
    return view_of_text(text, url=url) if isinstance(text, str) and text.strip() else None


def _credit(rel: str | list[str] | None, own: Link | None) -> Credit | None:
    if rel is not None:
        return credit_of(_rel(rel), RobotsRules())
    return own.credit if own else None


def _rel(value: str | list[str]) -> list[str]:
    tokens = value if isinstance(value, list) else value.replace(",", " ").split()
    return [token.lower() for token in tokens]


@lru_cache(maxsize=64)
def _topics(texts: tuple[str, ...], language: str | None) -> Topics | None:
    return embedder().topics(texts, language)
