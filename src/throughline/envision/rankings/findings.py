"""What a ranking found, as drafts for a person to write up: what comes first, and where groups differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from throughline.envision.rankings.plan import Plan
from throughline.envision.rankings.showing import (
    Figure,
    Line,
    counted_words,
    differ_words,
    first_words,
    lines,
    surely_differing,
    top_words,
)
from throughline.programmes.methods import DraftFinding, Measure

TITLE = 200
MOST = 5


def limits(plan: Plan) -> str:
    said = _("People chose to take part, and put items in order that the team described.")
    if plan.places < len(plan.items) or plan.partial:
        said += " " + _("What a person gave no place counts as below what they placed.")
    return said


def findings(plan: Plan, found: Mapping[str, Any], run: str) -> Iterator[DraftFinding]:
    """A draft for each result of a run (its ref); none where there is no outcome."""
    if found["refused"]:
        return
    rows = lines(plan, found)
    yield _order(plan, found, rows, run)
    if rows[0].whole.top.value is not None:
        yield _shares(plan, found, rows, run)
    told = differ_words(rows, found)
    for row in surely_differing(rows, found):
        said = [words for words in told if words.startswith(f"“{row.name}”")]
        yield DraftFinding(
            kind="difference",
            title=(_("Groups differ on where “%(name)s” belongs") % {"name": row.name})[:TITLE],
            summary=" ".join(said) + " " + _("The difference is larger than chance would make it."),
            measures=[_placed(row, one) for one in row.figures],
            limits=limits(plan),
            run=run,
        )


def _placed(row: Line, one: Figure) -> Measure:
    label = _("Place of “%(name)s”") % {"name": row.name}
    if one.place is None:
        return Measure(label, one.group, one.placed, one.n.text)
    place, low, high = one.place
    return Measure(label, one.group, str(place), one.n.text, place, low, high)


def _order(plan: Plan, found: Mapping[str, Any], rows: list[Line], run: str) -> DraftFinding:
    return DraftFinding(
        kind="priority",
        title=(_("People put “%(name)s” first") % {"name": rows[0].name})[:TITLE],
        summary=f"{first_words(rows)} {counted_words(plan, found)}",
        measures=[_placed(row, one) for row in rows[:MOST] for one in row.figures],
        limits=limits(plan),
        run=run,
    )


def _shares(plan: Plan, found: Mapping[str, Any], rows: list[Line], run: str) -> DraftFinding:
    ordered = sorted(rows, key=lambda row: -(row.whole.top.value or 0))
    words = {"name": ordered[0].name, "top": top_words(found["top_of"]), "share": ordered[0].whole.top.text}
    return DraftFinding(
        kind="priority",
        title=(_("%(share)s of people put “%(name)s” %(top)s") % words)[:TITLE],
        summary=_("The figures are the shares of people who put an item %(top)s.") % words,
        measures=[
            Measure(row.name, one.group, one.top.text, one.n.text, one.top.value, one.top.low, one.top.high)
            for row in ordered[:MOST]
            for one in row.figures
        ],
        unit="%",
        limits=limits(plan),
        run=run,
    )
