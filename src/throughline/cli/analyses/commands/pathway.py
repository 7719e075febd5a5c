"""`analyse pathway`: what if there were another nurse? A pathway of care, now and changed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from throughline.cli.analyses.files import WrongFile
from throughline.cli.analyses.running import FILE, Work, analysis
from throughline.cli.analyses.writing import Checklist, Listing, Report

if TYPE_CHECKING:
    from throughline.analysis.charts import Chart
    from throughline.analysis.pathway.model import Pathway
    from throughline.analysis.pathway.simulate import Compared, Simulated

METHOD = (
    "People are walked through the pathway in order of coming (discrete-event simulation); each figure is the mean "
    "over runs with its range (Student t). Ranges speak of chance in the model, not of whether the model is right.",
    "Now and changed are walked by the same people on the same days: common random numbers (Law 2015, Simulation "
    "Modeling and Analysis, 11.2).",
    "Checks: Little's law (Little 1961, Operations Research 9); work asked of each team, worked out without "
    "simulating; Erlang's delay formula where it holds exactly.",
)


@analysis(seeded=True, tables=False)
@click.argument("file", type=FILE)
@click.option("--runs", type=click.IntRange(2, 10_000), default=200, show_default=True, help="How many runs of each.")
def pathway(work: Work, file: Path, runs: int) -> Report:
    """Simulate a pathway, and what if it were changed. FILE is a TOML file of the steps, who does them, and who comes.

    Its keys are told in docs/analysis.md; examples/analysis/pathway.toml is a whole one. With a table [changed] the
    pathway is compared with the changed one.
    """
    from throughline.analysis.pathway import chart
    from throughline.analysis.pathway.form import now_and_changed
    from throughline.analysis.pathway.simulate import compare, simulate

    form = _form(work, file)
    now, changed = now_and_changed(form)
    work.progress(0, 0, f"walking {runs} runs")
    if changed is None:
        alone = simulate(now, runs=runs, seed=work.seed)
        return _report(now, runs, work.seed, alone, [alone], {"waits": chart.waits(alone)})
    both = compare(now, changed, runs=runs, seed=work.seed)
    charts = {"waits": chart.waits(both), "differences": chart.differences(both)}
    return _report(now, runs, work.seed, both, [both.now, both.changed], charts)


def _report(
    now: Pathway,
    runs: int,
    seed: int,
    found: Simulated | Compared,
    each: Sequence[Simulated],
    charts: Mapping[str, Chart],
) -> Report:
    return Report(
        result=found,
        n=runs,
        title=charts["waits"].title,
        charts=charts,
        tables=[*map(_teams, each), *map(_steps, each), _assumptions(now)],
        method=METHOD,
        checklist=_stress(now, runs, seed),
    )


def _form(work: Work, file: Path) -> dict[str, Any]:
    work.used(file)
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise WrongFile(file, "this is not text in UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        row = re.search(r"line (\d+)", str(error))
        said = re.sub(r" \(at .*\)", "", str(error))
        raise WrongFile(file, f"this is not TOML: {said}", row=int(row[1]) if row else None) from None


def _of(found: Simulated) -> str:
    return f"“{found.name}”"


def _teams(found: Simulated) -> Listing:
    asked = {load.team: load.asked for load in found.loads}
    rows = [
        [name, f"{100 * asked[name]:.0f}", f"{100 * x.estimate:.0f}", f"{100 * x.low:.0f} to {100 * x.high:.0f}"]
        for name, x in found.busy
    ]
    headers = ["Who", "Minutes of work in every 100", "Of every 100 minutes at work", "Likely"]
    return Listing(f"How busy each team is, {_of(found)}", headers, rows)


def _steps(found: Simulated) -> Listing:
    exact = {name: f"{x.wait:.1f}" for name, x in found.formulae}
    rows = [[n, f"{x.estimate:.1f}", f"{x.low:.1f} to {x.high:.1f}", exact.get(n, "")] for n, x in found.steps]
    return Listing(f"Waits at each step, {_of(found)}", ["Step", "Mean minutes", "Likely", "By formula"], rows)


def _assumptions(now: Pathway) -> Listing:
    rows = [["people who come", now.source], *([f"team {t.name}", t.source] for t in now.teams)]
    rows += [[f"step {s.name}", s.source] for s in now.steps]
    rows += [[f"group {g.name}", g.source] for g in now.groups if len(now.groups) > 1]
    return Listing("Where the assumptions are from", ["What", "Source"], rows)


def _stress(now: Pathway, runs: int, seed: int) -> Checklist:
    """What STRESS-DES asks, as far as the model tells it."""
    teams = ", ".join(f"{t.name} ({t.size})" for t in now.teams) or "none"
    start = f"{now.warm_up} days of warm-up" if now.warm_up else "starts empty"
    rows = [
        ("1.1 Purpose of the model", "Say here what decision it is for, and whose."),
        ("1.2 Outputs", "Minutes of waiting over all steps, by group; share over the target; how busy teams are."),
        ("2.1 Logic", f"Steps: {', '.join(s.name for s in now.steps)}; in order of coming."),
        ("2.5 Resources", teams),
        ("3.1 Sources of data", "See “Where the assumptions are from”."),
        ("4.1 Initialisation", f"{start}, {now.days} days counted."),
        ("4.2 Runs", f"{runs} of each pathway, seed {seed}, common random numbers."),
        ("5.2 Random numbers", "NumPy PCG64, one stream for each purpose."),
    ]
    return Checklist("STRESS-DES", "Monks T. and others (2019), Journal of Simulation 13: 55-67", rows)
