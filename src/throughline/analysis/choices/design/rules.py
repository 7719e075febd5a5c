"""Rules of what may be shown: "price > 10", "if price > 20 and wait = 'months' then staff = 'nurse'".

A rule without the names of alternatives holds within each alternative that has the attributes it names; with
them ("Clinic.price < Home.price") it holds within the task. Several conditions are joined by "and". Names and
levels that hold spaces stand in quotes.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    # (alternative or None, attribute) → the level of each profile or task
    Levels = Callable[[str | None, str], NDArray[Any]]

_COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "=": operator.eq,
}
_TOKEN = re.compile(r"""\s*(?:("[^"]*"|'[^']*')|(<=|>=|!=|<|>|=)|([.])|([^\s<>=!."']+(?:\.\d+)?))""")


@dataclass(frozen=True, slots=True)
class Term:
    """One side of a comparison: an attribute (of an alternative, where named) or a level."""

    attribute: str | None
    alternative: str | None = None
    level: float | str | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    left: Term
    sign: str
    right: Term


@dataclass(frozen=True, slots=True)
class Rule:
    """conditions: all must hold (`then`) wherever all of `given` do."""

    text: str
    given: tuple[Condition, ...]
    then: tuple[Condition, ...]

    @property
    def terms(self) -> tuple[Term, ...]:
        return tuple(t for c in (*self.given, *self.then) for t in (c.left, c.right) if t.attribute is not None)

    @property
    def across(self) -> bool:
        """Whether it speaks of alternatives by name."""
        return any(t.alternative is not None for t in self.terms)

    def kept(self, levels: Levels) -> NDArray[np.bool_]:
        """Where the rule is kept; `levels` gives the level of an attribute in each profile or task."""
        then = _all(self.then, levels)
        return then if not self.given else then | ~_all(self.given, levels)


def parse(text: str, attributes: Mapping[str, tuple[float | str, ...]], alternatives: tuple[str, ...]) -> Rule:
    """Read a rule. attributes: levels by name. Raises ValueError that says what is not understood."""
    tokens = _tokens(text)
    given: list[str] = []
    if tokens[:1] == ["if"]:
        if "then" not in tokens:
            raise ValueError(f"the rule “{text}” has an if without a then")
        at = tokens.index("then")
        given, tokens = tokens[1:at], tokens[at + 1 :]
    reader = _Reader(text, attributes, alternatives)
    rule = Rule(text, reader.conditions(given) if given else (), reader.conditions(tokens))
    if rule.across and any(t.alternative is None for t in rule.terms):
        raise ValueError(f"the rule “{text}” names the alternative of some attributes only: name it for all or none")
    return rule


def _tokens(text: str) -> list[str]:
    found, at = [], 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None:
            raise ValueError(f"the rule “{text}” is not understood at “{text[at:].strip()}”")
        found.append(next(part for part in match.groups() if part is not None))
        at = match.end()
    return found


@dataclass(frozen=True, slots=True)
class _Reader:
    text: str
    attributes: Mapping[str, tuple[float | str, ...]]
    alternatives: tuple[str, ...]

    def conditions(self, tokens: list[str]) -> tuple[Condition, ...]:
        parts: list[list[str]] = [[]]
        for word in tokens:
            if word == "and":
                parts.append([])
            else:
                parts[-1].append(word)
        return tuple(self._condition(part) for part in parts)

    def _condition(self, tokens: list[str]) -> Condition:
        signs = [i for i, token in enumerate(tokens) if token in _COMPARE]
        if len(signs) != 1:
            raise ValueError(f"each condition of the rule “{self.text}” needs one of < <= = != >= >")
        at = signs[0]
        left = self._term(tokens[:at], ())
        if left.attribute is None:
            raise ValueError(f"a condition of the rule “{self.text}” does not begin with an attribute")
        levels = self.attributes[left.attribute]
        right = self._term(tokens[at + 1 :], levels)
        if right.attribute is None and right.level not in levels and tokens[at] in ("=", "!="):
            raise ValueError(f"the rule “{self.text}” names {right.level!r}, which is no level of “{left.attribute}”")
        self._check_order(left, tokens[at], right)
        return Condition(left, tokens[at], right)

    def _check_order(self, left: Term, sign: str, right: Term) -> None:
        levels = [*self.attributes[left.attribute or ""]]
        levels += self.attributes[right.attribute] if right.attribute is not None else [right.level or 0.0]
        if sign not in ("=", "!=") and any(isinstance(x, str) for x in levels):
            raise ValueError(f"the rule “{self.text}” asks which of two words is larger; use = or !=")

    def _term(self, tokens: list[str], levels: tuple[float | str, ...]) -> Term:
        words = [token.strip("\"'") for token in tokens]
        if len(words) == 3 and words[1] == "." and words[0] in self.alternatives and words[2] in self.attributes:
            return Term(words[2], words[0])
        if len(words) != 1:
            raise ValueError(f"“{' '.join(words)}” in the rule “{self.text}” is neither an attribute nor a level")
        if words[0] in levels:
            return Term(None, level=words[0])
        if words[0] in self.attributes:
            return Term(words[0])
        try:
            return Term(None, level=float(words[0]))
        except ValueError:
            return Term(None, level=words[0])


def _all(conditions: tuple[Condition, ...], levels: Levels) -> NDArray[np.bool_]:
    def value(term: Term) -> Any:
        return term.level if term.attribute is None else levels(term.alternative, term.attribute)

    kept = [np.asarray(_COMPARE[c.sign](value(c.left), value(c.right)), dtype=bool) for c in conditions]
    return np.logical_and.reduce(kept)
