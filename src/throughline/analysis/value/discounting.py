"""What comes later counts for less: factors and present values by a table of dated rates.

Year 0 is the year of the decision and is not discounted; the factor of year t is the product of 1 / (1 + rate) over
years 1 to t, each with the rate of its own year (HM Treasury, The Green Book, annex on discounting).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from throughline.analysis._sizes import LARGEST, TOO_LARGE
from throughline.analysis.value.parameters import COSTS, GREEN_BOOK, LOWER, Parameter, holding

LONG = 50
MOST_YEARS = 1000


@dataclass(frozen=True, slots=True)
class Present:
    """value: discounted sum. undiscounted: plain sum. factors: one a year. rates: those that were used."""

    value: float
    undiscounted: float
    factors: tuple[float, ...]
    rates: tuple[Parameter, ...]
    warnings: tuple[str, ...]

    @property
    def shown(self) -> str:
        return f"{self.undiscounted:,.0f} over the years counts as {self.value:,.0f} today."

    def to_dict(self) -> dict[str, Any]:
        return {
            "value": self.value,
            "undiscounted": self.undiscounted,
            "factors": list(self.factors),
            "rates": [rate.to_dict() for rate in self.rates],
            "warnings": list(self.warnings),
            "shown": self.shown,
        }


def factors(years: int, *, on: date, scope: str = COSTS, table: Iterable[Parameter] = GREEN_BOOK) -> tuple[float, ...]:
    """The factors of years 0 to `years`. on: the day of the appraisal. scope: COSTS, HEALTH, or with LOWER after it.
    Raises ValueError for a day without rates, a table that does not begin with year 0, or negative rates."""
    if years != int(years) or not 0 <= years <= MOST_YEARS:
        raise ValueError(f"the number of years must be a whole number from 0 to {MOST_YEARS}, not {years!r}")
    rates = _rates(table, scope, on)
    found, factor, place = [1.0], 1.0, 0
    for year in range(1, int(years) + 1):
        while place + 1 < len(rates) and rates[place + 1].from_year <= year:
            place += 1
        factor /= 1 + rates[place].value
        found.append(factor)
    return tuple(found)


def present_value(
    amounts: Sequence[float],
    *,
    on: date,
    scope: str = COSTS,
    first_year: int = 0,
    table: Iterable[Parameter] = GREEN_BOOK,
) -> Present:
    """Amounts of years `first_year`, `first_year` + 1, … as worth in year 0. Otherwise as `factors`."""
    if not len(amounts) or not all(map(math.isfinite, amounts)):
        raise ValueError("the amounts must be finite numbers, one a year")
    if max(map(abs, amounts)) > LARGEST:
        raise ValueError(f"the amount of {max(amounts, key=abs):g} is {TOO_LARGE}")
    if first_year < 0:
        raise ValueError(f"the first year must be 0 (this year) or later, not {first_year}")
    rows = tuple(table)
    last = first_year + len(amounts) - 1
    all_factors = factors(last, on=on, scope=scope, table=rows)[first_year:]
    rates = tuple(r for r in _rates(rows, scope, on) if r.from_year <= last)
    warnings = list(dict.fromkeys(w for rate in rates for w in rate.warnings(on)))
    if last > LONG and not scope.endswith(LOWER):
        warnings.append(f"Over more than {LONG} years: show the result with the lower rates too.")
    value = math.fsum(a * f for a, f in zip(amounts, all_factors, strict=True))
    return Present(value, math.fsum(amounts), all_factors, rates, tuple(warnings))


def _rates(table: Iterable[Parameter], scope: str, on: date) -> tuple[Parameter, ...]:
    rates = holding(table, scope=scope, on=on)
    if rates[0].from_year > 0:
        raise ValueError(f"the rates for “{scope}” begin with year {rates[0].from_year}: one for year 0 is missing")
    if any(r.value < 0 for r in rates):
        raise ValueError(f"a discount rate for “{scope}” is negative: rates are shares a year such as 0.035")
    return rates
