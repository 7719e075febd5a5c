"""What the answers of so many people would show: power by simulation, before anybody is asked.

People who choose as the priors say answer the tasks of their block; a conditional logit is fitted to each
simulated study, and how often each coefficient is told from 0 is counted. Answers of different people to a task are
exchangeable under the model, so only how many chose what is simulated: exact, and quick.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from throughline.analysis.choices.design.designing import ChoiceDesign
from throughline.analysis.choices.design.errors import Draws, probabilities
from throughline.analysis.choices.design.space import space_of
from throughline.analysis.intervals import Interval, wilson, z_value

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

ITERATIONS, SETTLED = 30, 1e-8
LARGEST = 50.0  # a coefficient beyond this, in the range of its column, has run away: the answers cannot tell it


@dataclass(frozen=True, slots=True)
class Power:
    """power: coefficient → share of simulated studies that tell it from 0, with the range that their number
    leaves. coverage: coefficient → share whose interval holds the truth. failed: studies whose answers could not
    tell every coefficient; they count as having told nothing. people: in all blocks together."""

    people: int
    studies: int
    level: float
    power: Mapping[str, Interval]
    coverage: Mapping[str, float]
    failed: int
    seed: int
    warnings: tuple[str, ...]

    @property
    def shown(self) -> str:
        name, least = min(self.power.items(), key=lambda item: item[1].estimate)
        return (
            f"{self.people:,} people would find the hardest effect, “{name}”, {100 * least.estimate:.0f}% of the time."
        )

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "warnings": list(self.warnings), "shown": self.shown}


def power_of(design: ChoiceDesign, people: int, *, studies: int = 1000, level: float = 0.95, seed: int = 0) -> Power:
    """Simulate `studies` studies of `people` people, divided evenly over the blocks.

    Raises ValueError for fewer people than blocks, no studies, or priors that are all 0.
    """
    plan = design.plan
    if people < plan.blocks or studies < 1:
        raise ValueError(f"at least {plan.blocks} people and one study are needed")
    space = space_of(plan)
    told = space.mean != 0
    if not told.any():
        raise ValueError("the priors are all 0: there is no effect to be found")
    tasks = np.array(design.profiles) + space.first
    centre = np.array([[a.constant or 0.0 if plan.constants == "known" else 0.0 for a in plan.alternatives]])
    truth = Draws(space.mean[None], centre)
    p = probabilities(space, tasks, truth)
    rng = np.random.default_rng(seed)
    asked = np.array([people // plan.blocks + (t.block <= people % plan.blocks) for t in design.tasks])
    chosen = np.stack([rng.multinomial(n, row, size=studies) for n, row in zip(asked, p, strict=True)], axis=1)
    fixed = centre[0][space.of[tasks]]
    beta, error, settled = _fitted(space.X[tasks], fixed, chosen.astype(np.float64))
    z = z_value(level)
    beta, error = beta / space.scale, error / space.scale
    found = settled[:, None] & (np.abs(beta) > z * error)
    holds = settled[:, None] & (np.abs(beta - space.mean) <= z * error)
    failed = int((~settled).sum())
    return Power(
        people=people,
        studies=studies,
        level=level,
        power={n: wilson(int(found[:, k].sum()), studies) for k, n in enumerate(space.names) if told[k]},
        coverage={n: float(holds[:, k].mean()) for k, n in enumerate(space.names)},
        failed=failed,
        seed=seed,
        warnings=(f"In {failed} of {studies} studies the answers could not tell every coefficient.",) if failed else (),
    )


def _fitted(X: Array, fixed: Array, chosen: Array) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Conditional logits of many studies at once, by Newton's method.

    X: (T, J, K). fixed: (T, J), utility that is not estimated. chosen: (studies, T, J), how many chose each.
    Returns estimates and standard errors, (studies, K) each, and which settled.
    """
    studies, size = len(chosen), X.shape[-1]
    asked = chosen.sum(axis=2)
    beta = np.zeros((studies, size))
    information = np.zeros((studies, size, size))
    step = np.full(studies, np.inf)
    for _ in range(ITERATIONS):
        utility = np.einsum("tjk,rk->rtj", X, beta) + fixed
        p = np.exp(utility - utility.max(axis=2, keepdims=True))
        p /= p.sum(axis=2, keepdims=True)
        score = np.einsum("rtj,tjk->rk", chosen - asked[..., None] * p, X)
        centre = np.einsum("rtj,tjk->rtk", p, X)
        information = np.einsum("rtj,tjk,tjl->rkl", asked[..., None] * p, X, X, optimize=True)
        information -= np.einsum("rt,rtk,rtl->rkl", asked, centre, centre, optimize=True)
        information += 1e-12 * asked[0].sum() * np.eye(size)
        change = np.linalg.solve(information, score[..., None])[..., 0]
        longest = np.abs(change).max(axis=1)
        beta += (
            change / np.maximum(1.0, longest)[:, None]
        )  # no step longer than 1: far from the truth Newton overshoots
        step = longest
        if (step < SETTLED).all():
            break
    errors = np.sqrt(np.abs(np.diagonal(np.linalg.inv(information), axis1=1, axis2=2)))
    return beta, errors, (step < SETTLED) & (np.abs(beta).max(axis=1) < LARGEST)
