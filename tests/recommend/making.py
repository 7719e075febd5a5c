"""Recommendations to test with."""

from datetime import timedelta
from itertools import count

from django.utils import timezone
from tests.support import factories as make

from throughline.evidence.models import Finding
from throughline.recommend import actions
from throughline.recommend.models import Wording

_numbers = count(1)


def finding(programme, *, status="published", **columns):
    at = timezone.now() if status == "published" else None
    title = columns.pop("title", f"Phones ring unanswered {next(_numbers)}")
    return Finding.objects.create(
        programme=programme, kind="theme", title=title, summary="S", status=status, published_at=at, **columns
    )


def ready(programme=None, *, title="Answer the phone within 5 minutes", due_in=30, **left_out):
    """A draft with everything that publishing asks for, except what is named as False."""
    programme = programme or make.make_programme()
    authority = actions.create_authority(
        programme=programme, name=f"Board {next(_numbers)}", level="strategic", by=None
    )
    draft = actions.draft_recommendation(programme=programme, title=title, by=None, once_key=f"k{next(_numbers)}")
    benefit = dict.fromkeys(("protects_patients", "saves_staff_time", "saves_money"), "Because.")
    actions.edit_recommendation(
        recommendation=draft,
        title=title,
        authority=authority if left_out.get("authority", True) else None,
        **(benefit | {name: "" for name in benefit if left_out.get(name) is False}),
        answer_due_on=make.days(due_in) if left_out.get("date", True) else None,
        by=None,
    )
    if left_out.get("finding", True):
        actions.cite_findings(recommendation=draft, findings=[finding(programme)], by=None)
    by = make.make_member(programme, "organiser")
    for audience in Wording.Audience.values:
        if left_out.get(audience, True):
            words = actions.write_wording(recommendation=draft, audience=audience, words=f"For {audience}", by=None)
            if left_out.get("approved", True):
                actions.approve_wording(wording=words, by=by)
    return draft


def published(programme=None, *, due_in=30, ago=0, **more):
    row = actions.publish_recommendation(recommendation=ready(programme, due_in=due_in, **more), by=None)
    if ago:
        # By the clock of the place: late in the evening an hour of summer time between would make it another day.
        row.published_at = timezone.localtime(row.published_at) - timedelta(days=ago)
        row.save()
    return row


def link(row, *, sent_to="Dr Bell, chief executive", email="bell@example.org"):
    address = actions.ask_authority(recommendation=row, sent_to=sent_to, email=email, by=None)
    return actions.open_link(address.rpartition("/")[2])


def answered(row, verdict="accept", *, once_key="", **more):
    more = {"reason": "We agree.", "owner": "Head of phones", "due_on": make.days(60), **more}
    key = once_key or f"a{next(_numbers)}"
    return actions.answer(through=link(row), verdict=verdict, once_key=key, **more)
