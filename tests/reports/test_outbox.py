"""None sent twice, none lost: the outbox over a simulated Discord, broken at every step."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord

from bot.reports.channels import delivery_error, mark
from bot.reports.message import Message
from bot.reports.outbox import FIRST_PAUSE, LONGEST_PAUSE, Outbox, pause
from storage import deliveries, guilds
from storage.database import Database
from storage.records import Delivery
from storage.words import DeliveryKind, DeliveryState

TRIES = 4


@dataclass
class House:
    """A database, a simulated Discord with one guild and a clock that tests move."""

    env: simcord.Env
    database: Database
    channel: Any
    guild: Any
    now: datetime = field(default_factory=lambda: datetime(2026, 1, 1, 0, 5, tzinfo=UTC))

    def outbox(self, compose: Callable[[Delivery, datetime], Awaitable[Message | None]] | None = None) -> Outbox:
        return Outbox(self.database, self.env.bot, compose or say, clock=lambda: self.now, tries=TRIES)

    async def owe(self, channel_id: int | None = None) -> int:
        return await self.database.write(
            deliveries.owe,
            self.guild.id,
            channel_id or self.channel.id,
            DeliveryKind.ALERT,
            now=self.now,
            not_before=self.now,
        )

    async def delivery(self, delivery_id: int) -> Delivery:
        found = await self.database.read(deliveries.get, self.guild.id, delivery_id)
        assert found is not None
        return found

    async def said(self, channel_id: int | None = None) -> list[str]:
        """The titles in the channel, oldest first."""
        channel = self.env.bot.get_channel(channel_id or self.channel.id)
        assert isinstance(channel, discord.TextChannel)
        messages = [message async for message in channel.history(limit=100, oldest_first=True)]
        return [message.embeds[0].title or "" if message.embeds else message.content for message in messages]


async def say(delivery: Delivery, _now: datetime) -> Message:
    return Message(embeds=(discord.Embed(title=f"delivery {delivery.id}"),))


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    client = discord.Client(intents=discord.Intents(guilds=True))
    database = await Database.open(tmp_path / "test.sqlite3")
    env = simcord.Env(client, check_errors=False)
    await env.start()
    guild = env.create_guild()
    channel = guild.create_text_channel("alerts")
    await env.settle()
    await database.write(guilds.ensure, guild.id)
    yield House(env, database, channel, guild)
    await env.shutdown()
    await database.close()


async def test_what_is_due_is_sent_in_order_and_recorded(house: House) -> None:
    owed = [await house.owe() for _ in range(3)]
    assert await house.outbox().deliver_due() == 3
    assert await house.said() == [f"delivery {number}" for number in owed]
    sent = await house.delivery(owed[0])
    assert sent.state is DeliveryState.SENT
    assert sent.message_id
    assert await house.outbox().deliver_due() == 0


async def test_the_nonce_is_the_deliverys_own(house: House) -> None:
    owed = await house.owe()
    await house.outbox().deliver_due()
    sent = [entry for entry in house.env.http_requests if entry.method == "POST" and "/messages" in entry.path]
    assert [(entry.json or {})["nonce"] for entry in sent] == [f"d{owed}"]
    assert (sent[0].json or {})["enforce_nonce"] is True


class Killed(BaseException):
    """The process dies here: nothing after this point runs."""


@pytest.mark.parametrize("step", ["before composing", "before sending", "after sending", "after recording"])
async def test_a_crash_at_any_step_loses_nothing_and_repeats_nothing(
    house: House, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    owed = [await house.owe(), await house.owe()]
    real_send, real_write = discord.abc.Messageable.send, house.database.write

    async def compose(delivery: Delivery, now: datetime) -> Message:
        if step == "before composing":
            raise Killed
        return await say(delivery, now)

    async def send(channel: discord.abc.Messageable, **kwargs: Any) -> Any:
        if step == "before sending":
            raise Killed
        sent = await real_send(channel, **kwargs)
        if step == "after sending":
            raise Killed
        return sent

    async def write(function: Any, *args: Any, **kwargs: Any) -> Any:
        done = await real_write(function, *args, **kwargs)
        if step == "after recording" and function is deliveries.mark_sent:
            raise Killed
        return done

    with monkeypatch.context() as dying:
        dying.setattr(discord.abc.Messageable, "send", send)
        dying.setattr(house.database, "write", write)
        with pytest.raises(Killed):
            await house.outbox(compose).deliver_due()
    house.now += timedelta(hours=3)  # far beyond Discord's memory of nonces
    await house.outbox().deliver_due()
    assert await house.said() == [f"delivery {number}" for number in owed]
    assert [(await house.delivery(number)).state for number in owed] == [DeliveryState.SENT] * 2


async def test_a_task_cancelled_while_sending_is_taken_up_at_the_next_start(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    owed = await house.owe()
    real_send = discord.abc.Messageable.send
    arrived = asyncio.Event()

    async def send(channel: discord.abc.Messageable, **kwargs: Any) -> None:
        await real_send(channel, **kwargs)
        arrived.set()
        await asyncio.Event().wait()

    with monkeypatch.context() as slow:
        slow.setattr(discord.abc.Messageable, "send", send)
        task = asyncio.create_task(house.outbox().deliver_due())
        await arrived.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert (await house.delivery(owed)).state is DeliveryState.SENDING
    await house.outbox().deliver_due()
    assert await house.said() == [f"delivery {owed}"]


@pytest.mark.parametrize("status", [500, 503, 429])
async def test_a_temporary_failure_is_tried_again_and_the_next_message_waits_its_turn(
    house: House, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    owed = [await house.owe(), await house.owe()]
    real_send = discord.abc.Messageable.send
    refusals = [status]

    async def send(channel: discord.abc.Messageable, **kwargs: Any) -> Any:
        if refusals:
            raise http_error(discord.HTTPException, refusals.pop())
        return await real_send(channel, **kwargs)

    monkeypatch.setattr(discord.abc.Messageable, "send", send)
    outbox = house.outbox()
    assert await outbox.deliver_due() == 1
    waiting = await house.delivery(owed[0])
    assert (waiting.state, waiting.attempts) == (DeliveryState.PENDING, 1)
    assert f"HTTP {status}" in (waiting.last_error or "")
    assert await house.said() == []
    house.now = waiting.not_before
    assert await outbox.deliver_due() == 2
    assert await house.said() == [f"delivery {number}" for number in owed]


async def test_a_connection_that_breaks_after_the_message_arrived_sends_no_second_one(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    owed = await house.owe()
    real_send = discord.abc.Messageable.send
    broken = [True]

    async def send(channel: discord.abc.Messageable, **kwargs: Any) -> Any:
        sent = await real_send(channel, **kwargs)
        if broken.pop() if broken else False:
            raise ConnectionResetError("Connection reset by peer")
        return sent

    monkeypatch.setattr(discord.abc.Messageable, "send", send)
    outbox = house.outbox()
    await outbox.deliver_due()
    house.now += timedelta(hours=1)
    await outbox.deliver_due()
    assert await house.said() == [f"delivery {owed}"]
    assert (await house.delivery(owed)).state is DeliveryState.SENT


async def test_a_message_is_given_up_after_its_tries_and_can_be_seen(house: House) -> None:
    owed = await house.owe()

    async def fail(_delivery: Delivery, _now: datetime) -> Message:
        raise ValueError("a bug of ours")

    outbox = house.outbox(fail)
    for _ in range(TRIES):
        await outbox.deliver_due()
        house.now += LONGEST_PAUSE
    failed = await house.delivery(owed)
    assert (failed.state, failed.attempts) == (DeliveryState.FAILED, TRIES)
    assert "a bug of ours" in (failed.last_error or "")


async def test_a_given_up_message_that_had_arrived_is_not_repeated_when_it_is_revived(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    owed = await house.owe()
    real_send = discord.abc.Messageable.send

    async def send(channel: discord.abc.Messageable, **kwargs: Any) -> Any:
        await real_send(channel, **kwargs)
        raise ConnectionResetError("Connection reset by peer")

    with monkeypatch.context() as broken:
        broken.setattr(discord.abc.Messageable, "send", send)
        outbox = Outbox(house.database, house.env.bot, say, clock=lambda: house.now, tries=1)
        await outbox.deliver_due()
    assert (await house.delivery(owed)).state is DeliveryState.FAILED
    house.now += timedelta(hours=3)  # far beyond Discord's memory of nonces
    await house.database.write(deliveries.revive, house.guild.id, channel_id=house.channel.id, now=house.now)
    await outbox.deliver_due()
    assert await house.said() == [f"delivery {owed}"]
    assert (await house.delivery(owed)).state is DeliveryState.SENT


async def test_a_channel_that_is_gone_fails_at_once_and_is_said_once_in_the_system_channel(house: House) -> None:
    system = house.guild.create_text_channel("general")
    guild = house.env.bot.get_guild(house.guild.id)
    assert guild is not None
    guild._system_channel_id = system.id
    owed = [await house.owe(channel_id=404), await house.owe(channel_id=404)]
    outbox = house.outbox()
    await outbox.deliver_due()
    assert [(await house.delivery(number)).state for number in owed] == [DeliveryState.FAILED] * 2
    told = await house.said(system.id)
    assert len(told) == 1
    assert "I could not post to <#404>" in told[0]


async def test_one_channel_that_fails_does_not_hold_up_another(house: House) -> None:
    await house.owe(channel_id=404)
    owed = await house.owe()
    await house.outbox().deliver_due()
    assert await house.said() == [f"delivery {owed}"]


async def test_a_channel_of_another_server_gets_nothing(house: House) -> None:
    other = house.env.create_guild(name="Mallory's").create_text_channel("stolen")
    await house.env.settle()
    owed = await house.owe(channel_id=other.id)
    await house.outbox().deliver_due()
    assert (await house.delivery(owed)).state is DeliveryState.FAILED
    assert await house.said(other.id) == []


async def test_the_mark_in_the_footer_reads_as_the_number_of_the_alert(house: House) -> None:
    owed = await house.owe()
    await house.outbox().deliver_due()
    channel = house.env.bot.get_channel(house.channel.id)
    assert isinstance(channel, discord.TextChannel)
    [message] = [one async for one in channel.history()]
    assert message.embeds[0].footer.text == f"Alert {owed}"


async def test_somebody_elses_message_with_our_mark_is_not_taken_for_ours(house: House) -> None:
    owed = await house.owe()
    delivery = await house.delivery(owed)
    alice = house.guild.add_member(house.env.create_user("alice"))
    await alice.send(house.channel, mark(delivery))
    await house.database.write(deliveries.claim_due, now=house.now, limit=1)  # a process that died here
    await house.outbox().deliver_due()
    assert await house.said() == [mark(delivery), f"delivery {owed}"]


async def test_nothing_to_tell_is_done_without_a_message(house: House) -> None:
    owed = await house.owe()

    async def nothing(_delivery: Delivery, _now: datetime) -> None:
        return None

    await house.outbox(nothing).deliver_due()
    assert (await house.delivery(owed)).state is DeliveryState.SENT
    assert await house.said() == []


def http_error(kind: type[discord.HTTPException], status: int) -> discord.HTTPException:
    response: Any = type("Response", (), {"status": status, "reason": "", "headers": {}})()
    return kind(response, "refused")


@pytest.mark.parametrize(
    ("error", "permanent"),
    [
        (http_error(discord.Forbidden, 403), True),
        (http_error(discord.NotFound, 404), True),
        (http_error(discord.HTTPException, 400), True),
        (http_error(discord.HTTPException, 401), False),
        (http_error(discord.HTTPException, 429), False),
        (http_error(discord.DiscordServerError, 502), False),
        (TimeoutError(), False),
        (ConnectionResetError(), False),
        (discord.RateLimited(3.0), False),
    ],
)
def test_a_failure_says_whether_trying_again_can_help(error: Exception, permanent: bool) -> None:
    assert delivery_error(error).permanent is permanent


def test_pauses_grow_up_to_a_limit_and_are_jittered() -> None:
    pauses = [pause(attempt, lambda low, high: (low + high) / 2) for attempt in range(1, 40)]
    assert pauses[:3] == [FIRST_PAUSE, FIRST_PAUSE * 2, FIRST_PAUSE * 4]
    assert pauses[-1] == LONGEST_PAUSE
    assert pause(1, lambda low, _: low) < FIRST_PAUSE < pause(1, lambda _, high: high)
