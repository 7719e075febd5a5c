"""A pathway as a form: nested tables of names and numbers, as a TOML file or a page gives them.

    name = "Clinic as it is"
    days = 5                          # for how long people are counted; warm_up_days = 0
    target_minutes = 30
    arrivals_per_hour = [0, 0, …]     # 24 numbers, or 168 for a week, or one number for all hours

    [teams.nurse]
    people = 2                        # or rooms, or beds
    opens = 9                         # closes = 17, days = ["Mon", "Tue"]
    source = "rota of March"

    [steps.check-in]
    team = "nurse"                    # leave out where nobody is waited for
    minutes = {fastest = 2, usual = 4, slowest = 15}       # or {mean = 5, sd = 2}, {mean = 5}, 5
    next_of_100 = {blood = 30, leave = 70}                 # all leave where it is left out
    gives_up_after = {mean = 60}      # no_show_of_100 = 8, no_show_minutes = 5
    source = "we timed 40 people"

    [groups.interpreter]
    of_100 = 10
    slower = {check-in = 1.5}         # next_of_100, no_show_of_100 by step; first = "blood"; priority = 0
                                      # people in no group are “everybody else”
    [changed]                         # what if: the same names, only what differs
    name = "With a third nurse"
    teams.nurse.people = 3            # steps.blood = false leaves a step out

A key that is not known is refused: a misspelt assumption must not be lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from throughline.analysis.pathway.durations import Duration, exponential, fixed, guess, lognormal
from throughline.analysis.pathway.model import EVERYBODY, UNKNOWN, Group, Pathway, Step, Team

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
TOP = ("name", "days", "warm_up_days", "target_minutes", "arrivals_per_hour", "source", "teams", "steps", "groups")
TEAM = ("people", "rooms", "beds", "opens", "closes", "days", "source")
STEP = ("team", "minutes", "next_of_100", "gives_up_after", "no_show_of_100", "no_show_minutes", "source")
GROUP = ("of_100", "slower", "next_of_100", "no_show_of_100", "first", "priority", "source")
ELSE = "everybody else"


def now_and_changed(form: Mapping[str, Any]) -> tuple[Pathway, Pathway | None]:
    """The pathway of a form, and the one under “changed”, if there is one. Raises ValueError that names the table and
    the key."""
    plain = {key: value for key, value in form.items() if key != "changed"}
    if "changed" not in form:
        return pathway(plain), None
    changes = _table(form["changed"], "changed")
    name = changes.get("name", f"{plain.get('name', 'the pathway')}, changed")
    return pathway(plain), pathway(_merged(plain, changes) | {"name": name})


def pathway(form: Mapping[str, Any]) -> Pathway:
    """The pathway that a form describes. Raises ValueError that names the table and the key."""
    _only(form, TOP, "the form")
    teams = tuple(_team(name, _table(t, f"teams.{name}")) for name, t in _tables(form, "teams").items())
    steps = tuple(_step(name, _table(t, f"steps.{name}")) for name, t in _tables(form, "steps").items())
    groups = tuple(_group(name, _table(t, f"groups.{name}")) for name, t in _tables(form, "groups").items())
    rest = 1 - sum(g.share for g in groups)
    if rest > 1e-9:
        groups = (*groups, Group(ELSE, rest)) if groups else (EVERYBODY,)
    target = form.get("target_minutes")
    return Pathway(
        name=str(form.get("name", "the pathway")),
        steps=steps,
        teams=teams,
        arrivals=_arrivals(form.get("arrivals_per_hour")),
        groups=groups,
        days=_whole(form.get("days", 1), "days"),
        warm_up=_whole(form.get("warm_up_days", 0), "warm_up_days"),
        target=None if target is None else _number(target, "target_minutes"),
        source=str(form.get("source", UNKNOWN)),
    )


def _team(name: str, form: Mapping[str, Any]) -> Team:
    where = f"teams.{name}"
    _only(form, TEAM, where)
    sizes = [key for key in ("people", "rooms", "beds") if key in form]
    if len(sizes) != 1:
        raise ValueError(f"{where} needs one of people, rooms or beds: how many are served at once")
    return Team(
        name,
        _whole(form[sizes[0]], f"{where}.{sizes[0]}"),
        _number(form.get("opens", 0), f"{where}.opens"),
        _number(form.get("closes", 24), f"{where}.closes"),
        tuple(_weekday(day, where) for day in form.get("days", WEEKDAYS)),
        str(form.get("source", UNKNOWN)),
    )


def _step(name: str, form: Mapping[str, Any]) -> Step:
    where = f"steps.{name}"
    _only(form, STEP, where)
    if "minutes" not in form:
        raise ValueError(f"{where} needs minutes: how long it takes")
    patience = form.get("gives_up_after")
    return Step(
        name,
        form.get("team"),
        duration(form["minutes"], f"{where}.minutes"),
        _shares(form.get("next_of_100", {}), f"{where}.next_of_100"),
        None if patience is None else duration(patience, f"{where}.gives_up_after"),
        _number(form.get("no_show_of_100", 0), f"{where}.no_show_of_100") / 100,
        _number(form.get("no_show_minutes", 0), f"{where}.no_show_minutes"),
        str(form.get("source", UNKNOWN)),
    )


def _group(name: str, form: Mapping[str, Any]) -> Group:
    where = f"groups.{name}"
    _only(form, GROUP, where)
    if "of_100" not in form:
        raise ValueError(f"{where} needs of_100: how many of 100 people it is")
    onward = _table(form.get("next_of_100", {}), f"{where}.next_of_100")
    slower = _table(form.get("slower", {}), f"{where}.slower")
    return Group(
        name,
        _number(form["of_100"], f"{where}.of_100") / 100,
        {step: _number(x, f"{where}.slower.{step}") for step, x in slower.items()},
        {step: _shares(shares, f"{where}.next_of_100.{step}") for step, shares in onward.items()},
        _shares(form.get("no_show_of_100", {}), f"{where}.no_show_of_100"),
        form.get("first"),
        _whole(form.get("priority", 1), f"{where}.priority"),
        str(form.get("source", UNKNOWN)),
    )


def duration(form: Any, where: str) -> Duration:
    """A duration written as a number of minutes or as a small table. Raises ValueError that says which forms there
    are."""
    try:
        if not isinstance(form, Mapping):
            return fixed(_number(form, where))
        numbers = {key: _number(x, f"{where}.{key}") for key, x in form.items()}
        makers = {frozenset(("mean",)): exponential, frozenset(("mean", "sd")): lognormal}
        makers |= {frozenset(("fastest", "usual", "slowest")): guess}
        if frozenset(numbers) in makers:
            return makers[frozenset(numbers)](**numbers)  # type: ignore[operator]
    except ValueError as error:
        raise ValueError(str(error) if where in str(error) else f"{where}: {error}") from None
    raise ValueError(
        f"{where} must be a number of minutes, {{mean = …}}, {{mean = …, sd = …}} or {{fastest = …, usual = …, "
        f"slowest = …}}, not {', '.join(form) or 'an empty table'}"
    )


def _arrivals(given: Any) -> tuple[float, ...]:
    if given is None:
        raise ValueError("the form needs arrivals_per_hour: 24 numbers of people, one an hour, or one for all")
    if isinstance(given, list | tuple):
        return tuple(_number(x, f"arrivals_per_hour, hour {i}") for i, x in enumerate(given))
    return (_number(given, "arrivals_per_hour"),) * 24


def _shares(given: Any, where: str) -> dict[str, float]:
    return {name: _number(x, f"{where}.{name}") / 100 for name, x in _table(given, where).items()}


def _tables(form: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    return _table(form.get(key, {}), key)


def _table(given: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise ValueError(f"{where} must be a table of names, not {given!r}")
    return given


def _number(given: Any, where: str) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise ValueError(f"{where} must be a number, not {given!r}")
    return float(given)


def _whole(given: Any, where: str) -> int:
    number = _number(given, where)
    if not number.is_integer():
        raise ValueError(f"{where} must be a whole number, not {given!r}")
    return int(number)


def _weekday(day: Any, where: str) -> int:
    if day not in WEEKDAYS:
        raise ValueError(f"{where}.days are of {', '.join(WEEKDAYS)}, not {day!r}")
    return WEEKDAYS.index(day)


def _only(form: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
    for key in form:
        if key not in known:
            raise ValueError(f"{where} has “{key}”, which is not known there; known are {', '.join(known)}")


def _merged(plain: Mapping[str, Any], changes: Mapping[str, Any], below: int = 2) -> dict[str, Any]:
    """A copy with what differs, down to the keys of a step, team or group (two tables `below`): what they hold, such as
    minutes, is given whole. A step, team or group that is `false` is left out."""
    merged = dict(plain)
    for key, value in changes.items():
        if value is False:
            merged.pop(key, None)
        elif below and isinstance(value, Mapping) and isinstance(plain.get(key), Mapping):
            merged[key] = _merged(plain[key], value, below - 1)
        else:
            merged[key] = value
    return merged
