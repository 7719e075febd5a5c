"""Readers say what they did not understand; the team answers."""

import pytest
from django.urls import reverse
from tests.recommend import making
from tests.support import factories

from throughline.core.models import AuditEntry
from throughline.programmes.wording import actions
from throughline.programmes.wording.models import NotUnderstood, OwnWord

pytestmark = pytest.mark.django_db
PHRASE = "sub-acute step-down pathway"


@pytest.fixture
def programme():
    return factories.make_programme()


@pytest.fixture
def address(programme):
    return reverse("not-understood", args=[programme.slug])


@pytest.fixture
def report(programme):
    return actions.report_phrase(
        programme=programme, page="programme", page_ref="", phrase=PHRASE, unclear="all", once_key="r"
    )


def test_a_reader_sends_a_phrase_without_an_account_and_is_thanked(client, programme, address):
    finding = making.finding(programme)
    on = f"{address}?page=finding:{finding.ref}"
    assert reverse("finding", args=[programme.slug, finding.ref]) in client.get(on).content.decode()
    for _press in range(2):
        sent = client.post(on, {"phrase": PHRASE, "unclear": "Who goes there?", "once": "1" * 32})
        assert sent.status_code == 302
    assert "Thank you" in client.get(sent.url).content.decode()
    row = NotUnderstood.objects.get()
    assert (row.page, row.page_ref, row.outcome) == ("finding", finding.ref, "")
    assert PHRASE.encode() not in bytes(row.words)
    client.force_login(factories.make_member(programme, "analyst"))
    page = client.get(reverse("not-understood-list", args=[programme.slug])).content.decode()
    assert PHRASE in page
    assert "Who goes there?" in page
    assert reverse("finding", args=[programme.slug, finding.ref]) in page


@pytest.mark.parametrize("page", ["", "finding:nothing", "answer:000000000000", "programme:000000000000", ":", "\0"])
def test_an_odd_page_is_the_programme_itself(client, programme, address, page):
    response = client.post(f"{address}?page={page}", {"phrase": PHRASE, "once": "1" * 32})
    assert response.status_code == 302
    row = NotUnderstood.objects.get()
    assert (row.page, row.page_ref) == ("programme", "")


def test_nothing_typed_is_lost_when_it_does_not_fit_or_is_too_much(client, address):
    response = client.post(address, {"phrase": "", "unclear": "Kept <b>"})
    assert response.status_code == 422
    assert "Kept &lt;b&gt;" in response.content.decode()
    assert "Enter the words that you did not understand" in response.content.decode()
    statuses = [client.post(address, {"phrase": f"{PHRASE} {number}", "once": f"{number:032}"}) for number in range(12)]
    assert [response.status_code for response in statuses[:10]] == [302] * 10
    assert statuses[-1].status_code == 429
    assert f"{PHRASE} 11" in statuses[-1].content.decode()
    assert NotUnderstood.objects.count() == 10


def test_the_team_answers_by_adding_the_meaning(client, programme, report):
    organiser = factories.make_member(programme, "organiser")
    client.force_login(organiser)
    page = reverse("not-understood-answer", args=[programme.slug, report.ref])
    listed = reverse("not-understood-list", args=[programme.slug])
    for missing in ({}, {"outcome": "explained", "term": "step-down"}, {"outcome": "odd"}):
        assert client.post(page, missing).status_code == 422
    given = {"outcome": "explained", "term": "step-down pathway", "meaning": "care between hospital and home"}
    assert client.post(page, given).url == listed
    word = OwnWord.objects.get(organisation=programme.organisation)
    assert (word.kind, word.term, word.changed_by) == ("hard", "step-down pathway", organiser)
    assert AuditEntry.objects.latest("id").verb == "wording.answer-report"
    assert client.post(page, {"outcome": "kept"}).status_code == 422
    report.refresh_from_db()
    assert (report.outcome, report.answered_by) == ("explained", organiser)
    assert "We added what it means" in client.get(listed).content.decode()


def test_only_those_who_publish_here_read_and_answer(client, programme, report):
    places = [
        reverse("not-understood-list", args=[programme.slug]),
        reverse("not-understood-answer", args=[programme.slug, report.ref]),
    ]
    for who in (
        factories.make_member(programme, "moderator"),
        factories.make_member(factories.make_programme(), "analyst"),
    ):
        client.force_login(who)
        assert [client.get(place).status_code for place in places] == [403, 403]
    other = factories.make_programme()
    client.force_login(factories.make_member(other, "analyst"))
    assert client.get(reverse("not-understood-answer", args=[other.slug, report.ref])).status_code == 404


def test_the_list_costs_the_same_for_many(client, programme, report, django_assert_max_num_queries):
    for number in range(8):
        actions.report_phrase(
            programme=programme, page="programme", page_ref="", phrase=f"P{number}", unclear="", once_key=f"{number}"
        )
    client.force_login(factories.make_member(programme, "analyst"))
    with django_assert_max_num_queries(10):
        page = client.get(reverse("not-understood-list", args=[programme.slug])).content.decode()
    assert page.count("Say what you did") == 9
