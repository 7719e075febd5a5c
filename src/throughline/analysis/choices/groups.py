"""Do groups of people weigh things differently? Interactions by group, tested together.

Sources: Train K. (2009), chapter 3; Wald test with errors clustered by person. Groups may differ in how surely they
choose as well as in what they want, and a logit cannot tell the two apart (Swait & Louviere 1993, Journal of
Marketing Research 30): compare trade-offs, which do not depend on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from throughline.analysis.choices.columns import by_group
from throughline.analysis.choices.data import ChoiceData
from throughline.analysis.choices.logit import Logit, conditional_logit
from throughline.analysis.choices.results import FEW_PEOPLE, Coefficient

LEAST = 10  # people in a group
SCALE = (
    "Groups may also differ in how surely they choose, which moves all weights together: compare trade-offs, not "
    "only weights."
)


@dataclass(frozen=True, slots=True)
class GroupDifferences:
    """How much more each column weighs with each group than with the reference.

    differences: "column × group". wald, df, p: the test that there is no difference at all, with errors
    clustered by person. result: the model with all columns.
    """

    group: str
    differences: tuple[Coefficient, ...]
    wald: float
    df: int
    p: float
    result: Logit
    warnings: tuple[str, ...]

    @property
    def shown(self) -> str:
        clear = [d for d in self.differences if d.low > 0 or d.high < 0]
        if self.p >= 0.05:
            return f"No clear difference by {self.group} (chi-squared {self.wald:.1f} on {self.df}, p = {self.p:.2f})."
        names = ", ".join(d.name for d in clear) or "none of them alone"
        return f"Weights differ by {self.group} (chi-squared {self.wald:.1f} on {self.df}, p = {self.p:.2g}): {names}."

    def to_dict(self) -> dict[str, Any]:
        return {
            "group": self.group,
            "differences": [asdict(d) for d in self.differences],
            "wald": self.wald,
            "df": self.df,
            "p": self.p,
            "result": self.result.to_dict(),
            "warnings": list(self.warnings),
            "shown": self.shown,
        }


def group_differences(
    data: ChoiceData, group: str, columns: Sequence[str] | None = None, *, reference: Any | None = None
) -> GroupDifferences:
    """Estimate a conditional logit in which `columns` (all by default) may weigh differently in each group.

    group: a name in `data.about`. reference: by default the largest group. Raises ValueError as `by_group` and
    `conditional_logit`, and for a group of fewer than 10 people, or no more people than columns: from so few, the
    errors by person that the test rests on come out too small.
    """
    from scipy.special import chdtrc

    compared = data.names if columns is None else columns
    wide = by_group(data, group, compared, reference=reference)
    few = _few(data, group, len(compared))
    result = conditional_logit(wide)
    start = len(data.names)
    b, V = result.estimates[start:], result.covariance[start:, start:]
    wald = float(b @ np.linalg.solve(V, b))
    return GroupDifferences(
        group,
        result.coefficients[start:],
        wald,
        len(b),
        float(chdtrc(len(b), wald)),
        result,
        (*result.warnings, *few, SCALE),
    )


def _few(data: ChoiceData, group: str, columns: int) -> tuple[str, ...]:
    """Refuse groups that are too small to compare; a word of caution for small ones."""
    names, sizes = np.unique(data.about[group], return_counts=True)
    name, least = names[sizes.argmin()], int(sizes.min())
    if least < max(LEAST, columns + 1):
        raise ValueError(
            f"“{name}” has {least} people, too few to compare {columns} weights (at least {max(LEAST, columns + 1)}): "
            "ask more people, merge groups, or name fewer columns"
        )
    if least < FEW_PEOPLE:
        return (f"Only {least} people are “{name}”: the test is rough, read it as a hint.",)
    return ()
