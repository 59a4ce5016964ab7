"""One link with everything that its rating is made of: each part of its quality, each signal of its toxicity."""

from collections.abc import Sequence
from textwrap import shorten

import discord

from bot.quality.quality import contributions, kept
from bot.quality.rating import Part, Signal, band_of
from bot.reports import render
from bot.reports.wording import NOT_MEASURED, score
from storage.ratings import Reasons
from storage.records import Backlink

COLOUR = 0x5865F2
MAX_WHY = 160  # characters of a part's or signal's reason
SIGNALS_SHOWN = 10


def render_link(link: Backlink, why: Reasons | None, *, line: str, more: int = 0) -> discord.Embed:
    """A link and why it is worth what it is. `line` is what lists show of it; `more` counts others of the page."""
    embed = discord.Embed(title=f"Quality {score(link.quality)}, toxicity {score(link.toxicity)}", colour=COLOUR)
    others = f"\n{render.plural(more, 'more link')} from there; name a page to see its own." if more else ""
    embed.description = f"{line}\n{render.plain(shorten(link.evidence, 300, placeholder=' …'))}{others}"
    if why is None:
        embed.add_field(name="Reasons", value="Not rated yet: that comes with the first check that reads the page.")
        return embed
    parts = [Part(**part) for part in why.parts]
    signals = [Signal(**signal) for signal in why.signals]
    embed.add_field(name="Quality, part by part", value=_fit(_parts(parts, link)), inline=False)
    embed.add_field(name=_toxicity(link), value=_fit(_signals(signals)), inline=False)
    if why.not_measured:
        missing = [f"- {render.plain(_short(sentence))}" for sentence in why.not_measured]
        embed.add_field(name="Not measured: the other parts share its weight", value=_fit(missing), inline=False)
    embed.set_footer(text="Rated by what the page, lists, imports and your own rows say")
    embed.timestamp = why.rated_at
    return embed


def _parts(parts: Sequence[Part], link: Backlink) -> list[str]:
    counted = contributions(parts)
    lines = [
        f"**{got:.0f}** of {most:.0f} {part.name}: {render.plain(_short(part.why))}" for part, got, most in counted
    ]
    if link.quality is None or link.toxicity is None:
        return [*lines, "Too little is measured for a quality: it takes relevance, authority or credit."]
    whole = sum(got for _, got, _ in counted)
    left = f"of which toxicity {link.toxicity:.0f} leaves {kept(link.toxicity):.0%}"
    return [*lines, f"= {whole:.0f} of 100, {left}: **quality {link.quality:.0f}**"]


def _toxicity(link: Backlink) -> str:
    if link.toxicity is None:
        return f"Toxicity: {NOT_MEASURED}"
    return f"Toxicity {link.toxicity:.0f} ({band_of(link.toxicity)}), signal by signal"


def _signals(signals: Sequence[Signal]) -> list[str]:
    if not signals:
        return ["No signal speaks against it."]
    lines = [
        f"**{one.points:+.0f}** {one.name.replace('_', ' ')}: {render.plain(_short(one.evidence))}"
        for one in signals[:SIGNALS_SHOWN]
    ]
    left = len(signals) - SIGNALS_SHOWN
    return [*lines, f"…and {left} weaker ones"] if left > 0 else lines


def _short(text: str) -> str:
    return shorten(text, MAX_WHY, placeholder=" …")


def _fit(lines: Sequence[str]) -> str:
    return render.fit(lines, render.MAX_FIELD_VALUE).text
