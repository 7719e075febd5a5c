"""Rules of consensus, each a frozen object that says itself in words and judges exactly at its edges.

A rule looks at counts of ratings (items × points) and says of each item IN (agreed: keep it), OUT (agreed: leave it
out) or OPEN (no consensus). Applied to "everybody", or to "each group", where all groups must come to the same.

Sources: RAND/UCLA: Fitch and others (2001); the table of disagreement by size of panel as printed in BMC Med Inform
Decis Mak 2012;12:93. 70/15: Williamson P. and others (2017), COMET Handbook, Trials 18(S3). Newer exclusion by little
support in each group: as in BMJ Open 169116. CVR: Lawshe C. (1975), Personnel Psychology 28; critical values by the
exact binomial test of Ayre C. and Scally A. (2014), Measurement and Evaluation in Counseling and Development 47.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, fields
from fractions import Fraction
from math import comb
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np

from throughline.analysis.panels.statistics import disagreement_index, percentile, spread_about_median

if TYPE_CHECKING:
    from throughline.analysis.panels.rounds import Counts, Scale

IN, OPEN, OUT = 1, 0, -1
WORDS = {IN: "in", OPEN: "no consensus", OUT: "out"}
Where = Literal["everybody", "each group"]


def exact(x: Any, what: str) -> Fraction:
    """A threshold as an exact fraction: 15, "15", "12.5", 0.7. Raises ValueError for anything else."""
    try:
        return Fraction(str(x))
    except ValueError:
        raise ValueError(f"{what} must be a number, not {x!r}") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(ABC):
    """What every rule has. where: "everybody" or "each group"."""

    where: Where = "everybody"
    name: ClassVar[str] = ""

    def __post_init__(self) -> None:
        if self.where not in ("everybody", "each group"):
            raise ValueError(f"a rule is applied to “everybody” or to “each group”, not to “{self.where}”")

    @property
    def words(self) -> str:
        return self._words() + (", in each group" if self.where == "each group" else ", over everybody")

    def judge(self, tally: Counts, scale: Scale) -> Counts:
        """Of each item: IN, OPEN or OUT. tally: cells × items × points, everybody first.

        Raises ValueError where the rule does not fit the scale.
        """
        if not self.fits(scale):
            raise ValueError(f"the {self.name} rule is defined on ratings of 1 to 9 only: choose another rule")
        if self.where == "everybody" or len(tally) == 1:
            return self._judge(tally[0], scale)
        each = self._judge(tally[1:], scale)
        return np.asarray(np.where((each == IN).all(0), IN, np.where((each == OUT).all(0), OUT, OPEN)))

    def fits(self, scale: Scale) -> bool:
        """Whether the rule is defined on ratings of this scale."""
        return True

    @abstractmethod
    def _judge(self, counts: Counts, scale: Scale) -> Counts:
        """Of each item: IN, OPEN or OUT. counts: items × points, of those the rule is applied to."""

    @abstractmethod
    def _words(self) -> str:
        """The rule, without whom it is applied to."""

    def to_dict(self) -> dict[str, Any]:
        """Everything that makes the rule what it is; thresholds as text, so that nothing is rounded."""
        settings = {f.name: getattr(self, f.name) for f in fields(self)}
        plain = {k: str(v) if isinstance(v, Fraction) else v for k, v in settings.items()}
        return {"rule": self.name, **plain, "words": self.words}


@dataclass(frozen=True, slots=True, kw_only=True)
class Appropriateness(Rule):
    """RAND/UCLA: in where the median lies in 7-9 without disagreement, out where in 1-3 without disagreement.

    disagreement: "ipras" (the distance of the 30th and 70th percentile exceeds its bound), or "classic" (by the
    size of the panel, so many ratings in 1-3 and as many in 7-9). between: what a median of 6.5 is: "higher",
    appropriate (and 3.5 uncertain, as the manual), or "uncertain" (EPAGE).
    """

    disagreement: Literal["ipras", "classic"] = "ipras"
    between: Literal["higher", "uncertain"] = "higher"
    name: ClassVar[str] = "RAND/UCLA"

    def __post_init__(self) -> None:
        Rule.__post_init__(self)
        if self.disagreement not in ("ipras", "classic") or self.between not in ("higher", "uncertain"):
            raise ValueError("disagreement is “ipras” or “classic”, and between is “higher” or “uncertain”")

    def fits(self, scale: Scale) -> bool:
        return scale.nine

    def _judge(self, counts: Counts, scale: Scale) -> Counts:
        twice = percentile(counts, 1, 2) + 2  # twice the median
        agreed = ~disagree(counts, scale, self.disagreement) & (counts.sum(-1) > 0)
        high = twice >= (13 if self.between == "higher" else 14)
        return np.asarray(np.where(agreed & high, IN, np.where(agreed & (twice <= 6), OUT, OPEN)))

    def _words(self) -> str:
        middle = "high" if self.between == "higher" else "uncertain"
        how = "IPRAS" if self.disagreement == "ipras" else "the classic table"
        return (
            f"in with a median of 7 to 9 and out with one of 1 to 3, without disagreement by {how} "
            f"(a median of 6.5 counts as {middle})"
        )


def disagree(counts: Counts, scale: Scale, how: Literal["ipras", "classic"]) -> Any:
    """Whether ratings of 1 to 9 disagree, item by item."""
    if how == "ipras":
        width, bound = disagreement_index(counts)
        return width > bound
    n = counts.sum(-1)
    # The published table (3, 4, 5 of 8-10, 11-13, 14-16 people), and a third of other panels.
    enough = np.where((n >= 8) & (n <= 16), (n + 1) // 3, -(-n // 3))
    least = np.minimum(scale.band(counts, "against"), scale.band(counts, "favour"))
    return (least >= enough) & (n > 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proportion(Rule):
    """70/15 and its kin: in where at least so many per cent are in favour and fewer than so many against.

    against_below: None where only support counts. out: "mirror" (as many against, as few in favour), "little support"
    (at most out_favour_at_most per cent in favour), or "never".
    """

    favour_at_least: Fraction = Fraction(70)
    against_below: Fraction | None = Fraction(15)
    out: Literal["mirror", "little support", "never"] = "mirror"
    out_favour_at_most: Fraction = Fraction(50)
    name: ClassVar[str] = "proportion"

    def __post_init__(self) -> None:
        Rule.__post_init__(self)
        if self.out not in ("mirror", "little support", "never"):
            raise ValueError("out is “mirror”, “little support” or “never”")
        for field in ("favour_at_least", "against_below", "out_favour_at_most"):
            if (given := getattr(self, field)) is not None:
                value = exact(given, field)
                if not 0 <= value <= 100:
                    raise ValueError(f"{field} is a percentage from 0 to 100, not {given}")
                object.__setattr__(self, field, value)
        apart = self.against_below is not None and self.against_below <= self.favour_at_least
        if self.out == "mirror" and self.favour_at_least <= 50 and not apart:
            raise ValueError("with half or less an item could be in and out at once: ask for more than 50%")
        if self.out == "little support" and self.out_favour_at_most >= self.favour_at_least:
            raise ValueError("an item could be in and out at once: out_favour_at_most must lie below favour_at_least")

    def _judge(self, counts: Counts, scale: Scale) -> Counts:
        n, favour, against = counts.sum(-1), scale.band(counts, "favour"), scale.band(counts, "against")
        inside = self._carried(favour, against, n)
        if self.out == "mirror":
            outside = self._carried(against, favour, n)
        elif self.out == "little support":
            limit = self.out_favour_at_most / 100
            outside = favour * limit.denominator <= n * limit.numerator
        else:
            outside = np.zeros_like(inside)
        return np.asarray(np.where(n == 0, OPEN, np.where(inside, IN, np.where(outside, OUT, OPEN))))

    def _carried(self, yes: Counts, no: Counts, n: Counts) -> Any:
        least = self.favour_at_least / 100
        carried = yes * least.denominator >= n * least.numerator
        if self.against_below is not None:
            most = self.against_below / 100
            carried = carried & (no * most.denominator < n * most.numerator)
        return carried

    def _words(self) -> str:
        below = "" if self.against_below is None else f" and fewer than {float(self.against_below):g}% against"
        out = {
            "mirror": "out where it is the other way round",
            "little support": f"out where at most {float(self.out_favour_at_most):g}% are in favour",
            "never": "never out",
        }[self.out]
        return f"in where at least {float(self.favour_at_least):g}% are in favour{below}, {out}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread(Rule):
    """In (or out) where ratings lie close together and their median lies in favour (or against).

    measure: "iqr" (type 7 quartiles), "mad" (median distance from the median) or "sd". at_most: its bound, reached is
    enough.
    """

    measure: Literal["iqr", "mad", "sd"] = "iqr"
    at_most: Fraction = Fraction(2)
    name: ClassVar[str] = "spread"

    def __post_init__(self) -> None:
        Rule.__post_init__(self)
        object.__setattr__(self, "at_most", exact(self.at_most, "at_most"))
        if self.measure not in ("iqr", "mad", "sd") or self.at_most < 0:
            raise ValueError("the measure is “iqr”, “mad” or “sd”, and at_most is 0 or more")

    def _judge(self, counts: Counts, scale: Scale) -> Counts:
        n, twice = counts.sum(-1), percentile(counts, 1, 2) + 2 * scale.low
        close = self._close(counts, n) & (n > 0)
        high, low = twice >= 2 * scale.favour, twice <= 2 * scale.against
        return np.asarray(np.where(close & high, IN, np.where(close & low, OUT, OPEN)))

    def _close(self, counts: Counts, n: Counts) -> Any:
        top, bottom = self.at_most.numerator, self.at_most.denominator
        if self.measure == "sd":
            values = np.arange(counts.shape[-1])
            squares = n * (counts @ values**2) - (counts @ values) ** 2  # n (n - 1) times the variance
            return squares * bottom**2 <= top**2 * n * (n - 1)
        quarters = (
            percentile(counts, 3, 4) - percentile(counts, 1, 4)
            if self.measure == "iqr"
            else spread_about_median(counts)
        )
        return quarters * bottom <= 4 * top

    def _words(self) -> str:
        name = {"iqr": "interquartile range", "mad": "absolute deviation (median)", "sd": "ordinary standard deviation"}
        close = f"{name[self.measure]} of at most {float(self.at_most):g}"
        return f"in with a median in favour and out with one against, with an {close}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentValidity(Rule):
    """Lawshe's ratio: in where more call the item essential (in favour) than chance would (one-sided exact test)."""

    p: Fraction = Fraction(1, 20)
    name: ClassVar[str] = "content validity"

    def __post_init__(self) -> None:
        Rule.__post_init__(self)
        object.__setattr__(self, "p", exact(self.p, "p"))
        if not 0 < self.p < 1:
            raise ValueError("p lies between 0 and 1")

    def _judge(self, counts: Counts, scale: Scale) -> Counts:
        n = counts.sum(-1)
        needed = {int(size): needed_for_validity(int(size), self.p) for size in np.unique(n)}
        enough = np.vectorize(lambda size: needed[int(size)], otypes=[np.int64])(n)
        return np.asarray(np.where(scale.band(counts, "favour") >= enough, IN, OPEN))

    def _words(self) -> str:
        return f"in where more than chance call it essential (content validity ratio, p of at most {float(self.p):g})"


def needed_for_validity(n: int, p: Fraction = Fraction(1, 20)) -> int:
    """How many of n must call an item essential (Ayre and Scally 2014); n + 1 where even all would not do."""
    if n < 0 or not 0 < p < 1:
        raise ValueError("a panel has 0 or more people, and p lies between 0 and 1")
    k, tail = n, 1
    while tail <= p * 2**n:
        k -= 1
        tail += comb(n, k)
    return k + 1


def validity_ratio(essential: int, n: int) -> float:
    """Lawshe's content validity ratio, (essential - n / 2) / (n / 2). Raises ValueError for n = 0."""
    if not 0 <= essential <= n or n == 0:
        raise ValueError(f"{essential} of {n} is no share of a panel")
    return (essential - n / 2) / (n / 2)
