"""A delivery's rows -> its message."""

from datetime import datetime

import sqlite_utils

from bot.reports.alerts import render_alert
from bot.reports.buttons import alert_buttons
from bot.reports.causes import Change
from bot.reports.charts import trend_chart
from bot.reports.digest import render_digest
from bot.reports.digest_data import gather
from bot.reports.message import Message
from storage import deliveries, guilds, sites
from storage.database import Database
from storage.records import Delivery, Guild, Site
from storage.words import DeliveryKind


class Composer:
    """Makes the message of a delivery; None when there is nothing left to tell."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, delivery: Delivery, now: datetime) -> Message | None:
        """Read what the delivery tells, as it is now, and render it."""
        if delivery.kind is DeliveryKind.DIGEST:
            return await self._digest(delivery, now)
        changes, site, guild = await self._database.read(_told, delivery)
        if not changes or guild is None:
            return None
        return render_alert(changes, site=site, guild=guild, items=alert_buttons(delivery.id, changes))

    async def _digest(self, delivery: Delivery, now: datetime) -> Message | None:
        digest = await self._database.read(gather, delivery, now)
        if digest is None:
            return None
        quiet = not any(week.gained or week.lost for week in digest.weeks)
        return render_digest(digest, chart=None if quiet else await trend_chart(digest.weeks))


def _told(db: sqlite_utils.Database, delivery: Delivery) -> tuple[list[Change], Site | None, Guild | None]:
    site = sites.get(db, delivery.guild_id, delivery.site_id) if delivery.site_id is not None else None
    return deliveries.with_events(db, delivery), site, guilds.get(db, delivery.guild_id)
