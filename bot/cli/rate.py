"""Quality and toxicity of links: JSON lines on standard input, no network, nothing is written to the database.

Each line is an object with `source_url` and, where known, `file`, `anchor`, `rel`, `target_url`, `site`, `page_text`
and `site_texts`. Rank and block lists that an admin has loaded are looked up when the database exists, and with
`--guild` the metrics that this server's imports brought.
"""

import argparse
import io
import json
import sys
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlite_utils
from pydantic import BaseModel, ConfigDict, ValidationError

from bot import config
from bot.links.directives import credit_of
from bot.links.facts import Link, RobotsRules
from bot.links.urls import ascii_domain, host_of, registrable
from bot.quality.quality import contributions
from bot.quality.rate import RatingInput, rate
from bot.quality.rating import Rating
from bot.quality.relevance import Topics, embedder
from bot.quality.view import PageView, language_of, link_on, view_of_body, view_of_text
from storage import metrics, ranks
from storage.connection import connect
from storage.words import Credit

WRONG_USAGE = 2


class Asked(BaseModel):
    """One line of standard input. Fields that are not known here are passed over."""

    model_config = ConfigDict(strict=True)

    source_url: str
    file: str | None = None
    anchor: str | None = None
    rel: str | list[str] | None = None
    target_url: str | None = None
    site: str | None = None
    page_text: str | None = None
    site_texts: list[str] | None = None


KINDS = {"rel": "a text or a list of texts", "site_texts": "a list of texts"}  # what a field must be; else: a text


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `rate` takes."""
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    parser.add_argument("--config", type=Path, help="config.toml, for where the loaded lists are")
    parser.add_argument("--guild", type=int, metavar="ID", help="count the metrics that this server has imported")


def run(args: argparse.Namespace) -> int:
    """Rate each line of standard input. 2 when a line could not be used; the others are rated all the same."""
    path = config.load(args.config).storage.path
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    if path.exists():
        with closing(connect(path)) as db:
            return _rate_all(sys.stdin, db, args.guild, as_json=args.json)
    return _rate_all(sys.stdin, None, args.guild, as_json=args.json)


def _rate_all(lines: Iterable[str], db: sqlite_utils.Database | None, guild_id: int | None, *, as_json: bool) -> int:
    whole = True
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            asked = _asked(line)
            rating = rate(_input(asked, db, guild_id))
        except ValueError as error:
            whole = False
            print(f"line {number}: {error}", file=sys.stderr)
            if as_json:
                _say(json.dumps({"error": str(error), "line": number}, ensure_ascii=False))
            continue
        # the address comes back as it was given, so that answers can be matched with questions
        rating = replace(rating, source_url=asked.source_url)
        _say(json.dumps(as_object(rating), ensure_ascii=False) if as_json else as_text(rating))
    return 0 if whole else WRONG_USAGE


def _say(text: str) -> None:
    """Print; half a character of a stranger's page must not end the run."""
    print(text.encode(errors="replace").decode(), flush=True)


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
    """A rating for people: the numbers, then each part of the quality, then each signal of the toxicity."""
    numbers = (("quality", rating.quality), ("relevance", rating.relevance), ("authority", rating.authority))
    said = [f"{name} {'not measured' if value is None else f'{value:g}'}" for name, value in numbers]
    first = f"{rating.source_url}: {', '.join(said)}, toxicity {rating.toxicity:g} ({rating.band})"
    parts = [f"  {got:5.1f} of {most:.0f}  {part.name}: {part.why}" for part, got, most in contributions(rating.parts)]
    signals = [f"  {found.points:+5.1f}  {found.name}: {found.evidence}" for found in rating.signals]
    return "\n".join([first, *parts, *signals])


def _asked(line: str) -> Asked:
    """What one line asks to be rated. Raises ValueError with what is wrong with it."""
    try:
        found = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"This is not JSON: {error}. Give one object a line.") from None
    except RecursionError:
        raise ValueError("This JSON is nested too deep. Give one flat object a line.") from None
    if not isinstance(found, dict) or not found.get("source_url"):
        raise ValueError('The "source_url" is missing. Give the address of the page to rate.')
    try:
        asked = Asked.model_validate(found)
    except ValidationError as error:
        name = str(error.errors()[0]["loc"][0])
        raise ValueError(f'"{name}" must be {KINDS.get(name, "a text")}.') from None
    if not host_of(_with_scheme(asked.source_url)):
        raise ValueError(f'"{asked.source_url[:100]}" is no address of a page. Give one like https://example.com/page.')
    return asked


def _file_of(asked: Asked) -> bytes | None:
    if not asked.file:
        return None
    try:
        return Path(asked.file).read_bytes()
    except OSError as error:
        raise ValueError(f"The file {asked.file} cannot be read: {error.strerror}.") from None


def _with_scheme(url: str) -> str:
    return url if "://" in url else f"http://{url}"


def _input(asked: Asked, db: sqlite_utils.Database | None, guild_id: int | None) -> RatingInput:
    url = _with_scheme(asked.source_url)
    target = asked.target_url
    site = ascii_domain(asked.site or "") or registrable(host_of(target or "")) or None
    body = _file_of(asked)
    own = link_on(body, url=url, site=site, target=target) if body is not None and site else None
    texts = tuple(asked.site_texts or ())
    language = language_of(" ".join(texts)) if texts else None
    host = host_of(url)
    domain = registrable(host)
    return RatingInput(
        source_url=url,
        site=site,
        target_url=target,
        anchor=asked.anchor if asked.anchor is not None else own.anchor if own else None,
        credit=_credit(asked.rel, own),
        placement=own.placement if own else None,
        hidden=own.hidden if own else False,
        page=_view(body, asked.page_text, url),
        topics=_topics(texts, language) if texts else None,
        site_language=language,
        ranks=ranks.of_domain(db, domain) if db else {},
        loaded_lists=ranks.loaded(db) if db else {},
        metrics=metrics.of_domain(db, guild_id, domain) if db and guild_id is not None else {},
        listed=ranks.listed(db, host) if db else {},
    )


def _view(body: bytes | None, text: str | None, url: str) -> PageView | None:
    if body is not None:
        return view_of_body(body, url=url)
    return view_of_text(text, url=url) if text and text.strip() else None


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
