"""The profile card says every number in text, and what was not measured as such."""

from dataclasses import replace

import discord
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.quality.profile import Profile, ProfileLink, Share, Step
from bot.reports.charts import profile_chart, trend_chart
from bot.reports.drawing import draw_bars, draw_weeks, drawable
from bot.reports.message import Attachment, within_limits
from bot.reports.profile_card import render_profile
from bot.reports.series import Bar, Week
from tests.reports.samples import NOW

PROFILE = Profile(
    site_id=1,
    domain="example.com",
    at=NOW,
    grade="B",
    score=64.4,
    risk="low",
    strong=12,
    fair=20,
    weak=4,
    unrated=1,
    fine=34,
    suspicious=2,
    toxic=1,
    quality=48.0,
    relevance=0.42,
    authority=None,
    live=37,
    lost=5,
    unverified=2,
    pending=3,
    referring_domains=25,
    found_30_days=6,
    lost_30_days=2,
    restored_30_days=3,
    credits=(Share(name="followed", count=28, share=0.76), Share(name="ugc", count=9, share=0.24)),
    anchors=(
        Share(name="Example", count=12, share=0.32),
        Share(name="the [guide](https://x.example)", count=5, share=0.1),
    ),
    best=tuple(
        ProfileLink(
            backlink_id=n, source_url=f"https://good{n}.example/a", anchor="a guide", quality=90.0 - n, toxicity=2.0
        )
        for n in range(5)
    ),
    most_toxic=(
        ProfileLink(
            backlink_id=9,
            source_url="https://cheap-pills.example/",
            anchor="buy",
            quality=2.0,
            toxicity=83.0,
            note="spam vocabulary: 14 words of pharmacy spam",
        ),
    ),
    steps=(
        Step(title="Win back 2 lost links", text="Ask blog.example why it removed two links of quality 72."),
        Step(title="Mend 1 broken target", text="https://example.com/old answers with HTTP 404; 3 links lead there."),
        Step(title="Review 1 toxic link", text="Look at its signals first."),
    ),
    not_measured=("Authority: no rank list is loaded.",),
)


def words_of(embed: discord.Embed) -> str:
    parts = [embed.title, embed.description, embed.footer.text]
    parts += [text for field in embed.fields for text in (field.name, field.value)]
    return "\n".join(part for part in parts if part)


async def test_the_card_leads_with_quality_and_says_every_number_in_text() -> None:
    message = render_profile(PROFILE, chart=await profile_chart(PROFILE))
    embed = message.embeds[0]
    words = words_of(embed)
    assert embed.title == r"example\.com · grade B, quality 64 of 100"
    for said in (
        "37 live links from 25 domains",
        "**12 strong**",
        "20 fair",
        "4 weak",
        "1 not rated yet",
        "42%",
        "76% followed",
    ):
        assert said in words
    for said in (
        "24% user content (ugc)",
        "1 toxic, 2 suspicious, 34 fine",
        "37 live, 5 lost, 2 not verified",
    ):
        assert said in words
    assert "6 found, 2 lost, 3 restored" in words
    assert "1. **Win back 2 lost links:**" in words
    assert embed.image.url == "attachment://profile.png"
    assert message.attachments[0].data.startswith(b"\x89PNG")


def test_authority_is_shown_with_its_sources() -> None:
    sources = ("Tranco", "Ahrefs' Domain Rating of 12 linking domains (imported 1 May 2026)")
    words = words_of(render_profile(replace(PROFILE, authority=41.0, authority_from=sources)).embeds[0])
    assert "41 of 100\nFrom Tranco; Ahrefs' Domain Rating of 12 linking domains" in words


def test_a_long_reason_is_cut_between_words() -> None:
    long = replace(PROFILE.most_toxic[0], note="Hundreds of gambling words were found on this page. " * 9)
    words = words_of(render_profile(replace(PROFILE, most_toxic=(long,))).embeds[0])
    assert " …" in words
    assert set(words.split("this page\\.")[-2].split()) <= {
        "Hundreds",
        "of",
        "gambling",
        "words",
        "were",
        "found",
        "on",
    }


def test_what_was_not_measured_is_said_as_such() -> None:
    words = words_of(render_profile(PROFILE).embeds[0])
    assert "Median authority\nnot measured" in words
    assert "Not measured: Authority: no rank list is loaded." in words
    empty = replace(PROFILE, grade=None, score=None, live=0, strong=0, risk=None, best=(), anchors=(), steps=())
    words = words_of(render_profile(empty).embeds[0])
    assert "not rated yet" in words
    assert "No live backlink is known yet" in words
    assert "Median" not in words  # of nothing
    assert "0 live, 5 lost" in words


def test_strangers_text_in_the_card_is_literal() -> None:
    words = words_of(render_profile(PROFILE).embeds[0])
    assert r"the \[guide\]\(https\:\/\/x\.example\)" in words
    assert "`https://cheap-pills.example/`" in words


@given(long=st.sampled_from(["x", "w" * 3000, "[a](https://b.example)" * 300, "😀" * 900]))
def test_the_card_keeps_every_limit(long: str) -> None:
    link = ProfileLink(
        backlink_id=1, source_url=f"https://a.example/{long}", anchor=long, quality=1.0, toxicity=99.0, note=long
    )
    step = Step(title=long, text=long)
    share = Share(name=long, count=1, share=0.1)
    profile = replace(
        PROFILE,
        best=(link,) * 5,
        most_toxic=(link,) * 5,
        steps=(step,) * 3,
        anchors=(share,) * 10,
        not_measured=(long,),
    )
    message = render_profile(profile)
    assert within_limits(message).attachments == ()  # nothing had to be cut afterwards


async def test_charts_have_alternative_text_with_their_numbers() -> None:
    chart = await profile_chart(PROFILE)
    assert chart.description == (
        "Live links by quality: strong 12, fair 20, weak 4, not rated 1. "
        "What they pass on: followed 28, nofollow 0, user content (ugc) 9, sponsored 0, no credit 0."
    )
    weeks = [Week(NOW.date(), 3, 1)] * 100
    trend = await trend_chart(weeks)
    assert len(trend.file().description or "") <= 1024


async def test_an_empty_profile_and_an_empty_history_can_be_drawn() -> None:
    empty = replace(PROFILE, strong=0, fair=0, weak=0, unrated=0, credits=())
    assert (await profile_chart(empty)).data.startswith(b"\x89PNG")
    assert draw_weeks([], gained="green", lost="red").startswith(b"\x89PNG")


@given(name=st.text(max_size=12))
@example(name="$x^{$ \\frac 漢 \U0001f600")
@settings(max_examples=15)
def test_any_text_can_be_drawn(name: str) -> None:
    assert draw_bars([(name, [Bar(name, 3, "red")])]).startswith(b"\x89PNG")


def test_letters_that_the_font_lacks_are_boxes_and_dollars_are_dollars() -> None:
    assert drawable("漢 $x^{$") == "□ $x^{$"


def test_an_attachment_too_large_to_send_is_left_out() -> None:
    message = render_profile(PROFILE, chart=Attachment(name="profile.png", data=b"x" * 9_000_000))
    assert within_limits(message).attachments == ()
