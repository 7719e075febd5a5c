"""all-MiniLM-L6-v2 in numpy: an exact float32 forward pass that needs no other package.

The tokens of a batch are laid end to end for all matrix products, and only attention works text by text, for
all texts of one length at a time.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import numpy as np

from throughline.language.minilm_reading import EPSILON, HEADS, LAYERS, REVISION, WIDTH, Array, Reader, Tensors

HEAD_WIDTH = WIDTH // HEADS
# Rows for which the hidden activations stay in the processor's second cache while GELU passes over them.
GELU_ROWS = 64
# atanh(erf(x/√2))/x as a polynomial in x² on |x| ≤ 5.6, fitted by us by weighted least squares.
# With it GELU is within 6e-7 of the exact function (float32 itself resolves 5e-7 there), at a tenth of the
# time of a library erf: tanh is vectorised, erf is not.
GELU_FIT = tuple(
    np.float32(c)
    for c in (
        0.797881879360778,
        0.03634057931974056,
        -3.807302572396919e-05,
        -5.3644671814978204e-05,
        3.7334492358593993e-06,
        -1.1781757370714997e-07,
        1.4333814153184328e-09,
    )
)
GELU_LIMIT = np.float32(5.6**2)


class MiniLM(Reader):
    """The network in numpy: what runs where no faster engine is installed, and what the others are held against."""

    version = f"{REVISION}-numpy-1"

    def _prepare(self, folder: Path, tensors: Tensors) -> None:
        self._norm = (tensors["embeddings.LayerNorm.weight"], tensors["embeddings.LayerNorm.bias"])
        self._layers = [_Layer(tensors, number) for number in range(LAYERS)]

    def _forward(self, batch: list[list[int]]) -> Array:
        """The mean token vector of each text; the texts are in order of length."""
        ids = np.concatenate([np.asarray(item) for item in batch])
        positions = np.concatenate([np.arange(len(item)) for item in batch])
        hidden = self._words[ids] + self._places[positions]
        _layer_norm(hidden, *self._norm)
        runs = list(_runs(batch))
        for layer in self._layers:
            hidden = layer.forward(hidden, runs)
        means = [
            hidden[start : start + count * length].reshape(count, length, WIDTH).mean(axis=1)
            for start, count, length in runs
        ]
        return np.concatenate(means)


class _Layer:
    """One transformer layer: attention, then the two dense maps, each with its residual and norm."""

    def __init__(self, tensors: dict[str, Array], number: int) -> None:
        def read(name: str) -> tuple[Array, Array]:
            key = f"encoder.layer.{number}.{name}"
            return tensors[f"{key}.weight"], tensors[f"{key}.bias"]

        query, key, value = (read(f"attention.self.{part}") for part in ("query", "key", "value"))
        # The attention's 1/√width is folded into the query once.
        scale = np.float32(1 / math.sqrt(HEAD_WIDTH))
        weights = np.concatenate([query[0] * scale, key[0], value[0]])
        self._qkv = np.ascontiguousarray(weights.T), np.concatenate([query[1] * scale, key[1], value[1]])
        self._out = _dense(read("attention.output.dense"))
        self._norm1 = read("attention.output.LayerNorm")
        self._up = _dense(read("intermediate.dense"))
        self._down = _dense(read("output.dense"))
        self._norm2 = read("output.LayerNorm")

    def forward(self, hidden: Array, runs: list[tuple[int, int, int]]) -> Array:
        mixed = hidden @ self._qkv[0]
        mixed += self._qkv[1]
        context: Array = np.empty_like(hidden)
        for start, count, length in runs:
            stop = start + count * length
            context[start:stop] = _attend(mixed[start:stop], count, length)
        after: Array = context @ self._out[0]
        after += self._out[1]
        after += hidden
        _layer_norm(after, *self._norm1)
        inner: Array = after @ self._up[0]
        inner += self._up[1]
        gelu(inner)
        result: Array = inner @ self._down[0]
        result += self._down[1]
        result += after
        _layer_norm(result, *self._norm2)
        return result


def _dense(pair: tuple[Array, Array]) -> tuple[Array, Array]:
    return np.ascontiguousarray(pair[0].T), pair[1]


def _attend(mixed: Array, count: int, length: int) -> Array:
    """Softmax attention for `count` texts of one length; `mixed` is (count·length) × (3·width)."""
    heads = mixed.reshape(count, length, 3, HEADS, HEAD_WIDTH).transpose(2, 0, 3, 1, 4)
    scores = heads[0] @ heads[1].swapaxes(2, 3)
    scores -= scores.max(axis=3, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=3, keepdims=True)
    return (scores @ heads[2]).swapaxes(1, 2).reshape(count * length, WIDTH)


def _layer_norm(rows: Array, weight: Array, bias: Array) -> None:
    """Layer normalisation in place (Ba et al. 2016, arXiv:1607.06450)."""
    rows -= rows.mean(axis=1, keepdims=True)
    variance = np.einsum("ij,ij->i", rows, rows)[:, None] / np.float32(WIDTH)
    rows /= np.sqrt(variance + EPSILON)
    rows *= weight
    rows += bias


def gelu(rows: Array) -> None:
    """GELU, x·Φ(x), in place on a 2-D float32 array (Hendrycks & Gimpel 2016, arXiv:1606.08415)."""
    square = np.empty((GELU_ROWS, rows.shape[1]), dtype=np.float32)
    inner = np.empty_like(square)
    for start in range(0, len(rows), GELU_ROWS):
        x = rows[start : start + GELU_ROWS]
        u, p = square[: len(x)], inner[: len(x)]
        np.multiply(x, x, out=u)
        np.minimum(u, GELU_LIMIT, out=u)
        np.multiply(u, GELU_FIT[-1], out=p)
        for coefficient in GELU_FIT[-2:0:-1]:
            p += coefficient
            p *= u
        p += GELU_FIT[0]
        p *= x
        np.tanh(p, out=p)
        p += np.float32(1)
        p *= np.float32(0.5)
        x *= p


def _runs(batch: list[list[int]]) -> Iterator[tuple[int, int, int]]:
    """(first token, how many texts, their length) for each stretch of texts of one length."""
    start = 0
    for length, texts in groupby(batch, key=len):
        count = sum(1 for _ in texts)
        yield start, count, length
        start += count * length
