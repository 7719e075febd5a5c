"""Do groups of people value items differently? Each group's strengths beside those of everybody else."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from throughline.analysis.pairs.bradley_terry import Strengths, bradley_terry
from throughline.analysis.pairs.votes import Votes

FEW = 100


@dataclass(frozen=True, slots=True)
class Difference:
    """One item in one group: its strength there less that among everybody else. p: for all comparisons together
    (Holm)."""

    group: str
    item: str
    inside: float
    outside: float
    difference: float
    error: float
    p: float


@dataclass(frozen=True, slots=True, eq=False)
class ByGroup:
    """strengths: of each group. differences: all, the surest first."""

    strengths: dict[str, Strengths]
    differences: tuple[Difference, ...]
    warnings: tuple[str, ...]

    @property
    def shown(self) -> str:
        sure = [d for d in self.differences if d.p < 0.05]
        if not sure:
            return "No item is valued differently by the groups beyond chance."
        first = sure[0]
        way = "more" if first.difference > 0 else "less"
        return (
            f"{len(sure)} differences are beyond chance; {first.group} value “{first.item}” {way} than the others do."
        )

    def to_dict(self) -> dict[str, Any]:
        return {
            "strengths": {group: fitted.to_dict() for group, fitted in self.strengths.items()},
            "differences": [asdict(d) for d in self.differences],
            "warnings": list(self.warnings),
            "shown": self.shown,
        }


def by_group(votes: Votes, groups: Sequence[str], *, prior: float = 0.5) -> ByGroup:
    """Fit each group apart, and compare it with everybody else.

    groups: the group of each vote's voter. prior: as `bradley_terry`; some, as small groups rarely compare everything.
    Raises ValueError for fewer than 2 groups or lists of different length.
    """
    of = np.asarray(groups, dtype=str)
    names = np.unique(of).tolist()
    if of.shape != (len(votes),):
        raise ValueError(f"{len(votes)} votes need {len(votes)} groups, not {len(of)}")
    if len(names) < 2:
        raise ValueError("a comparison needs at least 2 groups")
    fitted = {name: bradley_terry(votes.where(of == name), prior=prior) for name in names}
    found = []
    for name, mine in fitted.items():
        rest = bradley_terry(votes.where(of != name), prior=prior)
        for k, item in enumerate(votes.items):
            gap = mine.estimates[k] - rest.estimates[k]
            error = math.hypot(mine.errors[k], rest.errors[k])
            p = math.erfc(abs(gap) / error / math.sqrt(2)) if error > 0 else 1.0
            found.append(Difference(name, item, mine.estimates[k], rest.estimates[k], gap, error, p))
    small = [name for name in names if (of == name).sum() < FEW]
    warnings = (f"Fewer than {FEW} votes: {', '.join(small)}.",) if small else ()
    return ByGroup(fitted, _holm(found), warnings)


def _holm(found: list[Difference]) -> tuple[Difference, ...]:
    """Holm (1979), Scandinavian Journal of Statistics 6: p-values that hold for all comparisons together."""
    found = sorted(found, key=lambda d: (d.p, d.group, d.item))
    least, out = 0.0, []
    for k, d in enumerate(found):
        least = max(least, min(1.0, d.p * (len(found) - k)))
        out.append(Difference(d.group, d.item, d.inside, d.outside, d.difference, d.error, least))
    return tuple(out)
