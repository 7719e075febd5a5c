"""`analyse representation`: whose voices are missing? Who took part beside who lives there, and weights."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from throughline.cli.analyses.files import WrongFile
from throughline.cli.analyses.reading import Table, column
from throughline.cli.analyses.running import FILE, Work, analysis
from throughline.cli.analyses.writing import Listing, Report, as_csv

if TYPE_CHECKING:
    from throughline.analysis.charts import Chart
    from throughline.analysis.consensus import Consensus
    from throughline.analysis.raking import Raked
    from throughline.analysis.representation import Concentration, Representation, Slope

EXACT = (
    "This report holds exact numbers of people: it is for those who run the programme. Publish protected tables only."
)
METHOD = (
    "Ratio of a group's share among those who took part to its share of the population, with its Wilson range. A group "
    "is heard less when its whole range lies below 0.8 (four-fifths rule), more when it lies above 1.25.",
)
NAMES = {
    "concentration": "Who did the talking",
    "slope": "People who took part, per 1,000, over deprivation",
    "weights": "Weights",
}
VERDICTS = {
    "consensus": "Every large enough group agrees",
    "divided": "Groups are divided",
    "too few to say": "Too few people to say whether groups agree",
}
AGREED = (
    "Consensus: in every group of 30 or more, the lower end of the Wilson range of those who agree reaches one half."
)
WEIGHED = "Weights by raking (Deming and Stephan 1940); effective sample size after Kish (1965)."


@analysis()
@click.argument("file", type=FILE)
@click.option("--population", "tables", type=FILE, multiple=True, required=True, help="Table of who lives there.")
@click.option("--group", "groups", multiple=True, required=True, metavar="NAME[=NAME]", help="Column to compare.")
@click.option("--people", default="n", show_default=True, help="Column of the population: how many people.")
@click.option("--contributions", help="Column: how much each person gave, to see whether a few do the talking.")
@click.option(
    "--deprivation", help="One of the --group columns: numbered groups, 1 the most deprived. Gives the slope."
)
@click.option("--agree", help="Column: yes or no to a proposal. Tells whether every group agrees, and which least.")
@click.option("--rake", is_flag=True, help="Weight people so that all groups have their shares: weights.csv.")
@click.option("--cap", type=click.FloatRange(min=1, min_open=True), help="No weight above this many times the mean.")
def representation(
    work: Work,
    file: Path,
    tables: tuple[Path, ...],
    groups: tuple[str, ...],
    people: str,
    contributions: str | None,
    deprivation: str | None,
    agree: str | None,
    rake: bool,
    cap: float | None,
) -> Report:
    """Compare who took part with who there is. FILE has a row for each person, a column for each characteristic.

    A population table has a column of the same name (or --group mine=theirs) and one with the number of people; rows of
    one group are added up. An empty cell in FILE is somebody who did not say.
    """
    from throughline.analysis import raking
    from throughline.analysis.representation import concentration

    pairs = {mine: theirs or mine for mine, _, theirs in (text.partition("=") for text in groups)}
    targets = {mine: _population(work, tables, theirs, people) for mine, theirs in pairs.items()}
    wanted = [column(name, choices=tuple(targets[name]), blanks=not rake, option="--group") for name in pairs]
    wanted += [column(contributions, kind="integer", least=0, option="--contributions")] if contributions else []
    wanted += [column(agree, kind="flag", blanks=True, option="--agree")] if agree else []
    table = work.read(file, *wanted)
    found = {name: _compare(table[name], targets[name]) for name in pairs}
    views = {f"consensus by {name}": _judged(table[name], table[agree], file, agree) for name in pairs} if agree else {}
    more: dict[str, Concentration | Slope | Raked] = {}
    more |= {"concentration": concentration(table[contributions])} if contributions else {}
    more |= {"slope": _slope(file, deprivation, found, targets)} if deprivation else {}
    weights = raking.rake({name: table[name] for name in pairs}, targets, cap=cap) if rake else None
    more |= {"weights": weights} if weights else {}
    return Report(
        result={**found, **views, **more},
        n=len(table),
        title=_title(found),
        sentence=_sentence({**found, **views}),
        charts=_charts(found, views),
        tables=_listings(more),
        warnings=[EXACT, *_warnings([*found.values(), *views.values(), *more.values()])],
        method=(*METHOD, *([AGREED] if views else []), *([WEIGHED] if weights else [])),
        files={"weights.csv": _weights(table, weights)} if weights else {},
    )


def _population(work: Work, tables: tuple[Path, ...], name: str, people: str) -> dict[str, float]:
    """People by group, from the first table that has the column."""
    for path in tables:
        table = work.read(path, column(name, required=False), column(people, kind="number", least=0, option="--people"))
        if table.has(name):
            found: dict[str, float] = {}
            for group, number in zip(table[name], table[people].tolist(), strict=True):
                found[group] = found.get(group, 0.0) + number
            return found
    raise WrongFile(tables[0], f"no population table has a column “{name}”; say --group mine=theirs", row=1)


def _compare(given: list[str | None], population: Mapping[str, float]) -> Representation:
    from throughline.analysis.representation import representation

    known = [group for group in given if group is not None]
    return representation(Counter(known), population, unknown=len(given) - len(known))


def _judged(groups: list[str | None], agreeing: Sequence[bool | None], file: Path, name: str) -> Consensus:
    """Whether each group agrees; people whose group or view is not known are left out."""
    from throughline.analysis.consensus import consensus

    votes = Counter(
        (g, bool(yes)) for g, yes in zip(groups, agreeing, strict=True) if g is not None and yes is not None
    )
    if not votes:
        raise WrongFile(file, "nobody whose group is known said yes or no", column=name)
    return consensus({g: (votes[g, True], votes[g, True] + votes[g, False]) for g in sorted({g for g, _ in votes})})


def _slope(
    file: Path, name: str, found: Mapping[str, Representation], targets: Mapping[str, Mapping[str, float]]
) -> Slope:
    """How the rate of taking part, per 1,000 people, changes from the least to the most deprived."""
    from throughline.analysis.representation import slope

    if name not in found or not all(group.isdecimal() for group in targets[name]):
        raise WrongFile(
            file, "--deprivation names a --group whose groups are numbers, 1 the most deprived", column=name
        )
    order = sorted(targets[name], key=int, reverse=True)
    came, living = [found[name][group].n for group in order], [targets[name][group] for group in order]
    return slope([1000 * n / people for n, people in zip(came, living, strict=True)], living, events=came)


def _charts(found: Mapping[str, Representation], views: Mapping[str, Consensus]) -> dict[str, Chart]:
    from throughline.analysis import consensus_chart, representation_chart

    drawn = {name: representation_chart.draw(one, title=_title({name: one})) for name, one in found.items()}
    return drawn | {name: consensus_chart.draw(one, title=VERDICTS[one.verdict]) for name, one in views.items()}


def _title(found: Mapping[str, Representation]) -> str:
    missing = [group.name for one in found.values() for group in one.missing]
    if not missing:
        return "No group is clearly missing"
    more = f" and {len(missing) - 3} more groups" if len(missing) > 3 else ""
    return f"Heard less than their share: {', '.join(missing[:3])}{more}"


def _listings(more: Mapping[str, Concentration | Slope | Raked]) -> list[Listing]:
    rows = [(NAMES[name], one.shown) for name, one in more.items()]
    return [Listing("What else was looked at", ("What", "What it says"), rows)] if rows else []


def _sentence(found: Mapping[str, Representation | Consensus]) -> str:
    return " ".join(f"{name.capitalize()}: {one.shown}" for name, one in found.items())


def _warnings(results: Sequence[object]) -> list[str]:
    """Each warning once: characteristics share some of them."""
    return list(dict.fromkeys(words for one in results for words in getattr(one, "warnings", ())))


def _weights(table: Table, raked: Raked) -> str:
    return as_csv(("row", "weight"), ((table.row(i), round(weight, 6)) for i, weight in enumerate(raked.weights)))
