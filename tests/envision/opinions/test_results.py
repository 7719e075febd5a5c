"""Results: for oneself at once, for everybody in steps of eight people, as findings with their figures."""

import numpy as np
import pytest
from django.utils import timezone
from tests.analysis.opinions.conversations import planted
from tests.envision.joining import make_seats
from tests.envision.opinions.talking import make_map, people_vote, worked_out
from tests.envision.opinions.test_voting import Voter

from throughline.analysis.opinions.duplicates import duplicates
from throughline.analysis.opinions.groups import opinion_groups
from throughline.analysis.opinions.map import opinion_map
from throughline.analysis.opinions.votes import Votes
from throughline.envision.opinions import actions, gathering, own, placing, runs_of, working
from throughline.envision.opinions.method import METHOD
from throughline.envision.opinions.models import Vote
from throughline.envision.opinions.queries import Cast
from throughline.evidence import proposing
from throughline.voices.actions import withdraw

pytestmark = pytest.mark.django_db


@pytest.fixture
def talked():
    """A map of 60 people of two minds, worked out."""
    activity, statements = make_map()
    seats = people_vote(activity, statements)
    return activity, statements, seats, worked_out(activity)


def results_of(voter):
    return voter.reads("results")


def test_groups_agreement_and_differences_are_shown_to_everybody_once_it_is_closed(talked):
    activity, statements, _seats, run = talked
    voter = Voter(activity)
    assert "when this is closed" in results_of(voter)
    assert statements[0].words not in results_of(voter)
    activity.status = "closed"
    activity.save()
    page = results_of(voter)
    assert "There are 2 groups of opinion. Of about 60 people: Group A: 50%; Group B: 50%." in page
    assert "Where the groups of opinion agree: 2 statements" in page
    assert "Where the groups of opinion differ: 5 statements" in page
    assert "What each kind of people agrees with: 2 statements" in page
    assert page.count("<svg") >= 3
    assert page.count("The same numbers as a table") >= 3
    assert all(one.words in page for one in statements)
    assert run.summary["people"] == {"patients": 20, "staff": 20, "policy": 20}


def test_an_organiser_may_show_results_while_people_vote(talked):
    activity = talked[0]
    activity.settings = {"results": "open"}
    activity.save()
    assert "There are 2 groups of opinion" in results_of(Voter(activity))


def test_somebody_who_has_just_voted_is_told_at_once_where_they_stand(talked):
    activity, statements, _seats, _run = talked
    voter = Voter(activity)
    page = voter.reads("own")
    assert "You have not voted" in page
    assert statements[0].words not in page, "nobody is led by others' answers"
    for place, one in enumerate(statements):
        voter.votes("agree" if place < 1 or place % 2 else "disagree", one.ref)
    page = voter.reads("own")
    assert "You voted on 10 statements. You agreed with 6, disagreed with 4 and passed on 0." in page
    assert "Your votes are most like those of Group" in page
    assert f"Like every group, you agreed with: “{statements[1].words}”; “{statements[0].words}”" in page
    for heading in ("What my own group says", "Where the groups agree", "Where the groups differ"):
        assert heading in page


def test_before_eight_people_nothing_is_said_of_others():
    activity, statements = make_map(settings={"results": "open"})
    people_vote(activity, statements, 7)
    run = worked_out(activity)
    assert run.summary["enough"] is False
    assert runs_of.shown(activity) is None
    voter = Voter(activity)
    voter.votes("agree")
    assert "Fewer than 8 people have voted so far" in voter.reads("own")
    assert "Fewer than 8 people have voted so far" in results_of(voter)
    assert METHOD.analyse(activity) == []


def test_what_everybody_sees_moves_on_when_eight_more_have_voted_and_not_before(talked):
    activity, statements, seats, run = talked
    people_vote(activity, statements, 7, seed=2)
    assert worked_out(activity).summary["public"] is False
    assert runs_of.shown(activity) == run
    actions.vote(seat=seats[0], statement=statements[0].ref, value=0)
    later = worked_out(activity)
    assert runs_of.shown(activity) == later
    assert later.summary["voters"] == 67


def test_votes_of_somebody_who_takes_them_back_are_out_of_the_next_result(talked):
    activity, _statements, seats, run = talked
    assert actions.ask_again_if_changed(activity) is None, "nothing has changed"
    withdraw(submission=seats[0].submission, kind="stop", once_key="w")
    again = actions.ask_again_if_changed(activity)
    assert again is not None
    later = worked_out(activity)
    assert later.summary["voters"] == 59
    assert runs_of.shown(activity) == later != run


def test_where_opinions_shade_into_one_another_no_groups_are_said():
    activity, statements = make_map(settings={"results": "open"})
    seats = make_seats(activity, ["patients", "staff", "policy"] * 20)
    draw = np.random.default_rng(5)
    Vote.objects.bulk_create(
        Vote(seat=seat, statement=one, value=int(draw.choice([-1, 0, 1])), changed_at=timezone.now())
        for seat in seats
        for one in statements
    )
    worked_out(activity)
    voter = Voter(activity)
    for one in statements[:8]:
        voter.votes("agree", one.ref)
    assert "There are no clear groups of opinion." in results_of(voter)
    assert "you are not put into one" in voter.reads("own")


def test_votes_that_are_all_alike_have_counts_and_no_groups():
    activity, statements = make_map(settings={"results": "open"}, statements=3)
    for seat in make_seats(activity, ["patients"] * 20):
        Vote.objects.bulk_create(
            Vote(seat=seat, statement=one, value=1, changed_at=timezone.now()) for one in statements[:2]
        )
    assert worked_out(activity).summary["groups"] is None
    page = results_of(Voter(activity))
    assert "too few votes, or they are too alike" in page
    assert "100% (20)" in page
    assert METHOD.analyse(activity) == []


def test_findings_carry_the_figures_of_each_constituency_and_group(talked):
    activity, statements, _seats, run = talked
    found = proposing.of(activity)
    kinds = [one.draft.kind for one in found]
    assert kinds.count("consensus") == 2
    assert kinds.count("difference") == 5
    first = next(one.draft for one in found if statements[0].words in one.draft.title)
    groups = [one.group for one in first.measures]
    assert groups == ["Patients and public", "Health and care staff", "Policymakers", "Group A", "Group B"]
    assert first.run == run.ref
    assert first.unit == "%"
    assert {one.n for one in first.measures} <= {"15", "20", "25", "30"}
    assert all(one.value is None or one.value >= 60 for one in first.measures)


def test_a_place_worked_out_at_once_is_the_one_of_the_map():
    """The map's own places, by the library, are the oracle."""
    person, statement, value, _group = planted(n=300, m=40, seed=3)
    names = ("patients", "staff", "policy")
    given = gathering.Given(
        gathering.array("i", person.tolist()), gathering.array("i", statement.tolist()),
        gathering.array("b", value.tolist()), [names[n % 3] for n in range(300)],
        [f"r{n}" for n in range(40)], [0] * 40, 0,
    )  # fmt: skip
    found = working.work(given, seed=0, tell=lambda *_: None)
    votes = Votes.from_columns(person, statement, value)
    oracle = opinion_map(votes, weights=duplicates(votes).weights)
    groups = opinion_groups(oracle, most=working.MOST_GROUPS)
    off, same = [], 0
    for row, label in enumerate(oracle.participants.tolist()):
        mine = person == label
        cast = {f"r{n}": v for n, v in zip(statement[mine].tolist(), value[mine].tolist(), strict=True)}
        place, _error = placing.placed(found, cast)
        off.append(np.abs(np.array(place) - oracle.positions[row]).max())
        member = placing.memberships(found, cast)
        same += int(np.argmax(member)) == groups.group[row]
    assert np.median(off) < 0.1 * oracle.spread[0]
    assert same >= 0.9 * len(oracle.participants)
    nobody, _error = placing.placed(found, {"unknown": 1})
    assert nobody == pytest.approx(oracle.average.tolist())


def test_too_few_votes_are_said_to_be_too_few(talked):
    run, statement = talked[3], talked[1][0]
    told = own.result([Cast(statement.ref, statement.words, 1, False)], run, {})
    assert told.sentences[0] == "You voted on 1 statement. You agreed with 1, disagreed with 0 and passed on 0."
    assert "7 votes give a first idea" in told.sentences[1]
    assert told.group == []
