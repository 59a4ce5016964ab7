"""Made-up rows for the tests of what is said."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from bot.reports.causes import Change
from storage.records import Backlink, Event, Guild, Site
from storage.words import Credit, EventKind, Placement, Reason, Seen, Status

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
GUILD = Guild(id=1, alerts_channel_id=10)
SITE = Site(id=1, guild_id=1, domain="example.com", added_at=NOW - timedelta(days=90))
_ids = count(1)


def link(source_url: str = "https://blog.example/post", **values: Any) -> Backlink:
    """A live, followed link of good quality."""
    number = next(_ids)
    usual = Backlink(
        id=number,
        guild_id=1,
        site_id=1,
        page_id=number,
        source_url=source_url,
        status=Status.LIVE,
        seen=Seen.PRESENT,
        reason=Reason.LINK_FOUND,
        http_status=200,
        checked_at=NOW,
        target_url="https://example.com/guide",
        anchor="the guide",
        credit=Credit.FOLLOWED,
        placement=Placement.CONTENT,
        first_seen_at=NOW - timedelta(days=60),
        last_seen_at=NOW - timedelta(hours=5),
        quality=72.0,
        relevance=0.6,
        authority=55.0,
        toxicity=4.0,
        added_at=NOW - timedelta(days=60),
    )
    return replace(usual, **values)


def change(kind: EventKind, about: Backlink | None, reason: Reason | None = None, **values: Any) -> Change:
    """An event of a link, with the link."""
    event = Event(
        id=next(_ids),
        guild_id=1,
        site_id=1,
        backlink_id=about.id if about else None,
        kind=kind,
        at=NOW,
        reason=reason,
        **values,
    )
    return event, about


def lost(host: str, how_many: int, reason: Reason = Reason.LINK_REMOVED, **values: Any) -> list[Change]:
    """Some links that a host lost for one reason."""
    evidence = "The page answers (HTTP 200) and has 41 links, none of them to example.com."
    return [
        change(
            EventKind.LOST,
            link(f"https://{host}/post-{number}", status=Status.LOST, lost_at=NOW, **values),
            reason,
            before="live",
            after="lost",
            evidence=evidence,
        )
        for number in range(how_many)
    ]
