"""Relevance: how well pages of a site's topic are told from others, beside TF-IDF, and what a page costs."""

import csv
import sys
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import roc_auc_score

from benchmarks.eval._intervals import auc_interval
from benchmarks.eval._saved import Saved, saved_pages
from bot.quality.relevance import embedder, relevance
from bot.quality.view import view_of_body

BAR_SITE, BAR_PAIRS, BAR_MILLISECONDS = 0.88, 0.79, 15.0
SITE_TEXTS = [f"site_text_{number}" for number in range(1, 6)]


class Measured(NamedTuple):
    """What one set gave."""

    same: list[int]
    ours: list[float]
    plain: list[float]  # TF-IDF's

    @property
    def area(self) -> float:
        """Our area under the ROC curve."""
        return float(roc_auc_score(self.same, self.ours))


def run(shared: Path) -> bool:
    """Print AUC on both sets with its confidence, beside TF-IDF's, and the CPU of a page. True when the bars hold."""
    csv.field_size_limit(sys.maxsize)
    folder = shared / "relevance"
    site = _measure(folder / "relevance_page_vs_site.csv", "page_text", SITE_TEXTS)
    pairs = _measure(folder / "relevance_pairs.csv", "text_a", ["text_b"])
    cost = _milliseconds(saved_pages(shared))
    print(f"{'set':<22}{'rows':>5}{'ours':>7}{'95 %':>13}{'TF-IDF':>8}{'lead, 95 %':>14}{'bar':>6}")
    for name, found, bar in (("page vs site (AUC)", site, BAR_SITE), ("pairs (AUC)", pairs, BAR_PAIRS)):
        sure = auc_interval(found.same, found.ours)
        lead = auc_interval(found.same, found.ours, less=found.plain)
        other = float(roc_auc_score(found.same, found.plain))
        print(f"{name:<22}{len(found.same):>5}{found.area:>7.3f}{sure!s:>13}{other:>8.3f}{lead!s:>14}{bar:>6.2f}")
    print(f"{'CPU ms a page':<22}{'':>5}{cost:>7.1f}{'':>13}{'':>8}{'':>14}{BAR_MILLISECONDS:>6.0f}")
    return site.area >= BAR_SITE and pairs.area >= BAR_PAIRS and cost < BAR_MILLISECONDS


def _measure(file: Path, one: str, others: list[str]) -> Measured:
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    texts = [(row[one], [row[name] for name in others if row[name]]) for row in rows]
    ours = [_relevance(text, against) for text, against in texts]
    return Measured(same=[int(row["same_topic"]) for row in rows], ours=ours, plain=_tfidf(texts))


def _relevance(text: str, against: list[str]) -> float:
    topics = embedder().topics(against)
    return (relevance(embedder().embed(text), None, topics) if topics else None) or 0.0


def _tfidf(texts: list[tuple[str, list[str]]]) -> list[float]:
    fitted = TfidfVectorizer(stop_words="english", sublinear_tf=True).fit(
        [text for one, others in texts for text in (one, *others)]
    )
    scores = []
    for one, others in texts:
        centre = np.asarray(fitted.transform(others).mean(axis=0)).ravel()
        mine = np.asarray(fitted.transform([one]).todense()).ravel()
        scores.append(float(mine @ centre / (np.linalg.norm(mine) * np.linalg.norm(centre) or 1)))
    return scores


def _milliseconds(pages: list[Saved]) -> float:
    """CPU of reading a page out of its bytes and comparing it, the mean over all pages."""
    topics = embedder().topics(["Hotels, flights and travel guides for holidays on islands, beaches and in old towns"])
    assert topics is not None
    view_of_body(pages[0].body, url=pages[0].url)  # the language model is loaded once, in the worker's first page
    before = time.process_time()
    for page in pages:
        view = view_of_body(page.body, url=page.url)
        relevance(embedder().embed(view.main_text), None, topics)
    return (time.process_time() - before) / len(pages) * 1000
