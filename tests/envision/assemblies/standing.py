"""Standing assemblies for tests: published terms, issues in every state, and people who support them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone
from tests.envision.joining import make_seat, make_seats
from tests.support.factories import days, make_activity, make_contribution
from tests.support.working import finished

from throughline.envision.assemblies import actions, runs_of
from throughline.envision.assemblies.charter import Terms
from throughline.envision.assemblies.models import Addition, Assembly, Charter, Issue, Support
from throughline.envision.seats.models import Seat
from throughline.evidence.models import Run
from throughline.programmes.models import Activity

TERMS = Terms(
    remit="How people are looked after on the wards of our two hospitals.",
    not_here="Complaints about one person’s care.",
    elsewhere=(("Patient advice", "Ring 01632 960001"), ("The council", "Write to care@council.example")),
)
WHO = [["Dr Amara Bello", "chief executive"], ["Sam Field", "head of nursing"]]


def make_standing(
    *, status: str = "open", terms: Terms = TERMS, held_in: int = 60, **columns: Any
) -> tuple[Activity, Assembly]:
    """A standing assembly with its published terms and one planned assembly."""
    activity = make_activity(method="assemblies", stage="envision", status=status, **columns)
    Charter.objects.create(
        activity=activity,
        number=1,
        chosen=terms.kept(),
        fingerprint=terms.fingerprint,
        locked_at=timezone.now() - timedelta(days=90),
    )
    meeting = Assembly.objects.create(
        activity=activity, held_on=days(held_in), place="Town hall", who=WHO, answer_by=days(held_in + 28)
    )
    return activity, meeting


def raised(
    activity: Activity,
    line: str = "Nobody answers the bell at night",
    *,
    state: str = "gathering",
    ends_in: int = 30,
    seat: Seat | None = None,
    moderation: str = "green",
    **columns: Any,
) -> Issue:
    """An issue in a state, whose gathering ends in so many days."""
    seat = seat or make_seat(activity)
    words = make_contribution(
        activity=activity, submission=seat.submission, kind="issue", text=line, moderation=moderation
    )
    values = {"waits_since": timezone.now() if state == "raised" else None, "harm": "no"}
    if state == "gathering":
        values["gathers_until"] = days(ends_in)
    charter = activity.assembly_charters.latest("number")
    return Issue.objects.create(
        activity=activity, seat=seat, contribution=words, charter=charter, state=state, **values | columns
    )


def added(issue: Issue, kind: str, text: str, seat: Seat | None = None) -> Addition:
    """Approved words about an issue."""
    seat = seat or issue.seat
    words = make_contribution(activity=issue.activity, submission=seat.submission, kind=f"issue-{kind}", text=text)
    return Addition.objects.create(contribution=words, issue=issue, seat=seat, kind=kind)


def supported(issue: Issue, **people: int) -> list[Seat]:
    """So many people of each constituency support an issue."""
    names = [name for name, number in people.items() for _one in range(number)]
    seats = make_seats(issue.activity, names)
    now = timezone.now()
    Support.objects.bulk_create([Support(seat=seat, issue=issue, given=True, changed_at=now) for seat in seats])
    return seats


def listed(activity: Activity, meeting: Assembly) -> Run:
    """The list of an assembly, worked out now."""
    run = actions.work_out(activity=activity, assembly=meeting, by=None, once_key=f"{timezone.now().timestamp()}")
    assert finished(run).status == Run.Status.DONE, run.failure
    return run


def confirmed(
    activity: Activity, meeting: Assembly, *, rare: Sequence[str] = (), reason: str = "Not enough yet."
) -> Assembly:
    """The list of an assembly, confirmed. `rare`: refs of issues that are added by a person."""
    run = listed(activity, meeting)
    rest = [row["ref"] for row in run.summary["issues"] if not row["chosen"]]
    choices = {
        ref: actions.Choice(ref in rare, "It is about harm." if ref in rare else "Not enough yet.") for ref in rest
    }
    key = f"confirm:{meeting.ref}"
    actions.confirm_list(activity=activity, assembly=meeting.ref, run=run.ref, choices=choices, by=None, once_key=key)
    meeting.refresh_from_db()
    assert runs_of.newest_done(activity, meeting) == meeting.run
    return meeting
