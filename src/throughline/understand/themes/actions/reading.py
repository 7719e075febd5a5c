"""Keeping that a person read words. The share read is shown wherever themes are."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.core.actions import action
from throughline.core.errors import Refused
from throughline.evidence.models import Disposition
from throughline.people.models import Account
from throughline.programmes.models import Programme
from throughline.programmes.permissions import Duty, require
from throughline.understand.themes.models import Theme
from throughline.voices.models import Contribution


@action
def read_words(*, theme: Theme, refs: Collection[str], by: Account) -> int:
    """Keep that a person read these words beneath a theme; the first time opens the theme.

    Args:
        theme: the theme they opened.
        refs: the contributions whose words were on the page.
        by: the reader.

    Returns:
        How many of them nobody had read before.

    Raises:
        Refused: none of them is in the theme.
        NotAllowed: the person has no duty to read them.
    """
    require(Duty.ANALYSE, by=by, programme=theme.programme)
    inside = Contribution.objects.filter(assignments__theme=theme, ref__in=refs)
    if not inside.exists():
        raise Refused(_("These words are not in this theme any more. Reload the page."))
    opened = Theme.objects.filter(pk=theme.pk, opened_at__isnull=True)
    opened.update(opened_at=timezone.now(), opened_by=by)
    theme.refresh_from_db(fields=["opened_at", "opened_by"])
    return _mark(inside, by)


@action
def read_alone(*, programme: Programme, refs: Collection[str], by: Account) -> int:
    """Keep that a person read these words that stand alone.

    Returns:
        How many of them nobody had read before.

    Raises:
        NotAllowed: the person has no duty to read them.
    """
    require(Duty.ANALYSE, by=by, programme=programme)
    alone = Disposition.Kind.STANDS_ALONE
    return _mark(Contribution.objects.filter(programme=programme, disposition__kind=alone, ref__in=refs), by)


def _mark(contributions: QuerySet[Contribution], by: Account) -> int:
    unread = list(contributions.filter(first_read_at__isnull=True).values_list("pk", flat=True))
    still = Contribution.objects.filter(pk__in=unread, first_read_at__isnull=True)
    return still.update(first_read_at=timezone.now(), first_read_by=by)
