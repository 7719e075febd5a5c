"""What a choice experiment asks about: attributes and their levels, alternatives, and what a design must keep to.

Priors are the part-worths that one expects before asking, from earlier studies or a pilot. Each is a number, or a
number with its standard deviation, and a design is the better the nearer they are; 0 says that nothing is known.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Coding = Literal["linear", "dummy", "effects"]
Constants = Literal["known", "estimated", "none"]
Balance = Literal["free", "soft", "hard"]
Level = float | str


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of what is offered.

    levels: at least two, different; numbers where the coding is linear. coding: `linear` has one coefficient;
    `dummy` has one for each level but the first (0); `effects` has one for each but the last, which is minus
    their sum. prior: one number a coefficient, () for zeros. spread: the standard deviation of each prior, () for
    priors taken as exact. better: whether later levels are liked better ("later") or earlier ones ("earlier");
    None leaves it to the priors. only_in: names of the alternatives that have it, () for all.
    """

    name: str
    levels: tuple[Level, ...]
    prior: tuple[float, ...] = ()
    spread: tuple[float, ...] = ()
    coding: Coding = "dummy"
    better: Literal["later", "earlier"] | None = None
    only_in: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.levels) < 2 or len(set(self.levels)) < len(self.levels):
            raise ValueError(f"“{self.name}” needs at least 2 levels, each of them once")
        if self.coding not in ("linear", "dummy", "effects"):
            raise ValueError(f"the coding of “{self.name}” must be linear, dummy or effects, not {self.coding!r}")
        if self.better not in ("later", "earlier", None):
            raise ValueError(f"`better` of “{self.name}” must be later or earlier, not {self.better!r}")
        if self.coding == "linear" and not all(_number(x) for x in self.levels):
            raise ValueError(f"the levels of “{self.name}” must be numbers where its coding is linear")
        for what, given in (("priors", self.prior), ("spreads", self.spread)):
            if given and (len(given) != self.size or not all(_number(x) for x in given)):
                raise ValueError(f"“{self.name}” needs {self.size} {what}, each a number, not {len(given)}")
        if any(x < 0 for x in self.spread):
            raise ValueError(f"the spreads of “{self.name}” cannot be negative")

    @property
    def size(self) -> int:
        """Coefficients."""
        return 1 if self.coding == "linear" else len(self.levels) - 1

    @property
    def coefficients(self) -> tuple[str, ...]:
        if self.coding == "linear":
            return (self.name,)
        shown = self.levels[1:] if self.coding == "dummy" else self.levels[:-1]
        return tuple(f"{self.name}: {level}" for level in shown)


@dataclass(frozen=True, slots=True)
class Alternative:
    """One alternative of every task.

    constant: prior of its constant, None for none. spread: its standard deviation. fixed: None where its levels
    are designed; else the level of each attribute (a status quo), or nothing at all (an opt-out, whose
    coefficients do not count).
    """

    name: str
    constant: float | None = None
    spread: float = 0.0
    fixed: Mapping[str, Level] | None = None

    def __post_init__(self) -> None:
        if self.constant is not None and not _number(self.constant):
            raise ValueError(f"the constant of “{self.name}” must be a number")
        if not _number(self.spread) or self.spread < 0:
            raise ValueError(f"the spread of the constant of “{self.name}” must be 0 or more")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be designed, and what the design must keep to.

    tasks: how many choice tasks in all. constants: what happens to the alternatives' constants: `known` (in the
    utility and taken as known, which flatters a design), `estimated` (estimated from the answers; errors are of
    the attributes' coefficients, with what the constants leave uncertain), `none` (left out). rules: what may not
    be shown, such as "if price > 20 then wait < 3" (each alternative) or "if Clinic.price > 20 then Home.price >
    10". balance: `free`, `soft` (levels shown unequally cost), `hard` (counts of levels differ by at most 1 in
    each alternative). blocks: versions; each person answers one. dominated, repeated: whether tasks with a
    designed alternative better in all than another, or the same task twice, may be shown. most_likely: the largest
    probability an alternative may have by the priors; tasks beyond it tell little. overlap: attributes whose level
    is the same throughout each task (partial profiles).
    """

    attributes: tuple[Attribute, ...]
    alternatives: tuple[Alternative, ...]
    tasks: int
    constants: Constants = "estimated"
    rules: tuple[str, ...] = ()
    balance: Balance = "hard"
    blocks: int = 1
    dominated: bool = False
    repeated: bool = False
    most_likely: float | None = None
    overlap: int = 0

    def __post_init__(self) -> None:
        self._check_names()
        self._check_choices()
        if not (1 <= self.blocks <= self.tasks) or self.tasks % self.blocks:
            raise ValueError(f"{self.tasks} tasks cannot be divided into {self.blocks} blocks of the same size")
        if self.most_likely is not None and not 1 / len(self.alternatives) < self.most_likely < 1:
            raise ValueError(f"`most_likely` must lie between 1 in {len(self.alternatives)} and 1")
        if not 0 <= self.overlap < len(self.attributes):
            raise ValueError("`overlap` must leave at least one attribute that differs")
        if self.overlap and self.balance != "free":
            raise ValueError("tasks with overlap cannot be balanced as well: set the balance to free")
        if self.overlap and any(a.only_in for a in self.attributes):
            raise ValueError("overlap needs attributes that every alternative has")

    def _check_names(self) -> None:
        for what, names in (
            ("attributes", [a.name for a in self.attributes]),
            ("alternatives", [a.name for a in self.alternatives]),
        ):
            if not names or len(set(names)) < len(names) or not all(names):
                raise ValueError(f"the {what} need names, each of them once")
        known = {a.name for a in self.alternatives if a.fixed is None}
        for attribute in self.attributes:
            for name in attribute.only_in:
                if name not in known:
                    raise ValueError(f"“{attribute.name}” is said to be only in “{name}”, which is no alternative")

    def _check_choices(self) -> None:
        if sum(a.fixed is None for a in self.alternatives) < 1 or len(self.alternatives) < 2:
            raise ValueError("a task needs at least two alternatives, one of them designed")
        for alternative in self.alternatives:
            for name, level in (alternative.fixed or {}).items():
                found = next((a for a in self.attributes if a.name == name), None)
                if found is None or level not in found.levels:
                    raise ValueError(f"“{alternative.name}” is fixed at {name} = {level!r}, which is no level")
            if alternative.fixed and len(alternative.fixed) < len(self.attributes):
                raise ValueError(f"“{alternative.name}” is fixed: give the level of every attribute, or of none")
        if self.constants not in ("known", "estimated", "none"):
            raise ValueError(f"constants are known, estimated or none, not {self.constants!r}")
        if self.balance not in ("free", "soft", "hard"):
            raise ValueError(f"the balance is free, soft or hard, not {self.balance!r}")
        constants = sum(a.constant is not None for a in self.alternatives)
        if self.constants != "none" and constants == len(self.alternatives):
            raise ValueError("one alternative must have no constant: the others are measured against it")

    @property
    def designed(self) -> tuple[int, ...]:
        """Places of the alternatives whose levels are designed."""
        return tuple(i for i, a in enumerate(self.alternatives) if a.fixed is None)

    @property
    def estimated_constants(self) -> tuple[Alternative, ...]:
        return tuple(a for a in self.alternatives if a.constant is not None and self.constants == "estimated")


def _number(x: object) -> bool:
    return isinstance(x, int | float) and not isinstance(x, bool) and math.isfinite(x)
