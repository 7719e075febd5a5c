"""`analyse opinions`: what a large group agrees on, and where it divides."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from throughline.cli.analyses import conversations
from throughline.cli.analyses.conversations import Conversation
from throughline.cli.analyses.running import FILE, Work, analysis
from throughline.cli.analyses.writing import Listing, Report, Result
from throughline.cli.failures import BadInput

if TYPE_CHECKING:
    from throughline.analysis.charts import Chart
    from throughline.analysis.opinions.exact import ExactMap
    from throughline.analysis.opinions.representative import Representative
    from throughline.analysis.opinions.votes import Votes

SHOWN = 8
MODES = ("both", "default", "exact")
AXES = "Across and upwards: the two directions in which votes differ most."
METHOD = {
    "default": (
        "Default map: people and statements are placed so that the votes that were cast are explained best (factors "
        "of the votes, with leniency and intercepts; Wojcik and others 2022). Groups are a mixture on that map; their "
        "number is chosen by the likelihood of people left out. Statements that moderators took out are absent."
    ),
    "exact": (
        "Exact mode: the published mathematics of the Polis platform (Small and others 2021, Recerca 26(2)), from a "
        "cold start with people in order of first appearance. Its groups depend on that order; read it beside "
        "published conversations."
    ),
}


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
@click.option("--engine", help="Let the workers of a Dask scheduler sum for the exact mode: dask://host:port.")
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
    engine: str | None,
) -> Report:
    """Map opinions. INPUT is a table with a row for each vote, or the folder of an exported conversation.

    Of several votes of one person on a statement the last counts. A statement without a vote of a person is not a pass:
    leave the row out.
    """
    told = conversations.read(work, input, person=person, statement=statement, vote=vote, statements=statements)
    about = _known(told.votes, "--meta", meta)
    out = [*told.rejected, *(told.undecided if strict else ()), *_known(told.votes, "--leave-out", leave_out)]
    parts = []
    if mode in ("both", "default"):
        parts.append(_default(work, told, [*out, *about], groups))
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


@dataclass(frozen=True, slots=True)
class Part:
    """What one mode adds to the report."""

    result: dict[str, Result]
    title: str
    sentence: str
    charts: dict[str, Chart]
    tables: list[Listing]
    warnings: list[str]


def _default(work: Work, told: Conversation, out: list[Any], groups: int | None) -> Part:
    from throughline.analysis.opinions.coded import Coded
    from throughline.analysis.opinions.exact import group_counts
    from throughline.analysis.opinions.exact_chart import draw_map
    from throughline.analysis.opinions.groups import opinion_groups
    from throughline.analysis.opinions.map import opinion_map
    from throughline.analysis.opinions.representative import representative

    votes = told.votes.without(out)
    work.progress(0, 2, "placing people")
    found = opinion_map(votes)
    work.progress(1, 2, "looking for groups")
    grouped = opinion_groups(found, groups=groups, seed=work.seed)
    title = f"There are {grouped.k} groups of opinion" if grouped.clear else "There are no clear groups of opinion"
    called = "Group" if grouped.clear else "Part"
    drawn = draw_map(found.positions, grouped.group, title=title, sentence=grouped.shown, across=AXES, called=called)
    charts, tables = {"map": drawn}, []
    if grouped.k > 1:
        counts = group_counts(Coded(votes), grouped.group)
        chosen = representative(counts)
        labels = [each.statement for of_group in chosen for each in of_group]
        names = votes.statements.tolist()
        charts["agreement"] = _agreement(told, counts, names, labels, f"What sets the {called.lower()}s apart", called)
        tables.append(_speaking(told, chosen, names, f"Statements that speak for each {called.lower()}", called))
    warnings = [*found.warnings, *grouped.warnings]
    return Part({"map": found, "groups": grouped}, title, grouped.shown, charts, tables, warnings)


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
    names = found.statements.tolist()
    labels = [each.statement for chosen in found.representative for each in chosen]
    tables = [
        _speaking(told, found.representative, names, "Exact mode: statements that speak for each group"),
        _agreed(told, found, names),
    ]
    charts = {"map-exact": draw_map(found.positions, found.group, title=title, sentence=sentence, across=AXES)}
    if labels:
        heading = "What sets the groups of the exact mode apart"
        charts["agreement-exact"] = _agreement(told, found.counts, names, labels, heading)
    warnings = [f"Exact mode: {words}" for words in found.warnings]
    return Part({"exact": found}, title, sentence, charts, tables, warnings)


def _agreement(
    told: Conversation, counts: Any, names: list[Any], chosen: list[int], title: str, called: str = "Group"
) -> Chart:
    from throughline.analysis.opinions.exact_chart import draw_agreement

    shown = list(dict.fromkeys(chosen))[:SHOWN]
    sentence = f"How many of each {called.lower()} agree with {len(shown)} statements that speak for one of them."
    worded = [(number, told.worded(names[number])) for number in shown]
    return draw_agreement(counts, worded, title=title, sentence=sentence, called=called)


def _speaking(
    told: Conversation,
    chosen: tuple[tuple[Representative, ...], ...],
    names: list[Any],
    title: str,
    called: str = "Group",
) -> Listing:
    from throughline.analysis.opinions.exact_chart import NAMES

    rows = [
        (NAMES[g], told.worded(names[each.statement]), f"{each.side} {each.successes:,} of {each.trials:,}")
        for g, of_group in enumerate(chosen)
        for each in of_group
    ]
    return Listing(title, (called, "Statement", "Of its people who voted"), rows)


def _agreed(told: Conversation, found: ExactMap, names: list[Any]) -> Listing:
    rows = [
        (told.worded(names[each.statement]), f"{each.side} {each.successes:,} of {each.trials:,}")
        for each in (*found.consensus["agree"], *found.consensus["disagree"])
    ]
    return Listing("Exact mode: what most people agree on", ("Statement", "Of all who voted"), rows)


def _known(votes: Votes, option: str, given: tuple[str, ...]) -> list[Any]:
    """Labels as they are in the votes; one that nobody voted on is refused, since it may be mistyped."""
    text = votes.statements.dtype.kind == "U"
    there = {str(label): label for label in votes.statements.tolist()}
    for label in given:
        if label.strip() not in there:
            kind = "name" if text else "number"
            raise BadInput(f"{option} {label}: there is no vote on a statement of that {kind}")
    return [there[label.strip()] for label in given]


def _counted(votes: Votes, out: list[Any]) -> str:
    said = f"{votes.n_votes:,} votes of {votes.n_participants:,} people on {votes.n_statements:,} statements"
    if absent := len(votes.places(out)):
        said += f" ({absent:,} left out, or about the conversation itself)"
    if votes.replaced:
        said += f"; {votes.replaced:,} earlier votes were replaced by later ones of the same person"
    return f"{said}."
