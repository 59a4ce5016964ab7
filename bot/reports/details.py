"""Every change of an alert, one by one: what the Details button shows to whoever pressed it."""

from collections.abc import Sequence

import discord

from bot.reports import render
from bot.reports.alerts import changes_csv, colour_of, headline
from bot.reports.causes import Cause, Change, causes_of
from bot.reports.message import Message
from bot.reports.wording import credit, score
from storage.records import Backlink, Site


def render_details(changes: Sequence[Change], *, site: Site | None) -> Message:
    """All changes with their links, as they are now; what does not fit is in the attached file."""
    causes = causes_of(changes)
    if not causes:
        return Message(content="The links of this alert are not watched any more.")
    fitted = render.fit(
        [line for cause in causes for line in _lines(cause)],
        render.MAX_DESCRIPTION,
        more="…the attached file has everything",
    )
    embed = discord.Embed(title="Every change of this alert", description=fitted.text, colour=colour_of(causes[0]))
    return Message(embeds=(embed,), attachments=(changes_csv(causes, site),))


def _lines(cause: Cause) -> list[str]:
    return [f"**{headline(cause)}**", *(_line(link) for link in cause.links)]


def _line(link: Backlink) -> str:
    checked = f", checked {render.ago(link.checked_at)}" if link.checked_at else ""
    status = f"HTTP {link.http_status}, " if link.http_status else ""
    return (
        f"- {render.code(link.source_url, 200)} {status}{link.status}, {credit(link)}, "
        f"quality {score(link.quality)}{checked}"
    )
