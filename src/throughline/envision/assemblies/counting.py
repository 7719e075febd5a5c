"""Who supports an issue: exactly, for the list of an assembly, and in steps of eight people, for everybody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Count, F, QuerySet
from django.utils.translation import gettext as _

from throughline.analysis.disclosure.counts import SMALLEST_SHOWN
from throughline.envision.assemblies.charter import FEW, Terms
from throughline.envision.assemblies.models import Issue, Support
from throughline.envision.seats import queries as seats
from throughline.programmes.methods import Turns
from throughline.programmes.models import Activity, Constituency


@dataclass(frozen=True)
class Counted:
    """Supporters of one issue by constituency, and by region (slug) of those who said where they live."""

    people: Mapping[str, int] = field(default_factory=dict)
    regions: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.people.values())

    @property
    def groups_reached(self) -> int:
        return sum(n >= FEW for n in self.people.values())

    @property
    def regions_reached(self) -> int:
        return sum(n >= FEW for n in self.regions.values())

    def meets(self, terms: Terms) -> bool:
        """Whether this is what the published criteria ask for."""
        return (
            self.total >= terms.supporters
            and self.groups_reached >= terms.groups
            and self.regions_reached >= terms.regions
        )


def supporting(activity: Activity) -> QuerySet[Support]:
    """Support that counts now, of every issue of an activity."""
    rows = Support.objects.filter(issue__activity=activity, given=True)
    return rows.filter(seat__in=seats.usable(activity).values("pk"))


def exact(activity: Activity, issues: Iterable[Issue]) -> dict[str, Counted]:
    """Ref of an issue → its supporters. Two queries, whatever their number. Not for the page."""
    rows = supporting(activity).filter(issue__in=[one.pk for one in issues]).order_by()
    found: dict[str, tuple[dict[str, int], dict[str, int]]] = {}
    groups = rows.values_list("issue__ref", "seat__participant__constituency").annotate(n=Count("pk"))
    for ref, group, n in groups:
        found.setdefault(ref, (dict.fromkeys(Constituency.values, 0), {}))[0][group] = n
    places = rows.exclude(seat__participant__region=None).values_list("issue__ref", "seat__participant__region__slug")
    for ref, slug, n in places.annotate(n=Count("pk")):
        found[ref][1][slug] = n
    return {ref: Counted(*both) for ref, both in found.items()}


def turns(activity: Activity) -> Turns:
    """Issues that each person supports, and how many others support the issues that they raised. Two queries."""
    given = seats.answers_given(activity, "assembly_supports")
    drawn = supporting(activity).exclude(seat=F("issue__seat")).exclude(issue__seat=None).order_by()
    counted = drawn.values_list("issue__seat__participant_id").annotate(n=Count("pk"))
    return Turns(given, dict(counted), _("How many others support the issues that people raised."))


def in_steps(issue: Issue, activity: Activity) -> Counted:
    """The first 8, 16, 24 … supporters of an issue: figures that move for eight people at a time. Four queries."""
    rows = supporting(activity).filter(issue=issue)
    total = rows.count()
    first = rows.order_by("pk").values("pk")[: total - total % SMALLEST_SHOWN]
    cut = Support.objects.filter(pk__in=first).order_by()
    people = dict(cut.values_list(F("seat__participant__constituency")).annotate(n=Count("pk")))
    places = cut.exclude(seat__participant__region=None).values_list(F("seat__participant__region__slug"))
    return Counted(dict.fromkeys(Constituency.values, 0) | people, dict(places.annotate(n=Count("pk"))))
