"""What a partnership found, as drafts for a person: the top ten, what each group put first, and where they differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from throughline.envision.partnerships import queries
from throughline.envision.partnerships.models import Question
from throughline.envision.partnerships.showing import NAMES, Line, lines_of
from throughline.envision.partnerships.working import SMALLEST_SHOWN
from throughline.programmes.methods import DraftFinding, Measure
from throughline.programmes.models import Activity

TITLE = 200
FIRST = 3


def findings(activity: Activity) -> Iterator[DraftFinding]:
    """A draft for each result; none before there is an order."""
    run = queries.shown(activity)
    if run is None:
        return
    lines = lines_of(queries.long_list(activity), run.summary)
    if not lines:
        return
    top = queries.top(activity)
    yield _top_ten(top, lines, run.ref) if top else _combined(lines, run.ref)
    for name in run.summary["ranked"]:
        yield _first_of(name, lines, run.summary["by_group"][name], run.ref)
    for one in lines:
        if _differs(one):
            yield _difference(one, run.ref)


def limits() -> str:
    """How sure one can be."""
    return _(
        "People chose to take part, from a list that the team wrote out of what was said. A group of fewer than "
        "%(least)s people has no order of its own."
    ) % {"least": SMALLEST_SHOWN}


def _measures(lines: Sequence[Line]) -> list[Measure]:
    found = []
    for one in lines:
        shares = [(_("Everybody"), one.everybody, one.people)]
        shares += [(str(NAMES[name]), share, n) for name, (_place, share, n) in one.groups.items()]
        for who, share, n in shares:
            text = _("too few people to show") if share.value is None else share.text
            found.append(Measure(one.question.text, who, text, n.text, share.value, share.low, share.high))
    return found


def _draft(kind: str, title: str, summary: str, lines: Sequence[Line], run: str) -> DraftFinding:
    return DraftFinding(
        kind=kind,
        title=title[:TITLE],
        summary=summary,
        contributions=queries.contributions_under(one.question.ref for one in lines),
        measures=_measures(lines),
        unit="%",
        limits=limits(),
        run=run,
    )


def _top_ten(top: Sequence[Question], lines: Sequence[Line], run: str) -> DraftFinding:
    places = {one.ref: one.place for one in top}
    ours = sorted((one for one in lines if one.question.ref in places), key=lambda one: places[one.question.ref] or 0)
    told = "\n".join(f"{one.place}. {one.text} {one.place_reason}" for one in top)
    said = _("A workshop with people of all sides agreed on this order. Figures are shares of people who chose each.")
    return _draft("priority", _("The top %(n)s questions") % {"n": len(top)}, f"{said}\n\n{told}", ours, run)


def _combined(lines: Sequence[Line], run: str) -> DraftFinding:
    said = _("In the survey every group counts the same. The first questions are:")
    told = "\n".join(f"{one.place} {one.question.text}" for one in lines[:FIRST])
    return _draft("priority", _("What the groups together put first"), f"{said}\n\n{told}", lines[:FIRST], run)


def _first_of(name: str, lines: Sequence[Line], places: dict[str, int], run: str) -> DraftFinding:
    own = sorted(lines, key=lambda one: (places[one.question.ref], one.question.number))[:FIRST]
    told = "\n".join(f"{one.groups[name][0]} {one.question.text}" for one in own)
    said = _("These questions were chosen by most people of this group. “=” means that several are equal.")
    return _draft("priority", _("%(who)s: what they put first") % {"who": NAMES[name]}, f"{said}\n\n{told}", own, run)


def _differs(one: Line) -> bool:
    """Whether the likely ranges of two groups do not meet."""
    known = [share for _place, share, _n in one.groups.values() if share.low is not None and share.high is not None]
    return any(a.low > b.high for a in known for b in known)  # type: ignore[operator]


def _difference(one: Line, run: str) -> DraftFinding:
    own = "; ".join(f"{NAMES[name]}: {place}" for name, (place, _share, _n) in one.groups.items() if place)
    said = _("Some groups chose this question far more often than others. Its places: %(own)s.") % {"own": own}
    return _draft("difference", _("Groups differ on “%(text)s”") % {"text": one.question.text}, said, [one], run)
