"""Messages about recordings: to those who may write them down, and to their authors. Neither holds a word of them."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.people import outbox
from throughline.people.models import Account
from throughline.programmes.links import sign_in_to
from throughline.programmes.models import Programme
from throughline.programmes.permissions import Duty
from throughline.voices.models import Enrolment, Submission


def tell_listeners(programme: Programme) -> None:
    """At most one message a day to each who may write recordings down, in the caller's transaction."""
    may = Account.objects.filter(
        memberships__programme=programme, memberships__role__in=Duty.LISTEN.roles, is_active=True
    )
    for one in may.select_related("contact").order_by("pk").distinct():
        outbox.send(
            contact=one.contact,
            kind="recording-waits",
            subject=_("A recording waits to be written down"),
            body=_(
                "Somebody sent a recording to “{programme}”. They ask that a person listens to it and writes down what "
                "is said:\n{address}"
            ).format(programme=programme.title, address=sign_in_to("recordings", programme=programme.slug)),
            once=f"recording-waits:{programme.ref}:{one.ref}:{timezone.localdate().isoformat()}",
        )


def tell_author(submission: Submission, *, once: str) -> None:
    """Say that a recording was written down, where its author left an address."""
    enrolment = Enrolment.objects.filter(participant=submission.participant).select_related("contact").first()
    if enrolment is None:
        return
    outbox.send(
        contact=enrolment.contact,
        kind="recording-written",
        subject=_("Your recording is written down"),
        body=_(
            "A person has listened to your recording and written down what you said. Please read it within 14 days, "
            "and correct what is wrong. You need your receipt code, or to sign in:\n{address}\n\n"
            "Then the recording is deleted, unless you agreed that others may hear it. If you do nothing, this happens "
            "after 14 days."
        ).format(address=settings.SITE_URL + reverse("follow")),
        once=once,
    )
