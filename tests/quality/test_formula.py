"""The formula of a link's quality: bounded, explained by its parts, and never bought by a count."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.quality.quality import NEEDED, WEIGHTS, contributions, kept, page_part, part, quality
from bot.quality.rating import Part

values = st.one_of(st.none(), st.floats(0, 1))
parts_of_a_link = st.fixed_dictionaries(dict.fromkeys(WEIGHTS, values)).map(
    lambda drawn: [part(name, value, "why") for name, value in drawn.items()]
)


def test_the_weights_add_up() -> None:
    assert sum(WEIGHTS.values()) == pytest.approx(1)


@given(parts_of_a_link, st.floats(0, 100))
def test_a_quality_is_exactly_its_parts_and_what_toxicity_leaves(parts: list[Part], toxicity: float) -> None:
    found = quality(parts, toxicity)
    if all(one.value is None for one in parts if one.name in NEEDED):
        assert found is None
        return
    assert found is not None
    counted = contributions(parts)
    assert found == pytest.approx(sum(got for _, got, _ in counted) * kept(toxicity), abs=0.06)
    assert sum(most for _, _, most in counted) == pytest.approx(100)
    assert 0 <= found <= 100


@given(parts_of_a_link, st.floats(0, 100), st.sampled_from(sorted(WEIGHTS)), st.floats(0, 1))
def test_a_better_part_never_makes_a_link_worse(parts: list[Part], toxicity: float, name: str, better: float) -> None:
    before = next(one for one in parts if one.name == name)
    assume(before.value is not None and better >= before.value)
    raised = [part(name, better, "why") if one.name == name else one for one in parts]
    was, now = quality(parts, toxicity), quality(raised, toxicity)
    assert (was is None) == (now is None)
    assert was is None or now is None or now >= was - 0.11  # both are rounded


@given(st.floats(0, 100), st.floats(0, 100))
def test_more_toxicity_never_leaves_more(one: float, other: float) -> None:
    assert kept(max(one, other)) <= kept(min(one, other))


@pytest.mark.parametrize(("toxicity", "left"), [(0, 1.0), (20, 1.0), (50, 0.5), (80, 0.0), (100, 0.0)])
def test_what_toxicity_leaves_is_as_documented(toxicity: float, left: float) -> None:
    assert kept(toxicity) == pytest.approx(left)


def test_a_page_of_few_links_where_ours_is_old_is_worth_most() -> None:
    assert page_part(5, 400).value == 1
    assert page_part(400, 0).value == 0
    assert page_part(None, 400).value is None
