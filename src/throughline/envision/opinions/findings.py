"""What an opinion map found, as drafts for a person to write up: what is shared, and what divides."""

from __future__ import annotations

from django.utils.translation import gettext as _

from throughline.envision.opinions import runs_of, shown
from throughline.envision.opinions.queries import words_by_ref
from throughline.envision.opinions.shown import Figure, Line
from throughline.programmes.methods import DraftFinding, Measure
from throughline.programmes.models import Activity

LONGEST = 150


def findings(activity: Activity) -> list[DraftFinding]:
    """Drafts from the result that everybody may see: the same figures as on its page."""
    run = runs_of.shown(activity)
    if run is None or not run.summary["enough"]:
        return []
    found = run.summary
    constituencies = found.get("constituencies", {"agreed": [], "rejected": [], "divided": []})
    # One group, or one kind of people, cannot agree with itself or differ from itself.
    between = bool(found["groups"] and found["groups"]["k"] > 1)
    apart = len(found["people"]) > 1
    shared = [*(found["agreed"] if between else []), *(constituencies["agreed"] if apart else [])]
    rejected = [*(found["rejected"] if between else []), *(constituencies["rejected"] if apart else [])]
    divided = [*found["divided"], *(constituencies["divided"] if apart else [])]
    wanted = list(dict.fromkeys([*shared, *rejected, *divided]))
    words = words_by_ref(activity, wanted)
    drafts = []
    for ref in wanted:
        if ref in words:
            row = shown.line(found, ref, words[ref])
            kind = "difference" if ref in divided else "consensus"
            no = ref in rejected and ref not in shared
            drafts.append(_draft(row, kind, run.ref, disagree=no, clear=bool(between and found["groups"]["clear"])))
    return drafts


def _draft(row: Line, kind: str, run: str, *, disagree: bool, clear: bool) -> DraftFinding:
    quoted = row.words if len(row.words) <= LONGEST else row.words[: LONGEST - 1] + "…"
    if kind == "difference":
        title = _("People differ on “%(statement)s”") % {"statement": quoted}
        summary = _("Some groups agree with this statement far more than others, beyond chance.")
    elif disagree:
        title = _("Every group rejects “%(statement)s”") % {"statement": quoted}
        summary = _("In each group we can judge, surely more than half of those who voted disagree.")
    else:
        title = _("Every group agrees with “%(statement)s”") % {"statement": quoted}
        summary = _("In each group we can judge, surely more than half of those who voted agree.")
    limits = _("People chose to take part and what to vote on: shares are of those who voted on this statement.")
    if not clear:
        limits += " " + _("There are no clear groups of opinion: parts only help to describe who thinks what.")
    return DraftFinding(
        kind=kind,
        title=title,
        summary=summary,
        measures=[_measure(one, disagree=disagree) for one in (*row.constituencies, *row.groups)],
        unit="%",
        limits=limits,
        run=run,
    )


def _measure(one: Figure, *, disagree: bool) -> Measure:
    share = one.disagree if disagree else one.agree
    label = _("Disagree") if disagree else _("Agree")
    return Measure(label, one.group, share.text, one.base.text, share.value, share.low, share.high)
