"""People who have joined an activity, for the tests of every method that has seats."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse
from django.test import Client
from tests.support import factories

from throughline.envision.seats import cookie
from throughline.envision.seats.models import Seat
from throughline.programmes import methods
from throughline.programmes.models import Activity, Constituency
from throughline.voices import consent_wording
from throughline.voices.models import ConsentRecord, Participant, Submission


def make_seat(
    activity: Activity, constituency: str = Constituency.PATIENTS, *, uses: Mapping[str, bool] = factories.ALL_USES
) -> Seat:
    """Somebody who joined, and agreed to every use unless told otherwise."""
    submission = factories.make_submission(activity, constituency=constituency, uses=uses)
    return Seat.objects.create(activity=activity, participant=submission.participant, submission=submission)


def make_seats(activity: Activity, constituencies: list[str]) -> list[Seat]:
    """One seat for each constituency named, quickly."""
    people = Participant.objects.bulk_create(
        [Participant(programme=activity.programme, constituency=name) for name in constituencies]
    )
    sent = Submission.objects.bulk_create([Submission(activity=activity, participant=person) for person in people])
    ConsentRecord.objects.bulk_create(
        [ConsentRecord(submission=one, version=consent_wording.VERSION, uses=factories.ALL_USES) for one in sent]
    )
    return Seat.objects.bulk_create(
        [Seat(activity=activity, participant=one.participant, submission=one) for one in sent]
    )


def client_with_seat(seat: Seat) -> Client:
    """A browser that holds this seat."""
    client = Client()
    start = methods.get(seat.activity.method).part_url(seat.activity)
    kept = cookie.keep(HttpResponse(), seat.submission.ref, start).cookies[cookie.NAME]
    client.cookies[cookie.NAME] = kept.value
    client.cookies[cookie.NAME]["path"] = start
    return client
