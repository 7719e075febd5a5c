"""A plan as people write it down, in a TOML file or a form.

tasks = 12                      # and blocks, balance, constants, rules, dominated, repeated, most_likely, overlap

[[attributes]]
name = "wait"
levels = ["1 week", "1 month"]
coding = "dummy"                # or linear, effects
prior = [-0.4]                  # one number a coefficient; a number alone where there is one
spread = [0.2]                  # standard deviations of the priors
better = "earlier"              # earlier levels are liked better; or later
only_in = ["Clinic"]            # alternatives that have it

[[alternatives]]
name = "Neither"
opt_out = true                  # or fixed = {wait = "1 month", …} for what people have now
constant = -1.0                 # and spread

[search]                        # criterion, price, method, starts, rounds, draws, power, seed
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from throughline.analysis.choices.design.plan import Alternative, Attribute, Plan

SEARCH = {
    "criterion": str,
    "price": str,
    "method": str,
    "starts": int,
    "rounds": int,
    "draws": int,
    "power": float,
    "seed": int,
}
LISTS = ("levels", "prior", "spread", "only_in", "rules")
KINDS: Mapping[str, type | tuple[type, ...]] = {
    "tasks": int,
    "blocks": int,
    "overlap": int,
    "dominated": bool,
    "repeated": bool,
    "most_likely": (int, float),
    "constant": (int, float),
    "opt_out": bool,
    "fixed": dict,
    **dict.fromkeys(("name", "coding", "better", "constants", "balance"), str),
}


def plan_of(document: Mapping[str, Any]) -> tuple[Plan, dict[str, Any]]:
    """The plan, and the keyword arguments of `design_choices` that the document asks for.

    Raises ValueError that names a key which is missing, unknown, or of the wrong kind.
    """
    document = dict(document)
    search = _search(document.pop("search", {}))
    attributes = tuple(_attribute(i, x) for i, x in enumerate(_several(document, "attributes"), start=1))
    alternatives = tuple(_alternative(i, x) for i, x in enumerate(_several(document, "alternatives"), start=1))
    own = {f.name for f in fields(Plan)} - {"attributes", "alternatives"}
    return Plan(attributes, alternatives, **_checked(document, own, "the plan", needed=("tasks",))), search


def _several(document: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = document.pop(name, None)
    if not isinstance(found, list) or not found or not all(isinstance(x, dict) for x in found):
        raise ValueError(f"the plan needs its {name}, each under a heading [[{name}]]")
    return found


def _attribute(number: int, given: dict[str, Any]) -> Attribute:
    what = f"attribute {number}"
    return Attribute(**_checked(given, {f.name for f in fields(Attribute)}, what, needed=("name", "levels")))


def _alternative(number: int, given: dict[str, Any]) -> Alternative:
    what = f"alternative {number}"
    known = {f.name for f in fields(Alternative)} | {"opt_out"}
    found = _checked(given, known, what, needed=("name",), one=("spread",))
    if found.pop("opt_out", False):
        if "fixed" in found:
            raise ValueError(f"{what} is an opt-out or fixed, not both")
        found["fixed"] = {}
    return Alternative(**found)


def _checked(
    given: Mapping[str, Any], known: set[str], what: str, *, needed: tuple[str, ...], one: tuple[str, ...] = ()
) -> dict[str, Any]:
    found = {}
    for key, value in given.items():
        if key not in known:
            raise ValueError(f"{what} has “{key}”, which is not known; known are: {', '.join(sorted(known))}")
        if key in LISTS and key not in one:
            found[key] = tuple(value) if isinstance(value, list) else (value,)
        elif not _is(value, KINDS.get(key, (int, float))):
            raise ValueError(f"“{key}” of {what} cannot be {value!r}")
        else:
            found[key] = value
    for key in needed:
        if key not in found:
            raise ValueError(f"{what} needs “{key}”")
    return found


def _is(value: object, kind: type | tuple[type, ...]) -> bool:
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))


def _search(given: object) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise ValueError("“search” must be a heading, [search]")
    for key, value in given.items():
        if key not in SEARCH:
            raise ValueError(f"[search] has “{key}”, which is not known; known are: {', '.join(SEARCH)}")
        if not _is(value, SEARCH[key]):
            raise ValueError(f"“{key}” of [search] cannot be {value!r}")
    return dict(given)
