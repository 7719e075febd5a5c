"""At the same moment: one rating for each seat, item and round, one seat for each invitation, one round opened.

Really committed, on both databases; SQLite takes writers one by one, so the naive code is seen red on PostgreSQL: with
a look for the rating before it is inserted (IntegrityErrors), with `used` set after a look at it rather than by the
update that finds it unused (several seats), and with a round made without the hold on the activity (IntegrityErrors
instead of refusals).
"""

import pytest
from tests.envision.delphi import ready
from tests.envision.joining import make_seat
from tests.support import factories
from tests.support.databases import in_threads

from throughline.core.errors import Refused
from throughline.envision.delphi import actions
from throughline.envision.delphi.models import Invitation, Rating, Reason, Round
from throughline.envision.seats.models import Seat
from throughline.people.models import Contact
from throughline.voices import consent_wording
from throughline.voices.part.actions import ensure_wordings

ANSWERS = {
    "rounds": {"agreed": True},
    "role": {"role": "patient"},
    "consent": {"uses": factories.ALL_USES, "version": f"{consent_wording.VERSION}/en-gb"},
}


def race(times: int) -> None:
    activity = ready.opened()
    seats = [make_seat(activity) for _n in range(2)]
    items = list(activity.delphi_items.all())
    sent = [(seat, item, value) for value in range(1, 10) for seat in seats for item in items][:times]

    def rate(number):
        seat, item, value = sent[number]
        actions.rate(seat=seat, item=item, value=value, reason="Why not?", once_key=f"{item.ref}")

    assert in_threads(len(sent), rate) == []
    places = {(seat.pk, item.pk) for seat, item, _value in sent}
    assert Rating.objects.count() == len(places)
    assert Reason.objects.count() == len(places), "the same form sent nine times holds one reason"
    for rating in Rating.objects.all():
        given = {v for seat, item, v in sent if (seat.pk, item.pk) == (rating.seat_id, rating.item_id)}
        assert rating.value in given


def test_ratings_at_the_same_moment_are_one_row_each(database):
    race(12)


@pytest.mark.prove
def test_many_ratings_at_the_same_moment_are_one_row_each(database):
    race(54)


def test_two_people_on_one_link_are_one_seat_and_the_other_is_told(database):
    activity = ready.opened()
    invitation = Invitation.objects.create(
        activity=activity, contact=Contact.objects.for_email("ann@example.org"), constituency="patients"
    )
    # Or else everybody waits for the first to have kept the wordings, and nobody meets.
    ensure_wordings(version=ANSWERS["consent"]["version"], uses=ANSWERS["consent"]["uses"])
    answers = ANSWERS | {"invited": {"invitation": invitation.ref}}

    def join(number):
        actions.join(activity=activity, answers=answers, once_key=f"browser {number}")

    failures = in_threads(6, join)
    assert [str(failure)[:38] for failure in failures] == ["Somebody has joined with this invitati"] * 5
    assert Seat.objects.count() == 1


def test_a_round_is_opened_once_however_many_press(database):
    activity = ready.prepared()
    actions.lock(activity=activity, by=None, once_key="l")

    def press(number):
        actions.open_next_round(activity=activity, by=None, once_key=f"{number % 2}")

    failures = in_threads(6, press)
    assert all(isinstance(failure, Refused) for failure in failures)
    assert Round.objects.count() == 1
