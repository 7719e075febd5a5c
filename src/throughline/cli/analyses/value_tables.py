"""The tables that `analyse value` reads beside the draws of options: consequences, gains of groups, and staff time; and
how the report lists them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from throughline.cli.analyses.reading import Table, column
from throughline.cli.analyses.running import Work
from throughline.cli.analyses.writing import Listing

if TYPE_CHECKING:
    from throughline.analysis.intervals import Interval
    from throughline.analysis.value.consequences import Consequence, Consequences, Spread
    from throughline.analysis.value.staff_time import StaffTime

BETTER = ("more", "less")


def consequences_of(work: Work, path: Path, options: list[str]) -> Consequences:
    """A row for each consequence and option."""
    from throughline.analysis.value import consequences as value

    table = work.read(
        path,
        *(column(name) for name in ("who", "what", "unit")),
        column("option", choices=options),
        column("value", kind="number"),
        *(column(name, kind="number", required=False, blanks=True) for name in ("low", "high")),
        column("source"),
        column("better", choices=BETTER, required=False, blanks=True),
    )
    rows: dict[tuple[str, str], dict[str, int]] = {}
    for i, (who, what, option) in enumerate(zip(table["who"], table["what"], table["option"], strict=True)):
        row_of = rows.setdefault((who, what), {})
        if option in row_of:
            raise table.wrong(i, "option", f"“{what}” ({who}) stands twice for “{option}”")
        row_of[option] = i
    lines = [_consequence(table, list(found.values())) for found in rows.values()]
    return value.consequences(options, lines)


def _consequence(table: Table, rows: list[int]) -> Consequence:
    """One line of the table; what is said of it must be the same for all options."""
    from throughline.analysis.value.consequences import Consequence

    for name in ("unit", "better", "source"):
        cells = table.get(name)
        if cells is not None and (i := next((i for i in rows if cells[i] != cells[rows[0]]), None)) is not None:
            raise table.wrong(i, name, f"“{cells[i]}” differs from “{cells[rows[0]]}” of the same consequence")
    first, better = rows[0], table.get("better")
    return Consequence(
        who=table["who"][first],
        what=table["what"][first],
        unit=table["unit"][first],
        values={table["option"][i]: _range(table, i) for i in rows},
        source=table["source"][first],
        better="" if better is None else better[first] or "",
    )


def _range(table: Table, i: int) -> Interval:
    """The figure with the range that is given with it; one without a range is taken as exact."""
    import numpy as np

    from throughline.analysis.intervals import Interval

    value = float(table["value"][i])
    low, high = (float(table[x][i]) if table.has(x) else np.nan for x in ("low", "high"))
    if np.isnan(low) != np.isnan(high):
        raise table.wrong(i, "low" if np.isnan(low) else "high", "is not given; give both ends of the range, or none")
    if np.isnan(low):
        low = high = value
    if not low <= value <= high:
        raise table.wrong(i, "value", f"{value:g} does not lie between low, {low:g}, and high, {high:g}")
    return Interval(value, low, high, 0.95, 0, "as given", table["unit"][i])


def gains_of(work: Work, path: Path, unit: str) -> Spread:
    """A row for each group and draw; the first group is the one that should not be left behind."""
    from throughline.analysis.value.consequences import by_group

    table = work.read(
        path,
        column("group"),
        column("people", kind="number", above=0),
        column("draw", kind="integer"),
        column("gain", kind="number"),
    )
    people: dict[str, float] = {}
    gains: dict[str, list[float]] = {}
    seen: set[tuple[str, int]] = set()
    numbers = (table[name].tolist() for name in ("people", "draw", "gain"))
    for i, (group, number, draw, gain) in enumerate(zip(table["group"], *numbers, strict=True)):
        if people.setdefault(group, number) != number:
            raise table.wrong(i, "people", f"{number:g} differs from {people[group]:g} in an earlier row of “{group}”")
        if (group, draw) in seen:
            raise table.wrong(i, "draw", f"draw {draw} stands twice for “{group}”")
        seen.add((group, draw))
        gains.setdefault(group, []).append(gain)
    return by_group(people, gains, unit=f"{unit}s a person")


def staff_time_of(work: Work, path: Path) -> StaffTime:
    """A row for each item of time saved."""
    from throughline.analysis.value.parameters import Parameter
    from throughline.analysis.value.staff_time import Kind, saved, staff_time

    numbers = ("minutes", "times", "realised", "cost_of_hour", "hours_of_post")
    table = work.read(
        path,
        column("name", unique=True),
        column("kind", choices=get_args(Kind)),
        column("minutes", kind="number", least=0),
        column("times", kind="number", least=0),
        column("realised", kind="number", least=0, most=1),
        column("cost_of_hour", kind="number", least=0),
        column("hours_of_post", kind="number", above=0),
        column("source"),
    )
    items = []
    for i, (name, kind, source) in enumerate(zip(table["name"], table["kind"], table["source"], strict=True)):
        minutes, times, realised, hour, post = (float(table[number][i]) for number in numbers)
        items.append(
            saved(
                name,
                minutes=minutes,
                times=times,
                kind=kind,
                realised=realised,
                cost_of_hour=Parameter("cost of an hour", hour, "£", source, name),
                hours_of_post=Parameter("hours of a full-time year", post, "hours", source, name),
            )
        )
    return staff_time(items)


def listed(found: dict[str, Any]) -> list[Listing]:
    """What no chart tells in full: all consequences, and each item of staff time."""
    lists = []
    if "consequences" in found:
        lists.append(_side_by_side(found["consequences"]))
    if "staff_time" in found:
        rows = [
            [x.name, x.kind, f"{x.hours:,.0f}", f"{x.gross:,.0f}", f"{x.realised:,.0f}", x.parameters[0].source]
            for x in found["staff_time"].items
        ]
        headers = ["Staff time", "Kind", "Hours a year", "Worth, £", "Can be used, £", "Source"]
        lists.append(Listing("Staff time that is saved, item by item", headers, rows))
    return lists


def _side_by_side(found: Consequences) -> Listing:
    first, *others = found.options
    rows = [
        [
            line.who,
            f"{line.what}, {line.unit}",
            *(_printed(line.values[name]) for name in found.options),
            *(found.difference(line, name) for name in others),
            line.source,
        ]
        for line in found.lines
    ]
    headers = ["For whom", "What", *found.options, *(f"“{name}” against “{first}”" for name in others), "Source"]
    return Listing("What each option does, for whom, before any ratio", headers, rows)


def _printed(x: Interval) -> str:
    return f"{x.estimate:,.4g}" if x.low == x.high else f"{x.estimate:,.4g} ({x.low:,.4g} to {x.high:,.4g})"
