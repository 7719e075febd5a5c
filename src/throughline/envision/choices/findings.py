"""Findings that a choice experiment proposes: what matters most, what people would trade, and where they differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from throughline.envision.choices.plan import ChoicePlan
from throughline.envision.choices.results import CLEAR, NAMES, Row, kind_name, percent, title_of, trades
from throughline.programmes.methods import DraftFinding, Measure

TITLE = 200


def limits() -> str:
    return _(
        "Shares hold between the levels that were asked about: with wider levels a thing would matter more. People "
        "said what they would choose, which may differ from what they would do. Those who took part chose to."
    )


def findings(plan: ChoicePlan, found: Mapping[str, Any], run: str) -> Iterator[DraftFinding]:
    """A draft for each result of a run (its ref); none where nothing could be worked out."""
    if found["refused"]:
        return
    yield _priority(plan, found, run)
    if found["trades"]["rows"]:
        yield _trade_off(plan, found, run)
    if found["difference"]["p"] is not None and found["difference"]["p"] < CLEAR:
        yield _difference(plan, found, run)
    if found["classes"]["found"]:
        yield _kinds(plan, found, run)


def _measures(plan: ChoicePlan, group: Any, rows: Sequence[Row], n: str) -> Iterator[Measure]:
    for slug, share, low, high in rows:
        attribute = plan.attribute(slug)
        if attribute is not None:
            numbers = (100 * share, 100 * min(low, share), 100 * max(high, share))
            yield Measure(attribute.name, group, percent(share), n, *(round(x, 1) for x in numbers))


def _by_constituency(plan: ChoicePlan, found: Mapping[str, Any]) -> Iterator[Measure]:
    for one in found["groups"]:
        if one["question"]:
            continue
        if one["importance"]:
            yield from _measures(plan, NAMES[one["answer"]], one["importance"], one["n"])
        elif one["why"] != "nobody":
            yield Measure(_("What matters to them"), NAMES[one["answer"]], _("too few people to show"), one["n"])


def _priority(plan: ChoicePlan, found: Mapping[str, Any], run: str) -> DraftFinding:
    return DraftFinding(
        kind="priority",
        title=title_of(plan, found["importance"])[:TITLE],
        summary=_("%(n)s people chose between options. The figures say how much each thing decided, of 100%% in all.")
        % {"n": found["n"]},
        measures=[
            *_measures(plan, _("Everybody"), found["importance"], found["n"]),
            *_by_constituency(plan, found),
        ],
        unit="%",
        limits=limits(),
        run=run,
    )


def _trade_off(plan: ChoicePlan, found: Mapping[str, Any], run: str) -> DraftFinding:
    against = plan.attribute(found["trades"]["against"])
    assert against is not None
    said = {"name": against.name, "unit": against.unit}
    return DraftFinding(
        kind="trade-off",
        title=(_("What people would trade, counted in “%(name)s”") % said)[:TITLE],
        summary=_("Each change is as good or bad as so many %(unit)s more or less of “%(name)s”.") % said,
        measures=[
            Measure(one.change, _("Everybody"), one.balance, found["n"], *(round(x, 1) for x in one.ranged))
            for one in trades(plan, found)
        ],
        unit=against.unit,
        limits=limits(),
        run=run,
    )


def _difference(plan: ChoicePlan, found: Mapping[str, Any], run: str) -> DraftFinding:
    return DraftFinding(
        kind="difference",
        title=_("Groups weigh the same things differently"),
        summary=_("We compared the groups that are large enough. So clear a difference would rarely be chance."),
        measures=list(_by_constituency(plan, found)),
        unit="%",
        limits=_("Groups may also differ in how sure they are, which moves all their weights together.")
        + " "
        + limits(),
        run=run,
    )


def _kinds(plan: ChoicePlan, found: Mapping[str, Any], run: str) -> DraftFinding:
    kinds = found["classes"]["found"]
    return DraftFinding(
        kind="difference",
        title=_("People weigh things in %(count)s different ways") % {"count": len(kinds)},
        summary=_("Choices of %(n)s people are told better by kinds of people than by one for all.")
        % {"n": found["n"]},
        measures=[
            measure
            for number, one in enumerate(kinds, start=1)
            for measure in _measures(plan, kind_name(number, one), one["importance"], found["n"])
        ],
        unit="%",
        limits=_("These kinds come from choices alone, and say nothing about who the people are.") + " " + limits(),
        run=run,
    )
