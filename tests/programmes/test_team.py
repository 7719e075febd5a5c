"""Roles: given, taken away, and felt at once."""

import pytest
from django.urls import reverse
from tests.support import factories as make

from throughline.core.errors import NotAllowed, Refused
from throughline.people import outbox
from throughline.people.models import Account, Message
from throughline.programmes import actions, queries
from throughline.programmes.models import Membership, Role

pytestmark = pytest.mark.django_db


def add(programme, role=Role.MODERATOR, email="mo@example.org", by=None, **more) -> Membership:
    return actions.add_to_team(programme=programme, email=email, name="Mo", role=role, by=by, **more)


def test_a_new_person_gets_an_account_a_role_and_an_invitation():
    programme = make.make_programme(title="Seeing a doctor")
    held = add(programme, by=make.make_member(programme, Role.ORGANISER))
    assert (held.account.name, held.role) == ("Mo", "moderator")
    message, text = outbox.open_message(Message.objects.get().ref)
    assert message.contact == held.account.contact
    assert text["subject"] == "You have been added to “Seeing a doctor”"
    assert "Your role: Moderator" in text["body"]
    assert "/sign-in?next=%2Faccount" in text["body"]


def test_the_same_address_in_other_letters_is_the_same_person():
    programme = make.make_programme()
    first = add(programme)
    second = add(programme, role=Role.ANALYST, email="MO@example.org")
    assert first.account == second.account
    assert [(one.account.name, one.roles) for one in queries.team_of(programme)] == [
        ("Mo", [Role.MODERATOR, Role.ANALYST])
    ]


def test_a_role_held_already_is_refused_next_to_the_address():
    programme = make.make_programme()
    add(programme)
    with pytest.raises(Refused) as refused:
        add(programme)
    assert refused.value.field == "email"
    assert Message.objects.count() == 1


def test_pressing_twice_invites_once():
    programme = make.make_programme()
    assert add(programme, once_key="k") == add(programme, once_key="k")
    assert (Membership.objects.count(), Message.objects.count()) == (1, 1)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ORGANISER}))
def test_only_organisers_change_the_team(role):
    programme = make.make_programme()
    asker = make.make_member(programme, role)
    with pytest.raises(NotAllowed):
        add(programme, by=asker)
    with pytest.raises(NotAllowed):
        actions.remove_from_team(programme=programme, account_ref=asker.ref, role=role, by=asker)
    assert Membership.objects.count() == 1
    assert Account.objects.count() == 1


def test_the_last_organiser_stays():
    programme = make.make_programme()
    organiser = make.make_member(programme, Role.ORGANISER)
    with pytest.raises(Refused):
        actions.remove_from_team(programme=programme, account_ref=organiser.ref, role="organiser", by=organiser)
    make.make_member(programme, Role.ORGANISER)
    actions.remove_from_team(programme=programme, account_ref=organiser.ref, role="organiser", by=organiser)
    assert programme.memberships.count() == 1


@pytest.mark.parametrize("change", ["add", "remove"])
def test_a_changed_role_ends_every_session_of_that_account(client, change):
    """Seen red without `end_sessions`: the account page answered 200 after the change."""
    programme = make.make_programme()
    account = make.make_member(programme, Role.ANALYST, account=make.make_account(email="an@example.org"))
    client.force_login(account)
    assert client.get(reverse("account")).status_code == 200
    if change == "add":
        add(programme, email="an@example.org")
    else:
        actions.remove_from_team(programme=programme, account_ref=account.ref, role="analyst", by=None)
    assert client.get(reverse("account")).status_code == 302


def test_nobody_else_is_signed_out(client):
    programme = make.make_programme()
    client.force_login(make.make_member(programme, Role.ANALYST))
    add(programme)
    assert client.get(reverse("account")).status_code == 200
