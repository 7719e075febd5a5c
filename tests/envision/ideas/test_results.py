"""From support to what everybody reads: groups side by side, few people protected, findings, export and desk."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.envision.ideas.making import (
    TITLES,
    Browser,
    author_of,
    counted,
    make_comment,
    make_idea,
    make_ideas,
    make_question,
    people_support,
    team,
)

from throughline.core.errors import NotAllowed, NotFound, Refused
from throughline.envision.ideas import actions, runs_of, telling
from throughline.evidence import runs, steps
from throughline.programmes import methods
from throughline.programmes.actions import copy_activity
from throughline.voices.models import Withdrawal

pytestmark = pytest.mark.django_db
METHOD = methods.get("ideas")


def page_of(activity, name="results", client=None):
    cache.clear()
    return Browser(activity, client or Client()).reads(name)


def close(activity):
    activity.status = "closed"
    activity.save()


def test_support_is_shown_group_by_group_after_closing_with_few_people_protected():
    activity, (one, other, third, _last) = make_ideas()
    people_support(activity, {one: ["patients"] * 30 + ["staff"] * 25, other: ["staff"] * 24, third: ["policy"] * 3})
    counted(activity)
    assert "shown here when this is closed" in page_of(activity)
    assert METHOD.analyse(activity) == []
    close(activity)
    assert "once 8 people or more" in page_of(activity), "until it is counted again"
    counted(activity)
    page = page_of(activity)
    assert f"“{TITLES[0]}” has most support: about 55 people." in page
    assert f"“{TITLES[1]}”: Health and care staff only" in page
    assert "2 ideas are supported by fewer than 8 people. They are kept" in page
    assert "<svg" in page
    row = page.split(f">{TITLES[2]}<", 1)[1].split("</tr>")[0]
    assert "*" in row
    assert "3" not in row
    assert "Not decided yet" in row
    assert page.index(TITLES[0]) < page.index(TITLES[1])


def test_fewer_than_eight_people_show_no_number_and_a_tie_is_called_one():
    activity, (one, other, *_rest) = make_ideas(status="closed")
    people_support(activity, {one: ["patients"] * 7})
    counted(activity)
    assert "once 8 people or more" in page_of(activity)
    people_support(activity, {one: ["patients"] * 5, other: ["patients"] * 12})
    counted(activity)
    assert "2 ideas have most support: about 10 people each." in page_of(activity)


def test_what_everybody_sees_moves_on_with_nobody_or_eight_people_or_when_somebody_takes_back():
    activity, (one, other, third, _last) = make_ideas(status="closed")
    _desk, account = team(activity)
    seats = people_support(activity, {one: ["patients"] * 12})
    first = counted(activity)
    people_support(activity, {one: ["patients"] * 7})
    counted(activity)
    assert runs_of.shown(activity) == first, "seven more would be told by the difference"
    people_support(activity, {one: ["patients"]})
    second = counted(activity)
    assert runs_of.shown(activity) == second
    words = {"title": "Both", "words": "", "reason": "Alike.", "by": account, "once_key": "m"}
    actions.merge(activity=activity, ideas=[other.ref, third.ref], **words)
    assert runs_of.shown(activity) == second != counted(activity) == runs_of.shown(activity), "no person has changed"
    Withdrawal.objects.create(submission=seats[0].submission, kind=Withdrawal.Kind.STOP)
    last = counted(activity)
    assert runs_of.shown(activity) == last
    assert last.inputs == second.inputs - 1


def test_a_change_asks_for_a_new_count_once_and_nothing_asks_for_none():
    activity, (one, *_rest) = make_ideas()
    assert actions.ask_again_if_changed(activity=activity) is None, "nobody supports anything"
    people_support(activity, {one: ["patients"]})
    asked = actions.ask_again_if_changed(activity=activity)
    assert actions.ask_again_if_changed(activity=activity) is None, "one is under way"
    assert runs.is_busy(asked)
    counted(activity)
    assert actions.ask_again_if_changed(activity=activity) is None
    close(activity)
    assert actions.ask_again_if_changed(activity=activity) is not None, "closing shows what waited"


def test_findings_put_groups_side_by_side_keep_what_few_support_and_say_what_is_open():
    activity, (one, other, third, last) = make_ideas(status="closed")
    _desk, account = team(activity)
    people_support(activity, {one: ["patients"] * 30 + ["staff"] * 25, other: ["staff"] * 24, third: ["policy"] * 2})
    for n, idea in enumerate((one, other, third)):
        sent = {"idea": idea.ref, "kind": "forward", "reason": "Yes.", "by": account, "once_key": str(n)}
        actions.end(activity=activity, **sent)
    run = counted(activity)
    drafts = METHOD.analyse(activity)
    assert [(draft.kind, draft.title) for draft in drafts] == [
        ("priority", f"Many people support the idea “{TITLES[0]}”"),
        ("priority", f"Many people support the idea “{TITLES[1]}”"),
        ("difference", f"Only one group supports the idea “{TITLES[1]}”"),
        ("rare", "2 ideas that few people support are kept and answered"),
    ]
    assert all(draft.run == run.ref for draft in drafts)
    assert all("For 1 idea nobody has said yet what becomes of it." in draft.limits for draft in drafts)
    assert drafts[0].contributions == (one.contribution.ref,)
    assert set(drafts[3].contributions) == {third.contribution.ref, last.contribution.ref}
    whole, patients, staff, policy = drafts[0].measures
    assert (whole.group, whole.text, whole.n) == ("Everybody", "55 (69%)", "80")
    assert patients.low <= patients.value <= patients.high
    assert staff.n == "50"
    assert (policy.text, policy.value, policy.n) == ("0", None, "*")


def test_one_kind_of_people_alone_is_not_told_as_a_difference():
    activity, (one, *_rest) = make_ideas(status="closed")
    people_support(activity, {one: ["patients"] * 20})
    counted(activity)
    assert "difference" not in {draft.kind for draft in METHOD.analyse(activity)}


def test_the_export_holds_ideas_lineage_endings_and_protected_support_and_nothing_that_names_anybody():
    activity, (one, other, third, _last) = make_ideas()
    _desk, account = team(activity)
    people_support(activity, {one: ["patients"] * 12, third: ["staff"] * 3})
    words = {"title": "Both", "words": "", "reason": "Alike.", "by": account, "once_key": "m"}
    change = actions.merge(activity=activity, ideas=[one.ref, other.ref], **words)
    made = change.traces.first().to_idea
    sent = {"idea": made.ref, "kind": "not-ours", "passed_to": "The council", "reason": "Roads.", "by": account}
    actions.end(activity=activity, **sent, once_key="e")
    question = make_question(activity)
    actions.answer(activity=activity, said=question.contribution.ref, words="The board.", by=account, once_key="q")
    make_comment(third, "Unread", moderation="waiting")
    Withdrawal.objects.create(submission=author_of(other).submission, kind=Withdrawal.Kind.STOP)
    exported = {
        table.name: [dict(zip([c.name for c in table.columns], row, strict=True)) for row in table.rows]
        for table in METHOD.export(activity)
    }
    assert [(row["title"], row["origin"], row["state"]) for row in exported["ideas"]] == [
        (TITLES[0], "participant", "gone"),
        (TITLES[1], "participant", "gone"),
        (TITLES[2], "participant", "stands"),
        (TITLES[3], "participant", "stands"),
        ("Both", "team", "stands"),
    ]
    lines = [(row["step"], row["kind"], row["from_idea"], row["to_idea"]) for row in exported["lineage"]]
    assert lines == [(1, "merge", 1, 5), (1, "merge", 2, 5)]
    support = {(row["idea"], row["constituency"]): row["people"] for row in exported["support"]}
    assert support[5, "patients"] == "10"
    assert support[3, "staff"] == "*"
    assert support[None, "all"] == "15"
    assert [(row["idea"], row["ending"], row["passed_to"]) for row in exported["endings"]] == [
        (5, "not-ours", "The council")
    ]
    assert [(row["kind"], row["words"], row["answer"]) for row in exported["said"]] == [
        ("comment", "", ""),
        ("question", "Who decides?", "The board."),
    ]


def test_questions_and_comments_are_answered_in_public_and_their_authors_are_told():
    activity, (idea, *_rest) = make_ideas()
    desk, account = team(activity)
    comment, question = make_comment(idea), make_question(activity)
    page = desk.reads("desk/waiting")
    assert page.index("Who decides?") < page.index("It worked elsewhere.")
    for said, words in ((question, "The **board** decides."), (comment, "Thank you.")):
        where = f"desk/waiting/{said.contribution.ref}"
        status, body = desk.sends(where, words=" ")
        assert status == 422
        assert "Write the answer" in body
        assert desk.sends(where, words=words) == (302, "desk/waiting")
    assert "Nothing waits for an answer." in desk.reads("desk/waiting")
    assert "<strong>board</strong>" in page_of(activity, "questions")
    assert "No question waits for an answer." in page_of(activity, "questions")
    assert "Thank you." in page_of(activity, f"all/{idea.ref}")
    told = steps.of([question.contribution])[question.contribution.ref]
    assert (told[-1].title, told[-1].reason) == ("Answered by the team: Answered", "The **board** decides.")
    unread = make_question(activity, "Not read?", moderation="waiting")
    assert desk.status(f"desk/waiting/{unread.contribution.ref}") == 404
    with pytest.raises(Refused, match="moderator has to approve"):
        actions.answer(activity=activity, said=unread.contribution.ref, words="x", by=account, once_key="u")
    with pytest.raises(NotFound):
        actions.answer(activity=activity, said=idea.contribution.ref, words="x", by=account, once_key="i")


def test_a_commenter_is_told_what_became_of_the_idea():
    activity, (idea, *_rest) = make_ideas()
    _desk, account = team(activity)
    comment = make_comment(idea)
    sent = {"idea": idea.ref, "kind": "already", "reason": "Since May.", "by": account, "once_key": "e"}
    actions.end(activity=activity, **sent)
    told = telling.tell_of_words([comment.contribution])[comment.contribution.ref]
    assert [(step.title, step.reason) for step in told] == [
        ("The idea that you commented on: Happening already", "Since May.")
    ]


def test_the_desk_counts_exactly_what_waits_and_previews_what_people_see():
    activity, (idea, *_rest) = make_ideas(settings={"question": "What would help?"})
    desk, _account = team(activity)
    people_support(activity, {idea: ["patients"] * 3})
    make_question(activity)
    page = desk.reads("desk")
    assert "3 people support it." in page
    assert "4 ideas have no answer yet. 1 question waits for an answer." in page
    assert "From at least one of the three groups nobody has joined yet." in page
    assert desk.sends("work-out") == (302, "desk")
    counted(activity)
    assert "Made from 3 times" in desk.reads("desk")
    preview = desk.reads("preview")
    assert "What would help?" in preview
    assert "Nothing is stored here." in preview
    assert "once 8 people" not in desk.reads("preview/results"), "the team sees the newest count"
    assert "Ideas that look like it" not in desk.reads(f"desk/ideas/{idea.ref}")


def test_pages_of_the_team_cost_the_same_whatever_was_given():
    activity, ideas = make_ideas(ideas=2)
    desk, account = team(activity)

    def give(n: int) -> None:
        for idea in ideas:
            make_comment(idea)
        make_question(activity)
        made = [make_idea(activity, f"Pair {n}, {side}") for side in ("one", "other")]
        people_support(activity, {made[0]: ["patients"]})
        words = {"title": f"Both {n}", "words": "", "reason": "Alike.", "by": account, "once_key": f"m{n}"}
        change = actions.merge(activity=activity, ideas=[one.ref for one in made], **words)
        actions.object_to(seat=author_of(made[0]), change=change.ref, words="No.", once_key="o")

    pages = ("desk", "desk/steps", "desk/waiting", f"desk/ideas/{ideas[0].ref}", "results", "preview/results")

    def costs() -> list[int]:
        found = []
        for page in pages:
            cache.clear()
            with CaptureQueriesContext(connection) as made:
                assert desk.status(page) == 200
            found.append(len(made))
        return found

    give(1)
    counted(activity)
    assert len(costs()) == len(pages), "once, for what is read once"
    few = costs()
    for n in range(2, 7):
        give(n)
    counted(activity)
    assert costs() == few


def test_turns_are_what_each_supports_and_influence_what_others_support_of_theirs():
    activity, (one, other, *_rest) = make_ideas()
    _desk, account = team(activity)
    (supporter,) = people_support(activity, {one: ["patients"]})
    words = {"title": "Both", "words": "", "reason": "Alike.", "by": account, "once_key": "m"}
    actions.merge(activity=activity, ideas=[one.ref, other.ref], **words)
    turns = METHOD.turns(activity)
    assert turns.given[supporter.participant_id] == 1
    assert turns.given[author_of(one).participant_id] == 0
    drawn = {who: times for who, times in turns.influence.items() if times}
    assert drawn == {author_of(one).participant_id: 1, author_of(other).participant_id: 1}


def test_a_copy_brings_the_settings_and_nothing_that_people_gave():
    activity, (idea, *_rest) = make_ideas(settings={"question": "What would help?"})
    _desk, account = team(activity)
    people_support(activity, {idea: ["patients"]})
    copy = copy_activity(activity=activity, title="Again", by=account, once_key="c")
    assert copy.settings["question"] == "What would help?"
    assert (copy.ideas.count(), METHOD.missing(copy)) == (0, "")


def test_only_the_team_asks_for_a_count():
    activity, _ideas = make_ideas()
    stranger, account = team(make_ideas()[0])
    with pytest.raises(NotAllowed):
        actions.work_out(activity=activity, by=account, once_key="x")
    assert stranger.status("desk") == 200, "they have a desk of their own"
    assert runs_of.newest(activity) is None
