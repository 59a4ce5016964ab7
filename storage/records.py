"""What the tables hold, as frozen dataclasses. Times are aware datetimes in UTC; in SQLite they are unix seconds."""

from dataclasses import dataclass
from datetime import datetime

from storage.words import Credit, DeliveryKind, DeliveryState, EventKind, Placement, Reason, Seen, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Guild:
    """A Discord server and its settings."""

    id: int
    alerts_channel_id: int | None = None
    timezone: str = "UTC"  # IANA name
    digest_weekday: int = 0  # 0 is Monday
    digest_time: str = "09:00"  # local, in `timezone`
    digest_next_at: datetime | None = None
    ping_role_id: int | None = None
    muted_until: datetime | None = None
    left_at: datetime | None = None  # when the bot was removed; data is purged after a grace period


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A domain that a guild watches."""

    id: int
    guild_id: int
    domain: str  # ASCII (punycode), lower case, no trailing dot
    subdomains: bool = True
    added_by: int | None = None
    added_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One URL that may link to a site; shared between guilds, holds nothing of any team."""

    id: int
    url: str
    host: str
    domain: str = ""  # the registrable one of the host
    next_check_at: datetime
    claimed_at: datetime | None = None
    checked_at: datetime | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None  # of the last body read to its end
    http_status: int | None = None
    final_url: str | None = None
    failing_since: datetime | None = None  # NXDOMAIN or refused connections in a row
    unchanged_checks: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlink:
    """A link from a page to a site: (site, source page, wanted target)."""

    id: int
    guild_id: int
    site_id: int
    page_id: int
    source_url: str
    wanted_target: str = ""  # an exact page of the site that the link should lead to; "" means any
    status: Status = Status.PENDING
    # the last observation
    seen: Seen | None = None
    reason: Reason | None = None
    evidence: str = ""
    http_status: int | None = None
    checked_at: datetime | None = None
    # the last conclusive sight of the link
    target_url: str | None = None
    anchor: str | None = None
    rel: str = ""  # tokens, space-separated
    credit: Credit | None = None
    placement: Placement | None = None
    hidden: bool = False
    page_noindex: bool = False
    first_seen_at: datetime | None = None
    last_seen_at: datetime | None = None
    lost_at: datetime | None = None
    # on the way to a judgement
    absent_count: int = 0
    absent_since: datetime | None = None
    unknown_since: datetime | None = None
    target_broken_since: datetime | None = None
    changed_at: datetime | None = None  # last status or credit change
    flapping_until: datetime | None = None
    flipped_at: datetime | None = None  # the last change that counts for flapping, and the one before it
    flipped_before_at: datetime | None = None
    # the rating, None where not measured
    quality: float | None = None
    relevance: float | None = None
    authority: float | None = None
    toxicity: float | None = None
    rated_at: datetime | None = None
    added_by: int | None = None
    added_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBacklink:
    """A backlink to add: its URL, host and domain are normalised already."""

    url: str
    host: str
    domain: str  # the registrable one of the host
    wanted_target: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A state change. `delivery_id` is the message that tells of it, once one is owed."""

    id: int
    guild_id: int
    site_id: int | None
    backlink_id: int | None
    kind: EventKind
    at: datetime
    before: str | None = None
    after: str | None = None
    reason: Reason | None = None
    evidence: str = ""
    delivery_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """An event that a judgement proposes, before it has a row."""

    kind: EventKind
    before: str | None = None
    after: str | None = None
    reason: Reason | None = None
    evidence: str = ""
    quiet: bool = False  # kept in the history; no message is owed for it


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message owed to one channel, made from events. Its nonce in Discord is `d{id}`."""

    id: int
    guild_id: int
    channel_id: int
    kind: DeliveryKind
    site_id: int | None = None
    state: DeliveryState = DeliveryState.PENDING
    created_at: datetime
    not_before: datetime
    attempts: int = 0
    claimed_at: datetime | None = None
    sent_at: datetime | None = None
    message_id: int | None = None
    last_error: str | None = None
