"""The plan of a draft: open from its first day, closed on opening, and every suggestion answered."""

import re

import pytest
from django.urls import reverse
from tests.support import factories as make

from throughline.core.errors import NotAllowed, Refused
from throughline.core.models import AuditEntry
from throughline.people.models import Account
from throughline.programmes import actions
from throughline.programmes.models import Activity, Programme, Role
from throughline.understand.plan import notes, queries
from throughline.understand.plan.method import METHOD
from throughline.voices.actions.replies import reply
from throughline.voices.models import ConsentRecord, Contribution, PublicReply
from throughline.voices.queries import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme() -> Programme:
    return actions.create_programme(organisation=make.make_organisation(), title="Care", question="How?", by=None)


@pytest.fixture
def activity(programme) -> Activity:
    return programme.activities.get()


@pytest.fixture
def organiser(programme) -> Account:
    return make.make_member(programme, Role.ORGANISER)


def suggest(activity: Activity, text: str = "Ask carers too.", **more) -> Contribution:
    return make.make_contribution(activity=activity, text=text, kind="suggestion", **more)


def read(client, name: str, activity: Activity, *args: str) -> str:
    response = client.get(reverse(name, args=[activity.programme.slug, activity.ref, *args]))
    assert response.status_code == 200
    return response.content.decode()


def test_every_draft_has_its_plan_open(activity):
    assert (activity.method, activity.status) == ("plan", "open")


def test_opening_the_programme_closes_the_plan(programme, activity):
    make.make_commitment(programme)
    actions.edit_programme(programme=programme, changes={"closes_on": make.days(50)}, by=None)
    actions.open_programme(programme=programme, by=None)
    activity.refresh_from_db()
    assert activity.status == "closed"


def test_unanswered_suggestions_do_not_hold_up_the_opening(programme, activity):
    suggest(activity)
    make.make_commitment(programme)
    actions.edit_programme(programme=programme, changes={"closes_on": make.days(50)}, by=None)
    assert actions.open_programme(programme=programme, by=None).status == "open"
    (note,) = notes.of(programme, True)
    assert (note.text, note.waits) == ("1 suggestion waits for an answer", True)


def test_the_programme_page_invites_suggestions(client, activity):
    page = client.get(reverse("programme", args=[activity.programme.slug])).content.decode()
    assert f'href="{METHOD.part_url(activity)}">Suggest a change to the plan</a>' in page


def test_anybody_suggests_without_an_account(client, activity):
    def go(step: str, data: dict) -> str:
        address = reverse("plan-step", args=[activity.programme.slug, activity.ref, step])
        response = client.post(address, data)
        assert response.status_code == 302, response.content.decode()
        return response.url

    assert "Read the plan" in read(client, "plan-start", activity)
    go("what", {"words": "Ask carers too."})
    go("why", {"words": "They see what others miss."})
    go("role", {"role": "carer"})
    go("consent", {"uses": ["read", "analyse", "quote"]})
    check = reverse("plan-check", args=[activity.programme.slug, activity.ref])
    page = client.get(check).content.decode()
    once = re.search(r'name="once" value="([^"]+)"', page)[1]
    for _ in range(2):
        response = client.post(check, {"once": once})
        assert response.url.startswith("/received/")
    given = Contribution.objects.get()
    assert words_of(given) == "Ask carers too.\n\nThey see what others miss."
    assert (given.kind, given.constituency, given.moderation) == ("suggestion", "patients", "waiting")
    assert ConsentRecord.objects.get().uses["quote"] is True
    page = client.get(response.url).content.decode()
    assert "Your receipt code" in page
    assert page.count('tl-receipt__word"') == 6


def test_a_closed_plan_takes_nothing(client, activity):
    Activity.objects.update(status="closed")
    with pytest.raises(Refused):
        make.give(Activity.objects.get(), "Too late.", kind="suggestion")
    assert "This is closed." in read(client, "plan-start", activity)


def test_only_approved_and_quotable_words_are_public(client, activity):
    suggest(activity, "Shown to all.")
    suggest(activity, "As given.", moderation="amber", public_words="As approved.")
    suggest(activity, "Not read yet.", moderation="waiting")
    suggest(activity, "Refused.", moderation="red")
    suggest(activity, "Not to be quoted.", uses={"quote": False})
    suggest(activity, "Taken back.", standing="stopped")
    suggest(make.make_activity(method="plan"), "Of another plan.")
    page = read(client, "plan-results", activity)
    assert re.findall(r"<p>([^<]*\.)</p></blockquote>", page) == ["As approved.", "Shown to all."]


def test_the_team_also_sees_who_does_not_want_to_be_quoted(client, activity, organiser):
    suggest(activity, "Not to be quoted.", uses={"quote": False})
    client.force_login(organiser)
    page = read(client, "plan-results", activity)
    assert "Not to be quoted." in page
    assert "Only the team sees this one" in page


@pytest.mark.parametrize(
    ("waiting", "public", "exact"),
    [
        (0, "", ""),
        (1, "Fewer than 8 suggestions wait for an answer", "1 suggestion waits for an answer"),
        (7, "Fewer than 8 suggestions wait for an answer", "7 suggestions wait for an answer"),
        (13, "About 15 suggestions wait for an answer", "13 suggestions wait for an answer"),
    ],
)
def test_the_public_reads_a_protected_number(activity, waiting, public, exact):
    make.make_many(activity, ["Ask carers."] * waiting, kind="suggestion")
    make.make_many(activity, ["Refused."] * 3, kind="suggestion", moderation="red")
    assert notes.waiting_in_words(activity, exact=False) == public
    assert notes.waiting_in_words(activity, exact=True) == exact


# Answers


def test_an_organiser_answers_in_public(client, activity, organiser):
    one = suggest(activity)
    client.force_login(organiser)
    assert "Ask carers too." in read(client, "plan-reply", activity, one.ref)
    address = reverse("plan-reply", args=[activity.programme.slug, activity.ref, one.ref])
    response = client.post(address, {"outcome": "part", "words": "From **May** on.", "once": "k"})
    assert response.url == reverse("plan-results", args=[activity.programme.slug, activity.ref])
    client.logout()
    page = read(client, "plan-results", activity)
    assert "Taken up in part" in page
    assert "From <strong>May</strong> on." in page
    assert queries.unanswered(activity) == 0
    assert AuditEntry.objects.filter(verb="voices.reply", target=f"contribution:{one.ref}").count() == 1


def test_an_answer_needs_words(client, activity, organiser):
    one = suggest(activity)
    client.force_login(organiser)
    address = reverse("plan-reply", args=[activity.programme.slug, activity.ref, one.ref])
    response = client.post(address, {"outcome": "taken", "words": " "})
    assert response.status_code == 422
    assert "Write the answer, with the reason for it" in response.content.decode()
    with pytest.raises(Refused):
        reply(contribution=one, outcome="taken", words=" ", by=organiser)
    assert PublicReply.objects.count() == 0


def test_pressing_twice_answers_once_and_a_later_answer_replaces_it(activity, organiser):
    one = suggest(activity)
    for _ in range(2):
        reply(contribution=one, outcome="taken", words="Yes.", by=organiser, once_key="k")
    reply(contribution=one, outcome="not-taken", words="After all, no.", by=organiser, once_key="l")
    assert PublicReply.objects.get().outcome == "not-taken"
    assert list(AuditEntry.objects.filter(verb__contains="reply").values_list("verb", flat=True)) == [
        "voices.reply",
        "voices.change-reply",
    ]


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ORGANISER, Role.FACILITATOR}))
def test_other_roles_do_not_answer(client, activity, role):
    one, account = suggest(activity), make.make_member(activity.programme, role)
    with pytest.raises(NotAllowed):
        reply(contribution=one, outcome="taken", words="Yes.", by=account)
    client.force_login(account)
    address = reverse("plan-reply", args=[activity.programme.slug, activity.ref, one.ref])
    assert client.get(address).status_code == 403


def test_words_that_wait_for_a_moderator_cannot_be_answered_or_read(client, activity, organiser):
    one = suggest(activity, "Raw words.", moderation="waiting")
    with pytest.raises(Refused):
        reply(contribution=one, outcome="taken", words="Yes.", by=organiser)
    client.force_login(organiser)
    assert "Raw words." not in read(client, "plan-results", activity)
    address = reverse("plan-reply", args=[activity.programme.slug, activity.ref, one.ref])
    assert client.get(address).status_code == 404


def test_words_taken_back_are_not_answered(activity, organiser):
    with pytest.raises(Refused):
        reply(contribution=suggest(activity, standing="stopped"), outcome="taken", words="Yes.", by=organiser)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("others", [0, 1000])
def test_queries_do_not_grow(client, django_assert_num_queries, activity, rows, others):
    for _ in range(rows):
        reply(contribution=suggest(activity), outcome="taken", words="Yes.", by=None)
    make.make_many(make.make_activity(programme=activity.programme), ["I waited."] * others)
    # The activity; how many, the rows; how many wait.
    with django_assert_num_queries(4):
        read(client, "plan-results", activity)


def test_the_export_names_nobody_and_keeps_what_was_decided(activity):
    reply(contribution=suggest(activity, region="wales"), outcome="taken", words="Yes.", by=None)
    suggest(activity, "Not to be quoted.", uses={"quote": False})
    (table,) = METHOD.export(activity)
    rows = list(table.rows)
    assert [column.name for column in table.columns] == [
        "number", "given_on", "constituency", "moderation", "outcome", "answer", "words",
    ]  # fmt: skip
    assert [(row[0], row[4], row[5], row[6]) for row in rows] == [
        (1, "taken", "Yes.", "Ask carers too."),
        (2, "", "", ""),
    ]
    assert METHOD.analyse(activity) == []
