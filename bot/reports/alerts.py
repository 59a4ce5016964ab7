"""The alert: what changed at one site, grouped by cause, the gravest first, each with its evidence."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import discord

from bot.exchange.export import csv_bytes
from bot.reports import idn, render
from bot.reports.causes import OF_OUR_PAGES, Cause, Change, all_good, causes_of
from bot.reports.message import Attachment, Message
from bot.reports.wording import CHANGE, CREDIT, NOT_MEASURED, PAGE_CHANGE, REASON, credit, score
from storage.records import Backlink, Guild, Site
from storage.words import Credit, EventKind, Reason

MAX_CAUSES = 8  # in one message; more is a wall that nobody reads, and the attached file has them all
BODY_LIMIT = 550  # units of one cause; eight of them with their headlines stay under Discord's 6,000 for an embed
MAX_KINDS_IN_TITLE = 3
MAX_LINKS_SHOWN = 3  # of one cause
RED, AMBER, GREEN, GREY = 0xDA373C, 0xE67E22, 0x23A55A, 0x80848E  # told apart on the dark and the light theme
ICON = {RED: "🔴", AMBER: "🟠", GREEN: "🟢", GREY: "⚪"}

TITLES = {
    (EventKind.LOST, Reason.LINK_REMOVED): "{host} removed {links}",
    (EventKind.LOST, Reason.PAGE_GONE): "{host} took {pages} down",
    (EventKind.LOST, Reason.PAGE_REDIRECTED): "{host} redirects {pages} elsewhere",
    (EventKind.LOST, Reason.SITE_GONE): "{host} is gone, with {links}",
    (EventKind.LOST, None): "{host} lost {links}",
    (EventKind.TURNED_TOXIC, None): "{host} turned toxic",
    (EventKind.CREDIT_CHANGED, None): "{host} changed the credit of {links}",
    (EventKind.TARGET_CHANGED, None): "{host} points {links} to another page",
    (EventKind.ANCHOR_CHANGED, None): "{host} changed the text of {links}",
    (EventKind.TARGET_BROKEN, None): "A page of yours is broken",
    (EventKind.TARGET_MENDED, None): "A page of yours works again",
    (EventKind.RESTORED, None): "{host} restored {links}",
    (EventKind.FOUND, None): "{host} links to you",
    (EventKind.UNVERIFIED, None): "{host} cannot be verified",
    (EventKind.VERIFIED_AGAIN, None): "{host} is verified again",
    (EventKind.FLAPPING, None): "{host}: {links} that come and go",
    (EventKind.ROUND_SET_ASIDE, None): "A round of checks was set aside",
}

NEXT_STEPS = {
    (EventKind.LOST, Reason.LINK_REMOVED): "Ask the site whether that was meant: redesigns lose links by accident.",
    (EventKind.LOST, Reason.PAGE_GONE): "Ask where the page has moved, or offer the site a text to replace it.",
    (EventKind.LOST, Reason.PAGE_REDIRECTED): "Ask the site to link from the page that it redirects to.",
    (EventKind.LOST, Reason.SITE_GONE): "Nothing can be won back there. Look for a new home for these links.",
    (
        EventKind.TARGET_BROKEN,
        None,
    ): "This is in your own hands: mend the page, or redirect it to a new one.",
    (EventKind.TURNED_TOXIC, None): "Look at the signals before you act. Most toxic links can simply be ignored.",
    (EventKind.CREDIT_CHANGED, None): "Ask whether the change was meant. The link still brings visitors.",
    (EventKind.TARGET_CHANGED, None): "Check that the new target is the page you want visitors to see.",
    (EventKind.ROUND_SET_ASIDE, None): "Nothing needs to be done. The pages are checked again by themselves.",
}


def render_alert(
    changes: Sequence[Change], *, site: Site | None, guild: Guild, items: tuple[discord.ui.Item[Any], ...] = ()
) -> Message:
    """One message for the changes of a site (None: of the whole guild). `changes` must not be empty.

    Silent when there is only good news; otherwise it mentions the guild's ping role, if one is set.
    """
    causes = causes_of(changes)
    shown = causes[:MAX_CAUSES]
    good = all_good(changes)
    embed = discord.Embed(title=_title(causes, site), colour=colour_of(causes[0]))
    for cause in shown:
        embed.add_field(name=f"{ICON[colour_of(cause)]} {headline(cause)}", value=_body(cause), inline=False)
    hidden = sum(cause.count for cause in causes[MAX_CAUSES:])
    if hidden:
        embed.add_field(name=f"…and {render.plural(hidden, 'more change')}", value="The attached file has them all.")
    if steps := _next_steps(shown):
        embed.add_field(name="What to do", value="\n".join(f"- {step}" for step in steps), inline=False)
    whole = not hidden and all(len(cause.links) <= MAX_LINKS_SHOWN for cause in shown)
    return Message(
        embeds=(embed,),
        attachments=() if whole else (changes_csv(causes, site),),
        items=items,
        silent=good,
        ping_role_id=None if good else guild.ping_role_id,
    )


def changes_csv(causes: Sequence[Cause], site: Site | None) -> Attachment:
    """Every change of an alert as a CSV file."""
    header = (
        "change",
        "reason",
        "page",
        "target",
        "anchor",
        "credit",
        "quality",
        "before",
        "after",
        "when",
        "evidence",
    )
    rows = [
        (
            event.kind.value,
            event.reason,
            link.source_url if link else None,
            link.target_url if link else None,
            link.anchor if link else None,
            link.credit if link else None,
            link.quality if link else None,
            event.before,
            event.after,
            event.at,
            event.evidence,
        )
        for cause in causes
        for event, link in cause.changes
    ]
    return Attachment(name=f"changes-{site.domain if site else 'all'}.csv", data=csv_bytes(header, rows))


def _title(causes: Sequence[Cause], site: Site | None) -> str:
    counts: Counter[EventKind] = Counter()
    for cause in causes:
        counts[cause.kind] += cause.count
    if counts.pop(EventKind.ROUND_SET_ASIDE, None):
        return "Our own checks were in doubt"
    said: list[str] = []
    for kind, count in list(counts.items())[:MAX_KINDS_IN_TITLE]:
        if kind in PAGE_CHANGE:
            said.append(f"{render.plural(count, 'page')} of yours {PAGE_CHANGE[kind]}{_leading_there(causes, kind)}")
        else:
            links = (
                render.number(count)
                if any(one.split()[1] in ("link", "links") for one in said)
                else render.plural(count, "link")
            )
            said.append(f"{links} {CHANGE[kind]}")
    if rest := sum(list(counts.values())[MAX_KINDS_IN_TITLE:]):
        said.append(f"{render.number(rest)} more")
    return f"{render.host(site.domain)}: {', '.join(said)}" if site else ", ".join(said)


def _leading_there(causes: Sequence[Cause], kind: EventKind) -> str:
    links = sum(len(cause.links) for cause in causes if cause.kind is kind)
    return f" ({render.plural(links, 'link')})" if links else ""


def colour_of(cause: Cause) -> int:
    """By how grave it is, the same for the embed's edge and the line's sign."""
    if cause.good:
        return GREEN
    if cause.kind in (EventKind.LOST, EventKind.TARGET_BROKEN, EventKind.TURNED_TOXIC):
        return RED
    grey = (EventKind.ROUND_SET_ASIDE, EventKind.UNVERIFIED, EventKind.FLAPPING)
    return GREY if cause.kind in grey else AMBER


def headline(cause: Cause) -> str:
    """What happened, as one line: who did what to how many links."""
    pattern = TITLES.get((cause.kind, cause.event.reason)) or TITLES[cause.kind, None]
    text = pattern.format(
        host=render.host(cause.where) or "A page",
        links="the link" if cause.count == 1 else render.plural(cause.count, "link"),
        pages="the page" if cause.count == 1 else render.plural(cause.count, "page"),
    )
    counted = "{links}" in pattern or "{pages}" in pattern or cause.count == 1
    return text if counted else f"{text} ({render.plural(cause.count, 'link')})"


def _body(cause: Cause) -> str:
    """What it was worth, why we believe it, and where."""
    lines = [*_changed(cause), *_worth(cause), _evidence(cause), *_links(cause)]
    return render.fit(lines, BODY_LIMIT, more="…").text


def _changed(cause: Cause) -> list[str]:
    event = cause.event
    if cause.kind is EventKind.CREDIT_CHANGED:
        return [f"**{_credit_words(event.before)}** → **{_credit_words(event.after)}**"]
    if cause.kind in OF_OUR_PAGES:
        return [render.url(cause.where)]
    if cause.count > 1:
        return []
    if cause.kind is EventKind.ANCHOR_CHANGED:
        return [f"{_quote(event.before)} → {_quote(event.after)}"]
    if cause.kind is EventKind.TARGET_CHANGED:
        return [f"{render.code(event.before or '', 120)} → {render.code(event.after or '', 120)}"]
    return []


def _links(cause: Cause) -> list[str]:
    """The pages, the best first. A toxic one is shown as code: nobody should open it by accident."""
    show = render.code if cause.kind is EventKind.TURNED_TOXIC else render.url
    links = cause.links
    rows = []
    for link in links[:MAX_LINKS_SHOWN]:
        anchor = f" {_quote(link.anchor)}" if link.anchor else ""
        rows.append(f"{show(link.source_url, 160)}{anchor}")
    if len(links) > MAX_LINKS_SHOWN:
        rows.append(f"…and {render.number(len(links) - MAX_LINKS_SHOWN)} more in the attached file")
    return rows


def _worth(cause: Cause) -> list[str]:
    """What the links are worth, their best one speaking for all: quality, credit, place on the page, last sight."""
    if not cause.links:
        return []
    best = cause.links[0]
    at_best = " at best" if len(cause.links) > 1 and best.quality is not None else ""
    said = [f"Quality **{score(best.quality)}**{at_best}", _credit_and_place(best)]
    if cause.kind is EventKind.TURNED_TOXIC:
        said.insert(0, f"Toxicity **{score(best.toxicity)}**")
    if cause.kind is EventKind.LOST and best.last_seen_at:
        said.append(f"last seen {render.ago(best.last_seen_at)}")
    return [" · ".join(said)]


def _credit_and_place(link: Backlink) -> str:
    place = f", in {link.placement}" if link.placement else ""
    return f"{credit(link)}{place}"


def _evidence(cause: Cause) -> str:
    event, link = cause.changes[0]
    if event.evidence:
        return render.plain(idn.readable(event.evidence), 240)
    status = f" (HTTP {link.http_status})" if link and link.http_status else ""
    words = REASON[event.reason] if event.reason else "no evidence was kept"
    return f"{words[0].upper()}{words[1:]}{status}."


def _next_steps(causes: Sequence[Cause]) -> list[str]:
    found = [
        NEXT_STEPS.get((cause.kind, cause.event.reason)) or NEXT_STEPS.get((cause.kind, None))
        for cause in causes
        if not cause.good
    ]
    return list(dict.fromkeys(step for step in found if step))[:3]


def _credit_words(words: str | None) -> str:
    first, *extras = (words or NOT_MEASURED).split(", ")
    known = CREDIT[Credit(first)] if first in list(Credit) else first
    return render.plain(", ".join([known, *extras]), 80)


def _quote(text: str | None) -> str:
    return f"“{render.plain(text, 80)}”" if text and render.clean(text) else "(no text)"
