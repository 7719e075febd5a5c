"""From one press to a published finding: every step of the method, through the pages."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.envision.joining import client_with_seat, make_seat
from tests.envision.partnerships.partnering import (
    PROTOCOL,
    TEXTS,
    chose,
    divided,
    in_order,
    put,
    url,
    words_for,
)
from tests.support import factories

from throughline.envision.partnerships import queries
from throughline.envision.partnerships.models import Partnership, Question
from throughline.evidence import steps
from throughline.evidence.models import Finding
from throughline.programmes import methods
from throughline.programmes.models import Activity, Role

pytestmark = pytest.mark.django_db
DAY = {"looked_on_day": "1", "looked_on_month": "4", "looked_on_year": "2026"}


def page(response, status: int = 200) -> str:
    assert response.status_code == status, response.content.decode()
    return response.content.decode()


def goes(response) -> str:
    assert response.status_code == 302, response.content.decode()
    return response["Location"]


def set_up(team: Client, programme) -> Activity:
    """One press makes the story call and the partnership, with what each begins with."""
    choose = page(team.get(reverse("activity-new", args=[programme.slug])))
    assert "Set up all of it: Priority-setting partnership" in choose
    sent = {"method": "partnerships", "once": "one"}
    where = goes(team.post(reverse("activity-chain", args=[programme.slug]), sent))
    assert goes(team.post(reverse("activity-chain", args=[programme.slug]), sent)) == where, "pressed twice"
    stories, made = programme.activities.order_by("pk")
    assert (stories.method, stories.settings["happened"]) == ("stories", "What question would you like answered?")
    assert url("setup", made) == where
    return made


def steer(team: Client, activity: Activity) -> None:
    shown = page(team.get(url("setup", activity)))
    assert shown.count("Nobody from this group yet") == 3
    assert "Name a neutral adviser." in page(team.post(url("lock", activity), {"once": "1"}), 422)
    sent = {**PROTOCOL, "agreed_on_day": "2", "agreed_on_month": "3", "agreed_on_year": "2026", "once": "2"}
    goes(team.post(url("protocol-edit", activity), sent))
    assert "at least one other side" in page(team.post(url("lock", activity), {"once": "3"}), 422)
    for number, side in enumerate(("patients", "staff")):
        goes(team.post(url("member", activity), {"name": f"N{number}", "constituency": side, "once": f"m{number}"}))
    assert "Nobody from this group yet: Policymakers" in page(team.get(url("setup", activity)))
    goes(team.post(url("lock", activity), {"once": "4"}))
    assert "locked and public" in page(team.post(url("protocol-edit", activity), {**sent, "once": "5"}), 422)
    shown = page(Client().get(url("protocol", activity)))
    kept = Partnership.objects.get(activity=activity)
    assert kept.fingerprint[:32] in shown
    assert "Neutral adviser: Robin Hale" in shown
    assert "scope: Adults who live with pain that lasts." in shown


def gather(team: Client, activity: Activity) -> list[Question]:
    """Two people's words become one question, those of a third are out of scope, and one question is answered."""
    first, second, third = (words_for(activity, text=f"Words {n}") for n in "abc")
    unapproved = words_for(activity, text="Nobody approved this", moderation="waiting")
    shown = page(team.get(url("gather", activity)))
    assert "Words a" in shown
    assert "Nobody approved this" not in shown
    sent = {"words": [first.ref, second.ref], "what": "new", "text": TEXTS[0], "once": "g1"}
    goes(team.post(url("gather", activity), sent))
    aside = {"words": [third.ref], "what": "aside", "reason": "It is about an operation.", "once": "g2"}
    goes(team.post(url("gather", activity), aside))
    assert "Words a" not in page(team.get(url("gather", activity)))
    assert "In question 1" in page(team.get(url("gather", activity) + "?all=yes"))
    wrong = page(team.post(url("gather", activity), {"words": [unapproved.ref], "what": "new", "text": "Why?"}), 422)
    assert "may not be used any more" in wrong
    for number, text in enumerate(TEXTS[1:]):
        sent = {"what": "new", "text": text, "origin": "A guideline", "once": f"q{number}"}
        goes(team.post(url("gather", activity), sent))
    asked = page(
        team.post(reverse("activity-manage", args=[activity.programme.slug, activity.ref]), {"open": "y"}), 422
    )
    assert "Compare every question with what is known already." in asked
    rows = queries.questions(activity)
    for number, one in enumerate(rows):
        sent = {"known": "none", "once": f"c{number}", **DAY}
        if number == 6:
            sent |= {"known": "answered", "note": "An app does less well.", "source": "A review of 2025"}
        goes(team.post(url("check-known", activity, one.ref), sent))
    told = steps.of([first, third])
    assert "Your words are part of the question “Does exercise in water help?”" in [
        one.title for one in told[first.ref]
    ]
    assert "It is about an operation." in [one.reason for one in told[third.ref]]
    return rows


def survey(team: Client, activity: Activity, rows: list[Question]) -> None:
    place = [activity.programme.slug, activity.ref]
    goes(team.post(reverse("activity-manage", args=place), {"open": "yes", "once": "open"}))
    activity.refresh_from_db()
    seat = make_seat(activity)
    person = client_with_seat(seat)
    shown = page(person.get(url("choose", activity)))
    assert "Can an app replace a visit?" not in shown, "it is answered already"
    assert "An app does less well. (A review of 2025)" in page(Client().get(url("long", activity)))
    goes(person.post(url("choose", activity), {"questions": [one.ref for one in rows[:3]]}))
    assert "Does exercise in water help?" in page(person.get(url("done", activity)))
    assert [one.title for one in steps.of_submissions([seat.submission])[seat.submission.ref]][-1] == (
        "You chose 3 questions"
    )
    chose(activity, divided(rows))
    put(activity, "closed")
    assert "has not been worked out yet" in page(Client().get(url("short", activity)))
    in_order(activity)


def decide(team: Client, activity: Activity, rows: list[Question]) -> list[str]:
    shown = page(Client().get(url("short", activity)))
    assert "Policymakers: fewer than 8 people chose." in shown
    listed = page(team.get(url("short-choose", activity)))
    assert listed.count(" checked") == 5
    chosen = [one.ref for one in rows[:4]] + [rows[7].ref]
    asked = page(team.post(url("short-choose", activity), {"chosen": chosen, "once": "s1"}), 422)
    assert "Why is “What do carers need to know?” added?" in asked
    assert "Why is “Do group talks help families?” left out?" in asked
    assert asked.count(" checked") == 5
    said = {f"reason-{rows[7].ref}": "Only policymakers chose it.", f"reason-{rows[4].ref}": "Part of question 8."}
    goes(team.post(url("short-choose", activity), {"chosen": chosen, "once": "s2", **said}))
    assert "Why: Only policymakers chose it." in page(Client().get(url("short", activity)))
    return chosen


def workshop(team: Client, activity: Activity, short: list[str]) -> None:
    people = {"people-patients": "4", "people-staff": "3", "people-policy": "0"}
    for number, order in enumerate((short, short[::-1])):
        places = {f"place-{ref}": str(place) for place, ref in enumerate(order, start=1)}
        sent = {"name": f"Group {number + 1}", "once": f"w{number}", **people, **places}
        goes(team.post(url("order-new", activity), sent))
    assert "Sum of places" in page(team.get(url("workshop", activity)))
    sent = {f"place-{ref}": str(place) for place, ref in enumerate(short, start=1)}
    sent |= {f"reason-{ref}": "Pain keeps people awake." for ref in short}
    goes(team.post(url("top", activity), sent | {"once": "t"}))
    done = {"happened_on_day": "3", "happened_on_month": "2", "happened_on_year": "2027"}
    told = {"taken_up_by": "The Pain Fund", "words": "They pay for a study.", "once": "f"}
    goes(team.post(url("follow-up", activity, short[0]), told | done))
    shown = page(Client().get(url("results", activity)))
    assert "3 February 2027, The Pain Fund: They pay for a study." in shown
    assert shown.index("Does exercise in water help?") < shown.index("What helps people back to work?")


def test_from_one_press_to_a_published_finding():
    programme = factories.make_programme()
    team = Client()
    team.force_login(factories.make_member(programme, Role.ORGANISER, Role.FACILITATOR, Role.ANALYST))
    activity = set_up(team, programme)
    steer(team, activity)
    rows = gather(team, activity)
    survey(team, activity, rows)
    short = decide(team, activity, rows)
    workshop(team, activity, short)
    place = [programme.slug, activity.ref]
    drafts = methods.get("partnerships").analyse(activity)
    assert [one.title for one in drafts[:2]] == ["The top 5 questions", "Patients and public: what they put first"]
    assert "too few people to show" in {
        measure.text for measure in drafts[0].measures if measure.group == "Policymakers"
    }
    found = page(team.get(reverse("proposed", args=place)))
    key = found.split('name="finding" value="')[1].split('"')[0]
    where = goes(team.post(reverse("proposed", args=place), {"finding": key, "publish": "yes", "once": "p"}))
    published = Finding.objects.get(programme=programme, status="published")
    shown = page(Client().get(where))
    assert "The top 5 questions" in shown
    assert len(queries.contributions_under([short[0]])) == 2
    node = page(Client().get(reverse("throughline-node", args=[programme.slug, "question", short[0]])))
    assert "Words a" in node
    assert published.measures["rows"]
