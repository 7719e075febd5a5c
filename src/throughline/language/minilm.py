"""all-MiniLM-L6-v2 in numpy: an exact float32 forward pass without torch.

The network is BERT (Devlin et al. 2019, arXiv:1810.04805) with 6 layers of width 384 and 12 heads, distilled
(Wang et al. 2020, arXiv:2002.10957) and trained for sentences (Reimers & Gurevych 2019, arXiv:1908.10084):
the mean of the last layer's tokens, scaled to length one, from at most 256 tokens a text.

Speed comes from never computing padding: texts are sorted by length, the tokens of a batch are laid end to
end for all matrix products, and only attention works text by text, for all texts of one length at a time.
A batch is the same whatever the number of threads, and each is computed by one thread, so the result does not
depend on how many cores there are.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from throughline.language.embedding import Progress, Vectors, distinct, normalise

Array = NDArray[np.float32]

LAYERS, WIDTH, HEADS, MAX_TOKENS = 6, 384, 12, 256
HEAD_WIDTH = WIDTH // HEADS
EPSILON = np.float32(1e-12)
# Tokens a batch: large enough for full speed of the matrix product, small enough for some 40 MB a thread.
BATCH_TOKENS = 2048
# Characters beyond which no text can matter: 256 word pieces, each at most 100 characters by the tokeniser's
# own rule, plus spaces. Cutting before tokenising keeps a 50,000-word story as cheap as a long one.
MAX_CHARACTERS = 32_768
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


class MiniLM:
    """The engine that reads meaning (English). `folder` holds model.safetensors and tokenizer.json."""

    name = "all-MiniLM-L6-v2"
    version = "1110a243-numpy-1"
    dimensions = WIDTH
    description = "Compares meaning with the all-MiniLM-L6-v2 model, on this machine."

    def __init__(self, folder: Path, *, threads: int | None = None) -> None:
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.no_padding()
        self._threads = threads or _cores()
        tensors = read_safetensors(folder / "model.safetensors")
        words = tensors["embeddings.word_embeddings.weight"]
        # Every token is of type 0, so its type's vector is added to the positions once, here.
        places = tensors["embeddings.position_embeddings.weight"]
        self._words, self._places = words, places + tensors["embeddings.token_type_embeddings.weight"][0]
        self._norm = (tensors["embeddings.LayerNorm.weight"], tensors["embeddings.LayerNorm.bias"])
        self._layers = [_Layer(tensors, number) for number in range(LAYERS)]

    def embed(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """See `embedding.Embedder.embed`. Equal texts are computed once."""
        unique, place = distinct(texts)
        tokens = self._tokens(unique)
        order = sorted(range(len(unique)), key=lambda index: len(tokens[index]))
        rows = np.zeros((len(unique), WIDTH), dtype=np.float32)
        counts = np.bincount(place, minlength=len(unique))
        done = 0

        def work(batch: list[int]) -> int:
            rows[batch] = self._forward([tokens[index] for index in batch])
            return int(counts[batch].sum())

        from threadpoolctl import threadpool_limits

        # One matrix product a thread: two threads inside one product wait for each other on a busy machine.
        with threadpool_limits(1), ThreadPoolExecutor(self._threads) as pool:
            # Told in the caller's own thread: there it may write to its database, and stop the work by raising.
            for count in pool.map(work, _batches(order, tokens)):
                done += count
                if progress:
                    progress(done, len(texts))
        return normalise(rows)[place]

    def _tokens(self, texts: list[str]) -> list[list[int]]:
        # A lone surrogate is not text; the tokeniser would refuse the whole batch for it.
        clean = [text[:MAX_CHARACTERS].encode("utf-8", "replace").decode("utf-8") for text in texts]
        ids: list[list[int]] = []
        for start in range(0, len(clean), 1024):
            ids += [item.ids for item in self._tokenizer.encode_batch(clean[start : start + 1024])]
        return ids

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


def _cores() -> int:
    """The cores this process may use, where the system says; a container often has fewer than the machine."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


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


def _batches(order: list[int], tokens: list[list[int]]) -> Iterator[list[int]]:
    batch: list[int] = []
    size = 0
    for index in order:
        if batch and size + len(tokens[index]) > BATCH_TOKENS:
            yield batch
            batch, size = [], 0
        batch.append(index)
        size += len(tokens[index])
    if batch:
        yield batch


def _runs(batch: list[list[int]]) -> Iterator[tuple[int, int, int]]:
    """(first token, how many texts, their length) for each stretch of texts of one length."""
    start = 0
    for length, texts in groupby(batch, key=len):
        count = sum(1 for _ in texts)
        yield start, count, length
        start += count * length


def read_safetensors(path: Path) -> dict[str, Array]:
    """Read the float32 tensors of a safetensors file, without copying them out of the page cache.

    Format: 8 bytes little-endian length of a JSON header that names each tensor's type, shape and offsets.
    Raises `ValueError` when an offset points outside the file.
    """
    data: Any = np.memmap(path, dtype=np.uint8, mode="r")
    size = int.from_bytes(bytes(data[:8]), "little")
    if size > len(data) - 8:
        raise ValueError("the header is longer than the file")
    tensors: dict[str, Array] = {}
    for name, entry in json.loads(bytes(data[8 : 8 + size])).items():
        if name == "__metadata__" or entry["dtype"] != "F32":
            continue
        first, last = (8 + size + offset for offset in entry["data_offsets"])
        if not 0 <= first <= last <= len(data):
            raise ValueError(f"{name} lies outside the file")
        tensors[name] = data[first:last].view(np.float32).reshape(entry["shape"])
    return tensors
