"""What a survey in pairs found, as drafts for a person to write up: what comes first, and where groups differ."""

from __future__ import annotations

from django.utils.translation import gettext as _

from throughline.envision.pairs import runs_of, shown
from throughline.envision.pairs.queries import votable, words_of
from throughline.envision.pairs.shown import NAMES, Line
from throughline.programmes.methods import DraftFinding, Measure
from throughline.programmes.models import Activity

MOST = 10


def findings(activity: Activity) -> list[DraftFinding]:
    """Drafts from the result that everybody may see: the same figures as on its page."""
    run = runs_of.shown(activity)
    if run is None:
        return []
    rows = votable(activity.pk).select_related("contribution__data_key", "contribution")
    given = {row.ref: (row.contribution.ref if row.contribution else "") for row in rows}
    told = shown.lines(run.summary, {row.ref: words_of(row) for row in rows})
    ahead = [row for row in told if row.surely_ahead][:MOST]
    return [
        *(_draft(row, "priority", run.ref, given[row.ref]) for row in ahead),
        *(_draft(row, "difference", run.ref, given[row.ref]) for row in told if row.differs),
    ]


def _draft(row: Line, kind: str, run: str, contribution: str) -> DraftFinding:
    if kind == "priority":
        title = _("People put “%(words)s” before most others") % {"words": row.words}
        summary = _("Asked to choose between two, people would surely choose it before more than half of the others.")
    else:
        title = _("People differ on “%(words)s”") % {"words": row.words}
        summary = " ".join(
            (
                _("%(group)s choose it more often than others do.")
                if way == "more"
                else _("%(group)s choose it less often than others do.")
            )
            % {"group": NAMES[name]}
            for name, way in row.differs
        )
    return DraftFinding(
        kind=kind,
        title=title,
        summary=summary,
        contributions=(contribution,) if contribution else (),
        measures=[_measure(one) for one in (row.whole, *row.groups)],
        unit=_("of 100 others beaten"),
        limits=_(
            "People chose to take part, and each chose between some of the pairs only. Scores are worked out from "
            "those choices; a range says how sure each is."
        ),
        run=run,
    )


def _measure(one: shown.Figure) -> Measure:
    label = _("Score")
    if one.score is None:
        return Measure(label, one.group, one.text, one.n.text)
    score, low, high = one.score
    return Measure(label, one.group, str(score), one.n.text, value=score, low=low, high=high)
