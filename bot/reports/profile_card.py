"""The profile of a site as a message: quality first, every number in text, the chart beside it."""

from collections.abc import Iterable, Sequence
from textwrap import shorten

import discord

from bot.quality.profile import Profile, ProfileLink, Share, Step
from bot.reports import render
from bot.reports.message import Attachment, Message
from bot.reports.wording import CREDIT, NOT_MEASURED, fraction, score
from storage.words import Credit

COLOURS = {"A": 0x23A55A, "B": 0x57A639, "C": 0xE6A700, "D": 0xE67E22, "E": 0xDA373C, None: 0x80848E}
LIST_LIMIT = 900  # units of one list of links; five of them with the rest stay under Discord's 6,000 for an embed
LINKS_SHOWN = 3  # of each list; `/links best` and `/toxic` show more
ANCHORS_SHOWN = 3
MAX_NOTE = 120  # characters of why a link is to be reviewed
MAX_SOURCES = 300  # of where authority is from
MAX_STEP = 240  # of a step's text
STEPS = "Next steps"


def render_profile(profile: Profile, *, chart: Attachment | None = None) -> Message:
    """The card of a profile. `chart` comes from `charts.profile_chart`."""
    embed = discord.Embed(title=_title(profile), description=_summary(profile), colour=COLOURS[profile.grade])
    embed.timestamp = profile.at
    for name, value in _figures(profile):
        embed.add_field(name=name, value=value)
    for name, lines in _lists(profile):
        limit = render.MAX_FIELD_VALUE if name == STEPS else LIST_LIMIT
        embed.add_field(name=name, value=render.fit(lines, limit).text, inline=False)
    if profile.not_measured:
        embed.set_footer(text=render.label(f"Not measured: {' '.join(profile.not_measured)}", 400))
    if chart:
        embed.set_image(url=f"attachment://{chart.name}")
    return Message(embeds=(embed,), attachments=(chart,) if chart else ())


def _title(profile: Profile) -> str:
    domain = render.host(profile.domain)
    if profile.grade is None:
        return f"{domain} · not rated yet"
    return f"{domain} · grade {profile.grade}, quality {score(profile.score)} of 100"


def _summary(profile: Profile) -> str:
    if not profile.live:
        return "No live backlink is known yet. Add some with `/add`, or wait for the first check."
    unrated = f", {render.number(profile.unrated)} not rated yet" if profile.unrated else ""
    return (
        f"**{render.number(profile.strong)} strong** (quality 60 or more), {render.number(profile.fair)} fair, "
        f"{render.number(profile.weak)} weak (below 30){unrated}: {render.plural(profile.live, 'live link')} "
        f"from {render.plural(profile.referring_domains, 'domain')}."
    )


def _figures(profile: Profile) -> list[tuple[str, str]]:
    status = [f"{profile.live} live", f"{profile.lost} lost", f"{profile.unverified} not verified"]
    status += [f"{profile.pending} not checked yet"] if profile.pending else []
    known = [
        ("Status", ", ".join(status)),
        (
            "Last 30 days",
            f"{profile.found_30_days} found, {profile.lost_30_days} lost, {profile.restored_30_days} restored",
        ),
    ]
    if not profile.live:
        return known
    toxic = f"{profile.toxic} toxic, {profile.suspicious} suspicious, {profile.fine} fine"
    passed_on = ", ".join(f"{share.share:.0%} {_credit(share)}" for share in profile.credits) or NOT_MEASURED
    return [
        ("Median relevance", fraction(profile.relevance)),
        ("Median authority", _authority(profile)),
        ("Toxicity", f"Risk: **{profile.risk or NOT_MEASURED}**\n{toxic}"),
        ("Credit of live links", passed_on),
        *known,
    ]


def _authority(profile: Profile) -> str:
    """The median and where it is from."""
    if profile.authority is None:
        return NOT_MEASURED
    median = f"{score(profile.authority)} of 100"
    if not profile.authority_from:
        return median
    return f"{median}\nFrom {render.plain(_shortened('; '.join(profile.authority_from), MAX_SOURCES))}"


def _lists(profile: Profile) -> Iterable[tuple[str, list[str]]]:
    if profile.best:
        yield "Best links, by quality", [_good(link) for link in profile.best[:LINKS_SHOWN]]
    if profile.most_toxic:
        yield "Links to review, by toxicity", [_toxic(link) for link in profile.most_toxic[:LINKS_SHOWN]]
    if profile.anchors:
        yield "Most frequent anchors", _anchors(profile.anchors)
    if profile.steps:
        yield STEPS, [_step(number, step) for number, step in enumerate(profile.steps, 1)]


def _good(link: ProfileLink) -> str:
    anchor = f" “{render.plain(link.anchor, 50)}”" if link.anchor else ""
    return f"**{score(link.quality)}** {render.url(link.source_url, 120)}{anchor}"


def _toxic(link: ProfileLink) -> str:
    note = f" {render.plain(_shortened(link.note, MAX_NOTE))}" if link.note else ""
    return f"**{score(link.toxicity)}** {render.code(link.source_url, 80)}{note}"


def _shortened(text: str, limit: int) -> str:
    """Text of at most `limit` characters, cut between two words."""
    return shorten(text, limit, placeholder=" …")


def _anchors(anchors: Sequence[Share]) -> list[str]:
    shown = [
        f"{share.share:.0%} “{render.plain(share.name, 60)}”" if share.name else f"{share.share:.0%} (no text)"
        for share in anchors[:ANCHORS_SHOWN]
    ]
    return [" · ".join(shown)]


def _step(number: int, step: Step) -> str:
    return f"{number}. **{render.plain(step.title, 80)}:** {render.plain(_shortened(step.text, MAX_STEP))}"


def _credit(share: Share) -> str:
    return CREDIT[Credit(share.name)] if share.name in list(Credit) else render.plain(share.name, 30)
