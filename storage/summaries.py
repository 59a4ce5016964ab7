"""What the links of a site add up to: counts, linking domains, anchors. Always of one site of one guild."""

from dataclasses import dataclass
from datetime import datetime

import sqlite_utils

from storage import questions
from storage.asked import Asked
from storage.words import Credit, Status

_LIVE = "backlinks.guild_id = :guild_id AND backlinks.site_id = :site_id AND backlinks.status = 'live'"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkingDomain:
    """A registrable domain with live links to a site."""

    domain: str
    links: int
    followed: int
    quality: float | None  # of its best link
    authority: float | None
    toxicity: float | None  # of its worst link


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The live links of a site in a few numbers."""

    live: int
    strong: int  # of a quality as asked for
    toxic: int  # of a toxicity as asked for
    unrated: int
    broken_targets: int  # lead to a page of ours that does not work
    linking_domains: int
    last_checked_at: datetime | None  # of any link of the site


def overview(
    db: sqlite_utils.Database, guild_id: int, site_id: int, *, strong_from: float, toxic_from: float
) -> Overview:
    """What a site's live links add up to; `strong_from` and `toxic_from` are the bounds of quality and toxicity."""
    row = db.conn.execute(
        "SELECT count(*), count(*) FILTER (WHERE quality >= :strong), count(*) FILTER (WHERE toxicity >= :toxic),"
        " count(*) - count(quality), count(target_broken_since)"
        f" FROM backlinks WHERE {_LIVE}",
        {"guild_id": guild_id, "site_id": site_id, "strong": strong_from, "toxic": toxic_from},
    ).fetchone()
    live, strong, toxic, unrated, broken = row
    return Overview(
        live=live,
        strong=strong,
        toxic=toxic,
        unrated=unrated,
        broken_targets=broken,
        linking_domains=count_linking_domains(db, guild_id, site_id),
        last_checked_at=questions.last_checked(db, guild_id, site_id),
    )


def by_status(db: sqlite_utils.Database, guild_id: int, site_id: int) -> dict[Status, int]:
    """How many links have each status, those that none has included."""
    rows = db.conn.execute(
        "SELECT status, count(*) FROM backlinks WHERE guild_id = ? AND site_id = ? GROUP BY status", [guild_id, site_id]
    )
    return dict.fromkeys(Status, 0) | {Status(status): number for status, number in rows}


def by_credit(db: sqlite_utils.Database, guild_id: int, site_id: int) -> dict[Credit, int]:
    """How many live links pass on what, credits that none has included."""
    rows = db.conn.execute(
        f"SELECT credit, count(*) FROM backlinks WHERE {_LIVE} AND credit IS NOT NULL GROUP BY credit",
        {"guild_id": guild_id, "site_id": site_id},
    )
    return dict.fromkeys(Credit, 0) | {Credit(credit): number for credit, number in rows}


def linking_domains(db: sqlite_utils.Database, guild_id: int, site_id: int, *, limit: int = -1) -> list[LinkingDomain]:
    """The domains with live links, the one with the best link first. Toxicity and quality are None where not rated."""
    rows = db.conn.execute(
        "SELECT pages.domain, count(*), sum(credit = 'followed'), max(quality), max(authority), max(toxicity)"
        f" FROM backlinks JOIN pages ON pages.id = backlinks.page_id WHERE {_LIVE}"
        " GROUP BY pages.domain ORDER BY max(quality) DESC NULLS LAST, count(*) DESC, pages.domain LIMIT :limit",
        {"guild_id": guild_id, "site_id": site_id, "limit": limit},
    )
    return [
        LinkingDomain(
            domain=domain, links=links, followed=followed or 0, quality=quality, authority=authority, toxicity=toxicity
        )
        for domain, links, followed, quality, authority, toxicity in rows
    ]


def count_linking_domains(db: sqlite_utils.Database, guild_id: int, site_id: int) -> int:
    """How many registrable domains have live links."""
    return questions.count_domains(db, Asked(guild_id=guild_id, site_id=site_id, statuses=("live",)))


def top_anchors(
    db: sqlite_utils.Database, guild_id: int, site_id: int, *, limit: int = 10, toxic_from: float | None = None
) -> list[tuple[str, int]]:
    """The anchors of live links with how often each occurs, the most frequent first; case is folded together.

    Links of a toxicity of `toxic_from` and more are left out.
    """
    rows = db.conn.execute(
        f"SELECT min(anchor), count(*) FROM backlinks WHERE {_LIVE} AND anchor IS NOT NULL"
        " AND (:toxic IS NULL OR toxicity IS NULL OR toxicity < :toxic)"
        " GROUP BY lower(anchor) ORDER BY count(*) DESC, min(anchor) LIMIT :limit",
        {"guild_id": guild_id, "site_id": site_id, "limit": limit, "toxic": toxic_from},
    )
    return [(anchor, number) for anchor, number in rows]


def top_targets(
    db: sqlite_utils.Database, guild_id: int, site_id: int, *, toxic_from: float, limit: int
) -> list[tuple[str, int, bool]]:
    """The pages of a site that most domains link to: address, number of domains, and whether it is broken.

    Links of a toxicity of `toxic_from` and more are left out.
    """
    rows = db.conn.execute(
        "SELECT target_url, count(DISTINCT source_domain), max(target_broken_since IS NOT NULL) FROM backlinks"
        f" WHERE {_LIVE} AND target_url IS NOT NULL AND (toxicity IS NULL OR toxicity < :toxic)"
        " GROUP BY target_url ORDER BY 2 DESC, target_url LIMIT :limit",
        {"guild_id": guild_id, "site_id": site_id, "limit": limit, "toxic": toxic_from},
    )
    return [(target, domains, bool(broken)) for target, domains, broken in rows]
