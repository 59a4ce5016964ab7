"""The weekly summary: what the links are worth first, then what changed, then what needs attention."""

from collections.abc import Iterable

import discord

from bot.reports import render
from bot.reports.digest_data import GAINED, Counts, Digest, SiteWeek
from bot.reports.message import Attachment, Message
from bot.reports.wording import CREDIT, score
from storage.records import Backlink
from storage.words import EventKind

COLOUR = 0x5865F2
MAX_SITES = 10  # of one digest; teams with more see the rest with the profile command
LINKS_SHOWN = 5
DAYS_OF_A_WEEK = 7
CHANGED = (
    EventKind.CREDIT_CHANGED,
    EventKind.ANCHOR_CHANGED,
    EventKind.TARGET_CHANGED,
)
NEWS = (*GAINED, EventKind.LOST, *CHANGED, EventKind.TARGET_BROKEN, EventKind.TURNED_TOXIC, EventKind.UNVERIFIED)


def render_digest(digest: Digest, *, chart: Attachment | None = None) -> Message:
    """The message of a digest. `chart` comes from `charts.trend_chart`."""
    embed = discord.Embed(title=_title(digest), description=_summary(digest), colour=COLOUR)
    for week in sorted(digest.sites, key=_by_worth)[:MAX_SITES]:
        embed.add_field(name=render.host(week.site.domain), value=_site(week, digest), inline=False)
    if len(digest.sites) > MAX_SITES:
        embed.add_field(
            name=f"…and {render.plural(len(digest.sites) - MAX_SITES, 'more site')}", value="See `/profile`."
        )
    for name, lines in _lists(digest):
        embed.add_field(name=name, value=render.fit(lines, render.MAX_FIELD_VALUE).text, inline=False)
    if chart:
        embed.set_image(url=f"attachment://{chart.name}")
    return Message(embeds=(embed,), attachments=(chart,) if chart else (), silent=not _anything_new(digest))


def _title(digest: Digest) -> str:
    days = (digest.end - digest.start).days
    name = "Weekly summary" if days <= DAYS_OF_A_WEEK else f"Summary of {days} days"
    return f"{name}{', late' if digest.late else ''}"


def _summary(digest: Digest) -> str:
    period = f"{render.at(digest.start, 'd')} to {render.at(digest.end, 'd')}."
    late = " It comes late: I was not running, or could not post, when it was due." if digest.late else ""
    return f"{period} {_headline(digest)}{late}"


def _headline(digest: Digest) -> str:
    if not digest.sites:
        return "No site is watched yet. Begin with `/watch example.com`."
    if not _anything_new(digest):
        return f"**Nothing changed.** {_how_sure(digest)}"
    strong = sum(week.overview.strong for week in digest.sites)
    live = sum(week.overview.live for week in digest.sites)
    gained, lost = digest.total(*GAINED), digest.total(EventKind.LOST)
    changed = digest.total(*CHANGED)
    said = [f"{render.number(gained)} gained, {render.number(lost)} lost"]
    said += [f"{render.number(changed)} changed"] if changed else []
    return f"**{render.number(strong)} of {render.plural(live, 'live link')}** strong; {', '.join(said)}."


def _how_sure(digest: Digest) -> str:
    """How much "nothing changed" is worth: it is only as good as the checks behind it."""
    checked = [week.overview.last_checked_at for week in digest.sites if week.overview.last_checked_at]
    if not any(moment >= digest.start for moment in checked):
        return "But no link was checked in this time, so I cannot really know. Look at `/status`."
    unverified = sum(week.unverified for week in digest.sites)
    if unverified:
        return f"But {render.plural(unverified, 'link')} could not be verified."
    return "No link was gained, lost or changed in any check."


def _anything_new(digest: Digest) -> bool:
    return bool(digest.total(*NEWS))


def _site(week: SiteWeek, digest: Digest) -> str:
    time = "week" if (digest.end - digest.start).days <= DAYS_OF_A_WEEK else "time"
    overview = week.overview
    rated = f"**{overview.strong} strong** of {render.plural(overview.live, 'live link')}"
    if overview.unrated:
        rated += f" ({render.number(overview.unrated)} not rated yet)"
    domains = render.plural(overview.linking_domains, "domain links", "domains link")
    lines = [
        f"{rated} · **{domains}**",
        f"This {time} {_changes(week.counts)} · the {time} before {_changes(week.before)}",
    ]
    waiting = [f"{render.number(week.unverified)} not verified"] if week.unverified else []
    waiting += [f"{render.number(week.pending)} not checked yet"] if week.pending else []
    return "\n".join([*lines, *([" · ".join(waiting)] if waiting else [])])


def _changes(counts: Counts) -> str:
    found, restored = counts.get(EventKind.FOUND, 0), counts.get(EventKind.RESTORED, 0)
    changed = sum(counts.get(kind, 0) for kind in CHANGED)
    said = [f"+{render.number(found)}", f"-{render.number(counts.get(EventKind.LOST, 0))}"]
    said += [f"{render.number(restored)} restored"] if restored else []
    said += [f"{render.number(changed)} changed"] if changed else []
    return ", ".join(said)


def _lists(digest: Digest) -> Iterable[tuple[str, list[str]]]:
    if attention := _attention(digest):
        yield "Needs attention", [f"- {line}" for line in attention]
    if digest.lost:
        yield "Lost, the best first", _links(digest.lost)
    if digest.found:
        yield "Gained, the best first", _links(digest.found)


def _attention(digest: Digest) -> list[str]:
    broken = sum(week.overview.broken_targets for week in digest.sites)
    unverified = sum(week.unverified for week in digest.sites)
    lines = [f"{render.code(one.source_url, 100)} turned toxic ({score(one.toxicity)} of 100)." for one in digest.toxic]
    if broken:
        lines.append(f"{render.plural(broken, 'link leads', 'links lead')} to a broken page of yours. Mend that first.")
    if unverified:
        lines.append(f"{render.plural(unverified, 'link')} could not be verified for days.")
    if digest.untold:
        lines.append(
            f"No alert told of {render.plural(digest.untold, 'change')}: alerts were muted, had no channel, "
            "or a link kept coming and going."
        )
    if digest.undelivered:
        lines.append(f"{render.plural(digest.undelivered, 'message')} could not be sent. See `/status`.")
    return lines


def _links(links: tuple[Backlink, ...]) -> list[str]:
    rows = [
        f"**{score(link.quality)}** {render.url(link.source_url, 120)}{_what(link)}" for link in links[:LINKS_SHOWN]
    ]
    if len(links) > LINKS_SHOWN:
        rows.append(f"…and {render.number(len(links) - LINKS_SHOWN)} more")
    return rows


def _what(link: Backlink) -> str:
    anchor = f" “{render.plain(link.anchor, 50)}”" if link.anchor else ""
    passed_on = f", {CREDIT[link.credit]}" if link.credit else ""
    return f"{anchor}{passed_on}"


def _by_worth(week: SiteWeek) -> tuple[int, int, str]:
    return (-week.overview.strong, -week.overview.linking_domains, week.site.domain)
