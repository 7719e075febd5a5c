"""How many people stand behind a finding. A person who wrote nine times is one; an imported row is one."""

from __future__ import annotations

from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from throughline.evidence.models import Finding, Link
from throughline.programmes.models import Constituency, Programme
from throughline.voices.models import Contribution

ABOUT_THE_PLAN = "suggestion"
"""Words about how the programme is run: answered one by one, never evidence on what it asks."""


def is_usable(prefix: str = "") -> Q:
    """Agreed to, in use, not refused, and an answer to the programme's question: what an analysis may count.

    Args:
        prefix: the way from the queried model to the contribution, such as “contribution__”.
    """
    agreed = Q(**{f"{prefix}standing": Contribution.Standing.LIVE, f"{prefix}may_analyse": True})
    set_apart = Q(**{f"{prefix}moderation": Contribution.Moderation.RED}) | Q(**{f"{prefix}kind": ABOUT_THE_PLAN})
    return agreed & ~set_apart


def usable(programme: Programme) -> QuerySet[Contribution]:
    """The contributions of a programme that may be analysed: agreed to, in use, and not refused."""
    return Contribution.objects.filter(is_usable(), programme=programme)


def _people(contributions: QuerySet[Contribution]) -> dict[str, int]:
    rows = (
        contributions.annotate(person=Coalesce(F("participant_id"), Value(0) - F("id")))
        .values("constituency")
        .annotate(people=Count("person", distinct=True))
        .order_by()
    )
    counted = {row["constituency"]: row["people"] for row in rows}
    return {constituency: counted.get(constituency, 0) for constituency in Constituency.values}


def people_behind(finding: Finding) -> dict[str, int]:
    """People whose usable words a finding cites, by constituency; exact, never shown as they are."""
    cited = Link.objects.filter(to_kind="finding", to_ref=finding.ref, from_kind="contribution")
    return _people(usable(finding.programme).filter(ref__in=cited.values("from_ref")))


def people_heard(programme: Programme) -> dict[str, int]:
    """People with usable words in a programme, by constituency; exact, never shown as they are."""
    return _people(usable(programme))
