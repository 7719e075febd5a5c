"""Joining, splitting, carrying forward and undoing: what is kept, who is told, and what authors can say against it."""

import pytest
from django.core import mail
from django.test import Client
from tests.envision.ideas.making import (
    TITLES,
    Browser,
    author_of,
    counted,
    make_ideas,
    people_support,
    person,
    team,
)
from tests.envision.joining import make_seat
from tests.support.factories import make_activity, make_member, make_stages

from throughline.core.errors import NotAllowed, NotFound, Refused
from throughline.core.jobs import run_ready
from throughline.core.models import AuditEntry, DataKey
from throughline.envision.ideas import actions, lineage, queries, telling
from throughline.envision.ideas.models import Change, Idea, Objection, Trace
from throughline.evidence import steps
from throughline.evidence.models import Link
from throughline.people.models import Contact, Message
from throughline.programmes.models import Activity, Role
from throughline.voices.actions import withdraw
from throughline.voices.models import Enrolment

pytestmark = pytest.mark.django_db


def merge(activity, ideas, by, once="m", **words):
    words = {"title": "One for all", "words": "", "reason": "They say the same."} | words
    return actions.merge(activity=activity, ideas=[one.ref for one in ideas], by=by, once_key=once, **words)


def split(activity, idea, by, once="s"):
    parts = [("First part", "More"), ("Second part", "")]
    return actions.split(activity=activity, idea=idea.ref, parts=parts, reason="Two things.", by=by, once_key=once)


def standing(activity):
    return set(queries.titles(queries.current(activity.pk)).values())


def made_of(change):
    return change.traces.order_by("pk").first().to_idea


def test_ideas_are_joined_on_a_page_and_each_says_where_it_came_from_and_went():
    activity, (one, other, *_rest) = make_ideas()
    desk, _account = team(activity)
    assert f'value="{one.ref}"' in desk.reads("desk")
    form = desk.reads(f"desk/join?idea={one.ref}&idea={other.ref}")
    assert TITLES[0] in form
    assert TITLES[1] in form
    typed = {"idea": [one.ref, other.ref], "title": "Easier days", "words": "Both.", "reason": "They belong together."}
    assert desk.sends("desk/join", **typed) == desk.sends("desk/join", **typed) == (302, "desk/steps")
    change = Change.objects.get()
    made = made_of(change)
    assert standing(activity) == {"Easier days", *TITLES[2:]}
    reader = Browser(activity, Client())
    after, before = reader.reads(f"all/{made.ref}"), reader.reads(f"all/{one.ref}")
    assert "Where it came from" in after
    assert all(title in after for title in TITLES[:2])
    assert "The team has joined or split this idea." in before
    assert "Easier days" in before
    assert "They belong together." in before
    row = AuditEntry.objects.get(verb="ideas.merge")
    assert (row.target, row.detail) == (f"idea-change:{change.ref}", '{"traces":2}')


def test_an_idea_is_split_carried_forward_and_each_step_is_shown():
    activity, (idea, *_rest) = make_ideas(ideas=1)
    desk, account = team(activity)
    make_stages(activity.programme, ["evaluate"])
    there = make_activity(programme=activity.programme, method="pairs", stage="envision", title="Which first?")
    status, where = desk.sends(
        f"desk/ideas/{idea.ref}/split", parts="Texts | by phone\n\nSigns\n", reason="Two things."
    )
    assert (status, where) == (302, "desk/steps")
    assert standing(activity) == {"Texts", "Signs"}
    part = Idea.objects.get(title="Texts")
    for once, target in (("a", f"activity:{there.ref}"), ("b", "stage:evaluate")):
        sent = desk.sends(f"desk/ideas/{part.ref}/carry", once, target=target, reason="People asked.")
        assert sent == (302, f"desk/ideas/{part.ref}")
    page = Browser(activity, Client()).reads(f"all/{part.ref}")
    assert "Which first?" in page
    assert "the stage “Evaluate” of this programme" in page
    assert "Texts" in standing(activity), "what is carried forward stays"
    manage = Client()
    manage.force_login(account)
    body = manage.get(f"/programmes/{activity.programme.slug}/manage/activities/{there.ref}").content.decode()
    assert "Carried here: the idea “Texts”" in body


def test_a_persons_idea_carried_to_an_activity_is_on_the_throughline_until_that_is_undone():
    activity, (idea, *_rest) = make_ideas(ideas=1)
    _desk, account = team(activity)
    there = make_activity(programme=activity.programme, method="pairs", stage="envision")
    target = f"activity:{there.ref}"
    sent = {"activity": activity, "idea": idea.ref, "target": target, "reason": "Good.", "by": account}
    change = actions.carry(**sent, once_key="a")
    link = Link.objects.get()
    assert (link.from_ref, link.to_ref, link.by_account) == (idea.contribution.ref, there.ref, account)
    with pytest.raises(Refused, match="carried there before"):
        actions.carry(**sent, once_key="b")
    actions.undo(activity=activity, change=change.ref, reason="Too soon.", by=account, once_key="u")
    assert Link.objects.count() == 0
    actions.carry(**sent, once_key="c")


@pytest.mark.parametrize(
    ("chosen", "words", "said"),
    [
        ((0,), {}, "at least two different ideas"),
        ((0, 0), {}, "cannot be joined with itself"),
        ((0, 1), {"title": " "}, "Give each idea a title"),
        ((0, 1), {"title": "x" * 121}, "at most 120 characters"),
        ((0, 1), {"words": "x" * 2001}, "at most 2000"),
        ((0, 1), {"reason": " "}, "Say why"),
    ],
)
def test_what_cannot_be_joined_is_refused_and_nothing_is_changed(chosen, words, said):
    activity, ideas = make_ideas()
    _desk, account = team(activity)
    with pytest.raises(Refused, match=said):
        merge(activity, [ideas[n] for n in chosen], account, **words)
    assert (Change.objects.count(), Trace.objects.count(), Idea.objects.count()) == (0, 0, len(TITLES))


def test_ideas_cannot_be_joined_in_a_circle_nor_twice_nor_from_elsewhere():
    activity, (one, other, third, _last) = make_ideas()
    elsewhere, (stranger, *_rest) = make_ideas()
    _desk, account = team(activity)
    made = made_of(merge(activity, [one, other], account))
    for ideas in ([made, one], [one, third]):
        with pytest.raises(Refused, match=f"“{TITLES[0]}” went into another idea before"):
            merge(activity, ideas, account, once=str(len(ideas)) + ideas[1].ref)
    with pytest.raises(Refused, match="went into another"):
        split(activity, one, account)
    with pytest.raises(NotFound):
        merge(activity, [made, stranger], account, once="x")
    with pytest.raises(NotAllowed):
        merge(elsewhere, [stranger, stranger], account, once="y")


def test_bad_forms_keep_what_was_typed_and_say_what_is_wrong():
    activity, (idea, other, *_rest) = make_ideas()
    desk, _account = team(activity)
    typed = {"reason": "Kept words"}
    for page, data, said in (
        ("desk/join", {"idea": [idea.ref], "title": "One"}, "at least two different ideas"),
        ("desk/join", {"idea": [idea.ref, other.ref], "title": ""}, "Say in one line what the idea is"),
        (f"desk/ideas/{idea.ref}/split", {"parts": "Only one"}, "at least two different parts"),
        (f"desk/ideas/{idea.ref}/split", {"parts": "Same\nsame"}, "at least two different parts"),
        (f"desk/ideas/{idea.ref}/split", {"parts": "One\n| only words"}, "Line 2 explains a part but does not name it"),
        (f"desk/ideas/{idea.ref}/split", {"parts": "\n".join("abcdefghi")}, "at most 8 parts"),
        (f"desk/ideas/{idea.ref}/carry", {"target": "stage:none"}, "Select a valid choice"),
        (f"desk/ideas/{idea.ref}", {"kind": "not-ours"}, "Say to whom you passed it"),
        (f"desk/ideas/{idea.ref}", {}, "Choose what becomes of the idea"),
    ):
        status, body = desk.sends(page, **typed, **data)
        assert (status, said in body, "Kept words" in body) == (422, True, True), (page, data)
    assert Change.objects.count() == 0
    assert "tick them" in desk.reads("desk/join")


def test_a_step_is_undone_with_a_reason_and_stays_on_record():
    activity, (one, other, *_rest) = make_ideas()
    desk, account = team(activity)
    change = merge(activity, [one, other], account)
    made = made_of(change)
    further = split(activity, made, account)
    with pytest.raises(Refused, match="gone further since"):
        actions.undo(activity=activity, change=change.ref, reason="No.", by=account, once_key="u")
    for step in (further, change):
        assert desk.sends(f"desk/steps/{step.ref}/undo", step.ref, reason="Not the same.") == (302, "desk/steps")
    assert standing(activity) == set(TITLES)
    assert Trace.objects.count() == 4
    assert "Not the same." in Browser(activity, Client()).reads(f"all/{made.ref}")
    with pytest.raises(Refused, match="undone before"):
        actions.undo(activity=activity, change=change.ref, reason="Again.", by=account, once_key="w")
    merge(activity, [one, other], account, once="n")


def leave_address(seat, email):
    Enrolment.objects.create(participant=seat.participant, contact=Contact.objects.for_email(email))


def test_authors_are_told_once_of_each_step_and_of_what_becomes_of_it_without_a_word_of_theirs():
    activity, (one, other, *_rest) = make_ideas()
    _desk, account = team(activity)
    leave_address(author_of(one), "author@example.org")
    leave_address(author_of(other), "other@example.org")
    change = merge(activity, [one, other], account)
    merge(activity, [one, other], account)
    assert Message.objects.filter(kind="idea").count() == 2
    made = made_of(change)
    sent = {"activity": activity, "idea": made.ref, "kind": "forward", "reason": "It starts.", "by": account}
    assert actions.end(**sent, once_key="e") == actions.end(**sent, once_key="e")
    assert Message.objects.filter(kind="idea").count() == 4, "authors of the parts are told of the end of the whole"
    withdraw(submission=author_of(other).submission, kind="stop", once_key="w")
    actions.undo(activity=activity, change=change.ref, reason="No.", by=account, once_key="u")
    assert Message.objects.filter(kind="idea").count() == 5, "whoever took their words back is not written to"
    assert mail.outbox == []


def test_an_author_objects_once_the_team_answers_and_only_they_read_it():
    activity, (one, other, third, _last) = make_ideas()
    desk, account = team(activity)
    change = merge(activity, [one, other], account)
    activity.status = "closed"
    activity.save()
    author, stranger = person(activity, author_of(one)), person(activity, author_of(third))
    page = f"steps/{change.ref}/object"
    assert page in author.reads("mine")
    assert author.sends(page, words=" ")[0] == 422
    assert "at most 2000" in author.sends(page, words="x" * 2001)[1]
    assert author.sends(page, words="They differ.") == author.sends(page, words="They differ.") == (302, "mine?sent")
    assert "You have said so before." in author.sends(page, "b", words="They differ.")[1]
    assert stranger.sends(page, words="Mine too")[0] == 403
    row = Objection.objects.get()
    assert b"They differ." not in bytes(row.words)
    assert "They differ." in desk.reads("desk/steps")
    assert "They differ." not in Browser(activity, Client()).reads(f"all/{one.ref}")
    answer = f"desk/objections/{row.ref}"
    assert desk.sends(answer, words="")[0] == 422
    assert desk.sends(answer, words="We look again.") == (302, "desk/steps")
    assert "Somebody has answered this before." in desk.sends(answer, "b", words="Again")[1]
    assert "We look again." in author.reads("mine")
    told = [step.title for step in steps.of([one.contribution])[one.contribution.ref]]
    assert told[-3:] == [
        "Joined with other ideas",
        "You said what is wrong with a step",
        "The team answered what you said about it",
    ]
    actions.undo(activity=activity, change=change.ref, reason="You are right.", by=account, once_key="u")
    assert "undone this step meanwhile" in person(activity, author_of(other)).sends(page, words="Late")[1]


def test_erasing_an_idea_destroys_what_its_author_objected():
    activity, (one, other, *_rest) = make_ideas()
    desk, account = team(activity)
    change, seat = merge(activity, [one, other], account), author_of(one)
    objection = actions.object_to(seat=seat, change=change.ref, words="They differ.", once_key="o")
    withdraw(submission=seat.submission, kind="erase", once_key="w")
    assert "They differ." not in desk.reads("desk/steps")
    run_ready()
    assert not Objection.objects.filter(pk=objection.pk).exists()
    assert not DataKey.objects.filter(pk=objection.data_key_id).exists()
    assert "an idea that cannot be shown" in Browser(activity, Client()).reads(f"all/{made_of(change).ref}")


def test_whoever_wrote_a_part_does_not_support_the_whole_and_what_is_gone_takes_no_support():
    activity, (one, other, *_rest) = make_ideas()
    _desk, account = team(activity)
    made = made_of(merge(activity, [one, other], account))
    author = author_of(one)
    with pytest.raises(Refused, match="your own words"):
        actions.support(seat=author, idea=made.ref, given=True)
    with pytest.raises(Refused, match="joined or split this idea"):
        actions.support(seat=make_seat(activity), idea=one.ref, given=True)
    (supporter,) = people_support(activity, {one: ["patients"]})
    actions.support(seat=supporter, idea=one.ref, given=False)
    assert counted(activity).inputs == 0


def test_support_counts_once_for_what_was_joined_and_begins_anew_for_parts():
    activity, (one, other, third, _last) = make_ideas()
    _desk, account = team(activity)
    first, second = people_support(activity, {one: ["patients"], other: ["staff"]})
    actions.support(seat=first, idea=other.ref, given=True)
    made = made_of(merge(activity, [one, other], account))
    actions.support(seat=second, idea=made.ref, given=True)
    people_support(activity, {third: ["policy"]})
    split(activity, third, account)
    found = counted(activity).summary["support"]
    assert found[made.ref] == {"patients": 1, "staff": 1}
    assert one.ref not in found
    assert [found[part.ref] for part in Idea.objects.filter(came__change__kind="split")] == [{}, {}]


def test_what_happened_tells_every_step_of_an_idea_and_of_what_came_of_it():
    activity, (one, other, *_rest) = make_ideas()
    _desk, account = team(activity)
    (supporter,) = people_support(activity, {one: ["patients"]})
    change = merge(activity, [one, other], account)
    made = made_of(change)
    end = {"activity": activity, "idea": made.ref, "by": account}
    actions.end(**end, kind="not-ours", passed_to="The council", reason="They own the road.", once_key="e")
    told = steps.of([one.contribution])[one.contribution.ref]
    assert [(step.title, step.reason) for step in told[-2:]] == [
        ("Joined with other ideas", "They say the same."),
        ("What becomes of it: Not ours to decide", "Passed to The council. They own the road."),
    ]
    supported = telling.tell_of_support([supporter.submission])[supporter.submission.ref]
    assert [step.title for step in supported] == [
        "You support 1 idea",
        f"“{TITLES[0]}”, which you support: Not ours to decide",
    ]
    made_two = split(activity, made, account)
    parts = [trace.to_idea for trace in made_two.traces.order_by("pk")]
    actions.end(**end | {"idea": parts[0].ref}, kind="not-now", reason="Next year.", once_key="f")
    assert steps.of([other.contribution])[other.contribution.ref][-1].reason == "Next year."


def test_an_ending_says_what_becomes_of_an_idea_and_those_before_stay_on_record():
    activity, (idea, *_rest) = make_ideas(status="closed", ideas=2)
    desk, account = team(activity)
    assert "2 ideas have no answer yet." in Browser(activity, Client()).reads("results")
    page = f"desk/ideas/{idea.ref}"
    assert desk.sends(page, kind="not-now", reason="No money this year.") == (302, page)
    assert desk.sends(page, "b", kind="forward", reason="Money came.")[0] == 302
    body = Browser(activity, Client()).reads(f"all/{idea.ref}")
    assert "Taken forward" in body
    assert "Money came." in body
    assert "Not now. No money this year." in body
    assert "1 idea has no answer yet." in Browser(activity, Client()).reads("all")
    change = split(activity, idea, account)
    with pytest.raises(Refused, match="went into another"):
        actions.end(activity=activity, idea=idea.ref, kind="part", reason="x", by=account, once_key="c")
    assert queries.unended(activity.pk).count() == 3, f"parts of {change.ref} wait for answers of their own"


@pytest.mark.parametrize("role", [Role.ANALYST, Role.MODERATOR, Role.SPONSOR])
def test_other_roles_and_strangers_are_turned_away_from_the_desk_and_from_actions(role):
    activity, (idea, other) = make_ideas(ideas=2)
    browser, account = team(activity, role)
    for page in ("desk", "desk/join", f"desk/ideas/{idea.ref}", "desk/steps", "desk/waiting", "preview"):
        assert browser.status(page) == 403
        assert Client().get(browser.base + page).status_code == 302
    with pytest.raises(NotAllowed):
        merge(activity, [idea, other], account)
    with pytest.raises(NotAllowed):
        actions.end(activity=activity, idea=idea.ref, kind="part", reason="x", by=account, once_key="c")


def test_an_idea_is_carried_only_to_where_its_carrier_may_run_activities():
    activity, (idea, *_rest) = make_ideas()
    _desk, account = team(activity)
    elsewhere = make_activity(method="ideas", stage="envision", title="Next year")
    sent = {"activity": activity, "idea": idea.ref, "target": f"activity:{elsewhere.ref}", "reason": "x", "by": account}
    with pytest.raises(Refused, match="Choose where"):
        actions.carry(**sent, once_key="a")
    make_member(elsewhere.programme, Role.FACILITATOR, account=account)
    actions.carry(**sent, once_key="b")
    (step,) = lineage.history(idea)[1]
    assert [place.name for place in step.after] == ["Next year"]
    assert Activity.objects.get(pk=elsewhere.pk).ideas_carried_here.count() == 1


def test_words_of_a_step_that_came_from_others_are_read_by_one_query_each_whatever_their_number(
    django_assert_max_num_queries,
):
    activity, ideas = make_ideas(ideas=9)
    _desk, account = team(activity)
    made = made_of(merge(activity, ideas[:8], account))
    with django_assert_max_num_queries(6):
        came, went = lineage.history(made)
    assert [(len(step.before), len(step.after)) for step in came] == [(8, 1)]
    assert went == []
