"""`analyse delphi`: what a panel agrees on, by a definition of consensus that was fixed beforehand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from throughline.cli.analyses.reading import column
from throughline.cli.analyses.running import FILE, Work, analysis
from throughline.cli.analyses.writing import Checklist, Listing, Report
from throughline.cli.failures import BadInput

if TYPE_CHECKING:
    from throughline.analysis.panels import Definition, Delphi, Round, Rule, Scale

RULES = ("proportion", "rand-ucla", "spread", "validity")
METHOD = (
    "Percentiles are of type 7. RAND/UCLA: Fitch and others (2001). Net change: Scheibe, Skutsch and Schofer (1975). "
    "Ranks are compared exactly for up to 100 who moved (Wilcoxon) and up to 30 people (Mann-Whitney).",
)


@analysis()
@click.argument("files", type=FILE, nargs=-1, required=True)
@click.option("--person", required=True, help="Column: a name or number that stays with a panellist over rounds.")
@click.option("--group", help="Column: the panellist's constituency.")
@click.option("--items", default="*", show_default=True, help="Columns of items: a pattern such as “item_*”.")
@click.option("--scale", default="1-9", show_default=True, help="The ends of the rating scale.")
@click.option("--bands", default="3,7", show_default=True, help="The highest rating against, the lowest in favour.")
@click.option("--unable", type=float, help="The number that stands for “I cannot judge this”.")
@click.option("--rule", type=click.Choice(RULES), default=RULES[0], show_default=True, help="What decides.")
@click.option("--at-least", default="70", show_default=True, help="Per cent in favour, for proportion.")
@click.option("--below", default="15", show_default=True, help="Per cent against, for proportion.")
@click.option("--spread", default="2", show_default=True, help="The largest interquartile range, for spread.")
@click.option("--each-group", is_flag=True, help="The rule must hold in each constituency, not over everybody.")
@click.option(
    "--rounds", type=click.IntRange(min=1), default=3, show_default=True, help="The most rounds there may be."
)
@click.option("--stability/--no-stability", default=True, help="Whether items must be stable too.  [default: yes]")
@click.option("--dated", default="", help="The day on which the definition was fixed.")
@click.option("--registered", help="The fingerprint of the definition that was published beforehand.")
def delphi(work: Work, files: tuple[Path, ...], person: str, group: str | None, items: str, **asked: Any) -> Report:
    """Judge the rounds of a panel. FILES are its rounds in order, each with a row for each panellist.

    Other columns than --person and --group are items; an empty cell is no rating. The report prints the fingerprint
    of the definition: run this on the first round with the options you mean to keep, and publish it.
    """
    from throughline.analysis.panels import accord, panel_chart
    from throughline.analysis.panels import delphi as judge

    definition = _definition(asked)
    found = [
        _round(work, path, number, (person, group, items), definition.scale, asked["unable"])
        for number, path in enumerate(files, start=1)
    ]
    result = judge(found, definition, registered=asked["registered"])
    settled = list(result.final.values()).count("in")
    title = f"{settled} of {len(result.final)} items are in"
    entries = [(f"{e.code} {e.about}", e.text or "For the authors to write.") for e in accord(result)]
    charts = {"ratings": panel_chart.ratings(result.rounds[-1], title=title)}
    if len(found) > 1:
        charts["medians"] = panel_chart.medians(result, title="How medians moved")
    return Report(
        result=result,
        n=len(found[-1].people),
        title=title,
        sentence=f"{result.shown} Fingerprint of the definition: {definition.fingerprint}.",
        charts=charts,
        tables=_tables(result),
        checklist=Checklist("ACCORD", "Gattrell and others 2024, PLOS Medicine 21(1)", entries),
        method=(definition.words, *METHOD),
    )


def _definition(asked: dict[str, Any]) -> Definition:
    from throughline.analysis.panels import Appropriateness, ContentValidity, Definition, Proportion, Scale, Spread

    low, high = _two(asked["scale"], "-", "--scale")
    against, favour = _two(asked["bands"], ",", "--bands")
    where: Any = "each group" if asked["each_group"] else "everybody"
    try:
        rules: dict[str, Rule] = {
            "proportion": Proportion(favour_at_least=asked["at_least"], against_below=asked["below"], where=where),
            "rand-ucla": Appropriateness(where=where),
            "spread": Spread(at_most=asked["spread"], where=where),
            "validity": ContentValidity(where=where),
        }
        return Definition(
            rule=rules[asked["rule"]],
            scale=Scale(low, high, against, favour),
            rounds=asked["rounds"],
            needs_stability=asked["stability"],
            dated=asked["dated"],
        )
    except ValueError as error:
        raise BadInput(str(error)) from error


def _two(text: str, between: str, option: str) -> tuple[int, int]:
    first, found, second = text.partition(between)
    if not (found and first.strip().isdigit() and second.strip().isdigit()):
        raise BadInput(f"{option} is two whole numbers with “{between}” between them, not “{text}”")
    return int(first), int(second)


def _round(
    work: Work, path: Path, number: int, columns: tuple[str, str | None, str], scale: Scale, unable: float | None
) -> Round:
    from throughline.analysis.panels import collect

    person, group, items = columns
    low, high = (scale.low, scale.high) if unable is None else (min(scale.low, unable), max(scale.high, unable))
    table = work.read(
        path,
        column(person, unique=True, option="--person"),
        *([column(group, option="--group")] if group else []),
        others=column(items, kind="integer", blanks=True, least=low, most=high, option="--items"),
    )
    return collect(
        list(zip(*(table[name] for name in table.others), strict=True)),
        items=table.others,
        people=table[person],
        groups=table[group] if group else None,
        number=number,
        scale=scale,
        unable=unable,
    )


def _tables(result: Delphi) -> list[Listing]:
    last = result.rounds[-1]
    rules = list(last.verdicts[0].beside)
    rows = [(v.item, v.verdict, v.status, *(v.beside[rule] for rule in rules)) for v in last.verdicts]
    listings = [Listing("Verdicts side by side", ("Item", "By the definition", "What follows", *rules), rows)]
    for between in result.changes:
        moved = [
            (
                c.item,
                c.n,
                f"{c.moved}",
                "yes" if c.stable else "no",
                f"{c.p:.2g}",
                "" if c.kappa is None else f"{c.kappa:.2f}",
            )
            for c in between
            if c.cell == "everybody" and c.p is not None
        ]
        listings.append(
            Listing("Change between rounds", ("Item", "People in both", "Net change", "Stable", "p", "Kappa"), moved)
        )
    log = [(e.round, e.item, e.what, e.why) for e in result.log]
    return [*listings, Listing("What happened to items", ("Round", "Item", "What", "Why"), log)] if log else listings
