"""Numbers that are decided by somebody and change: each with where it is from and the days on which it holds.

No discount rate and no threshold is a constant of the code. A value is looked up for a day and a use, and where none is
known for that day the answer is an error, not the nearest guess. No unit costs are here: those of staff and services
must come from the one who appraises, as a Parameter with its source (published tables of them are under copyright).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value. scope: what it is for. valid_from, valid_to: first and last day, None where the source gives none.
    from_year: the year of an appraisal from which it applies (0 is the first). check_after: the day from which its
    source said that it would be looked at again."""

    name: str
    value: float
    unit: str
    source: str
    scope: str
    valid_from: date | None = None
    valid_to: date | None = None
    from_year: int = 0
    check_after: date | None = None

    def __post_init__(self) -> None:
        if not math.isfinite(self.value):
            raise ValueError(f"{self.name}: the value must be a finite number, not {self.value!r}")
        if not self.source.strip():
            raise ValueError(f"{self.name}: say where {self.value:g} is from; a number without a source is not used")
        if self.valid_from and self.valid_to and self.valid_from > self.valid_to:
            raise ValueError(f"{self.name}: it cannot end on {self.valid_to} before it begins on {self.valid_from}")

    def holds(self, on: date) -> bool:
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)

    def warnings(self, on: date) -> tuple[str, ...]:
        if self.check_after is None or on < self.check_after:
            return ()
        return (f"{self.name}: a review was announced for {self.check_after:%B %Y}; check that it still holds.",)

    def to_dict(self) -> dict[str, Any]:
        day = {name: None if x is None else x.isoformat() for name, x in self._days()}
        return {
            "name": self.name,
            "value": self.value,
            "unit": self.unit,
            "source": self.source,
            "scope": self.scope,
            "from_year": self.from_year,
            **day,
        }

    def _days(self) -> list[tuple[str, date | None]]:
        return [(name, getattr(self, name)) for name in ("valid_from", "valid_to", "check_after")]


def holding(table: Iterable[Parameter], *, scope: str, on: date) -> tuple[Parameter, ...]:
    """The values of a table for a scope on a day, in order of year and value. Raises ValueError where there is none, or
    where two of one name overlap."""
    rows = list(table)
    found = sorted((p for p in rows if p.scope == scope and p.holds(on)), key=lambda p: (p.from_year, p.value))
    if not found:
        known = ", ".join(sorted({p.scope for p in rows})) or "none"
        raise ValueError(
            f"no value for “{scope}” is known on {on}: give one with its source and dates (scopes known: {known})"
        )
    names = [(p.name, p.from_year) for p in found]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ValueError(f"two values of {twice[0]} for “{scope}” hold on {on}: end one before the other begins")
    return tuple(found)


def per(unit: str) -> str:
    """The unit of a threshold."""
    return f"£ for one {unit}"


COSTS, HEALTH = "costs", "health"
LOWER = ", lower rates"  # the sensitivity of appraisals over more than 50 years
_FROM_YEARS = (0, 31, 76, 126, 201, 301)
_RATES = {
    COSTS: (3.5, 3.0, 2.5, 2.0, 1.5, 1.0),
    HEALTH: (1.5, 1.29, 1.07, 0.86, 0.64, 0.43),
    COSTS + LOWER: (3.0, 2.57, 2.14, 1.71, 1.29, 0.86),
}
GREEN_BOOK = tuple(
    Parameter(
        name=f"Green Book discount rate, {scope}",
        value=rate / 100,
        unit="a year",
        source="HM Treasury, The Green Book, February 2026, table of discount rates",
        scope=scope,
        valid_from=date(2026, 2, 1),
        from_year=year,
        check_after=date(2026, 6, 1),
    )
    for scope, rates in _RATES.items()
    for year, rate in zip(_FROM_YEARS, rates, strict=True)
)

MEDICINE, OTHER = "medicine", "not a medicine"
_NICE = "NICE, threshold of its methods and of April 2026"
_NEW = date(2026, 4, 1)
THRESHOLDS = tuple(
    Parameter(name, value, per("QALY"), source, scope, valid_from=begins, valid_to=ends)
    for name, value, source, scopes, begins, ends in (
        (
            "DHSC, what the NHS would otherwise get",
            15_000,
            "DHSC impact assessments (displaced NHS care; PMC10722785)",
            (MEDICINE, OTHER),
            None,
            None,
        ),
        ("NICE, lower end", 20_000, _NICE, (OTHER,), None, None),
        ("NICE, upper end", 30_000, _NICE, (OTHER,), None, None),
        ("NICE, lower end", 20_000, _NICE, (MEDICINE,), None, date(2026, 3, 31)),
        ("NICE, upper end", 30_000, _NICE, (MEDICINE,), None, date(2026, 3, 31)),
        ("NICE, lower end", 25_000, _NICE, (MEDICINE,), _NEW, None),
        ("NICE, upper end", 35_000, _NICE, (MEDICINE,), _NEW, None),
        (
            "HM Treasury, what it is worth to society",
            70_000,
            "HM Treasury, The Green Book, 2022 (social value, for benefit-cost ratios)",
            (MEDICINE, OTHER),
            None,
            None,
        ),
    )
    for scope in scopes
)
