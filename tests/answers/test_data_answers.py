# ruff: noqa: E501, S608  # the SQL of a case is made of constants and stands on one line
"""The numbers in answers equal those of SQL that is written here, not that of the code."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlite_utils

from bot.answers import action_texts
from bot.answers.answer import Answer, PlainStyle
from bot.answers.answering import answer
from bot.answers.search import KnowledgeBase
from storage import sites
from storage.connection import open_for_writing
from tests.answers.conftest import ALICES, MALLORYS, NOW


def ask(
    db: sqlite_utils.Database, knowledge: KnowledgeBase, question: str, *context: str, guild: int = ALICES
) -> Answer:
    return answer(db, knowledge, guild, question, context, now=NOW, style=PlainStyle())


def first_number(text: str) -> int:
    found = re.search(r"\*\*[^*\d]*([\d,]+)", text)
    assert found, text
    return int(found[1].replace(",", ""))


def at(year: int, month: int, day: int) -> float:
    return datetime(year, month, day, tzinfo=NOW.tzinfo).timestamp()


HERE = "guild_id = 100"
SITE = "guild_id = 100 AND site_id = (SELECT id FROM sites WHERE guild_id = 100 AND domain = 'example.com')"
ACME = "guild_id = 100 AND site_id = (SELECT id FROM sites WHERE guild_id = 100 AND domain = 'acme.io')"
LAST_WEEK = f">= {at(2025, 10, 13)} AND {{0}} < {at(2025, 10, 20)}"
B = "SELECT count(*) FROM backlinks WHERE "
WITH_PAGES = "FROM backlinks JOIN pages ON pages.id = page_id WHERE "

CASES = (
    ("how many backlinks does example.com have?", f"{B}{SITE} AND status = 'live'"),
    ("how many links do we have in total", f"{B}{HERE} AND status = 'live'"),
    ("how many links did we lose last week", f"{B}{HERE} AND status = 'lost' AND lost_at {LAST_WEEK.format('lost_at')}"),
    ("which links did we lose last week for example.com?", f"{B}{SITE} AND status = 'lost' AND lost_at {LAST_WEEK.format('lost_at')}"),
    ("lost links acme.io", f"{B}{ACME} AND status = 'lost'"),
    ("how many new links last week for acme.io", f"{B}{ACME} AND first_seen_at {LAST_WEEK.format('first_seen_at')}"),
    ("new links between 1 oct and 15 oct for acme.io", f"{B}{ACME} AND first_seen_at >= {at(2025, 10, 1)} AND first_seen_at < {at(2025, 10, 16)}"),
    ("new links in september", f"{B}{HERE} AND first_seen_at >= {at(2025, 9, 1)} AND first_seen_at < {at(2025, 10, 1)}"),
    ("new nofollow links this month example.com", f"{B}{SITE} AND credit = 'nofollow' AND first_seen_at >= {at(2025, 10, 1)} AND first_seen_at < {NOW.timestamp()}"),
    ("lost links yesterday", f"{B}{HERE} AND status = 'lost' AND lost_at >= {at(2025, 10, 21)} AND lost_at < {at(2025, 10, 22)}"),
    ("lost links in the last 30 days because of 404", f"{B}{HERE} AND status = 'lost' AND http_status = 404 AND lost_at >= {(NOW - timedelta(days=30)).timestamp()}"),
    ("how many dofollow links does example.com have", f"{B}{SITE} AND status = 'live' AND credit = 'followed'"),
    ("how many sponsored links does acme.io have", f"{B}{ACME} AND status = 'live' AND credit = 'sponsored'"),
    ("how many toxic links do we have", f"{B}{HERE} AND status = 'live' AND toxicity >= 60"),
    ("show toxic links of example.com", f"{B}{SITE} AND status = 'live' AND toxicity >= 60"),
    ("how toxic is our profile overall? example.com", f"{B}{SITE} AND status = 'live' AND toxicity >= 60"),
    ('how many links have anchor "click here"', f"{B}{HERE} AND status = 'live' AND anchor = 'click here'"),
    ("links of example.com with quality above 70", f"{B}{SITE} AND status = 'live' AND quality >= 70"),
    ("how many .edu links do we have?", f"SELECT count(*) {WITH_PAGES}{HERE} AND status = 'live' AND domain LIKE '%.edu'"),
    ("how many german links do we have", f"{B}{HERE} AND status = 'live' AND id IN (SELECT backlink_id FROM ratings WHERE language = 'de')"),
    ("how many hidden links are there", f"{B}{HERE} AND status = 'live' AND hidden"),
    ("how many links are unverified", f"{B}{HERE} AND status = 'unverified'"),
    ("how many referring domains does example.com have", f"SELECT count(DISTINCT domain) {WITH_PAGES}{SITE} AND status = 'live'"),
    ("top referring domains for acme.io", f"SELECT count(DISTINCT domain) {WITH_PAGES}{ACME} AND status = 'live'"),
    ("most linked pages on example.com", f"SELECT count(DISTINCT target_url) FROM backlinks WHERE {SITE} AND status = 'live'"),
    ("anchors for example.com", f"SELECT count(DISTINCT coalesce(anchor, '')) FROM backlinks WHERE {SITE} AND status = 'live'"),
    ("do we have a link from source3.de?", f"SELECT count(*) {WITH_PAGES}{HERE} AND host = 'source3.de'"),
    ("what changed last week", f"SELECT count(*) FROM events WHERE {HERE} AND kind = 'lost' AND at {LAST_WEEK.format('at')}"),
    ("which domains are we watching?", "SELECT count(*) FROM sites WHERE guild_id = 100"),
    ("irrelevant links of example.com", f"{B}{SITE} AND status = 'live' AND relevance < 0.5"),
)  # fmt: skip


@pytest.mark.parametrize(("question", "sql"), CASES, ids=[question for question, _ in CASES])
def test_an_answer_leads_with_the_number_that_sql_gives(
    asked_db: sqlite_utils.Database, knowledge: KnowledgeBase, question: str, sql: str
) -> None:
    expected = asked_db.conn.execute(sql).fetchone()[0]
    said = ask(asked_db, knowledge, question)
    assert first_number(said.text) == expected, said.text
    assert said.sources


def test_a_list_holds_the_best_links_in_order(asked_db: sqlite_utils.Database, knowledge: KnowledgeBase) -> None:
    rows = asked_db.conn.execute(
        f"SELECT url {WITH_PAGES}{SITE} AND status = 'live' ORDER BY quality DESC NULLS LAST, backlinks.id LIMIT 3"
    ).fetchall()
    said = ask(asked_db, knowledge, "top 3 links for example.com")
    assert re.findall(r"https://\S+", said.text) == [url for (url,) in rows]


def test_the_domains_with_the_most_links_come_first(asked_db: sqlite_utils.Database, knowledge: KnowledgeBase) -> None:
    rows = asked_db.conn.execute(
        f"SELECT domain, count(*) {WITH_PAGES}{SITE} AND status = 'live' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10"
    ).fetchall()
    said = ask(asked_db, knowledge, "top 10 referring domains for example.com")
    shown = re.findall(r"^\d+\. (\S+) \((\d+) link", said.text, re.MULTILINE)
    assert shown == [(domain, str(number)) for domain, number in rows]


def test_a_follow_up_asks_for_the_week_before(asked_db: sqlite_utils.Database, knowledge: KnowledgeBase) -> None:
    said = ask(asked_db, knowledge, "and the week before?", "user: how many links did we lose last week?", "bot: 9")
    sql = f"{B}{HERE} AND status = 'lost' AND lost_at >= {at(2025, 10, 6)} AND lost_at < {at(2025, 10, 13)}"
    assert first_number(said.text) == asked_db.conn.execute(sql).fetchone()[0]


def test_toxicity_of_a_source_is_that_of_its_worst_link(
    asked_db: sqlite_utils.Database, knowledge: KnowledgeBase
) -> None:
    worst = asked_db.conn.execute(f"SELECT max(toxicity) {WITH_PAGES}{HERE} AND host = 'source5.org'").fetchone()[0]
    said = ask(asked_db, knowledge, "is source5.org toxic?")
    assert f"toxicity {worst:.0f} of 100" in said.text
    assert said.text.startswith("**Yes" if worst >= 60 else "**No")


def test_another_teams_links_are_never_counted(asked_db: sqlite_utils.Database, knowledge: KnowledgeBase) -> None:
    mallorys = ask(asked_db, knowledge, "how many backlinks does example.com have?", guild=MALLORYS)
    sql = f"{B}guild_id = 666 AND site_id = (SELECT id FROM sites WHERE guild_id = 666 AND domain = 'example.com') AND status = 'live'"
    assert first_number(mallorys.text) == asked_db.conn.execute(sql).fetchone()[0]
    assert "not watched here" in ask(asked_db, knowledge, "how many links does mallory.example have").text
    assert "666-" not in ask(asked_db, knowledge, "show all links of example.com").text


def test_a_domain_that_is_not_watched_is_said_to_be_unknown(
    asked_db: sqlite_utils.Database, knowledge: KnowledgeBase
) -> None:
    assert "not watched here" in ask(asked_db, knowledge, "tell me about our competitor rival.com").text
    assert "no link" in ask(asked_db, knowledge, "does nytimes.com link to us?").text


def test_a_mended_typing_error_is_told(asked_db: sqlite_utils.Database, knowledge: KnowledgeBase) -> None:
    said = ask(asked_db, knowledge, "how many links does exmaple.com have")
    assert "I took exmaple.com to be example.com" in said.text


def test_a_team_without_sites_is_told_how_to_begin(asked_db: sqlite_utils.Database, knowledge: KnowledgeBase) -> None:
    assert "watch" in ask(asked_db, knowledge, "how many links do we have", guild=1).text


def test_every_intent_of_a_look_up_answers(asked_db: sqlite_utils.Database, knowledge: KnowledgeBase) -> None:
    for question in (
        "link growth of example.com in the last 3 months", "average quality of our links last month vs this month",
        "compare example.com and acme.io", "give me a summary of example.com", "when did we last check example.com",
        "when is the next check", "why is source3.de flagged?", "is the link on source3.de still live?",
        "how relevant is source3.de for us", "since when does source3.de link to us?", "quality of source3.de",
        "lost links of acme.io grouped by reason", "referring domains growth over the last 12 months",
    ):  # fmt: skip
        said = ask(asked_db, knowledge, question)
        assert said.kind == "data", question
        assert "**" in said.text, (question, said.text)


def test_domains_stood_at_a_moment_when_one_of_their_links_did(
    asked_db: sqlite_utils.Database, knowledge: KnowledgeBase
) -> None:
    said = ask(asked_db, knowledge, "referring domains growth over the last 3 months")
    shown = [int(number) for number in re.findall(r"^- .*referring domains (\d+)$", said.text, re.MULTILINE)]
    start = at(2025, 7, 22)
    ends = [start + (NOW.timestamp() - start) * part / len(shown) for part in range(1, len(shown) + 1)]
    stood = (
        f"SELECT count(DISTINCT domain) {WITH_PAGES}{HERE} AND first_seen_at <= ? AND (lost_at IS NULL OR lost_at > ?)"
    )
    assert len(shown) > 1
    assert shown == [asked_db.conn.execute(stood, [end, end]).fetchone()[0] for end in ends]


def test_a_name_that_two_sites_share_is_asked_back(tmp_path: Path, knowledge: KnowledgeBase) -> None:
    db = open_for_writing(tmp_path / "two.sqlite3")
    for domain in ("garden.com", "garden.de"):
        sites.add(db, ALICES, domain, now=NOW)
    said = ask(db, knowledge, "how many links does garden have")
    assert said.text == "Which garden do you mean: garden.com or garden.de?"
    assert [choice.slots["domain"] for choice in said.choices] == ["garden.com", "garden.de"]
    pressed = ask(db, knowledge, action_texts.in_words(said.choices[1]))
    assert (pressed.understanding.intent, pressed.understanding.slots) == ("count_links", {"domain": "garden.de"})
    assert first_number(pressed.text) == 0
    db.close()
