"""Authority of a domain, 0-100: rank lists and imported metrics on one scale."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean

from storage.metrics import Metric

STEP = 11.7  # points a factor of ten in rank: place 1 is 100, place 1,000 is 65, place 1,000,000 is 30
LEAST_UNRANKED = 5.0
RANK_LISTS = {"tranco": "Tranco", "majestic": "Majestic Million", "commoncrawl": "Common Crawl"}
# Metrics that are themselves 0-100 scales of how strongly a domain is linked, by the name they are imported under.
DOMAIN_METRICS = {
    "ahrefs_dr": "Ahrefs' Domain Rating", "semrush_as": "Semrush's Authority Score", "moz_da": "Moz' Domain Authority",
    "majestic_tf": "Majestic's Trust Flow", "seranking_dt": "SE Ranking's Domain Trust",
    "powersuite_dir": "SEO PowerSuite's Domain InLink Rank",
}  # fmt: skip
# The same of single pages. A domain is at least as strong as its best page: they stand in where nothing else is known.
PAGE_METRICS = {
    "semrush_page_as": "Semrush's Page Authority Score", "ahrefs_page_ur": "Ahrefs' URL Rating",
    "moz_page_pa": "Moz' Page Authority", "majestic_page_tf": "Majestic's Trust Flow of a page",
    "seranking_page_pt": "SE Ranking's Page Trust",
}  # fmt: skip
# Kept and shown, but not counted: Citation Flow says how many links there are, whatever they are worth.
SHOWN_METRICS = {"majestic_cf": "Majestic's Citation Flow", "majestic_page_cf": "Majestic's Citation Flow of a page"}
METRICS = DOMAIN_METRICS | PAGE_METRICS | SHOWN_METRICS


@dataclass(frozen=True, slots=True)
class _Source:
    """One thing that is known of a domain."""

    words: str
    points: float


def of_rank(rank: int) -> float:
    """The points of a place in a list of the world's domains."""
    return max(0.0, 100 - STEP * math.log10(max(rank, 1)))


def authority(
    ranks: Mapping[str, int], loaded: Mapping[str, int], metrics: Mapping[str, Metric]
) -> tuple[float | None, str]:
    """The authority of a domain and how it came about; None when no list is loaded and no metric was imported.

    `ranks` has the domain's place by list, `loaded` the number of entries of every loaded list, `metrics` what exports
    said by name. A domain that a loaded list lacks gets the points of a place ten times beyond the list's end.
    The mean of all that is known of the domain counts; where that is nothing, of its best pages.
    """
    known = [*_ranked(ranks, loaded), *_imported(metrics, DOMAIN_METRICS)]
    of_pages = _imported(metrics, PAGE_METRICS)
    counted = known or of_pages
    if not counted:
        return None, "not measured: no rank list is loaded and no export brought a metric"
    told = [source.words for source in counted]
    left = [*(of_pages if known else ()), *_imported(metrics, SHOWN_METRICS)]
    told += [f"{source.words}, not counted" for source in left]
    return round(fmean(source.points for source in counted), 1), "; ".join(told)


def day(at: datetime) -> str:
    """The day of an import, for people: "22 Nov 2026"."""
    return f"{at.day} {at:%b %Y}"


def _ranked(ranks: Mapping[str, int], loaded: Mapping[str, int]) -> list[_Source]:
    found = []
    for source, entries in loaded.items():
        place = ranks.get(source)
        said = f"place {place:,}" if place else f"not among the first {entries:,}"
        points = of_rank(place) if place else max(LEAST_UNRANKED, of_rank(max(entries, 1) * 10))
        found.append(_Source(f"{RANK_LISTS.get(source, source)}: {said}", points))
    return found


def _imported(metrics: Mapping[str, Metric], named: Mapping[str, str]) -> list[_Source]:
    return [
        _Source(f"{words}: {metrics[name].value:.0f} (imported {day(metrics[name].read_at)})", metrics[name].value)
        for name, words in named.items()
        if name in metrics
    ]
