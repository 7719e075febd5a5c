"""A whole cycle through the pages: set up, raise, decide, tell more, support, list, answer, report, and begin again."""

from itertools import count

import pytest
from django.test import Client
from tests.envision.assemblies.standing import supported
from tests.envision.joining import client_with_seat, make_seat
from tests.support.factories import days, make_activity, make_member
from tests.support.working import finished

from throughline.envision.assemblies import runs_of
from throughline.envision.assemblies.models import Answer, Assembly, Charter, Issue
from throughline.people.models import Message
from throughline.programmes import methods
from throughline.programmes.models import Role
from throughline.voices import actions as voices
from throughline.voices.models import Contribution, Enrolment

pytestmark = pytest.mark.django_db
KEYS = count(1)
SET_UP = {
    "remit": "Care on the wards.",
    "not_here": "One person’s care.",
    "elsewhere": "Patient advice | Ring 01632 960001",
    "supporters": 24,
    "groups": 2,
    "regions": 0,
    "most": 5,
    "decide_days": 10,
    "gather_days": 42,
    "answer_days": 28,
    "place": "Town hall",
    "online": "",
    "who": "Dr Amara Bello | chief executive",
}


def day(name, when):
    return {f"{name}_day": when.day, f"{name}_month": when.month, f"{name}_year": when.year}


class Pages:
    """One browser on the pages of an activity."""

    def __init__(self, activity, client):
        self.base, self.client = f"/programmes/{activity.programme.slug}/assemblies/{activity.ref}/", client

    def reads(self, page):
        response = self.client.get(self.base + page)
        assert response.status_code == 200, response.status_code
        return " ".join(response.content.decode().split())

    def sends(self, page, /, expect=302, **data):
        response = self.client.post(self.base + page, {"once": f"once-{next(KEYS)}", **data})
        assert response.status_code == expect, response.content.decode()
        return response


def team(activity):
    client = Client()
    client.force_login(make_member(activity.programme, Role.FACILITATOR))
    return Pages(activity, client)


def approve_all():
    for one in Contribution.objects.filter(moderation="waiting"):
        voices.decide(contribution=one, outcome="green", by=None, once_key=f"green:{one.ref}")


def tomorrow(issue):
    """As if its gathering had ended yesterday."""
    Issue.objects.filter(pk=issue.pk).update(gathers_until=days(-1))


def test_an_issue_goes_the_whole_way_and_everybody_is_told_once():
    activity = make_activity(method="assemblies", stage="envision", status="draft")
    desk, method = team(activity), methods.get("assemblies")
    assert "publish it, first" in method.missing(activity)
    desk.sends("manage/set-up", **SET_UP, **day("held_on", days(60)))
    assert "Nothing is stored here." in desk.reads("manage/preview")
    desk.sends("manage/publish")
    charter = Charter.objects.get()
    assert (charter.number, charter.fingerprint) == (1, charter.terms.fingerprint)
    assert method.missing(activity) == ""
    activity.status = "open"
    activity.save()

    seat = make_seat(activity)
    contact = make_member(activity.programme, Role.CHALLENGE).contact
    Enrolment.objects.create(participant=seat.participant, contact=contact)
    author = Pages(activity, client_with_seat(seat))
    assert "Patient advice" in author.reads("raise")
    where = author.sends("raise", words="Nobody answers the bell at night", harm="yes").url
    issue = Issue.objects.get()
    assert where.endswith(issue.ref)
    assert "1 issue waits for the team’s decision." in desk.reads("results")
    assert "A moderator has to approve" in desk.reads(f"manage/issue/{issue.ref}")
    author.sends(f"own/{issue.ref}/what", expect=422, words="At night.")
    approve_all()
    desk.sends(f"manage/issue/{issue.ref}", outcome="asked", reason="On which ward?")
    assert "On which ward?" in author.reads(f"own/{issue.ref}/reply")
    author.sends(f"own/{issue.ref}/reply", words="On ward 7.")
    approve_all()
    assert "On ward 7." in desk.reads(f"manage/issue/{issue.ref}")
    desk.sends(f"manage/issue/{issue.ref}", outcome="in", reason="It is about our wards.")

    assert author.sends(f"own/{issue.ref}/what", words="The bell rings and rings.").url.endswith("/concerns")
    author.sends(f"own/{issue.ref}/concerns", words="Everybody who cannot get up.")
    assert author.sends(f"own/{issue.ref}/wish", words="Two people at night.").url.endswith(issue.ref)
    other = Pages(activity, client_with_seat(make_seat(activity, "staff")))
    other.sends(f"support/{issue.ref}", answer="yes")
    other.sends(f"support/{issue.ref}/add", words="I work nights there, alone.")
    approve_all()
    assert "You support it" in other.reads(f"support/{issue.ref}")
    supported(issue, patients=14, staff=11)
    public = Pages(activity, Client())
    page = public.reads(f"issue/{issue.ref}")
    assert "Support from 24 people is needed. That is reached." in page
    assert "That is reached: Patients and public, Health and care staff." in page
    for words in ("The bell rings and rings.", "Two people at night.", "I work nights there, alone."):
        assert words in page
    assert "On ward 7." not in page, "what is said to the team alone"

    tomorrow(issue)
    meeting = Assembly.objects.get()
    at = f"manage/list/{meeting.ref}"
    desk.sends(f"{at}/make")
    run = finished(runs_of.newest(activity))
    assert "Meets the rules" in desk.reads(at)
    desk.sends(at, run=run.ref)
    Assembly.objects.update(held_on=days(-3))
    assert "3 days of silence" in public.reads(f"meeting/{meeting.ref}")
    chosen = meeting.selections.get()
    desk.sends(
        f"manage/answer/{chosen.ref}",
        verdict="act",
        said="You are right.",
        answered_by="Dr Amara Bello, chief executive",
        next_step="Two people on every ward at night",
        **day("due_on", days(20)),
    )
    given = Answer.objects.get()
    desk.sends(f"manage/report/{given.ref}", status="started", words="Ward 7 has two now.")
    for page in (public.reads(f"meeting/{meeting.ref}"), public.reads(f"issue/{issue.ref}")):
        assert "Two people on every ward at night" in page
        assert "Ward 7 has two now." in page
    follow = client_with_seat(seat)
    kinds = finished_messages()
    assert kinds == ["assemblies-answered", "assemblies-decided", "assemblies-decided", "assemblies-listed"]
    assert follow.get("/follow").status_code == 200


def finished_messages():
    from throughline.core.jobs import run_ready

    run_ready()
    run_ready()
    return sorted(Message.objects.filter(kind__startswith="assemblies").values_list("kind", flat=True))
