"""Answers about one page or domain that links to us."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import sqlite_utils

from bot.answers.answer import Style
from bot.answers.found import Found
from bot.answers.lookups import line_of
from bot.answers.narrowing import Scope, narrowed
from bot.quality.rating import TOXIC_FROM, band_of
from storage import questions, ratings
from storage.asked import Order
from storage.records import Backlink

SHOWN = 5
_NEVER = datetime.min.replace(tzinfo=UTC)


def link_status(db: sqlite_utils.Database, scope: Scope, slots: dict[str, Any], style: Style) -> Found:
    """Whether the link from a source still stands, or one field of it."""
    field = str(slots.get("field", ""))
    links = _links(db, scope, slots, order=Order.FOUND_FIRST if field == "first_seen" else Order.FOUND_LAST)
    if not links:
        return _unknown(scope, slots, style)
    link = _telling(links, field)
    live = sum(one.status == "live" for one in links)
    if not field and live > 0 and len(links) > 1:
        lead = f"**Yes, {live} of {len(links)} links are live**."
    else:
        lead = _LEADS.get(field, _status)(link, style)
    more = (
        f"\n{len(links) - 1} more from there: ask “links from {style.plain(_source(slots))}”." if len(links) > 1 else ""
    )
    return Found(f"{lead}\n{line_of(link, style)}{more}", (f"is {_source(slots)} toxic?",), "links")


def _telling(links: Sequence[Backlink], field: str) -> Backlink:
    """The link that answers for its source: the one seen last, a lost one for why, else the best that is live."""
    if field == "last_seen":
        return max(links, key=lambda link: link.last_seen_at or link.first_seen_at or _NEVER)
    if field == "reason":
        return next((link for link in links if link.status == "lost"), links[0])
    if field == "first_seen":
        return links[0]
    return max(links, key=lambda link: (link.status == "live", link.quality or 0.0))


def _status(link: Backlink, style: Style) -> str:
    said = {
        "live": "Yes, it is live",
        "lost": "No, it is lost",
        "unverified": "It could not be verified lately",
        "pending": "It has not been checked yet",
    }
    when = f" ({_day(link.checked_at)})" if link.checked_at else ""
    evidence = f" {style.plain(link.evidence)}" if link.evidence else ""
    return f"**{said[link.status]}**{when}.{evidence}"


def _first_seen(link: Backlink, _style: Style) -> str:
    return (
        f"**Since {_day(link.first_seen_at)}**, as far as I have seen it."
        if link.first_seen_at
        else "I have **not seen** it yet."
    )


def _last_seen(link: Backlink, _style: Style) -> str:
    return f"**Last seen {_day(link.last_seen_at)}**." if link.last_seen_at else "I have **not seen** it yet."


def _reason(link: Backlink, style: Style) -> str:
    if link.reason is None:
        return "There is **no reason known**: it has not been checked yet."
    evidence = f": {style.plain(link.evidence)}" if link.evidence else "."
    return f"**{str(link.reason).replace('_', ' ').capitalize()}**{evidence}"


def _anchor(link: Backlink, style: Style) -> str:
    return f"Its anchor is **“{style.plain(link.anchor)}”**." if link.anchor else "It has **no anchor text**."


def _follow(link: Backlink, _style: Style) -> str:
    return f"It is **{link.credit}**." if link.credit else "What it passes on is **not known yet**."


def _target(link: Backlink, style: Style) -> str:
    return f"It leads to {style.url(link.target_url)}." if link.target_url else "Where it leads is **not known yet**."


_LEADS = {
    "first_seen": _first_seen,
    "last_seen": _last_seen,
    "reason": _reason,
    "anchor": _anchor,
    "follow": _follow,
    "target": _target,
}


def link_quality(db: sqlite_utils.Database, scope: Scope, slots: dict[str, Any], style: Style) -> Found:
    """Quality, and what it is made of."""
    return _measured(db, scope, slots, style, "quality", "of 100")


def link_relevance(db: sqlite_utils.Database, scope: Scope, slots: dict[str, Any], style: Style) -> Found:
    """How near the page is to the site's topics."""
    return _measured(db, scope, slots, style, "relevance", "of 1")


def _measured(  # noqa: PLR0917  # every look-up takes the same four first
    db: sqlite_utils.Database, scope: Scope, slots: dict[str, Any], style: Style, name: str, scale: str
) -> Found:
    links = _links(db, scope, slots, order=Order.BEST)
    if not links:
        return _unknown(scope, slots, style)
    link = links[0]
    value = getattr(link, name)
    shown = (
        "not measured yet"
        if value is None
        else f"{value:.2f} {scale}"
        if name == "relevance"
        else f"{value:.0f} {scale}"
    )
    rest = [
        f"{other} {'not measured' if worth is None else f'{worth:.2f}' if other == 'relevance' else f'{worth:.0f}'}"
        for other in ("quality", "relevance", "authority", "toxicity")
        if (other != name and (worth := getattr(link, other)) is not None) or other != name
    ]
    return Found(
        f"**{name.capitalize()} {shown}** for {style.code(_source(slots))} "
        f"({', '.join(rest)}).\n{line_of(link, style)}",
        (f"why is {_source(slots)} flagged?",),
        "links",
    )


def check_toxicity(db: sqlite_utils.Database, scope: Scope, slots: dict[str, Any], style: Style) -> Found:
    """The worst of a source's links, with its band."""
    links = _links(db, scope, slots, order=Order.TOXICITY)
    if not links:
        return _unknown(scope, slots, style)
    worst = links[0]
    if worst.toxicity is None:
        return Found(f"{style.code(_source(slots))} is **not rated yet**.\n{line_of(worst, style)}", (), "links")
    band = band_of(worst.toxicity)
    lead = "Yes" if worst.toxicity >= TOXIC_FROM else "No"
    return Found(
        f"**{lead}, {style.code(_source(slots))} is {band}**: toxicity {worst.toxicity:.0f} of "
        f"100.{_signals(db, scope, worst, style)}",
        (f"why is {_source(slots)} flagged?", f"put {_source(slots)} in the disavow file"),
        "links toxic",
    )


def why_flagged(db: sqlite_utils.Database, scope: Scope, slots: dict[str, Any], style: Style) -> Found:
    """The signals behind the toxicity."""
    if "source" not in slots and "url" not in slots:
        return Found("Which link? Name its domain or address: “why is spammy.example flagged?”", (), "links toxic")
    links = _links(db, scope, slots, order=Order.TOXICITY)
    if not links:
        return _unknown(scope, slots, style)
    worst = links[0]
    if worst.toxicity is None:
        return Found(f"{style.code(_source(slots))} is **not rated yet**, so nothing is flagged.", (), "links")
    reasons = _signals(db, scope, worst, style) or " No single signal stands out."
    return Found(
        f"**Toxicity {worst.toxicity:.0f} of 100 ({band_of(worst.toxicity)})** for "
        f"{style.code(_source(slots))}.{reasons}",
        (f"put {_source(slots)} in the disavow file",),
        "links toxic",
    )


def _signals(db: sqlite_utils.Database, scope: Scope, link: Backlink, style: Style) -> str:
    reasons = ratings.reasons(db, scope.guild_id, link.id)
    if reasons is None or not reasons.signals:
        return ""
    lines = [
        f"- {style.plain(str(signal.get('name', '')).replace('_', ' '))}: "
        f"{style.plain(str(signal.get('evidence', '')))}"
        for signal in reasons.signals[:SHOWN]
    ]
    return "\n" + "\n".join(lines)


def _links(
    db: sqlite_utils.Database, scope: Scope, slots: dict[str, Any], order: Order = Order.FOUND_LAST
) -> list[Backlink]:
    if "source" not in slots and "url" not in slots:
        return []
    return questions.links(
        db, narrowed(scope, {key: slots[key] for key in ("source", "url") if key in slots}), order=order, limit=50
    )


def _source(slots: dict[str, Any]) -> str:
    return str(slots.get("source") or slots.get("url") or "")


def _unknown(scope: Scope, slots: dict[str, Any], style: Style) -> Found:
    if not _source(slots):
        return Found("Which link? Name its domain or address.", (), "links")
    return Found(
        f"I know of **no link** from {style.code(_source(slots))} to {style.code(scope.where)}, so I cannot "
        f"say. `add` puts it on watch.",
        (),
        "add",
    )


def _day(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d}" if at else "never"
