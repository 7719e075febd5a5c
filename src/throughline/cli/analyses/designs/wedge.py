"""`design wedge`: how likely a stepped wedge would find an effect, before it starts."""

from __future__ import annotations

import click

from throughline.cli.analyses.running import Work, analysis
from throughline.cli.analyses.writing import Report
from throughline.cli.failures import BadInput

METHOD = (
    "Generalised least squares on the means of each place and period (Hussey and Hughes 2007, Contemporary Clinical "
    "Trials 28; Hooper and others 2016, Statistics in Medicine 35).",
    "“power” is by the normal distribution, as in the R package swCRTdesign; “power_t” by Student's t with places - 2 "
    "degrees of freedom, which few places need.",
)


@analysis(tables=False)
@click.option("--groups", required=True, metavar="N,N,…", help="Places in each group, such as 3,3,3,3.")
@click.option("--people", type=click.FloatRange(min=0, min_open=True), required=True, help="In each place and period.")
@click.option("--effect", type=float, required=True, help="What should be found, in the unit of the measure.")
@click.option("--within", type=float, default=1.0, show_default=True, help="Standard deviation between people.")
@click.option("--icc", type=float, required=True, help="Correlation of two people of one place and period.")
@click.option("--cac", type=float, default=0.8, show_default=True, help="How much of it is left between two periods.")
@click.option("--extra", type=click.IntRange(min=0), default=0, help="Periods at the end in which all have the change.")
@click.option("--transition", type=click.IntRange(min=0), default=0, help="Periods of settling in, not measured.")
def wedge(
    work: Work,
    groups: str,
    people: float,
    effect: float,
    within: float,
    icc: float,
    cac: float,
    extra: int,
    transition: int,
) -> Report:
    """Plan a change that places take up one group after the other, in random order.

    For a share of people, --effect is the difference of shares and --within the root of share × (1 - share).
    """
    from throughline.analysis.pilots import wedge_chart
    from throughline.analysis.pilots import wedge_plan as library

    sizes = [part.strip() for part in groups.split(",")]
    if not all(part.isdigit() for part in sizes):
        raise BadInput(f"--groups must be numbers of places with commas between, such as 3,3,3,3: “{groups}”")
    planned = library.wedge([int(part) for part in sizes], people, extra=extra, transition=transition)
    found = library.power(planned, effect, library.of_correlations(within, icc, cac=cac))
    title = f"{100 * found.power_t:.0f} of 100 such pilots would find it"
    return Report(
        result=found,
        n=found.places,
        title=title,
        charts={"design": wedge_chart.draw_plan(planned, title=title, sentence=found.shown)},
        method=METHOD,
    )
