"""Who asked to hear of what; and what the feeds list."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from throughline.notices.models import Subscription
from throughline.programmes.models import Programme


def interested_in(programme: Programme) -> QuerySet[Subscription]:
    """Confirmed subscribers whose topics and regions fit. Choosing none means all; so does a programme without."""
    topics = programme.topics.values("pk")
    regions = programme.regions.values("pk")
    fits_topic = Q(topics__isnull=True) | Q(topics__in=topics)
    fits_region = Q(regions__isnull=True) | Q(regions__in=regions)
    rows = Subscription.objects.filter(confirmed_at__isnull=False, stopped_at__isnull=True)
    if programme.topics.exists():
        rows = rows.filter(fits_topic)
    if programme.regions.exists():
        rows = rows.filter(fits_region)
    return rows.distinct().order_by("pk")


def programmes_for_feed() -> list[Programme]:
    """The programmes that opened last, newest first."""
    opened = Programme.objects.filter(opened_at__isnull=False)
    return list(opened.order_by("-opened_at", "-pk")[:50])
