"""Embeddings: texts become vectors of length one, so that a dot product says how alike two texts are.

Several engines behind one protocol. `MiniLMOnnx` and `MiniLM` (384 dimensions, one model computed by
onnxruntime or by numpy) read meaning and need the model of `language.models`; `TfidfSvd` reads shared words
only and needs nothing, so that everything still works where no model was fetched. `load` picks, and each says in
`description` which it is: pages must show that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal, Protocol, get_args

import numpy as np
from numpy.typing import NDArray

from throughline.language import models

Vectors = NDArray[np.float32]
Precision = Literal["fp32", "int8"]
PRECISIONS: tuple[Precision, ...] = get_args(Precision)
Progress = Callable[[int, int], None]


class Embedder(Protocol):
    """What turns texts into vectors. `description` is for people; `name` and `version` go into the run."""

    name: str
    version: str
    dimensions: int
    description: str

    def embed(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Return one float32 row of length 1 a text, in the order given; `progress(done, of)` as it goes.

        A text without a readable word has the zero row from `TfidfSvd`: it is like nothing else.
        """
        ...


class TfidfSvd:
    """The engine without a model: TF-IDF words reduced by a truncated SVD (latent semantic analysis).

    Source: Deerwester et al. (1990), Indexing by latent semantic analysis. It is fitted on the texts that it
    is given, so vectors of two calls must not be compared; equal texts give equal vectors, and the same texts
    with the same seed give the same vectors.
    """

    name = "tfidf-svd"
    version = "1"
    description = "Compares words, not meaning: no language model is installed."

    def __init__(self, dimensions: int = 100, *, seed: int = 1) -> None:
        self.dimensions = dimensions
        self._seed = seed

    def embed(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """See `Embedder.embed`. Always n × `dimensions`: columns that the texts cannot fill are zero."""
        unique, place = distinct(texts)
        if progress:
            progress(0, len(texts))
        rows = np.zeros((len(unique), self.dimensions), dtype=np.float32)
        matrix = self._words(unique)
        if matrix is not None:
            reduced = self._reduce(matrix)
            rows[:, : reduced.shape[1]] = reduced
        if progress:
            progress(len(texts), len(texts))
        return normalise(rows)[place]

    def _words(self, texts: list[str]) -> Any:
        from sklearn.feature_extraction.text import TfidfVectorizer

        vectorizer = TfidfVectorizer(
            sublinear_tf=True,
            ngram_range=(1, 2),
            min_df=2 if len(texts) > 50 else 1,
            token_pattern=r"(?u)\w+",  # noqa: S106 (words, not a password)
        )
        try:
            return vectorizer.fit_transform(texts)
        except ValueError:  # no text holds a word
            return None

    def _reduce(self, matrix: Any) -> Vectors:
        size = min(matrix.shape[0], matrix.shape[1], self.dimensions)
        if min(matrix.shape) <= self.dimensions:
            left, values, _ = np.linalg.svd(matrix.toarray(), full_matrices=False)
            return np.asarray(left[:, :size] * values[:size], dtype=np.float32)
        from sklearn.decomposition import TruncatedSVD

        svd = TruncatedSVD(n_components=size, random_state=self._seed)
        return np.asarray(svd.fit_transform(matrix), dtype=np.float32)


def load(folder: Path | None = None, *, precision: Precision = "fp32") -> Embedder:
    """The best embedder that this machine has: MiniLM when its files are below `folder`, else TF-IDF.

    Arguments: `folder`, the models folder (`models.default_folder()` if not given); `precision`, "fp32" (exact)
    or "int8" (twice as fast; about one in seven of the ten nearest neighbours is another). Where onnxruntime
    cannot be loaded the model is computed in numpy, exactly, whatever `precision` says; `version` names the engine.
    Raises `models.ModelError` when the files are there but are not the pinned ones: a damaged model must not
    pass silently for no model. Raises `ValueError` for another precision.
    """
    if precision not in PRECISIONS:
        raise ValueError(f"the precision is one of {', '.join(PRECISIONS)}, not {precision!r}")
    if not models.is_present(folder):
        return TfidfSvd()
    report = models.check(folder, only=[models.MINILM.folder])
    if not report.ok:
        wrong = ", ".join(f"{file.name}: {file.state}" for file in report.files if file.state != "ok")
        raise models.ModelError(f"the model in {report.folder} is damaged ({wrong}); fetch it again")
    place = Path(report.folder) / models.MINILM.folder
    try:
        from throughline.language.minilm_onnx import MiniLMOnnx

        return MiniLMOnnx(place, precision=precision)
    except ImportError:
        from throughline.language.minilm import MiniLM

        return MiniLM(place)


def normalise(rows: Vectors) -> Vectors:
    """Scale each row of an n × d array to length 1; rows of zeros stay zero."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)


def distinct(texts: Sequence[str]) -> tuple[list[str], NDArray[np.intp]]:
    """The distinct texts in order of first sight, and for each text the index of its own."""
    seen: dict[str, int] = {}
    place = np.fromiter((seen.setdefault(text, len(seen)) for text in texts), dtype=np.intp, count=len(texts))
    return list(seen), place
