"""Authority of a domain, 0-100: rank lists and imported metrics on one scale."""

import math
from collections.abc import Mapping, Sequence

STEP = 11.7  # points a factor of ten in rank: place 1 is 100, place 1,000 is 65, place 1,000,000 is 30
LEAST_UNRANKED = 5.0
# Metrics of vendors that are themselves 0-100 scales of a domain's links, by the name they are imported under.
VENDOR_METRICS = {
    "ahrefs_dr": "Ahrefs' Domain Rating", "semrush_as": "Semrush's Authority Score", "moz_da": "Moz' Domain Authority",
    "majestic_tf": "Majestic's Trust Flow",
}  # fmt: skip


def of_rank(rank: int) -> float:
    """The points of a place in a list of the world's domains."""
    return max(0.0, 100 - STEP * math.log10(max(rank, 1)))


def authority(
    ranks: Mapping[str, int], loaded: Mapping[str, int], metrics: Mapping[str, float]
) -> tuple[float | None, str]:
    """The authority of a domain and how it came about; None when no list is loaded and no metric was imported.

    `ranks` has the domain's place by list, `loaded` the number of entries of every loaded list, `metrics` what exports
    said by name. A domain that a loaded list lacks gets the points of a place ten times beyond the list's end.
    The mean of all that is known counts.
    """
    points: dict[str, float] = {}
    for source, entries in loaded.items():
        place = ranks.get(source)
        points[f"{source}: {f'place {place:,}' if place else 'not listed'}"] = (
            of_rank(place) if place else max(LEAST_UNRANKED, of_rank(max(entries, 1) * 10))
        )
    for name, value in metrics.items():
        if name in VENDOR_METRICS:
            points[f"{VENDOR_METRICS[name]}: {value:.0f}"] = min(100.0, max(0.0, value))
    if not points:
        return None, "not measured: no rank list is loaded and no export brought a metric"
    return round(_mean(list(points.values())), 1), "; ".join(points)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
