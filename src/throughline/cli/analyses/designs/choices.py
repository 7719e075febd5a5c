"""`design choices`: which tasks to ask in a choice experiment."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from throughline.cli.analyses.files import WrongFile
from throughline.cli.analyses.running import FILE, Work, analysis
from throughline.cli.analyses.writing import Listing, Report, as_csv

if TYPE_CHECKING:
    from throughline.analysis.choices.design import ChoiceDesign

METHOD = (
    "Coordinate exchange from many random designs, each disturbed and improved again (Meyer & Nachtsheim 1995, "
    "Technometrics 37; Kessels and others 2009, Journal of Business & Economic Statistics 27).",
    "Errors are those of a conditional logit model for one person who answers every task (Huber & Zwerina 1996, "
    "Journal of Marketing Research 33); people needed by de Bekker-Grob and others (2015), The Patient 8.",
)
CONSTANTS = {
    "known": "The alternatives' constants are taken as known.",
    "estimated": "The alternatives' constants are estimated; errors are of the attributes' coefficients.",
    "none": "The alternatives have no constants.",
}


@analysis(tables=False)
@click.argument("spec", type=FILE)
def choices(work: Work, spec: Path) -> Report:
    """Design a choice experiment. SPEC is a TOML file with the attributes, their levels and priors.

    Writes the tasks to tasks.csv, one row an alternative. docs/analysis.md shows a SPEC.
    """
    from throughline.analysis.choices.design import chart, design_choices
    from throughline.analysis.choices.design.spec import plan_of

    work.used(spec)
    plan, search = plan_of(_document(spec))
    found = design_choices(plan, **search, progress=work.progress)
    drawn = {"balance": chart.balance(found)}
    if found.audit.people is not None:
        drawn["people"] = chart.people(found)
    rows = found.rows()
    return Report(
        result=found,
        n=len(found.tasks),
        title=f"{len(found.tasks)} tasks in {plan.blocks} {'block' if plan.blocks == 1 else 'blocks'}",
        charts=drawn,
        method=(*METHOD, CONSTANTS[plan.constants]),
        tables=(_tasks(rows), _errors(found), _counts(found), _overlap(found), _people(found)),
        files={"tasks.csv": as_csv(list(rows[0]), [_cells(row) for row in rows])},
    )


def _document(spec: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(spec.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise WrongFile(spec, "the file is not written in UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise WrongFile(spec, f"this is not a TOML file: {error}") from None


def _cells(row: dict[str, Any]) -> list[object]:
    return ["" if value is None else f"{value:.4f}" if key == "p" else value for key, value in row.items()]


def _tasks(rows: list[dict[str, Any]]) -> Listing:
    headers = [{"p": "likely to be chosen"}.get(name, name) for name in rows[0]]
    cells = [[f"{100 * x:.0f}%" if k == "p" else "" if x is None else x for k, x in row.items()] for row in rows]
    return Listing("The tasks", headers, cells)


def _errors(found: ChoiceDesign) -> Listing:
    named = [
        (f"{found.criterion}-error, under the draws of the search", found.error),
        (f"{found.criterion}-error, under fresh draws", found.fresh),
        ("without balance of levels", found.free),
        ("D-error", found.d_error),
        ("D-error with the constants", found.d_error_all),
        ("A-error", found.a_error),
        ("S-error (people)", found.s_error),
    ]
    rows = [(name, f"{value:.6g}") for name, value in named if value is not None]
    if found.cost_of_balance is not None:
        rows.append(("what balance costs", f"{100 * found.cost_of_balance:.1f}%"))
    return Listing("How good the design is", ("Error", "Value"), rows)


def _counts(found: ChoiceDesign) -> Listing:
    rows = [
        (alternative, attribute, level, count)
        for alternative, of in found.audit.counts.items()
        for attribute, levels in of.items()
        for level, count in levels.items()
    ]
    return Listing("How often each level is shown", ("Alternative", "Attribute", "Level", "Tasks"), rows)


def _overlap(found: ChoiceDesign) -> Listing:
    rows = [(name, f"{100 * share:.0f}%") for name, share in found.audit.overlap.items()]
    return Listing("Tasks in which alternatives show the same level", ("Attribute", "Tasks"), rows)


def _people(found: ChoiceDesign) -> Listing:
    audit = found.audit
    strongest = [
        max((abs(r), other) for r, other in zip(row, audit.names, strict=True) if other != name)
        if len(audit.names) > 1
        else (0.0, "")
        for name, row in zip(audit.names, audit.related, strict=True)
    ]
    rows = [
        (n.name, f"{n.prior:g}", f"{n.error:.3g}", "" if n.people is None else n.people, f"{r:.2f} ({other})")
        for n, (r, other) in zip(audit.needed, strongest, strict=True)
    ]
    headers = ("Coefficient", "Prior", "Standard error, one person", "People needed", "Strongest correlation")
    return Listing("What each coefficient needs", headers, rows)
