"""Answers from the team's own rows: the number or the list first, then the site and the time understood."""

from collections.abc import Sequence
from typing import Any

import sqlite_utils

from bot.answers import period_moments
from bot.answers.answer import Style
from bot.answers.found import Found, counted, limit_of, when
from bot.answers.lookups_groups import counted_by_group
from bot.answers.narrowing import Scope, further, in_words, narrowed
from bot.quality.rating import SUSPICIOUS_FROM, TOXIC_FROM
from storage import history, questions
from storage.asked import Order
from storage.records import Backlink

_ORDERS = {
    "authority": Order.AUTHORITY, "quality": Order.BEST, "relevance": Order.RELEVANCE, "toxicity": Order.TOXICITY,
    "newest": Order.FOUND_LAST, "oldest": Order.FOUND_FIRST,
}  # fmt: skip
_CHANGES = {
    "anchor": ("anchor_changed",),
    "target": ("target_changed", "target_broken", "target_mended"),
    "redirect": ("target_changed",),
    "restored": ("restored",),
    "follow": ("credit_changed",),
    "nofollow": ("credit_changed",),
    "ugc": ("credit_changed",),
    "sponsored": ("credit_changed",),
    "noindex": ("credit_changed",),
}
_ALL_CHANGES = (
    "lost",
    "restored",
    "credit_changed",
    "anchor_changed",
    "target_changed",
    "target_broken",
    "target_mended",
    "turned_toxic",
)


_FIRST = {
    Order.BEST: ", best quality first", Order.AUTHORITY: ", highest authority first",
    Order.RELEVANCE: ", most relevant first", Order.TOXICITY: ", most toxic first", Order.FOUND_LAST: ", newest first",
    Order.FOUND_FIRST: ", oldest first", Order.LOST_LAST: ", latest first",
}  # fmt: skip


def list_lost(db: sqlite_utils.Database, scope: Scope, slots: dict[str, Any], style: Style) -> Found:
    """Links that are lost now, and were lost in the period."""
    wanted = {**slots, "filter": {**slots.get("filter", {}), "status": "lost"}}
    return _listed(db, scope, wanted, style, order=Order.LOST_LAST, command="links lost", what="lost")


def list_new(db: sqlite_utils.Database, scope: Scope, slots: dict[str, Any], style: Style) -> Found:
    """Links first seen in the period; without one, in the last 30 days."""
    period = slots.get("period", "last_30_days")
    chosen = {**slots.get("filter", {}), "status": "new"}
    wanted = {**slots, "filter": chosen, "period": period}
    return _listed(db, scope, wanted, style, order=Order.FOUND_LAST, command="links live", what="new")


def list_links(db: sqlite_utils.Database, scope: Scope, slots: dict[str, Any], style: Style) -> Found:
    """Live links, unless the filter says otherwise; the best first."""
    return _listed(db, scope, slots, style, order=Order.BEST, command="links")


def top_links(db: sqlite_utils.Database, scope: Scope, slots: dict[str, Any], style: Style) -> Found:
    """The best live links, by quality unless asked otherwise."""
    order = _ORDERS.get(str(slots.get("sort", "")), Order.BEST)
    return _listed(db, scope, slots, style, order=order, command="links best")


def find_source(db: sqlite_utils.Database, scope: Scope, slots: dict[str, Any], style: Style) -> Found:
    """Links from a domain, a language or a top-level domain, whatever their status."""
    if "source" not in slots and "url" not in slots:
        return list_links(db, scope, slots, style)
    source = style.code(str(slots.get("url") or slots["source"]))
    asked = narrowed(scope, slots)
    total = questions.count(db, asked)
    if not total:
        return Found(f"**No.** I know of no link from {source} to {style.code(scope.where)}.", (), "add")
    rows = questions.links(db, asked, order=Order.BEST, limit=limit_of(slots))
    live = sum(link.status == "live" for link in rows) if total <= len(rows) else None
    told = f"**Yes, {counted(total, 'link')}** from {source} to {style.code(scope.where)}"
    status = f", {live} of them live" if live is not None and total > 1 else ""
    return Found(
        "\n".join([f"{told}{status}:", *_lines(rows, style)]),
        (f"is {slots.get('source', '')} toxic?",) if slots.get("source") else (),
        "links",
    )


def list_toxic(db: sqlite_utils.Database, scope: Scope, slots: dict[str, Any], style: Style) -> Found:
    """Live links with a toxicity of 60 or more, the worst first; or their share of all."""
    chosen = {"toxicity": "high", **{key: value for key, value in slots.get("filter", {}).items() if key != "quality"}}
    wanted = {**slots, "filter": chosen}
    if slots.get("aggregate"):
        return _toxic_share(db, scope, slots, style)
    return _listed(db, scope, wanted, style, order=Order.TOXICITY, command="links toxic")


def _toxic_share(db: sqlite_utils.Database, scope: Scope, slots: dict[str, Any], style: Style) -> Found:
    live = narrowed(scope, {key: value for key, value in slots.items() if key == "period"}, statuses=("live",))
    measured = questions.averages(db, live, toxic_from=TOXIC_FROM, suspicious_from=SUSPICIOUS_FROM)
    total, toxic, mean = measured.links, measured.toxic, measured.toxicity
    average = "not measured yet" if mean is None else f"{mean:.0f} of 100"
    share = f" ({toxic / total:.0%})" if total else ""
    return Found(
        f"**{toxic} of {counted(total, 'live link')}{share}** of {style.code(scope.where)} are toxic, "
        f"{measured.suspicious} suspicious. "
        f"The mean toxicity is {average}.",
        ("show toxic links",),
        "links toxic",
    )


def count_links(db: sqlite_utils.Database, scope: Scope, slots: dict[str, Any], style: Style) -> Found:
    """How many; live ones unless the filter says otherwise."""
    asked = narrowed(scope, slots, statuses=("live",))
    rest = style.plain(further(slots))
    kind = f"{_described(slots, 'live')} link"
    group = str(slots.get("group_by", ""))
    if group == "domain":
        total = questions.count_domains(db, asked)
        links = questions.count(db, asked)
        return Found(
            f"**{counted(total, 'referring domain')}** {_verb(total, 'links', 'link')} to "
            f"{style.code(scope.where)}{when(slots)}, with {counted(links, kind)}{' ' + rest if rest else ''}.",
            ("top referring domains",),
            "profile",
        )
    total, lines = counted_by_group(db, asked, slots, style)
    described = " ".join(filter(None, (kind if total == 1 else f"{kind}s", rest)))
    told = f"**{total:,}** {described}, {style.code(scope.where)}{when(slots)}."
    told = "\n".join([told, *lines])
    follow_up = "which ones?" if total else ""
    return Found(told, (follow_up,) if follow_up else (), "links")


def list_changes(db: sqlite_utils.Database, scope: Scope, slots: dict[str, Any], style: Style) -> Found:
    """State changes in the period; without one, in the last 7 days."""
    change = str(slots.get("change", ""))
    kinds = _CHANGES.get(change, _ALL_CHANGES)
    period = slots.get("period", "last_7_days")
    between = scope.between(period)
    assert between is not None
    after = {"nofollow": "nofollow", "ugc": "ugc", "sponsored": "sponsored", "follow": None}.get(change)
    total, rows = history.changes(
        db, scope.guild_id, scope.site.id if scope.site else None, kinds, between, after=after, limit=limit_of(slots)
    )
    about = f" ({style.plain(change)})" if change else ""
    head = f"**{counted(total, 'change')}**{about}, {style.code(scope.where)}, {period_moments.in_words(period)}"
    lines = [f"- {style.url(row.source_url)}: {_told(row, style)}" for row in rows]
    return Found("\n".join([f"{head}:", *lines]) if lines else f"{head}.", ("lost links last week",), "profile")


def _told(change: history.Change, style: Style) -> str:
    words = change.kind.replace("_", " ")
    if change.before and change.after and change.kind.endswith("_changed"):
        return f"{words} from {style.plain(change.before)} to {style.plain(change.after)}"
    return words


def _listed(
    db: sqlite_utils.Database,
    scope: Scope,
    slots: dict[str, Any],
    style: Style,
    *,
    order: Order,
    command: str,
    what: str = "",
) -> Found:
    asked = narrowed(scope, slots, statuses=("live",))
    total, lines = counted_by_group(db, asked, slots, style)
    offset = int(slots.get("offset", 0))
    rest = style.plain(further(slots))
    head = (
        f"**{counted(total, _described(slots, 'live') + ' link')}**{' ' + rest if rest else ''}, "
        f"{style.code(scope.where)}{when(slots)}"
    )
    if lines:
        return Found("\n".join([f"{head}:", *lines]), (), command)
    rows = questions.links(db, asked, order=order, limit=limit_of(slots), offset=offset)
    if not rows:
        return Found(f"{head}." if not total else f"{head}. There are no more.", _next_questions(what), command)
    more = ("more",) if total > offset + len(rows) else ()
    if total > 1:
        head += _FIRST[order]
    return Found("\n".join([f"{head}:", *_lines(rows, style, offset)]), (*more, *_next_questions(what)), command)


def _next_questions(what: str) -> tuple[str, ...]:
    return {"lost": ("and the week before?", "export that"), "new": ("only the dofollow ones", "how many?")}.get(
        what, ("export that",)
    )


def _lines(rows: Sequence[Backlink], style: Style, offset: int = 0) -> list[str]:
    return [f"{place}. {line_of(link, style)}" for place, link in enumerate(rows, start=offset + 1)]


def line_of(link: Backlink, style: Style) -> str:
    """A link on one line: where it is and what is known of it."""
    said = [str(link.status)]
    if link.credit is not None:
        said.append(str(link.credit))
    for name, value in (("quality", link.quality), ("toxicity", link.toxicity)):
        if value is not None:
            said.append(f"{name} {value:.0f}")
    if link.anchor:
        said.append(f"“{style.plain(link.anchor[:60])}”")
    if link.status in {"lost", "unverified"} and link.reason:
        said.append(str(link.reason).replace("_", " "))
    if link.lost_at and link.status == "lost":
        said.append(f"lost {link.lost_at:%Y-%m-%d}")
    return f"{style.url(link.source_url)} ({', '.join(said)})"


def _described(slots: dict[str, Any], otherwise: str) -> str:
    said = in_words(slots)
    return said if slots.get("filter", {}).get("status") else " ".join(filter(None, (otherwise, said)))


def _verb(number: int, one: str, many: str) -> str:
    return one if number == 1 else many
