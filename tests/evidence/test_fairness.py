"""Is this finding fair? Asked of those it is about, once each, protected in public, and answered by the team."""

from __future__ import annotations

from itertools import count
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.evidence.conftest import make_finding, page
from tests.support import factories as make
from tests.support.databases import in_threads

from throughline.core.errors import NotAllowed, NotFound, Refused
from throughline.core.models import AuditEntry, DataKey
from throughline.evidence.actions import edit_finding, retract_finding
from throughline.evidence.fairness import actions, figures, jobs, queries
from throughline.evidence.fairness.models import Judgement, Question
from throughline.people.models import Message
from throughline.programmes.models import Role
from throughline.voices import actions as voices
from throughline.voices import jobs as voice_jobs
from throughline.voices.models import Contribution

keys = count(1)
SAID = {"choice": "no", "words": "It was never only the telephone.", "once": "k1"}


@pytest.fixture
def activity(db):
    return make.make_activity()


@pytest.fixture
def given(activity):
    return make.give(activity, "I rang 30 times.", email="ann@example.org")


@pytest.fixture
def finding(given):
    return make_finding(given.submission.activity.programme, list(given.submission.contributions.all()))


@pytest.fixture
def analyst(activity):
    return make.make_member(activity.programme, Role.ANALYST)


def ask(finding, by, whom="behind", *, by_mail=False) -> Question:
    return actions.ask(finding=finding, whom=whom, by_mail=by_mail, by=by, once_key=str(next(keys)))


def say(question, participant, choice="yes", words="") -> Judgement:
    once_key = str(next(keys))
    return actions.say(question=question, participant=participant, choice=choice, words=words, once_key=once_key)


def browser(received) -> Client:
    client = Client()
    client.post("/follow", {"code": received.code})
    return client


def signed_in(account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def test_from_the_question_to_the_answer_that_its_author_reads(given, finding, analyst):
    team, slug = signed_in(analyst), finding.programme.slug
    where = reverse("finding-fair", args=[slug, finding.ref])
    assert team.post(where, {"once": "a"}).status_code == 422
    for _press in range(2):
        assert team.post(where, {"whom": "behind", "once": "a"}).status_code == 302
    question = Question.objects.get()
    author = browser(given)
    assert finding.title in page("/follow/what-happened", author)
    own = reverse("fair", args=[question.ref])
    assert finding.summary in page(own, author)
    unsaid = author.post(own, {"words": SAID["words"]})
    assert unsaid.status_code == 422
    assert SAID["words"] in unsaid.content.decode()
    for _press in range(2):
        assert author.post(own, SAID).status_code == 302
    judgement = Judgement.objects.get()
    assert SAID["words"] in page(reverse("fairness", args=[slug]), team)
    reply = reverse("fairness-reply", args=[slug, judgement.ref])
    bad = team.post(reply, {"reason": "We looked again."})
    assert bad.status_code == 422
    assert "We looked again." in bad.content.decode()
    assert team.post(reply, {"outcome": "limit", "reason": "We looked again.", "once": "r"}).status_code == 302
    told = page("/follow/what-happened", author)
    for words in ("No, it is not fair", "We wrote it down as a limit of the finding", "We looked again."):
        assert words in told
    assert queries.waiting_number(finding.programme) == 0
    verbs = AuditEntry.objects.filter(verb__startswith="fairness.").values_list("verb", flat=True)
    assert sorted(verbs) == ["fairness.ask", "fairness.reply"]
    # Who changes their mind is answered anew; what was said before cannot be read any more.
    keys_before = DataKey.objects.count()
    assert author.post(own, SAID | {"words": "Look once more.", "once": "k2"}).status_code == 302
    assert DataKey.objects.count() == keys_before
    assert queries.waiting_number(finding.programme) == 1
    assert "We looked again." not in page("/follow/what-happened", author)
    assert Judgement.objects.count() == 1


def test_only_those_who_are_asked_may_say_and_only_while_the_finding_stands(given, finding, analyst, activity):
    other = make.give(activity, "The food was good.")
    question = ask(finding, analyst)
    own = reverse("fair", args=[question.ref])
    assert "is this fair" not in page("/follow/what-happened", browser(other))
    page(own, browser(other), status=404)
    with pytest.raises(NotAllowed):
        say(question, other.submission.participant)
    with pytest.raises(NotAllowed):
        ask(make_finding(finding.programme, [], publish=False), make.make_account())
    retract_finding(finding=finding, reason="Wrong", by=analyst)
    page(own, browser(given), status=404)
    with pytest.raises(Refused):
        say(question, given.submission.participant)


def test_everybody_is_asked_of_a_draft_where_the_team_wants_that_and_nobody_where_words_were_brought_in(
    given, analyst, activity
):
    imported = make.make_many(activity, ["From a file"])
    draft = make_finding(activity.programme, imported, publish=False)
    with pytest.raises(Refused):
        ask(draft, analyst)
    question = ask(draft, analyst, "everybody")
    assert question.asked == 1
    assert "It is not public yet." in page(reverse("fair", args=[question.ref]), browser(given))
    with pytest.raises(Refused):
        ask(draft, analyst, "everybody")


def crowd(activity, number, constituency="patients"):
    rows = [make.make_contribution(activity=activity, constituency=constituency) for _n in range(number)]
    return rows, [row.participant for row in rows]


def test_the_public_reads_protected_shares_that_move_only_when_enough_people_answered(activity, analyst):
    rows, people = crowd(activity, 30)
    finding = make_finding(activity.programme, rows)
    where = reverse("finding", args=[activity.programme.slug, finding.ref])
    assert "is fair?" not in page(where)
    question = ask(finding, analyst)
    for one in people[:7]:
        say(question, one)
    assert "30 people who took part were asked. 0 have answered." in page(where)
    assert "Too few have answered to say more." in figures.now(question).sentence
    for one in people[7:24]:
        say(question, one)
    # Seven more than the public figures hold would tell who they are: they stay at 24, shown as 25.
    for one in people[24:]:
        say(question, one, "no")
    shown = page(where)
    assert "30 people who took part were asked. 25 have answered." in shown
    assert "of these say it is fair" in shown
    now = figures.now(question)
    assert now.everybody.said["no"].text == "*"
    assert now.everybody.fair.low < 80 < now.everybody.fair.high
    # A change of wording asks everybody again.
    finding.title = "Another title"
    finding.save()
    question = queries.question_of(finding)
    assert figures.now(question).everybody.answered.text == "0"
    assert queries.asked_of(people[:1])[0].reworded


def test_a_draft_worded_anew_asks_again_those_who_answered(given, analyst, activity):
    draft = make_finding(activity.programme, list(given.submission.contributions.all()), publish=False)
    question = ask(draft, analyst)
    say(question, given.submission.participant)
    edit_finding(finding=draft, kind="theme", title="Better", summary="S", limits="", by=analyst)
    assert "Worded anew" in page("/follow/what-happened", browser(given))


def test_those_who_agreed_are_written_to_once_and_nobody_else(given, finding, analyst, activity):
    make.give(activity, "No letters please.", email="bo@example.org", uses={"contact": False})
    refused = make.give(activity, "Later no.", email="cy@example.org")
    voices.change_consent(submission=refused.submission, uses=make.ALL_USES | {"contact": False}, once_key="c")
    question = ask(finding, analyst, "everybody", by_mail=True)
    for _again in range(2):
        jobs.tell_those_asked.call(question.ref)
    assert Message.objects.filter(kind="fairness").count() == 1
    assert Message.objects.get(kind="fairness").contact == given.submission.participant.enrolment.contact


def test_what_was_written_is_sealed_and_erased_with_the_words(given, finding, analyst):
    question = ask(finding, analyst)
    judgement = say(question, given.submission.participant, "no", "canary-fair")
    assert b"canary-fair" not in bytes(judgement.words)
    actions.reply(judgement=judgement, outcome="kept", reason="canary-reply", by=analyst, once_key="r")
    key = judgement.data_key_id
    withdrawal = voices.withdraw(submission=given.submission, kind="erase", once_key="e")
    assert queries.with_words(finding.programme) == ([], [])
    voice_jobs.erase_submission.call(withdrawal.ref)
    judgement.refresh_from_db()
    assert judgement.words is judgement.reply is None
    assert not DataKey.objects.filter(pk=key).exists()
    assert queries.counts(question)["no"] == {}
    with pytest.raises(NotFound):
        queries.said(programme=finding.programme, ref=judgement.ref)


def test_an_answer_to_words_that_changed_meanwhile_is_refused(given, finding, analyst):
    question = ask(finding, analyst)
    read = say(question, given.submission.participant, "no", "First")
    say(question, given.submission.participant, "no", "Second")
    with pytest.raises(Refused):
        actions.reply(judgement=read, outcome="kept", reason="R", by=analyst, once_key="r")
    now = queries.said(programme=finding.programme, ref=read.ref).judgement
    actions.reply(judgement=now, outcome="kept", reason="R", by=analyst, once_key="s")
    with pytest.raises(Refused):
        actions.reply(judgement=now, outcome="changed", reason="R", by=analyst, once_key="t")


def test_queries_do_not_grow_with_findings_or_answers(given, analyst, activity):
    author, team = browser(given), signed_in(analyst)
    words = list(given.submission.contributions.all())
    numbers = []
    for more in (1, 4):
        for _n in range(more):
            question = ask(make_finding(activity.programme, words), analyst)
            say(question, given.submission.participant, "no", "Because")
        for client, path in (
            (author, "/follow/what-happened"),
            (team, reverse("fairness", args=[activity.programme.slug])),
        ):
            page(path, client)  # whoever comes again has a session that is known
            with CaptureQueriesContext(connection) as seen:
                page(path, client)
            numbers.append(len(seen))
    assert numbers[:2] == numbers[2:]


def test_two_windows_at_once_are_one_person(database):
    """Seen red on PostgreSQL without the lock on the question: the second window met the unique index, as an error."""
    activity = make.make_activity()
    row = make.make_contribution(activity=activity)
    question = ask(make_finding(activity.programme, [row]), make.make_member(activity.programme, Role.ANALYST))
    participant = Contribution.objects.select_related("participant").get().participant
    together, keys_before = Barrier(8), DataKey.objects.count()

    def window(number: int) -> None:
        together.wait()
        say(question, participant, ("yes", "no")[number % 2], f"Window {number}")

    assert in_threads(8, window) == []
    (kept,) = Judgement.objects.select_related("data_key")
    assert queries.counts(question)[kept.choice] == {"patients": 1}
    assert DataKey.objects.count() == keys_before + 1  # of what was said last
