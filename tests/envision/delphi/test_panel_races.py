"""At the same moment: one seat for each invitation, one round opened.

Really committed, on both databases; SQLite takes writers one by one, so the naive code is seen red on PostgreSQL: with
`used` set after a look at it rather than by the update that finds it unused (several seats), and with a round made
without the hold on the activity (IntegrityErrors instead of refusals).
"""

from tests.envision.delphi import ready
from tests.support import factories
from tests.support.databases import in_threads

from throughline.core.errors import Refused
from throughline.envision.delphi import actions
from throughline.envision.delphi.models import Invitation, Round
from throughline.envision.seats.models import Seat
from throughline.people.models import Contact
from throughline.voices import consent_wording
from throughline.voices.part.actions import ensure_wordings

ANSWERS = {
    "rounds": {"agreed": True},
    "role": {"role": "patient"},
    "consent": {"uses": factories.ALL_USES, "version": f"{consent_wording.VERSION}/en-gb"},
}


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
