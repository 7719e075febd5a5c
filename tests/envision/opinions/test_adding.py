"""Statements that people add: kept, read by a moderator, and only then voted on."""

import pytest
from tests.envision.opinions.talking import make_map
from tests.envision.opinions.test_voting import Voter
from tests.support.factories import make_member

from throughline.envision.opinions import queries
from throughline.envision.opinions.models import Statement
from throughline.voices.models import Contribution
from throughline.voices.queries import words_of

pytestmark = pytest.mark.django_db
WORDS = "Waiting rooms should have water."


def test_an_added_statement_is_voted_on_once_a_moderator_has_approved_it():
    activity, _statements = make_map(statements=1)
    voter = Voter(activity)
    response = voter.client.post(voter.base + "add", {"words": f"  {WORDS}\n", "once": "k"})
    assert response.status_code == 302
    assert "A moderator reads it" in voter.client.get(response.url).content.decode()
    voter.client.post(voter.base + "add", {"words": WORDS, "once": "k"})
    row = Contribution.objects.get()
    assert (row.kind, row.moderation, words_of(row)) == ("statement", "waiting", WORDS)
    assert Statement.objects.filter(contribution=row).count() == 1
    assert queries.votable(activity.pk).count() == 1
    moderator = make_member(activity.programme, "moderator")
    voter.client.force_login(moderator)
    path = f"/programmes/{activity.programme.slug}/moderation/{row.ref}"
    assert WORDS in voter.client.get(path).content.decode()
    voter.client.post(path, {"step": "confirm", "outcome": "green", "seen": "", "once": "m"})
    assert WORDS in [queries.words_of(one) for one in queries.votable(activity.pk)]


def test_what_cannot_be_taken_is_refused_with_every_word_kept():
    activity, _statements = make_map(statements=1)
    voter, shy = Voter(activity), Voter(activity, uses={"quote": False})
    response = voter.client.post(voter.base + "add", {"words": " ", "once": "a"})
    assert (response.status_code, "Write your statement" in response.content.decode()) == (422, True)
    long = "Water " * 60
    response = voter.client.post(voter.base + "add", {"words": long, "once": "b"})
    assert response.status_code == 422
    assert long.strip() in response.content.decode()
    response = shy.client.post(shy.base + "add", {"words": WORDS, "once": "c"})
    page = response.content.decode()
    assert response.status_code == 422
    assert WORDS in page
    assert "Change what you agreed to first" in page
    activity.status = "closed"
    activity.save()
    response = voter.client.post(voter.base + "add", {"words": WORDS, "once": "d"})
    assert response.status_code == 422
    assert WORDS in response.content.decode()
    assert not Contribution.objects.exists()
