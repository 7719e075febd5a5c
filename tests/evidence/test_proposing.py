"""What an activity found becomes a finding with its figures, for those who may, once."""

from __future__ import annotations

import secrets

import pytest
from django.test import Client
from django.urls import reverse
from tests.support import factories

from throughline.core.errors import NotAllowed, Refused
from throughline.evidence import actions, proposing
from throughline.evidence.models import Finding, Link
from throughline.programmes.models import Activity, Role
from throughline.understand.questionnaires.models import ClosedAnswer
from throughline.voices.models import ConsentRecord, Participant, Submission

pytestmark = pytest.mark.django_db
QUESTION = {
    "slug": "ready",
    "type": "single",
    "text": "Were you ready to go home?",
    "options": [{"slug": "yes", "label": "Yes"}, {"slug": "no", "label": "No"}],
}
TITLE = "Groups differ on “Yes”"


@pytest.fixture
def activity() -> Activity:
    """Forty patients of whom ten were ready, and forty staff of whom thirty-five said so."""
    row = factories.make_activity(method="questionnaires", title="Going home", settings={"questions": [QUESTION]})
    for constituency, ready in (("patients", 10), ("staff", 35)):
        people = Participant.objects.bulk_create(
            [Participant(programme=row.programme, constituency=constituency) for _ in range(40)]
        )
        sent = Submission.objects.bulk_create([Submission(activity=row, participant=one) for one in people])
        ConsentRecord.objects.bulk_create(
            [ConsentRecord(submission=one, version="1", uses=factories.ALL_USES) for one in sent]
        )
        ClosedAnswer.objects.bulk_create(
            [
                ClosedAnswer(submission=one, question="ready", value="yes" if n < ready else "no")
                for n, one in enumerate(sent)
            ]
        )
    return row


def client_of(activity: Activity, role: Role) -> Client:
    client = Client()
    client.force_login(factories.make_member(activity.programme, role))
    return client


def page(activity: Activity) -> str:
    return reverse("proposed", args=[activity.programme.slug, activity.ref])


def keys(activity: Activity) -> dict[str, str]:
    return {one.draft.title: one.key for one in proposing.of(activity)}


def test_a_proposal_is_published_as_it_stands_with_its_figures_and_rests_on_its_activity(activity):
    client = client_of(activity, Role.ANALYST)
    shown = client.get(page(activity)).content.decode()
    assert TITLE in shown
    assert "25% (14% to 40%)" in shown
    key = keys(activity)[TITLE]
    sent = {"finding": key, "once": secrets.token_hex(8), "publish": "yes"}
    addresses = {client.post(page(activity), sent)["Location"] for _press in range(2)}
    finding = Finding.objects.get()
    assert addresses == {reverse("finding", args=[activity.programme.slug, finding.ref])}
    assert finding.status == "published"
    assert [row["text"] for row in finding.measures["rows"]] == ["25%", "88%"]
    assert Link.objects.filter(from_kind="activity", from_ref=activity.ref, to_ref=finding.ref).count() == 1
    public = Client().get(addresses.pop()).content.decode()
    assert "Yes: Patients and public 25%" in public
    assert "Going home" in public
    assert "Who said it" not in public
    assert "You have written this up" in client.get(page(activity)).content.decode()


def test_a_proposal_is_written_up_first_and_the_next_version_keeps_its_figures(activity):
    analyst = factories.make_member(activity.programme, Role.ANALYST)
    finding = actions.take_up(activity=activity, key=keys(activity)[TITLE], by=analyst, once_key="one")
    assert finding.status == "draft"
    actions.publish_finding(finding=finding, by=analyst)
    actions.retract_finding(finding=finding, reason="The question was unclear.", by=analyst)
    assert actions.revise_finding(finding=finding, by=analyst).measures == finding.measures


def test_only_those_who_publish_take_a_proposal_up_and_only_one_that_is_proposed(activity):
    assert client_of(activity, Role.MODERATOR).get(page(activity)).status_code == 403
    with pytest.raises(NotAllowed):
        facilitator = factories.make_member(activity.programme, Role.FACILITATOR)
        actions.take_up(activity=activity, key=keys(activity)[TITLE], by=facilitator, once_key="one")
    with pytest.raises(Refused, match="New answers have changed this result"):
        actions.take_up(activity=activity, key="0" * 16, by=None, once_key="two")
    client = client_of(activity, Role.ORGANISER)
    assert client.post(page(activity), {"finding": "gone", "once": "x"}).status_code == 422
    other = factories.make_activity(method="questionnaires")
    elsewhere = reverse("proposed", args=[activity.programme.slug, other.ref])
    assert client.get(elsewhere).status_code == 404


def test_the_way_to_what_was_found_stands_on_the_activity_for_those_who_may(activity):
    managing = reverse("activity-manage", args=[activity.programme.slug, activity.ref])
    assert page(activity) in client_of(activity, Role.ORGANISER).get(managing).content.decode()
    assert page(activity) not in client_of(activity, Role.FACILITATOR).get(managing).content.decode()
