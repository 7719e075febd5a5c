"""What a budget found, as drafts for a person to write up: what is funded, at whose cost, and where groups differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from throughline.analysis.disclosure import Share
from throughline.envision.budgets.plan import SHARE, Plan
from throughline.envision.budgets.showing import RULE_NAMES, Line, first_words, groups_of, lines, names_of
from throughline.envision.budgets.working import EQUAL, MOST
from throughline.programmes.methods import DraftFinding, Measure

TITLE = 200


def limits(plan: Plan) -> str:
    said = _("People chose to take part, and chose between options that the team described.")
    if plan.ballot == SHARE:
        said += " " + _("For equal shares, whoever gave an option any points counts as a supporter of it.")
    return said


def findings(plan: Plan, found: Mapping[str, Any], run: str) -> Iterator[DraftFinding]:
    """A draft for each result of a run (its ref); none where there is no outcome."""
    if found["refused"]:
        return
    options = lines(plan, found)
    yield _priority(plan, found, options, run)
    if set(found["rules"][EQUAL]["chosen"]) != set(found["rules"][MOST]["chosen"]):
        yield _trade_off(plan, found, run)
    for one in options:
        if _differs(one):
            yield _difference(plan, one, run)


def _measure(label: Any, who: str, share: Share, n: str) -> Measure:
    text = _("too few people to show") if share.value is None else share.text
    return Measure(label, who, text, n, share.value, share.low, share.high)


def _of_option(one: Line) -> list[Measure]:
    return [_measure(one.name, who, share, n.text) for who, share, n in one.support]


def _priority(plan: Plan, found: Mapping[str, Any], options: list[Line], run: str) -> DraftFinding:
    names = names_of(plan, found["rules"][EQUAL]["chosen"])
    title = _("With equal shares, the budget funds %(names)s") % {"names": names or _("nothing")}
    return DraftFinding(
        kind="priority",
        title=title[:TITLE],
        summary=first_words(plan, found, groups_of(found)),
        measures=[measure for one in options for measure in _of_option(one)],
        unit="%",
        limits=limits(plan),
        run=run,
    )


def _trade_off(plan: Plan, found: Mapping[str, Any], run: str) -> DraftFinding:
    return DraftFinding(
        kind="trade-off",
        title=_("Who gets something depends on how the budget is shared out"),
        summary=first_words(plan, found, groups_of(found)),
        measures=[
            _measure(RULE_NAMES[rule], one.name, one.covered[rule], one.n.text)
            for rule in (EQUAL, MOST)
            for one in groups_of(found)
        ],
        unit="%",
        limits=_("The figures are shares of people with at least one funded option.") + " " + limits(plan),
        run=run,
    )


def _differs(one: Line) -> bool:
    """Whether the likely ranges of two constituencies do not meet."""
    known = [share for _who, share, _n in one.support[1:] if share.low is not None and share.high is not None]
    return any(a.low > b.high for a in known for b in known)  # type: ignore[operator]


def _difference(plan: Plan, one: Line, run: str) -> DraftFinding:
    return DraftFinding(
        kind="difference",
        title=(_("Groups differ on “%(name)s”") % {"name": one.name})[:TITLE],
        summary=_("Some groups would fund this far more often than others. Their likely ranges do not meet."),
        measures=_of_option(one),
        unit="%",
        limits=limits(plan),
        run=run,
    )
