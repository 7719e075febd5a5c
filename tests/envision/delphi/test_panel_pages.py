"""A panel's pages: who gets in, what each person sees and when, and what happens to a wrong answer."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.envision.delphi import ready
from tests.envision.delphi.panels import joined
from tests.envision.joining import client_with_seat, make_seat
from tests.support import factories

from throughline.core.errors import Refused
from throughline.envision.delphi import actions, jobs, queries
from throughline.envision.delphi.actions.setting_up import lock
from throughline.envision.delphi.definition import Settings
from throughline.envision.delphi.models import Invitation, Item, Panel, Rating, Reason
from throughline.envision.seats.actions import forget_erased
from throughline.people.models import Message
from throughline.programmes import methods
from throughline.voices.actions import withdraw
from throughline.voices.models import Contribution, PublicReply

pytestmark = pytest.mark.django_db


def at(activity, page, *args):
    return reverse(f"delphi-{page}", args=[activity.programme.slug, activity.ref, *args])


def page_of(client, activity, page, *args, status=200):
    response = client.get(at(activity, page, *args))
    assert response.status_code == status
    return response.content.decode()


def team_of(activity, role="facilitator"):
    client = Client()
    client.force_login(factories.make_member(activity.programme, role))
    return client


@pytest.fixture
def second():
    """A panel of 24 in its second round, with a reason that everybody but its author may read."""
    activity = ready.opened()
    seats = ready.seated(activity)
    ready.reasoned(seats[0], "My mother could not hear the phone.")
    ready.rated(activity, seats)
    ready.closed(activity)
    actions.open_next_round(activity=activity, by=None, once_key="2")
    return activity, seats


# What counts as agreement


def test_what_counts_as_agreement_is_fixed_before_the_first_round_and_public():
    activity = ready.prepared()
    team, panel = team_of(activity), Panel.objects.get(activity=activity)
    assert "Write the statements" in methods.get("delphi").missing(activity)
    assert team.post(at(activity, "manage"), {"do": "open", "once": "o"}).status_code == 422
    assert team.post(at(activity, "manage"), {"do": "lock", "once": "l"}).status_code == 302
    assert team.post(at(activity, "manage"), {"do": "lock", "once": "l"}).status_code == 302, "pressed twice"
    before = panel.fingerprint
    panel.refresh_from_db()
    assert (before, len(panel.fingerprint), methods.get("delphi").missing(activity)) == ("", 64, "")
    public = page_of(Client(), activity, "results") + page_of(Client(), activity, "start")
    assert public.count(panel.fingerprint[:32]) == 2
    assert "at least 70% rate it 7 to 9" in public
    chosen = panel.decides.kept() | {"favour": 90, "each_group": ""}
    page = team.post(at(activity, "definition"), chosen | {"once": "d"})
    assert page.status_code == 422
    assert "cannot be changed" in page.content.decode()
    assert team.post(at(activity, "items"), {"items": "Another", "once": "i"}).status_code == 422
    assert Item.objects.filter(activity=activity).count() == 3
    panel.refresh_from_db()
    assert panel.decides.favour == 70


def test_settings_that_do_not_fit_and_statements_twice_are_refused_with_what_was_typed():
    activity = ready.prepared()
    team = team_of(activity)
    chosen = Panel.objects.get(activity=activity).decides.kept() | {"rule": "ipras", "scale": "five"}
    wrong = {name: value for name, value in chosen.items() if value is not False}
    page = team.post(at(activity, "definition"), wrong | {"once": "d"})
    assert (page.status_code, "1 to 9" in page.content.decode()) == (422, True)
    page = team.post(at(activity, "items"), {"items": "One thing\nTwo things\none thing", "once": "i"})
    assert page.status_code == 422
    assert "is there twice" in page.content.decode()
    assert "Two things" in page.content.decode()
    with pytest.raises(Refused, match="at least one statement"):
        lock(activity=factories.make_activity(method="delphi"), by=None, once_key="x")


def test_a_copy_of_a_panel_has_its_statements_and_choices_and_is_not_fixed():
    activity = ready.opened(rounds=4)
    copy = factories.make_activity(programme=activity.programme, method="delphi", status="draft")
    methods.get("delphi").copy_contents(activity, copy)
    panel = Panel.objects.get(activity=copy)
    assert (panel.decides.rounds, panel.fingerprint, panel.locked_at) == (4, "", None)
    assert [item.text for item in queries.items_of(copy)] == list(ready.ITEMS)


# Invitations


def test_an_invitation_is_sent_once_and_lets_one_person_in():
    activity = ready.opened()
    team = team_of(activity)
    sent = {"constituency": "staff", "emails": "ann@example.org, bo@example.org\nANN@example.org", "once": "i"}
    for _press in range(2):
        assert team.post(at(activity, "invite"), sent).status_code == 302
    assert team.post(at(activity, "invite"), sent | {"once": "j"}).status_code == 302
    assert Message.objects.filter(kind="delphi-invitation").count() == 2
    page = team.post(at(activity, "invite"), {"constituency": "staff", "emails": "ann@", "once": "k"})
    assert (page.status_code, "is not an e-mail address" in page.content.decode()) == (422, True)
    one, other = Invitation.objects.filter(activity=activity)
    link = at(activity, "join", queries.token_of(one.ref))
    assert "This link is for you alone" in Client().get(link).content.decode()
    client = joined(activity, link, "clinician")
    assert "Round 1" in client.get(at(activity, "round")).content.decode()
    assert "works for one person" in Client().get(link).content.decode()
    assert Client().get(at(activity, "join", f"{other.ref}-{'0' * 32}")).status_code == 404
    balance = re.sub(r"<span.*?</span>|\s+", "", page_of(team, activity, "manage"))
    assert re.search("Healthandcarestaff</th><td[^>]*>2</td><td[^>]*>1</td>", balance)
    assert "ann@example.org" not in balance, "who joined is not shown, only how many"


def test_without_an_invitation_nobody_joins_unless_the_link_is_open():
    activity = ready.opened()
    step = Client().post(at(activity, "step", "invited"), {"link": "https://example.org/nowhere"})
    assert (step.status_code, "not a link to this panel" in step.content.decode()) == (422, True)
    anybody = ready.opened(open_link=True, title="Open to all")
    response = Client().get(at(anybody, "start"))
    assert 'href="' + at(anybody, "step", "rounds") in response.content.decode()


# Rating


def test_a_rating_may_be_changed_and_the_last_one_holds():
    activity = ready.opened()
    seat = make_seat(activity)
    client, item = client_with_seat(seat), activity.delphi_items.first()
    for value, reason in [("3", "It is loud."), ("8", ""), ("8", "")]:
        answer = {"rating": value, "reason": reason, "once": f"k{value}"}
        assert client.post(at(activity, "rate", item.ref), answer).status_code == 302
    assert Rating.objects.get(seat=seat).value == 8
    assert Reason.objects.get(seat=seat).contribution.moderation == "waiting"
    assert client.post(at(activity, "rate", item.ref), {"rating": "outside", "once": "o"}).status_code == 302
    assert Rating.objects.get(seat=seat).value is None
    home = page_of(client, activity, "round")
    assert "You have rated 1 of 3 statements" in home
    assert "outside your expertise" in home


@pytest.mark.parametrize("rating", ["0", "10", "7.5", "", "much", "-1"])
def test_a_rating_off_the_scale_is_not_taken_and_the_reason_stays_on_the_page(rating):
    activity = ready.opened()
    seat, item = make_seat(activity), activity.delphi_items.first()
    page = client_with_seat(seat).post(
        at(activity, "rate", item.ref), {"rating": rating, "reason": "Because it rings.", "once": "r"}
    )
    assert page.status_code == 422
    assert "Because it rings." in page.content.decode()
    assert "Choose a number from 1 to 9" in page.content.decode()
    with pytest.raises(Refused, match="from 1 to 9"):
        actions.rate(seat=seat, item=item, value=10, once_key="x")
    assert not Rating.objects.exists()


def test_a_rating_after_the_round_has_closed_is_not_taken_and_stays_on_the_page():
    activity = ready.opened()
    seats = ready.seated(activity, each=1)
    ready.rated(activity, seats)
    ready.closed(activity)
    item = activity.delphi_items.first()
    page = client_with_seat(seats[0]).post(
        at(activity, "rate", item.ref), {"rating": "1", "reason": "Too late?", "once": "r"}
    )
    assert page.status_code == 422
    assert "This round has closed" in page.content.decode()
    assert "Too late?" in page.content.decode()
    assert Rating.objects.get(seat=seats[0], item=item).value == 9
    assert not Contribution.objects.filter(kind="reason").exists()


def test_a_round_that_nobody_rated_stays_open_and_a_panel_of_one_says_that_it_is_too_few():
    activity = ready.opened()
    team = team_of(activity)
    page = team.post(at(activity, "manage"), {"do": "close", "once": "c"})
    assert (page.status_code, "Nobody has rated anything" in page.content.decode()) == (422, True)
    ready.rated(activity, [make_seat(activity)])
    run = ready.closed(activity)
    assert set(run.summary["final"].values()) == {"ask again"}
    assert any("fewer than 8 people" in warning for warning in run.summary["warnings"])
    assert all(cell["hidden"] for item in run.summary["rounds"][0]["items"].values() for cell in item["cells"])


# What others said


def test_nobody_sees_a_rounds_ratings_before_their_own(second):
    activity, seats = second
    item = activity.delphi_items.first()
    page = page_of(client_with_seat(seats[1]), activity, "rate", item.ref)
    assert "You gave 8." in page
    assert "Round 1, by group" in page
    assert all(name in page for name in ("Patients and public", "Health and care staff", "Policymakers"))
    late = make_seat(activity, "staff")
    client = client_with_seat(late)
    page = page_of(client, activity, "rate", item.ref)
    assert "Round 1, by group" not in page
    assert "could not hear the phone" not in page
    client.post(at(activity, "rate", item.ref), {"rating": "2", "once": "late"})
    assert "Round 1, by group" in page_of(client, activity, "rate", item.ref)
    assert "Ratings are shown here once the panel has ended" in page_of(Client(), activity, "results")
    assert methods.get("delphi").analyse(activity) == []


def test_small_groups_are_not_shown_and_it_is_said():
    activity = ready.opened()
    seats = [*ready.seated(activity, each=8)[:17], make_seat(activity, "policy")]
    ready.rated(activity, seats)
    ready.closed(activity)
    page = page_of(client_with_seat(seats[0]), activity, "rate", activity.delphi_items.first().ref)
    assert re.search("Too few ratings to show: [^.]*Policymakers", page)


def test_reasons_come_without_names_in_an_order_of_ones_own_and_their_group_is_masked_while_a_round_is_open(second):
    activity, seats = second
    for number in range(1, 7):
        ready.reasoned(seats[number], f"Reason {number}.")
    ready.reasoned(seats[7], "Not approved.", moderation="waiting")
    ready.reasoned(seats[7], "Not to be quoted.", uses={"quote": False})
    item = activity.delphi_items.first()
    # Written in the open round: not seen until it has closed.
    assert "Reason 1." not in page_of(client_with_seat(seats[10]), activity, "rate", item.ref)
    Reason.objects.update(round=activity.delphi_rounds.first())
    pages = [page_of(client_with_seat(seat), activity, "rate", item.ref) for seat in seats[10:20]]
    orders = {tuple(re.findall(r"Reason \d", page)) for page in pages}
    assert {tuple(sorted(order)) for order in orders} == {tuple(f"Reason {n}" for n in range(1, 7))}
    assert len(orders) > 1
    assert not any("Not approved" in page or "Not to be quoted" in page for page in pages)
    assert "tl-quote__from" not in pages[0], "whose reason it is, is masked"
    ready.rated(activity, seats)
    ready.closed(activity, "c2")
    assert "tl-quote__from" in page_of(client_with_seat(seats[10]), activity, "rate", item.ref)


@pytest.mark.parametrize(
    ("behind", "while_open", "after"), [("never", False, False), ("closed", False, True), ("always", True, True)]
)
def test_the_team_chooses_when_people_see_which_group_a_reason_came_from(second, behind, while_open, after):
    activity, seats = second
    reason = ready.reasoned(seats[1], "Because.")
    Reason.objects.filter(pk=reason.pk).update(round=activity.delphi_rounds.first())
    Panel.objects.filter(activity=activity).update(chosen={"fewest": 3, "behind": behind})
    reader, ref = client_with_seat(seats[10]), activity.delphi_items.first().ref

    def named() -> bool:
        page = page_of(reader, activity, "rate", ref)
        assert "Because." in page
        return "tl-quote__from" in page

    assert named() is while_open
    ready.rated(activity, seats)
    ready.closed(activity, "c2")
    assert named() is after


@pytest.mark.parametrize(
    ("kept", "means"), [({"masked": True}, "closed"), ({"masked": False}, "always"), ({}, "closed")]
)
def test_a_panel_that_was_fixed_before_keeps_what_people_were_told(kept, means):
    assert Settings.of(kept).behind == means


def test_a_page_costs_the_same_however_many_people_there_are(second):
    activity, seats = second
    client, item = client_with_seat(seats[3]), activity.delphi_items.first()

    def cost():
        found = []
        for path in (at(activity, "round"), at(activity, "rate", item.ref)):
            with CaptureQueriesContext(
                connection,
            ) as seen:
                assert client.get(path).status_code == 200
            found.append(len(seen))
        return found

    few = cost()
    for number in range(4, 12):
        ready.reasoned(seats[number], f"Reason {number}.")
    Reason.objects.update(round=activity.delphi_rounds.first())
    ready.rated(activity, ready.seated(activity, each=2))
    assert cost() == few


# Suggestions, reminders, the end


def test_a_suggestion_becomes_a_statement_of_the_next_round_or_its_author_reads_why_not():
    activity = ready.opened()
    seats = ready.seated(activity)
    client, team = client_with_seat(seats[0]), team_of(activity)
    for _press in range(2):
        client.post(at(activity, "suggest"), {"words": "Seats with arms", "once": "s"})
    first = Contribution.objects.get(kind="suggestion")
    assert "A moderator has not approved this" in page_of(team, activity, "suggestions")
    waiting = queries.suggestions(activity)[0]
    yes = {"decision": "take", "text": "Chairs with arms", "words": "Many need them.", "once": "d"}
    page = team.post(at(activity, "decide", waiting.ref), yes)
    assert (page.status_code, "Many need them." in page.content.decode()) == (422, True)
    assert first.moderation == "waiting"
    taken, left = ready.suggested(seats[0], "Arms on seats"), ready.suggested(seats[0], "Free cake")
    assert team.post(at(activity, "decide", taken.ref), yes | {"once": "e"}).status_code == 302
    no = {"decision": "leave", "text": "", "words": "It is not ours to decide.", "once": "f"}
    for _press in range(2):
        assert team.post(at(activity, "decide", left.ref), no).status_code == 302
    assert sorted(PublicReply.objects.values_list("outcome", flat=True)) == ["not-taken", "taken"]
    assert "It is not ours to decide." in page_of(client, activity, "round")
    ready.rated(activity, seats)
    ready.closed(activity)
    round_ = actions.open_next_round(activity=activity, by=None, once_key="2")
    assert "Chairs with arms" in round_.items.values_list("text", flat=True)
    assert client.get(at(activity, "suggest")).status_code == 302, "in round one only"
    late = client.post(at(activity, "suggest"), {"words": "Too late", "once": "t"})
    assert (late.status_code, "Too late" in late.content.decode()) == (422, True)


def test_reminders_go_once_a_round_to_those_who_have_not_finished():
    activity = ready.opened()
    team = team_of(activity)
    emails = "a@example.org\nb@example.org\nc@example.org"
    team.post(at(activity, "invite"), {"constituency": "patients", "emails": emails, "once": "i"})
    links = [at(activity, "join", queries.token_of(one.ref)) for one in Invitation.objects.order_by("pk")]
    done, begun = (joined(activity, link, "patient") for link in links[:2])
    for client, items in ((done, activity.delphi_items.all()), (begun, activity.delphi_items.all()[:1])):
        for item in items:
            client.post(at(activity, "rate", item.ref), {"rating": "5", "once": f"r{item.pk}"})
    assert team.post(at(activity, "manage"), {"do": "remind", "once": "m"}).status_code == 302
    for _again in range(2):
        jobs.remind.call(activity.ref, 1)
    assert Message.objects.filter(kind="delphi-reminder").count() == 2, "one who began, and one who has not joined"
    page = team.post(at(activity, "manage"), {"do": "remind", "once": "n"})
    assert (page.status_code, "We write once a round" in page.content.decode()) == (422, True)


def test_an_ended_panel_is_public_gives_findings_a_report_and_an_export(second):
    activity, seats = second
    ready.rated(activity, seats)
    ready.closed(activity, "c2")
    actions.open_next_round(activity=activity, by=None, once_key="3")
    ready.rated(activity, [seat for seat in seats if seat != seats[0]])
    run = ready.closed(activity, "c3")
    assert run.summary["final"] == dict(zip(ready.ITEMS, ("in", "out", "no consensus"), strict=True))
    public = page_of(Client(), activity, "results")
    assert "No agreement" in public
    assert "Agreed to leave out" in public
    found = {one.title: one for one in methods.get("delphi").analyse(activity)}
    agreed = found["The panel agrees: A bell at the desk"]
    assert (agreed.kind, agreed.run) == ("consensus", run.ref)
    assert {one.group for one in agreed.measures} == {
        "Everybody",
        "Patients and public",
        "Health and care staff",
        "Policymakers",
    }
    assert agreed.measures[0].text.endswith("%")
    assert found["The panel does not agree on: Phones answered by software"].kind == "difference"
    report = page_of(team_of(activity, "analyst"), activity, "report")
    assert Panel.objects.get(activity=activity).fingerprint in report
    assert report.count("For you to write.") >= 5
    tables = {table.name: (table.columns, list(table.rows)) for table in methods.get("delphi").export(activity)}
    assert len(tables["ratings"][1]) == 24 * 3 * 2 + 23
    assert len(tables["accord"][1]) == 35
    assert all(len(columns) == len(row) for columns, rows in tables.values() for row in rows)
    assert "My mother could not hear the phone." in str(tables["words"][1])
    assert not any(seat.ref in str(tables) for seat in seats)


def test_what_is_taken_back_no_longer_counts(second):
    activity, seats = second
    for kind in ("stop", "erase"):
        withdraw(submission=seats[0].submission, kind=kind, once_key=kind)
    run = actions.work_out(activity=activity, by=None, once_key="again")
    jobs.work_out.call(run.ref)
    run.refresh_from_db()
    assert run.summary["rounds"][0]["flow"]["patients"]["started"] == 7
    assert forget_erased() == 1
    assert not Rating.objects.filter(seat=seats[0]).exists()
