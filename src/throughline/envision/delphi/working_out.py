"""From the ratings of all closed rounds to what a run keeps: verdicts, what may be shown of them, and the report."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from throughline.envision.delphi import queries
from throughline.envision.delphi.definition import Settings, definition_of, scale_of
from throughline.envision.delphi.models import Rating
from throughline.envision.seats.queries import usable
from throughline.programmes.models import Activity, Constituency

if TYPE_CHECKING:
    from throughline.analysis.panels import Delphi, ItemStatistics, Round
    from throughline.analysis.panels.delphi import RoundResult

ORDER = list(Constituency.values)
OUTSIDE = -1
"""Stands for a rating that is outside somebody's expertise."""


@dataclass(frozen=True)
class GivenRound:
    """What one round collected. ratings: (seat, item's text, value or None). seats: seat → constituency, of everybody
    who had joined when it closed."""

    number: int
    items: tuple[str, ...]
    seats: dict[str, str]
    ratings: tuple[tuple[str, str, int | None], ...]


@dataclass(frozen=True)
class Given:
    """Everything that a run rests on."""

    settings: dict[str, Any]
    dated: str
    registered: str
    rounds: tuple[GivenRound, ...]

    @property
    def fingerprint(self) -> str:
        """SHA-256 over it all, in order."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


def gather(activity: Activity, *, upto: int) -> Given:
    """Read the closed rounds up to number `upto`, of seats that may be analysed."""
    panel = queries.panel_of(activity)
    joined = {
        ref: (name, taken)
        for ref, name, taken in usable(activity)
        .order_by("ref")
        .values_list("ref", "participant__constituency", "taken_at")
    }
    rows = Rating.objects.filter(round__activity=activity, seat__in=usable(activity).values("pk"))
    by_round: dict[int, list[tuple[str, str, int | None]]] = {}
    for number, seat, item, value in rows.order_by("seat__ref", "item__number").values_list(
        "round__number", "seat__ref", "item__text", "value"
    ):
        by_round.setdefault(number, []).append((seat, item, value))
    rounds = [
        GivenRound(
            one.number,
            tuple(item.text for item in one.items.all()),
            {seat: name for seat, (name, taken) in joined.items() if taken <= one.closed_at},
            tuple(by_round.get(one.number, ())),
        )
        for one in queries.rounds_of(activity)
        if one.closed_at is not None and one.number <= upto
    ]
    dated = panel.locked_at.date().isoformat() if panel.locked_at else ""
    return Given(panel.decides.kept(), dated, panel.fingerprint, tuple(rounds))


def nobody() -> str:
    """Why there is no result of a panel without ratings that may be used."""
    return _("There are no ratings that may be analysed.")


def versions() -> dict[str, str]:
    """What the figures were worked out with."""
    import numpy

    return {"numpy": numpy.__version__}


def compute(given: Given) -> dict[str, Any]:
    """The whole result as plain JSON. No database is read."""
    from throughline.analysis.panels import accord, delphi

    settings = Settings.of(given.settings)
    rounds = [_round(one, settings) for one in given.rounds if one.ratings]
    definition = definition_of(settings, dated=given.dated)
    found = delphi(rounds, definition, registered=given.registered)
    return {
        "rounds": [_kept(result, round_) for result, round_ in zip(found.rounds, rounds, strict=True)],
        "final": found.final,
        "stop": found.stop,
        "shown": found.shown,
        "changes": _changes(found),
        "attrition": [_left(one) for one in found.attrition],
        "warnings": list(found.warnings),
        "log": [asdict(event) for event in found.log],
        "accord": [[entry.code, entry.about, entry.text or ""] for entry in accord(found)],
    }


def _round(given: GivenRound, settings: Settings) -> Round:
    from throughline.analysis.panels import collect

    people = sorted({seat for seat, _item, _value in given.ratings})
    place = {item: column for column, item in enumerate(given.items)}
    table: list[list[Any]] = [[None] * len(given.items) for _person in people]
    row = {person: number for number, person in enumerate(people)}
    for seat, item, value in given.ratings:
        table[row[seat]][place[item]] = OUTSIDE if value is None else value
    return collect(
        table,
        items=given.items,
        people=people,
        groups=[given.seats[person] for person in people],
        number=given.number,
        scale=scale_of(settings),
        unable=OUTSIDE,
        invited=Counter(given.seats.values()),
    )


def _kept(result: RoundResult, round_: Round) -> dict[str, Any]:
    """One round: exact flow for the team, and of each item what may be shown."""
    from throughline.analysis import disclosure
    from throughline.analysis.panels import feedback

    seen = {one.item: one.distributions for one in next(iter(feedback(round_).values()))}
    statistics: dict[str, list[ItemStatistics]] = {}
    for one in result.statistics:
        statistics.setdefault(one.item, []).append(one)
    started = {cell: flow["started"] or 0 for cell, flow in result.flow.items() if cell in Constituency.values}
    people = disclosure.protect_counts({name: started.get(name, 0) for name in Constituency.values})
    return {
        "number": result.number,
        "flow": result.flow,
        "people": {name: people[name].text for name in Constituency.values},
        "items": {
            verdict.item: {
                "verdict": verdict.verdict,
                "status": verdict.status,
                "stable": verdict.stable,
                "cells": sorted(
                    (
                        _cell(cell, shown, verdict)
                        for cell, shown in zip(statistics[verdict.item], seen[verdict.item], strict=True)
                    ),
                    key=lambda cell: ORDER.index(cell["cell"]) if cell["cell"] in ORDER else -1,
                ),
            }
            for verdict in result.verdicts
        },
    }


def _cell(cell: ItemStatistics, shown: Any, verdict: Any) -> dict[str, Any]:
    """One group's ratings of one item, as far as they may be shown."""
    from throughline.analysis import disclosure

    hidden = shown.percentages is None
    if hidden:
        return {"cell": cell.cell, "hidden": True}
    favour, against = (disclosure.protect_share(part, cell.n) for part in (cell.favour, cell.against))
    return {
        "cell": cell.cell,
        "hidden": False,
        "n": disclosure.protect_count(cell.n).text,
        "median": shown.median,
        "percentages": list(shown.percentages),
        "favour": [favour.text, favour.value, favour.low, favour.high],
        "against": [against.text, against.value, against.low, against.high],
        "verdict": verdict.groups.get(cell.cell, verdict.verdict),
    }


def _changes(found: Delphi) -> list[dict[str, Any]]:
    """Whether each item was stable between rounds, over everybody."""
    from throughline.analysis.panels.rounds import EVERYBODY

    return [
        {"to": later.number, "item": change.item, "stable": change.stable, "shown": change.shown}
        for later, between in zip(found.rounds[1:], found.changes, strict=True)
        for change in between
        if change.cell == EVERYBODY
    ]


def _left(one: Any) -> dict[str, Any]:
    """Who left between two rounds, and whether a verdict hangs on it; for the team."""
    return {
        "earlier": one.earlier,
        "later": one.later,
        "groups": {group: list(numbers) for group, numbers in one.groups.items()},
        "shown": one.shown,
        "difference": one.difference,
        "p": one.p,
        "hang": [item.item for item in one.items if item.changes],
        "warnings": list(one.warnings),
    }
