"""`analyse value`: is it worth it? Options over many draws of what they cost and give."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

import click

from throughline.cli.analyses import value_tables
from throughline.cli.analyses.reading import Table, column
from throughline.cli.analyses.running import FILE, Work, analysis
from throughline.cli.analyses.writing import Listing, Report
from throughline.cli.failures import BadInput

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from throughline.analysis.value.parameters import Parameter
    from throughline.analysis.value.worth import Appraisal

    Places = NDArray[np.intp]

USES = {"other": "not a medicine", "medicine": "medicine"}
METHOD = (
    "Net benefit is the threshold times the effect, less the cost (Stinnett and Mullahy 1998, Medical Decision Making "
    "18); the chance that an option is best is the share of draws in which its net benefit is largest, with its Monte "
    "Carlo error.",
    "An option is dominated when another, or a mixture of two, gives as much for less (Drummond and others 2015).",
    "What knowing would be worth: the expected gain of deciding after the uncertainty is gone (Claxton 1999, Journal "
    "of Health Economics 18); for one number, by regression on it (Strong, Oakley and Brennan 2014, Medical Decision "
    "Making 34).",
    "Costs and effects must be discounted before they are given; throughline.analysis.value.discounting has the rates.",
)

METHOD_BESIDE = {
    "consequences": "Consequences stand side by side before any ratio (Drummond and others 2015); two figures are told "
    "apart where their ranges do not overlap.",
    "by_group": "Gains by group are means over draws with the range that holds 95% of them (Cookson and others 2020).",
    "staff_time": "Staff time is minutes × times a year; what leaves the budget, what goes back to care and what makes "
    "work better are never added up.",
}


class Asked(TypedDict):
    """The options of the command, by name."""

    option: str
    draw: str
    cost: str
    effect: str
    first: str | None
    unit: str
    threshold: tuple[str, ...]
    number: tuple[str, ...]
    consequences: Path | None
    groups: Path | None
    staff: Path | None


@analysis()
@click.argument("file", type=FILE)
@click.option("--on", required=True, metavar="YYYY-MM-DD", help="The day of the decision: it sets the thresholds.")
@click.option("--use", type=click.Choice(list(USES)), default="other", show_default=True, help="A medicine, or not.")
@click.option("--option", default="option", show_default=True, help="Column: the name of the option.")
@click.option("--draw", default="draw", show_default=True, help="Column: the number of the draw (a possible world).")
@click.option("--cost", default="cost", show_default=True, help="Column: what the option costs in it, £.")
@click.option("--effect", default="effect", show_default=True, help="Column: what it gives in it.")
@click.option("--first", help="The option that the others are compared with.  [default: the first in FILE]")
@click.option("--unit", default="QALY", show_default=True, help="What the effect is counted in, one of them.")
@click.option("--threshold", multiple=True, metavar="£=WHOSE", help="One more threshold, and where it is from.")
@click.option("--number", multiple=True, help="Column: a number of the model; tells which is most worth knowing.")
@click.option("--consequences", type=FILE, help="Table: what each option does, for whom (columns above).")
@click.option("--groups", type=FILE, help="Table: who gains how much, draw by draw (columns above).")
@click.option("--staff", type=FILE, help="Table: the staff time that is saved (columns above).")
def value(work: Work, file: Path, on: str, use: str, **asked: Unpack[Asked]) -> Report:
    """Compare what options cost and give. FILE has a row for each option in each draw of a probabilistic analysis.

    Thresholds in use in England are shown, all of them; where effects are not QALYs, give your own with --threshold.

    Three more tables tell what a ratio hides, each with columns of these names:

    \b
    --consequences  who, what, unit, option, value, source;
                    low, high, better (more or less) where known
    --groups        group, people, draw, gain (of one person);
                    first the group that should not be left behind
    --staff         name, kind (cash, capacity or quality), minutes, times
                    (a year), realised (0 to 1), cost_of_hour,
                    hours_of_post, source
    """
    from throughline.analysis.value import chart

    day = _day(on)
    found = _appraised(work, file, day, USES[use], asked)
    beside = _beside(work, asked, list(found.options))
    curve = chart.acceptability(found)
    charts = {"acceptability": curve, "plane": chart.plane(found)}
    charts |= {"gains": chart.gains(beside["by_group"])} if "by_group" in beside else {}
    charts |= {"staff time": chart.time_saved(beside["staff_time"])} if "staff_time" in beside else {}
    tables = [_frontier(found), _lines(found, day), *([_knowing(found)] if found.knowing else [])]
    return Report(
        result=_Whole(found, beside),
        n=found.draws,
        title=curve.title,
        charts=charts,
        tables=[*value_tables.listed(beside), *tables],
        method=(*METHOD, *(METHOD_BESIDE[name] for name in beside)),
    )


@dataclass(frozen=True, slots=True)
class _Whole:
    """The appraisal, and what was asked beside it by its key in the result."""

    appraisal: Appraisal
    beside: dict[str, Any]

    @property
    def shown(self) -> str:
        return " ".join([self.appraisal.shown, *(one.shown for one in self.beside.values())])

    @property
    def warnings(self) -> tuple[str, ...]:
        gains = self.beside.get("by_group")
        return (*self.appraisal.warnings, *(gains.warnings if gains else ()))

    def to_dict(self) -> dict[str, Any]:
        return {**self.appraisal.to_dict(), **{name: one.to_dict() for name, one in self.beside.items()}}


def _appraised(work: Work, file: Path, day: date, scope: str, asked: Asked) -> Appraisal:
    """Options over the draws of FILE."""
    from throughline.analysis.value.worth import appraise

    option, draw, unit = asked["option"], asked["draw"], asked["unit"]
    table = work.read(
        file,
        column(option, kind="text", option="--option"),
        column(draw, kind="integer", option="--draw"),
        column(asked["cost"], kind="number", option="--cost"),
        column(asked["effect"], kind="number", option="--effect"),
        *(column(name, kind="number", option="--number") for name in asked["number"]),
    )
    names = _names(table[option], asked["first"], file)
    places = _places(table, option, draw, names)
    return appraise(
        names,
        table[asked["cost"]][places],
        table[asked["effect"]][places],
        on=day,
        use=scope,
        unit=unit,
        numbers={name: _of_draw(table, name, places) for name in asked["number"]},
        table=_thresholds(asked["threshold"], scope, unit),
    )


def _beside(work: Work, asked: Asked, options: list[str]) -> dict[str, Any]:
    """What was asked for beside the ratio, in the order in which it should be read."""
    found: dict[str, Any] = {}
    if asked["consequences"] is not None:
        found["consequences"] = value_tables.consequences_of(work, asked["consequences"], options)
    if asked["groups"] is not None:
        found["by_group"] = value_tables.gains_of(work, asked["groups"], asked["unit"])
    if asked["staff"] is not None:
        found["staff_time"] = value_tables.staff_time_of(work, asked["staff"])
    return found


def _names(options: list[str], first: str | None, file: Path) -> list[str]:
    """The options, the one that others are compared with first."""
    names = list(dict.fromkeys(options))
    if first is None:
        return names
    if first not in names:
        raise BadInput(f"--first “{first}” is no option of {file.name}; there are {', '.join(names)}")
    return [first, *(name for name in names if name != first)]


def _thresholds(given: tuple[str, ...], scope: str, unit: str) -> list[Parameter]:
    """Those in use for QALYs, and what was given."""
    from throughline.analysis.value.parameters import THRESHOLDS, Parameter, per

    found = list(THRESHOLDS) if unit == "QALY" else []
    for text in given:
        amount, _, whose = text.partition("=")
        try:
            found.append(Parameter(whose.strip(), float(amount), per(unit), whose, scope))
        except ValueError:
            raise BadInput(f"--threshold “{text}” must be an amount and whose it is: 12000=our board, May") from None
    if not found:
        raise BadInput(f"What one {unit} may cost is not known: give it with --threshold 12000=whose")
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"--on “{text}” must be a day written like 2026-03-31.") from None


def _places(table: Table, option: str, draw: str, names: list[str]) -> Places:
    """Where the row of each draw and option stands: draws × options. Each must be there, once."""
    import numpy as np

    draws, number = np.unique(table[draw], return_inverse=True)
    column_of = {name: k for k, name in enumerate(names)}
    places = np.full((len(draws), len(names)), -1)
    for i, (d, name) in enumerate(zip(number.tolist(), table[option], strict=True)):
        if places[d, column_of[name]] >= 0:
            raise table.wrong(i, option, f"“{name}” stands twice for draw {draws[d]}")
        places[d, column_of[name]] = i
    if (places < 0).any():
        d, k = np.argwhere(places < 0)[0]
        row = int(places[d].max())
        raise table.wrong(row, option, f"draw {draws[d]} has no row for “{names[k]}”: every draw needs every option")
    return places


def _of_draw(table: Table, name: str, places: Places) -> Any:
    """A number of the model: the same for all options of a draw."""
    import numpy as np

    rows = table[name][places]
    differing = rows != rows[:, :1]
    if differing.any():
        d, k = np.argwhere(differing)[0]
        raise table.wrong(
            int(places[d, k]), name, "differs between the options of one draw; it must be the same for all"
        )
    return rows[:, 0]


def _frontier(found: Appraisal) -> Listing:
    rows = [
        [o.name, f"{o.cost:,.0f}", f"{o.effect:,.4g}", "" if o.ratio is None else f"{o.ratio:,.0f}", _status(o)]
        for o in found.frontier
    ]
    headers = ["Option", "Mean cost, £", f"Mean {found.unit}s", f"£ for one more {found.unit}", "Standing"]
    return Listing("Options by cost", headers, rows)


def _status(option: Any) -> str:
    return str(option.status) if option.by is None else f"{option.status} by {option.by}"


def _lines(found: Appraisal, on: date) -> Listing:
    rows = [
        [
            f"£{x.threshold.value:,.0f}",
            x.threshold.name,
            x.threshold.source,
            x.best,
            f"{100 * x.chance.value:.1f}% ± {200 * x.chance.error:.1f}",
            f"£{x.information.value:,.0f} ± {2 * x.information.error:,.0f}",
        ]
        for x in found.lines
    ]
    headers = ["Threshold", "Whose", "Source", "Best on average", "How often best", "Worth of knowing everything"]
    return Listing(f"Thresholds on {on}, with Monte Carlo errors", headers, rows)


def _knowing(found: Appraisal) -> Listing:
    rows = [[name, f"£{x.value:,.0f} ± {2 * x.error:,.0f}"] for name, x in found.knowing]
    return Listing("Which number is most worth knowing better", ["Number", "Worth of knowing it"], rows)
