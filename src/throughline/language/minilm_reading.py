"""What every engine of all-MiniLM-L6-v2 shares: its files, its tokens, and which texts are computed together.

The network is BERT (Devlin et al. 2019, arXiv:1810.04805) with 6 layers of width 384 and 12 heads, distilled
(Wang et al. 2020, arXiv:2002.10957) and trained for sentences (Reimers & Gurevych 2019, arXiv:1908.10084):
the mean of the last layer's tokens, scaled to length one, from at most 256 tokens a text.

Texts are sorted by length, so that padding is never computed. A batch is the same whatever the number of
threads, and each is computed by one thread, so the result does not depend on how many cores there are.
"""

from __future__ import annotations

import json
import os
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from throughline.language.embedding import Progress, Vectors, distinct, normalise

Array = NDArray[np.float32]
Tensors = dict[str, Array]

REVISION = "1110a243"
LAYERS, WIDTH, HEADS, MAX_TOKENS = 6, 384, 12, 256
EPSILON = np.float32(1e-12)
# Tokens a batch: large enough for full speed of the matrix product, small enough for some 40 MB a thread.
BATCH_TOKENS = 2048
# Characters beyond which no text can matter: 256 word pieces, each at most 100 characters by the tokeniser's
# own rule, plus spaces. Cutting before tokenising keeps a 50,000-word story as cheap as a long one.
MAX_CHARACTERS = 32_768


class Reader(ABC):
    """Reads meaning (English). `folder` holds model.safetensors and tokenizer.json; a subclass computes."""

    name = "all-MiniLM-L6-v2"
    version: str
    dimensions = WIDTH
    description = "Compares meaning with the all-MiniLM-L6-v2 model, on this machine."

    def __init__(self, folder: Path, *, threads: int | None = None) -> None:
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.no_padding()
        self._threads = threads or _cores()
        tensors = read_safetensors(folder / "model.safetensors")
        self._words = tensors["embeddings.word_embeddings.weight"]
        # Every token is of type 0, so its type's vector is added to the positions once, here.
        self._places = (
            tensors["embeddings.position_embeddings.weight"] + tensors["embeddings.token_type_embeddings.weight"][0]
        )
        self._prepare(folder, tensors)

    @abstractmethod
    def _prepare(self, folder: Path, tensors: Tensors) -> None:
        """Take what the network needs out of the files."""

    @abstractmethod
    def _forward(self, batch: list[list[int]]) -> Array:
        """The mean token vector of each text; the texts are in order of length."""

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


def _cores() -> int:
    """The cores this process may use, where the system says; a container often has fewer than the machine."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


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
