"""The pages: who may open them, what the register shows and in which order, and feeds that parse."""

import html
import re
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.recommend import making
from tests.support import factories as make

from throughline.people.models import Message
from throughline.programmes.models import Role
from throughline.recommend import actions, queries
from throughline.recommend.models import AnswerLink, Recommendation

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def body(response):
    return html.unescape(response.content.decode())


@pytest.fixture
def draft():
    return making.ready()


@pytest.fixture
def organiser(draft, client):
    account = make.make_member(draft.programme, Role.ORGANISER)
    client.force_login(account)
    return account


def address(name, row, *more):
    return reverse(name, args=[row.programme.slug, row.ref, *more])


class TestAccess:
    NAMES = ("edit", "details", "evidence", "publish", "ask")

    @pytest.mark.parametrize("role", sorted(set(Role) - {Role.ORGANISER}))
    def test_other_roles_are_turned_away(self, draft, client, role):
        client.force_login(make.make_member(draft.programme, role))
        for name in self.NAMES:
            assert client.get(address(f"recommendation-{name}", draft)).status_code == 403
            assert client.post(address(f"recommendation-{name}", draft)).status_code == 403
        assert client.post(address("recommendation-approve", draft, "staff")).status_code == 403
        assert client.get(reverse("recommendations-manage", args=[draft.programme.slug])).status_code == 403

    def test_an_organiser_of_another_programme_finds_nothing(self, draft, client):
        other = make.make_programme()
        client.force_login(make.make_member(other, Role.ORGANISER))
        for name in self.NAMES[:3]:
            assert client.get(reverse(f"recommendation-{name}", args=[other.slug, draft.ref])).status_code == 404

    def test_the_public_does_not_see_a_draft(self, draft, client):
        assert client.get(address("recommendation", draft)).status_code == 404
        assert draft.title not in body(client.get(reverse("answers")))
        actions.publish_recommendation(recommendation=draft, by=None)
        assert draft.title in body(client.get(address("recommendation", draft)))


class TestDesk:
    def test_from_a_title_to_publication(self, draft, organiser, client):
        programme, finding = draft.programme, making.finding(draft.programme)
        manage = reverse("recommendations-manage", args=[programme.slug])
        started = client.post(manage, {"title": "Pick up the phone", "once": "k"})
        row = Recommendation.objects.get(title="Pick up the phone")
        assert started.url == address("recommendation-edit", row)
        day = make.days(9)
        details = {
            "title": "Pick up the phone",
            "authority": draft.authority.ref,
            **dict.fromkeys(("protects_patients", "saves_staff_time", "saves_money"), "Because"),
            "answer_due_on_day": day.day,
            "answer_due_on_month": day.month,
            "answer_due_on_year": day.year,
        }
        assert client.post(address("recommendation-details", row), details).status_code == 302
        assert client.post(address("recommendation-evidence", row), {"findings": [finding.ref]}).status_code == 302
        for audience in ("patients", "staff", "policy"):
            client.post(address("recommendation-wording", row, audience), {"words": "One\r\n\r\nTwo"})
            page = body(client.get(address("recommendation-edit", row)))
            seen = re.search(r'name="seen" value="([^"]*)"', page).group(1)
            client.post(address("recommendation-approve", row, audience), {"seen": seen})
        assert client.post(address("recommendation-publish", row)).status_code == 302
        row.refresh_from_db()
        assert (row.status, row.published_by, row.answer_due_on) == ("published", organiser, day)
        assert set(row.wordings.values_list("approved_by", flat=True)) == {organiser.pk}

    def test_what_is_missing_is_said_on_the_page(self, organiser, client, draft):
        bare = making.ready(draft.programme, finding=False)
        page = client.post(address("recommendation-publish", bare))
        assert page.status_code == 422
        assert "There is a problem" in body(page)
        assert body(page).count("choose at least one published finding as evidence") == 2

    def test_asking_shows_the_address_and_again_the_same(self, organiser, client, draft):
        actions.publish_recommendation(recommendation=draft, by=None)
        sent = {"sent_to": "Dr Bell", "email": "bell@example.org", "once": "k"}
        pages = [body(client.post(address("recommendation-ask", draft), sent)) for _ in range(2)]
        links = {re.search(r"<code>(.*?)</code>", page).group(1) for page in pages}
        assert len(links) == AnswerLink.objects.count() == Message.objects.count() == 1
        assert client.get(links.pop().removeprefix("http://127.0.0.1:8000")).status_code == 200

    def test_a_wrong_address_keeps_the_name(self, organiser, client, draft):
        actions.publish_recommendation(recommendation=draft, by=None)
        page = client.post(address("recommendation-ask", draft), {"sent_to": "Dr Bell", "email": "no"})
        assert page.status_code == 422
        assert "Dr Bell" in body(page)
        assert "Enter an email address in the correct format" in body(page)


class TestAnswerPage:
    def where(self, row):
        url = actions.ask_authority(recommendation=row, sent_to="Dr Bell", email="b@example.org", by=None)
        return reverse("answer", args=[url.rpartition("/")[2]])

    def test_without_an_account_it_is_read_and_answered(self, client):
        row = making.published()
        making.published(title="Another one")
        where = self.where(row)
        page = body(client.get(where))
        assert row.title in page
        assert "Phones ring unanswered" in page
        assert "Another one" not in page
        assert AnswerLink.objects.get(recommendation=row).opened_at is not None
        refused = client.post(where, {"verdict": "accept", "reason": "Yes, we will", "once": "k"})
        assert refused.status_code == 422
        assert "Yes, we will" in body(refused)
        assert client.post(where, {"verdict": "reject", "reason": "No money", "once": "k"}).url == where
        assert "Say what has been done" in body(client.get(where))
        client.post(where, {"state": "done", "words": "We found some", "once": "p"})
        public = body(client.get(address("recommendation", row)))
        for words in ("Reject", "No money", "We found some", "Dr Bell"):
            assert words in public

    def test_a_link_that_does_not_work_opens_nothing(self, client):
        row = making.published()
        old = self.where(row)
        self.where(row)
        for where in (old, reverse("answer", args=["made-up"])):
            assert client.get(where).status_code == 404
            assert client.post(where, {"verdict": "reject", "reason": "No"}).status_code == 404

    def test_what_was_typed_does_not_run(self, client):
        payload = "<script>alert(1)</script>[x](javascript:alert(1))"
        row = making.published(title=payload)
        making.answered(row, "reject", reason=payload)
        for where in (self.where(row), address("recommendation", row), reverse("answers")):
            raw = client.get(where).content.decode()
            assert "<script>alert" not in raw
            assert 'href="javascript' not in raw


class TestRegister:
    def test_who_waits_longest_past_the_date_comes_first(self):
        fresh = making.published(title="fresh", due_in=30)
        late = making.published(title="late", due_in=-3, ago=40)
        later = making.published(title="later", due_in=-9, ago=40)
        rejected = making.published(title="rejected", due_in=-20, ago=50)
        making.answered(rejected, "reject", due_on=make.days(-15))
        done = making.published(title="done", due_in=-30, ago=60)
        making.answered(done, due_on=make.days(-20))
        actions.report_progress(through=making.link(done), state="done", words="Done", once_key="d")
        slow = making.published(title="slow", due_in=-30, ago=60)
        making.answered(slow, due_on=make.days(-5))
        making.ready(title="draft")
        titles = [item.recommendation.title for item in queries.published()]
        assert titles[:3] == [later.title, slow.title, late.title]
        assert set(titles[3:]) == {fresh.title, rejected.title, done.title}
        assert [item.recommendation for item in queries.published(programme=late.programme)] == [late]

    def test_days_are_counted_in_public(self, client):
        making.published(due_in=-3, ago=40)
        page = " ".join(body(client.get(reverse("answers"))).split())
        assert "3 days overdue" in page
        assert "40 days without an answer." in page

    @pytest.mark.parametrize("number", [1, 3, 50])
    def test_queries_do_not_grow_with_recommendations(self, client, number):
        first = making.published()
        making.answered(first)
        actions.report_progress(through=making.link(first), state="started", words="W", once_key="p")
        for _ in range(number - 1):
            row = Recommendation.objects.get(pk=first.pk)
            row.pk, row.ref = None, Recommendation._meta.get_field("ref").default()
            row.save()
        for where, expected in ((reverse("answers"), 6), (reverse("feed-answers"), 6)):
            with CaptureQueriesContext(connection) as seen:
                assert client.get(where).status_code == 200
            assert len(seen) == expected


def entries(response):
    root = ElementTree.fromstring(response.content)
    assert root.tag == f"{ATOM}feed"
    assert root.find(f"{ATOM}updated") is not None
    return root.findall(f"{ATOM}entry")


def test_the_feed_of_answers_is_atom_with_one_entry_each(client):
    row = making.published(title="<b>Bold</b> & \x0bodd")
    making.answered(row, "reject", reason="<script>alert(1)</script>\nNo")
    making.answered(row)
    making.ready(title="draft")
    found = entries(client.get(reverse("feed-answers")))
    assert len({entry.find(f"{ATOM}id").text for entry in found}) == 2
    texts = [entry.find(f"{ATOM}summary").text for entry in found]
    assert texts[1] == "&lt;b&gt;Bold&lt;/b&gt; &amp; odd<br><br>&lt;script&gt;alert(1)&lt;/script&gt;<br>No"


def test_the_feed_of_a_programme_says_what_was_published_and_holds_nobodys_words(client):
    row = making.published()
    making.answered(row, "reject")
    making.finding(row.programme, status="draft", title="A draft")
    make.make_contribution(text="My own words", programme=row.programme)
    other = making.published(title="Elsewhere")
    response = client.get(reverse("programme-feed", args=[row.programme.slug]))
    titles = [entry.find(f"{ATOM}title").text for entry in entries(response)]
    assert any(title.startswith("Recommendation: Answer the phone") for title in titles)
    assert any("answered: Reject" in title for title in titles)
    assert any(title.startswith("Finding: Phones ring") for title in titles)
    text = response.content.decode()
    assert not [words for words in ("A draft", "My own words", other.title) if words in text]
