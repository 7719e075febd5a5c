"""A standing assembly on paper: the issues that gather support, and an issue of one's own in a line."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from throughline.envision.assemblies import queries
from throughline.envision.assemblies.models import Issue
from throughline.programmes.methods import OnPaper
from throughline.programmes.models import Activity


def asked(activity: Activity) -> Iterator[OnPaper]:
    """What to tick, and what to write. Two queries."""
    issues = [queries.line_of(one) for one in queries.public_issues(activity) if queries.is_gathering(one)]
    if issues:
        yield OnPaper(_("Which of these issues do you support?"), options=issues, many=True)
    charter = queries.charter_now(activity)
    if charter is not None:
        terms = charter.terms
        yield OnPaper(
            _("Do you want to raise an issue? In a line: what is it about?"),
            hint=_("You can raise: %(remit)s You cannot raise: %(not_here)s")
            % {"remit": terms.remit, "not_here": terms.not_here},
            lines=2,
        )
        yield OnPaper(
            _("Could somebody come to harm if nothing changes?"), options=[str(label) for label in Issue.Harm.labels]
        )
