"""Deciding on words: what each decision needs, what becomes public, and what can never be decided."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support import factories as make

from throughline.core.errors import NotAllowed, Refused
from throughline.core.models import AuditEntry
from throughline.programmes.models import Role
from throughline.voices import actions, queries
from throughline.voices.actions import Removal
from throughline.voices.models import AuthorReply, Contribution, Decision
from throughline.voices.moderation import removing

pytestmark = pytest.mark.django_db


@pytest.fixture
def row():
    return make.make_contribution(text="Dr Jones was kind. Ring 07700 900123.", moderation="waiting")


@pytest.fixture
def moderator(row):
    return make.make_member(row.programme, Role.MODERATOR)


def decide(row, by, outcome="green", once_key="k", **more):
    return actions.decide(contribution=row, outcome=outcome, by=by, once_key=once_key, **more)


def stored(row):
    return Contribution.objects.select_related("data_key").get(pk=row.pk)


def test_green_publishes_the_words_without_the_removals(row, moderator):
    removals = [Removal(3, 8, "staff_name"), Removal(24, 36, "phone")]
    decision = decide(row, moderator, removals=removals, labels=["abuse"])
    now = stored(row)
    assert queries.public_words_of(now) == "Dr [staff name removed] was kind. Ring [telephone number removed]."
    assert queries.words_of(now) == "Dr Jones was kind. Ring 07700 900123."
    assert (now.moderation, now.labels, now.first_read_by) == ("green", ["abuse"], moderator)
    assert decision.removed == [
        {"kind": "staff_name", "start": 3, "end": 8},
        {"kind": "phone", "start": 24, "end": 36},
    ]
    assert "Jones" not in str(Decision.objects.values())


def test_the_audit_row_names_the_decision_and_no_words(row, moderator):
    decide(row, moderator, "red", rule="threats-hate", reason="Jones")
    entry = AuditEntry.objects.latest("id")
    assert (entry.verb, entry.target) == ("voices.decide-red", f"contribution:{row.ref}")
    assert (entry.actor_ref, entry.detail) == (moderator.ref, '{"rule":"threats-hate"}')


@pytest.mark.parametrize("outcome", ["red", "second"])
def test_what_is_not_approved_leaves_the_public(row, moderator, outcome):
    decide(row, moderator, once_key="1")
    other = make.make_member(row.programme, Role.MODERATOR)
    decision = decide(row, other, outcome, once_key="2", rule="danger", removals=[Removal(0, 2, "name")])
    assert queries.public_words_of(stored(row)) is None
    assert decision.removed == []


@pytest.mark.parametrize(
    ("outcome", "rule", "field"),
    [
        ("amber", "", "rule"),
        ("red", "", "rule"),
        ("red", "no-such-rule", "rule"),
        ("green", "no-such-rule", "rule"),
        ("amber", "duplicate", "rule"),
        ("waiting", "", "outcome"),
        ("purple", "", "outcome"),
        ("", "", "outcome"),
    ],
)
def test_a_decision_that_lacks_something_is_refused_next_to_its_field(row, moderator, outcome, rule, field):
    with pytest.raises(Refused) as refused:
        decide(row, moderator, outcome, rule=rule)
    assert refused.value.field == field
    assert stored(row).moderation == "waiting"
    assert not Decision.objects.exists()


@pytest.mark.parametrize("standing", ["paused", "stopped", "erased"])
def test_words_that_are_withdrawn_or_paused_cannot_be_decided_on(row, moderator, standing):
    # Seen red: without reading the row again, the object loaded before the withdrawal still says “live”.
    Contribution.objects.filter(pk=row.pk).update(standing=standing)
    with pytest.raises(Refused):
        decide(row, moderator)
    assert queries.public_words_of(stored(row)) is None


def test_a_removal_outside_the_words_is_refused(row, moderator):
    with pytest.raises(Refused):
        decide(row, moderator, removals=[Removal(30, 99, "name")])
    assert not Decision.objects.exists()


def test_pressing_twice_counts_once(row, moderator):
    assert decide(row, moderator) == decide(row, moderator)
    assert Decision.objects.count() == 1


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.MODERATOR}))
def test_only_moderators_decide(row, role):
    with pytest.raises(NotAllowed):
        decide(row, make.make_member(row.programme, role))


def test_a_moderator_of_another_programme_may_not(row):
    stranger = make.make_member(make.make_programme(), Role.MODERATOR)
    with pytest.raises(NotAllowed):
        decide(row, stranger)


def test_the_second_opinion_comes_from_somebody_else(row, moderator):
    decide(row, moderator, "second", once_key="1")
    with pytest.raises(Refused, match="somebody else"):
        decide(row, moderator, once_key="2")
    assert stored(row).moderation == "second"
    other = make.make_member(row.programme, Role.MODERATOR)
    decide(row, other, once_key="3")
    assert stored(row).moderation == "green"


def test_a_decision_on_what_somebody_else_decided_meanwhile_is_refused(row, moderator):
    first = decide(row, make.make_member(row.programme, Role.MODERATOR), once_key="1", seen="")
    with pytest.raises(Refused, match="meanwhile"):
        decide(row, moderator, "red", rule="danger", once_key="2", seen="")
    decide(row, moderator, "red", rule="danger", once_key="3", seen=first.ref)
    assert stored(row).moderation == "red"


def test_what_the_system_decides_is_not_read_by_a_person(row):
    decide(row, None)
    assert stored(row).first_read_at is None


def test_every_decision_stays_in_the_history(row, moderator):
    decide(row, moderator, "red", rule="danger", reason="First", once_key="1")
    decide(row, moderator, "amber", rule="danger", reason="Then", once_key="2")
    decide(row, moderator, once_key="3")
    assert list(row.decisions.values_list("outcome", "rule", "reason", "decided_by")) == [
        ("red", "danger", "First", moderator.pk),
        ("amber", "danger", "Then", moderator.pk),
        ("green", "", "", moderator.pk),
    ]


def test_reading_is_kept_once_with_the_first_reader(row, moderator):
    actions.mark_read(contribution=row, by=moderator)
    actions.mark_read(contribution=row, by=make.make_member(row.programme, Role.ANALYST))
    assert stored(row).first_read_by == moderator
    with pytest.raises(NotAllowed):
        actions.mark_read(contribution=row, by=make.make_member(row.programme, Role.ORGANISER))


class TestReply:
    def reply(self, decision, words="I did not mean it so.", key="r"):
        return actions.reply_to_decision(decision=decision, words=words, once_key=key)

    def test_red_goes_to_somebody_else_with_the_reply_sealed(self, row, moderator):
        decision = decide(row, moderator, "red", rule="danger")
        reply = self.reply(decision)
        assert b"did not mean" not in bytes(reply.words)
        assert stored(row).moderation == "second"
        with pytest.raises(Refused, match="somebody else"):
            decide(row, moderator, once_key="again")

    def test_what_is_published_stays_so(self, row, moderator):
        self.reply(decide(row, moderator))
        assert stored(row).moderation == "green"

    def test_pressing_twice_counts_once(self, row, moderator):
        decision = decide(row, moderator)
        assert self.reply(decision) == self.reply(decision)
        assert AuthorReply.objects.count() == 1

    def test_no_words_are_refused(self, row, moderator):
        with pytest.raises(Refused) as refused:
            self.reply(decide(row, moderator), words=" \n")
        assert refused.value.field == "words"

    @pytest.mark.parametrize("standing", ["stopped", "erased"])
    def test_there_is_nothing_to_reply_to_once_taken_back(self, row, moderator, standing):
        decision = decide(row, moderator)
        Contribution.objects.filter(pk=row.pk).update(standing=standing)
        with pytest.raises(Refused):
            self.reply(decision)
        assert not AuthorReply.objects.exists()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    st.lists(
        st.sampled_from(["Zoë", "Zoe\u0308", "😀", "👩🏽‍⚕️", "Ann", "said", "so", "\n", "é"]), min_size=1, max_size=20
    ),
    st.sampled_from(["Zoë", "😀", "ann", "👩🏽‍⚕️"]),
)
def test_public_words_never_hold_what_was_removed(moderator, row, words, typed):
    text = " ".join(words)
    one = make.make_contribution(text=text, moderation="waiting", activity=row.activity)
    decide(one, moderator, removals=removing.find_all(text, typed), once_key=one.ref)
    public = queries.public_words_of(stored(one))
    assert removing.find_all(public, typed) == []
    assert public.count("[removed]") == len(removing.find_all(text, typed))
