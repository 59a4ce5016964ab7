"""Every change of an alert, one by one: what the Details button shows to whoever pressed it."""

from collections.abc import Sequence

import discord

from bot.reports import idn, render
from bot.reports.alerts import changes_csv, colour_of, headline
from bot.reports.causes import Cause, Change, causes_of
from bot.reports.message import Message
from bot.reports.wording import credit, score
from storage.records import Backlink, Site

MAX_WITHOUT_FILE = 3  # changes that are read sooner than a file is opened


def render_details(changes: Sequence[Change], *, site: Site | None) -> Message:
    """All changes with their evidence and their links as they are now. More than a few also come as a file."""
    causes = causes_of(changes)
    if not causes:
        return Message(content="The links of this alert are not watched any more.")
    fitted = render.fit(
        [line for cause in causes for line in _lines(cause)],
        render.MAX_DESCRIPTION,
        more="…the attached file has everything",
    )
    embed = discord.Embed(title="Every change of this alert", description=fitted.text, colour=colour_of(causes[0]))
    short = not fitted.left and len(changes) <= MAX_WITHOUT_FILE
    return Message(embeds=(embed,), attachments=() if short else (changes_csv(causes, site),))


def _lines(cause: Cause) -> list[str]:
    """A headline, then each evidence above the links that it is about."""
    lines = [f"**{headline(cause)}**"]
    told = ""
    for event, link in cause.changes:
        if event.evidence not in ("", told):
            lines.append(render.plain(idn.readable(event.evidence), 400))
            told = event.evidence
        lines += [_line(link)] if link else []
    return lines


def _line(link: Backlink) -> str:
    checked = f", checked {render.ago(link.checked_at)}" if link.checked_at else ""
    status = f"HTTP {link.http_status}, " if link.http_status else ""
    return (
        f"- {render.code(link.source_url, 200)} {status}{link.status}, {credit(link)}, "
        f"quality {score(link.quality)}{checked}"
    )
