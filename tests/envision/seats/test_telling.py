"""Who voted, rated or chose reads what happened to it, and may pause it or take it back, as with words."""

from __future__ import annotations

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.support import factories

from throughline.envision.seats.models import Seat
from throughline.evidence.actions import link, publish_finding
from throughline.evidence.models import Finding
from throughline.voices import access
from throughline.voices.actions import withdraw
from throughline.voices.models import ConsentRecord, Participant, Submission

pytestmark = pytest.mark.django_db
MEASURES = {
    "unit": "%",
    "rows": [{"label": "Yes", "group": "", "text": "60%", "n": "40", "value": 60.0, "low": 50.0, "high": 70.0}],
}


@pytest.fixture
def activity():
    return factories.make_activity(method="questionnaires", title="What matters most")


@pytest.fixture
def participant(activity):
    return Participant.objects.create(programme=activity.programme, constituency="patients")


def seat_in(activity, participant, **uses) -> Submission:
    submission = Submission.objects.create(activity=activity, participant=participant)
    ConsentRecord.objects.create(submission=submission, version="1", uses=factories.ALL_USES | uses)
    Seat.objects.create(activity=activity, participant=participant, submission=submission)
    return submission


def published_from(activity) -> Finding:
    finding = Finding.objects.create(
        programme=activity.programme, kind="consensus", title="Most say yes", summary="s", measures=MEASURES
    )
    link(programme=activity.programme, start=("activity", activity.ref), end=("finding", finding.ref), by=None)
    return publish_finding(finding=finding, by=None)


def page_of(participant) -> str:
    client = Client()
    client.cookies = access.remember(HttpResponse(), participant).cookies
    return client.get("/follow/what-happened").content.decode()


def test_a_finding_that_rests_on_ones_answers_is_told(activity, participant):
    submission = seat_in(activity, participant)
    published_from(activity)
    shown = page_of(participant)
    assert "You joined. Go on answering here" in shown
    assert f"/follow/{submission.ref}/go-on" in shown
    assert "Finding: Most say yes" in shown


def test_what_one_asked_not_to_count_is_in_no_finding_and_that_is_said(activity, participant):
    seat_in(activity, participant, analyse=False)
    published_from(activity)
    shown = page_of(participant)
    assert "Not counted or compared" in shown
    assert "Most say yes" not in shown


def test_answers_are_paused_used_again_and_taken_back_for_good(activity, participant):
    submission = seat_in(activity, participant)
    withdraw(submission=submission, kind="pause", once_key="1")
    assert "You paused these words" in page_of(participant)
    withdraw(submission=submission, kind="resume", once_key="2")
    assert "Go on answering here" in page_of(participant)
    withdraw(submission=submission, kind="erase", once_key="3")
    shown = page_of(participant)
    assert "You asked us to erase it" in shown
    assert "Go on answering here" not in shown


def test_queries_of_the_page_do_not_grow_with_what_one_takes_part_in(activity, participant):
    def counted() -> int:
        with CaptureQueriesContext(connection) as captured:
            page_of(participant)
        return len(captured)

    seat_in(activity, participant)
    published_from(activity)
    few = counted()
    for _more in range(3):
        other = factories.make_activity(programme=activity.programme, method="questionnaires")
        seat_in(other, participant)
        published_from(other)
    assert counted() == few
