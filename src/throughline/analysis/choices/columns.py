"""Columns made from columns: constants of alternatives, an attribute by alternative, interactions by group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from throughline.analysis.choices.data import ChoiceData

if TYPE_CHECKING:
    from throughline.analysis.choices._arrays import Mask


def constants(data: ChoiceData, reference: Any) -> ChoiceData:
    """Add a column "constant: a" of 0 and 1 for each alternative but the reference."""
    return data.with_columns({f"constant: {a}": is_alternative(data, a) for a in _others(data, reference)})


def by_alternative(data: ChoiceData, name: str, *, reference: Any | None = None) -> ChoiceData:
    """Replace a column by one for each alternative, "name: a", so that it may weigh differently in each.

    reference: an alternative to leave out, needed where the column is the same for all alternatives of a task
    (such as a person's income).
    """
    values = data.column(name)
    wanted = data.alternatives if reference is None else _others(data, reference)
    added = {f"{name}: {a}": values * is_alternative(data, a) for a in wanted}
    kept = [n for n in data.names if n != name]
    return data.with_columns(added).only([*kept, *added])


def by_group(data: ChoiceData, group: str, columns: Sequence[str], *, reference: Any | None = None) -> ChoiceData:
    """Add for each group of people but the reference how much more each column weighs with them: "name × g".

    group: a name in `data.about`. reference: by default the largest group. Raises ValueError for an unknown
    name, or one group only.
    """
    if group not in data.about:
        raise ValueError(
            f"nothing is known about “{group}” of these people; known is: {', '.join(data.about) or 'nothing'}"
        )
    labels, codes, sizes = np.unique(data.about[group], return_inverse=True, return_counts=True)
    if len(labels) < 2:
        raise ValueError(f"all people are in one group of “{group}”, so there is nothing to compare")
    base = labels[np.argmax(sizes)] if reference is None else reference
    if base not in labels:
        raise ValueError(f"there is no group {base!r} in “{group}”; there are: {', '.join(map(str, labels))}")
    of_row = np.repeat(codes[data.person], np.diff(data.starts))
    return data.with_columns(
        {
            f"{name} × {label}": data.column(name) * (of_row == i)
            for i, label in enumerate(labels)
            if label != base
            for name in columns
        }
    )


def is_alternative(data: ChoiceData, alternative: Any) -> Mask:
    """(rows,): whether a row is this alternative. Raises ValueError for one that is not there."""
    if alternative not in data.alternatives:
        listed = ", ".join(map(str, data.alternatives))
        raise ValueError(f"there is no alternative {alternative!r}; there are: {listed}")
    out: Mask = data.alternative == data.alternatives.index(alternative)
    return out


def _others(data: ChoiceData, reference: Any) -> list[Any]:
    is_alternative(data, reference)
    return [a for a in data.alternatives if a != reference]
