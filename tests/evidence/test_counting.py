"""What may be counted, and that people are counted, not texts."""

import pytest
from tests.support import factories

from throughline.evidence import counting

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return factories.make_programme()


def test_only_usable_answers_to_the_programmes_question_count(programme):
    kept = factories.make_contribution(programme=programme)
    factories.make_contribution(programme=programme, moderation="red")
    factories.make_contribution(programme=programme, standing="stopped")
    factories.make_contribution(programme=programme, uses=factories.ALL_USES | {"analyse": False})
    factories.make_contribution(programme=programme, kind="suggestion")
    factories.make_contribution()
    assert list(counting.usable(programme)) == [kept]


def test_person_who_wrote_three_times_is_one(programme):
    first = factories.make_contribution(programme=programme)
    for _more in range(2):
        factories.make_contribution(programme=programme, activity=first.activity, submission=first.submission)
    factories.make_contribution(programme=programme, constituency="staff")
    assert counting.people_heard(programme) == {"patients": 1, "staff": 1, "policy": 0}
