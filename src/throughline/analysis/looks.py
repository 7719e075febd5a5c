"""How often one may look at a pilot while it runs, and when what is seen is enough to stop.

Benefit is claimed at planned looks only, beyond limits that keep the chance of any false alarm where it should be:
O'Brien & Fleming (1979), Biometrics 35, hard to pass early and close to the usual limit at the end; Pocock (1977),
Biometrika 64, the same limit at every look. Harm is watched by a rule of its own, one-sided, for measures of safety
that are named beforehand. A dashboard is monitoring, not proof (Armitage, McPherson & Rowe 1969, JRSS A 132).

Limits are computed by integrating the density of the sum of standard normal steps from look to look (their
recursion), to about 1e-10; Jennison & Turnbull (2000), Group Sequential Methods, tables 2.1 and 2.3, print three
decimals.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from functools import lru_cache
from statistics import NormalDist
from typing import Any, Literal

import numpy as np

from throughline.analysis._words import many

Rule = Literal["obrien-fleming", "pocock"]
MOST = 100
FAR = 7.0  # standard deviations beyond which a sum does not come (1e-12)
NOTHING = -60.0  # the logarithm of a density that adds nothing
FEWEST = 40  # nodes; their number is a multiple of it, so that few sets of them are made
NODES_A_STEP = 5.0  # of the integration, a standard deviation of a step
ROOM = 4.0  # a limit is at most so much above the usual one


@dataclass(frozen=True, slots=True)
class Looks:
    """Limits for equally spaced looks. bounds: the z to pass at each. constant: C of the published tables. repeated:
    chance of a false alarm if the usual limit were used at each look. harm: whether only harm counts (one-sided:
    z is counted towards harm)."""

    rule: Rule
    alpha: float
    harm: bool
    bounds: tuple[float, ...]
    constant: float
    repeated: float

    @property
    def usual(self) -> float:
        """The limit of z for somebody who looks once."""
        return _usual(self.alpha, harm=self.harm)

    @property
    def shown(self) -> str:
        count = len(self.bounds)
        first, last = f"z = {self.bounds[0]:.2f} at the first", f"{self.bounds[-1]:.2f} at the last"
        repeated = f"Looking as often with the usual limit would be wrong {100 * self.repeated:.0f}% of the time."
        if self.harm:
            return f"{many(count, 'look')} for harm: stop beyond {first} look and {last}, towards harm. {repeated}"
        return f"{many(count, 'planned look')}: stop for benefit only beyond {first} and {last}. {repeated}"

    def crossed(self, z: float, look: int) -> bool:
        """Whether a result passes the limit of its look (from 1). z: two-sided, or towards harm. Raises ValueError for
        a look that was not planned, or a z that is no number."""
        if not 1 <= look <= len(self.bounds):
            raise ValueError(f"look {look} was not planned: there are {len(self.bounds)}")
        if not math.isfinite(z):
            raise ValueError("the z of a look must be a finite number")
        return (z if self.harm else abs(z)) >= self.bounds[look - 1]

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "bounds": list(self.bounds), "shown": self.shown}


def looks(count: int, *, alpha: float = 0.05, rule: Rule = "obrien-fleming") -> Looks:
    """Limits for `count` equally spaced looks that keep the chance of any false alarm at `alpha`, two-sided.

    Raises ValueError for fewer than 1 or more than 100 looks, an alpha outside 0 to 1, or an unknown rule.
    """
    return _limits(count, alpha, rule, harm=False)


def harm_looks(count: int, *, alpha: float = 0.05, rule: Rule = "obrien-fleming") -> Looks:
    """Limits for looks at a measure of safety that was named beforehand: one-sided, so that harm is not held to the
    standard of a claim of benefit. Each measure spends an alpha of its own. Otherwise as `looks`."""
    return _limits(count, alpha, rule, harm=True)


@lru_cache(maxsize=64)
def _limits(count: int, alpha: float, rule: Rule, *, harm: bool) -> Looks:
    from scipy.optimize import brentq

    if count not in range(1, MOST + 1):
        raise ValueError(f"between 1 and {MOST} looks can be planned")
    if not 0 < alpha < 1:
        raise ValueError("alpha must lie between 0 and 1")
    if rule not in ("obrien-fleming", "pocock"):
        raise ValueError(f"the rule must be obrien-fleming or pocock, not {rule!r}")
    shape = [math.sqrt(count / k) if rule == "obrien-fleming" else 1.0 for k in range(1, count + 1)]
    usual = _usual(alpha, harm=harm)

    def excess(constant: float) -> float:
        return chance_of_crossing([constant * x for x in shape], harm=harm) - alpha

    constant = float(brentq(excess, usual - 1e-9, usual + ROOM, xtol=1e-12)) if count > 1 else usual
    repeated = chance_of_crossing([usual] * count, harm=harm)
    return Looks(rule, alpha, harm, tuple(constant * x for x in shape), constant, repeated)


def _usual(alpha: float, *, harm: bool) -> float:
    return NormalDist().inv_cdf(1 - (alpha if harm else alpha / 2))


def chance_of_crossing(bounds: list[float], *, harm: bool = False) -> float:
    """Chance that the z of any of equally spaced looks lies beyond its bound, if there is no effect.

    bounds: one a look; beyond ± the bound, or above it where only harm counts.
    """
    density, places, mass = np.array([1.0]), np.array([0.0]), np.array([1.0])
    for k, bound in enumerate(bounds, start=1):
        top = min(bound, FAR) * math.sqrt(k)
        bottom = -FAR * math.sqrt(k) if harm else -top
        if top <= bottom:
            return 1.0
        nodes, weights = _gauss(FEWEST * math.ceil(NODES_A_STEP * (top - bottom) / FEWEST))
        new = (top + bottom) / 2 + (top - bottom) / 2 * nodes
        # Numbers too small for a processor's quick path would make this ten times slower, and add nothing.
        steps = np.exp(np.maximum(-0.5 * (new[:, None] - places) ** 2, NOTHING)) / math.sqrt(2 * math.pi)
        density = steps @ (density * mass)
        places, mass = new, (top - bottom) / 2 * weights
    return 1 - float(density @ mass)


@lru_cache(maxsize=256)
def _gauss(count: int) -> tuple[np.ndarray, np.ndarray]:
    return np.polynomial.legendre.leggauss(count)
