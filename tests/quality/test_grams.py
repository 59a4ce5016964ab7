"""The models of spelling: explained by words, small, and made of the examples in the repository."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.train.fit import fit, save
from bot.folding import plain_words
from bot.grams import Model, model, pieces

SPAM = ["buy cheap pills online", "order cheap pills now", "cheap pills no doctor"] * 3
OTHER = ["the council met on monday", "the school closed on friday", "a doctor met the council"] * 3


@pytest.fixture(scope="module")
def small() -> Model:
    return fit(SPAM + OTHER, [True] * 9 + [False] * 9, size=1 << 12, loose=10)


def test_a_model_tells_what_it_learnt_and_names_the_words(small: Model) -> None:
    advert, report = small.read("cheap pills for all"), small.read("the council closed")
    assert advert.margin > 0 > report.margin
    assert advert.strongest(2) == ["pills", "cheap"] or advert.strongest(2) == ["cheap", "pills"]
    assert "council" in report.strongest(3)


@given(text=st.text(max_size=200))
def test_what_the_words_brought_adds_up_to_the_margin(text: str) -> None:
    words, of = plain_words(text), model("wording")
    reading = of.read(words)
    assert reading.margin == pytest.approx(sum(reading.by_word.values()) + of.bias, abs=1e-3)


def test_a_text_of_nothing_has_no_pieces_beyond_its_spaces() -> None:
    starts, buckets = pieces("  ", 1 << 10)
    assert len(starts) == len(buckets) == 0


def test_a_saved_model_reads_as_the_one_that_was_fitted(small: Model, tmp_path: object) -> None:
    file = f"{tmp_path}/small.npz"
    save(small, file)
    with np.load(file) as kept:
        weights = kept["weights"].astype(np.float32) * kept["weight_scale"]
    assert np.abs(weights - small.weights).max() <= np.abs(small.weights).max() / 127


def test_vowel_signs_stay_in_their_words() -> None:
    assert plain_words("सट्टा, मटका! बาคาร่า") == "सट्टा मटका बาคาร่า"
