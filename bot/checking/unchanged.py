"""Pages that are as they were: when to ask for changes only, and what an unchanged page tells."""

import hashlib
from collections.abc import Sequence

from bot.crawl.fetched import Fetched, Request
from bot.links.facts import Observation
from storage.records import Backlink, Page
from storage.words import Reason, Seen, Status

# Read whole at the latest every so many checks: a server may say "not modified" for ever, and a date in the page may
# come to pass (unavailable_after) without the page changing.
READ_WHOLE_EVERY = 7
# what belongs to the page's meaning beside its body
MEANINGFUL_HEADERS = frozenset({"x-robots-tag", "link", "content-type", "refresh"})
ABSENT_REASONS = frozenset({Reason.LINK_REMOVED, Reason.PAGE_GONE, Reason.PAGE_REDIRECTED})


def request_for(page: Page, links: Sequence[Backlink]) -> Request:
    """The request for a page: conditional when an unchanged page would tell all that there is to know."""
    if not page.body_hash or not _may_repeat(page, links) or any(map(_awaits_confirmation, links)):
        return Request(url=page.url)
    return Request(url=page.url, etag=page.etag, last_modified=page.last_modified, final_url=page.final_url)


def fingerprint(fetched: Fetched) -> str:
    """What tells this answer from another: a hash of the body, then one of the headers that give it meaning."""
    return f"{hashlib.sha256(fetched.body).hexdigest()}:{_header_hash(fetched)}"


def is_unchanged(page: Page, links: Sequence[Backlink], fetched: Fetched, print_now: str) -> bool:
    """True when a whole answer is the one that was last read, and so needs no reading."""
    same = page.body_hash == print_now and page.http_status == fetched.status and page.final_url == fetched.final_url
    return same and _may_repeat(page, links)


def contradicts_itself(page: Page, fetched: Fetched) -> bool:
    """True for a "not modified" whose headers or place differ from those of the version that it confirms."""
    known = (page.body_hash or "").partition(":")[2]
    says_robots = fetched.header("x-robots-tag") is not None
    moved = page.final_url is not None and fetched.final_url != page.final_url
    return moved or (says_robots and _robots_hash(fetched) != known.partition(":")[2])


def repeated(link: Backlink, fetched: Fetched) -> Observation:
    """The last conclusive observation of `link`, once more."""
    how = "The server says that the page has not changed" if fetched.not_modified else "The page has not changed"
    if link.absent_count:
        reason = link.reason if link.reason in ABSENT_REASONS else Reason.LINK_REMOVED
        seen, what = Seen.ABSENT, "the link was not there"
    else:
        seen, reason, what = Seen.PRESENT, Reason.LINK_FOUND, "the link was there"
    return Observation(
        seen=seen,
        reason=reason,
        # what was read then holds; after an unknown it is no longer at hand
        evidence=link.evidence if link.seen is seen else f"{how} since it was last read; {what}.",
        http_status=fetched.status,
        final_url=fetched.final_url,
        unchanged=True,
        retry_at=fetched.retry_at,
    )


def _may_repeat(page: Page, links: Sequence[Backlink]) -> bool:
    was_read = all(link.absent_count or link.credit is not None for link in links)
    return was_read and page.unchanged_checks % READ_WHOLE_EVERY != READ_WHOLE_EVERY - 1


def _awaits_confirmation(link: Backlink) -> bool:
    return bool(link.absent_count) and link.status is not Status.LOST


def _header_hash(fetched: Fetched) -> str:
    said = sorted((name, value) for name, value in fetched.headers if name in MEANINGFUL_HEADERS)
    return f"{_short(repr(said))}:{_robots_hash(fetched)}"


def _robots_hash(fetched: Fetched) -> str:
    return _short(repr([value for name, value in fetched.headers if name == "x-robots-tag"]))


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
