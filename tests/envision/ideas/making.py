"""Ideas for tests: an activity, people who suggest and support, and browsers of both sides."""

from __future__ import annotations

from django.test import Client
from django.utils import timezone
from tests.envision.joining import client_with_seat, make_seat, make_seats
from tests.support.factories import make_activity, make_contribution, make_member
from tests.support.working import finished

from throughline.envision.ideas import actions, runs_of
from throughline.envision.ideas.models import Comment, Idea, Question, Support
from throughline.envision.seats.models import Seat
from throughline.evidence.models import Run
from throughline.programmes.models import Activity, Role

TITLES = ("Text people who are next", "Free parking for patients", "A nurse to ring at night", "Plain letters")


def make_ideas(status: str = "open", ideas: int = len(TITLES), **columns) -> tuple[Activity, list[Idea]]:
    """An activity with approved ideas, each of another person."""
    activity = make_activity(method="ideas", stage="envision", status=status, **columns)
    return activity, [make_idea(activity, TITLES[n] if n < len(TITLES) else f"Made up {n}") for n in range(ideas)]


def make_idea(activity: Activity, title: str, *, seat: Seat | None = None, moderation: str = "green", **more) -> Idea:
    """An idea of somebody, approved unless told otherwise."""
    seat = seat or make_seat(activity)
    text = more.pop("text", f"{title}\n\nIt would help many.")
    words = make_contribution(
        activity=activity, kind="idea", text=text, moderation=moderation, submission=seat.submission, **more
    )
    return Idea.objects.create(activity=activity, contribution=words)


def make_joined_idea() -> Idea:
    """An idea of the team's in an activity that nobody has joined."""
    activity, _none = make_ideas(ideas=0)
    return Idea.objects.create(activity=activity, title="Easier arrival")


def make_comment(idea: Idea, text: str = "It worked elsewhere.", **more) -> Comment:
    words = make_contribution(activity=idea.activity, kind="comment", text=text, **more)
    return Comment.objects.create(idea=idea, contribution=words)


def make_question(activity: Activity, text: str = "Who decides?", **more) -> Question:
    words = make_contribution(activity=activity, kind="question", text=text, **more)
    return Question.objects.create(activity=activity, contribution=words)


def author_of(idea: Idea) -> Seat:
    return Seat.objects.select_related("submission", "activity").get(submission=idea.contribution.submission)


def people_support(activity: Activity, wanted: dict[Idea, list[str]]) -> list[Seat]:
    """People of these constituencies, each of whom supports one idea."""
    everybody = [(idea, who) for idea, whose in wanted.items() for who in whose]
    seats = make_seats(activity, [who for _idea, who in everybody])
    rows = [
        Support(seat=seat, idea=idea, given=True, changed_at=timezone.now())
        for seat, (idea, _who) in zip(seats, everybody, strict=True)
    ]
    Support.objects.bulk_create(rows)
    return seats


def counted(activity: Activity) -> Run:
    """The newest count, made now."""
    actions.work_out(activity=activity, by=None, once_key=f"{timezone.now().timestamp()}")
    run = runs_of.newest(activity)
    assert run is not None
    assert finished(run).status == Run.Status.DONE, run.failure
    return run


class Browser:
    """A browser at the pages of one activity."""

    def __init__(self, activity: Activity, client: Client) -> None:
        self.client = client
        self.base = f"/programmes/{activity.programme.slug}/ideas/{activity.ref}/"

    def reads(self, page: str) -> str:
        return " ".join(self.client.get(self.base + page).content.decode().split())

    def status(self, page: str) -> int:
        return self.client.get(self.base + page).status_code

    def sends(self, page: str, once: str = "a", **data):
        """Post a form; returns (status, where it leads or what the page says)."""
        response = self.client.post(self.base + page, {"once": once, **data})
        if response.status_code == 302:
            return 302, response.url.removeprefix(self.base)
        return response.status_code, " ".join(response.content.decode().split())


def person(activity: Activity, seat: Seat | None = None) -> Browser:
    """A browser that holds a seat."""
    return Browser(activity, client_with_seat(seat or make_seat(activity)))


def team(activity: Activity, role: Role = Role.FACILITATOR) -> tuple[Browser, object]:
    """A browser of somebody of the team, and their account."""
    client, account = Client(), make_member(activity.programme, role)
    client.force_login(account)
    return Browser(activity, client), account
