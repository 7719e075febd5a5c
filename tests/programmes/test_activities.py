"""Activities: prepared at any time, open only in an open programme."""

import pytest
from tests.support import factories as make

from throughline.core.errors import NotAllowed, NotFound, Refused
from throughline.programmes import actions
from throughline.programmes.models import Activity, Role

pytestmark = pytest.mark.django_db


def create(programme, **more) -> Activity:
    return actions.create_activity(
        **{"programme": programme, "method": "stories", "title": "Your story", "by": None} | more
    )


def test_a_facilitator_prepares_and_opens_one():
    programme = make.make_programme()
    facilitator = make.make_member(programme, Role.FACILITATOR)
    activity = create(programme, by=facilitator, settings={"happened": "What was it like?"})
    assert (activity.status, activity.stage, activity.settings) == (
        "draft",
        "understand",
        {"happened": "What was it like?"},
    )
    actions.open_activity(activity=activity, by=facilitator)
    activity.refresh_from_db()
    assert activity.status == "open"
    actions.close_activity(activity=activity, by=facilitator)
    activity.refresh_from_db()
    assert activity.status == "closed"


@pytest.mark.parametrize("status", ["draft", "closed"])
def test_none_opens_unless_its_programme_is_open(status):
    activity = make.make_activity(programme=make.make_programme(status=status), status="draft")
    with pytest.raises(Refused):
        actions.open_activity(activity=activity, by=None)
    activity.refresh_from_db()
    assert activity.status == "draft"


def test_a_draft_can_prepare_one_and_a_closed_programme_cannot():
    assert create(make.make_programme(open=False)).status == "draft"
    with pytest.raises(Refused):
        create(make.make_programme(status="closed"))


def test_an_unknown_method_is_not_found():
    with pytest.raises(NotFound):
        create(make.make_programme(), method="astrology")


def test_pressing_twice_makes_one():
    programme = make.make_programme()
    assert create(programme, once_key="k") == create(programme, once_key="k")
    assert programme.activities.count() == 1


def test_it_cannot_outlast_its_programme():
    with pytest.raises(Refused) as refused:
        create(make.make_programme(), closes_on=make.days(51))
    assert refused.value.field == "closes_on"
    assert create(make.make_programme(), closes_on=make.days(50)).closes_on == make.days(50)


def test_editing_keeps_settings_that_the_form_does_not_know():
    activity = make.make_activity(settings={"questions": [1, 2], "happened": "Old"})
    changed = actions.edit_activity(activity=activity, title="New", settings={"happened": "New"}, by=None)
    assert (changed.title, changed.settings) == ("New", {"questions": [1, 2], "happened": "New"})


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ORGANISER, Role.FACILITATOR}))
def test_other_roles_run_none(role):
    programme = make.make_programme()
    with pytest.raises(NotAllowed):
        create(programme, by=make.make_member(programme, role))
    assert programme.activities.count() == 0


def test_a_second_plan_cannot_be_added():
    programme = make.make_programme()
    with pytest.raises(Refused):
        create(programme, method="plan")
    assert programme.activities.count() == 0


def test_the_plan_is_not_opened_by_hand():
    activity = make.make_activity(method="plan", status="closed")
    with pytest.raises(Refused):
        actions.open_activity(activity=activity, by=None)
