"""`analyse pairs`: which of many ideas would win against the others? Votes between two at a time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from throughline.cli.analyses.reading import Table, column
from throughline.cli.analyses.running import FILE, Work, analysis
from throughline.cli.analyses.writing import Listing, Report
from throughline.cli.failures import BadInput

if TYPE_CHECKING:
    from throughline.analysis.charts import Chart
    from throughline.analysis.pairs import ByGroup, Position, Strengths, Votes, WikiSurvey

DIFFERENCES = 20
METHOD = {
    "wiki": "Score: the chance that an idea beats a randomly chosen one for a randomly chosen person (Salganik and "
    "Levy 2015, PLOS ONE 10), fitted by its margin; ranges allow for votes of one person going together.",
    "strengths": "Bradley-Terry strengths by maximum likelihood, ties by Davidson (1970); errors allow for votes of "
    "one person going together where voters are known.",
}
POSITION = "Whether the side decided is judged with the strengths of both items held equal (Davidson and Beaver 1977)."
GROUPS = (
    "Groups: each group's strengths less those of everybody else; p-values for all comparisons together (Holm 1979)."
)


@analysis(seeded=True)
@click.argument("file", type=FILE)
@click.option("--left", default="left", show_default=True, help="Column: what was shown on the left.")
@click.option("--right", default="right", show_default=True, help="Column: what was shown on the right.")
@click.option("--winner", default="winner", show_default=True, help="Column: which was chosen; empty for a tie.")
@click.option("--voter", help="Column: who voted, or in which session.")
@click.option("--group", help="Column: the group of the voter, to compare groups.")
@click.option(
    "--method", type=click.Choice(list(METHOD)), default="wiki", show_default=True, help="Scores, or strengths."
)
@click.option(
    "--prior", type=click.FloatRange(min=0), help="For strengths and groups: wins and losses given to each item."
)
@click.option("--top", type=click.IntRange(min=1), default=10, show_default=True, help="How many ideas are the top.")
def pairs(
    work: Work,
    file: Path,
    left: str,
    right: str,
    winner: str,
    voter: str | None,
    group: str | None,
    method: str,
    prior: float | None,
    top: int,
) -> Report:
    """Score ideas from votes between two. FILE has a row for each vote."""
    from throughline.analysis.pairs import by_group, position

    if prior is not None and method == "wiki" and group is None:
        raise BadInput("--prior is for --method strengths, or with --group.")
    table = work.read(
        file,
        column(left, option="--left"),
        column(right, option="--right"),
        column(winner, blanks=True, option="--winner"),
        *([column(voter, option="--voter")] if voter else []),
        *([column(group, option="--group")] if group else []),
    )
    votes = _votes(table, left, right, winner, voter)
    apart = by_group(votes, table[group], prior=0.5 if prior is None else prior) if group else None
    items, title, chart = _items(votes, method, prior, top, work.seed)
    side = position(votes)
    parts = [items, *([apart] if apart else [])]
    found = {"scores" if method == "wiki" else "strengths": items, "position": side}
    return Report(
        result=found | ({"groups": apart} if apart else {}),
        n=len(votes),
        title=title,
        sentence=" ".join(part.shown for part in parts),
        charts={"items": chart},
        tables=_tables(side, apart),
        warnings=[words for part in (*parts, side) for words in part.warnings],
        method=(METHOD[method], POSITION, *([GROUPS] if apart else [])),
    )


def _items(
    votes: Votes, method: str, prior: float | None, top: int, seed: int
) -> tuple[WikiSurvey | Strengths, str, Chart]:
    """The scores or strengths, the finding, and its chart."""
    from throughline.analysis.pairs import bradley_terry, pairs_chart, wiki_survey

    if method == "wiki":
        scored = wiki_survey(votes, top_of=top, seed=seed)
        title = f"“{scored.ideas[0].item}” comes first of {len(scored.ideas)}"
        return scored, title, pairs_chart.scores(scored, title=title)
    fitted = bradley_terry(votes, prior=prior or 0.0)
    title = f"“{fitted.order[0]}” is strongest of {len(fitted.items)}"
    return fitted, title, pairs_chart.strengths(fitted, title=title)


def _tables(side: Position, apart: ByGroup | None) -> list[Listing]:
    found = [Listing("Whether the side decided", ("What",), [(side.shown,)])]
    if apart:
        rows = [
            (d.group, d.item, f"{d.difference:+.2f}", f"{d.error:.2f}", f"{d.p:.2g}")
            for d in apart.differences[:DIFFERENCES]
        ]
        heads = ("Group", "Item", "Difference", "Error", "p")
        found.append(Listing("Groups beside everybody else, surest first", heads, rows))
    return found


def _votes(table: Table, left: str, right: str, winner: str, voter: str | None) -> Votes:
    from throughline.analysis.pairs import collect

    for i, (a, b, w) in enumerate(zip(table[left], table[right], table[winner], strict=True)):
        if a == b:
            raise table.wrong(i, right, f"“{a}” stands against itself")
        if w is not None and w not in (a, b):
            raise table.wrong(i, winner, f"“{w}” was not shown: “{a}” and “{b}” were")
    return collect(table[left], table[right], table[winner], voters=table[voter] if voter else None)
