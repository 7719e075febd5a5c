"""Words added to what somebody has sent before: sealed, under the consent that holds, once, never after a stop."""

import pytest
from tests.support import factories as make
from tests.support.databases import in_threads

from throughline.core.errors import Refused
from throughline.core.models import Job
from throughline.programmes.models import Region
from throughline.voices import actions, queries
from throughline.voices.actions import Words
from throughline.voices.models import Contribution


@pytest.fixture
def submission(db):
    activity = make.make_activity()
    region = Region.objects.get(slug="north-east")
    participant = make.make_participant(activity.programme, constituency="staff", region=region)
    return make.make_submission(activity, participant=participant, labels=["death"])


def add(submission, *texts, key="a"):
    words = [Words("comment", "Why?", text) for text in texts]
    return actions.add_words(submission=submission, words=words, once_key=key)


def test_added_words_are_sealed_under_the_consent_that_holds_now(submission):
    actions.change_consent(submission=submission, uses=make.ALL_USES | {"quote": False}, once_key="c")
    bell, lift = add(submission, "Because the bell is broken.", "  ", "And the lift.")
    stored = Contribution.objects.get(ref=bell.ref)
    assert queries.words_of(stored) == "Because the bell is broken."
    assert b"bell" not in bytes(stored.words)
    assert (stored.kind, stored.prompt, stored.word_count, lift.word_count) == ("comment", "Why?", 5, 3)
    assert (stored.constituency, stored.region.slug, stored.labels) == ("staff", "north-east", ["death"])
    assert (stored.may_analyse, stored.may_quote, stored.may_keep) == (True, False, True)
    assert (stored.moderation, stored.standing, stored.participant) == ("waiting", "live", submission.participant)


def test_moderators_are_warned_of_a_red_flag_and_of_nothing_else(submission):
    waiting = Job.objects.filter(task__endswith="warn_moderators", done_at__isnull=True)
    assert not add(submission, "Because the bell is broken.")[0].signals
    assert not waiting.exists()
    assert add(submission, "I want to end my life.", key="b")[0].signals
    assert waiting.count() == 1


def test_the_same_key_stores_once_and_gives_the_same_words_back(submission):
    first, again = add(submission, "One.", "Two."), add(submission, "One.", "Two.")
    assert [row.ref for row in first] == [row.ref for row in again]
    assert add(submission, "One.", key="b")[0].ref not in {row.ref for row in first}
    assert submission.contributions.count() == 3
    assert (add(submission, " ", key="c"), add(submission, " ", key="c")) == ([], [])
    with pytest.raises(ValueError, match="at most"):
        add(submission, *["Too many."] * 31, key="d")


def test_nothing_is_added_to_what_is_closed_or_taken_back_and_paused_words_stay_paused(submission):
    add(submission, "One.")
    actions.withdraw(submission=submission, kind="pause", once_key="p")
    assert add(submission, "Two.", key="b")[0].standing == "paused"
    actions.withdraw(submission=submission, kind="resume", once_key="r")
    assert set(submission.contributions.values_list("standing", flat=True)) == {"live"}
    submission.activity.status = "closed"
    submission.activity.save()
    with pytest.raises(Refused, match="still in your browser"):
        add(submission, "Three.", key="c")
    submission.activity.status = "open"
    submission.activity.save()
    assert len(add(submission, "Three.", key="c")) == 1, "a refusal does not use the key up"
    actions.withdraw(submission=submission, kind="erase", once_key="e")
    with pytest.raises(Refused, match="taken back"):
        add(submission, "Four.", key="d")
    assert submission.contributions.count() == 3


def test_no_word_slips_past_somebody_who_takes_everything_back(database):
    """Seen red on PostgreSQL without holding the submission's row: words stored beside the stop stay in use."""
    activity = make.make_activity()
    submissions = [make.make_submission(activity) for _ in range(6)]
    for submission in submissions:
        add(submission, "One.", key="0")

    def act(number):
        submission = submissions[number // 4]
        if number % 4 == 2:
            actions.withdraw(submission=submission, kind="stop", once_key="s")
        else:
            add(submission, "More.", key=f"n{number % 4}")

    failures = in_threads(24, act)
    assert all(isinstance(failure, Refused) for failure in failures)
    assert set(Contribution.objects.values_list("standing", flat=True)) == {"stopped"}
    assert 6 <= Contribution.objects.count() <= 24
