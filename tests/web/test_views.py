"""The site's own pages say what a public service must say, and what they say is true (E7, E9)."""

import datetime
import html
import re

import pytest
from django.conf import settings
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.support import factories

from throughline.language import transparency
from throughline.people.actions import make_link
from throughline.voices import access, folding
from throughline.voices.consent_wording import WITHDRAWAL
from throughline.voices.part import cookie as draft_cookie
from throughline.voices.part.helped import HelpedVisit
from throughline.web import health, views


@pytest.fixture(autouse=True)
def _made_afresh(settings):
    """Public pages are kept for a few seconds; these tests look at how each is made."""
    settings.PUBLIC_PAGE_SECONDS = 0


PAGES = ["home", "about", "accessibility", "privacy", "cookies", "contact", "software"]


def text_of(client: Client, name: str) -> str:
    response = client.get(reverse(name))
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_one_heading_sets_no_cookie_and_asks_nobody_else_for_anything(client, name):
    response = client.get(reverse(name))
    page = response.content.decode()
    assert response.status_code == 200
    assert page.count("<h1") == 1
    assert not response.cookies
    loaded = re.findall(
        r'(?:src|href)="(https?://[^"]+)"[^>]*(?:stylesheet|script)|<(?:script|img)[^>]+src="(https?:)', page
    )
    assert loaded == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGES)
def test_a_page_can_be_read_only(client, name):
    assert client.post(reverse(name)).status_code == 405


@pytest.mark.django_db
def test_home_shows_what_is_open_first_and_what_is_unanswered(client):
    factories.make_programme(title="Already over", status="closed")
    factories.make_programme(title="Only a plan", open=False)
    factories.make_programme(title="Open for stories")
    page = text_of(client, "home")
    places = [page.index(title) for title in ("Open for stories", "Only a plan", "Already over")]
    assert places == sorted(places)


@pytest.mark.django_db
def test_home_without_anything_says_so(client):
    page = text_of(client, "home")
    assert "There is nothing here yet." in page
    assert "Nobody has had to answer yet." in page


@pytest.mark.django_db
@pytest.mark.parametrize("programmes", [1, 3, 8])
def test_home_asks_the_database_the_same_however_much_there_is(client, django_assert_num_queries, programmes):
    for _ in range(programmes):
        factories.make_programme()
    text_of(client, "home")
    with django_assert_num_queries(4):
        text_of(client, "home")


def test_the_accessibility_statement_was_checked_within_a_year():
    """When this fails: try the pages by keyboard, screen reader and large text, mend the statement, move the date."""
    age = timezone.localdate() - views.ACCESSIBILITY_CHECKED
    assert age < datetime.timedelta(days=365)


@pytest.mark.django_db
def test_the_accessibility_statement_carries_its_date(client):
    assert "This statement was last checked on 22 November 2026." in text_of(client, "accessibility")


@pytest.mark.django_db
def test_the_privacy_notice_says_what_withdrawing_means_in_the_words_of_the_consent_pages(client):
    page = text_of(client, "privacy").replace("&#39;", "'")
    for meaning in WITHDRAWAL:
        assert str(meaning.words) in page


@pytest.mark.django_db
def test_the_cookies_page_lists_every_cookie_there_is_and_no_other(client):
    listed = set(re.findall(r'role="rowheader">.*?</span>(\w+)</th>', text_of(client, "cookies")))
    known = {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, draft_cookie.NAME, "receipt"}
    known |= {access.COOKIE, folding.COOKIE, HelpedVisit.cookie_name}
    assert listed == known


@pytest.mark.django_db
def test_security_txt_names_a_contact_and_an_expiry_in_the_next_year(client):
    response = client.get("/.well-known/security.txt")
    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert response["Content-Type"].startswith("text/plain")
    assert fields["Contact"] == f"mailto:{settings.SUPPORT_EMAIL}"
    expires = datetime.datetime.fromisoformat(fields["Expires"])
    assert timezone.now() < expires < timezone.now() + datetime.timedelta(days=365)
    assert fields["Canonical"] == f"{settings.SITE_URL}/.well-known/security.txt"


@pytest.mark.django_db
def test_health_answers_with_the_database(client):
    response = client.get(reverse("health"))
    assert (response.status_code, response.json()) == (200, {"status": "ok", "database": "ok"})


@pytest.mark.django_db
def test_health_without_the_database_is_503(client, monkeypatch):
    def gone() -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr(health, "read_database", gone)
    response = client.get(reverse("health"))
    assert (response.status_code, response.json()["status"]) == (503, "failing")


@pytest.mark.django_db
def test_a_form_that_is_not_ours_is_refused_with_what_to_do():
    client = Client(enforce_csrf_checks=True)
    response = client.post(reverse("sign-in"), {"email": "a@example.org"})
    assert response.status_code == 403
    assert "Go back, load the page again and send it once more." in response.content.decode()


@pytest.mark.django_db
def test_a_wrong_address_gets_a_page(client):
    response = client.get("/no/such/page")
    assert response.status_code == 404
    assert "<h1" in response.content.decode()


@pytest.mark.django_db
def test_a_visitor_without_a_session_costs_no_query(client, django_assert_num_queries):
    text_of(client, "about")
    with django_assert_num_queries(0):
        text_of(client, "about")


@pytest.mark.django_db
def test_somebody_signed_in_sees_how_to_sign_out(client):
    account = factories.make_account(name="Ola Okafor")
    link = make_link(contact=account.contact)
    client.post(link.removeprefix(settings.SITE_URL))
    assert reverse("sign-out") in text_of(client, "about")


@pytest.mark.django_db
def test_every_function_of_software_has_its_record_with_figures_limits_and_a_way_to_object(client):
    overview = text_of(client, "software")
    for record in transparency.records():
        address = reverse("software-record", args=[record.key])
        assert f'href="{address}"' in overview
        page = html.unescape(client.get(address).content.decode())
        said = (record.does, record.not_for, record.who_decides, *record.limits, *(one.value for one in record.figures))
        said += tuple(one.bounds.how for one in record.figures)
        assert [words for words in said if words not in page] == []
        assert settings.SUPPORT_EMAIL in page
    assert client.get("/software/none-such").status_code == 404


@pytest.mark.django_db
def test_words_that_readers_may_not_know_are_explained_beside_what_an_organisation_wrote(client):
    summary = "The ICB asks about CAMHS, and about the discharge to assess (D2A) of the ICB."
    programme = factories.make_programme(summary=summary)
    page = client.get(f"/programmes/{programme.slug}").content.decode()
    explained = page.partition("Words that may be new to you")[2].partition("</details>")[0]
    assert explained.count("integrated care board") == 1
    assert explained.index("integrated care board") < explained.index("mental health services for children")
    assert "<strong>D2A</strong>" not in explained

    plain = factories.make_programme(summary="We ask how long you waited.")
    assert "Words that may be new to you" not in client.get(f"/programmes/{plain.slug}").content.decode()
