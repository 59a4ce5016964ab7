"""Charts as attachments: what they show, in colours and in words. Drawn in a thread."""

import asyncio
from collections.abc import Sequence
from types import ModuleType

from bot.quality.profile import Profile
from bot.reports import render
from bot.reports.message import Attachment
from bot.reports.series import Bar, Week
from bot.reports.wording import CREDIT
from storage.words import Credit

GREEN, AMBER, RED, GREY = "#3ba55d", "#f0b132", "#ed4245", "#949ba4"


async def profile_chart(profile: Profile) -> Attachment:
    """Where a profile's quality lies, and what its live links pass on."""
    quality = [
        Bar("strong", profile.strong, GREEN),
        Bar("fair", profile.fair, AMBER),
        Bar("weak", profile.weak, RED),
        Bar("not rated", profile.unrated, GREY),
    ]
    shares = {share.name: share.count for share in profile.credits}
    passed_on = [
        Bar(words, shares.get(credit, 0), GREEN if credit is Credit.FOLLOWED else GREY)
        for credit, words in CREDIT.items()
    ]
    panels = [("Live links by quality", quality), ("What they pass on", passed_on)]
    data = await asyncio.to_thread(lambda: _drawing().draw_bars(panels))
    return Attachment(name="profile.png", data=data, description=" ".join(_sentence(*panel) for panel in panels))


async def trend_chart(weeks: Sequence[Week]) -> Attachment:
    """Links gained and lost a week, oldest first."""
    data = await asyncio.to_thread(lambda: _drawing().draw_weeks(weeks, gained=GREEN, lost=RED))
    said = "; ".join(f"week of {week.start:%d %b}: {week.gained} gained, {week.lost} lost" for week in weeks)
    return Attachment(name="trend.png", data=data, description=f"Links gained and lost a week. {said}.")


def _sentence(title: str, bars: Sequence[Bar]) -> str:
    return f"{title}: {', '.join(f'{bar.name} {render.number(bar.value)}' for bar in bars)}."


def _drawing() -> ModuleType:
    from bot.reports import drawing  # noqa: PLC0415  # matplotlib costs half a second that a start need not wait for

    return drawing
