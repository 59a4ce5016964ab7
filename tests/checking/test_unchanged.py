"""Pages that are as they were."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.checking.unchanged import (
    READ_WHOLE_EVERY,
    contradicts_itself,
    fingerprint,
    is_unchanged,
    repeated,
    request_for,
)
from bot.crawl.fetched import Fetched
from storage.records import Backlink, Page
from storage.words import Credit, Reason, Seen, Status

NOW = datetime(2026, 3, 1, tzinfo=UTC)
URL = "http://blog.test/"
ANSWER = Fetched(url=URL, final_url=URL, status=200, headers=(("etag", '"v1"'),), body=b"<p>words")
PAGE = Page(
    id=1,
    url=URL,
    host="blog.test",
    next_check_at=NOW,
    etag='"v1"',
    last_modified="yesterday",
    body_hash=fingerprint(ANSWER),
    http_status=200,
    final_url=URL,
)
SEEN = Backlink(
    id=1,
    guild_id=1,
    site_id=1,
    page_id=1,
    source_url=URL,
    added_at=NOW,
    status=Status.LIVE,
    seen=Seen.PRESENT,
    evidence="The page has a link.",
    credit=Credit.FOLLOWED,
)
GONE = replace(
    SEEN, status=Status.LOST, seen=Seen.ABSENT, reason=Reason.PAGE_GONE, evidence="HTTP 404.", absent_count=2
)
NOT_MODIFIED = replace(ANSWER, status=304, headers=(), body=b"")

CASES = [
    ("a page whose links are known", PAGE, [SEEN], True),
    ("a page whose link is known to be gone", PAGE, [GONE], True),
    ("a page that was never read", replace(PAGE, body_hash=None), [SEEN], False),
    ("a page with a link that nobody has looked for yet", PAGE, [SEEN, replace(SEEN, credit=None)], False),
    ("a page with an absence to confirm", PAGE, [replace(SEEN, absent_count=1)], False),
    ("a page that was not read whole for long", replace(PAGE, unchanged_checks=READ_WHOLE_EVERY - 1), [SEEN], False),
]


@pytest.mark.parametrize(
    ("page", "links", "conditional"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_the_request_is_conditional_for(page: Page, links: list[Backlink], conditional: bool) -> None:
    asked = request_for(page, links)
    assert (asked.etag, asked.last_modified) == (('"v1"', "yesterday") if conditional else (None, None))


@pytest.mark.parametrize(
    "other",
    [
        replace(ANSWER, body=b"<p>other words"),
        replace(ANSWER, headers=(("x-robots-tag", "noindex"),)),
        replace(ANSWER, headers=(("link", "<http://x.test/>; rel=canonical"),)),
        replace(ANSWER, headers=(("content-type", "text/plain"),)),
        replace(ANSWER, status=404),
        replace(ANSWER, final_url="http://elsewhere.test/"),
    ],
)
def test_whatever_gives_a_page_its_meaning_makes_it_another(other: Fetched) -> None:
    assert is_unchanged(PAGE, [SEEN], ANSWER, fingerprint(ANSWER))
    assert not is_unchanged(PAGE, [SEEN], other, fingerprint(other))


def test_headers_without_meaning_change_nothing() -> None:
    dated = replace(ANSWER, headers=(("date", "today"), ("etag", '"v2"'), ("set-cookie", "a=b")))
    assert is_unchanged(PAGE, [SEEN], dated, fingerprint(dated))


def test_a_not_modified_is_believed_unless_its_headers_or_its_place_say_otherwise() -> None:
    assert not contradicts_itself(PAGE, NOT_MODIFIED)
    assert contradicts_itself(PAGE, replace(NOT_MODIFIED, headers=(("x-robots-tag", "noindex"),)))
    assert contradicts_itself(PAGE, replace(NOT_MODIFIED, final_url="http://elsewhere.test/"))
    tagged = replace(ANSWER, headers=(("x-robots-tag", "noarchive"),))
    known = replace(PAGE, body_hash=fingerprint(tagged))
    assert not contradicts_itself(known, replace(NOT_MODIFIED, headers=(("x-robots-tag", "noarchive"),)))


def test_what_was_seen_last_is_seen_again_with_its_evidence() -> None:
    again = repeated(SEEN, NOT_MODIFIED)
    assert (again.seen, again.reason, again.evidence) == (Seen.PRESENT, Reason.LINK_FOUND, "The page has a link.")
    gone = repeated(GONE, ANSWER)
    assert (gone.seen, gone.reason, gone.evidence) == (Seen.ABSENT, Reason.PAGE_GONE, "HTTP 404.")


def test_after_an_unknown_what_was_seen_before_it_counts() -> None:
    blocked = replace(SEEN, seen=Seen.UNKNOWN, reason=Reason.BLOCKED, evidence="HTTP 403.")
    again = repeated(blocked, NOT_MODIFIED)
    assert (again.seen, again.reason) == (Seen.PRESENT, Reason.LINK_FOUND)
    assert again.evidence == "The server says that the page has not changed since it was last read; the link was there."
    lost = replace(GONE, seen=Seen.UNKNOWN, reason=Reason.BLOCKED)
    assert (repeated(lost, ANSWER).seen, repeated(lost, ANSWER).reason) == (Seen.ABSENT, Reason.LINK_REMOVED)


def test_a_site_that_was_gone_and_answers_unchanged_has_its_link_again() -> None:
    back = replace(SEEN, status=Status.LOST, seen=Seen.UNKNOWN, reason=Reason.SITE_GONE)
    assert repeated(back, NOT_MODIFIED).seen is Seen.PRESENT
