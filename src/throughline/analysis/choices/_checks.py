"""The checks of choice data: every refusal names the row or the column that is to blame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from throughline.analysis.choices._arrays import Array, Index


class BadChoices(ValueError):
    """Choice data that cannot be analysed. row: of the input, from 1, where one row is to blame. column: its
    name, where one column is. why: the message without them."""

    def __init__(self, message: str, *, row: int | None = None, column: str | None = None) -> None:
        place = ", ".join(x for x in (row and f"row {row}", column and f"column “{column}”") if x)
        super().__init__(f"{place}: {message}" if place else message)
        self.row, self.column, self.why = row, column, message


def check_lengths(n: int, columns: Mapping[str, Sequence[Any]], attributes: Mapping[str, Any]) -> None:
    """Every column holds one value a row, and there is something to analyse."""
    for name, values in columns.items():
        if len(values) != n:
            raise BadChoices(f"{len(values)} values are given, and {n} people", column=name)
    if n == 0:
        raise BadChoices("there are no choices")
    if not attributes:
        raise BadChoices("there are no attributes: name at least one column that describes the alternatives")


def check_ranks(group: Index, place: Array) -> None:
    """Ranks are whole numbers, and within a task 1, 2, … without ties or gaps; what is not ranked is infinite."""
    ranked = np.isfinite(place)
    broken = ranked & ((place < 1) | (place != np.round(place)))
    if broken.any():
        raise BadChoices("a rank must be a whole number from 1", row=first_row(broken), column="rank")
    order = np.lexsort((place, group))
    g, p = group[order], place[order]
    start = np.concatenate([[True], np.diff(g) != 0])
    position = np.arange(len(g)) - np.maximum.accumulate(np.where(start, np.arange(len(g)), 0)) + 1
    wrong = ranked[order] & (p != position)
    if wrong.any():
        at = int(np.argmax(wrong))
        raise BadChoices(
            f"rank {p[at]:g} comes twice or after a gap: ranks of a task must be 1, 2, 3 and so on",
            row=int(order[at]) + 1,
            column="rank",
        )


def first_row(mask: NDArray[np.bool_]) -> int:
    return int(np.argmax(mask)) + 1


def flags(values: Sequence[Any], name: str) -> NDArray[np.bool_]:
    x = numbers(values, name)
    bad = ~np.isin(x, (0, 1))
    if bad.any():
        raise BadChoices(f"must be 0 or 1, not {values[first_row(bad) - 1]!r}", row=first_row(bad), column=name)
    flagged: NDArray[np.bool_] = x == 1
    return flagged


def numbers(values: Sequence[Any], name: str, *, missing: bool = False) -> Array:
    """The values as numbers; infinite ones stand for missing ones, where these are allowed."""
    try:
        x = np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        for row, value in enumerate(values, 1):
            try:
                float(value)
            except (TypeError, ValueError):
                raise BadChoices(f"{value!r} is not a number", row=row, column=name) from None
        raise
    if not missing and not np.isfinite(x).all():
        raise BadChoices("the value is missing or not finite", row=first_row(~np.isfinite(x)), column=name)
    return x


def codes_of(values: Sequence[Any], name: str) -> tuple[tuple[Any, ...], Index]:
    """The different labels, sorted, and for each row which it is. Labels of mixed kinds are compared as text."""
    listed = values.tolist() if isinstance(values, np.ndarray) else list(values)
    missing = [i for i, v in enumerate(listed, 1) if v is None or v == "" or v != v]
    if missing:
        raise BadChoices("the value is missing", row=missing[0], column=name)
    if len({"number" if issubclass(kind, int | float) else kind for kind in set(map(type, listed))}) > 1:
        listed = [str(v) for v in listed]
    labels, codes = np.unique(np.asarray(listed), return_inverse=True)
    return tuple(labels.tolist()), codes


def columns_of(
    attributes: Mapping[str, Sequence[Any]], categories: Mapping[str, Sequence[Any]], n: int
) -> tuple[tuple[str, ...], Array]:
    unknown = [c for c in categories if c not in attributes]
    if unknown:
        raise BadChoices("levels are given, and there is no such attribute", column=unknown[0])
    columns: dict[str, Array] = {}
    for name, values in attributes.items():
        if name not in categories:
            columns[name] = numbers(values, name)
            continue
        levels = list(categories[name])
        known = {level: i for i, level in enumerate(levels)}
        if len(known) < 2:
            raise BadChoices("an attribute needs at least two levels", column=name)
        codes = np.array([known.get(v, -1) for v in values])
        if (codes < 0).any():
            row = first_row(codes < 0)
            listed = ", ".join(map(str, levels))
            raise BadChoices(f"{values[row - 1]!r} is not one of the levels {listed}", row=row, column=name)
        columns |= {f"{name}: {level}": (codes == i).astype(float) for i, level in enumerate(levels) if i}
    return tuple(columns), np.column_stack(list(columns.values())) if columns else np.zeros((n, 0))


def check_complete(who: Index, what: Index, alternatives: int) -> None:
    """Every task lists every alternative, available or not."""
    _, where, size = np.unique(np.column_stack([who, what]), axis=0, return_inverse=True, return_counts=True)
    lacks = size[where] < alternatives
    if lacks.any():
        raise BadChoices(
            "alternatives are missing from the task of this row; if that was meant, allow varying sets",
            row=first_row(lacks),
        )


def check_sets(order: Index, starts: Index, which: Index, is_chosen: NDArray[np.bool_]) -> None:
    """Each task has two or more different alternatives and one that was chosen."""
    if len(starts) < 2:
        raise BadChoices("no alternative is available")
    sizes = np.diff(starts)
    task = np.repeat(np.arange(len(sizes)), sizes)
    twice = np.concatenate([[False], (np.diff(task) == 0) & (np.diff(which) == 0)])
    if twice.any():
        at = int(np.argmax(twice))
        before = int(order[at - 1]) + 1
        raise BadChoices(f"the same alternative of the same task stands in row {before} too", row=int(order[at]) + 1)
    count = np.add.reduceat(is_chosen[order].astype(int), starts[:-1])
    for wrong, words in (
        (count == 0, "no alternative is chosen in the task of this row"),
        (count > 1, "more than one alternative is chosen in the task of this row"),
        (sizes < 2, "the task of this row has one alternative only: a choice needs two"),
    ):
        if wrong.any():
            raise BadChoices(words, row=int(order[starts[np.argmax(wrong)]]) + 1)


def task_weights(weights: Sequence[float] | None, order: Index, starts: Index, n: int) -> Array:
    if weights is None:
        return np.ones(len(starts) - 1)
    if len(weights) != n:
        raise BadChoices(f"{len(weights)} values are given, and {n} people", column="weights")
    w = numbers(weights, "weights")
    if (w <= 0).any():
        raise BadChoices("a weight must be above 0", row=first_row(w <= 0), column="weights")
    w = w[order]
    differs = w != np.repeat(w[starts[:-1]], np.diff(starts))
    if differs.any():
        row = int(order[np.argmax(differs)]) + 1
        raise BadChoices("the weight differs within a task", row=row, column="weights")
    return w[starts[:-1]]


def of_person(name: str, values: Sequence[Any], order: Index, who: Index, n: int) -> NDArray[Any]:
    """One value a person, from rows that must agree; numbers stay numbers."""
    if len(values) != n:
        raise BadChoices(f"{len(values)} values are given, and {n} people", column=name)
    missing = [i for i, v in enumerate(values, 1) if v is None or v != v]
    if missing:
        raise BadChoices("the value is missing", row=missing[0], column=name)
    x = np.asarray(values)[order]
    first = np.concatenate([[True], np.diff(who) != 0])
    at = np.maximum.accumulate(np.where(first, np.arange(len(who)), 0))
    if (x != x[at]).any():
        raise BadChoices("differs within a person", row=int(order[np.argmax(x != x[at])]) + 1, column=name)
    out: NDArray[Any] = x[first]
    return out
