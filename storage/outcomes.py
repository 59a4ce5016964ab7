"""The one transaction that ends a check: page, backlinks, events and the messages owed, all or nothing."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlite_utils

from storage import backlinks, deliveries, events, guilds, pages
from storage.records import Backlink, NewEvent, Page
from storage.words import ALERTED, DeliveryKind


def save_outcome(
    db: sqlite_utils.Database,
    page: Page,
    outcomes: Sequence[tuple[Backlink, Sequence[NewEvent]]],
    *,
    now: datetime,
    next_check_at: datetime,
    group_for: timedelta,
) -> bool:
    """Save a check of a claimed page, what it means for its backlinks, and what is owed for that.

    Ends the claim. False, and nothing saved, when the claim has run out or nobody watches the page any more: whoever
    holds it now will find the same. A backlink that was removed during the check is passed over.
    """
    if not pages.save_checked(db, page, next_check_at=next_check_at):
        return False
    for backlink, happened in outcomes:
        if backlinks.save(db, backlink):
            for event in happened:
                add_event(
                    db,
                    event,
                    guild_id=backlink.guild_id,
                    site_id=backlink.site_id,
                    backlink_id=backlink.id,
                    now=now,
                    group_for=group_for,
                )
    return True


def add_event(
    db: sqlite_utils.Database,
    event: NewEvent,
    *,
    guild_id: int,
    now: datetime,
    group_for: timedelta,
    site_id: int | None = None,
    backlink_id: int | None = None,
) -> int:
    """Keep a state change and owe the message that tells of it. Returns the event's id.

    Events of one site within `group_for` join one message. None is owed for a quiet event, for
    kinds that nobody is alerted of, for a muted guild, for one without a channel and for one that the bot has left.
    """
    delivery_id = None
    if event.kind in ALERTED and not event.quiet and (channel_id := _channel_for_alerts(db, guild_id, now)) is not None:
        delivery_id = deliveries.open_for(
            db, guild_id, channel_id, DeliveryKind.ALERT, site_id=site_id, now=now
        ) or deliveries.owe(
            db, guild_id, channel_id, DeliveryKind.ALERT, site_id=site_id, now=now, not_before=now + group_for
        )
    return events.insert(
        db, event, guild_id=guild_id, site_id=site_id, backlink_id=backlink_id, at=now, delivery_id=delivery_id
    )


def _channel_for_alerts(db: sqlite_utils.Database, guild_id: int, now: datetime) -> int | None:
    guild = guilds.get(db, guild_id)
    if guild is None or guild.left_at is not None:
        return None
    muted = guild.muted_until is not None and guild.muted_until > now
    return None if muted else guild.alerts_channel_id
