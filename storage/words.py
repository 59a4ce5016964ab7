"""The words of the design, spelled once: what tables, code, commands and documents call things."""

from enum import StrEnum


class Seen(StrEnum):
    """What one fetch told of a backlink."""

    PRESENT = "present"
    ABSENT = "absent"
    UNKNOWN = "unknown"


class Reason(StrEnum):
    """Why an observation is what it is. The judgement table of the design, one word a row."""

    # present
    LINK_FOUND = "link_found"
    # absent
    LINK_REMOVED = "link_removed"
    PAGE_GONE = "page_gone"
    PAGE_REDIRECTED = "page_redirected"
    SITE_GONE = "site_gone"  # only ever concluded over time, never from one fetch
    # unknown
    BLOCKED = "blocked"
    ROBOTS_DISALLOWED = "robots_disallowed"
    ROBOTS_UNAVAILABLE = "robots_unavailable"
    SERVER_ERROR = "server_error"
    TIMED_OUT = "timed_out"
    CONNECTION_RESET = "connection_reset"
    CONNECTION_REFUSED = "connection_refused"
    NETWORK_ERROR = "network_error"  # our own side: no route, no socket
    TLS_ERROR = "tls_error"
    DNS_ERROR = "dns_error"
    NXDOMAIN = "nxdomain"
    TRUNCATED = "truncated"
    TOO_LARGE = "too_large"
    NOT_HTML = "not_html"
    NEEDS_RENDERING = "needs_rendering"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    ADDRESS_REFUSED = "address_refused"
    BAD_RESPONSE = "bad_response"
    UNSURE = "unsure"  # looks gone or parked, but not surely
    NOT_MODIFIED = "not_modified"  # whatever was true last time still is
    SET_ASIDE = "set_aside"  # the mass-loss guard doubted the whole round


class Status(StrEnum):
    """What we believe of a backlink after the observations so far."""

    PENDING = "pending"
    LIVE = "live"
    LOST = "lost"
    UNVERIFIED = "unverified"


class Credit(StrEnum):
    """What a link passes on."""

    FOLLOWED = "followed"
    NOFOLLOW = "nofollow"
    UGC = "ugc"
    SPONSORED = "sponsored"
    NONE = "none"


class Placement(StrEnum):
    """Where on its page a link stands."""

    CONTENT = "content"
    NAVIGATION = "navigation"
    HEADER = "header"
    FOOTER = "footer"
    SIDEBAR = "sidebar"
    COMMENT = "comment"
    SIGNATURE = "signature"
    HIDDEN = "hidden"


class EventKind(StrEnum):
    """A state change of a backlink, a site or a guild's round of checks."""

    FOUND = "found"
    LOST = "lost"
    RESTORED = "restored"
    CREDIT_CHANGED = "credit_changed"
    ANCHOR_CHANGED = "anchor_changed"
    TARGET_CHANGED = "target_changed"
    TARGET_BROKEN = "target_broken"
    TARGET_MENDED = "target_mended"
    TURNED_TOXIC = "turned_toxic"
    UNVERIFIED = "unverified"
    VERIFIED_AGAIN = "verified_again"
    FLAPPING = "flapping"
    ROUND_SET_ASIDE = "round_set_aside"


ALERTED = frozenset(EventKind) - {EventKind.FOUND, EventKind.UNVERIFIED, EventKind.VERIFIED_AGAIN}
"""The kinds that a message is owed for; the others are shown when asked for and in the digest."""


class DeliveryKind(StrEnum):
    """What kind of message is owed to a channel."""

    ALERT = "alert"
    DIGEST = "digest"
    NOTICE = "notice"


class DeliveryState(StrEnum):
    """How far a delivery has come."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
