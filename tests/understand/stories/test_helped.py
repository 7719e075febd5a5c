"""A facilitator writes down what somebody says by telephone, or hands in on paper (B1, E4): the words, the consent and
the code are that person's alone."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from tests.support import factories
from tests.voices.part.walker import STORY, Walker

from throughline.core.errors import NotAllowed, Refused
from throughline.core.models import AuditEntry
from throughline.people.models import Message
from throughline.voices import consent_wording, queries
from throughline.voices.actions import Giver, Helped, Words, receive
from throughline.voices.models import ConsentRecord, ConsentWording, Contribution, Draft, Enrolment, Submission

pytestmark = pytest.mark.django_db
TOLD = STORY | {
    "medium": {"medium": "telephone"},
    "consent": {"uses": list(consent_wording.USE_SLUGS), "given": "voice"},
}


@pytest.fixture
def activity():
    return factories.make_activity()


@pytest.fixture
def helper(activity):
    return factories.make_member(activity.programme, "facilitator")


@pytest.fixture
def walker(activity, helper):
    walker = Walker(activity, pages="stories-helped")
    walker.client.force_login(helper)
    return walker


def sent(walker: Walker, **answers: dict[str, object]) -> str:
    """Write down a story and send it; returns the code."""
    walker.walk(**TOLD | answers)
    return walker.code(walker.send())


def opened(code: str, client: Client) -> str:
    """The page that a code opens in a browser."""
    return client.post(reverse("follow"), {"code": code}, follow=True).content.decode()


def test_a_story_told_by_telephone_is_the_callers_own(walker, helper):
    code = sent(walker)
    submission = Submission.objects.get()
    assert submission.helped_by == helper
    assert {one.medium for one in submission.contributions.all()} == {"telephone"}
    assert not hasattr(submission.participant, "enrolment")
    assert queries.participants_of(helper) == []
    page = opened(code, Client())
    assert "I waited on the phone for an hour." in page
    assert "You told us by telephone, and a person on the team wrote it down for you." in page
    assert "You agreed by voice, after each question was read out to you." in page


def test_a_paper_is_told_apart_and_agreed_to_by_signature(walker):
    code = sent(walker, medium={"medium": "paper"}, consent={"uses": ["read"], "given": "paper"})
    assert set(Contribution.objects.values_list("medium", flat=True)) == {"paper"}
    assert ConsentRecord.objects.get().how == "paper"
    page = opened(code, Client())
    assert "You gave us a paper" in page
    assert "You agreed with your signature on the paper." in page


def test_a_story_typed_in_by_its_author_says_none_of_this(activity):
    walker = Walker(activity)
    walker.walk(**STORY)
    page = opened(walker.code(walker.send()), Client())
    assert "What happened to what I said" in page
    assert "a person on the team" not in page
    assert ConsentRecord.objects.get().how == "self"


def test_the_exact_words_are_read_out_and_kept_as_agreed_by_voice(walker):
    page = walker.get("step", "consent").content.decode()
    words = [str(use.words) for use in consent_wording.USES]
    assert all(one.replace("’", "&#x27;") in page or one in page for one in words)
    sent(walker, consent={"uses": ["read", "quote"], "given": "voice"})
    record = ConsentRecord.objects.get()
    assert record.how == "voice"
    assert [use for use, agreed in record.uses.items() if agreed] == ["read", "quote"]
    kept = ConsentWording.objects.filter(version=record.version)
    assert sorted(kept.values_list("words", flat=True)) == sorted(words)


def test_how_they_agreed_must_be_said_and_nothing_is_lost(walker):
    response = walker.answer("consent", uses=["read", "keep"])
    page = response.content.decode()
    assert response.status_code == 422
    assert page.count("Choose how they agreed") == 2
    assert page.count("checked") == 2


def test_the_code_is_shown_to_the_helper_to_pass_on(walker):
    walker.walk(**TOLD)
    page = walker.client.get(walker.send().url).content.decode()
    assert "Read these words out twice" in page
    assert f"{settings.SITE_URL}/follow" in page
    assert walker.url("start") in page


def test_the_helper_cannot_open_it_with_the_code(walker, helper):
    code = sent(walker)
    page = opened(code, walker.client)
    assert "You wrote this down for somebody else. Only they can open it." in page
    assert "I waited on the phone" not in page


def test_a_code_opened_before_signing_in_closes_to_the_helper(walker, helper):
    code, client = sent(walker), Client()
    assert "I waited on the phone" in opened(code, client)
    client.force_login(helper)
    assert "I waited on the phone" not in client.get(reverse("followed"), follow=True).content.decode()
    submission = Submission.objects.get().ref
    assert client.get(reverse("withdraw", args=[submission])).status_code in (302, 404)


def test_a_colleague_with_the_code_is_not_the_helper(walker, activity):
    """Only whoever wrote it down is kept out: a person may open their own code wherever they are signed in."""
    client = Client()
    client.force_login(factories.make_account())
    assert "I waited on the phone" in opened(sent(walker), client)


def test_the_callers_address_is_told_and_the_helpers_own_refused(walker, helper):
    sent(walker, email={"email": "caller@example.org"})
    assert Submission.objects.get().participant.enrolment.account is None
    own = helper.contact.address().upper()
    walker.walk(**TOLD | {"email": {"email": own}})
    response = walker.client.post(walker.url("check"), {"once": walker.once()})
    assert response.status_code == 422
    assert "That is your own address." in response.content.decode()
    assert Submission.objects.count() == 1
    assert not Message.objects.filter(contact=helper.contact).exists()


def test_an_address_that_becomes_the_helpers_opens_nothing_to_them(walker, helper):
    """The address was the caller's when it was left, and is now that of the helper's account."""
    sent(walker, email={"email": "caller@example.org"})
    participant = Submission.objects.get().participant
    Enrolment.objects.filter(participant=participant).update(contact=helper.contact)
    assert queries.participants_of(helper) == []
    assert queries.participants_of(factories.make_account()) == []
    Submission.objects.update(helped_by=factories.make_account())
    assert queries.participants_of(helper) == [participant]


def test_half_written_answers_open_for_this_helper_only(walker, activity):
    walker.answer("happened", words="They rang about the ward.")
    other = factories.make_member(activity.programme, "facilitator")
    assert "They rang about the ward." in walker.get("step", "happened").content.decode()
    walker.client.force_login(other)
    assert "They rang about the ward." not in walker.get("step", "happened").content.decode()


def test_a_helpers_draft_and_their_own_story_stay_apart(walker, activity):
    walker.answer("happened", words="They rang about the ward.")
    own = Walker(activity, walker.client)
    assert "They rang about the ward." not in own.get("step", "happened").content.decode()
    own.answer("happened", words="My own mother was there.")
    assert "They rang about the ward." in walker.get("step", "happened").content.decode()
    assert Draft.objects.count() == 2


def test_sending_twice_stores_once_with_the_same_code(walker):
    walker.walk(**TOLD)
    once = walker.once()
    codes = {walker.code(walker.client.post(walker.url("check"), {"once": once})) for _ in range(2)}
    assert len(codes) == 1
    assert Submission.objects.count() == 1


def test_it_stands_in_the_audit_log_without_a_word(walker, helper):
    sent(walker)
    entry = AuditEntry.objects.get(verb="voices.write-down")
    assert (entry.actor_ref, entry.target) == (helper.ref, f"submission:{Submission.objects.get().ref}")
    assert entry.detail == '{"consent":"voice","medium":"telephone"}'


@pytest.mark.parametrize("role", ["organiser", "moderator", "analyst", "sponsor"])
def test_other_roles_do_not_write_down(activity, role):
    client = Client()
    client.force_login(factories.make_member(activity.programme, role))
    url = reverse("stories-helped-start", args=[activity.programme.slug, activity.ref])
    assert client.get(url).status_code == 403
    with pytest.raises(NotAllowed):
        give(activity, by=factories.make_member(activity.programme, role))
    assert not Submission.objects.exists()


def give(activity, *, by, medium="telephone", agreed="voice", uses=factories.ALL_USES):
    return receive(
        activity=activity,
        giver=Giver("patients"),
        words=[Words("story", "What happened?", "It hurt.")],
        consent=uses,
        consent_version=consent_wording.VERSION,
        once_key="k",
        helped=Helped(by, medium, agreed),
    )


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"medium": "written"}, "medium"), ({"agreed": "self"}, "given"), ({"uses": {"read": False}}, "read")],
)
def test_what_a_helper_cannot_say(activity, helper, wrong, field):
    with pytest.raises(Refused) as refused:
        give(activity, by=helper, **wrong)
    assert refused.value.field == field
    assert not Submission.objects.exists()


def test_nothing_is_taken_once_it_is_closed(walker, activity):
    walker.walk(**TOLD)
    activity.status = "closed"
    activity.save()
    response = walker.client.post(walker.url("check"), {"once": ""})
    assert response.status_code == 422
    assert "I waited on the phone for an hour." in response.content.decode()
    assert "This is closed" in walker.get("start").content.decode()


def test_the_way_in_stands_on_the_page_of_the_activity_for_facilitators(walker, activity):
    url = reverse("activity-manage", args=[activity.programme.slug, activity.ref])
    assert walker.url("start") in walker.client.get(url).content.decode()
    walker.client.force_login(factories.make_member(activity.programme, "organiser"))
    assert walker.url("start") not in walker.client.get(url).content.decode()


def test_no_microphone_is_offered_to_a_helper(walker):
    page = walker.get("step", "happened").content.decode()
    assert "I would rather speak" not in page
    assert "“you” means them" in page
