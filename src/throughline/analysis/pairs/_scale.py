"""What strengths of items have in common, however they were found."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from throughline.analysis.intervals import z_value

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Scale(ABC):
    """Strengths of items, logarithms of worth about a mean of 0.

    errors: standard errors. covariance: items × items. prior: so many wins and as many losses of every item against an
    average one.
    """

    items: tuple[str, ...]
    estimates: tuple[float, ...]
    errors: tuple[float, ...]
    covariance: Floats
    log_likelihood: float
    prior: float
    level: float
    warnings: tuple[str, ...]

    @property
    def order(self) -> tuple[str, ...]:
        """From the strongest; equal ones by name."""
        return tuple(name for _, name in sorted(zip((-e for e in self.estimates), self.items, strict=True)))

    @property
    @abstractmethod
    def shown(self) -> str: ...

    def contrast(self, first: str, second: str) -> tuple[float, float]:
        """Strength of one less another, and its standard error. Raises ValueError for items that are not there."""
        if missing := {first, second} - set(self.items):
            raise ValueError(f"there is no item “{min(missing)}”")
        i, j = self.items.index(first), self.items.index(second)
        v = self.covariance
        variance = float(v[i, i] + v[j, j] - 2 * v[i, j])
        return self.estimates[i] - self.estimates[j], math.sqrt(max(0.0, variance))

    def common(self) -> dict[str, Any]:
        """What every scale has in its `to_dict`."""
        z = z_value(self.level)
        rows = zip(self.items, self.estimates, self.errors, strict=True)
        return {
            "items": [{"item": i, "estimate": b, "error": e, "low": b - z * e, "high": b + z * e} for i, b, e in rows],
            "log_likelihood": self.log_likelihood,
            "prior": self.prior,
            "level": self.level,
            "warnings": list(self.warnings),
            "shown": self.shown,
        }
