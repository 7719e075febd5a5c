"""A partnership with its top ten, in which every field that a team can fill is filled, and somebody's words beneath."""

from __future__ import annotations

from django.utils import timezone
from tests.proofs.filled_rows import Words
from tests.proofs.filled_site import Site
from tests.support import factories

from throughline.envision.partnerships.models import (
    Chosen,
    FollowUp,
    Gathered,
    Member,
    Partnership,
    Question,
    SmallGroup,
)
from throughline.envision.partnerships.protocol import Protocol
from throughline.envision.partnerships.queries import KIND, Given
from throughline.envision.partnerships.working import work_out
from throughline.envision.seats.models import Seat
from throughline.evidence.models import Run
from throughline.voices.models import Contribution


def partnered(site: Site, text: Words) -> None:
    """A steering group, questions in every state, what a person chose, the order, the workshop, and what became."""
    activity, now = site.activities["partnerships"], timezone.now()
    said = {name: text(f"partnership.{name}") for name in ("scope", "out_of_scope", "gathering", "decides", "adviser")}
    protocol = Protocol(**said, adviser_from=text("partnership.adviser_from"), agreed_on="2026-03-02")
    Partnership.objects.create(
        activity=activity,
        chosen=protocol.kept(),
        exact=protocol.exact,
        fingerprint=protocol.fingerprint,
        locked_at=now,
        short_at=now,
        top_at=now,
    )
    named = {name: text(f"partnership.member-{name}") for name in ("name", "about")}
    site.add("member", Member.objects.create(activity=activity, constituency="staff", **named))
    rows = [_question(site, text, number) for number in range(1, 4)]
    rows[2].known, rows[2].place = Question.Known.ANSWERED, None
    rows[2].save()
    _gathered(site, text, rows)
    submission = factories.make_submission(activity, participant=site.participant)
    seat = Seat.objects.create(activity=activity, participant=site.participant, submission=submission)
    refs = [one.ref for one in rows[:2]]
    Chosen.objects.create(seat=seat, questions=refs, chosen_at=now)
    given = [Given("x", side, refs) for side in ("patients", "staff") for _person in range(30)]
    Run.objects.create(
        programme=site.programme,
        activity=activity,
        kind=KIND,
        status="done",
        started_at=now,
        finished_at=now,
        summary=work_out(refs, given) | {"public": True},
    )
    for number in range(2):
        people = {"patients": 4, "staff": 4, "policy": 1}
        made = SmallGroup.objects.create(
            activity=activity, name=text("partnership.group") + str(number), people=people, order=refs
        )
        site.add("group", made)
    took = {"taken_up_by": text("partnership.taken_up_by"), "words": text("partnership.follow_up")}
    FollowUp.objects.create(question=rows[0], happened_on=now.date(), **took)


def _question(site: Site, text: Words, number: int) -> Question:
    said = ("text", "explained", "origin", "known_note", "known_source", "short_reason", "place_reason")
    made = Question.objects.create(
        activity=site.activities["partnerships"],
        number=number,
        known=Question.Known.PARTLY,
        known_on=timezone.localdate(),
        short=True,
        place=number,
        left_because=text("partnership.left_because") if number == 3 else "",
        **{name: text(f"partnership.{name}") for name in said},
    )
    return site.add("question", made)


def _gathered(site: Site, text: Words, rows: list[Question]) -> None:
    """Words in every state: those that may not be read must not be shown through a question either."""
    words = list(Contribution.objects.filter(programme=site.programme, activity=site.activities["stories"]))
    activity = site.activities["partnerships"]
    for one in words:
        Gathered.objects.create(activity=activity, contribution=one, question=rows[0])
    reason = text("partnership.reason")
    site.add("gathered", Gathered.objects.create(activity=activity, contribution=words[0], reason=reason))
