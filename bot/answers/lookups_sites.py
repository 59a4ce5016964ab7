"""Answers about sites as a whole: how they do, beside each other, over time, and when they are checked."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlite_utils

from bot.answers import period_moments
from bot.answers.answer import Style
from bot.answers.found import Found, when
from bot.answers.narrowing import Scope, narrowed
from bot.quality.rating import SUSPICIOUS_FROM, TOXIC_FROM
from storage import guilds, history, questions
from storage.asked import Asked

_WEEKS_OF_TREND = 8
_DAY_HOURS = 24
Step = tuple[str, datetime, datetime]  # its name, its first moment, the one after its last


def trend(db: sqlite_utils.Database, scope: Scope, slots: dict[str, Any], style: Style) -> Found:
    """How a number has developed: by weeks, by months, or between two periods."""
    steps = _steps(scope, slots.get("period"))
    metrics = slots.get("metric", "count")
    names = metrics if isinstance(metrics, list) else [metrics]
    values = {name: _values(db, scope, slots, name, steps) for name in names}
    lines = [
        f"- {label}: {', '.join(f'{_NAMES.get(name, name)} {values[name][place]}' for name in names)}"
        for place, (label, _, _) in enumerate(steps)
    ]
    developed = ", ".join(f"{_NAMES.get(name, name)} {values[name][0]} → {values[name][-1]}" for name in names)
    lead = f"**{developed[0].upper()}{developed[1:]}**, {style.code(scope.where)}{when(slots)}"
    return Found("\n".join([f"{lead}:", *lines]), ("new links this month", "lost links this month"), "profile")


_NAMES = {
    "count": "live links", "lost": "lost", "new": "new", "quality": "mean quality", "toxicity": "mean "
    "toxicity", "relevance": "mean relevance",
    "authority": "mean authority", "referring_domains": "referring domains", "follow": "followed "
    "links", "nofollow": "nofollow links",
}  # fmt: skip


def _steps(scope: Scope, period: str | list[str] | None) -> list[Step]:
    if isinstance(period, list):
        named = [(period_moments.in_words(one), *period_moments.moments(one, scope.now)) for one in period]
        return sorted(named, key=lambda step: step[1])
    between = scope.between(period)
    start, end = between or (period_moments.moments(f"last_{_WEEKS_OF_TREND * 7}_days", scope.now))
    days = (end - start).days
    parts = min(12, max(2, round(days / 30.4) if days > 7 * _WEEKS_OF_TREND + 4 else round(days / 7)))
    step = (end - start) / parts
    return [
        (f"{start + step * n:%d %b} to {start + step * (n + 1):%d %b}", start + step * n, start + step * (n + 1))
        for n in range(parts)
    ]


def _values(
    db: sqlite_utils.Database, scope: Scope, slots: dict[str, Any], name: str, steps: Sequence[Step]
) -> list[str]:
    """A number for each step; of what stands, the number at the step's end."""
    asked = narrowed(scope, {"filter": slots["filter"]} if "filter" in slots else {})
    if name in {"lost", "new"}:
        column = "lost_at" if name == "lost" else "first_seen_at"
        stretches = [(start, end) for _, start, end in steps]
        return [f"{number:,}" for number in history.in_steps(db, asked, column, stretches)]
    if name in {"quality", "toxicity", "relevance", "authority"}:
        stretches = [(start, end) for _, start, end in steps]
        return [_mean(one, 2 if name == "relevance" else 1) for one in history.means(db, asked, name, stretches)]
    if name in {"follow", "nofollow"}:
        asked = narrowed(scope, {"filter": {"follow": name}})
    ends = [end for _, _, end in steps]
    stood = history.standing_domains if name == "referring_domains" else history.standing
    return [f"{number:,}" for number in stood(db, asked, ends)]


def _mean(value: float | None, digits: int) -> str:
    return "not measured" if value is None else f"{value:.{digits}f}"


def compare(db: sqlite_utils.Database, scope: Scope, slots: dict[str, Any], style: Style) -> Found:
    """Watched sites side by side."""
    known = {site.domain: site for site in scope.sites}
    named = [_resolved(domain, known) for domain in slots.get("domains", [])] or list(known)
    lines, missing = [], []
    for domain in named:
        if domain not in known:
            missing.append(domain)
            continue
        live = Asked(guild_id=scope.guild_id, site_id=known[domain].id, statuses=("live",))
        means = questions.averages(db, live, toxic_from=TOXIC_FROM, suspicious_from=SUSPICIOUS_FROM)
        lines.append(
            f"- {style.code(domain)}: **mean quality {_number(means.quality)}**, {means.links:,} live links from "
            f"{means.domains:,} domains, {means.toxic:,} toxic"
        )
    if missing:
        lines.append(
            f"- {', '.join(style.code(name) for name in missing)}: not watched here, so I know nothing of it. "
            f"`watch` adds a site."
        )
    return Found("\n".join(lines), (), "profile")


def report(db: sqlite_utils.Database, scope: Scope, slots: dict[str, Any], style: Style) -> Found:
    """A site, or all of them, in a few numbers."""
    live = narrowed(scope, {}, statuses=("live",))
    means = questions.averages(db, live, toxic_from=TOXIC_FROM, suspicious_from=SUSPICIOUS_FROM)
    period = slots.get("period", "last_7_days")
    between = scope.between(period)
    assert between is not None
    new, lost = history.found_and_lost(db, narrowed(scope, {}), between)
    whose = style.code(scope.where) if scope.site else scope.where[0].upper() + scope.where[1:]
    return Found(
        f"{whose}: **mean quality {_number(means.quality)}**, {means.links:,} live links from "
        f"{means.domains:,} domains, {means.toxic:,} toxic. "
        f"{period_moments.in_words(period).capitalize()}: {new:,} new, {lost:,} lost.",
        ("which links did we lose last week?", "what are our best links?", "show toxic links"),
        "profile",
    )


def last_checked(db: sqlite_utils.Database, scope: Scope, _slots: dict[str, Any], style: Style) -> Found:
    """When the links were last looked at."""
    at = questions.last_checked(db, scope.guild_id, scope.site.id if scope.site else None)
    told = f"**{_moment(at, scope)}**" if at else "**Not checked yet**"
    return Found(
        f"{told}: the last check of a link to {style.code(scope.where)}.", ("when is the next check?",), "check"
    )


def schedule(db: sqlite_utils.Database, scope: Scope, _slots: dict[str, Any], style: Style) -> Found:
    """How often, and when next."""
    at = questions.next_check(db, scope.guild_id, scope.site.id if scope.site else None)
    due = "nothing is waiting" if at is None else f"the next one is due {_moment(max(at, scope.now), scope)}"
    often, seldom = (_span(hours) for hours in scope.check_hours)
    return Found(
        f"**Each link is checked every {often} to {seldom}**, new, changed and valuable ones most often; for "
        f"{style.code(scope.where)} {due}. {_summary(db, scope)}",
        ("when was the last check?",),
        "digest",
    )


def _summary(db: sqlite_utils.Database, scope: Scope) -> str:
    guild = guilds.get(db, scope.guild_id)
    if guild is None or guild.digest_next_at is None:
        return "The weekly summary is off: `digest` sets it."
    return f"The next weekly summary comes {_moment(guild.digest_next_at, scope)} ({guild.timezone})."


def list_domains(db: sqlite_utils.Database, scope: Scope, _slots: dict[str, Any], style: Style) -> Found:
    """The watched sites."""
    live = questions.live_by_site(db, scope.guild_id)
    lines = [f"- {style.code(site.domain)}: {live.get(site.id, 0):,} live links" for site in scope.sites]
    return Found(
        "\n".join([f"**{len(scope.sites)}** watched {'site' if len(scope.sites) == 1 else 'sites'}:", *lines]),
        (),
        "sites",
    )


def _span(hours: float) -> str:
    return f"{hours / _DAY_HOURS:g} days" if hours >= 2 * _DAY_HOURS else f"{hours:g} hours"


def _resolved(name: str, known: dict[str, Any]) -> str:
    return next((domain for domain in known if domain.split(".")[0] == name), name)


def _number(value: float | None) -> str:
    return "not measured" if value is None else f"{value:.0f}"


def _moment(at: datetime, scope: Scope) -> str:
    return f"{at.astimezone(scope.now.tzinfo):%Y-%m-%d %H:%M}"
