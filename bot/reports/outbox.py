"""The outbox: sends what is owed, once, and keeps trying while that can help.

Never twice: a try goes out with the delivery's own nonce, by which Discord recognises a repetition for some minutes;
and every try after the first looks for the delivery's mark in the channel before it sends. Never lost: what a crash
left half-way becomes due again at the next start.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import discord

from bot.reports.channels import DeliveryError, find_channel, send_once, tell_elsewhere
from bot.reports.message import Message
from storage import deliveries
from storage.database import Database
from storage.records import Delivery
from storage.words import DeliveryState

log = logging.getLogger(__name__)

AT_ONCE = 8  # channels that are sent to at the same time; Discord allows 50 requests a second
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=6)
JITTER = 0.25  # of a pause, so that the tries after an outage do not all come at once

Compose = Callable[[Delivery, datetime], Awaitable[Message | None]]


class Outbox:
    """Sends the deliveries that are due. `compose` makes a delivery's message; None when there is nothing to tell."""

    def __init__(
        self, database: Database, client: discord.Client, compose: Compose, *, clock: Callable[[], datetime], tries: int
    ) -> None:
        """`tries` is how often a message is tried before it is given up and shown in /status."""
        self._database = database
        self._client = client
        self._compose = compose
        self._clock = clock
        self._tries = tries
        self._recovered = False

    async def deliver_due(self) -> int:
        """Send everything that is due now; returns how many messages were tried. May take long: Discord sets the pace.

        The first call takes up what a crash left half-way, so it must not run beside another process on the same file.
        """
        if not self._recovered:
            await self._recover()
            self._recovered = True
        tried = 0
        while claimed := await self._database.write(deliveries.claim_due, now=self._clock(), limit=AT_ONCE):
            await asyncio.gather(*map(self._deliver, claimed))
            tried += len(claimed)
        return tried

    async def _recover(self) -> None:
        for delivery in await self._database.read(deliveries.stuck_sending):
            log.info("Delivery %s was on its way when the bot stopped; looking whether it arrived", delivery.id)
            await self._database.write(
                deliveries.mark_retry, delivery.id, error="The bot stopped while sending.", not_before=self._clock()
            )

    async def _deliver(self, delivery: Delivery) -> None:
        """One try, and its outcome. Cancelled in between, the delivery stays `sending` for the next start."""
        try:
            message = await self._compose(delivery, self._clock())
            sent = await self._send(delivery, message) if message else None
        except DeliveryError as error:
            await self._failed(delivery, error)
        except Exception as error:
            log.exception("Delivery %s could not be made", delivery.id)
            await self._failed(delivery, DeliveryError(f"Our own error: {error!r}", permanent=False))
        else:
            message_id = sent.id if sent else None
            await self._database.write(deliveries.mark_sent, delivery.id, message_id=message_id, now=self._clock())

    async def _send(self, delivery: Delivery, message: Message) -> discord.Message:
        channel = await find_channel(self._client, delivery)
        return await send_once(channel, delivery, message)

    async def _failed(self, delivery: Delivery, error: DeliveryError) -> None:
        if not error.permanent and delivery.attempts < self._tries:
            again = self._clock() + pause(delivery.attempts)
            log.warning("Delivery %s waits until %s: %s", delivery.id, again, error)
            await self._database.write(deliveries.mark_retry, delivery.id, error=str(error), not_before=again)
            return
        log.error("Delivery %s to channel %s is given up: %s", delivery.id, delivery.channel_id, error)
        others = await self._database.read(deliveries.unsent, delivery.guild_id)
        await self._database.write(deliveries.mark_failed, delivery.id, error=str(error))
        failed_before = any(
            other.state is DeliveryState.FAILED and other.channel_id == delivery.channel_id for other in others
        )
        if error.permanent and not failed_before:  # said once a channel, not once a message
            await tell_elsewhere(self._client, delivery, error)


def pause(attempts: int, spread: Callable[[float, float], float] = random.uniform) -> timedelta:
    """How long to wait after the n-th failed try: doubling, with jitter, up to LONGEST_PAUSE."""
    doubled = FIRST_PAUSE * (1 << min(attempts - 1, 16))
    return min(doubled, LONGEST_PAUSE) * spread(1 - JITTER, 1 + JITTER)
