"""No claim without evidence; people are counted, not contributions; a finding is taken back in public."""

from __future__ import annotations

import pytest
from tests.evidence.conftest import WORDS, make_finding
from tests.support import factories

from throughline.core.errors import NotAllowed, Refused
from throughline.evidence import queries
from throughline.evidence.actions import (
    cite,
    draft_finding,
    edit_finding,
    publish_finding,
    retract_finding,
    revise_finding,
)
from throughline.evidence.models import Link
from throughline.programmes.models import Role
from throughline.voices import actions as voices

pytestmark = pytest.mark.django_db


@pytest.fixture
def activity():
    return factories.make_activity()


def test_a_finding_without_usable_words_cannot_be_published(activity):
    finding = draft_finding(programme=activity.programme, **WORDS, by=None, once_key="k")
    with pytest.raises(Refused, match="needs evidence"):
        publish_finding(finding=finding, by=None)
    unusable = [
        factories.make_contribution(activity=activity, uses={"analyse": False}),
        factories.make_contribution(activity=activity, standing="stopped"),
        factories.make_contribution(activity=activity, moderation="red"),
    ]
    assert cite(finding=finding, evidence=[("contribution", one.ref) for one in unusable], by=None) == 0
    with pytest.raises(Refused, match="needs evidence"):
        publish_finding(finding=finding, by=None)


def test_people_are_counted_and_not_what_they_sent(activity):
    writer = factories.make_participant(activity.programme)
    submission = factories.make_submission(activity, participant=writer)
    nine = [factories.make_contribution(activity=activity, submission=submission) for _ in range(9)]
    nurse = factories.make_contribution(activity=activity, constituency="staff")
    rows = factories.make_many(activity, ["a row", "a row"], constituencies=["policy"])
    factories.make_contribution(activity=activity, constituency="staff", text="not cited")
    finding = make_finding(activity.programme, [*nine, nurse, *rows])
    assert finding.counts == {"patients": 1, "staff": 1, "policy": 2}
    assert finding.base == {"patients": 1, "staff": 2, "policy": 2}


def test_evidence_of_another_programme_is_refused(activity):
    finding = draft_finding(programme=activity.programme, **WORDS, by=None, once_key="k")
    elsewhere = make_finding(factories.make_programme(), [], publish=False)
    with pytest.raises(Refused, match="of this programme"):
        cite(finding=finding, evidence=[("finding", elsewhere.ref)], by=None)
    assert cite(finding=finding, evidence=[("contribution", factories.make_contribution().ref)], by=None) == 0


def test_words_taken_back_leave_drafts_and_stay_counted_in_what_is_published(activity):
    received = factories.give(activity, "mine")
    mine = received.submission.contributions.get()
    other = factories.make_contribution(activity=activity)
    published = make_finding(activity.programme, [mine, other])
    draft = make_finding(activity.programme, [mine, other], publish=False)
    voices.withdraw(submission=received.submission, kind="pause", once_key="1")
    assert queries.cited_by(draft).count() == 1
    voices.withdraw(submission=received.submission, kind="resume", once_key="2")
    assert queries.cited_by(draft).count() == 2
    voices.withdraw(submission=received.submission, kind="stop", once_key="3")
    assert set(Link.objects.filter(from_ref=mine.ref).values_list("to_ref", flat=True)) == {published.ref}
    published.refresh_from_db()
    assert sum(published.counts.values()) == 2
    assert list(queries.cited_by(published)) == [other]


def test_a_published_finding_stands_until_it_is_taken_back_and_versions_follow(activity):
    organiser = factories.make_member(activity.programme, Role.ORGANISER)
    finding = make_finding(activity.programme, [factories.make_contribution(activity=activity)])
    for change in (
        lambda: edit_finding(finding=finding, **WORDS, limits="", by=organiser),
        lambda: cite(finding=finding, evidence=[("contribution", "x")], by=organiser),
        lambda: revise_finding(finding=finding, by=organiser),
    ):
        with pytest.raises(Refused):
            change()
    with pytest.raises(Refused, match="Say why"):
        retract_finding(finding=finding, reason=" ", by=organiser)
    retract_finding(finding=finding, reason="We counted twice.", by=organiser)
    assert queries.finding(programme=activity.programme, ref=finding.ref, public=True).retraction == "We counted twice."
    second = revise_finding(finding=finding, by=organiser)
    assert revise_finding(finding=finding, by=organiser) == second
    assert (second.version, second.status, queries.cited_by(second).count()) == (2, "draft", 1)
    assert queries.newer(finding) is None
    publish_finding(finding=second, by=organiser)
    assert queries.newer(finding) == second
    with pytest.raises(Refused):
        publish_finding(finding=finding, by=organiser)


def test_a_draft_cannot_be_made_public_by_taking_it_back(activity):
    organiser = factories.make_member(activity.programme, Role.ORGANISER)
    draft = make_finding(activity.programme, [factories.make_contribution(activity=activity)], publish=False)
    with pytest.raises(Refused, match="Only a published finding"):
        retract_finding(finding=draft, reason="Why not", by=organiser)
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_the_base_moves_only_when_enough_people_came_for_nobody_to_be_picked_out(activity):
    """Seen red with the count of the day: the second base was 13, and 10 turned into 15 for one newcomer."""
    rows = [factories.make_contribution(activity=activity) for _ in range(12)]
    first = make_finding(activity.programme, rows[:9])
    factories.make_contribution(activity=activity)
    second = make_finding(activity.programme, rows[:10])
    assert first.base == second.base == {"patients": 12, "staff": 0, "policy": 0}
    for _ in range(8):
        factories.make_contribution(activity=activity)
    assert make_finding(activity.programme, rows[:10]).base["patients"] == 21


def test_only_analysts_and_organisers_publish(activity):
    moderator = factories.make_member(activity.programme, Role.MODERATOR)
    with pytest.raises(NotAllowed):
        draft_finding(programme=activity.programme, **WORDS, by=moderator, once_key="k")
    draft = make_finding(activity.programme, [factories.make_contribution(activity=activity)], publish=False)
    with pytest.raises(NotAllowed):
        publish_finding(finding=draft, by=moderator)


def test_publishing_twice_changes_nothing(activity):
    finding = make_finding(activity.programme, [factories.make_contribution(activity=activity)])
    when = finding.published_at
    publish_finding(finding=finding, by=None)
    finding.refresh_from_db()
    assert finding.published_at == when
