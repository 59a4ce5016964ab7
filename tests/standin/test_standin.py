"""The stand-in is held to what discord.py meets at the real one; a plain bot in this process tries it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import discord
import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.standin import Fault, StandIn
from tests.standin.world import BOT_ID, GUILD_ID, TOKEN

CHANNEL = 7


@pytest.fixture(autouse=True)
def discord_is_here(standin: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Route, "BASE", f"http://127.0.0.1:{standin.port}/api/v10")
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(f"ws://127.0.0.1:{standin.port}/gateway/"))


class Echo(discord.Client):
    """Says what was said."""

    def __init__(self, **intents: bool) -> None:
        super().__init__(intents=discord.Intents(guilds=True, guild_messages=True, **intents), guild_ready_timeout=0.1)

    async def on_message(self, message: discord.Message) -> None:
        if message.author.id != BOT_ID:
            await message.channel.send(message.content.replace(f"<@{BOT_ID}>", "").strip())


@asynccontextmanager
async def connected(**intents: bool) -> AsyncIterator[Echo]:
    bot = Echo(**intents)
    running = asyncio.create_task(bot.start(TOKEN))
    await asyncio.wait_for(bot.wait_until_ready(), 20)
    try:
        yield bot
    finally:
        await bot.close()
        await asyncio.gather(running, return_exceptions=True)


async def said(standin: StandIn, text: str) -> None:
    await asyncio.to_thread(standin.wait_for, lambda: text in _contents(standin), why=f"the answer {text!r}")


async def test_a_bot_logs_in_and_answers(standin: StandIn) -> None:
    async with connected() as bot:
        assert [guild.id for guild in bot.guilds] == [GUILD_ID]
        await asyncio.to_thread(standin.say, f"<@{BOT_ID}> hello")
        await said(standin, "hello")


async def test_a_wrong_token_is_refused(standin: StandIn) -> None:
    bot = Echo()
    with pytest.raises(discord.LoginFailure):
        await bot.start("not.the.token")
    await bot.close()


async def test_an_intent_that_is_switched_off_is_refused(standin: StandIn) -> None:
    standin.world.message_content_allowed = False
    bot = Echo(message_content=True)
    with pytest.raises(discord.PrivilegedIntentsRequired):
        await bot.start(TOKEN)
    await bot.close()


@pytest.mark.parametrize("how", ["op 7", "close"])
async def test_a_lost_connection_is_resumed_and_what_was_missed_is_told(standin: StandIn, how: str) -> None:
    async with connected():
        await asyncio.to_thread(standin.ask_to_reconnect if how == "op 7" else standin.cut_gateway)
        await asyncio.to_thread(standin.say, "while you were away")
        await said(standin, "while you were away")
        assert (standin.gateway.identifies, standin.gateway.resumes) == (1, 1)


async def test_an_ended_session_is_begun_anew(standin: StandIn) -> None:
    async with connected():
        await asyncio.to_thread(standin.end_session)
        await asyncio.to_thread(standin.wait_for, lambda: standin.identifies == 2, why="a second IDENTIFY")
        assert standin.identifies == 2


async def test_the_same_nonce_gives_the_same_message_within_its_time(standin: StandIn) -> None:
    async with connected() as bot:
        channel = bot.get_partial_messageable(CHANNEL)
        first, again = await channel.send("once", nonce="d1"), await channel.send("once", nonce="d1")
        other = await channel.send("twice", nonce="d2")
        assert first.id == again.id != other.id
        standin.world.nonce_seconds = 0
        assert (await channel.send("once", nonce="d1")).id != first.id
    assert [posted.nonce for posted in standin.posted] == ["d1", "d2", "d1"]


async def test_a_rate_limit_is_waited_for(standin: StandIn) -> None:
    async with connected() as bot:
        standin.fail("POST", "/channels/7/messages", Fault.rate_limit(0.05), times=2)
        await bot.get_partial_messageable(CHANNEL).send("patience")
    assert [request.status for request in standin.recorded if request.method == "POST"] == [429, 429, 200]


@pytest.mark.parametrize(("done", "messages"), [(True, 1), (False, 0)])
async def test_a_cut_connection_may_or_may_not_have_done_its_work(standin: StandIn, done: bool, messages: int) -> None:
    async with connected() as bot:
        standin.fail("POST", "/channels/7/messages", Fault(drop=True, done=done), times=9)
        with pytest.raises(aiohttp.ServerDisconnectedError):
            await bot.get_partial_messageable(CHANNEL).send("hello", nonce="d1")
    assert len(standin.posted) == messages


@pytest.mark.parametrize(
    ("world", "error"), [({"closed": {7}}, discord.Forbidden), ({"channels": {8}}, discord.NotFound)]
)
async def test_a_channel_may_be_closed_or_gone(
    standin: StandIn, world: dict[str, set[int]], error: type[Exception]
) -> None:
    async with connected() as bot:
        for name, value in world.items():
            setattr(standin.world, name, value)
        with pytest.raises(error):
            await bot.get_partial_messageable(CHANNEL).send("hello")
    assert standin.posted == []


async def test_the_channels_past_can_be_read_back(standin: StandIn) -> None:
    async with connected() as bot:
        channel = bot.get_partial_messageable(CHANNEL)
        for number in range(120):
            standin.world.post(CHANNEL, {"content": f"{number}"}, ())
        await channel.send("last", embed=discord.Embed(title="with an embed"))
        past = [message async for message in channel.history(limit=None)]
    assert [message.content for message in past] == ["last", *(f"{number}" for number in reversed(range(120)))]
    assert past[0].embeds[0].title == "with an embed"


async def test_what_is_over_discords_limits_is_refused(standin: StandIn) -> None:
    async with connected() as bot:
        with pytest.raises(discord.HTTPException, match="50035"):
            await bot.get_partial_messageable(CHANNEL).send("x" * 2001)


def _contents(standin: StandIn) -> list[str]:
    return [posted.json["content"] for posted in standin.posted]
