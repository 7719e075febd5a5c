"""The framework matrix: one row a person, site or group, one column a code, and in each cell what was said.

Ritchie & Spencer (1994); Gale et al. (2013), BMC Medical Research Methodology 13:117, step 6 (charting). The cells
point to the words, so that each summary that a person writes can be checked against them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from throughline.language.coding.codebook import Codebook, CodebookError


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that a person coded: whose row they go to, the code, and where they are (any reference of the caller's)."""

    row: str
    code: str
    place: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """rows, columns: in the order to be shown, columns being keys of codes. cells: for each row and column the places
    of its passages, in the order given; empty where nothing was said, which is a finding too."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[tuple[str, ...], ...], ...]

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


def matrix(codebook: Codebook, passages: Iterable[Passage], rows: Sequence[str] | None = None) -> Matrix:
    """Lay passages out.

    Arguments: `codebook`, whose codes that can be given are the columns; `passages`; `rows`, all that are to be shown,
    so that somebody without a passage still has a row (by default those with passages, as they come).
    Raises `CodebookError` for a code that is no column, `ValueError` for a row that is used twice or not there.
    """
    columns = tuple(code.key for code in codebook.given)
    cells: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    came: dict[str, None] = {}
    for passage in passages:
        if passage.code not in columns:
            raise CodebookError(f"“{passage.code}” is not among the codes of {codebook.name} that can be given")
        came.setdefault(passage.row)
        cells[passage.row, passage.code].setdefault(passage.place)
    shown = tuple(came if rows is None else rows)
    if len(set(shown)) < len(shown):
        raise ValueError("a row is named twice")
    if missing := [row for row in came if row not in set(shown)]:
        raise ValueError(f"there are passages for rows that are not to be shown: {', '.join(missing)}")
    laid_out = tuple(tuple(tuple(cells.get((row, column), ())) for column in columns) for row in shown)
    return Matrix(shown, columns, laid_out)
