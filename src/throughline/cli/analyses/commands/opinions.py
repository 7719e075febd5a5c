"""`analyse opinions`: what a large group agrees on, and where it divides."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from throughline.cli.analyses import conversations
from throughline.cli.analyses.conversations import Conversation
from throughline.cli.analyses.running import FILE, Work, analysis
from throughline.cli.analyses.writing import Listing, Report, Result
from throughline.cli.failures import BadInput

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from throughline.analysis.charts import Chart
    from throughline.analysis.opinions.between import BetweenGroups
    from throughline.analysis.opinions.duplicates import Duplicates
    from throughline.analysis.opinions.exact import ExactMap
    from throughline.analysis.opinions.groups import OpinionGroups
    from throughline.analysis.opinions.map import OpinionMap
    from throughline.analysis.opinions.proportional import StatementSet
    from throughline.analysis.opinions.votes import Votes

SHOWN = 8
CHOSEN = 10
MODES = ("both", "default", "exact")
AXES = "Across and upwards: the two directions in which votes differ most."
METHOD = {
    "default": (
        "Default map: people and statements are placed so that the votes that were cast are explained best (factors "
        "of the votes, with leniency and intercepts; Wojcik and others 2022). Groups are a mixture on that map; their "
        "number is chosen by the likelihood of people left out. Statements that moderators took out are absent. "
        "Agreement is judged by the group that agrees least; statements for everybody are chosen by equal shares "
        "(Peters and Skowron 2020)."
    ),
    "exact": (
        "Exact mode: the published mathematics of the Polis platform (Small and others 2021, Recerca 26(2)), from a "
        "cold start with people in order of first appearance. Its groups depend on that order; read it beside "
        "published conversations."
    ),
}


@dataclass(frozen=True, slots=True)
class Part:
    """What one mode adds to the report."""

    result: dict[str, Result]
    title: str
    sentence: str
    charts: dict[str, Chart]
    tables: list[Listing]
    warnings: list[str] = field(default_factory=list)


@analysis(seeded=True)
@click.argument("input", type=FILE)
@click.option("--person", help="Column: who voted.  [default: participant, voter-id …]")
@click.option("--statement", help="Column: on what.  [default: statement, comment-id …]")
@click.option("--vote", default="vote", show_default=True, help="Column: 1 agree, 0 pass, -1 disagree.")
@click.option("--statements", type=FILE, help="A table with the words of each statement.")
@click.option("--mode", type=click.Choice(MODES), default="both", show_default=True, help="Which map.")
@click.option("--groups", type=click.IntRange(min=1, max=5), help="How many groups, where that is fixed beforehand.")
@click.option("--leave-out", multiple=True, help="A statement that moderators rejected; may be said again.")
@click.option("--meta", multiple=True, help="A statement about the conversation itself; may be said again.")
@click.option("--strict", is_flag=True, help="Leave out what no moderator has decided on, too.")
@click.option("--own", help="Somebody whose own result is told too, by the label in the votes.")
@click.option("--engine", help="Let the workers of a Dask scheduler sum over the votes: dask://host:port.")
def opinions(
    work: Work,
    input: Path,
    person: str | None,
    statement: str | None,
    vote: str,
    statements: Path | None,
    mode: str,
    groups: int | None,
    leave_out: tuple[str, ...],
    meta: tuple[str, ...],
    strict: bool,
    own: str | None,
    engine: str | None,
) -> Report:
    """Map opinions. INPUT is a table with a row for each vote, or the folder of an exported conversation.

    Of several votes of one person on a statement the last counts. A statement without a vote of a person is not a pass:
    leave the row out.
    """
    if mode == "exact" and (own is not None or groups is not None):
        raise BadInput(f"{'--groups' if own is None else '--own'} is for the default mode")
    told = conversations.read(work, input, person=person, statement=statement, vote=vote, statements=statements)
    about = _known(told.votes, "--meta", meta)
    out = [*told.rejected, *(told.undecided if strict else ()), *_known(told.votes, "--leave-out", leave_out)]
    person_asked = None if own is None else _labelled(told.votes.participants, "--own", own, "has not voted")
    parts = []
    if mode in ("both", "default"):
        parts.append(_default(work, told, [*out, *about], groups, person_asked, engine))
    if mode in ("both", "exact"):
        parts.append(_exact(work, told, out, about, engine))
    return Report(
        result={name: one for part in parts for name, one in part.result.items()},
        n=told.votes.n_participants,
        title=parts[0].title,
        sentence=parts[0].sentence,
        charts={name: one for part in parts for name, one in part.charts.items()},
        tables=[one for part in parts for one in part.tables],
        warnings=[words for part in parts for words in part.warnings],
        method=(*(METHOD[name] for name in METHOD if mode in ("both", name)), _counted(told.votes, [*out, *about])),
    )


def _default(
    work: Work, told: Conversation, out: list[Any], groups: int | None, own: Any | None, engine: str | None
) -> Part:
    from throughline.analysis.opinions.between import between_groups
    from throughline.analysis.opinions.duplicates import duplicates
    from throughline.analysis.opinions.flags import flags
    from throughline.analysis.opinions.groups import opinion_groups
    from throughline.analysis.opinions.map import opinion_map
    from throughline.analysis.opinions.personal import own_result
    from throughline.analysis.opinions.proportional import statement_set

    votes = told.votes.without(out)
    work.progress(0, 3, "placing people")
    found = opinion_map(votes, engine=engine)
    work.progress(1, 3, "looking for groups")
    grouped = opinion_groups(found, groups=groups, seed=work.seed)
    work.progress(2, 3, "comparing them")
    between, alike, flagged = between_groups(votes, grouped), duplicates(votes), flags(votes, grouped)
    different = votes.n_statements - sum(len(family) - 1 for family in alike.families)
    chosen = statement_set(votes, found, size=min(CHOSEN, different), groups=grouped, alike=alike)
    title = f"There are {grouped.k} groups of opinion" if grouped.clear else "There are no clear groups of opinion"
    results: dict[str, Result] = {
        "map": found, "groups": grouped, "between": between, "alike": alike, "chosen": chosen, "flags": flagged,
    }  # fmt: skip
    tables = [_chosen(told, chosen)]
    if own is not None:
        results["own"] = result = own_result(votes, found, grouped, between, own, words=told.words)
        tables.append(Listing(f"The own result of {own}", ("In words",), [(said,) for said in result.sentences]))
    return Part(
        results,
        title,
        grouped.shown,
        {**_placed(told, found, grouped, title), **_compared(told, grouped, between, alike)},
        tables,
        [*found.warnings, *grouped.warnings, *between.warnings, *alike.warnings, *chosen.warnings, *flagged.warnings],
    )


def _called(grouped: OpinionGroups) -> str:
    return "Group" if grouped.clear else "Part"


def _placed(told: Conversation, found: OpinionMap, grouped: OpinionGroups, title: str) -> dict[str, Chart]:
    """Where people stand, and what is agreed across the map."""
    from throughline.analysis.opinions.exact_chart import draw_map
    from throughline.analysis.opinions.map_chart import draw_bridging

    return {
        "map": draw_map(
            found.positions, grouped.group, title=title, sentence=grouped.shown, across=AXES, called=_called(grouped)
        ),
        "bridging": draw_bridging(found, words=_words(told, found.statements)),
    }


def _compared(
    told: Conversation, grouped: OpinionGroups, between: BetweenGroups, alike: Duplicates
) -> dict[str, Chart]:
    """What all groups agree on, what divides them, and how far, where there is any such statement."""
    from throughline.analysis.opinions.map_chart import draw_divisions

    if grouped.k < 2:
        return {}
    called = _called(grouped)
    each = called.lower()
    every = len(between.statements)
    agreed, divided = (_different(some, alike) for some in (between.agreed(every), between.divided(every)))
    names, agreeing = between.statements.tolist(), between.agree * between.n
    charts = {
        name: _agreement(told, agreeing, between.n, names, shown, title, called)
        for name, shown, title in (
            ("agreed", agreed, f"What every {each} agrees with"),
            ("divided", divided, f"What divides the {each}s"),
        )
        if shown
    }
    if divided:
        words = _words(told, between.statements)
        charts["apart"] = draw_divisions(between, numbers=divided, words=words, called=each)
    return charts


def _words(told: Conversation, labels: NDArray[Any]) -> dict[Any, str]:
    return {label: told.worded(label) for label in labels.tolist()}


def _different(numbers: list[int], alike: Duplicates) -> list[int]:
    """The first few, of statements that say the same only the first."""
    family = {number: place for place, members in enumerate(alike.families) for number in members}
    seen: dict[Any, int] = {}
    for number in numbers:
        seen.setdefault(family.get(number, f"alone {number}"), number)
    return list(seen.values())[:SHOWN]


def _chosen(told: Conversation, chosen: StatementSet) -> Listing:
    rows = [(str(place), told.worded(label)) for place, label in enumerate(chosen.labels, start=1)]
    return Listing("A set of statements in which each large enough group has its share", ("", "Statement"), rows)


def _exact(work: Work, told: Conversation, out: list[Any], about: list[Any], engine: str | None) -> Part:
    from throughline.analysis.opinions.exact import exact_map
    from throughline.analysis.opinions.exact_chart import NAMES, draw_map

    work.progress(0, 0, "exact mode")
    found = exact_map(told.votes, moderated_out=out, meta=about, engine=engine)
    sizes = [f"{NAMES[g]} {people:,}" for g, people in enumerate(found.group_sizes)]
    title = f"The exact mode has {found.n_groups} groups"
    sentence = (
        f"Of {len(found.participants):,} people {sum(found.group_sizes):,} voted enough to be grouped: "
        f"{', '.join(sizes)} people."
    )
    charts = {"map-exact": draw_map(found.positions, found.group, title=title, sentence=sentence, across=AXES)}
    if numbers := list(dict.fromkeys(each.statement for chosen in found.representative for each in chosen))[:SHOWN]:
        agreeing, cast = found.counts[:, :, 0].T, found.counts[:, :, 2].T
        heading = "What sets the groups of the exact mode apart"
        charts["agreement-exact"] = _agreement(told, agreeing, cast, found.statements.tolist(), numbers, heading)
    tables = [_speaking(told, found), _agreed(told, found)]
    return Part({"exact": found}, title, sentence, charts, tables, [f"Exact mode: {words}" for words in found.warnings])


def _agreement(
    told: Conversation,
    agreeing: Any,
    cast: Any,
    names: list[Any],
    numbers: list[int],
    title: str,
    called: str = "Group",
) -> Chart:
    from throughline.analysis.opinions.exact_chart import draw_agreement

    what = "1 statement" if len(numbers) == 1 else f"{len(numbers)} statements"
    sentence = f"How many of each {called.lower()} agree with {what}, of those who voted."
    worded = [(number, told.worded(names[number])) for number in numbers]
    return draw_agreement(agreeing, cast, worded, title=title, sentence=sentence, called=called)


def _speaking(told: Conversation, found: ExactMap) -> Listing:
    from throughline.analysis.opinions.exact_chart import NAMES

    rows = [
        (
            NAMES[g],
            told.worded(found.statements[each.statement].item()),
            f"{each.side} {each.successes:,} of {each.trials:,}",
        )
        for g, of_group in enumerate(found.representative)
        for each in of_group
    ]
    return Listing("Exact mode: statements that speak for each group", ("Group", "Statement", "Of its voters"), rows)


def _agreed(told: Conversation, found: ExactMap) -> Listing:
    rows = [
        (told.worded(found.statements[each.statement].item()), f"{each.side} {each.successes:,} of {each.trials:,}")
        for each in (*found.consensus["agree"], *found.consensus["disagree"])
    ]
    return Listing("Exact mode: what most people agree on", ("Statement", "Of all who voted"), rows)


def _known(votes: Votes, option: str, given: tuple[str, ...]) -> list[Any]:
    """Labels of statements as they are in the votes; one that nobody voted on is refused, as it may be mistyped."""
    return [_labelled(votes.statements, option, one, "there is no vote on a statement of that name") for one in given]


def _labelled(labels: NDArray[Any], option: str, given: str, missing: str) -> Any:
    for label in labels.tolist():
        if str(label) == given.strip():
            return label
    raise BadInput(f"{option} {given}: {missing}")


def _counted(votes: Votes, out: list[Any]) -> str:
    said = f"{votes.n_votes:,} votes of {votes.n_participants:,} people on {votes.n_statements:,} statements"
    if absent := len(votes.places(out)):
        said += f" ({absent:,} left out, or about the conversation itself)"
    if votes.replaced:
        said += f"; {votes.replaced:,} earlier votes were replaced by later ones of the same person"
    return f"{said}."
