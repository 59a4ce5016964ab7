"""Answers that count links by something: by domain, by anchor, by the page they lead to, by reason, by month."""

from typing import Any

import sqlite_utils

from bot.answers.answer import Style
from bot.answers.found import MAX_SHOWN, Found, counted, limit_of, when
from bot.answers.narrowing import Scope, narrowed
from storage import questions
from storage.asked import Asked, Group

MAX_STEPS = 10_000  # days, weeks or months that links are counted by; the latest are shown
_GROUPS = {
    "domain": Group.DOMAIN, "reason": Group.REASON, "status": Group.STATUS, "follow": Group.FOLLOW,
    "language": Group.LANGUAGE, "tld": Group.TLD, "anchor": Group.ANCHOR, "page": Group.TARGET, "target": Group.TARGET,
    "month": Group.FOUND_MONTH, "week": Group.FOUND_WEEK, "day": Group.FOUND_DAY,
}  # fmt: skip
_OF_LOST = {
    Group.FOUND_MONTH: Group.LOST_MONTH, Group.FOUND_WEEK: Group.LOST_WEEK, Group.FOUND_DAY: Group.LOST_DAY,
}  # fmt: skip


def top_referring_domains(db: sqlite_utils.Database, scope: Scope, slots: dict[str, Any], style: Style) -> Found:
    """Domains by the number of live links, or by their best link's worth."""
    return _ranked(db, scope, slots, style, Group.DOMAIN, "referring domain", "profile")


def top_target_pages(db: sqlite_utils.Database, scope: Scope, slots: dict[str, Any], style: Style) -> Found:
    """Our pages by the number of live links."""
    return _ranked(db, scope, slots, style, Group.TARGET, "page", "profile")


def anchors(db: sqlite_utils.Database, scope: Scope, slots: dict[str, Any], style: Style) -> Found:
    """Anchor texts by the number of live links."""
    return _ranked(db, scope, slots, style, Group.ANCHOR, "anchor text", "profile")


def _ranked(  # noqa: PLR0917  # every look-up takes the same four first
    db: sqlite_utils.Database, scope: Scope, slots: dict[str, Any], style: Style, by: Group, what: str, command: str
) -> Found:
    asked = narrowed(scope, slots, statuses=("live",))
    measure = str(slots.get("sort", ""))
    limit, offset = limit_of(slots), int(slots.get("offset", 0))
    if measure in {"quality", "authority", "relevance", "toxicity"}:
        found = questions.best_linked(db, asked, by, measure, limit=limit, offset=offset)
        order = f"{'worst' if measure == 'toxicity' else 'best'} {measure}"
    else:
        found = questions.most_linked(db, asked, by, limit=limit, offset=offset)
        measure, order = "quality", "most links"
    head = f"**{counted(found.number, what)}**, {style.code(scope.where)}{when(slots)}"
    if not found.shown:
        return Found(f"{head}. There are no more." if found.number else f"{head}.", (), command)
    best = (
        questions.best_of_domains(db, asked, [name for name, _, _ in found.shown])
        if by is Group.DOMAIN and order == "most links"
        else {name: value for name, _, value in found.shown}
    )
    show = style.url if by is Group.TARGET else style.plain
    lines = [
        f"{place}. {show(name)} ({counted(number, 'link')}{_best(best.get(name), measure)})"
        for place, (name, number, _) in enumerate(found.shown, start=offset + 1)
    ]
    more = ("more",) if found.number > offset + len(found.shown) else ()
    return Found("\n".join([f"{head}, {order} first:", *lines]), more, command)


def _best(value: float | None, measure: str) -> str:
    if value is None:
        return ""
    name = "best quality" if measure == "quality" else f"{measure} up to"
    return f", {name} {value:.2f}" if measure == "relevance" else f", {name} {value:.0f}"


def counted_by_group(
    db: sqlite_utils.Database, asked: Asked, slots: dict[str, Any], style: Style
) -> tuple[int, list[str]]:
    """How many links, and a line for each of the largest groups where the question names one."""
    by = _GROUPS.get(str(slots.get("group_by", "")))
    if by is None:
        return questions.count(db, asked), []
    if asked.lost is not None or tuple(asked.statuses) == ("lost",):
        by = _OF_LOST.get(by, by)
    timely = by in _OF_LOST or by in _OF_LOST.values()
    found = questions.most_linked(db, asked, by, limit=MAX_STEPS if timely else MAX_SHOWN)
    shown = sorted(found.shown)[-MAX_SHOWN:] if timely else found.shown
    if by is Group.REASON:
        shown = [(name.replace("_", " "), number, value) for name, number, value in shown]
    lines = [f"- {style.plain(name)}: {number:,}" for name, number, _ in shown]
    if (hidden := found.number - len(shown)) > 0:
        lines.append(f"- and {hidden:,} {'earlier' if timely else 'smaller'}")
    return found.links, lines
