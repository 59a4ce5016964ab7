"""Toxicity: by name alone, with page text, of comments, and beside backlink-guard on the same pages in one run."""

import csv
from pathlib import Path
from unittest import mock

from sklearn.metrics import roc_auc_score

from benchmarks.eval._peer import peer_findings
from benchmarks.eval._saved import Saved, saved_pages, spam_pages
from benchmarks.train.__main__ import named, spelling
from bot.links.urls import host_of, registrable
from bot.quality import names
from bot.quality.rate import RatingInput, rate
from bot.quality.rating import SUSPICIOUS_FROM, TOXIC_FROM
from bot.quality.texts import promotion
from bot.quality.view import link_on, view_of_body

CLEAN_TOXIC, CLEAN_SUSPICIOUS, SPAM_SUSPICIOUS = 0.005, 0.03, 0.25
PAGES_SPAM, PAGES_ORDINARY = 0.90, 0.01
COMMENTS_AUC = 0.85
FOLDS = 5


def run(shared: Path) -> bool:
    """Print each figure with its bar. True when all hold."""
    held = [_names(shared / "domains"), _comments(shared / "spam" / "comments.csv")]
    spam, ordinary = spam_pages(shared), saved_pages(shared)
    found, alarms = _share_toxic(spam), _share_toxic(ordinary)
    print(
        f"spam pages reaching 60: {found:.1%} (bar {PAGES_SPAM:.0%}); ordinary: {alarms:.1%} (bar {PAGES_ORDINARY:.0%})"
    )
    held += [found >= PAGES_SPAM, alarms <= PAGES_ORDINARY, _beside_peer(spam, ordinary, found, alarms)]
    return all(held)


def toxicity_of(page: Saved) -> float:
    """A saved page, rated as linking to one of its own external links."""
    site = registrable(host_of(page.target)) if page.target else None
    own = link_on(page.body, url=page.url, site=site, target=page.target) if site else None
    given = RatingInput(
        source_url=page.url,
        site=site,
        target_url=page.target,
        anchor=own.anchor if own else None,
        credit=own.credit if own else None,
        placement=own.placement if own else None,
        hidden=own.hidden if own else False,
        page=view_of_body(page.body, url=page.url),
    )
    return rate(given).toxicity


def _share_toxic(pages: list[Saved]) -> float:
    return sum(toxicity_of(page) >= TOXIC_FROM for page in pages) / len(pages)


def _names(folder: Path) -> bool:
    clean, spam = _by_name(folder)
    toxic, suspicious = _reach(clean, TOXIC_FROM), _reach(clean, SUSPICIOUS_FROM)
    found = _reach(spam, SUSPICIOUS_FROM)
    print("by name (the spelling model fitted anew for each fifth of the names, on the other four):")
    print(f"by name, clean reaching 60: {toxic:.2%} (bar {CLEAN_TOXIC:.1%})")
    print(f"by name, clean reaching 45: {suspicious:.2%} (bar {CLEAN_SUSPICIOUS:.0%})")
    print(f"by name, spam reaching 45: {found:.1%} (bar {SPAM_SUSPICIOUS:.0%}), 60: {_reach(spam, TOXIC_FROM):.1%}")
    return toxic <= CLEAN_TOXIC and suspicious <= CLEAN_SUSPICIOUS and found >= SPAM_SUSPICIOUS


def _by_name(folder: Path) -> tuple[list[float], list[float]]:
    """The toxicity of the clean and of the spam names, none judged by a model that has seen it."""
    rows = named(folder)
    scores: tuple[list[float], list[float]] = [], []
    for fold in range(FOLDS):
        fitted = spelling([row for place, row in enumerate(rows) if place % FOLDS != fold])
        for domain, spam in rows[fold::FOLDS]:
            with mock.patch.object(names, "model", return_value=fitted, autospec=True):
                scores[spam].append(rate(RatingInput(source_url=f"http://{domain}/")).toxicity)
    return scores


def _reach(values: list[float], least: float) -> float:
    return sum(value >= least for value in values) / len(values)


def _comments(file: Path) -> bool:
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    scores = [found.value if (found := promotion(row["text"])) else 0.0 for row in rows]
    area = float(roc_auc_score([int(row["label"]) for row in rows], scores))
    print(f"comments, the text signal: AUC {area:.3f} (bar {COMMENTS_AUC})")
    return area >= COMMENTS_AUC


def _beside_peer(spam: list[Saved], ordinary: list[Saved], found: float, alarms: float) -> bool:
    """backlink-guard's free signals on the same pages, read both ways: any finding, and its verdict."""
    findings = peer_findings([*spam, *ordinary])
    print(f"{'':<34}{'spam found':>12}{'false alarms':>14}")
    print(f"{'Backlight (60)':<34}{found:>12.1%}{alarms:>14.1%}")
    held = True
    for place, name in enumerate(("any finding", "verdict")):
        flags = [finding[place] for finding in findings]
        peer_found, peer_alarms = sum(flags[: len(spam)]) / len(spam), sum(flags[len(spam) :]) / len(ordinary)
        print(f"{f'backlink-guard 0.11, {name}':<34}{peer_found:>12.1%}{peer_alarms:>14.1%}")
        held &= found > peer_found and alarms <= peer_alarms
    return held
