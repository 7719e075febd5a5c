"""Labels of people and statements turned into numbers 0, 1, 2, … in order of first appearance, without a Python
object a vote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

CHUNK = 1 << 22  # votes handled at a time: bounds what is held beside the votes themselves


class Labels:
    """The distinct labels of one column, and the number of each of its entries.

    names: the labels, in order of first appearance.
    """

    def __init__(self, column: Any, what: str) -> None:
        """column: NumPy array, Arrow or Polars column, or sequence: whole numbers or text. what: its name in
        messages."""
        given = as_array(column, what)
        self.size = len(given)
        self._keys = _keys(given, what)
        self._low = int(self._keys.min()) if self.size else 0
        span = int(self._keys.max()) - self._low + 1 if self.size else 0
        if span > max(4 * self.size, 1 << 16):  # too sparse for a table of all numbers between the ends
            self._keys = np.unique(self._keys, return_inverse=True)[1]
            self._low, span = 0, int(self._keys.max()) + 1
        first = self._first_places(span)
        seen = np.flatnonzero(first < self.size)
        seen = seen[np.argsort(first[seen], kind="stable")]
        self._number = np.full(span, -1, dtype=np.int32)
        self._number[seen] = np.arange(len(seen), dtype=np.int32)
        self.names: NDArray[Any] = _taken(given, first[seen])

    def __len__(self) -> int:
        return len(self.names)

    def numbers(self, part: slice) -> NDArray[np.int32]:
        """The numbers of a part of the column."""
        keys = self._keys[part]
        return self._number[keys if self._low == 0 else keys.astype(np.int64) - self._low]

    def _first_places(self, span: int) -> NDArray[np.int64]:
        first = np.full(span, self.size, dtype=np.int64)
        for start in range((self.size - 1) // CHUNK * CHUNK, -1, -CHUNK):
            keys = self._keys[start : start + CHUNK][::-1].astype(np.int64) - self._low
            # Of places written twice the last stays: backwards, that is the first in the column.
            first[keys] = np.arange(start + len(keys) - 1, start - 1, -1)
        return first


def as_array(column: Any, what: str) -> Any:
    """A NumPy array of numbers, or a Polars series of text. Raises ValueError for gaps and other kinds."""
    if not isinstance(column, np.ndarray):
        if hasattr(column, "__arrow_c_stream__") or hasattr(column, "__arrow_c_array__"):
            return _from_arrow(column, what)
        column = np.asarray(column)
    if column.ndim != 1:
        raise ValueError(f"{what} must be one column, not an array of {column.ndim} dimensions")
    if column.dtype.kind in "iuf":
        return column
    if column.dtype.kind in "UO" or not column.size:
        import polars as pl

        if not all(isinstance(label, str) for label in column):
            raise ValueError(f"{what} must hold whole numbers or text only, with no entry left empty")
        return pl.Series(column.astype("U") if column.size else [], dtype=pl.String)
    raise ValueError(f"{what} must hold whole numbers or text, not {column.dtype}")


def _from_arrow(column: Any, what: str) -> Any:
    import polars as pl

    series = column if isinstance(column, pl.Series) else pl.Series(column)
    if series.null_count():
        where = int(np.flatnonzero(series.is_null().to_numpy())[0])
        raise ValueError(f"{what} is empty at position {where}: leave such rows out")
    if series.dtype.is_numeric():
        return series.to_numpy()
    if series.dtype in (pl.String, pl.Categorical, pl.Enum):
        return series.cast(pl.String)
    raise ValueError(f"{what} must hold whole numbers or text, not {series.dtype}")


def _keys(given: Any, what: str) -> NDArray[Any]:
    """A whole number for each entry, equal where the labels are."""
    if not isinstance(given, np.ndarray):
        import polars as pl

        return np.asarray(given.cast(pl.Categorical).to_physical().to_numpy())
    if given.dtype.kind == "f":
        whole = np.isfinite(given) & (given == np.floor(given))
        if not whole.all():
            where = int(np.flatnonzero(~whole)[0])
            raise ValueError(f"{what} at position {where} is {given[where]}: labels must be whole numbers or text")
        return given.astype(np.int64)
    if given.dtype == np.uint64 and given.size and given.max() > np.iinfo(np.int64).max:
        raise ValueError(f"{what} has labels above {np.iinfo(np.int64).max:,}: give them as text")
    return given


def _taken(given: Any, places: NDArray[np.int64]) -> NDArray[Any]:
    """The labels at these places: whole numbers as int64, text as text."""
    if isinstance(given, np.ndarray):
        return given[places].astype(np.int64)
    return np.array(given[places].to_list(), dtype="U") if len(places) else np.array([], dtype="U1")
