"""Answers about one page or domain that links to us, and about sites as a whole."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlite_utils

from bot.answers import periods
from bot.answers.answer import Style
from bot.answers.lookups import Found, line_of
from bot.answers.narrowing import Scope, narrowed
from bot.quality.rating import TOXIC_FROM, band_of
from storage import questions, ratings
from storage.questions import Asked, Order
from storage.records import Backlink

SHOWN = 5
_WEEKS_OF_TREND = 8
Step = tuple[str, datetime, datetime]  # its name, its first moment, the one after its last


def link_status(db: sqlite_utils.Database, scope: Scope, slots: dict[str, Any], style: Style) -> Found:
    """Whether the link from a source still stands, or one field of it."""
    links = _links(db, scope, slots)
    if not links:
        return _unknown(scope, slots, style)
    link = links[0]
    lead = _LEADS.get(str(slots.get("field", "")), _status)(link, style)
    more = (
        f"\n{len(links) - 1} more from there: ask “links from {style.plain(_source(slots))}”." if len(links) > 1 else ""
    )
    return Found(f"{lead}\n{line_of(link, style)}{more}", (f"is {_source(slots)} toxic?",), "links")


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
    leading = values[names[0]]
    lead = f"**{_NAMES.get(names[0], names[0])}: {leading[0]} → {leading[-1]}**, {style.code(scope.where)}"
    return Found("\n".join([f"{lead}:", *lines]), ("new links this month", "lost links this month"), "profile")


_NAMES = {
    "count": "live links", "lost": "lost", "new": "new", "quality": "mean quality", "toxicity": "mean "
    "toxicity", "relevance": "mean relevance",
    "authority": "mean authority", "referring_domains": "referring domains", "follow": "followed "
    "links", "nofollow": "nofollow links",
}  # fmt: skip


def _steps(scope: Scope, period: str | list[str] | None) -> list[Step]:
    if isinstance(period, list):
        return [(periods.in_words(one), *periods.moments(one, scope.now)) for one in period]
    between = scope.between(period)
    start, end = between or (periods.moments(f"last_{_WEEKS_OF_TREND * 7}_days", scope.now))
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
    if name == "lost":
        return [f"{questions.count(db, questions.in_time(asked, lost=(start, end))):,}" for _, start, end in steps]
    if name == "new":
        return [f"{questions.count(db, questions.in_time(asked, found=(start, end))):,}" for _, start, end in steps]
    if name in {"quality", "toxicity", "relevance", "authority"}:
        means = [questions.averages(db, questions.in_time(asked, found=(start, end))) for _, start, end in steps]
        return [_mean(getattr(one, name), 2 if name == "relevance" else 1) for one in means]
    if name in {"follow", "nofollow"}:
        asked = narrowed(scope, {"filter": {"follow": name}})
    ends = [end for _, _, end in steps]
    return [f"{number:,}" for number in questions.standing(db, asked, ends, domains=name == "referring_domains")]


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
        means = questions.averages(db, live)
        toxic = questions.count(db, questions.replace_toxicity(live, TOXIC_FROM))
        lines.append(
            f"- {style.code(domain)}: **mean quality {_number(means.quality)}**, {means.links:,} live links from "
            f"{questions.count_domains(db, live):,} domains, {toxic:,} toxic"
        )
    if missing:
        lines.append(
            f"{', '.join(style.code(name) for name in missing)}: not watched here, so I know nothing of it. "
            f"`watch` adds a site."
        )
    return Found("\n".join(lines), (), "profile")


def report(db: sqlite_utils.Database, scope: Scope, slots: dict[str, Any], style: Style) -> Found:
    """A site, or all of them, in a few numbers."""
    live = narrowed(scope, {}, statuses=("live",))
    means = questions.averages(db, live)
    period = slots.get("period", "last_7_days")
    between = scope.between(period)
    every = narrowed(scope, {})
    lost = questions.count(db, questions.in_time(every, lost=between))
    new = questions.count(db, questions.in_time(every, found=between))
    toxic = questions.count(db, questions.replace_toxicity(live, TOXIC_FROM))
    return Found(
        f"{style.code(scope.where)}: **mean quality {_number(means.quality)}**, {means.links:,} live links from "
        f"{questions.count_domains(db, live):,} domains, {toxic:,} toxic. "
        f"{periods.in_words(period).capitalize()}: {new:,} new, {lost:,} lost.",
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
    return Found(
        f"**Each link is checked every 6 hours to 7 days**, new, changed and valuable ones most often; for "
        f"{style.code(scope.where)} {due}. "
        "The weekly summary comes when `digest` says.",
        ("when was the last check?",),
        "digest",
    )


def list_domains(db: sqlite_utils.Database, scope: Scope, _slots: dict[str, Any], style: Style) -> Found:
    """The watched sites."""
    lines = [
        f"- {style.code(site.domain)}: {questions.count(db, live):,} live links"
        for site in scope.sites
        for live in (Asked(guild_id=scope.guild_id, site_id=site.id, statuses=("live",)),)
    ]
    return Found(
        "\n".join([f"**{len(scope.sites)}** watched {'site' if len(scope.sites) == 1 else 'sites'}:", *lines]),
        (),
        "sites",
    )


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


def _resolved(name: str, known: dict[str, Any]) -> str:
    return next((domain for domain in known if domain.split(".")[0] == name), name)


def _number(value: float | None) -> str:
    return "not measured" if value is None else f"{value:.0f}"


def _day(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d}" if at else "never"


def _moment(at: datetime, scope: Scope) -> str:
    return f"{at.astimezone(scope.now.tzinfo):%Y-%m-%d %H:%M}"
