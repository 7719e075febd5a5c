"""How long a step takes, drawn by turning a number between 0 and 1 into minutes.

The same number gives a longer time under a longer duration, so that “now” and “changed” differ by the change alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Duration:
    """Minutes: made by `fixed`, `exponential`, `lognormal` or `guess`. numbers: as given, by name."""

    kind: str
    numbers: tuple[tuple[str, float], ...]
    mean: float
    sd: float

    @property
    def variation(self) -> float:
        """Standard deviation over mean."""
        return self.sd / self.mean

    def minutes(self, u: Array) -> Array:
        """Minutes at these places (0 to 1) of the distribution."""
        value = dict(self.numbers)
        if self.kind == "fixed":
            return np.full_like(u, self.mean)
        if self.kind == "exponential":
            return np.asarray(-self.mean * np.log1p(-u))
        if self.kind == "lognormal":
            from scipy.special import ndtri

            spread = math.sqrt(math.log1p((self.sd / self.mean) ** 2))
            return np.asarray(np.exp(math.log(self.mean) - spread**2 / 2 + spread * ndtri(u)))
        low, usual, high = value["fastest"], value["usual"], value["slowest"]
        rising = low + np.sqrt(u * (high - low) * (usual - low))
        falling = high - np.sqrt((1 - u) * (high - low) * (high - usual))
        return np.where(u * (high - low) < usual - low, rising, falling)

    def to_dict(self) -> dict[str, Any]:
        return {"kind": self.kind, **dict(self.numbers)}


def fixed(minutes: float) -> Duration:
    """Always the same. Raises ValueError unless above 0."""
    return Duration("fixed", (("minutes", _positive(minutes, "minutes")),), minutes, 0.0)


def exponential(mean: float) -> Duration:
    """Very uneven, as many short as long ones: the usual choice where only the mean is known to be about right."""
    return Duration("exponential", (("mean", _positive(mean, "mean")),), mean, mean)


def lognormal(mean: float, sd: float) -> Duration:
    """Skewed, as measured times mostly are. mean, sd: of the minutes themselves."""
    numbers = ("mean", _positive(mean, "mean")), ("sd", _positive(sd, "standard deviation"))
    return Duration("lognormal", numbers, mean, sd)


def guess(fastest: float, usual: float, slowest: float) -> Duration:
    """Three numbers that a person can give (triangular distribution). Raises ValueError out of order."""
    if not (math.isfinite(slowest) and 0 <= fastest <= usual <= slowest and fastest < slowest):
        raise ValueError(
            f"a duration needs 0 ≤ fastest ≤ usual ≤ slowest in minutes, fastest below slowest, "
            f"not {fastest:g}, {usual:g}, {slowest:g}"
        )
    low, mid, high = fastest, usual, slowest
    variance = (low**2 + mid**2 + high**2 - low * mid - low * high - mid * high) / 18
    numbers = ("fastest", float(low)), ("usual", float(mid)), ("slowest", float(high))
    return Duration("guess", numbers, (low + mid + high) / 3, math.sqrt(variance))


def _positive(x: float, name: str) -> float:
    if not (math.isfinite(x) and x > 0):
        raise ValueError(f"the {name} of a duration must be a number of minutes above 0, not {x!r}")
    return float(x)
