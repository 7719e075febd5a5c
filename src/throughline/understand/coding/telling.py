"""What coding did with a contribution, told to its author."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from throughline.evidence import steps
from throughline.evidence.steps import Step
from throughline.understand.coding.models import Coding, Settlement
from throughline.voices.models import Contribution

ORDER = 8


def tell(contributions: Sequence[Contribution]) -> Mapping[str, Sequence[Step]]:
    """A step for each contribution that somebody coded: four queries, however many contributions."""
    rows = Coding.objects.filter(contribution__in=contributions, is_current=True).select_related(
        "contribution", "coder"
    )
    decided = Settlement.objects.filter(contribution__in=contributions, is_current=True).prefetch_related("codes")
    settled = {row.contribution_id: row for row in decided}
    by_ref: dict[str, list[Coding]] = {}
    for row in rows.prefetch_related("codes").order_by("pk"):
        by_ref.setdefault(row.contribution.ref, []).append(row)
    return {ref: [_step(codings, settled.get(codings[0].contribution_id))] for ref, codings in by_ref.items()}


def _step(codings: list[Coding], settled: Settlement | None) -> Step:
    return Step(
        when=min(coding.coded_at for coding in codings),
        title=_("Read by a person, who noted what it is about"),
        reason=_reason(codings, settled),
        by=", ".join(coding.coder.name for coding in codings),
        order=ORDER,
    )


def _reason(codings: list[Coding], settled: Settlement | None) -> str:
    if settled is None and len({coding.fingerprint for coding in codings}) > 1:
        return _("The people who read it see it differently, and will talk about it.")
    names = sorted(code.name for code in (settled or codings[0]).codes.all())
    if not names:
        return _("It fits none of the topics so far.")
    return _("It is about: {topics}.").format(topics=", ".join(names))


def register() -> None:
    steps.register(tell)
