"""Do coders agree beyond chance? Cohen's and Fleiss' kappa and Krippendorff's alpha, for people and machines
who code.

Sources: Cohen J. (1960), Educational and Psychological Measurement 20; Cohen (1968), Psychological Bulletin
70 (weights); Fleiss J. L. (1971), Psychological Bulletin 76; Krippendorff K. (2004), Content Analysis,
chapter 11, and (2011), Computing Krippendorff's alpha-reliability; Passonneau R. (2006), LREC, for MASI, the
distance of sets of codes; Zapf A. and others (2016), BMC Medical Research Methodology 16:93, for the interval
(a bootstrap over units).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence, Set
from dataclasses import asdict, dataclass
from numbers import Real
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from throughline.analysis.intervals import tail_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

GOOD, TENTATIVE = 0.80, 0.67  # Krippendorff (2004), p. 241
FEW_UNITS = 30
RESAMPLES = 2_000
RARE = 5

Scale = Literal["nominal", "ordinal", "interval", "ratio", "sets"]
Weights = Literal["none", "linear", "quadratic"]


@dataclass(frozen=True, slots=True)
class Agreement:
    """A coefficient of agreement: 1 is perfect, 0 what chance would give.

    low, high: bootstrap interval over units. observed: the plain share of pairs of codes that agree. units,
    coders: how many took part. verdict: "good", "tentative" or "low", by Krippendorff's thresholds on the
    estimate.
    """

    name: str
    coefficient: float
    low: float
    high: float
    level: float
    observed: float
    units: int
    coders: int
    verdict: str
    warnings: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        return (
            f"Agreement is {self.verdict}: {self.name} {self.coefficient:.2f} (likely between {self.low:.2f} and "
            f"{self.high:.2f}; {self.units:,} items, {self.coders} coders)"
        )

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "warnings": list(self.warnings), "shown": self.shown}


def cohen(
    first: Sequence[Hashable],
    second: Sequence[Hashable],
    *,
    weights: Weights = "none",
    order: Sequence[Hashable] | None = None,
    level: float = 0.95,
    seed: int = 0,
) -> Agreement:
    """Cohen's kappa of two coders who coded the same units.

    first, second: codes, unit by unit; units that either left out (None or NaN) are dropped. weights:
    "linear" or "quadratic" for ordered codes, in the order of `order` (by default sorted). Raises ValueError
    for lists of different length, no unit, or one code.
    """
    if len(first) != len(second):
        raise ValueError(f"the two coders have {len(first)} and {len(second)} codes: they must code the same items")
    pairs = [(a, b) for a, b in zip(first, second, strict=True) if not (_missing(a) or _missing(b))]
    codes = _codes([code for pair in pairs for code in pair], order)
    place = {code: i for i, code in enumerate(codes)}
    size = len(codes)
    cells = np.array([place[a] * size + place[b] for a, b in pairs], dtype=np.intp)
    distance = distances(size, weights)

    def of_units(chosen: NDArray[np.intp]) -> float:
        return float(kappa_of(np.bincount(cells[chosen], minlength=size * size).reshape(size, size), distance))

    same = float(np.mean([a == b for a, b in pairs]))
    name = "Cohen's kappa" if weights == "none" else f"Cohen's kappa, {weights} weights"
    return resampled(name, of_units, len(pairs), 2, same, level, seed, _rare([c for p in pairs for c in p]))


def kappa_of(joint: NDArray[Any], distance: Array) -> Array:
    """Kappa of tables of units coded so by one (rows) and so by another (columns); NaN where both used one code.

    joint: counts, any number of tables (..., codes, codes). distance: codes × codes, how far two codes disagree.
    """
    totals = joint.sum((-2, -1))
    by_chance = joint.sum(-1)[..., :, None] * joint.sum(-2)[..., None, :]
    expected = (by_chance * distance).sum((-2, -1))
    observed = (joint * distance).sum((-2, -1)) * totals
    return 1 - np.divide(observed, expected, out=np.full(np.shape(expected), math.nan), where=expected > 0)


def distances(size: int, weights: Weights) -> Array:
    """How far each of `size` ordered codes is from each other, for kappa with these weights."""
    steps = np.abs(np.subtract.outer(np.arange(size), np.arange(size))).astype(float)
    return np.asarray(steps**2 if weights == "quadratic" else steps if weights == "linear" else np.sign(steps))


def fleiss(counts: Sequence[Sequence[int]], *, level: float = 0.95, seed: int = 0) -> Agreement:
    """Fleiss' kappa of a fixed number of coders a unit, not necessarily the same people.

    counts: units × codes, how many coders gave that code. Raises ValueError when units have different numbers
    of coders (use `krippendorff`) or fewer than 2.
    """
    table = np.asarray(counts, dtype=float)
    if table.ndim != 2 or not table.size or not np.isfinite(table).all() or (table < 0).any():
        raise ValueError("counts must be a table of units by codes, of whole numbers of 0 or more")
    coders = table.sum(1)
    if coders.min() < 2 or coders.min() != coders.max():
        raise ValueError("every item needs the same number of coders, 2 or more; use krippendorff where it differs")
    m = float(coders[0])
    agreeing = (table * (table - 1)).sum(1) / (m * (m - 1))

    def of_units(chosen: NDArray[np.intp]) -> float:
        shares = table[chosen].sum(0) / (m * len(chosen))
        expected = float(shares @ shares)
        return (float(agreeing[chosen].mean()) - expected) / (1 - expected) if expected < 1 else math.nan

    return resampled("Fleiss' kappa", of_units, len(table), int(m), float(agreeing.mean()), level, seed)


def krippendorff(
    codes: Sequence[Sequence[Any]],
    *,
    scale: Scale = "nominal",
    level: float = 0.95,
    seed: int = 0,
    texts: Sequence[Hashable] | None = None,
) -> Agreement:
    """Krippendorff's alpha of any number of coders, who may each have left units out.

    codes: coders × units; None or NaN where a coder gave none. scale: what kind of codes; "ordinal",
    "interval" and "ratio" need numbers, "sets" needs sets of codes (several codes a unit; an empty set is an
    answer). Units with fewer than 2 codes tell nothing and are left out. texts: which text each unit is a part
    of; then whole texts are drawn for the interval, since sentences of one text are coded alike (Field C. A. and
    Welsh A. H. (2007), Journal of the Royal Statistical Society B 69, the cluster bootstrap). Raises ValueError
    when no unit has two codes, or all codes are the same.
    """
    if len(codes) < 2 or len({len(row) for row in codes}) != 1:
        raise ValueError("two or more coders are needed, each with one place for every item")
    if texts is not None and len(texts) != len(codes[0]):
        raise ValueError("there must be one text for every item")
    columns = [[_frozen(c) for c in unit if not _missing(c)] for unit in zip(*codes, strict=True)]
    kept = [place for place, unit in enumerate(columns) if len(unit) >= 2]
    paired = [columns[place] for place in kept]
    values = _codes([code for unit in paired for code in unit], None)
    place = {code: i for i, code in enumerate(values)}
    counts = np.zeros((len(paired), len(values)))
    for row, unit in zip(counts, paired, strict=True):
        for code in unit:
            row[place[code]] += 1
    fixed = None if scale == "ordinal" else _distance(values, scale)

    def of_units(chosen: NDArray[np.intp]) -> float:
        return _alpha(counts[chosen], fixed)

    sizes = counts.sum(1)
    same = float(((counts * (counts - 1)).sum(1) / (sizes - 1)).sum() / sizes.sum())
    left_out = len(columns) - len(paired)
    warnings = _rare([code for unit in paired for code in unit]) if scale in ("nominal", "sets") else ()
    if left_out:
        warnings = (*warnings, f"Left out, with fewer than 2 codes: {left_out} of {len(columns)} items.")
    of_text = None if texts is None else [texts[place] for place in kept]
    return resampled("Krippendorff's alpha", of_units, len(paired), len(codes), same, level, seed, warnings, of_text)


def by_code(codes: Sequence[Sequence[Hashable]], *, level: float = 0.95, seed: int = 0) -> dict[Hashable, Agreement]:
    """Krippendorff's alpha of each code against all others: which codes need a clearer definition.

    codes: coders × units as in `krippendorff`; where codes are sets, of each code's being in the set.
    """
    seen = {_frozen(c) for row in codes for c in row if not _missing(c)}
    sets = any(isinstance(c, frozenset) for c in seen)
    singles = {x for c in seen for x in c} if sets else seen

    def one(code: Hashable, given: Any) -> bool | None:
        if _missing(given):
            return None
        return code in given if sets else _frozen(given) == code

    found = {}
    for code in sorted(singles, key=str):
        rows = [[one(code, given) for given in row] for row in codes]
        if len({x for row in rows for x in row if x is not None}) == 2:
            found[code] = krippendorff(rows, level=level, seed=seed)
    return found


def _alpha(counts: Array, distance: Array | None) -> float:
    """counts: units × codes. distance: codes × codes, or None for the ordinal one, which depends on how often
    each code is used."""
    sizes = counts.sum(1)
    totals = counts.sum(0)
    if distance is None:
        distance = _ordinal(totals)
    # The diagonal of the coincidences (a code with itself) is at distance 0 and drops out.
    coincidences = (counts / (sizes - 1)[:, None]).T @ counts
    expected = float(totals @ distance @ totals)
    if expected <= 0:
        return math.nan
    return 1 - (float(totals.sum()) - 1) * float((coincidences * distance).sum()) / expected


def _ordinal(totals: Array) -> Array:
    """Krippendorff's ordinal distance: the square of the codes used between two, each end by half."""
    middle = np.cumsum(totals) - totals / 2
    return np.asarray((middle[:, None] - middle[None, :]) ** 2)


def _distance(codes: Sequence[Any], scale: Scale) -> Array:
    """Squared distance of every pair of codes."""
    if scale == "nominal":
        return 1 - np.eye(len(codes))
    if scale == "sets":
        return np.array([[_masi(a, b) for b in codes] for a in codes])
    if any(not isinstance(code, Real) or not math.isfinite(code) for code in codes):
        raise ValueError(f"on the scale {scale} codes must be finite numbers")
    x = np.array(codes, dtype=float)
    apart = x[:, None] - x[None, :]
    if scale == "ratio":
        if (x < 0).any():
            raise ValueError("codes on a ratio scale must not be negative")
        both = x[:, None] + x[None, :]
        apart = np.divide(apart, both, out=np.zeros_like(apart), where=both > 0)
    return np.asarray(apart**2)


def _masi(a: Any, b: Any) -> float:
    """1 - Jaccard × monotonicity (Passonneau 2006): 0 for equal sets, 1 for sets without a common code."""
    if not isinstance(a, frozenset) or not isinstance(b, frozenset):
        raise ValueError('with scale="sets" every code must be a set of codes')
    if a == b:
        return 0.0
    common = a & b
    if not common:
        return 1.0
    monotone = 2 / 3 if a <= b or b <= a else 1 / 3
    return 1 - len(common) / len(a | b) * monotone


def _missing(code: object) -> bool:
    return code is None or (isinstance(code, float) and math.isnan(code))


def _frozen(code: Any) -> Any:
    return frozenset(code) if isinstance(code, Set) else code


def _codes(given: Sequence[Any], order: Sequence[Hashable] | None) -> list[Any]:
    """The different codes, in order. Raises ValueError when agreement cannot be measured on them."""
    seen = set(given)
    if not seen:
        raise ValueError("no item was coded twice: agreement needs items that two coders have coded")
    if len(seen) == 1:
        raise ValueError("only one code was used, so agreement beyond chance cannot be measured")
    if order is not None:
        if missing := seen - set(order):
            raise ValueError(f"codes are missing from the order: {', '.join(map(str, missing))}")
        return list(order)
    numbers = all(isinstance(code, int | float) for code in seen)
    return (
        sorted(seen)
        if numbers
        else sorted(seen, key=lambda code: str(sorted(code)) if isinstance(code, Set) else str(code))
    )


def _rare(given: Sequence[Hashable]) -> tuple[str, ...]:
    used = {code: given.count(code) for code in set(given)}
    rare = sorted(str(set(c) if isinstance(c, Set) else c) for c, n in used.items() if n < RARE)
    return (f"Used fewer than {RARE} times, so little is known of them: {', '.join(rare)}.",) if rare else ()


def resampled(
    name: str,
    of_units: Callable[[NDArray[np.intp]], float],
    units: int,
    coders: int,
    observed: float,
    level: float,
    seed: int,
    warnings: tuple[str, ...] = (),
    texts: Sequence[Hashable] | None = None,
) -> Agreement:
    """The coefficient of all units, and its percentile interval over resampled units, or texts of units."""
    tail = tail_of(level)
    coefficient = of_units(np.arange(units))
    if units < 2:
        raise ValueError("agreement on a single item says nothing: 2 or more items, coded twice, are needed")
    if math.isnan(coefficient):
        raise ValueError("only one code was used, so agreement beyond chance cannot be measured")
    if texts is not None and len(set(texts)) < 2:
        raise ValueError("agreement on parts of a single text says nothing: 2 or more texts are needed")
    draw = _drawing(units, texts, np.random.default_rng(seed))
    again = np.array([of_units(draw()) for _ in range(RESAMPLES)])
    # A resample in which only one code is left has no coefficient; it is not evidence of anything.
    low, high = np.nanquantile(again, [tail, 1 - tail])
    verdict = "good" if coefficient >= GOOD else "tentative" if coefficient >= TENTATIVE else "low"
    if units < FEW_UNITS:
        warnings = (*warnings, f"Only {units} items: the range is rough.")
    if low == high:
        warnings = (
            *warnings,
            "However items are resampled the result is the same: the range cannot tell how sure it is.",
        )
    if low < TENTATIVE <= coefficient:
        warnings = (*warnings, f"It may be as low as {low:.2f}: code more items before relying on it.")
    return Agreement(name, coefficient, float(low), float(high), level, observed, units, coders, verdict, warnings)


def _drawing(units: int, texts: Sequence[Hashable] | None, rng: np.random.Generator) -> Callable[[], NDArray[np.intp]]:
    """Draws as many units again, with replacement; or as many texts, each with all its units."""
    if texts is None:
        return lambda: rng.integers(0, units, units)
    of_text: dict[Hashable, list[int]] = {}
    for unit, text in enumerate(texts):
        of_text.setdefault(text, []).append(unit)
    whole = [np.array(members, dtype=np.intp) for members in of_text.values()]
    return lambda: np.concatenate([whole[text] for text in rng.integers(0, len(whole), len(whole))])
