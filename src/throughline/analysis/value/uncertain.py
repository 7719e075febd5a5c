"""Numbers that are not known exactly, drawn many times: distributions from a mean and a standard error.

Source: Briggs A., Claxton K. & Sculpher M. (2006), Decision Modelling for Health Economic Evaluation, chapter 4 (beta
for shares and utilities, gamma for costs and times, log-normal for ratios; method of moments).
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from throughline.analysis.intervals import z_value

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

DRAWS = 10_000


@dataclass(frozen=True, slots=True)
class Uncertain:
    """Made by `beta`, `gamma`, `lognormal`, `ratio`, `normal` or `known`. numbers: of the distribution, by name.
    source: where mean and spread are from."""

    kind: str
    numbers: tuple[tuple[str, float], ...]
    mean: float
    sd: float
    source: str

    def draw(self, rng: np.random.Generator, n: int) -> Array:
        value = dict(self.numbers)
        if self.kind == "beta":
            return rng.beta(value["a"], value["b"], n)
        if self.kind == "gamma":
            return rng.gamma(value["shape"], value["scale"], n)
        if self.kind == "lognormal":
            return rng.lognormal(value["log_mean"], value["log_sd"], n)
        if self.kind == "normal":
            return rng.normal(self.mean, self.sd, n)
        return np.full(n, self.mean)

    def to_dict(self) -> dict[str, Any]:
        return {"kind": self.kind, **dict(self.numbers), "mean": self.mean, "sd": self.sd, "source": self.source}


def beta(mean: float, sd: float, *, source: str) -> Uncertain:
    """A share between 0 and 1. Raises ValueError where no beta distribution has this mean and spread."""
    _check(mean, sd, source)
    if not 0 < mean < 1 or sd**2 >= mean * (1 - mean):
        raise ValueError(
            f"no share has mean {mean:g} and standard error {sd:g}: the mean must lie between 0 and 1 and the standard "
            f"error below {math.sqrt(max(0.0, mean * (1 - mean))):.3g}"
        )
    size = mean * (1 - mean) / sd**2 - 1
    return Uncertain("beta", (("a", mean * size), ("b", (1 - mean) * size)), mean, sd, source)


def gamma(mean: float, sd: float, *, source: str) -> Uncertain:
    """A cost or a time above 0."""
    _above_zero(mean, sd, source)
    return Uncertain("gamma", (("shape", (mean / sd) ** 2), ("scale", sd**2 / mean)), mean, sd, source)


def lognormal(mean: float, sd: float, *, source: str) -> Uncertain:
    """A skewed number above 0, by its own mean and standard error."""
    _above_zero(mean, sd, source)
    log_sd = math.sqrt(math.log1p((sd / mean) ** 2))
    return _lognormal(math.log(mean) - log_sd**2 / 2, log_sd, source)


def ratio(estimate: float, low: float, high: float, *, source: str, level: float = 0.95) -> Uncertain:
    """A ratio of rates or odds with its range, as a study gives it: log-normal around the estimate."""
    if not (math.isfinite(high) and 0 < low < estimate < high):
        raise ValueError(f"a ratio needs 0 < low < estimate < high, not {low:g}, {estimate:g}, {high:g}")
    _check(estimate, high - low, source)
    return _lognormal(math.log(estimate), math.log(high / low) / (2 * z_value(level)), source)


def normal(mean: float, sd: float, *, source: str) -> Uncertain:
    """A number that may be negative, such as a difference."""
    _check(mean, sd, source)
    return Uncertain("normal", (("mean", mean), ("sd", sd)), mean, sd, source)


def known(value: float, *, source: str) -> Uncertain:
    """A number without uncertainty, such as a price that is agreed."""
    _check(value, 1.0, source)
    return Uncertain("known", (("value", value),), value, 0.0, source)


def draws(numbers: Mapping[str, Uncertain], *, n: int = DRAWS, seed: int = 0) -> dict[str, Array]:
    """`n` independent draws of each number. Each has a stream of its own, named by seed and name, so that a number
    added later leaves the others as they were. Raises ValueError for fewer than 100 draws."""
    if n != int(n) or n < 100:
        raise ValueError(f"at least 100 draws are needed (10,000 are usual), not {n!r}")
    if seed < 0:
        raise ValueError(f"the seed must be 0 or more, not {seed!r}")
    return {
        name: number.draw(np.random.default_rng([seed, zlib.crc32(name.encode())]), int(n))
        for name, number in numbers.items()
    }


def _lognormal(log_mean: float, log_sd: float, source: str) -> Uncertain:
    mean = math.exp(log_mean + log_sd**2 / 2)
    numbers = (("log_mean", log_mean), ("log_sd", log_sd))
    return Uncertain("lognormal", numbers, mean, mean * math.sqrt(math.expm1(log_sd**2)), source)


def _check(mean: float, sd: float, source: str) -> None:
    if not (math.isfinite(mean) and math.isfinite(sd)) or sd <= 0:
        raise ValueError(f"the mean must be finite and the standard error above 0, not {mean!r} and {sd!r}")
    if not source.strip():
        raise ValueError("say where the mean and the standard error are from: a number without a source is not used")


def _above_zero(mean: float, sd: float, source: str) -> None:
    _check(mean, sd, source)
    if mean <= 0:
        raise ValueError(f"the mean must be above 0, not {mean:g}")
