"""What a comparison of places with a change and places without it has found, however the comparison was made."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import asdict, dataclass
from typing import Any

from throughline.analysis.pilots._placebo import Inference


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect(ABC):
    """The average effect on the places with the change, in the unit of the measure.

    low, high, p: by `inference`; None where there are too few places for the level. error: standard deviation of the
    placebos, or Welch's error; None for permutation. periods, observed, expected: the course of the changed places and
    what the other places lead to expect of them. start: index of the first period with the change. places, others: how
    many with and without it. placebos: the estimates of the pretended changes. least_p: the smallest p-value these
    places allow.
    """

    estimate: float
    low: float | None
    high: float | None
    p: float | None
    error: float | None
    inference: Inference
    periods: tuple[str, ...]
    start: int | None
    observed: tuple[float, ...]
    expected: tuple[float, ...]
    places: int
    others: int
    placebos: tuple[float, ...]
    least_p: float | None
    level: float
    warnings: tuple[str, ...]

    @property
    @abstractmethod
    def moved(self) -> str:
        """The estimate in words, without how sure it is."""

    @property
    def shown(self) -> str:
        if self.low is None or self.high is None:
            return f"{self.moved}; there are too few places to say how far that is chance."
        likely = f"likely between {self.low:+.3g} and {self.high:+.3g}"
        return f"{self.moved} ({likely}; p = {self.p:.2g}, by {self.inference})."

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "warnings": list(self.warnings), "shown": self.shown}
