"""What anybody reads about one programme."""

import pytest
from django.urls import reverse
from tests.support import factories as make

from throughline.programmes import actions, pages, queries
from throughline.programmes.models import Role

pytestmark = pytest.mark.django_db


def read(client, programme) -> str:
    response = client.get(reverse("programme", args=[programme.slug]))
    assert response.status_code == 200
    return response.content.decode()


def test_the_question_and_the_promise_are_there(client):
    page = read(client, make.make_programme(question="How can it be easier to see a dentist?"))
    for words in (
        "How can it be easier to see a dentist?",
        "How people book, and when the phones are open.",
        "The number of doctors this year.",
        "The board, in public.",
        "Dr Amara Bello, Chief executive",
    ):
        assert words in page


def test_a_draft_commitment_is_called_a_draft(client):
    programme = make.make_programme(open=False)
    assert "Nothing is promised yet." in read(client, programme)
    make.make_commitment(programme, published=False)
    page = read(client, programme)
    assert "Nothing is promised until the sponsor publishes it." in page
    assert "The number of doctors this year." in page


def test_a_draft_of_the_next_version_is_not_shown_while_one_holds(client):
    programme = make.make_programme()
    make.make_commitment(programme, version=2, published=False, can_change="Nothing at all.")
    assert "Nothing at all." not in read(client, programme)


def test_earlier_promises_stay_readable(client):
    programme = make.make_programme()
    make.make_commitment(programme, version=2, can_change="More than before.")
    page = read(client, programme)
    assert "More than before." in page
    assert "What was promised before: version 1" in page
    assert "How people book, and when the phones are open." in page


def test_open_activities_are_links_and_others_are_not(client):
    programme = make.make_programme()
    activity = make.make_activity(programme=programme, title="Tell us about booking")
    make.make_activity(programme=programme, title="Not yet", status="draft")
    make.make_activity(programme=programme, title="Over", status="closed")
    page = read(client, programme)
    assert f'href="{reverse("stories-start", args=[programme.slug, activity.ref])}">Tell us about booking</a>' in page
    assert "Not yet" not in page
    assert "Over" not in page


def test_made_up_programmes_say_so(client):
    words = "This is a made-up example. Nobody in it is real."
    assert words in read(client, make.make_programme(is_example=True))
    assert words not in read(client, make.make_programme())


def test_rich_text_is_cleaned_and_names_are_plain(client):
    programme = make.make_programme(title="<b>x</b>", summary="**bold** <img src=x onerror=alert(1)>")
    page = read(client, programme)
    assert "<b>x</b>" not in page
    assert "<strong>bold</strong>" in page
    assert "<img" not in page


@pytest.mark.parametrize(("role", "seen"), [("organiser", True), ("facilitator", True), ("analyst", False)])
def test_only_those_who_run_it_see_the_way_to_manage_it(client, role, seen):
    programme = make.make_programme()
    client.force_login(make.make_member(programme, role))
    assert ("Manage this programme" in read(client, programme)) is seen


def test_an_unknown_programme_is_not_found(client):
    assert client.get(reverse("programme", args=["none"])).status_code == 404


def test_stages_know_where_they_stand():
    programme = make.make_programme(stages=["understand", "envision", "recommend"])
    plan = queries.plan_of(programme)
    assert [state for _, _, state in pages.timeline(plan, make.days(25))] == ["done", "current", "next"]
    assert [(one.day, one.text) for one in pages.what_is_next(plan, make.days(25))] == [
        (make.days(50), "The stage “Recommend” starts"),
        (make.days(50), "Last day to take part"),
        (make.days(110), "Last day for the sponsor to answer"),
    ]


def test_in_a_draft_no_stage_has_begun():
    plan = queries.plan_of(make.make_programme(open=False))
    assert [state for _, _, state in pages.timeline(plan, make.days(25))] == ["next", "next"]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("contributions", [0, 1000])
def test_queries_do_not_grow(client, django_assert_num_queries, rows, contributions):
    planner = make.make_account()
    organisation = make.make_organisation(people=[planner])
    programme = actions.create_programme(organisation=organisation, title="Care", question="How?", by=planner)
    activities = [make.make_activity(programme=programme) for _ in range(rows)]
    for number in range(rows):
        make.make_commitment(programme, version=number + 1)
    make.make_stages(programme, ["understand", "envision", "recommend"][:rows])
    make.make_many(activities[0], ["I waited."] * contributions)
    # The programme; its commitments, topics, regions, stages, activities; its plan, and the suggestions that wait; the
    # words that its organisation keeps.
    with django_assert_num_queries(9):
        read(client, programme)


def test_an_organisation_lists_its_programmes(client):
    organisation = make.make_organisation(name="Riverside", people=[make.make_account()])
    make.make_programme(organisation=organisation, title="Ours")
    make.make_programme(title="Theirs")
    page = client.get(reverse("organisation", args=[organisation.slug])).content.decode()
    assert "Ours" in page
    assert "Theirs" not in page
    assert "Plan a programme" not in page


def test_the_account_page_lists_each_duty(client):
    programme = make.make_programme(title="Seeing a doctor")
    account = make.make_member(programme, Role.MODERATOR, Role.SPONSOR)
    make.make_member(make.make_programme(title="Somebody else’s"), Role.MODERATOR)
    client.force_login(account)
    page = client.get(reverse("account")).content.decode()
    assert "Seeing a doctor" in page
    assert reverse("moderation", args=[programme.slug]) in page
    assert reverse("commitment", args=[programme.slug]) in page
    assert "Somebody else’s" not in page


def test_the_account_page_lists_what_its_owner_sent(client):
    activity = make.make_activity(title="Your week", programme=make.make_programme(title="Seeing a doctor"))
    account = make.make_account()
    make.give(activity, "I waited.", account=account)
    make.give(activity, "I rang.", account=make.make_account())
    client.force_login(account)
    page = client.get(reverse("account")).content.decode()
    assert page.count("Your week: what happened to what you said") == 1
    assert "I waited." not in page


@pytest.mark.parametrize("programmes", [1, 3])
def test_the_account_page_asks_the_same_number_of_queries(client, django_assert_num_queries, programmes):
    account = make.make_account()
    for _ in range(programmes):
        programme = make.make_programme()
        make.make_member(programme, Role.ORGANISER, account=account)
        make.give(make.make_activity(programme=programme), "I waited.", account=account)
    client.force_login(account)
    client.get(reverse("account"))
    # Session, account; roles, organisations, what was sent.
    with django_assert_num_queries(5):
        client.get(reverse("account"))
