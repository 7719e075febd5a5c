"""all-MiniLM-L6-v2 on onnxruntime: the engine for speed, exact (fp32) or rounded (int8).

Texts of one length are computed together and never padded. int8 takes one text at a time: its rounding depends
on all that is computed together, and a text must not have another vector in other company.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from throughline.language.embedding import Precision
from throughline.language.minilm_graph import VERSION, graph
from throughline.language.minilm_reading import REVISION, Array, Reader, Tensors

# Tokens computed at once in fp32: measured best; more no longer fits the processor's cache.
TOKENS_AT_ONCE = 512
# Its fused form takes four times as long as addition and normalisation apart.
SLOWER_FUSED = "SkipLayerNormFusion"


class MiniLMOnnx(Reader):
    """The engine on onnxruntime. `precision` "int8" is twice as fast and keeps most, not all, near neighbours."""

    def __init__(self, folder: Path, *, precision: Precision = "fp32", threads: int | None = None) -> None:
        import onnxruntime

        self._precision = precision
        self.version = f"{REVISION}-onnxruntime-{onnxruntime.__version__}-{precision}-{VERSION}"
        if precision == "int8":
            self.description = (
                "Compares meaning with the all-MiniLM-L6-v2 model, rounded to 8 bits for speed, on this machine."
            )
        super().__init__(folder, threads=threads)

    def _prepare(self, folder: Path, tensors: Tensors) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        # Each batch is computed by one thread of ours, so the number of threads cannot change a result.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        made = graph(folder, tensors, self._precision)
        self._session: Any = onnxruntime.InferenceSession(
            made, options, providers=["CPUExecutionProvider"], disabled_optimizers=[SLOWER_FUSED]
        )

    def _forward(self, batch: list[list[int]]) -> Array:
        means = []
        for length, texts in groupby(batch, key=len):
            hidden = self._words[np.array(list(texts))] + self._places[:length]
            step = max(1, TOKENS_AT_ONCE // length) if self._precision == "fp32" else 1
            for start in range(0, len(hidden), step):
                means += self._session.run(None, {"hidden": hidden[start : start + step]})
        return np.concatenate(means)
