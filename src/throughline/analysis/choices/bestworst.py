"""Best-worst scaling: of a few items shown, which is best and which is worst.

Sources: Finn & Louviere (1992), Journal of Public Policy & Marketing 11; Marley & Louviere (2005), Journal of
Mathematical Psychology 49 (maxdiff); Louviere, Flynn & Marley (2015), Best-Worst Scaling. The three models are
conditional logits on choices made from the answers: of the pair (maxdiff), of best and worst apart (marginal),
or of worst among what is left after best (sequential).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from throughline.analysis.choices._checks import BadChoices, codes_of, flags
from throughline.analysis.choices.data import ChoiceData, choice_data
from throughline.analysis.choices.logit import Logit, conditional_logit
from throughline.analysis.choices.results import Errors

if TYPE_CHECKING:
    from throughline.analysis.choices._arrays import Index

Model = Literal["maxdiff", "marginal", "sequential"]


@dataclass(frozen=True, slots=True)
class Count:
    """One item. shown, best, worst: how often. score: best less worst. standard: the score of one showing, -1
    to 1. root: the root of best over worst, None when never worst. spread: the standard deviation among people
    of their own best less worst: high where people disagree."""

    item: str
    shown: int
    best: int
    worst: int
    score: int
    standard: float
    root: float | None
    spread: float

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class BestWorst:
    """Answers to best-worst questions, one entry a question: who was asked, the items shown, and the places of
    the best and the worst among them."""

    person: tuple[Any, ...]
    shown: tuple[tuple[str, ...], ...]
    best: tuple[int, ...]
    worst: tuple[int, ...]

    @property
    def items(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(item for question in self.shown for item in question))


def best_worst(
    *, person: Sequence[Any], shown: Sequence[Sequence[str]], best: Sequence[str], worst: Sequence[str]
) -> BestWorst:
    """Check answers: `best[i]` and `worst[i]` are two different items of `shown[i]`, which holds three or more.

    Raises BadChoices, naming the row (question), otherwise.
    """
    n = len(person)
    for name, values in (("shown", shown), ("best", best), ("worst", worst)):
        if len(values) != n:
            raise BadChoices(f"{len(values)} values are given, and {n} people", column=name)
    if n == 0:
        raise BadChoices("there are no answers")
    for row, (items, b, w) in enumerate(zip(shown, best, worst, strict=True), 1):
        if len(set(items)) < 3 or len(set(items)) < len(items):
            raise BadChoices("a question needs three or more different items", row=row, column="shown")
        for name, item in (("best", b), ("worst", w)):
            if item not in items:
                raise BadChoices(f"{item!r} was not shown", row=row, column=name)
        if b == w:
            raise BadChoices(f"{b!r} cannot be best and worst", row=row, column="worst")
    return BestWorst(
        tuple(person),
        tuple(tuple(items) for items in shown),
        tuple(list(items).index(b) for items, b in zip(shown, best, strict=True)),
        tuple(list(items).index(w) for items, w in zip(shown, worst, strict=True)),
    )


def from_rows(
    *, person: Sequence[Any], task: Sequence[Any], item: Sequence[Any], best: Sequence[Any], worst: Sequence[Any]
) -> BestWorst:
    """Answers in long format, a row an item of a question: `task` of one `person`; best, worst: 1 for the item that
    was chosen, 0 for the others. The order of rows does not matter.

    Raises BadChoices, naming the row, where a question has not one best and one worst item, and as `best_worst`.
    """
    for name, values in (("task", task), ("item", item), ("best", best), ("worst", worst)):
        if len(values) != len(person):
            raise BadChoices(f"{len(values)} values are given, and {len(person)} people", column=name)
    marked = {"best": flags(best, "best"), "worst": flags(worst, "worst")}
    people, who = codes_of(person, "person")
    _, what = codes_of(task, "task")
    items, which = codes_of(item, "item")
    order = np.lexsort((which, what, who))
    new = np.flatnonzero(np.diff(who[order]) | np.diff(what[order])) + 1
    questions = np.split(order, new) if len(order) else []
    chosen = {name: [_the_one(rows[flag[rows]], rows, name) for rows in questions] for name, flag in marked.items()}
    try:
        return best_worst(
            person=[people[who[rows[0]]] for rows in questions],
            shown=[[str(items[which[r]]) for r in rows] for rows in questions],
            best=[str(items[which[r]]) for r in chosen["best"]],
            worst=[str(items[which[r]]) for r in chosen["worst"]],
        )
    except BadChoices as error:
        if error.row is None:
            raise
        column = None if error.column == "shown" else error.column
        raise BadChoices(error.why, row=int(questions[error.row - 1].min()) + 1, column=column) from None


def _the_one(marked: Index, rows: Index, name: str) -> int:
    if len(marked) != 1:
        how = "no item is" if not len(marked) else "more than one item is"
        raise BadChoices(f"{how} {name} in the question of this row", row=int(rows.min()) + 1, column=name)
    return int(marked[0])


def counts(answers: BestWorst) -> tuple[Count, ...]:
    """How often each item was shown, best and worst, in the order of first showing."""
    items = answers.items
    people = {p: i for i, p in enumerate(dict.fromkeys(answers.person))}
    at = {item: i for i, item in enumerate(items)}
    table = np.zeros((3, len(people), len(items)), dtype=int)
    for person, shown, best, worst in zip(answers.person, answers.shown, answers.best, answers.worst, strict=True):
        who = people[person]
        for item in shown:
            table[0, who, at[item]] += 1
        table[1, who, at[shown[best]]] += 1
        table[2, who, at[shown[worst]]] += 1
    own = table[1] - table[2]
    spread = own.std(axis=0, ddof=1) if len(people) > 1 else np.zeros(len(items))
    total = table.sum(axis=1).tolist()
    return tuple(
        Count(item, shown, b, w, b - w, (b - w) / shown, math.sqrt(b / w) if w else None, float(s))
        for item, shown, b, w, s in zip(items, *total, spread, strict=True)
    )


def best_worst_logit(
    answers: BestWorst,
    *,
    reference: str,
    model: Model = "maxdiff",
    errors: Errors = "clustered",
    level: float = 0.95,
) -> Logit:
    """How much more each item is liked than the reference, by one of three models. Raises ValueError for an
    unknown reference or model, and as `conditional_logit`."""
    if model not in get_args(Model):
        raise ValueError(f"the model must be one of {', '.join(get_args(Model))}, not {model!r}")
    if reference not in answers.items:
        raise ValueError(f"{reference!r} was never shown; there are: {', '.join(answers.items)}")
    return conditional_logit(_as_choices(answers, reference, model), errors=errors, level=level)


def _as_choices(answers: BestWorst, reference: str, model: Model) -> ChoiceData:
    items = [i for i in answers.items if i != reference]
    at = {item: i for i, item in enumerate(items)}
    rows: list[tuple[Any, int, str, bool]] = []
    X: list[list[float]] = []

    def add(person: Any, task: int, name: str, chosen: bool, up: str | None, down: str | None) -> None:
        rows.append((person, task, name, chosen))
        X.append([0.0] * len(items))
        for item, sign in ((up, 1.0), (down, -1.0)):
            if item in at:
                X[-1][at[item]] = sign

    for q, (person, shown, best, worst) in enumerate(
        zip(answers.person, answers.shown, answers.best, answers.worst, strict=True)
    ):
        places = range(len(shown))
        if model == "maxdiff":
            for b in places:
                for w in places:
                    if b != w:
                        pair = f"{shown[b]} over {shown[w]}"
                        add(person, q, pair, (b, w) == (best, worst), shown[b], shown[w])
            continue
        for b in places:
            add(person, 2 * q, shown[b], b == best, shown[b], None)
        for w in places:
            if model == "marginal" or w != best:
                add(person, 2 * q + 1, shown[w], w == worst, None, shown[w])
    columns = np.array(X)
    people, tasks, alternatives, chosen = zip(*rows, strict=True)
    return choice_data(
        person=people,
        task=tasks,
        alternative=alternatives,
        chosen=chosen,
        attributes={item: columns[:, i].tolist() for item, i in at.items()},
        varying_sets=True,
    )
