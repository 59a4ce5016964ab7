"""How the constants of bot/quality/relevance.py were chosen: `python -m benchmarks.relevance_constants [FOLDER]`.

FOLDER holds `relevance_page_vs_site.csv` and `relevance_pairs.csv` (README.md beside them says what of). Rows are split
in halves by their topic, so that no topic is in both. Each constant is tried with the others as they are: the table
shows the area under the ROC curve on the half that a choice is made by and on the half that it is not. A constant is
good when its neighbours are as good: then it was not fitted to the rows. `SURE` and `STEEPNESS` turn nearness into a
probability and leave the order alone; they are fitted by the log loss.
"""

import csv
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch
from zlib import crc32

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score

from bot.quality import relevance

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "relevance"
TRIED: dict[str, Sequence[float]] = {
    "SIF": (1e-5, 3e-5, 1e-4, 3e-4, 1e-3),
    "READ_CHARACTERS": (500, 1_000, 2_000, 4_000, 8_000),
    "NEAREST_SHARE": (0.0, 1 / 3, 2 / 3, 1.0),
    "LEAST_TOKENS": (4, 8, 16),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A text, what it is compared with, and whether both are of one topic."""

    text: str
    against: tuple[str, ...]
    same: int
    chosen_by: bool  # of the half by which choices are made


def main(folder: Path) -> None:
    """Print the table of each constant, and the fit of the curve."""
    csv.field_size_limit(sys.maxsize)
    sets = {
        "page vs site": list(_rows(folder / "relevance_page_vs_site.csv", "page_text", "site_text_", "page_topic")),
        "pairs": list(_rows(folder / "relevance_pairs.csv", "text_a", "text_b", "topic_a")),
    }
    halves = [f"{name}, {half}" for name in sets for half in ("chosen", "kept")]
    print(f"{'constant':<18}{'value':>9}" + "".join(f"{half:>22}" for half in halves))
    for name, values in TRIED.items():
        for value in values:
            areas = [area for rows in sets.values() for area in _areas(rows, name, value)]
            mark = " <- used" if value == getattr(relevance, name) else ""
            print(f"{name:<18}{value:>9.3g}" + "".join(f"{area:>22.3f}" for area in areas) + mark)
    _curve(sets["page vs site"])  # what a rating compares


def _rows(file: Path, text: str, others: str, topic: str) -> Iterator[Row]:
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            against = tuple(value for name, value in row.items() if name.startswith(others) and value)
            half = crc32(row[topic].encode()) % 2 == 0
            yield Row(text=row[text], against=against, same=int(row["same_topic"]), chosen_by=half)


def _areas(rows: Sequence[Row], name: str, value: float) -> tuple[float, float]:
    with patch.object(relevance, name, value):
        near = _nearness(rows)
    return _area(rows, near, chosen=True), _area(rows, near, chosen=False)


def _nearness(rows: Sequence[Row]) -> list[float]:
    """How near each row's texts are; 0 where one says too little."""
    model = relevance.Embedder()
    found = []
    for row in rows:
        topics, vector = model.topics(row.against), model.embed(row.text)
        found.append(relevance.cosine(vector, topics) if topics is not None and vector is not None else 0.0)
    return found


def _area(rows: Sequence[Row], near: Sequence[float], *, chosen: bool) -> float:
    both = [(row.same, found) for row, found in zip(rows, near, strict=True) if row.chosen_by is chosen]
    return float(roc_auc_score(*zip(*both, strict=True)))


def _curve(rows: Sequence[Row]) -> None:
    """Fit the curve on one half, and say how well it and the one in use do on the other."""
    near, same = np.asarray(_nearness(rows)), np.asarray([row.same for row in rows])
    chosen = np.asarray([row.chosen_by for row in rows])
    fitted = LogisticRegression(C=1e6).fit(near[chosen, None], same[chosen])
    steep = float(fitted.coef_[0, 0])
    sure = -float(fitted.intercept_[0]) / steep
    for name, at, by in (("fitted", sure, steep), ("used", relevance.SURE, relevance.STEEPNESS)):
        loss = log_loss(same[~chosen], 1 / (1 + np.exp(-by * (near[~chosen] - at))))
        print(f"{name}: SURE {at:.3f}, STEEPNESS {by:.1f}, log loss on the half that was kept {loss:.3f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED)
