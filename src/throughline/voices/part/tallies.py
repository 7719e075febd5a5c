"""How many people took part, as anybody may know it.

Figures that change with every newcomer tell who joined (`analysis.disclosure.may_replace`). So the public sees the
figures of the first 8, 16, 24 … people: they change for eight newcomers at a time, and are the same for everyone
who looks, in whatever process.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count

from throughline.analysis import disclosure
from throughline.analysis.disclosure.counts import SMALLEST_SHOWN
from throughline.programmes.models import Activity, Constituency
from throughline.voices.models import Submission

_KEPT = 3600  # seconds; the figures of a cut never change, so this only bounds memory


@dataclass(frozen=True)
class Cut:
    """The submissions that public figures rest on: those up to `last` (an id), `size` of them; none if size is 0."""

    activity: Activity
    size: int
    last: int


def cut_of(activity: Activity) -> Cut:
    """Where the public figures of an activity stand now."""
    submissions = Submission.objects.filter(activity=activity)
    total = submissions.count()
    size = total - total % SMALLEST_SHOWN
    if not size:
        return Cut(activity, 0, 0)
    key = f"cut:{activity.ref}:{size}"
    last = cache.get(key)
    if last is None:
        last = submissions.order_by("id").values_list("id", flat=True)[size - 1]
        cache.set(key, last, _KEPT)
    return Cut(activity, size, last)


def people(cut: Cut) -> dict[str, int]:
    """Exact numbers of people by constituency, within a cut. Not for the page: see `people_shown`."""
    key = f"people:{cut.activity.ref}:{cut.size}"
    known: dict[str, int] | None = cache.get(key)
    if known is None:
        known = dict.fromkeys(Constituency.values, 0)
        if cut.size:
            rows = Submission.objects.filter(activity=cut.activity, id__lte=cut.last)
            known |= dict(
                rows.order_by()
                .values_list("participant__constituency")
                .annotate(people=Count("participant", distinct=True))
            )
        cache.set(key, known, _KEPT)
    return known


def people_shown(cut: Cut) -> dict[str, str] | None:
    """The people who took part, by constituency, as they may be shown; None while there are too few to tell."""
    if not cut.size:
        return None
    table = disclosure.protect_counts(people(cut))
    return {name: table[name].text for name in Constituency.values}
