"""Commitment comes before participation: writing, publishing, opening, closing."""

from datetime import timedelta

import pytest
from tests.support import factories as make

from throughline.core.errors import NotAllowed, Refused
from throughline.core.models import AuditEntry
from throughline.programmes import actions, commitments, hooks
from throughline.programmes.models import Commitment, Programme, Role

pytestmark = pytest.mark.django_db

WORDS = {
    "sponsor_name": "Dr Amara Bello",
    "sponsor_role": "Chief executive",
    "can_change": "How people book.",
    "cannot_change": "The number of doctors.",
    "who_decides": "The board.",
}


def draft(programme: Programme, *, days: int = 110, **changes) -> Commitment:
    return actions.draft_commitment(programme=programme, answer_by=make.days(days), by=None, **WORDS | changes)


@pytest.fixture
def programme() -> Programme:
    return make.make_programme(open=False)


def test_the_sponsor_publishes_what_was_drafted(programme):
    sponsor = make.make_member(programme, Role.SPONSOR)
    draft(programme)
    published = actions.publish_commitment(programme=programme, by=sponsor)
    assert (published.version, published.published_by, published.can_change) == (1, sponsor, "How people book.")
    assert commitments.published(programme) == published


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SPONSOR}))
def test_nobody_but_a_sponsor_publishes(programme, role):
    draft(programme)
    with pytest.raises(NotAllowed):
        actions.publish_commitment(programme=programme, by=make.make_member(programme, role))
    assert commitments.published(programme) is None


def test_not_even_the_system_publishes(programme):
    draft(programme)
    with pytest.raises(NotAllowed):
        actions.publish_commitment(programme=programme, by=None)


def test_a_sponsor_of_another_programme_does_not_publish(programme):
    draft(programme)
    with pytest.raises(NotAllowed):
        actions.publish_commitment(programme=programme, by=make.make_member(make.make_programme(), Role.SPONSOR))


def test_words_changed_after_the_sponsor_read_them_are_not_published(programme):
    """Seen red with `seen` ignored: the sponsor then promised what they had never read."""
    sponsor = make.make_member(programme, Role.SPONSOR)
    seen = commitments.fingerprint(draft(programme))
    draft(programme, can_change="Everything, at once.")
    with pytest.raises(Refused):
        actions.publish_commitment(programme=programme, by=sponsor, seen=seen)
    assert commitments.published(programme) is None


def test_pressing_twice_publishes_one_version(programme):
    sponsor = make.make_member(programme, Role.SPONSOR)
    draft(programme)
    for _ in range(2):
        published = actions.publish_commitment(programme=programme, by=sponsor, once_key="k")
        assert published.version == 1
    assert programme.commitments.count() == 1


def test_a_change_is_a_new_version_and_hides_nothing(programme):
    sponsor = make.make_member(programme, Role.SPONSOR)
    draft(programme)
    actions.publish_commitment(programme=programme, by=sponsor)
    draft(programme, can_change="Less.")
    draft(programme, can_change="More.")
    actions.publish_commitment(programme=programme, by=sponsor)
    assert [(row.version, row.can_change) for row in programme.commitments.order_by("version")] == [
        (1, "How people book."),
        (2, "More."),
    ]


def test_an_answer_before_the_closing_date_is_refused(programme):
    with pytest.raises(Refused) as refused:
        draft(programme, days=49)
    assert refused.value.field == "answer_by"
    assert draft(programme, days=50).answer_by == programme.closes_on


def test_an_outsider_drafts_nothing(programme):
    with pytest.raises(NotAllowed):
        actions.draft_commitment(
            programme=programme,
            answer_by=make.days(110),
            by=make.make_member(programme, Role.ANALYST),
            **WORDS,
        )


# Opening


def test_a_programme_opens_once_everything_is_promised(programme):
    make.make_commitment(programme)
    opened = actions.open_programme(programme=programme, by=make.make_member(programme, Role.ORGANISER))
    assert (opened.status, opened.opens_on) == ("open", make.days(-10))
    assert AuditEntry.objects.get().verb == "programmes.open"


def test_it_does_not_open_without_a_commitment(programme):
    with pytest.raises(Refused) as refused:
        actions.open_programme(programme=programme, by=None)
    assert refused.value.field == "commitment"
    programme.refresh_from_db()
    assert programme.status == "draft"


def test_a_draft_of_a_commitment_is_not_enough(programme):
    make.make_commitment(programme, published=False)
    with pytest.raises(Refused) as refused:
        actions.open_programme(programme=programme, by=None)
    assert refused.value.field == "commitment"


def test_it_does_not_open_without_a_closing_date():
    programme = make.make_programme(open=False, committed=True, closes_on=None)
    with pytest.raises(Refused) as refused:
        actions.open_programme(programme=programme, by=None)
    assert refused.value.field == "closes_on"


def test_it_does_not_open_when_the_answer_is_due_before_it_closes(programme):
    make.make_commitment(programme, answer_by=programme.closes_on - timedelta(days=1))
    with pytest.raises(Refused) as refused:
        actions.open_programme(programme=programme, by=None)
    assert refused.value.field == "answer_by"


def test_it_does_not_open_after_its_closing_date():
    programme = make.make_programme(open=False, committed=True, closes_on=make.days(-1))
    with pytest.raises(Refused) as refused:
        actions.open_programme(programme=programme, by=None)
    assert refused.value.field == "closes_on"


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ORGANISER}))
def test_only_organisers_open(programme, role):
    make.make_commitment(programme)
    with pytest.raises(NotAllowed):
        actions.open_programme(programme=programme, by=make.make_member(programme, role))


def test_pressing_twice_opens_once_and_tells_once(programme, monkeypatch):
    make.make_commitment(programme)
    told: list[str] = []
    hook = hooks.Hook()
    hook(lambda opened: told.append(opened.slug))
    monkeypatch.setattr(hooks, "on_open", hook)
    for _ in range(2):
        assert actions.open_programme(programme=programme, by=None, once_key="k").status == "open"
    assert told == [programme.slug]


def test_an_open_programme_does_not_open_again(programme):
    with pytest.raises(Refused):
        actions.open_programme(programme=make.make_programme(), by=None)


def test_closing_closes_every_activity():
    programme = make.make_programme()
    activity, elsewhere = make.make_activity(programme=programme), make.make_activity()
    actions.close_programme(programme=programme, by=make.make_member(programme, Role.ORGANISER))
    activity.refresh_from_db()
    elsewhere.refresh_from_db()
    programme.refresh_from_db()
    assert (programme.status, activity.status, elsewhere.status) == ("closed", "closed", "open")
    with pytest.raises(Refused):
        actions.close_programme(programme=programme, by=None)
