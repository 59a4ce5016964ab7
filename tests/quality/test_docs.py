"""docs/quality.md says what the code does."""

from pathlib import Path

from bot.quality.quality import WEIGHTS as PARTS
from bot.quality.weights import WEIGHTS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "quality.md").read_text(encoding="utf-8")


def test_every_signal_is_documented_with_its_weight_and_source() -> None:
    for name, weight in WEIGHTS.items():
        assert f"| `{name}` | {weight.group} | {weight.points:+g} | {weight.source} |" in PAGE


def test_no_signal_is_documented_that_does_not_exist() -> None:
    documented = [line.split("`")[1] for line in PAGE.splitlines() if line.startswith("| `")]
    assert documented == list(WEIGHTS)


def test_every_part_of_quality_is_documented_with_its_weight() -> None:
    for name, weight in PARTS.items():
        assert f"| {name} | {weight:.2f} |" in PAGE
    assert round(sum(PARTS.values()), 9) == 1
