"""8. The authority answers by a single-purpose link, reports later, and its days of silence are counted in public."""

from collections.abc import Callable

from tests.journeys.given import walked
from tests.recommend import making
from tests.support.factories import days, make_member, make_programme
from tests.support.site import Site
from tests.support.visitor import Visitor

Arrive = Callable[..., Visitor]


def test_authority_answers_with_everything_beneath_it(arrive: Arrive, site: Site, size: str):
    # given a recommendation that is published and rests on what people said
    line = walked()
    row = making.published(line.programme, due_in=14)
    organiser = arrive(account=make_member(line.programme, "organiser"))
    organiser.goes_to(f"/programmes/{line.programme.slug}/manage/recommendations/{row.ref}")
    who = f"board-{size}@example.org"

    # when the organiser asks for an answer, the link is shown once and sent
    organiser.presses("Ask the authority for an answer").check("recommendation-ask")
    organiser.fills("Name and post of the person who must answer", "Dr Bell, chief executive")
    organiser.fills("Their email address", who).presses("Send the link").sees("We show it only once").check("asked")
    link = site.link(who, containing="/answer/")

    # and whoever holds it sees everything beneath, and answers; what is missing is said next to the field
    authority = arrive().goes_to(link).sees(row.title, "What it rests on", "Waiting for an answer").check("answer")
    authority.follows("Open every step").sees(row.title).goes_to(link)
    authority.answers("What is your answer?", "Accept in part").presses("Publish this answer")
    authority.sees("There is a problem", "Give your reason").check("answer-error")
    authority.fills("Your reason", "We can do it from 8am to 6pm.")
    authority.fills("If you accept: who will see that it is done?", "Head of phones")
    authority.dates("By when will it be done?", days(60)).presses("Publish this answer")

    # then the answer is public at once
    public = arrive().goes_to(f"/programmes/{line.programme.slug}/recommendations/{row.ref}")
    public.sees("Accept in part", "We can do it from 8am to 6pm.", "Head of phones").check("recommendation-answered")

    # and later the same link takes what has been done
    authority.goes_to(link).sees("Say what has been done").check("progress")
    authority.answers("How is it going?", "Started").fills("What has been done?", "Two more lines are open.")
    authority.presses("Publish what has been done").check()
    public.goes_to(public.path).sees("Two more lines are open.", "Started").check()


def test_link_of_somebody_else_opens_nothing(arrive: Arrive):
    stranger = arrive().goes_to("/answer/not-a-link")
    stranger.sees("link").check("answer-wrong")
    assert stranger.page.locator("form[method=post]").count() == 0


def test_silence_is_counted_in_public(arrive: Arrive):
    # given a recommendation whose answer was due 12 days ago
    row = making.published(make_programme(), title="Open the side door", due_in=-12, ago=61)
    making.link(row)

    # then everybody reads for how long nobody has answered
    public = arrive().goes_to(f"/programmes/{row.programme.slug}/recommendations/{row.ref}")
    public.sees("12 days overdue", "61 days without an answer.", "No answer yet.").check("recommendation-overdue")
    public.goes_to("/answers").sees("12 days overdue").check("answers-overdue")
