"""What a person's own result is, in words that need no statistics.

Told from the person's own votes and the map, with what is not known said first. Nothing is told about any other
person, and a place in a group is told as a probability, never as a label.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from throughline.analysis._words import many
from throughline.analysis.opinions.groups import letter
from throughline.analysis.opinions.map import FEW_VOTES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from throughline.analysis.opinions.between import BetweenGroups
    from throughline.analysis.opinions.groups import OpinionGroups
    from throughline.analysis.opinions.map import OpinionMap
    from throughline.analysis.opinions.votes import Votes

SURE, LIKELY, SHOWN = 0.8, 0.5, 3
SAID = {1: "agreed", -1: "disagreed"}


@dataclass(frozen=True, slots=True)
class OwnResult:
    """One person's result. group, probability: the likeliest, from 0, where groups are clear and she has voted enough;
    None otherwise. with_all: statements, by number, on which she voted as every group does; own_way: on which she voted
    against most people. sentences: the result in words."""

    participant: Any
    votes: int
    group: int | None
    probability: float | None
    with_all: tuple[int, ...]
    own_way: tuple[int, ...]
    sentences: tuple[str, ...]

    @property
    def shown(self) -> str:
        return " ".join(self.sentences)

    def to_dict(self) -> dict[str, Any]:
        return {
            **asdict(self),
            "with_all": list(self.with_all),
            "own_way": list(self.own_way),
            "sentences": list(self.sentences),
        }


def own_result(
    votes: Votes,
    found: OpinionMap,
    groups: OpinionGroups,
    between: BetweenGroups,
    participant: Any,
    *,
    words: Mapping[Any, str] | None = None,
) -> OwnResult:
    """The result of one participant, by label.

    votes, found, groups, between: of one conversation. words: of statements, by label; without them they are named by
    label. Raises ValueError for a participant who is not in the votes.
    """
    at = np.flatnonzero(votes.participants == participant)
    if not len(at):
        raise ValueError(f"there is no participant {participant!r} in these votes")
    i = int(at[0])
    cells = slice(int(votes.starts[i]), int(votes.starts[i + 1]))
    columns, values = votes.columns[cells].astype(np.intp), votes.values[cells]
    with_all, own_way = _beside_others(votes, between, columns, values)
    group, probability = None, None
    if groups.clear and len(values) >= FEW_VOTES:
        group = int(groups.group[i])
        probability = float(groups.membership[i, group])
    sentences = [_counted(values), _place(groups, group, probability, len(values))]
    sentences += _named("Like every group, you", with_all, columns, values, votes.statements, words)
    sentences += _named("Unlike most people, you", own_way, columns, values, votes.statements, words)
    label = votes.participants[i].item()
    return OwnResult(label, len(values), group, probability, tuple(with_all), tuple(own_way), tuple(sentences))


def _counted(values: NDArray[np.int8]) -> str:
    agree, passed, disagree = (int((values == answer).sum()) for answer in (1, 0, -1))
    if not len(values):
        return "You have not voted on any of these statements yet."
    voted = many(len(values), "statement")
    return f"You voted on {voted}: you agreed with {agree}, disagreed with {disagree} and passed on {passed}."


def _place(groups: OpinionGroups, group: int | None, probability: float | None, n: int) -> str:
    if n < FEW_VOTES:
        return f"That is too few to say where you stand: {FEW_VOTES} votes give a first idea."
    if group is None or probability is None:
        return "There are no clear groups in this conversation, so you are not put into one."
    about = f"Group {letter(group)}, to which about {100 * groups.shares[group]:.0f} in 100 people belong"
    if probability >= SURE:
        return f"Your votes are most like those of {about}."
    if probability >= LIKELY:
        return f"Your votes are somewhat more like those of {about}, but they would fit another group too."
    return "Your votes lie between the groups."


def _beside_others(
    votes: Votes, between: BetweenGroups, columns: NDArray[np.intp], values: NDArray[np.int8]
) -> tuple[list[int], list[int]]:
    """Statements on which the person voted as every group does, surest first; and on which against most people, those
    with the fewest alike first."""
    counts = votes.counts[columns]
    alike = np.where(values == 1, counts[:, 0], counts[:, 1]) / counts.sum(1)
    against = np.where(values == 1, counts[:, 1], counts[:, 0]) / counts.sum(1)
    sure = np.where(values == 1, between.agree_low[columns], between.disagree_low[columns])
    voiced = values != 0
    with_all, own_way = np.flatnonzero(voiced & (sure > 0.5)), np.flatnonzero(voiced & (against > 0.5))
    first = with_all[np.argsort(-sure[with_all], kind="stable")]
    rare = own_way[np.argsort(alike[own_way], kind="stable")]
    return columns[first].tolist(), columns[rare].tolist()


def _named(
    start: str,
    chosen: list[int],
    columns: NDArray[np.intp],
    values: NDArray[np.int8],
    statements: NDArray[Any],
    words: Mapping[Any, str] | None,
) -> list[str]:
    """One sentence for each side taken on the first few statements."""
    vote = dict(zip(columns.tolist(), values.tolist(), strict=True))
    found = []
    for answer, said in SAID.items():
        labels = [statements[j].item() for j in chosen[:SHOWN] if vote[j] == answer]
        named = [f"“{words.get(label, label)}”" if words else f"statement {label}" for label in labels]
        if named:
            listed = ", ".join(named[:-1]) + f" and {named[-1]}" if len(named) > 1 else named[0]
            found.append(f"{start} {said} with {listed}.")
    return found
