"""Messages to the authors of ideas, each once, and without a word of what they wrote."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughline.envision.ideas import lineage
from throughline.envision.ideas.models import Change, Ending, Objection
from throughline.envision.seats.queries import ENDED
from throughline.people import outbox
from throughline.programmes.models import Activity
from throughline.voices.models import Enrolment, Submission

_DONE = {
    Change.Kind.MERGE: gettext_lazy("The team has joined your idea with others in “{title}”."),
    Change.Kind.SPLIT: gettext_lazy("The team has split your idea into several in “{title}”."),
    Change.Kind.CARRY: gettext_lazy("The team has carried your idea forward from “{title}”."),
}


def tell_of_change(change: Change) -> None:
    """Tell those whose ideas a step is about, that it was made or undone, in the caller's transaction."""
    if change.undone_at is None:
        said = _DONE[Change.Kind(change.kind)] + " " + _("Read why, and say so if it does not do your idea justice.")
        _send(change.activity, lineage.concerned(change), said, f"ideas-change:{change.ref}")
    else:
        said = _("The team has undone what it did with your idea in “{title}”. Read why.")
        _send(change.activity, lineage.concerned(change), said, f"ideas-undone:{change.ref}")


def tell_of_ending(ending: Ending) -> None:
    """Tell those whose words an idea is made from what becomes of it."""
    activity = ending.idea.activity
    authors = lineage.authors_of([ending.idea_id], lineage.graph(activity.pk))
    said = _("The team has said what becomes of your idea in “{title}”, and why.")
    _send(activity, authors, said, f"ideas-ending:{ending.pk}")


def tell_of_answer(objection: Objection) -> None:
    """Tell somebody that what they said against a step was answered."""
    said = _("The team has answered what you said about a change to your idea in “{title}”.")
    _send(objection.change.activity, [objection.seat.submission_id], said, f"ideas-objection:{objection.ref}")


def _send(activity: Activity, submissions: Iterable[int], said: str, once: str) -> None:
    stayed = Submission.objects.filter(pk__in=submissions).exclude(withdrawals__kind__in=ENDED)
    rows = Enrolment.objects.filter(participant__in=stayed.values("participant")).select_related("contact")
    for row in rows.order_by("pk"):
        outbox.send(
            contact=row.contact,
            kind="idea",
            subject=_("What happened to your idea: {title}").format(title=activity.title),
            body=_("{said}\n\nOpen this with your six words, or sign in with this address:\n{address}").format(
                said=said.format(title=activity.title), address=settings.SITE_URL + reverse("follow")
            ),
            once=f"{once}:{row.pk}",
        )
