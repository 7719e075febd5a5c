"""A copy begins as the other was prepared, with nobody's words, for those who may, once."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.support import factories
from tests.understand.questionnaires.questions import QUESTIONS

from throughline.core.errors import NotAllowed
from throughline.envision.delphi.models import Item, Panel
from throughline.envision.opinions.models import Statement
from throughline.programmes import actions
from throughline.programmes.models import Activity, Programme, Role
from throughline.voices.models import Contribution

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme() -> Programme:
    row = factories.make_programme(about_questions=["age"])
    asked = factories.make_activity(
        programme=row, method="questionnaires", title="Leaving", settings={"questions": QUESTIONS}, intro="Tell us"
    )
    factories.make_contribution(activity=asked, text="I waited.")
    return row


def test_an_activity_is_copied_as_a_draft_with_its_questions_and_without_answers(programme):
    facilitator = factories.make_member(programme, Role.FACILITATOR)
    source = programme.activities.get(title="Leaving")
    made = {
        actions.copy_activity(activity=source, title="Leaving, later", by=facilitator, once_key="k") for _press in "12"
    }
    (copy,) = made
    assert (copy.status, copy.settings["questions"], copy.intro) == ("draft", QUESTIONS, "Tell us")
    assert not Contribution.objects.filter(activity=copy).exists()


def test_a_programme_is_copied_by_its_organiser_with_places_and_activities_but_no_promise_dates_or_team(programme):
    organiser = factories.make_member(programme, Role.ORGANISER)
    programme.organisation.people.add(organiser)
    client = Client()
    client.force_login(organiser)
    page = reverse("programme-copy", args=[programme.slug])
    assert client.post(page, {"title": "", "once": "a"}).status_code == 422
    sent = {"title": "Another year", "once": "b"}
    assert {client.post(page, sent)["Location"] for _press in "12"} == {"/programmes/another-year/manage"}
    copy = Programme.objects.get(slug="another-year")
    assert (copy.status, copy.question, copy.about_questions) == ("draft", programme.question, ["age"])
    assert list(copy.regions.all()) == list(programme.regions.all())
    assert [one.title for one in copy.activities.filter(method="questionnaires")] == ["Leaving"]
    assert (copy.commitments.count(), copy.opens_on, copy.memberships.count()) == (0, None, 1)


def test_who_may_not_run_activities_copies_none(programme):
    analyst = factories.make_member(programme, Role.ANALYST)
    source = programme.activities.get(title="Leaving")
    with pytest.raises(NotAllowed):
        actions.copy_activity(activity=source, title="t", by=analyst, once_key="k")
    elsewhere = factories.make_programme()
    facilitator = factories.make_member(programme, Role.FACILITATOR)
    with pytest.raises(NotAllowed):
        actions.copy_activity(activity=source, title="t", into=elsewhere, by=facilitator, once_key="k")
    assert Activity.objects.filter(title="t").count() == 0


def test_statements_and_items_come_along_as_the_team_wrote_them(programme):
    opinions = factories.make_activity(programme=programme, method="opinions")
    Statement.objects.create(activity=opinions, words="Letters should be short")
    Statement.objects.create(activity=opinions, words="Taken out", taken_out=True)
    delphi = factories.make_activity(programme=programme, method="delphi")
    Panel.objects.create(activity=delphi, chosen={"rounds": 3}, fingerprint="f" * 64, locked_at=timezone.now())
    Item.objects.create(activity=delphi, number=1, text="Letters say who to ring")
    copies = [
        actions.copy_activity(activity=one, title="Again", by=None, once_key=one.ref) for one in (opinions, delphi)
    ]
    assert [one.words for one in copies[0].statements.all()] == ["Letters should be short"]
    assert [one.text for one in copies[1].delphi_items.all()] == ["Letters say who to ring"]
    panel = copies[1].delphi_panel
    assert (panel.chosen, panel.fingerprint, panel.locked_at) == ({"rounds": 3}, "", None)
