# ruff: noqa: S608  # the SQL of a case is made of constants
"""Whatever is asked, for whichever site and time and kind of link: the number is that of SQL written here."""

import re
from datetime import datetime, timedelta
from typing import Any

import sqlite_utils
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answers import period_moments
from bot.answers.answer import Answer, PlainStyle
from bot.answers.answering import answer, answer_to
from bot.answers.search import KnowledgeBase
from bot.answers.understanding import Kind, Understanding
from storage import sites
from tests.answers.conftest import ALICES, NOW

SITES = st.sampled_from([None, "example.com", "acme.io"])
PERIODS = st.sampled_from([
    None, "today", "yesterday", "this_week", "last_week", "week_before_last", "this_month", "last_month", "month:08",
    "last_10_days", "last_3_months", "since_monday", "since_yesterday", "range:09-20..10-05",
])  # fmt: skip
FILTERS: dict[str, dict[Any, str]] = {
    "follow": {"follow": "credit = 'followed'", "nofollow": "credit = 'nofollow'", "ugc": "credit = 'ugc'"},
    "anchor": {"click here": "anchor = 'click here'", "Best Shoes": "anchor = 'best shoes'"},
    "quality": {"high": "quality >= 60", "low": "quality < 30"},
    "quality_min": {50: "quality >= 50"},
    "toxicity": {"high": "toxicity >= 60"},
    "toxicity_min": {45: "toxicity >= 45"},
    "authority_min": {40: "authority >= 40"},
    "relevance": {"high": "relevance >= 0.5", "low": "relevance < 0.5"},
    "language": {"de": "id IN (SELECT backlink_id FROM ratings WHERE language = 'de')"},
    "tld": {"edu": "page_id IN (SELECT id FROM pages WHERE domain LIKE '%.edu')"},
    "hidden": {True: "hidden = 1"},
    "reason": {"http_404": "http_status = 404", "page_gone": "reason = 'page_gone'"},
}
CHOSEN = st.fixed_dictionaries({}, optional={key: st.sampled_from(list(of)) for key, of in FILTERS.items()}).filter(
    lambda chosen: len(chosen) <= 2
)
OF_SITE = "guild_id = 100 AND site_id = (SELECT id FROM sites WHERE guild_id = 100 AND domain = '{}')"
WHOSE: dict[str | None, str] = {
    None: "guild_id = 100",
    **{site: OF_SITE.format(site) for site in ("example.com", "acme.io")},
}
MIDNIGHT = NOW.replace(hour=0)
MONDAY = MIDNIGHT - timedelta(days=2)  # NOW is a Wednesday
BOUNDS = {
    "today": (MIDNIGHT, NOW), "yesterday": (MIDNIGHT - timedelta(days=1), MIDNIGHT), "this_week": (MONDAY, NOW),
    "last_week": (MONDAY - timedelta(days=7), MONDAY),
    "week_before_last": (MONDAY - timedelta(days=14), MONDAY - timedelta(days=7)),
    "this_month": (MIDNIGHT.replace(day=1), NOW),
    "last_month": (MIDNIGHT.replace(month=9, day=1), MIDNIGHT.replace(day=1)),
    "month:08": (MIDNIGHT.replace(month=8, day=1), MIDNIGHT.replace(month=9, day=1)),
    "last_10_days": (NOW - timedelta(days=10), NOW), "last_3_months": (MIDNIGHT.replace(month=7), NOW),
    "since_monday": (MONDAY, NOW), "since_yesterday": (MIDNIGHT - timedelta(days=1), NOW),
    "range:09-20..10-05": (MIDNIGHT.replace(month=9, day=20), MIDNIGHT.replace(day=6)),
}  # fmt: skip
quickly = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def asked_of(intent: str, site: str | None, period: str | None, chosen: dict[str, Any], **more: Any) -> dict[str, Any]:
    slots: dict[str, Any] = {"domain": site, "period": period, "filter": chosen, **more}
    return {"intent": intent, "slots": {key: value for key, value in slots.items() if value}}


def said(db: sqlite_utils.Database, knowledge: KnowledgeBase, question: dict[str, Any]) -> Answer:
    return answer_to(
        db, knowledge, ALICES, "", Understanding(kind=Kind.DATA, **question),
        known=tuple(sites.of_guild(db, ALICES)), now=NOW, style=PlainStyle(),
    )  # fmt: skip


def number_in(text: str) -> int:
    found = re.search(r"\*\*[^*\d]*([\d,]+)", text)
    assert found, text
    return int(found[1].replace(",", ""))


def within(column: str, period: str | None) -> str:
    if period is None:
        return ""
    first, end = BOUNDS[period]
    return f" AND {column} >= {first.timestamp()} AND {column} < {end.timestamp()}"


def narrowed(chosen: dict[str, Any]) -> str:
    return "".join(f" AND {FILTERS[key][value]}" for key, value in chosen.items())


def count(db: sqlite_utils.Database, where: str, what: str = "*") -> int:
    return int(db.conn.execute(f"SELECT count({what}) FROM backlinks WHERE {where}").fetchone()[0])


def test_the_bounds_of_a_period_are_those_of_the_calendar() -> None:
    for period, bounds in BOUNDS.items():
        assert period_moments.moments(period, NOW) == bounds, period


@quickly
@given(site=SITES, period=PERIODS, chosen=CHOSEN)
def test_lost_links_are_those_that_are_lost_and_were_lost_then(
    asked_db: sqlite_utils.Database,
    knowledge: KnowledgeBase,
    site: str | None,
    period: str | None,
    chosen: dict[str, Any],
) -> None:
    expected = count(asked_db, f"{WHOSE[site]} AND status = 'lost'{within('lost_at', period)}{narrowed(chosen)}")
    for question in (
        asked_of("list_lost", site, period, chosen),
        asked_of("count_links", site, period, {**chosen, "status": "lost"}),
    ):
        assert number_in(said(asked_db, knowledge, question).text) == expected


@quickly
@given(site=SITES, period=PERIODS.filter(bool), chosen=CHOSEN)
def test_new_links_are_those_first_seen_then(
    asked_db: sqlite_utils.Database, knowledge: KnowledgeBase, site: str | None, period: str, chosen: dict[str, Any]
) -> None:
    expected = count(asked_db, f"{WHOSE[site]}{within('first_seen_at', period)}{narrowed(chosen)}")
    for question in (
        asked_of("list_new", site, period, chosen),
        asked_of("count_links", site, period, {**chosen, "status": "new"}),
    ):
        assert number_in(said(asked_db, knowledge, question).text) == expected


@quickly
@given(site=SITES, period=PERIODS, chosen=CHOSEN)
def test_live_links_are_counted_listed_and_grouped_alike(
    asked_db: sqlite_utils.Database,
    knowledge: KnowledgeBase,
    site: str | None,
    period: str | None,
    chosen: dict[str, Any],
) -> None:
    where = f"{WHOSE[site]} AND status = 'live'{within('first_seen_at', period)}{narrowed(chosen)}"
    expected = count(asked_db, where)
    for intent in ("count_links", "list_links", "top_links"):
        assert number_in(said(asked_db, knowledge, asked_of(intent, site, period, chosen)).text) == expected
    by_status = said(asked_db, knowledge, asked_of("count_links", site, period, chosen, group_by="follow")).text
    assert sum(int(number) for number in re.findall(r"^- .*: (\d+)$", by_status, re.MULTILINE)) == expected


@quickly
@given(site=SITES, period=PERIODS, chosen=CHOSEN)
def test_domains_anchors_and_pages_are_each_counted_once(
    asked_db: sqlite_utils.Database,
    knowledge: KnowledgeBase,
    site: str | None,
    period: str | None,
    chosen: dict[str, Any],
) -> None:
    where = f"{WHOSE[site]} AND status = 'live'{within('first_seen_at', period)}{narrowed(chosen)}"
    domain = "DISTINCT (SELECT domain FROM pages WHERE pages.id = page_id)"
    for intent, more, what in (
        ("top_referring_domains", {}, domain),
        ("count_links", {"group_by": "domain"}, domain),
        ("anchors", {}, "DISTINCT coalesce(anchor, '')"),
        ("anchors", {"sort": "quality"}, "DISTINCT coalesce(anchor, '')"),
        ("top_target_pages", {}, "DISTINCT target_url"),
    ):
        found = said(asked_db, knowledge, asked_of(intent, site, period, chosen, **more))
        assert number_in(found.text) == count(asked_db, where, what), intent


@quickly
@given(site=SITES, period=PERIODS.filter(bool))
def test_a_report_and_a_trend_tell_the_same_new_and_lost(
    asked_db: sqlite_utils.Database, knowledge: KnowledgeBase, site: str | None, period: str
) -> None:
    new = count(asked_db, f"{WHOSE[site]}{within('first_seen_at', period)}")
    lost = count(asked_db, f"{WHOSE[site]}{within('lost_at', period)}")
    report = said(asked_db, knowledge, asked_of("report", site, period, {})).text
    assert f"{new} new, {lost} lost" in report
    trend = said(asked_db, knowledge, asked_of("trend", site, period, {}, metric=["new", "lost"])).text
    steps = [tuple(map(int, step)) for step in re.findall(r"^- .*: new (\d+), lost (\d+)$", trend, re.MULTILINE)]
    assert (sum(step[0] for step in steps), sum(step[1] for step in steps)) == (new, lost)


@quickly
@given(site=SITES)
def test_toxic_links_their_share_and_the_mean_agree(
    asked_db: sqlite_utils.Database, knowledge: KnowledgeBase, site: str | None
) -> None:
    live = f"{WHOSE[site]} AND status = 'live'"
    toxic = count(asked_db, f"{live} AND toxicity >= 60")
    suspicious = count(asked_db, f"{live} AND toxicity >= 45 AND toxicity < 60")
    share = said(asked_db, knowledge, asked_of("list_toxic", site, None, {}, aggregate=True)).text
    assert f"{toxic} of {count(asked_db, live)} live links" in share
    assert f"{suspicious} suspicious" in share
    assert number_in(said(asked_db, knowledge, asked_of("list_toxic", site, None, {})).text) == toxic


def test_the_moment_of_a_question_is_that_of_the_teams_clock(
    asked_db: sqlite_utils.Database, knowledge: KnowledgeBase
) -> None:
    before_midnight = datetime(2025, 10, 21, 23, 59, tzinfo=NOW.tzinfo)
    told = answer(asked_db, knowledge, ALICES, "new links today", (), now=before_midnight, style=PlainStyle())
    first, end = before_midnight.replace(hour=0, minute=0), before_midnight
    where = f"{WHOSE[None]} AND first_seen_at >= {first.timestamp()} AND first_seen_at < {end.timestamp()}"
    assert number_in(told.text) == count(asked_db, where)
