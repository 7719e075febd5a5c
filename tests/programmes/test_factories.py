"""The rows that other tests start from are what they say."""

import pytest
from tests.support import factories as make

from throughline.programmes.models import Role
from throughline.voices import queries

pytestmark = pytest.mark.django_db


def test_an_open_programme_has_its_commitment_and_stages():
    programme = make.make_programme()
    assert programme.status == "open"
    assert programme.commitments.get().published_at is not None
    assert [stage.kind for stage in programme.stages.all()] == ["understand", "recommend"]
    assert [topic.slug for topic in programme.topics.all()] == ["gp"]


def test_a_draft_programme_has_no_commitment():
    assert make.make_programme(open=False).commitments.count() == 0


def test_a_member_holds_its_roles():
    programme = make.make_programme()
    account = make.make_member(programme, Role.ANALYST, Role.MODERATOR)
    assert {held.role for held in account.memberships.all()} == {"analyst", "moderator"}


def test_a_contribution_is_sealed_and_can_be_read():
    given = make.make_contribution(text="I waited.", moderation="amber", public_words="They waited.")
    assert b"waited" not in bytes(given.words)
    assert queries.words_of(given) == "I waited."
    assert queries.public_words_of(given) == "They waited."


def test_words_that_wait_have_no_public_form():
    assert queries.public_words_of(make.make_contribution(moderation="waiting")) is None


def test_many_contributions_take_turns_between_constituencies():
    rows = make.make_many(make.make_activity(), ["one", "two", "three", "four"])
    assert [row.constituency for row in rows] == ["patients", "staff", "policy", "patients"]
    assert queries.words_of(rows[3]) == "four"
