"""A link's card shows each part of its quality and each signal of its toxicity, within Discord's limits."""

from dataclasses import asdict, replace
from typing import Any

import discord

from bot.quality.quality import part
from bot.reports.link_card import render_link
from bot.reports.message import Message, within_limits
from storage.ratings import Reasons
from storage.records import Backlink
from tests.reports.samples import NOW

LINK = Backlink(
    id=1, guild_id=1, site_id=1, page_id=1, source_url="https://a.com/p", evidence="The link is there.", quality=53.9,
    relevance=0.8, authority=63.0, toxicity=30.0, added_at=NOW,
)  # fmt: skip
PARTS = [
    part("relevance", 0.8, "page: cooking; site: baking"),
    part("authority", 0.63, "Ahrefs' Domain Rating: 63 (imported 1 May 2026)"),
    part("credit", 0.35, "the link is nofollow"),
    part("placement", None, "not measured: the link was not seen"),
]
SIGNAL = {"name": "money_anchor", "group": "anchor", "weight": 12.0, "value": 1.0, "evidence": "“buy” is *for* buyers."}


def reasons(**changed: Any) -> Reasons:
    whole: dict[str, Any] = {
        "signals": [SIGNAL],
        "parts": [asdict(one) for one in PARTS],
        "language": "en",
        "not_measured": ["placement: the link was not seen"],
        "rated_at": NOW,
    }
    return Reasons(**(whole | changed))


def words_of(embed: discord.Embed) -> str:
    return "\n".join(
        [embed.title or "", embed.description or "", *(f"{one.name}\n{one.value}" for one in embed.fields)]
    )


def test_each_part_and_each_signal_is_shown_with_its_points() -> None:
    shown = words_of(render_link(LINK, reasons(), line="the line"))
    words = shown.replace("\\", "")
    for said in (
        "Quality 54, toxicity 30",
        "**35** of 44 relevance: page: cooking; site: baking",
        "Ahrefs' Domain Rating: 63",
        "= 65 of 100, of which toxicity 30 leaves 83%: **quality 54**",
        "Toxicity 30 (fine), signal by signal",
        "**+12** money anchor",
        "placement: the link was not seen",
    ):
        assert said in words
    assert r"is \*for\* buyers" in shown


def test_a_link_without_a_rating_says_so() -> None:
    bare = replace(LINK, quality=None, toxicity=None, relevance=None, authority=None)
    assert "Not rated yet" in words_of(render_link(bare, None, line="the line", more=3))


def test_the_longest_reasons_stay_within_discords_limits() -> None:
    long = reasons(
        signals=[SIGNAL | {"evidence": "*long* words " * 200}] * 60,
        parts=[asdict(replace(one, why="_many_ sources " * 300)) for one in PARTS],
        not_measured=["far too much to say " * 100] * 9,
    )
    embed = render_link(replace(LINK, evidence="e " * 4000), long, line="x" * 700)
    message = Message(embeds=(embed,))
    assert within_limits(message) == message
    assert len(embed) < 6_000
