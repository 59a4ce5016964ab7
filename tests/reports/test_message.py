"""No message exceeds what Discord takes, and what is cut is attached."""

import copy

import discord
from hypothesis import given
from hypothesis import strategies as st

from bot.reports import render
from bot.reports.message import MAX_EMBED_TOTAL, MAX_FIELDS, Attachment, Message, cut, within_limits

sizes = st.sampled_from([0, 1, 20, 200, 3000])
long_texts = st.builds(lambda part, times: part * times, st.sampled_from(["x", "ab\n", "\\*", "😀 "]), sizes)


@st.composite
def embeds(draw: st.DrawFn) -> discord.Embed:
    embed = discord.Embed(title=draw(long_texts), description=draw(long_texts))
    name, value = draw(long_texts), draw(long_texts)
    for _ in range(draw(st.integers(0, 40))):
        embed.add_field(name=name, value=value)
    embed.set_footer(text=draw(long_texts))
    return embed


def total(embed: discord.Embed) -> int:
    parts = [embed.title, embed.description, embed.footer.text]
    parts += [text for field in embed.fields for text in (field.name, field.value)]
    return sum(render.length(part or "") for part in parts)


@given(content=long_texts, some=st.lists(embeds(), max_size=12))
def test_a_message_is_within_every_limit(content: str, some: list[discord.Embed]) -> None:
    fitted = within_limits(Message(content=content, embeds=tuple(some), ping_role_id=2**63))
    sent = fitted.kwargs()
    assert render.length(sent["content"]) <= render.MAX_CONTENT
    assert len(fitted.embeds) <= 10
    assert sum(map(total, fitted.embeds)) <= MAX_EMBED_TOTAL
    for embed in fitted.embeds:
        assert render.length(embed.title or "") <= render.MAX_TITLE
        assert render.length(embed.description or "") <= render.MAX_DESCRIPTION
        assert len(embed.fields) <= MAX_FIELDS
        assert all(0 < render.length(field.name or "") <= render.MAX_FIELD_NAME for field in embed.fields)
        assert all(0 < render.length(field.value or "") <= render.MAX_FIELD_VALUE for field in embed.fields)


def test_what_is_cut_is_attached_as_a_whole() -> None:
    lines = "\n".join(f"line {number}" for number in range(1000))
    fitted = within_limits(Message(content=lines))
    assert fitted.content.endswith("\n…")
    assert fitted.attachments[0].name == "whole-message.txt"
    assert fitted.attachments[0].data.decode() == lines


def test_a_message_that_fits_is_left_as_it_is() -> None:
    embed = discord.Embed(title="t", description="d").add_field(name="n", value="v")
    message = Message(content="hello", embeds=(embed,), attachments=(Attachment(name="a.csv", data=b"x"),))
    before = copy.deepcopy(embed.to_dict())
    fitted = within_limits(message)
    assert fitted.content == "hello"
    assert [one.to_dict() for one in fitted.embeds] == [before]
    assert embed.to_dict() == before
    assert fitted.attachments == message.attachments


@given(text=st.text(alphabet="\\a\n😀", max_size=200), limit=st.integers(1, 60))
def test_a_cut_never_ends_in_half_an_escape(text: str, limit: int) -> None:
    short = cut(text, limit)
    assert render.length(short) <= limit
    if short != text:
        body = short.removesuffix("…")
        assert body.endswith("\n") or (len(body) - len(body.rstrip("\\"))) % 2 == 0


def test_only_the_ping_role_may_be_mentioned() -> None:
    assert Message(content="x").kwargs()["allowed_mentions"].to_dict() == {"parse": []}
    sent = Message(content="x", ping_role_id=7).kwargs()
    assert sent["content"] == "<@&7> x"
    assert sent["allowed_mentions"].to_dict() == {"parse": [], "roles": [7]}


def test_previews_are_off_and_our_own_embeds_are_not() -> None:
    assert Message(content="x").kwargs()["suppress_embeds"] is True
    assert Message(embeds=(discord.Embed(title="t"),)).kwargs()["suppress_embeds"] is False


def test_each_try_has_fresh_files() -> None:
    message = Message(content="x", attachments=(Attachment(name="a.txt", data=b"abc", description="A chart"),))
    first, second = message.kwargs()["files"][0], message.kwargs()["files"][0]
    assert first is not second
    assert first.fp.read() == second.fp.read() == b"abc"
    assert first.description == "A chart"
