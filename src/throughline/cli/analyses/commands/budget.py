"""`analyse budget`: which projects to fund, so that every group of voters has its share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from throughline.cli.analyses import pabulib
from throughline.cli.analyses.reading import Table, column
from throughline.cli.analyses.running import FILE, Work, analysis
from throughline.cli.analyses.writing import Listing, Report
from throughline.cli.failures import BadInput

if TYPE_CHECKING:
    from throughline.analysis.budgets import Election, Outcome

COMPLETIONS = ("none", "utilitarian", "add1", "add1, then utilitarian")
METHOD = (
    "Method of equal shares (Peters, Pierczyński and Skowron 2021, NeurIPS 34): every voter has the same part of the "
    "budget and pays only for projects that they approve. What it leaves is used by raising every part step by step as "
    "long as the outcome stays within the budget (Add1), then by the most approved projects that still fit.",
    "A claim is a group of supporters whose part of the budget would pay for a project beside all that was funded for "
    "any of them (EJR+ up to any project, Brill and Peters 2023).",
    "Decisions that rounding could touch are made in exact fractions; ties by votes, then cost, then name.",
)


@analysis()
@click.argument("projects", type=FILE)
@click.argument("votes", type=FILE, required=False)
@click.option("--budget", help="The money there is, in the same money as costs.  [default: of a .pb file, its own]")
@click.option("--project", default="project", show_default=True, help="Column of PROJECTS: its name or number.")
@click.option("--cost", default="cost", show_default=True, help="Column of PROJECTS: what it costs.")
@click.option("--approved", default="vote", show_default=True, help="Column of VOTES: projects approved.")
@click.option("--between", default=",", show_default=True, help="What stands between projects in that column.")
@click.option("--group", help="Column of VOTES: the voter's group, such as a district.")
@click.option("--count", help="Column of VOTES: how many gave this ballot.")
@click.option(
    "--completion", type=click.Choice(COMPLETIONS), default=COMPLETIONS[-1], show_default=True, help="For what is left."
)
@click.option(
    "--satisfaction", type=click.Choice(["cost", "number"]), default="cost", show_default=True, help="Of a project."
)
@click.option("--increment", help="By how much Add1 raises each part.  [default: 1, or more where parts are large]")
def budget(
    work: Work,
    projects: Path,
    votes: Path | None,
    budget: str | None,
    project: str,
    cost: str,
    approved: str,
    between: str,
    group: str | None,
    count: str | None,
    completion: str,
    satisfaction: str,
    increment: str | None,
) -> Report:
    """Divide a budget by equal shares, beside the usual rule.

    PROJECTS has a row for each project, VOTES for each voter. Or PROJECTS alone is a file of Pabulib (.pb), which holds
    projects, votes and the budget.
    """
    from throughline.analysis.budgets import collect, equal_shares, greedy

    if votes is None:
        costs, cast, money = pabulib.read(work, projects, group)
        budget = budget or money
    elif budget is None:
        raise BadInput("--budget says how much money there is; only a .pb file holds it.")
    else:
        costs = _costs(work, projects, project, cost)
        cast = _votes(work, votes, set(costs), approved, between, group, count)
    election = collect(costs, budget=budget, **cast)
    fair = equal_shares(election, completion=completion, satisfaction=satisfaction, increment=increment)  # type: ignore[arg-type]
    return _report(election, fair, greedy(election), costs)


def _report(election: Election, fair: Outcome, usual: Outcome, costs: dict[str, str]) -> Report:
    from throughline.analysis.budgets import budget_chart, represent, why_not

    shares = [represent(election, outcome) for outcome in (usual, fair)]
    title = f"{len(fair.chosen)} of {len(election.projects)} projects are funded"
    others = [name for name in election.projects if name not in fair.chosen]
    funded = [(name, costs[name], "yes" if name in usual.chosen else "no") for name in fair.chosen]
    return Report(
        result={"outcome": fair, "representation": shares[1], "usual": usual, "usual_representation": shares[0]},
        n=election.voters,
        title=title,
        sentence=f"{fair.shown} {shares[1].shown}",
        charts={
            "groups": budget_chart.coverage(shares, title="Who has a funded project"),
            "projects": budget_chart.projects(election, fair, title=title),
        },
        tables=(
            Listing("Funded", ("Project", "Cost", "Funded by most votes too"), funded),
            Listing("Not funded", ("Project", "Why"), [(name, why_not(election, fair, name)) for name in others]),
        ),
        warnings=[*fair.warnings, *shares[1].warnings],
        method=METHOD,
    )


def _costs(work: Work, projects: Path, project: str, cost: str) -> dict[str, str]:
    """As text, so that money stays exact; every cell checked."""
    from throughline.analysis.budgets.election import amount

    table = work.read(projects, column(project, unique=True, option="--project"), column(cost, option="--cost"))
    for i, text in enumerate(table[cost]):
        try:
            amount(text, "the cost")
        except ValueError as error:
            raise table.wrong(i, cost, str(error)) from None
    return dict(zip(table[project], table[cost], strict=True))


def _votes(
    work: Work, votes: Path, known: set[str], approved: str, between: str, group: str | None, count: str | None
) -> dict[str, Any]:
    table = work.read(
        votes,
        column(approved, blanks=True, option="--approved"),
        *([column(group, option="--group")] if group else []),
        *([column(count, kind="integer", least=0, option="--count")] if count else []),
    )
    return {
        "ballots": _ballots(table, approved, between, known),
        "groups": table[group] if group else None,
        "counts": [int(n) for n in table[count]] if count else None,
    }


def _ballots(table: Table, approved: str, between: str, known: set[str]) -> list[list[str]]:
    ballots = []
    for i, text in enumerate(table[approved]):
        names = [name.strip() for name in (text or "").split(between) if name.strip()]
        if unknown := [name for name in names if name not in known]:
            raise table.wrong(i, approved, f"“{unknown[0]}” is not a project")
        if len(set(names)) < len(names):
            raise table.wrong(i, approved, "a project stands here twice")
        ballots.append(names)
    return ballots
