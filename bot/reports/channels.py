"""One message into one channel, and what Discord's refusals mean."""

import logging
from dataclasses import replace
from datetime import timedelta
from typing import Any

import aiohttp
import discord

from bot.reports.message import Message
from storage.records import Delivery
from storage.words import DeliveryKind

log = logging.getLogger(__name__)

CLOCK_SKEW = timedelta(minutes=10)  # our clock and Discord's differ by less
HISTORY_LIMIT = 1000  # messages that are looked through for one of ours; ten requests at most, and only after a failure
NAMES = {DeliveryKind.ALERT: "Alert", DeliveryKind.DIGEST: "Summary", DeliveryKind.NOTICE: "Notice"}
TEMPORARY_CODES = frozenset({401, 408, 429})  # of the 4xx; 401: the token is being replaced


class DeliveryError(Exception):
    """A message did not arrive. `permanent`: trying again will not help until somebody changes something."""

    def __init__(self, reason: str, *, permanent: bool) -> None:
        """`reason` is a sentence for the admin."""
        super().__init__(reason)
        self.permanent = permanent


async def find_channel(client: discord.Client, delivery: Delivery) -> Any:
    """The channel or thread of a delivery. Raises DeliveryError when it is gone, hidden or of another server."""
    try:
        channel = client.get_channel(delivery.channel_id) or await client.fetch_channel(delivery.channel_id)
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        raise delivery_error(error) from error
    guild = getattr(channel, "guild", None)
    if guild is None or guild.id != delivery.guild_id or not isinstance(channel, discord.abc.Messageable):
        raise DeliveryError("The channel cannot take messages of this server.", permanent=True)
    return channel


async def send_once(channel: Any, delivery: Delivery, message: Message) -> discord.Message:
    """Send a delivery's message, or find the one that an earlier try has sent. Raises DeliveryError."""
    try:
        if delivery.attempts > 1 and (earlier := await _find(channel, delivery)):
            return earlier
        sent: discord.Message = await channel.send(**_marked(message, delivery).kwargs(), nonce=nonce(delivery))
    except (TimeoutError, discord.DiscordException, aiohttp.ClientError, OSError) as error:
        raise delivery_error(error) from error
    return sent


async def tell_elsewhere(client: discord.Client, delivery: Delivery, error: DeliveryError) -> None:
    """Say in the server's system channel, where it has one that we may write to, that alerts do not arrive."""
    guild = client.get_guild(delivery.guild_id)
    channel = guild.system_channel if guild else None
    if (
        channel is None
        or channel.id == delivery.channel_id
        or not channel.permissions_for(channel.guild.me).send_messages
    ):
        return
    text = (
        f"I could not post to <#{delivery.channel_id}>: {error} Nothing is lost: mend the channel's permissions "
        "or choose another one with `/alerts`, and I post what is waiting."
    )
    try:
        await channel.send(**Message(content=text).kwargs())
    except (discord.DiscordException, aiohttp.ClientError, OSError) as problem:
        log.warning("Guild %s could not be told about delivery %s: %s", delivery.guild_id, delivery.id, problem)


def nonce(delivery: Delivery) -> str:
    """By which Discord recognises a repeated try; discord.py asks for that to be enforced."""
    return f"d{delivery.id}"


def mark(delivery: Delivery) -> str:
    """By which we recognise our message in a channel long after: the end of its last footer."""
    return f"{NAMES[delivery.kind]} {delivery.id}"


def delivery_error(error: Exception) -> DeliveryError:
    """What a failure of discord.py or of the connection means for a delivery."""
    if isinstance(error, discord.Forbidden):
        return DeliveryError("I may not post there (403). Let me view the channel and send messages.", permanent=True)
    if isinstance(error, discord.NotFound):
        return DeliveryError("The channel is gone (404). Choose another one.", permanent=True)
    if isinstance(error, discord.HTTPException):
        refused = 400 <= error.status < 500 and error.status not in TEMPORARY_CODES  # noqa: PLR2004  # HTTP's 4xx
        return DeliveryError(f"Discord answered HTTP {error.status}: {error.text or error.status}.", permanent=refused)
    if isinstance(error, discord.InvalidData):
        return DeliveryError("Discord describes the channel in a way that I do not know.", permanent=True)
    return DeliveryError(f"Discord could not be reached: {type(error).__name__} {error}".strip() + ".", permanent=False)


def _marked(message: Message, delivery: Delivery) -> Message:
    if not message.embeds:
        return message
    last = discord.Embed.from_dict(message.embeds[-1].to_dict())
    footer = f"{last.footer.text} · {mark(delivery)}" if last.footer.text else mark(delivery)
    last.set_footer(text=footer)
    return replace(message, embeds=(*message.embeds[:-1], last))


async def _find(channel: Any, delivery: Delivery) -> discord.Message | None:
    """Our message for this delivery in the channel's recent past, or None. Without the right to look: None."""
    try:
        async for message in channel.history(limit=HISTORY_LIMIT):
            if message.created_at < delivery.created_at - CLOCK_SKEW:
                return None
            if _is_ours(message, channel) and _has_mark(message, mark(delivery)):
                found: discord.Message = message
                return found
    except discord.Forbidden:
        log.warning("Channel %s: without Read Message History only the nonce guards against repetition", channel.id)
    return None


def _is_ours(message: discord.Message, channel: Any) -> bool:
    return bool(message.author.id == channel.guild.me.id)


def _has_mark(message: discord.Message, wanted: str) -> bool:
    return any((embed.footer.text or "").split(" · ")[-1] == wanted for embed in message.embeds)
