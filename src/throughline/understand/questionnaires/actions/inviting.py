"""Telling people who agreed to it that the questions are asked again, once; and stopping that with one press."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from throughline.core.actions import action
from throughline.people import outbox
from throughline.people.models import Contact
from throughline.understand.questionnaires import queries
from throughline.understand.questionnaires.models import Turn, Wave
from throughline.voices.actions import change_consent
from throughline.voices.models import ConsentRecord


@action
def tell(*, wave: Wave, contact: Contact) -> bool:
    """Tell one address that a wave has opened, once, if its newest answer still agrees to that.

    Returns:
        Whether a message was queued.
    """
    activity, programme = wave.activity, wave.activity.programme
    invitation = queries.invitations(wave, contact=contact).get(contact.pk)
    if invitation is None:
        return False
    page = reverse("questionnaires-again", args=[programme.slug, activity.ref, invitation])
    closes = date_format(wave.closes_on, "j F Y") if wave.closes_on else ""
    sent = outbox.send(
        contact=contact,
        kind="wave-open",
        subject=_("We are asking again: {title}").format(title=activity.title),
        body=_(
            "You answered these questions before, and said that we may write to you.\n\n"
            "We now ask the same questions again, until {day}. Your answers help to see what has changed:\n{page}\n\n"
            "On that page you can also say that we should not write to you again."
        ).format(day=closes, page=settings.SITE_URL + page),
        once=f"wave:{activity.ref}:{wave.number}:{contact.ref}",
    )
    return sent is not None


@action
def stop_inviting(*, turn: Turn) -> None:
    """Keep that whoever gave these answers does not want to be written to again: a no to being contacted, by hand.

    It holds for every time that the same person answered.
    """
    turns = Turn.objects.filter(activity=turn.activity_id, person=turn.person).select_related("submission")
    for one in turns:
        newest = ConsentRecord.objects.filter(submission=one.submission).latest("id")
        if newest.uses.get("contact") and newest.uses.get("read"):
            change_consent(
                submission=one.submission,
                uses=newest.uses | {"contact": False},
                once_key=f"stop-inviting:{newest.pk}",
            )
