"""What was asked and what was chosen, one row an alternative, checked before anything is estimated.

Rows are put in the order of person, task and alternative, so that no result depends on the order of a file.
Rankings become one choice a rank ("exploding"): Beggs, Cardell & Hausman (1981), Journal of Econometrics 17.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from throughline.analysis.choices._checks import (
    BadChoices,
    check_complete,
    check_lengths,
    check_ranks,
    check_sets,
    codes_of,
    columns_of,
    first_row,
    flags,
    numbers,
    of_person,
    task_weights,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from throughline.analysis.choices._arrays import Array, Index, Mask


@dataclass(frozen=True, slots=True, eq=False)
class ChoiceData:
    """Choices among alternatives; make it with `choice_data` or `ranked_data`.

    names: columns of X. X: (rows, columns), one row an available alternative. starts: (tasks + 1,), where the
    rows of each task begin. chosen: (tasks,), the chosen row. person: (tasks,), index into people.
    alternative: (rows,), index into alternatives. weights: (tasks,). about: what is known of each person,
    (people,) each. source: (rows,), the row of the input, from 1.
    """

    names: tuple[str, ...]
    X: Array
    starts: Index
    chosen: Index
    person: Index
    people: tuple[Any, ...]
    alternative: Index
    alternatives: tuple[Any, ...]
    weights: Array
    source: Index
    about: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    tasks: tuple[Any, ...] = ()

    @property
    def task_of_row(self) -> Index:
        return np.repeat(np.arange(len(self.chosen)), np.diff(self.starts))

    def person_weights(self) -> Array:
        """One weight a person, (people,). Raises ValueError where a person's tasks weigh differently."""
        weights = self.weights[np.searchsorted(self.person, np.arange(len(self.people)))]
        differs = self.weights != weights[self.person]
        if differs.any():
            who = self.people[self.person[np.argmax(differs)]]
            raise ValueError(f"the weight differs within person {who}: people, not choices, are weighted here")
        return weights

    def column(self, name: str) -> Array:
        """The values of one column, (rows,). Raises ValueError for a name that is not there."""
        if name not in self.names:
            raise ValueError(f"there is no column “{name}”; there are: {', '.join(self.names)}")
        return self.X[:, self.names.index(name)]

    def with_columns(self, columns: Mapping[str, ArrayLike]) -> ChoiceData:
        """With columns added, or replaced where the name is known; each (rows,) in the order of X."""
        kept = [n for n in self.names if n not in columns]
        X = np.column_stack([self.column(n) for n in kept] + [np.asarray(v, float) for v in columns.values()])
        return replace(self, names=(*kept, *columns), X=X)

    def only(self, names: Sequence[str]) -> ChoiceData:
        """With these columns only, in this order."""
        return replace(self, names=tuple(names), X=np.column_stack([self.column(n) for n in names]))

    def keep(self, tasks: NDArray[np.bool_]) -> ChoiceData:
        """With the tasks only for which the mask (tasks,) is true; people without a task left are dropped."""
        if not tasks.any():
            raise ValueError("no task would be left")
        rows = np.repeat(tasks, np.diff(self.starts))
        sizes = np.diff(self.starts)[tasks]
        starts = np.concatenate([[0], np.cumsum(sizes)])
        before = self.starts[:-1][tasks]
        who, person = np.unique(self.person[tasks], return_inverse=True)
        return replace(
            self,
            X=self.X[rows],
            starts=starts,
            chosen=starts[:-1] + self.chosen[tasks] - before,
            person=person,
            people=tuple(self.people[i] for i in who),
            alternative=self.alternative[rows],
            weights=self.weights[tasks],
            source=self.source[rows],
            about={k: v[who] for k, v in self.about.items()},
            tasks=tuple(t for t, kept in zip(self.tasks, tasks, strict=True) if kept),
        )


def choice_data(
    *,
    person: Sequence[Any],
    task: Sequence[Any],
    alternative: Sequence[Any],
    chosen: Sequence[Any],
    attributes: Mapping[str, Sequence[Any]],
    categories: Mapping[str, Sequence[Any]] | None = None,
    available: Sequence[Any] | None = None,
    weights: Sequence[float] | None = None,
    about: Mapping[str, Sequence[Any]] | None = None,
    varying_sets: bool = False,
) -> ChoiceData:
    """Check choices in long format: every argument holds one value a row, a row is one alternative of one task
    of one person.

    chosen: 1 or 0 (or true, false), one chosen alternative a task. attributes: numbers, or for those named in
    `categories` one of the levels listed there; the first level is the reference and each other becomes a
    column "name: level" of 0 and 1. available: 0 drops the row. weights: positive, the same in all rows of a
    task. about: what is known of people, the same in all rows of a person. varying_sets: allow tasks that
    lack alternatives that other tasks have.

    Raises BadChoices (a ValueError), naming the row, for values that are missing or not finite, duplicate or
    missing alternatives, tasks with one alternative, none or two chosen, and levels that were not listed.
    """
    n = len(person)
    given = {"task": task, "alternative": alternative, "chosen": chosen, **attributes}
    check_lengths(n, given if available is None else {**given, "available": available}, attributes)
    is_chosen = flags(chosen, "chosen")
    offered = _offered(available, is_chosen)
    names, X = columns_of(attributes, categories or {}, n)
    people, who = codes_of(person, "person")
    labels, what = codes_of(task, "task")
    options, which = codes_of(alternative, "alternative")
    if not varying_sets:
        check_complete(who, what, len(options))
    order, starts, who, what, which = _tasks(who, what, which, offered, is_chosen)
    used = np.unique(who)
    return ChoiceData(
        names=names,
        X=X[order],
        starts=starts,
        chosen=np.flatnonzero(is_chosen[order]),
        person=np.searchsorted(used, who[starts[:-1]]),
        people=tuple(people[i] for i in used),
        alternative=which,
        alternatives=options,
        weights=task_weights(weights, order, starts, n),
        source=order + 1,
        about={k: of_person(k, v, order, who, n) for k, v in (about or {}).items()},
        tasks=tuple(labels[i] for i in what[starts[:-1]]),
    )


def _offered(available: Sequence[Any] | None, chosen: Mask) -> Mask:
    """Which rows could be chosen; what was chosen is among them."""
    offered = np.ones(len(chosen), bool) if available is None else flags(available, "available")
    if (chosen & ~offered).any():
        raise BadChoices("the chosen alternative was not available", row=first_row(chosen & ~offered))
    return offered


def _tasks(
    who: Index, what: Index, which: Index, offered: Mask, chosen: Mask
) -> tuple[Index, Index, Index, Index, Index]:
    """The rows that were offered, by person, task and alternative; where in them each task begins; and whose, of which
    task and which alternative each is."""
    order = np.lexsort((which, what, who))
    order = order[offered[order]]
    who, what, which = who[order], what[order], which[order]
    new = np.flatnonzero(np.diff(who) | np.diff(what)) + 1
    starts = np.concatenate([[0], new, [len(order)]]) if len(order) else np.zeros(1, np.intp)
    check_sets(order, starts, which, chosen)
    return order, starts, who, what, which


def ranked_data(
    *,
    person: Sequence[Any],
    task: Sequence[Any],
    alternative: Sequence[Any],
    rank: Sequence[Any],
    attributes: Mapping[str, Sequence[Any]],
    categories: Mapping[str, Sequence[Any]] | None = None,
    about: Mapping[str, Sequence[Any]] | None = None,
) -> ChoiceData:
    """Rankings as choices: the first among all, the second among the rest, and so on.

    rank: 1 for the best, no ties; missing (None or NaN) for alternatives that were not ranked, which then
    count as behind all that were. Other arguments as in `choice_data`. Raises BadChoices for ties, gaps and
    ranks below 1.
    """
    if len(rank) != len(person):
        raise BadChoices(f"{len(rank)} values are given, and {len(person)} people", column="rank")
    if not len(rank):
        raise BadChoices("there are no rankings")
    place = numbers([np.inf if r is None or r != r else r for r in rank], "rank", missing=True)
    _, who = codes_of(person, "person")
    _, what = codes_of(task, "task")
    _, group = np.unique(np.column_stack([who, what]), axis=0, return_inverse=True)
    check_ranks(group, place)
    taken, stage = _stages(group, place)

    def pick(values: Sequence[Any]) -> list[Any]:
        return [values[i] for i in taken]

    try:
        return choice_data(
            person=pick(person),
            task=(group[taken] * (len(place) + 1) + stage).tolist(),
            alternative=pick(alternative),
            chosen=(place[taken] == stage).tolist(),
            attributes={k: pick(v) for k, v in attributes.items()},
            categories=categories,
            about={k: pick(v) for k, v in (about or {}).items()},
            varying_sets=True,
        )
    except BadChoices as error:
        if error.row is None:
            raise
        raise BadChoices(error.why, row=int(taken[error.row - 1]) + 1, column=error.column) from None


def _stages(group: Index, place: Array) -> tuple[Index, Index]:
    """The rows that are left at each stage of a ranking, and the stage of each."""
    rows: list[Index] = [np.zeros(0, np.intp)]
    tasks = int(group.max()) + 1
    last = int(place[np.isfinite(place)].max(initial=0))
    for stage in range(1, last + 1):
        left = place >= stage
        possible = np.bincount(group[left], minlength=tasks) > 1
        decided = np.bincount(group[place == stage], minlength=tasks) > 0
        rows.append(np.flatnonzero(left & (possible & decided)[group]))
    return np.concatenate(rows), np.repeat(np.arange(last + 1), [len(r) for r in rows])
