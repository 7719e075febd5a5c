"""Making organisations and programmes, and what may be changed in them when."""

from datetime import date

import pytest
from tests.support import factories as make

from throughline.core.errors import NotAllowed, Refused
from throughline.core.models import AuditEntry
from throughline.people.models import Message
from throughline.programmes import actions
from throughline.programmes.models import Organisation, Programme, Role, Topic

pytestmark = pytest.mark.django_db


def verbs() -> list[str]:
    return list(AuditEntry.objects.order_by("id").values_list("verb", flat=True))


def test_an_operator_makes_an_organisation_and_belongs_to_it():
    operator = make.make_account(operator=True)
    made = actions.create_organisation(name="Riverside Hospitals", by=operator)
    assert (made.slug, list(made.people.all())) == ("riverside-hospitals", [operator])
    assert verbs() == ["programmes.create-organisation"]


def test_nobody_else_makes_an_organisation():
    with pytest.raises(NotAllowed):
        actions.create_organisation(name="Riverside Hospitals", by=make.make_account())
    assert Organisation.objects.count() == 0


def test_two_organisations_cannot_share_a_name():
    actions.create_organisation(name="Riverside", by=None)
    with pytest.raises(Refused) as refused:
        actions.create_organisation(name="riverside ", by=None)
    assert refused.value.field == "name"


def test_an_organisation_called_new_does_not_hide_a_page():
    assert actions.create_organisation(name="New", by=None).slug == "new-2"


def test_its_people_make_programmes_and_become_organisers():
    planner = make.make_account()
    organisation = make.make_organisation(people=[planner])
    made = actions.create_programme(organisation=organisation, title="Better care", question="How?", by=planner)
    assert (made.slug, made.status) == ("better-care", "draft")
    assert [(held.account, held.role) for held in made.memberships.all()] == [(planner, "organiser")]


def test_a_stranger_makes_no_programme_in_it():
    with pytest.raises(NotAllowed):
        actions.create_programme(
            organisation=make.make_organisation(), title="Better care", question="How?", by=make.make_account()
        )
    assert Programme.objects.count() == 0


def test_pressing_twice_makes_one_programme():
    planner = make.make_account()
    organisation = make.make_organisation(people=[planner])
    first, second = (
        actions.create_programme(organisation=organisation, title="Care", question="How?", by=planner, once_key="k")
        for _ in range(2)
    )
    assert first.pk == second.pk
    assert Programme.objects.count() == 1
    assert verbs().count("programmes.create") == 1


def test_programmes_of_the_same_name_get_addresses_of_their_own():
    organisation = make.make_organisation()
    made = [
        actions.create_programme(organisation=organisation, title="Care", question="How?", by=None) for _ in range(2)
    ]
    assert [programme.slug for programme in made] == ["care", "care-2"]


def test_a_person_is_let_into_an_organisation_and_told():
    operator = make.make_account(operator=True)
    organisation = make.make_organisation()
    added = actions.add_to_organisation(organisation=organisation, email="a@example.org", name="Ada", by=operator)
    assert list(organisation.people.all()) == [added]
    assert Message.objects.get().contact == added.contact
    with pytest.raises(Refused) as refused:
        actions.add_to_organisation(organisation=organisation, email="A@example.org", name="Ada", by=operator)
    assert refused.value.field == "email"


def test_editing_changes_only_what_is_named():
    programme = make.make_programme(open=False)
    organiser = make.make_member(programme, Role.ORGANISER)
    cancer = Topic.objects.get(slug="cancer")
    actions.edit_programme(programme=programme, changes={"title": "New name", "topics": [cancer]}, by=organiser)
    programme.refresh_from_db()
    assert programme.title == "New name"
    assert programme.question == "How can it be easier to see a doctor or nurse?"
    assert list(programme.topics.all()) == [cancer]
    assert AuditEntry.objects.get().detail == '{"fields":["title","topics"]}'


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ORGANISER}))
def test_only_organisers_edit(role):
    programme = make.make_programme(open=False)
    with pytest.raises(NotAllowed):
        actions.edit_programme(programme=programme, changes={"title": "X"}, by=make.make_member(programme, role))
    programme.refresh_from_db()
    assert programme.title != "X"


def test_an_organiser_of_another_programme_does_not_edit():
    programme = make.make_programme(open=False)
    stranger = make.make_member(make.make_programme(open=False), Role.ORGANISER)
    with pytest.raises(NotAllowed):
        actions.edit_programme(programme=programme, changes={"title": "X"}, by=stranger)


def test_closing_before_opening_is_refused():
    programme = make.make_programme(open=False, opens_on=date(2027, 3, 1), closes_on=None)
    with pytest.raises(Refused) as refused:
        actions.edit_programme(programme=programme, changes={"closes_on": date(2027, 2, 1)}, by=None)
    assert refused.value.field == "closes_on"


def test_an_open_programme_cannot_run_past_the_promised_answer():
    programme = make.make_programme()
    promised = programme.commitments.get().answer_by
    actions.edit_programme(programme=programme, changes={"closes_on": promised}, by=None)
    with pytest.raises(Refused) as refused:
        actions.edit_programme(programme=programme, changes={"closes_on": make.days(111)}, by=None)
    assert refused.value.field == "closes_on"
    assert Programme.objects.get().closes_on == promised


def test_an_open_programme_keeps_a_closing_date():
    with pytest.raises(Refused):
        actions.edit_programme(programme=make.make_programme(), changes={"closes_on": None}, by=None)


# Stages


def plan(kind: str, first: int, last: int) -> actions.StagePlan:
    return actions.StagePlan(kind=kind, starts_on=make.days(first), ends_on=make.days(last), summary="s")


def test_stages_are_exactly_those_given():
    programme = make.make_programme(open=False, stages=["understand", "evaluate"])
    actions.set_stages(programme=programme, stages=[plan("understand", 1, 9), plan("recommend", 10, 20)], by=None)
    assert [(stage.kind, stage.starts_on) for stage in programme.stages.all()] == [
        ("understand", make.days(1)),
        ("recommend", make.days(10)),
    ]


def test_one_stage_is_changed_and_taken_out_without_touching_the_others():
    programme = make.make_programme(open=False, stages=["understand", "recommend"])
    actions.set_stage(programme=programme, stage=plan("recommend", 40, 50), by=None)
    assert [stage.ends_on for stage in programme.stages.all()] == [make.days(19), make.days(50)]
    actions.remove_stage(programme=programme, kind="understand", by=None)
    assert [stage.kind for stage in programme.stages.all()] == ["recommend"]


def test_a_stage_that_ends_before_it_starts_is_refused():
    programme = make.make_programme(open=False, stages=[])
    with pytest.raises(Refused) as refused:
        actions.set_stage(programme=programme, stage=plan("understand", 9, 8), by=None)
    assert refused.value.field == "ends_on"
    assert programme.stages.count() == 0


def test_a_stage_stands_in_the_plan_once():
    programme = make.make_programme(open=False, stages=[])
    with pytest.raises(Refused):
        actions.set_stages(programme=programme, stages=[plan("understand", 1, 2), plan("understand", 3, 4)], by=None)
    assert programme.stages.count() == 0
