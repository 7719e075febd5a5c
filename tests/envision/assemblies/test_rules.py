"""Terms that stay as published, the remit, joining and objecting, the list with what is rare, and what comes after."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.envision.assemblies.standing import TERMS, added, confirmed, listed, make_standing, raised, supported
from tests.envision.assemblies.test_cycle import SET_UP, Pages, approve_all, day, team
from tests.envision.joining import client_with_seat, make_seat
from tests.support.factories import ALL_USES, days, make_member

from throughline.core.errors import NotAllowed, Refused
from throughline.envision.assemblies import actions, counting, queries, showing
from throughline.envision.assemblies.charter import Terms
from throughline.envision.assemblies.models import Assembly, Charter, Issue, RemitDecision, Support
from throughline.envision.seats.actions import forget_erased
from throughline.evidence import steps
from throughline.programmes import methods
from throughline.programmes.actions import copy_activity
from throughline.programmes.models import Role
from throughline.voices.actions import withdraw
from throughline.voices.models import Contribution, Enrolment, Submission

pytestmark = pytest.mark.django_db


def decide(activity, issue, outcome, once="decide", **more):
    values = {"outcome": outcome, "reason": "For this reason.", "by": None, "once_key": once}
    return actions.decide_remit(activity=activity, issue=issue.ref, **values | more)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("groups", 4, "There are only three groups"),
        ("regions", 5, "This programme has 1 region, so more cannot be asked for."),
        ("supporters", 9, "Ask for support from at least 16 people"),
        ("elsewhere", "Patient advice", "Write each place on a line of its own"),
        ("who", "", "Name at least one person who answers"),
        ("place", "", "Say where it is, or how to join it online."),
        ("gather_days", 90, "the first assembly can be on"),
    ],
)
def test_a_set_up_that_cannot_be_kept_is_refused_with_everything_typed(field, value, said):
    activity, _meeting = make_standing(status="draft")
    Charter.objects.all().delete()
    desk = team(activity)
    page = desk.sends("manage/set-up", expect=422, **SET_UP | day("held_on", days(60)) | {field: value})
    assert said in page.content.decode()
    assert SET_UP["remit"] in page.content.decode()
    assert not Charter.objects.exists()
    assert Assembly.objects.get().place == "Town hall"


def test_published_terms_stay_and_a_later_version_is_for_what_is_raised_after_it():
    activity, _meeting = make_standing()
    before = raised(activity, ends_in=-1)
    desk = team(activity)
    assert "nothing new to publish" in desk.sends("manage/publish", expect=422).content.decode()
    desk.sends("manage/set-up", **SET_UP | day("held_on", days(20)) | {"supporters": 500})
    first, second = Charter.objects.order_by("number")
    assert (first.terms, second.terms.supporters, second.locked_at) == (TERMS, 500, None)
    assert queries.charter_now(activity) == first, "nothing holds before it is published"
    desk.sends("manage/publish")
    assert queries.charter_now(activity) == second
    seat = make_seat(activity)
    later = actions.raise_issue(seat=seat, text="Cold food", harm="no", once_key="r")
    assert (before.charter, later.charter) == (first, second)
    supported(before, patients=16, staff=16)
    run = listed(activity, Assembly.objects.get())
    assert [row["meets"] for row in run.summary["issues"]] == [True], "by the terms under which it was raised"


def test_only_the_team_decides_and_only_about_what_waits_and_a_moderator_has_approved():
    activity, _meeting = make_standing()
    waits, unread = raised(activity, state="raised"), raised(activity, state="raised", moderation="waiting")
    other, gone = make_member(activity.programme, Role.ANALYST), raised(activity, state="raised")
    with pytest.raises(NotAllowed):
        decide(activity, waits, "in", by=other)
    for issue, outcome, more, field in (
        (unread, "in", {}, None),
        (waits, "", {}, "outcome"),
        (waits, "in", {"reason": " "}, "reason"),
        (waits, "routed", {"routed_to": "Somebody"}, "routed_to"),
        (waits, "merged", {"into": waits.ref}, "into"),
    ):
        with pytest.raises(Refused) as caught:
            decide(activity, issue, outcome, **more)
        assert caught.value.field == field
    withdraw(submission=gone.contribution.submission, kind="stop", once_key="w")
    assert queries.waiting(activity).count == 2, "what was taken back waits for nobody"
    decide(activity, waits, "routed", routed_to="The council")
    page = " ".join(Client().get(methods.get("assemblies").results_url(activity)).content.decode().split())
    assert "It is for somebody else: The council: Write to care@council.example" in page
    with pytest.raises(Refused):
        decide(activity, waits, "in", once="again")


def test_an_author_objects_once_to_being_joined_with_another_and_the_team_looks_again():
    activity, _meeting = make_standing()
    other, mine = raised(activity), raised(activity, "Nobody comes at night", state="raised")
    author = Pages(activity, client_with_seat(mine.seat))
    decide(activity, mine, "merged", into=other.ref)
    assert "It is not the same" in author.reads(f"own/{mine.ref}")
    author.sends(f"own/{mine.ref}/objection", words="Mine is about pain relief.")
    approve_all()
    assert "Mine is about pain relief." in team(activity).reads(f"manage/issue/{mine.ref}")
    decide(activity, mine, "merged", into=other.ref, once="second")
    assert "It is not the same" not in author.reads(f"own/{mine.ref}")
    again = author.sends(f"own/{mine.ref}/objection", expect=422, words="It is not.")
    assert "has looked at this a second time" in again.content.decode()
    assert "It is not." in again.content.decode()
    stranger = Pages(activity, client_with_seat(make_seat(activity)))
    assert stranger.client.get(stranger.base + f"own/{mine.ref}").status_code == 404


@pytest.mark.parametrize(
    ("ends_in", "status", "said"), [(-1, "open", "Gathering for this issue has ended."), (5, "closed", "closed now")]
)
def test_what_comes_too_late_is_not_taken_and_the_words_are_kept(ends_in, status, said):
    activity, _meeting = make_standing(status=status)
    issue = raised(activity, ends_in=ends_in)
    late = Pages(activity, client_with_seat(make_seat(activity)))
    assert said in late.sends(f"support/{issue.ref}", expect=422, answer="yes").content.decode()
    page = late.sends(f"support/{issue.ref}/add", expect=422, words="It is so for me too.").content.decode()
    assert said in page
    assert "It is so for me too." in page
    if status == "closed":
        page = late.sends("raise", expect=422, words="Cold food", harm="no").content.decode()
        assert "still in your browser" in page
        assert "Cold food" in page
    assert (Support.objects.count(), Issue.objects.count()) == (0, 1)


def test_the_list_is_the_rules_and_what_is_rare_is_added_by_a_person_with_a_reason():
    terms = Terms(**TERMS.kept() | {"most": 1, "elsewhere": TERMS.elsewhere})
    activity, meeting = make_standing(terms=terms)
    strong, room, few = (raised(activity, line, ends_in=-1) for line in ("Bells", "Food", "Falls"))
    Issue.objects.filter(pk=few.pk).update(harm="yes")
    raised(activity, "Still gathering", ends_in=3)
    supported(strong, patients=12, staff=12, policy=9)
    supported(room, patients=60, staff=12)
    supported(few, policy=2)
    first, second = listed(activity, meeting), listed(activity, meeting)
    assert (first.fingerprint, first.summary) == (second.fingerprint, second.summary), "it can be repeated"
    rows = [(row["ref"], row["meets"], row["chosen"]) for row in first.summary["issues"]]
    assert rows == [(strong.ref, True, True), (room.ref, True, False), (few.ref, False, False)], "groups before numbers"
    desk, at = team(activity), f"manage/list/{meeting.ref}"
    typed = {f"chosen-{few.ref}": "yes", f"reason-{few.ref}": "People fall.", f"chosen-{room.ref}": "no"}
    page = desk.sends(at, expect=422, run=second.ref, **typed).content.decode()
    assert "Give the reason for “Food”" in page
    assert "People fall." in page
    stale = desk.sends(at, expect=422, run=first.ref, **typed, **{f"reason-{room.ref}": "No room."})
    assert "There is a newer list." in stale.content.decode()
    desk.sends(at, run=second.ref, **typed, **{f"reason-{room.ref}": "No room."})
    page = Pages(activity, Client()).reads(f"meeting/{meeting.ref}")
    for words in ("By the published rule", "People fall.", "No room.", "Confirmed by Facilitator"):
        assert words in page
    author = Pages(activity, client_with_seat(room.seat))
    author.sends(f"own/{room.ref}/stay")
    room.refresh_from_db()
    assert (room.state, room.rounds) == ("gathering", 2)
    assert queries.is_gathering(room)
    author.sends(f"own/{room.ref}/stay", expect=422)
    found = {one.kind: one for one in methods.get("assemblies").analyse(activity)}
    assert found["rare"].summary.endswith("People fall.")
    texts = [(str(one.group), one.text) for one in found["priority"].measures]
    assert texts[1:] == [("Patients and public", "10"), ("Health and care staff", "10"), ("Policymakers", "10")]
    assert found["priority"].contributions == [strong.contribution.ref]
    tables = {one.name: list(one.rows) for one in methods.get("assemblies").export(activity)}
    assert ("policy", 2, 0) in [row[1:] for row in tables["supports"]]
    assert len(tables["decisions"]) == 3
    assert all(len(row) == len(one.columns) for one in methods.get("assemblies").export(activity) for row in one.rows)


def test_an_assembly_without_issues_has_no_list():
    activity, meeting = make_standing()
    run = listed(activity, meeting)
    assert "nothing to confirm" in team(activity).reads(f"manage/list/{meeting.ref}")
    few = raised(activity, ends_in=-1)
    with pytest.raises(Refused, match="newer list"):
        actions.confirm_list(activity=activity, assembly=meeting.ref, run="", choices={}, by=None, once_key="none")
    with pytest.raises(Refused, match="at least one issue"):
        confirmed(activity, meeting)
    few.refresh_from_db()
    assert (few.state, few.selections.count(), run.summary["issues"]) == ("gathering", 0, [])


def test_an_answer_needs_its_day_and_silence_and_broken_promises_are_counted():
    activity, meeting = make_standing()
    issue = raised(activity, ends_in=-1)
    confirmed(activity, meeting, rare=[issue.ref])
    chosen = meeting.selections.get()
    desk, at = team(activity), f"manage/answer/{chosen.ref}"
    said = {"verdict": "look", "said": "We will see.", "answered_by": "Sam Field, head of nursing", "next_step": "Ask."}
    assert (
        "Write the answer down after it."
        in desk.sends(at, expect=422, **said, **day("due_on", days(90))).content.decode()
    )
    Assembly.objects.update(held_on=days(-40), answer_by=days(-12))
    assert "40 days of silence. It was due by" in desk.reads(f"meeting/{meeting.ref}")
    page = desk.sends(at, expect=422, **said).content.decode()
    assert "Say by when it happens" in page
    assert "We will see." in page
    desk.sends(at, **said, **day("due_on", days(-5)))
    assert "The promised day was 5 days ago." in desk.reads(f"meeting/{meeting.ref}")
    desk.sends(f"manage/report/{chosen.answers.get().ref}", status="done", words="It is done.")
    assert "Promise is late" not in desk.reads(f"meeting/{meeting.ref}")
    assert desk.client.get(desk.base + f"manage/plan/{meeting.ref}").status_code == 200
    moved = desk.sends(
        f"manage/plan/{meeting.ref}", expect=422, place="Hall", who="Ann | head", **day("held_on", days(9))
    )
    assert "so it stays as it is" in moved.content.decode()


def test_public_figures_move_for_eight_people_at_a_time_and_tell_no_small_number():
    activity, _meeting = make_standing()
    issue = raised(activity)
    supported(issue, patients=12, staff=3)
    assert counting.in_steps(issue, activity).people == {"patients": 8, "staff": 0, "policy": 0}
    (seat, *_others) = supported(issue, staff=4, policy=5)
    assert counting.in_steps(issue, activity).total == 24
    shown = showing.progress(TERMS, counting.in_steps(issue, activity))
    assert [one.text for one in shown.people.values()] == ["10", "*", "*"]
    assert shown.lines[1] == "2 groups with 8 people or more are needed. We can tell of: Patients and public."
    withdraw(submission=seat.submission, kind="pause", once_key="p")
    assert counting.in_steps(issue, activity).total == 16, "support of somebody who paused does not count"


def test_what_happened_to_an_issue_a_detail_and_a_support_is_told():
    activity, meeting = make_standing()
    issue = raised(activity, ends_in=-1)
    seat, *_others = supported(issue, staff=20, patients=12)
    detail = added(issue, "detail", "For me too.", seat)
    RemitDecision.objects.create(issue=issue, outcome="in", reason="It is about our wards.")
    confirmed(activity, meeting)
    words = Contribution.objects.filter(pk__in=[issue.contribution_id, detail.contribution_id])
    told = steps.of(list(words))
    titles = [str(one.title) for one in told[issue.contribution.ref]]
    assert "It can be raised here" in titles
    assert titles[-1].startswith("Chosen for the assembly on")
    assert any("You wrote this about the issue" in str(one.title) for one in told[detail.contribution.ref])
    (mine,) = steps.of_submissions([Submission.objects.get(pk=seat.submission_id)]).values()
    assert [one.reason for one in mine if "Chosen" in str(one.title)] == ["It met the published criteria."]


@pytest.mark.parametrize("page", ["results", "home", "manage", "issue"])
def test_a_page_asks_no_more_however_much_was_raised(page):
    activity, _meeting = make_standing()
    seat = make_seat(activity)

    def more(number):
        for n in range(number):
            issue = raised(activity, f"Issue {n}", seat=seat)
            raised(activity, f"Waits {n}", state="raised")
            RemitDecision.objects.create(issue=issue, outcome="in", reason="Yes.")
            added(issue, "detail", "Me too.")
            supported(issue, patients=3)
        return issue

    def asks(issue):
        client = team(activity).client if page == "manage" else client_with_seat(seat)
        where = f"issue/{issue.ref}" if page == "issue" else page
        with CaptureQueriesContext(connection) as caught:
            Pages(activity, client).reads(where)
        return len(caught)

    assert asks(more(1)) == asks(more(3))


def test_only_those_who_agreed_to_be_contacted_are_told_and_an_answer_outlasts_its_author():
    activity, meeting = make_standing()
    issue = raised(activity, ends_in=-1)
    for contact in (True, False):
        seat = make_seat(activity, uses=ALL_USES | {"contact": contact})
        address = make_member(activity.programme, Role.CHALLENGE).contact
        Enrolment.objects.create(participant=seat.participant, contact=address)
        Support.objects.create(seat=seat, issue=issue, given=True, changed_at=timezone.now())
    assert [one.submission.consents.get().uses["contact"] for one in actions.concerned(issue)] == [True]
    confirmed(activity, meeting, rare=[issue.ref])
    withdraw(submission=issue.contribution.submission, kind="erase", once_key="e")
    assert forget_erased() == 1
    page = Pages(activity, Client()).reads(f"meeting/{meeting.ref}")
    assert "An issue that its author has taken back" in page
    assert "It is about harm." in page


def test_words_that_a_moderator_did_not_publish_are_said_to_be_so():
    activity, _meeting = make_standing()
    issue = raised(activity, state="raised", moderation="red")
    assert "did not publish these words" in Pages(activity, client_with_seat(issue.seat)).reads(f"own/{issue.ref}")
    assert queries.waiting(activity).count == 0


def test_a_copy_begins_with_the_terms_and_nothing_that_was_raised():
    activity, _meeting = make_standing()
    raised(activity)
    copy = copy_activity(activity=activity, title="Again", by=None, once_key="copy")
    charter = copy.assembly_charters.get()
    assert (charter.terms, charter.locked_at, copy.assembly_issues.count()) == (TERMS, None, 0)
