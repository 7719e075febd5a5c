"""How often somebody chose, told to them on their own page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Count, Max
from django.urls import reverse
from django.utils.translation import ngettext

from throughline.envision.pairs.models import Choice
from throughline.evidence.steps import Step
from throughline.voices.models import Submission


def tell(submissions: Sequence[Submission]) -> Mapping[str, Sequence[Step]]:
    """“You chose between 14 pairs”, with the way to see them. One query."""
    rows = Choice.objects.filter(seat__submission__in=submissions).order_by().values("seat__submission__ref")
    counted = rows.annotate(n=Count("pk"), last=Max("changed_at"))
    return {row["seat__submission__ref"]: [_step(row)] for row in counted}


def _step(row: Mapping[str, object]) -> Step:
    number = int(str(row["n"]))
    said = ngettext("You chose between %(number)s pair", "You chose between %(number)s pairs", number)
    return Step(
        when=row["last"],  # type: ignore[arg-type]
        title=said % {"number": number},
        url=reverse("seat-go-on", args=[row["seat__submission__ref"]]),
    )
