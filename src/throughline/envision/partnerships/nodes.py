"""Summary questions as they stand on the throughline: between people's words and what was found."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughline.envision.partnerships.models import Gathered, Question
from throughline.evidence import nodes
from throughline.evidence.nodes import Node, Scope
from throughline.programmes.models import Activity, Programme
from throughline.voices.models import Contribution

KIND = "question"


def load(programme: Programme, refs: Collection[str], scope: Scope) -> Iterable[Node]:
    """Questions of surveys that have opened; for the team, those being prepared too."""
    rows = Question.objects.filter(activity__programme=programme, ref__in=refs)
    if scope is Scope.PUBLIC:
        rows = rows.exclude(activity__status=Activity.Status.DRAFT)
    for row in rows:
        page = reverse("throughline-node", args=[programme.slug, KIND, row.ref])
        state = _("Left the list") if row.has_left else ""
        if row.place is not None:
            state = _("Place %(place)s of the top ten") % {"place": row.place}
        yield Node(KIND, row.ref, row.text, page, row.changed_at, state)


def beneath(refs: Collection[str]) -> QuerySet[Contribution]:
    """The words that these questions rest on."""
    return Contribution.objects.filter(pk__in=Gathered.objects.filter(question__ref__in=refs).values("contribution_id"))


def holders(refs: Collection[str]) -> Iterable[str]:
    """The questions that rest on these words."""
    rows = Gathered.objects.filter(contribution__ref__in=refs, question__isnull=False)
    return set(rows.values_list("question__ref", flat=True))


def every(programme: Programme) -> Iterable[str]:
    return Question.objects.filter(activity__programme=programme).values_list("ref", flat=True)


def register() -> None:
    """Join the throughline; called once at start."""
    nodes.register(
        KIND,
        name=gettext_lazy("Question"),
        plural=gettext_lazy("Questions"),
        order=12,
        load=load,
        beneath=beneath,
        holders=holders,
        all=every,
    )
