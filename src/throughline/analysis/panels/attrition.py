"""Who left between two rounds, whether they had rated differently, and whether a result hangs on their leaving.

The mean of all a person's ratings and each item are compared between those who stayed and those who left
(Mann-Whitney, exact for up to 30 people, and the standardised difference). An item is flagged when its verdict would
change had the leavers' last ratings been carried forward.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from throughline.analysis._words import many
from throughline.analysis.panels._ranks import rank_sum, standardised
from throughline.analysis.panels.rounds import MISSING, Round
from throughline.analysis.panels.rules import WORDS

if TYPE_CHECKING:
    from throughline.analysis.panels.rounds import Codes
    from throughline.analysis.panels.rules import Rule

LARGE, SIGNIFICANT = 0.5, 0.05


@dataclass(frozen=True, slots=True)
class ItemAttrition:
    """One item: stayed, left: how many of either had rated it, and their mean in the earlier round. above: the
    chance that a stayer rated higher than a leaver, ties by half. verdict, carried: by the rule in the later round,
    as it is and with the leavers' earlier ratings carried forward.
    """

    item: str
    stayed: int
    left: int
    mean_stayed: float | None
    mean_left: float | None
    above: float
    p: float
    verdict: str
    carried: str

    @property
    def changes(self) -> bool:
        return self.verdict != self.carried


@dataclass(frozen=True, slots=True)
class Attrition:
    """What leaving did between two rounds.

    groups: constituency -> (took part in the earlier round, of these in the later). difference: of the mean rating
    a person gave in the earlier round, stayers less leavers, in standard deviations; p: of that. newcomers: people
    of the later round who were not in the earlier.
    """

    earlier: int
    later: int
    groups: dict[str, tuple[int, int]]
    difference: float | None
    p: float
    newcomers: int
    items: tuple[ItemAttrition, ...]
    warnings: tuple[str, ...]

    @property
    def shown(self) -> str:
        before, after = (sum(n[i] for n in self.groups.values()) for i in (0, 1))
        rest = f"{after} of {before} people of round {self.earlier} took part in round {self.later}."
        hang = sum(item.changes for item in self.items)
        return rest + (f" The verdict on {many(hang, 'item')} hangs on who left." if hang else "")

    def to_dict(self) -> dict[str, Any]:
        return {
            **asdict(self),
            "groups": {g: list(n) for g, n in self.groups.items()},
            "items": [{**asdict(item), "changes": item.changes} for item in self.items],
            "warnings": list(self.warnings),
            "shown": self.shown,
        }


def attrition(first: Round, second: Round, rule: Rule) -> Attrition:
    """Compare the people of `first` who took part in `second` with those who did not.

    rule: by which items of the later round are judged. A person takes part by rating at least one item, or saying that
    they cannot. Raises ValueError for different scales or nobody in the earlier round.
    """
    if first.scale != second.scale:
        raise ValueError(f"rounds {first.number} and {second.number} use different scales and cannot be compared")
    took = (first.codes != MISSING).any(1)
    later = {p for p, row in zip(second.people, second.codes, strict=True) if (row != MISSING).any()}
    if not took.any():
        raise ValueError(f"nobody took part in round {first.number}")
    stayed = took & np.array([p in later for p in first.people])
    left = took & ~stayed
    means = np.where(
        (first.codes >= 0).any(1),
        np.where(first.codes >= 0, first.codes, 0).sum(1) / np.maximum(1, (first.codes >= 0).sum(1)),
        -1.0,
    )
    mine, theirs = means[stayed & (means >= 0)], means[left & (means >= 0)]
    _, p, _ = _compare(mine, theirs)
    groups = {g: (int((took & at).sum()), int((stayed & at).sum())) for g in first.names for at in [first.members(g)]}
    items = _items(first, second, stayed, left, rule)
    difference = standardised(mine, theirs)
    return Attrition(
        first.number,
        second.number,
        groups,
        difference,
        p,
        len(later - {p for p, t in zip(first.people, took, strict=True) if t}),
        items,
        _warnings(groups, difference, items),
    )


def _compare(first: Any, second: Any) -> tuple[float, float, str]:
    values, place = np.unique(np.concatenate([first, second]), return_inverse=True)
    size = max(1, len(values))
    return rank_sum(np.bincount(place[: len(first)], minlength=size), np.bincount(place[len(first) :], minlength=size))


def _items(first: Round, second: Round, stayed: Any, left: Any, rule: Rule) -> tuple[ItemAttrition, ...]:
    scale = first.scale
    now = rule.judge(second.tally(), scale)
    column = {item: i for i, item in enumerate(first.items)}
    carried = rule.judge(_carried(first, second, left, column).tally(), scale)
    found = []
    for i, item in enumerate(second.items):
        if item not in column:
            continue
        codes = first.codes[:, column[item]]
        mine, theirs = (codes[who & (codes >= 0)] for who in (stayed, left))
        above, p, _ = _compare(mine, theirs)
        means = [scale.low + float(x.mean()) if len(x) else None for x in (mine, theirs)]
        verdicts = WORDS[int(now[i])], WORDS[int(carried[i])]
        found.append(ItemAttrition(item, len(mine), len(theirs), means[0], means[1], above, p, *verdicts))
    return tuple(found)


def _carried(first: Round, second: Round, left: Any, column: dict[str, int]) -> Round:
    """The later round with the leavers' earlier ratings in it."""
    gone = np.flatnonzero(left)
    names = tuple(first.people[i] for i in gone)
    kept = [i for i, person in enumerate(second.people) if person not in set(names)]
    rows: Codes = np.full((len(gone), len(second.items)), MISSING, dtype=np.int16)
    for i, item in enumerate(second.items):
        if item in column:
            rows[:, i] = first.codes[gone, column[item]]
    return Round(
        number=second.number,
        items=second.items,
        people=(*(second.people[i] for i in kept), *names),
        groups=(*(second.groups[i] for i in kept), *(first.groups[i] for i in gone)),
        codes=np.concatenate([second.codes[kept], rows]),
        scale=second.scale,
    )


def _warnings(
    groups: dict[str, tuple[int, int]], difference: float | None, items: tuple[ItemAttrition, ...]
) -> tuple[str, ...]:
    warnings = []
    if gone := [group for group, (before, after) in groups.items() if before and not after]:
        warnings.append(f"Nobody was left of: {', '.join(gone)}. Their view is missing from the later round.")
    if difference is not None and abs(difference) >= LARGE:
        way = "higher" if difference > 0 else "lower"
        warnings.append(f"People who stayed had rated {way} than those who left ({abs(difference):.1f} sd).")
    if hang := [item.item for item in items if item.changes]:
        warnings.append(
            f"With the leavers' last ratings carried forward the verdict would change for: {', '.join(hang)}."
        )
    if apart := [item.item for item in items if item.left and item.stayed and item.p < SIGNIFICANT]:
        warnings.append(
            f"Leavers had rated differently (p < 0.05, of {len(items)} items compared): {', '.join(apart)}."
        )
    return tuple(warnings)
