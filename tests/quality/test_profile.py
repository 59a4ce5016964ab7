"""Profiles: a grade that no number of weak links can buy, and steps tied to the rows."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlite_utils
from hypothesis import given
from hypothesis import strategies as st

from bot.quality.portrait import grade_of, risk_of, score_of
from bot.quality.profile import read_profile
from storage import backlinks, ratings, sites
from storage.connection import open_for_writing
from storage.records import NewBacklink, Site

NOW = datetime(2026, 5, 1, tzinfo=UTC)
TOXIC = {"name": "spam_words", "group": "page", "weight": 80, "value": 1, "evidence": "Words of the gambling trade."}


def rated(db: sqlite_utils.Database, qualities: list[tuple[str, float, float]]) -> Site:
    """A site with live links (domain, quality, toxicity)."""
    site, _ = sites.add(db, 1, "ours.example", now=NOW)
    new = [NewBacklink(url=f"https://{host}/p", host=host, domain=host) for host, _, _ in qualities]
    backlinks.add_many(db, site, new, now=NOW)
    for host, quality, toxicity in qualities:
        link = backlinks.find(db, 1, site.id, f"https://{host}/p")[0]
        db.conn.execute("UPDATE backlinks SET status = 'live', anchor = 'cheap beans' WHERE id = ?", [link.id])
        found = [TOXIC] if toxicity >= 60 else []
        new_rating = ratings.NewRating(
            quality=quality, relevance=0.5, authority=None, toxicity=toxicity, signals=found, parts=[], summary="why"
        )
        assert ratings.save(db, 1, link.id, new_rating, now=NOW, group_for=timedelta(minutes=2))
    return site


@given(
    strong=st.lists(st.floats(60, 100), min_size=3, max_size=12),
    weak=st.floats(0, 29),
    noise=st.lists(st.floats(0, 29), max_size=30),
)
def test_ten_thousand_weak_links_never_outrank_a_few_strong_ones(
    strong: list[float], weak: float, noise: list[float]
) -> None:
    few, many = score_of(strong), score_of([*noise, *([weak] * 10_000)])
    mixed = score_of([*strong, *([weak] * 10_000)])
    assert few is not None
    assert many is not None
    assert mixed is not None
    assert few > many
    assert mixed > many


@given(st.lists(st.floats(0, 100), min_size=1, max_size=80))
def test_the_score_lies_between_the_worst_and_the_best_link(qualities: list[float]) -> None:
    score = score_of(qualities)
    assert score is not None
    assert min(qualities) - 1e-6 <= score <= max(qualities) + 1e-6


@given(st.floats(0, 100), st.integers(1, 2_000))
def test_more_of_the_same_does_not_raise_the_score(quality: float, count: int) -> None:
    one, many = score_of([quality]), score_of([quality] * count)
    assert one is not None
    assert many is not None
    assert abs(one - many) < 1e-6


def test_without_ratings_there_is_no_grade() -> None:
    assert score_of([]) is None
    assert grade_of(None, None) is None
    assert risk_of(0, 0) is None


def test_a_high_risk_costs_a_grade() -> None:
    assert grade_of(80, "low") == "A"
    assert grade_of(80, risk_of(11, 100)) == "B"


def test_a_profile_shows_its_rows_and_its_three_steps(tmp_path: Path) -> None:
    db = open_for_writing(tmp_path / "db.sqlite3")
    site = rated(
        db, [("good.example", 85, 0), ("fair.example", 45, 0), ("also.example", 40, 0), ("bad.example", 5, 90)]
    )
    profile = read_profile(db, 1, site, NOW)
    db.close()
    assert (profile.strong, profile.fair, profile.weak, profile.toxic) == (1, 2, 1, 1)
    assert profile.best[0].source_url == "https://good.example/p"
    assert profile.most_toxic[0].note == TOXIC["evidence"]
    assert profile.risk == "high"
    assert len(profile.steps) == 3
    titles = {step.title: step for step in profile.steps}
    assert titles["Review the toxic links"].links[0].source_url == "https://bad.example/p"
    assert "cheap beans" in titles["Vary the anchors"].text


def test_a_new_site_is_told_how_to_begin(tmp_path: Path) -> None:
    db = open_for_writing(tmp_path / "db.sqlite3")
    site, _ = sites.add(db, 1, "ours.example", now=NOW)
    profile = read_profile(db, 1, site, NOW)
    db.close()
    assert profile.grade is None
    assert profile.steps[0].title == "Earn the next link with content"
