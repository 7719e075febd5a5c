"""The organiser's pages, from an empty draft to an open programme, by forms alone."""

import re

import pytest
from django.urls import reverse
from tests.support import factories as make

from throughline.programmes.models import Activity, Membership, Organisation, Programme, Role

pytestmark = pytest.mark.django_db


def day(name: str, value) -> dict[str, str]:
    return {f"{name}_day": str(value.day), f"{name}_month": str(value.month), f"{name}_year": str(value.year)}


COMMITMENT = {
    "sponsor_name": "Dr Amara Bello",
    "sponsor_role": "Chief executive",
    "can_change": "How people book.",
    "cannot_change": "The number of doctors.",
    "who_decides": "The board.",
}


@pytest.fixture
def programme() -> Programme:
    return make.make_programme(open=False, stages=[])


@pytest.fixture
def organiser(client, programme):
    account = make.make_member(programme, Role.ORGANISER)
    client.force_login(account)
    return account


def test_from_an_organisation_to_an_open_programme(client):
    client.force_login(make.make_account(operator=True))
    assert client.post(reverse("organisation-new"), {"name": "Riverside", "once": "1"}).status_code == 302
    organisation = Organisation.objects.get()
    sent = {"title": "Dentists", "question": "How can it be easier to see a dentist?", "once": "2"}
    response = client.post(reverse("programme-new", args=[organisation.slug]), sent)
    programme = Programme.objects.get()
    manage = reverse("programme-manage", args=[programme.slug])
    assert response.url == manage

    def post(name: str, data: dict, *args: str):
        response = client.post(reverse(name, args=[programme.slug, *args]), {"once": name, **data})
        assert response.status_code == 302, response.content.decode()
        return response

    post("programme-edit", {"title": "Dentists", "question": "How?", "summary": "Why we ask."})
    post("programme-places", {"topics": ["dentistry"], "regions": ["wales"]})
    post("programme-dates", day("opens_on", make.days(1)) | day("closes_on", make.days(30)))
    post("programme-about", {"about_questions": ["age", "carer"]})
    post("programme-stage", day("starts_on", make.days(1)) | day("ends_on", make.days(30)), "understand")
    post("commitment", COMMITMENT | day("answer_by", make.days(60)))
    post("team-add", {"name": "Amara", "email": "amara@example.org", "role": "sponsor"})
    assert client.post(reverse("commitment-publish", args=[programme.slug])).status_code == 403

    organiser_account = programme.memberships.get(role="organiser").account
    client.force_login(programme.memberships.get(role="sponsor").account)
    page = client.get(reverse("commitment-publish", args=[programme.slug])).content.decode()
    seen = re.search(r'name="seen" value="([0-9a-f]{16})"', page)[1]
    post("commitment-publish", {"seen": seen})

    client.force_login(organiser_account)
    post("programme-open", {})
    programme.refresh_from_db()
    assert (programme.status, programme.about_questions) == ("open", ["age", "carer"])
    assert programme.opens_on == make.days(0)
    assert "Work with what comes in" in client.get(manage).content.decode()


def test_the_decision_date_is_refused_next_to_its_field(client, programme, organiser):
    response = client.post(
        reverse("commitment", args=[programme.slug]), COMMITMENT | day("answer_by", make.days(49)) | {"once": "k"}
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert re.search(r'id="id_answer_by-error">.*The answer is due before people stop taking part', page)
    assert '<a href="#id_answer_by-day">' in page
    assert "<title>Error: " in page
    assert "How people book." in page
    assert 'name="once" value="k"' in page
    assert programme.commitments.count() == 0


def test_opening_without_a_commitment_says_what_to_do(client, programme, organiser):
    page = client.get(reverse("programme-open", args=[programme.slug])).content.decode()
    assert "The sponsor must publish the commitment before the programme opens." in page
    assert f'href="{reverse("commitment", args=[programme.slug])}"' in page
    assert "Open this programme" not in page
    assert client.post(reverse("programme-open", args=[programme.slug])).status_code == 422
    programme.refresh_from_db()
    assert programme.status == "draft"


def test_hard_words_get_advice_and_are_not_refused(client, programme, organiser):
    words = "We will utilise stakeholder engagement to leverage synergies."
    address = reverse("programme-edit", args=[programme.slug])
    assert client.post(address, {"title": "T", "question": "Q?", "summary": words}).status_code == 302
    for name in ("programme-edit", "programme-open"):
        page = client.get(reverse(name, args=[programme.slug])).content.decode()
        assert "How to make this easier to read" in page
        assert "Instead of “utilise” you could write “use”." in page


def test_dates_that_are_not_dates_are_refused(client, programme, organiser):
    sent = {"closes_on_day": "31", "closes_on_month": "2", "closes_on_year": "2027"}
    response = client.post(reverse("programme-dates", args=[programme.slug]), sent)
    assert response.status_code == 422
    assert 'id="id_closes_on-error"' in response.content.decode()


def test_a_missing_question_keeps_what_was_typed(client, programme, organiser):
    response = client.post(reverse("programme-edit", args=[programme.slug]), {"title": "Kept <b>"})
    assert response.status_code == 422
    assert "Enter the question" in response.content.decode()
    assert "Kept &lt;b&gt;" in response.content.decode()


def test_the_last_organiser_is_told_on_the_team_page(client, programme, organiser):
    sent = {"account": organiser.ref, "role": "organiser"}
    response = client.post(reverse("team-remove", args=[programme.slug]), sent)
    assert response.status_code == 422
    assert "A programme needs an organiser." in response.content.decode()
    assert Membership.objects.count() == 1


def test_the_team_page_shows_names_and_no_addresses(client, programme, organiser):
    make.make_member(programme, "analyst", account=make.make_account(name="Bo", email="bo@example.org"))
    page = client.get(reverse("team", args=[programme.slug])).content.decode()
    assert "Bo" in page
    assert "bo@example.org" not in page


def test_an_activity_is_added_opened_and_closed(client):
    programme = make.make_programme()
    client.force_login(make.make_member(programme, Role.FACILITATOR))
    address = reverse("activity-new", args=[programme.slug])
    page = client.get(address).content.decode()
    assert "Story call" in page
    assert "Suggestions on the plan" not in page
    sent = {"title": "Your week", "settings-happened": "How was your week?", "once": "k"}
    response = client.post(f"{address}?method=stories", sent)
    activity = Activity.objects.get()
    assert response.url == reverse("activity-manage", args=[programme.slug, activity.ref])
    assert (activity.title, activity.settings["happened"]) == ("Your week", "How was your week?")
    assert client.get(response.url).status_code == 200
    for button, status in (("open", "open"), ("close", "closed")):
        client.post(response.url, {button: "yes", "once": button})
        activity.refresh_from_db()
        assert activity.status == status
    change = reverse("activity-edit", args=[programme.slug, activity.ref])
    assert "How was your week?" in client.get(change).content.decode()
    client.post(change, {"title": "Your month", "once": "c"})
    activity.refresh_from_db()
    assert activity.title == "Your month"


def test_an_activity_of_another_programme_is_not_found(client):
    programme, other = make.make_programme(), make.make_activity()
    client.force_login(make.make_member(programme, Role.ORGANISER))
    assert client.get(reverse("activity-manage", args=[programme.slug, other.ref])).status_code == 404


@pytest.mark.parametrize("status", ["draft", "open", "closed"])
def test_every_page_of_an_organiser_opens(client, status):
    programme = make.make_programme(status=status)
    client.force_login(make.make_member(programme, Role.ORGANISER))
    names = ["manage", "edit", "places", "dates", "about", "stages", "open", "close"]
    for name in [*(f"programme-{name}" for name in names), "commitment", "commitment-publish", "team", "team-add"]:
        response = client.get(reverse(name, args=[programme.slug]))
        assert response.status_code == 200, name
        assert response.content.decode().count("<h1") == 1, name


@pytest.mark.parametrize(
    "name", ["edit", "places", "dates", "about", "stages", "open", "close"], ids=lambda name: f"programme-{name}"
)
@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ORGANISER}))
def test_other_roles_do_not_get_in(client, name, role):
    programme = make.make_programme()
    client.force_login(make.make_member(programme, role))
    assert client.get(reverse(f"programme-{name}", args=[programme.slug])).status_code == 403


def test_a_facilitator_sees_the_activities_and_no_task_that_is_not_theirs(client):
    programme = make.make_programme()
    make.make_activity(programme=programme, title="Your week")
    client.force_login(make.make_member(programme, Role.FACILITATOR))
    page = client.get(reverse("programme-manage", args=[programme.slug])).content.decode()
    assert "Your week" in page
    assert f"/programmes/{programme.slug}/manage/team" not in page
    assert "Close this programme" not in page


def test_a_sponsor_goes_back_to_their_account(client, programme):
    client.force_login(make.make_member(programme, Role.SPONSOR))
    page = client.get(reverse("commitment", args=[programme.slug])).content.decode()
    assert f'class="nhsuk-back-link" href="{reverse("account")}"' in page


def test_the_public_is_sent_to_sign_in(client, programme):
    response = client.get(reverse("programme-manage", args=[programme.slug]))
    assert (response.status_code, response.url.split("?")[0]) == (302, reverse("sign-in"))


def test_only_an_operator_reaches_the_page_for_new_organisations(client):
    client.force_login(make.make_account())
    assert client.get(reverse("organisation-new")).status_code == 403
    organisation = make.make_organisation()
    assert client.get(reverse("programme-new", args=[organisation.slug])).status_code == 403
    assert client.get(reverse("organisation-people", args=[organisation.slug])).status_code == 403
