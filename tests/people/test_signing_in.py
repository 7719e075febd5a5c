"""Signing in by a single-use link, and signing out again."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from tests.support import factories

from throughline.core import jobs
from throughline.core.errors import Refused
from throughline.people import actions
from throughline.people.models import Account, Contact, SignInLink

pytestmark = pytest.mark.django_db


def ask(client, email="ola@example.org", next_path=""):
    """Ask for a link as a person does; returns the address in the message."""
    response = client.post(reverse("sign-in"), {"email": email, "next": next_path})
    assert response.status_code == 302, response.content.decode()
    jobs.run_ready()
    return re.search(r"http://[^\s]+(/sign-in/\S+)", mail.outbox[-1].body).group(1)


def test_link_from_the_mailbox_signs_in_and_comes_back_to_where_the_person_was(client):
    account = factories.make_account(email="ola@example.org")
    address = ask(client, next_path="/programmes?topic=gp")
    assert client.get(address).status_code == 200
    response = client.post(address)
    assert (response.status_code, response.url) == (302, "/programmes?topic=gp")
    assert client.get(reverse("account")).status_code == 200
    assert client.session["_auth_user_id"] == str(account.pk)


def test_opening_the_link_uses_nothing_up_and_pressing_twice_signs_in_once(client):
    address = ask(client)
    for _scanner in range(3):
        assert client.get(address).status_code == 200
    assert client.post(address).status_code == 302
    assert client.post(address).status_code == 400
    assert SignInLink.objects.filter(used_at__isnull=False).count() == 1


def test_link_is_too_old_after_15_minutes():
    contact = Contact.objects.for_email("ola@example.org")
    token = actions.make_link(contact=contact).rpartition("/")[2]
    SignInLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(Refused, match="too old"):
        actions.use_link(token=token)
    assert not Account.objects.exists()


def test_page_says_the_same_for_known_and_unknown_addresses(client):
    factories.make_account(email="known@example.org")
    answers = []
    for email in ("known@example.org", "unknown@example.org"):
        response = client.post(reverse("sign-in"), {"email": email}, follow=True)
        answers.append((response.redirect_chain, re.sub(r'value="\w+"', "", response.content.decode())))
    assert answers[0] == answers[1]


@pytest.mark.parametrize(
    "path", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "", "programmes"]
)
def test_link_never_leads_off_the_site(path):
    assert actions.safe_path(path) == reverse("account")


def test_closed_account_cannot_sign_in():
    account = factories.make_account(email="ola@example.org")
    account.is_active = False
    account.save()
    token = actions.make_link(contact=account.contact).rpartition("/")[2]
    with pytest.raises(Refused, match="closed"):
        actions.use_link(token=token)


def test_address_is_one_contact_whatever_its_case_and_never_in_clear():
    first = Contact.objects.for_email("Ola@Example.org ")
    assert Contact.objects.for_email("ola@example.ORG") == first
    assert first.address() == "Ola@Example.org"
    assert b"xample" not in bytes(first.email) + bytes(first.email_index)


def test_token_is_stored_as_a_hash_only():
    token = actions.make_link(contact=Contact.objects.for_email("ola@example.org")).rpartition("/")[2]
    assert token.encode() not in bytes(SignInLink.objects.get().token_hash)


def test_session_ends_after_half_an_hour_without_a_sign_of_life(client, settings):
    client.post(ask(client))
    assert client.get(reverse("account")).status_code == 200
    session = client.session
    session["seen"] = session["seen"] - settings.SESSION_IDLE_SECONDS - 1
    session.save()
    assert client.get(reverse("account")).status_code == 302


def test_session_ends_12_hours_after_signing_in_however_busy(client):
    client.post(ask(client))
    client.get(reverse("account"))
    before = client.session.get_expiry_date()
    session = client.session
    session["seen"] = session["seen"] - 600
    session.save()
    client.get(reverse("account"))
    assert client.session.get_expiry_date() == before
    assert timedelta(hours=11, minutes=59) < before - timezone.now() <= timedelta(hours=12)


def test_signing_out_needs_a_post_and_ends_the_session(client):
    client.post(ask(client))
    assert client.get(reverse("sign-out")).status_code == 405
    client.post(reverse("sign-out"))
    assert client.get(reverse("account")).status_code == 302


def test_eleventh_request_for_a_link_in_a_row_is_told_to_wait(client):
    for _request in range(10):
        assert client.post(reverse("sign-in"), {"email": "ola@example.org"}).status_code == 302
    response = client.post(reverse("sign-in"), {"email": "ola@example.org"})
    assert response.status_code == 429
    assert int(response["Retry-After"]) >= 1
