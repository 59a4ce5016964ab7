"""What somebody asks to be done -> the commands that do it. Nothing is done here: each is offered with a button."""

from datetime import datetime, timedelta
from typing import Any

import sqlite_utils

from bot.answers import action_texts, period_moments
from bot.answers.answer import Answer, Style
from bot.answers.calendar_words import WEEKDAY_NAMES
from bot.answers.narrowing import Scope, find_site, narrowed
from bot.answers.understanding import Understanding
from storage import questions
from storage.asked import Order
from storage.records import Site

OF_A_SITE = {"remove_domain": "unwatch", "export_links": "export", "export_disavow": "disavow"}
MAX_OFFERED = 3
_ROUNDED_UP = timedelta(hours=1)


def offered(  # noqa: PLR0917  # every look-up takes the same four first
    db: sqlite_utils.Database, guild_id: int, asked: Understanding, known: tuple[Site, ...], now: datetime, style: Style
) -> Answer:
    """What was asked for, the command that does it, and what it does. `now` is in the guild's time zone."""
    assert asked.intent is not None
    domain = str(asked.slots.get("domain", ""))
    site = find_site(domain, known) if domain else None
    if asked.intent in OF_A_SITE and domain and site is None and "source" not in asked.slots:
        return Answer(understanding=asked, text=action_texts.not_watched(domain, known, style))
    if asked.intent == "recheck":
        return _recheck(db, guild_id, asked, known, site, now, style)
    commands = commands_of(asked, known, site, now)
    return Answer(understanding=asked, text=action_texts.explained(asked, commands, style), commands=commands)


def commands_of(  # noqa: PLR0911  # one return a case
    asked: Understanding, known: tuple[Site, ...], site: Site | None, now: datetime
) -> tuple[str, ...]:
    """The commands, without prefix; several where one must be chosen, none when something needed is missing."""
    slots, intent = asked.slots, asked.intent
    of_sites = (site,) if site else known[:MAX_OFFERED]
    if intent == "export_disavow" and (place := _disavowed(slots)):
        return tuple(f"disavow_add {place} {one.domain}" for one in of_sites)
    if intent in OF_A_SITE:
        return tuple(f"{OF_A_SITE[intent]} {one.domain}" for one in of_sites)
    if intent == "add_domain":
        return (f"watch {slots['domain']}",) if slots.get("domain") else ()
    if intent == "add_link":
        where = slots.get("url") or slots.get("source")
        return (" ".join(filter(None, ("add", site.domain if site else "", where))),) if where else ()
    if intent == "mute_alerts":
        return (f"mute {_duration(str(slots.get('period', '')), now)}".strip(),)
    if intent == "set_channel":
        return (f"alerts {slots['channel']}",) if slots.get("channel") else ()
    if intent == "schedule":
        return (" ".join(["digest", *(str(slots[key]) for key in ("day", "time") if key in slots)]),)
    return ("unmute",) if intent == "unmute_alerts" else ()


def _disavowed(slots: dict[str, Any]) -> str:
    if slots.get("url"):
        return str(slots["url"])
    return f"domain:{slots['source']}" if slots.get("source") else ""


def _recheck(  # noqa: PLR0917  # every look-up takes the same four first
    db: sqlite_utils.Database,
    guild_id: int,
    asked: Understanding,
    known: tuple[Site, ...],
    site: Site | None,
    now: datetime,
    style: Style,
) -> Answer:
    """Look at a page, at the pages of a domain that links to us, or at a site again."""
    source = str(asked.slots.get("source") or ("" if site else asked.slots.get("domain", "")))
    commands: tuple[str, ...]
    if url := asked.slots.get("url"):
        commands = (f"check {url}",)
    elif source:
        every = narrowed(Scope(guild_id=guild_id, site=None, sites=known, now=now), {"source": source})
        pages = [link.source_url for link in questions.links(db, every, order=Order.BEST, limit=MAX_OFFERED)]
        if not pages:
            return Answer(understanding=asked, text=action_texts.no_link_from(source, style))
        commands = tuple(f"check {page}" for page in dict.fromkeys(pages))
    else:
        commands = tuple(f"check {one.domain}" for one in ([site] if site else known[:MAX_OFFERED]))
    return Answer(understanding=asked, text=action_texts.explained(asked, commands, style), commands=commands)


def _duration(period: str, now: datetime) -> str:  # noqa: PLR0911  # one return a case
    """How long a mute lasts, as `mute` reads it ("3 days", "62 hours"); "" for until further notice."""
    match period.split("_"):
        case ["next", count, unit] if count.isdigit():
            if unit in {"months", "quarters", "years"}:
                return f"{int(count) * {'months': 30, 'quarters': 91, 'years': 365}[unit]} days"
            return f"{count} {unit}"
        case ["next", unit]:
            return {"week": "7 days", "month": "30 days", "quarter": "91 days", "year": "365 days"}.get(unit, "")
        case ["until", day]:
            return _until(1 if day == "tomorrow" else (WEEKDAY_NAMES.index(day) - now.weekday() - 1) % 7 + 1, now)
        case ["today"] | ["tomorrow"]:
            return _until(1 if period == "today" else 2, now)
        case ["this", "week"]:
            return _until(7 - now.weekday(), now)
        case ["last", count, "days"]:  # "for the last 3 days" is a slip for the next ones
            return f"{count} days"
        case _:
            return ""


def _until(days: int, now: datetime) -> str:
    """The hours until the midnight that begins that day, counted from today; a begun hour counts."""
    midnight = period_moments.midnight(now + timedelta(days=days))
    return f"{-(-(midnight - now) // _ROUNDED_UP)} hours"
