"""The quality of a link, 0-100: one formula over named parts. docs/quality.md documents it."""

from collections.abc import Sequence

from bot.quality.rating import Part
from storage.words import Credit, Placement

HARMLESS_TOXICITY = 20.0  # up to here toxicity takes nothing
WORTHLESS_TOXICITY = 80.0  # from here on it takes everything
NEEDED = ("relevance", "authority", "credit")  # with none of these there is no quality to speak of

WEIGHTS = {"relevance": 0.35, "authority": 0.30, "credit": 0.15, "placement": 0.10, "page": 0.10}

OF_CREDIT = {Credit.FOLLOWED: 1.0, Credit.UGC: 0.35, Credit.NOFOLLOW: 0.35, Credit.SPONSORED: 0.25, Credit.NONE: 0.0}
OF_PLACEMENT = {
    Placement.CONTENT: 1.0, Placement.HEADER: 0.5, Placement.NAVIGATION: 0.5, Placement.SIDEBAR: 0.4,
    Placement.COMMENT: 0.3, Placement.FOOTER: 0.3, Placement.SIGNATURE: 0.2, Placement.HIDDEN: 0.0,
}  # fmt: skip
FEW_LINKS, MANY_LINKS = 10, 200  # links that leave the page
FULL_AGE_DAYS = 365.0


def quality(parts: Sequence[Part], toxicity: float) -> float | None:
    """The weighted mean of the measured parts, times what toxicity leaves of it; None when nothing telling is measured.

    quality = 100 * sum(weight * value) / sum(weight of the measured parts) * kept,
    kept = 1 below a toxicity of 20, falling evenly to 0 at 80.
    """
    measured = [(part.weight, part.value) for part in parts if part.value is not None]
    if not any(part.value is not None for part in parts if part.name in NEEDED):
        return None
    worth = sum(weight * value for weight, value in measured) / sum(weight for weight, _ in measured)
    return round(100 * worth * kept(toxicity), 1)


def contributions(parts: Sequence[Part]) -> list[tuple[Part, float, float]]:
    """Each measured part with the points that it brings and those that it could; the latter add up to 100.

    The points brought, added up and times what toxicity leaves (`kept`), are the quality.
    """
    whole = sum(part.weight for part in parts if part.value is not None)
    return [
        (part, 100 * part.weight * part.value / whole, 100 * part.weight / whole)
        for part in parts
        if part.value is not None
    ]


def kept(toxicity: float) -> float:
    """The share of its worth that a link keeps at a toxicity, 1 to 0."""
    return min(1.0, max(0.0, (WORTHLESS_TOXICITY - toxicity) / (WORTHLESS_TOXICITY - HARMLESS_TOXICITY)))


def part(name: str, value: float | None, why: str) -> Part:
    """A part of the formula, with its weight."""
    return Part(name=name, weight=WEIGHTS[name], value=None if value is None else round(value, 4), why=why)


def authority_of(parts: Sequence[Part]) -> float | None:
    """The authority among the parts, 0-100; None when it is not measured."""
    value = next((part.value for part in parts if part.name == "authority"), None)
    return None if value is None else round(100 * value, 1)


def not_measured(parts: Sequence[Part]) -> tuple[str, ...]:
    """A sentence for each part without a value: what and why."""
    return tuple(f"{part.name}: {part.why.removeprefix('not measured: ')}" for part in parts if part.value is None)


def page_part(leaving: int | None, age_days: float | None) -> Part:
    """The page itself: how few links share its worth (two thirds), and for how long ours has stood there (a third)."""
    if leaving is None:
        return part("page", None, "not measured: the page's links were not read")
    share = 1 - min(1.0, max(0.0, (leaving - FEW_LINKS) / (MANY_LINKS - FEW_LINKS)))
    if age_days is None:
        return part("page", share, f"{leaving} links leave the page")
    aged = min(1.0, max(0.0, age_days / FULL_AGE_DAYS))
    return part("page", (2 * share + aged) / 3, f"{leaving} links leave the page; the link is {age_days:.0f} days old")
