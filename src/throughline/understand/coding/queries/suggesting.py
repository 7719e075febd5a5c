"""What software suggests, for the page of the words."""

from __future__ import annotations

from throughline.evidence.models import Run
from throughline.understand.coding.models import SuggestedCode
from throughline.voices.models import Contribution

SUGGESTIONS = "coding-suggestions"
FIGURES = "coding-figures"
"""The kinds of runs that coding asks for."""


def suggested(contribution: Contribution) -> list[SuggestedCode]:
    """What the newest run that looked at these words suggests, the likeliest first; codes in use only."""
    rows = SuggestedCode.objects.filter(contribution=contribution, run__status=Run.Status.DONE)
    found = list(rows.filter(code__retired_at__isnull=True).select_related("code").order_by("-run_id", "-probability"))
    return [one for one in found if one.run_id == found[0].run_id]
