"""Ratings whose surroundings have changed: what lists, metrics and other links say is put in anew, the page stays."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import sqlite_utils

from bot.quality import quality as formula
from bot.quality.gather import SiteNumbers, surroundings
from bot.quality.rate import authority_part, strongest_first, summary, surrounding_signals, toxicity
from bot.quality.rating import Part, Signal
from bot.quality.weights import WEIGHTS
from storage import ratings
from storage.records import Backlink, Site

# the signals that `surrounding_signals` gives
SURROUNDING = {name for name, weight in WEIGHTS.items() if weight.group in {"network", "profile"}} | {
    "block_listed", "well_known",
}  # fmt: skip


def renew(
    db: sqlite_utils.Database,
    link: Backlink,
    site: Site,
    numbers: SiteNumbers,
    *,
    now: datetime,
    group_for: timedelta,
) -> bool:
    """Look again at what is known around a rated link. True when its rating has changed by it.

    An alert is owed when the link turns toxic by it, unless the team has judged its domain itself.
    """
    why = ratings.reasons(db, link.guild_id, link.id)
    if why is None:
        return False
    given = surroundings(db, link, site, numbers, now)
    own = [Signal(**kept) for kept in why.signals if kept["name"] not in SURROUNDING]
    signals = [asdict(one) for one in strongest_first([*own, *surrounding_signals(given)])]
    before = [Part(**kept) for kept in why.parts]
    parts = [authority_part(given) if part.name == "authority" else part for part in before]
    if parts == before and _by_name(signals) == _by_name(why.signals):
        ratings.renewed(db, link.guild_id, link.id, now=now)
        return False
    all_signals = tuple(Signal(**one) for one in signals)
    bad = toxicity(all_signals)
    rating = ratings.NewRating(
        quality=formula.quality(parts, bad),
        relevance=link.relevance,
        authority=formula.authority_of(parts),
        toxicity=bad,
        signals=signals,
        parts=[asdict(part) for part in parts],
        language=why.language,
        not_measured=formula.not_measured(parts),
        summary=summary(all_signals),
    )
    judged = given.verdict is not None
    return ratings.save(db, link.guild_id, link.id, rating, now=now, group_for=group_for, silent=judged)


def _by_name(signals: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Signals without their order."""
    return {one["name"]: one for one in signals}
