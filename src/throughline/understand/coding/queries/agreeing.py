"""Where coders differ, and what was settled."""

from __future__ import annotations

from django.db.models import Count, Exists, Min, OuterRef, Prefetch, QuerySet

from throughline.core import vault
from throughline.evidence import counting
from throughline.people.models import Account
from throughline.programmes.models import Programme
from throughline.understand.coding.models import Coding, Settlement
from throughline.understand.coding.queries.words import IN_USE
from throughline.voices.models import Contribution

SETTLED = Settlement.objects.filter(contribution=OuterRef("pk"), is_current=True)


def disagreements(programme: Programme, reader: Account) -> QuerySet[Contribution]:
    """Words whose coders differ and that nobody has settled: those that the reader has coded first, the oldest first.

    Each has `may_settle`, and in `given` what each coder gave, which only those who coded the words may see.
    """
    mine = Coding.objects.filter(contribution=OuterRef("pk"), coder=reader, is_current=True)
    given = Coding.objects.filter(is_current=True).select_related("coder").prefetch_related("codes").order_by("pk")
    coded = counting.usable(programme).filter(codings__is_current=True)
    rows = coded.annotate(
        ways=Count("codings__fingerprint", distinct=True), since=Min("codings__coded_at"), may_settle=Exists(mine)
    )
    found = rows.filter(~Exists(SETTLED), ways__gt=1).select_related("region", "source")
    return found.order_by("-may_settle", "since", "pk").prefetch_related(
        Prefetch("codings", queryset=given, to_attr="given")
    )


def settlement(contribution: Contribution) -> Settlement | None:
    """What was settled about these words and still holds."""
    rows = Settlement.objects.filter(contribution=contribution, is_current=True)
    return rows.select_related("by_account", "data_key").prefetch_related("codes").first()


def settled(programme: Programme) -> int:
    """How many disagreements were settled, and still are."""
    return Settlement.objects.filter(IN_USE, contribution__programme=programme, is_current=True).count()


def reason_of(row: Settlement) -> str:
    """Why it was settled so, for analysts."""
    return vault.unseal(bytes(row.reason), key=row.data_key, context=row.context("reason"))
