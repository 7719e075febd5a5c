"""Asking again: waves are planned, opened and ended; people are told once; what changed is shown, and gives nothing
away."""

import random
import secrets
from copy import deepcopy
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.support import factories
from tests.understand.questionnaires.answered import answered, ask_again
from tests.understand.questionnaires.questions import ANSWERS, QUESTIONS
from tests.voices.part.walker import PERSON, Walker

from throughline.analysis.disclosure import protect_count
from throughline.analysis.disclosure.audit import Audit, Sum, audit, readings
from throughline.core.jobs import run_ready
from throughline.people.models import Account, Contact, Message
from throughline.programmes import methods
from throughline.programmes.models import Activity, Role
from throughline.understand.questionnaires import jobs, queries
from throughline.understand.questionnaires.changing import compared, figures_of_moves
from throughline.understand.questionnaires.journey import questions_of
from throughline.understand.questionnaires.models import Turn, Wave
from throughline.understand.questionnaires.questions import parse
from throughline.understand.questionnaires.results import protected
from throughline.voices.actions import withdraw
from throughline.voices.models import ConsentRecord, Enrolment, Submission

pytestmark = pytest.mark.django_db
ALL = ANSWERS | PERSON
CALLED = {"slug": "called", "type": "single", "text": "Did anybody call?",
          "options": [{"slug": "yes", "label": "Yes"}, {"slug": "no", "label": "No"}]}  # fmt: skip


@pytest.fixture
def activity():
    return factories.make_activity(method="questionnaires", settings={"questions": deepcopy(QUESTIONS)})


def url(activity, name, *args):
    return reverse(f"questionnaires-{name}", args=[activity.programme.slug, activity.ref, *args])


def signed_in(activity, role=Role.ORGANISER):
    client = Client()
    client.force_login(factories.make_member(activity.programme, role))
    return client


def days(opens, closes):
    today = timezone.localdate()
    found = {"once": secrets.token_hex(16)}
    for name, ahead in (("opens_on", opens), ("closes_on", closes)):
        day = today + timedelta(days=ahead)
        found |= {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}
    return found


def enrolled(activity, email, **uses):
    submission = factories.make_submission(activity, uses=uses)
    Enrolment.objects.create(participant=submission.participant, contact=Contact.objects.for_email(email))
    return submission


# Who has answered already


def test_whoever_is_signed_in_learns_on_the_first_page_that_they_have_answered(activity):
    account, page = factories.make_account(), url(activity, "start")
    client = Client()
    client.force_login(account)
    assert "Start now" in client.get(page).content.decode()
    submission = enrolled(activity, "somebody@example.org")
    Turn.objects.filter(submission=submission).update(person=submission.participant.ref)
    Enrolment.objects.filter(participant=submission.participant).update(account=account)
    told = client.get(page).content.decode()
    assert "You have answered these questions this time already." in told
    assert "Start now" not in told
    assert "Start now" in Client().get(page).content.decode()  # whom we do not know
    withdraw(submission=submission, kind="stop", once_key="k")
    assert "Start now" in client.get(page).content.decode()
    withdraw(submission=enrolled_again(activity, submission), kind="pause", once_key="l")
    assert "Start now" not in client.get(page).content.decode()
    ask_again(activity)
    assert "Start now" in client.get(page).content.decode()
    assert "They could answer twice" in signed_in(activity).get(url(activity, "waves")).content.decode()


def enrolled_again(activity, earlier):
    """A second set of the same person, in the place of one that was taken back."""
    Turn.objects.filter(submission=earlier).delete()
    submission = factories.make_submission(activity)
    Submission.objects.filter(pk=submission.pk).update(participant=earlier.participant)
    Turn.objects.filter(submission=submission).update(person=earlier.participant.ref)
    return Submission.objects.get(pk=submission.pk)


# Planning


def test_an_organiser_asks_again_at_once_and_everybody_can_answer(activity):
    Activity.objects.filter(pk=activity.pk).update(status="closed")
    client, page = signed_in(activity), url(activity, "waves")
    assert client.post(page, days(0, 14)).status_code == 302
    activity.refresh_from_db()
    assert (activity.status, activity.closes_on) == ("open", timezone.localdate() + timedelta(days=14))
    assert [(wave.number, wave.opened_at is not None) for wave in queries.waves_of(activity)] == [(1, True), (2, True)]
    assert queries.current_wave(activity) == 2
    assert "When you asked" in client.get(page).content.decode()


def test_a_wave_planned_for_later_opens_on_its_day_and_ends_after_its_last(activity):
    client, page = signed_in(activity), url(activity, "waves")
    assert client.post(page, days(3, 5)).status_code == 302
    jobs.keep_to_the_days.call()
    assert queries.current_wave(activity) == 1
    assert client.post(page, days(4, 5)).status_code == 422  # one at a time
    today = timezone.localdate()
    Wave.objects.filter(number=2).update(opens_on=today, closes_on=today)
    jobs.keep_to_the_days.call()
    jobs.keep_to_the_days.call()
    activity.refresh_from_db()
    assert (queries.current_wave(activity), activity.status) == (2, "open")
    Activity.objects.filter(pk=activity.pk).update(closes_on=today - timedelta(days=1))
    jobs.keep_to_the_days.call()
    activity.refresh_from_db()
    assert activity.status == "closed"
    assert Wave.objects.get(number=2).closes_on == activity.closes_on


def test_a_planned_wave_can_be_taken_off_the_plan(activity):
    client, page = signed_in(activity, Role.FACILITATOR), url(activity, "waves")
    client.post(page, days(3, 5))
    assert "Take the next time off the plan" in client.get(page).content.decode()
    assert client.post(page, {"drop": "yes"}).status_code == 302
    assert [wave.number for wave in queries.waves_of(activity)] == [1]


@pytest.mark.parametrize(
    ("opens", "closes", "message"),
    [
        (-1, 5, "Choose today or a later day."),
        (3, 2, "The last day must be on or after the first day."),
        (3, 9000, "Choose a day on or before the closing date of the programme."),
    ],
)
def test_days_that_do_not_fit_are_refused_and_stay_as_typed(activity, opens, closes, message):
    typed = days(opens, closes)
    response = signed_in(activity).post(url(activity, "waves"), typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert message in page
    assert f'value="{typed["closes_on_day"]}"' in page
    assert queries.waves_of(activity) == []


def test_nobody_asks_again_before_having_asked_and_only_the_team_may(activity):
    Activity.objects.filter(pk=activity.pk).update(status="draft")
    assert signed_in(activity).post(url(activity, "waves"), days(0, 5)).status_code == 422
    assert signed_in(activity, Role.ANALYST).post(url(activity, "waves"), days(0, 5)).status_code == 403
    assert queries.waves_of(activity) == []


# Telling


def test_whoever_agreed_is_told_once_and_nobody_else(activity):
    enrolled(activity, "yes@example.org")
    enrolled(activity, "twice@example.org")
    enrolled(activity, "TWICE@example.org")
    enrolled(activity, "no@example.org", contact=False)
    enrolled(activity, "then-no@example.org")
    enrolled(activity, "then-no@example.org", contact=False)
    enrolled(activity, "stopped@example.org").withdrawals.create(kind="stop")
    factories.make_submission(activity)
    ask_again(activity)
    run_ready()
    jobs.tell_of_wave.call(activity.ref, 2)
    run_ready()
    assert sorted(message.to[0] for message in mail.outbox) == ["twice@example.org", "yes@example.org"]
    assert Message.objects.filter(kind="wave-open").count() == 2


def invitation(submission):
    return url(submission.activity, "again", queries.token_of(submission.ref, 2))


def test_an_invitation_puts_both_answers_beside_each_other_once(activity):
    first = enrolled(activity, "yes@example.org")
    ask_again(activity)
    run_ready()
    here = invitation(first)
    assert here in mail.outbox[0].body
    walker = Walker(activity)
    assert "Answer again" in walker.client.get(here).content.decode()
    assert walker.client.post(here, {"start": "yes"}).status_code == 302
    walker.walk(**ALL)
    assert walker.send().status_code == 302
    turn = Turn.objects.get(wave=2)
    assert turn.person == first.turn.person
    assert turn.submission.participant != first.participant
    assert "You have answered this time" in walker.client.get(here).content.decode()
    late = Walker(activity)
    late.client.post(here, {"start": "yes"})
    late.walk(**ALL)
    refused = late.send()
    assert refused.status_code == 422
    assert "this time already" in refused.content.decode()
    assert "They read out a list." in refused.content.decode()
    assert (Turn.objects.filter(wave=2).count(), Submission.objects.count()) == (1, 2)


def test_whoever_answers_apart_is_taken_for_somebody_new(activity):
    first = enrolled(activity, "yes@example.org")
    ask_again(activity)
    walker = Walker(activity)
    walker.client.post(invitation(first), {"start": "yes"})
    walker.client.post(invitation(first), {"apart": "yes"})
    walker.walk(**ALL)
    walker.send()
    assert Turn.objects.get(wave=2).person != first.turn.person


def test_one_press_stops_the_messages_and_other_tokens_open_nothing(activity):
    first = enrolled(activity, "yes@example.org")
    ask_again(activity)
    stopped = Client().post(invitation(first), {"stop": "yes"})
    assert "We will not write to you about this again." in stopped.content.decode()
    uses = ConsentRecord.objects.filter(submission=first).latest("id").uses
    assert (uses["contact"], uses["read"], uses["analyse"]) == (False, True, True)
    for token in (queries.token_of(first.ref, 3), f"{first.ref}-{'0' * 32}", "x" * 43):
        assert Client().get(url(activity, "again", token)).status_code == 404


def test_an_account_answers_once_in_each_wave(activity):
    account = Account.objects.create(contact=Contact.objects.for_email("me@example.org"), name="Me")
    walker = Walker(activity)
    walker.client.force_login(account)
    met = {step: answer for step, answer in ALL.items() if step != "email"}
    statuses, first = [], walker.begin()
    walker.begin = lambda: first  # they kept the address of the first question
    for wave in (1, 1, 2):
        if wave == 2:
            ask_again(activity)
        walker.walk(**met)
        statuses.append(walker.send().status_code)
        walker.client.post(walker.url("discard"))
    assert statuses == [302, 422, 302]
    assert list(Turn.objects.order_by("wave").values_list("wave", flat=True)) == [1, 2]
    assert Turn.objects.values("person").distinct().count() == 1


# What changed


@pytest.fixture
def asked_twice():
    """24 + 24 patients who answer both times, half of those who said no saying yes later; and 48 new ones of staff."""
    activity = factories.make_activity(method="questionnaires", settings={"questions": [CALLED]})
    yes, no = answered(activity, 1, 24, "yes"), answered(activity, 1, 24, "no")
    answered(activity, 1, 48, "no", constituency="staff")
    ask_again(activity)
    answered(activity, 2, 24, "yes", persons=yes)
    answered(activity, 2, 12, "yes", persons=no[:12])
    answered(activity, 2, 12, "no", persons=no[12:])
    answered(activity, 2, 48, "yes", constituency="staff")
    return activity


def test_each_wave_is_shown_by_itself_and_the_newest_first(asked_twice):
    newest = Client().get(url(asked_twice, "results")).content.decode()
    first = Client().get(url(asked_twice, "results") + "?wave=1").content.decode()
    assert "Each group most often chose “Yes”" in newest
    assert "Health and care staff: “No”" in first
    assert newest == Client().get(url(asked_twice, "results") + "?wave=7").content.decode()


def test_what_changed_is_shown_with_its_range_and_says_who_was_compared(asked_twice, django_assert_num_queries):
    with django_assert_num_queries(11):  # activity, waves; each wave: where it ends, answers, who answered; moves
        page = Client().get(url(asked_twice, "change")).content.decode()
    assert "Patients and public: “Yes” +22" in page  # 10 of 45 as shown, where 12 of 48 took it up
    assert "The same 45 people both times" in page
    assert "Health and care staff: “Yes” +100" in page
    assert "Everybody who answered each time, as two groups" in page
    assert "+10 to +35" in page
    assert "<svg" in page


def test_few_who_answered_both_times_are_compared_as_two_groups(asked_twice):
    moved = {("called", "patients"): {("yes", "yes"): 30, ("no", "no"): 18, ("no", "yes"): 4}}
    tally = queries.tally(asked_twice, wave=1)
    (one,) = compared(questions_of(asked_twice), tally, tally, moved)
    assert {change.note for change in one.changes} == {"Everybody who answered each time, as two groups"}
    assert one.chart.title == "No clear change"


def test_before_a_second_time_there_is_nothing_to_compare(activity):
    page = Client().get(url(activity, "change") + "?from=1&to=²").content.decode()
    assert "We have asked these questions once so far." in page


def attacked(seed: int) -> Audit:
    """What somebody can work out who lays the figures of two waves and of what changed beside each other."""
    draw, slugs = random.Random(seed), ["a", "b", "c"]
    few, many = draw.choice([4, 10, 20, 30]), draw.choice([15, 40, 60])
    pairs = {(j, k): draw.randrange(many if j == k else few) for j in slugs for k in slugs}
    truth = {("moved", *move): people for move, people in pairs.items()}
    truth |= {(once, slug): draw.randrange(few) for once in ("only first", "only second") for slug in slugs}
    sums: list[Sum] = []

    def add(key, parts):
        truth[key] = sum(truth[part] for part in parts)
        sums.append(Sum(key, tuple(parts)))

    for k in slugs:
        add(("first", k), [*(("moved", k, j) for j in slugs), ("only first", k)])
        add(("second", k), [*(("moved", j, k) for j in slugs), ("only second", k)])
        add(("up", k), [("moved", j, k) for j in slugs if j != k])
        add(("down", k), [("moved", k, j) for j in slugs if j != k])
        add(("same", k), [("moved", i, j) for i in slugs for j in slugs if (i == k) == (j == k)])
        add(("pairs", k), [("up", k), ("down", k), ("same", k)])
    for wave in ("first", "second"):
        add((wave, None), [(wave, k) for k in slugs])
    question = parse([CALLED | {"options": [{"slug": slug, "label": slug} for slug in slugs]}])[0]
    shown = {}
    for wave in ("first", "second"):
        counts = {k: {"staff": truth[wave, k]} for k in slugs}
        table, bases = protected(question, slugs, counts, {"staff": truth[wave, None]}, ["staff"])
        shown |= {(wave, k): table["staff", k] for k in slugs} | {(wave, None): bases["staff"]}
    for k, figures in figures_of_moves(slugs, pairs).items():
        shown |= {(label, k): figure for label, figure in figures.items()}
        shown["pairs", k] = protect_count(truth["pairs", k])
    return audit(truth, readings(shown), sums)


def test_no_small_number_can_be_worked_out_of_two_waves_and_their_change():
    """Seen red while moves of a few people were told as “1 to 7”: 4 of 300 drawn worlds leaked."""
    found = [attacked(seed) for seed in range(30)]
    assert sum(one.small for one in found) > 50
    assert [one.shown for one in found if one.leaks] == []


def test_answers_carry_their_wave_in_the_export(asked_twice):
    tables = {table.name: list(table.rows) for table in methods.get("questionnaires").export(asked_twice)}
    assert [row[0] for row in tables["waves"]] == [1, 2]
    persons = {1: set(), 2: set()}
    for _sent, person, wave, constituency, _question, _value in tables["closed_answers"]:
        if constituency == "patients":
            persons[wave].add(person)
    assert len(persons[1]) == 48
    assert persons[1] == persons[2]
