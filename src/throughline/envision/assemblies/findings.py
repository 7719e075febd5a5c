"""What assemblies found, as drafts for a person to write up: the issues that were taken up, and who supported them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from throughline.analysis import disclosure
from throughline.envision.assemblies import queries
from throughline.envision.assemblies.models import Assembly, Selection
from throughline.evidence.models import Finding
from throughline.programmes.methods import DraftFinding, Measure
from throughline.programmes.models import Activity, Constituency

NAMES = dict(Constituency.choices)


def findings(activity: Activity) -> list[DraftFinding]:
    """A draft for each issue that an assembly took up, with its support when the list was made."""
    found = []
    for meeting in queries.confirmed(activity):
        for one in queries.selections(meeting):
            line = queries.line_of(one.issue)
            if one.chosen and line:
                found.append(_draft(meeting, one, line))
    return found


def _draft(meeting: Assembly, one: Selection, line: str) -> DraftFinding:
    by_rule = one.how == Selection.How.RULE
    if by_rule:
        summary = _("People raised this issue, and enough others supported it for an assembly to take it up.")
    else:
        summary = _("Few people raised this issue. An assembly took it up for this reason: %(reason)s")
        summary = summary % {"reason": one.reason}
    assert meeting.run is not None, "a list is made by a run"
    return DraftFinding(
        kind=Finding.Kind.PRIORITY if by_rule else Finding.Kind.RARE,
        title=(_("People asked an assembly to talk about “%(line)s”") % {"line": line})[:200],
        summary=summary,
        contributions=[one.issue.contribution.ref, *queries.details_refs(one.issue)],
        measures=_measures(meeting, one.issue.ref),
        unit=_("people"),
        limits=_(
            "People chose to take part, so these numbers say nothing about everybody in a group. They move in steps of "
            "8 people, and are counts, not estimates."
        ),
        run=meeting.run.ref,
    )


def _measures(meeting: Assembly, issue: str) -> list[Measure]:
    """Supporters by constituency and, beside them, the whole."""
    assert meeting.run is not None
    people = dict.fromkeys(Constituency.values, 0) | meeting.run.summary["shown"].get(issue, {})
    table = disclosure.protect_counts(people)
    assert table.total is not None
    rows = [(_("Everybody"), table.total), *((str(NAMES[name]), table[name]) for name in Constituency.values)]
    return [
        Measure(_("Supporters"), group, one.text, one.text, value=None if one.value is None else float(one.value))
        for group, one in rows
    ]
