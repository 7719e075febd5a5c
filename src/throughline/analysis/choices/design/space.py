"""All that a design may be made of: the profiles of each alternative as rows of numbers, and which tasks may be shown.

The columns are brought to a common scale, so that no result of a search depends on the units of an attribute;
errors are given in the units of the attributes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from throughline.analysis.choices.design.plan import Attribute, Plan
from throughline.analysis.choices.design.rules import Rule, parse

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Index = NDArray[np.int64]
    Flags = NDArray[np.bool_]

MOST_PROFILES = 300_000


@dataclass(frozen=True, slots=True, eq=False)
class Space:
    """Every profile of every alternative, one below the other; a task is one index of a profile an alternative.

    levels: (profiles, attributes) the place of the level, -1 where the alternative has no such attribute. banned:
    (profiles,) what rules forbid. X: (profiles, K) coded, divided by `scale`. scale: (K,). of: (profiles,) the
    alternative. first: (alternatives,) where its profiles begin. stride: (alternatives, attributes) how far apart
    profiles are that differ by one level. worth: (profiles, columns) how well each level is liked; an attribute of
    which that is not known has two opposite columns, so that neither of two levels is better. twin: (profiles,)
    equal for profiles that look the same. key: (profiles,) random, whose sum names a task. mean, sd: (K,) the
    priors, in the units of the attributes.
    """

    plan: Plan
    names: tuple[str, ...]
    mean: Array
    sd: Array
    scale: Array
    levels: Index
    banned: Flags
    X: Array
    of: Index
    first: Index
    stride: Index
    worth: Array
    twin: Index
    key: NDArray[np.uint64]
    across: tuple[Rule, ...]

    @property
    def size(self) -> int:
        """Coefficients."""
        return len(self.names)

    @property
    def constants(self) -> int:
        """How many of the coefficients, the first, are constants."""
        return len(self.plan.estimated_constants)

    def comparable(self, a: int, b: int) -> bool:
        """Whether two alternatives have the same attributes."""
        return bool(((self.levels[self.first[a]] < 0) == (self.levels[self.first[b]] < 0)).all())

    def level(self, profiles: Index, attribute: int) -> NDArray[Any]:
        """The levels themselves of an attribute."""
        return _values(self.plan.attributes[attribute])[self.levels[profiles, attribute]]


def space_of(plan: Plan) -> Space:
    """Lay out every profile. Raises ValueError where the rules leave nothing or are not understood, there are too
    many profiles, or a coefficient cannot be told from any profile."""
    rules = tuple(_rule(text, plan) for text in plan.rules)
    blocks = [_factorial(plan, j) for j in range(len(plan.alternatives))]
    banned = [~_allowed(plan, j, levels, rules) for j, levels in enumerate(blocks)]
    for alternative, flags in zip(plan.alternatives, banned, strict=True):
        if flags.all():
            raise ValueError(f"the rules leave no profile for “{alternative.name}”")
    names, mean, sd = _coefficients(plan)
    levels, out = np.concatenate(blocks), np.concatenate(banned)
    of = np.repeat(np.arange(len(blocks)), [len(b) for b in blocks])
    X = _coded(plan, levels, of, len(names))
    scale = _scale(X[~out], names)
    twin, key = _identities(plan, levels, of)
    return Space(
        plan=plan,
        names=names,
        mean=mean,
        sd=sd,
        scale=scale,
        levels=levels,
        banned=out,
        X=X / scale,
        of=of,
        first=np.cumsum([0, *map(len, blocks)])[:-1],
        stride=np.array([_strides(plan, j) for j in range(len(blocks))]),
        worth=_worth(plan, levels, X, mean),
        twin=twin,
        key=key,
        across=tuple(r for r in rules if r.across),
    )


def _values(attribute: Attribute) -> NDArray[Any]:
    return np.array([*attribute.levels], dtype=object)


def _rule(text: str, plan: Plan) -> Rule:
    rule = parse(text, {a.name: a.levels for a in plan.attributes}, tuple(a.name for a in plan.alternatives))
    designed = {plan.alternatives[j].name for j in plan.designed}
    for term in rule.terms:
        if term.alternative is not None and not _has(plan, term.alternative, term.attribute or "", designed):
            raise ValueError(f"the rule “{text}” speaks of {term.attribute} of “{term.alternative}”, which has none")
    return rule


def _has(plan: Plan, alternative: str, attribute: str, designed: set[str]) -> bool:
    found = next(a for a in plan.attributes if a.name == attribute)
    return alternative in designed and (not found.only_in or alternative in found.only_in)


def _sizes(plan: Plan, j: int) -> list[int]:
    """Levels of each attribute that the alternative has; 0 for those it has not."""
    name = plan.alternatives[j].name
    return [0 if a.only_in and name not in a.only_in else len(a.levels) for a in plan.attributes]


def _factorial(plan: Plan, j: int) -> Index:
    alternative = plan.alternatives[j]
    if alternative.fixed is not None:
        row = [a.levels.index(alternative.fixed[a.name]) if alternative.fixed else -1 for a in plan.attributes]
        return np.array([row], dtype=np.int64)
    sizes = _sizes(plan, j)
    total = int(np.prod([max(n, 1) for n in sizes], dtype=np.float64).clip(0, 2**53))
    if total > MOST_PROFILES:
        raise ValueError(f"“{alternative.name}” has {total:,} profiles, too many to design from: take fewer levels")
    grid = np.indices([max(n, 1) for n in sizes]).reshape(len(sizes), -1).T
    return np.where(np.array(sizes) == 0, -1, grid)


def _strides(plan: Plan, j: int) -> list[int]:
    if plan.alternatives[j].fixed is not None:
        return [0] * len(plan.attributes)
    sizes = [max(n, 1) for n in _sizes(plan, j)]
    return [int(np.prod(sizes[a + 1 :], dtype=np.int64)) for a in range(len(sizes))]


def _allowed(plan: Plan, j: int, levels: Index, rules: tuple[Rule, ...]) -> Flags:
    flags = np.ones(len(levels), dtype=bool)
    if plan.alternatives[j].fixed is not None:
        return flags
    place = {a.name: i for i, a in enumerate(plan.attributes)}

    def value(_alternative: str | None, attribute: str) -> NDArray[Any]:
        i = place[attribute]
        return _values(plan.attributes[i])[levels[:, i]]

    for rule in rules:
        if not rule.across and all(levels[0, place[t.attribute or ""]] >= 0 for t in rule.terms):
            flags &= rule.kept(value)
    return flags


def _coefficients(plan: Plan) -> tuple[tuple[str, ...], Array, Array]:
    """Names, means and standard deviations; the constants come first."""
    names: list[str] = []
    mean: list[float] = []
    sd: list[float] = []
    for alternative in plan.estimated_constants:
        names.append(f"constant: {alternative.name}")
        mean.append(alternative.constant or 0.0)
        sd.append(alternative.spread)
    for a in plan.attributes:
        names += a.coefficients
        mean += a.prior or (0.0,) * a.size
        sd += a.spread or (0.0,) * a.size
    return tuple(names), np.array(mean), np.array(sd)


def code_of(attribute: Attribute) -> Array:
    """(levels, coefficients): how each level is coded."""
    n = len(attribute.levels)
    if attribute.coding == "linear":
        return np.array(attribute.levels, dtype=np.float64)[:, None]
    if attribute.coding == "dummy":
        return np.eye(n)[:, 1:]
    return np.vstack([np.eye(n - 1), -np.ones(n - 1)])


def _coded(plan: Plan, levels: Index, of: Index, size: int) -> Array:
    X = np.zeros((len(levels), size))
    at = 0
    for alternative in plan.estimated_constants:
        X[of == plan.alternatives.index(alternative), at] = 1.0
        at += 1
    for i, attribute in enumerate(plan.attributes):
        table = np.vstack([code_of(attribute), np.zeros(attribute.size)])
        X[:, at : at + attribute.size] = table[levels[:, i]]  # -1 is the row of zeros
        at += attribute.size
    return X


def _scale(X: Array, names: tuple[str, ...]) -> Array:
    """The range of each column."""
    spread = np.ptp(X, axis=0)
    if not spread.all():
        name = names[int(np.argmin(spread))]
        raise ValueError(f"“{name}” is the same in every profile that the rules allow, so it cannot be estimated")
    return spread


def _worth(plan: Plan, levels: Index, X: Array, mean: Array) -> Array:
    columns: list[Array] = []
    at = len(plan.estimated_constants)
    for i, attribute in enumerate(plan.attributes):
        own = slice(at, at + attribute.size)
        at += attribute.size
        place = np.where(levels[:, i] < 0, 0, levels[:, i]).astype(np.float64)
        if attribute.better is not None:
            columns.append(place if attribute.better == "later" else -place)
        elif mean[own].any():
            columns.append(X[:, own] @ mean[own])
        else:
            columns += [place, -place]
    return np.column_stack(columns)


def _identities(plan: Plan, levels: Index, of: Index) -> tuple[Index, NDArray[np.uint64]]:
    """Twins look the same. Where the designed alternatives differ by name only, tasks are the same in any order."""
    _, twin = np.unique(levels, axis=0, return_inverse=True)
    twin = twin.reshape(-1).astype(np.int64)
    rng = np.random.default_rng(20_26)
    alike = all(plan.alternatives[j].constant is None for j in plan.designed)
    names = twin if alike else twin + len(levels) * of
    keys = rng.integers(0, 2**63, size=int(names.max()) + 1, dtype=np.uint64)
    return twin, keys[names]
