"""Can these answers be trusted? The checks of `analyse choices`, each run where an option asks for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from throughline.cli.analyses.writing import Listing, Result
from throughline.cli.failures import BadInput

if TYPE_CHECKING:
    from throughline.analysis.choices.data import ChoiceData
    from throughline.analysis.choices.meaning import Preferences

WAYS = {"more": 1, "less": -1, "later": 1, "earlier": -1}
KEYS = ("straight_lines", "dominated", "stability", "too_fast", "held_out")


def checks(
    data: ChoiceData,
    given: dict[str, Any],
    levels: Mapping[str, list[str]],
    estimate: Callable[[ChoiceData], Preferences],
    seed: int,
) -> dict[str, Result]:
    """What was found, by key of result.json. estimate: makes the model anew from some of the choices."""
    from throughline.analysis.choices import validity

    found: dict[str, Result] = {"straight_lines": validity.straight_lines(data)}
    if given["better"]:
        plain = data.only([name for name in data.names if not name.startswith("constant: ")])
        apart = () if given["opt_out"] is None else (given["opt_out"],)
        found["dominated"] = validity.dominated(plain, _ways(given["better"], levels), apart=apart)
    if given["repeats"]:
        found["stability"] = validity.stability(data, _repeats(given["repeats"], data))
    if given["seconds"]:
        seconds = data.about[given["seconds"]].tolist()
        found["too_fast"] = validity.too_fast(dict(zip(data.people, seconds, strict=True)))
    if given["hold_out"]:
        found["held_out"] = validity.held_out(data, estimate, share=given["hold_out"], seed=seed)
    return found


def listed(found: Mapping[str, Result]) -> Listing:
    """The table of the report: each check in words."""
    return Listing("Can the answers be trusted?", ("What was found",), [(words,) for words in said(found)])


def said(found: Mapping[str, Result]) -> list[str]:
    return [getattr(found[key], "shown", "") for key in KEYS if key in found]


def _ways(better: tuple[str, ...], levels: Mapping[str, list[str]]) -> dict[str, int]:
    """“wait=less” as the library has it; numbers are more or less, levels later or earlier in their list."""
    ways = {}
    for text in better:
        name, _, way = text.partition("=")
        fits = ("later", "earlier") if name in levels else ("more", "less")
        if way not in fits:
            raise BadInput(f"--better {name} must be {fits[0]} or {fits[1]}, such as --better {name}={fits[0]}")
        ways[name] = WAYS[way]
    return ways


def _repeats(repeats: tuple[str, ...], data: ChoiceData) -> dict[Any, Any]:
    """“9=1” as the labels of the second asking and the first."""
    labels = {str(label): label for label in data.tasks}
    found = {}
    for text in repeats:
        again, _, first = text.partition("=")
        unknown = [name for name in (again, first) if name not in labels]
        if unknown:
            raise BadInput(f"--repeat {text}: there is no task “{unknown[0]}”; it is written AGAIN=FIRST")
        found[labels[again]] = labels[first]
    return found
