"""Reads for the pages of taking part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from throughline.programmes import methods
from throughline.programmes.models import Activity, Commitment, Programme, Region
from throughline.voices.actions import Received
from throughline.voices.models import Enrolment, Submission
from throughline.voices.sealing import receipt_code, receipt_index


@dataclass(frozen=True)
class WhatNext:
    """What the received page says about the time to come."""

    activity: Activity
    answer_by: date | None
    has_address: bool
    go_on_url: str
    """Where the person goes on answering, in a method that is joined first; empty otherwise."""

    helped_url: str
    """Where a helper, who wrote it down and now passes the code on, writes down the next; empty without a helper."""


def what_next(*, submission: str) -> WhatNext | None:
    """What happens after a submission (its ref), for the person who sent it."""
    row = Submission.objects.select_related("activity__programme__organisation").filter(ref=submission).first()
    if row is None:
        return None
    method = methods.get(row.activity.method)
    return WhatNext(
        activity=row.activity,
        answer_by=answer_by(row.activity.programme),
        has_address=Enrolment.objects.filter(participant=row.participant_id).exists(),
        go_on_url=method.go_on_url(row.activity),
        helped_url=method.helped_url(row.activity) if row.helped_by_id else "",
    )


def answer_by(programme: Programme) -> date | None:
    """The day by which the sponsor has promised to answer."""
    published = Commitment.objects.filter(programme=programme, published_at__isnull=False)
    return published.order_by("-version").values_list("answer_by", flat=True).first()


def regions_of(programme: Programme) -> list[Region]:
    """The regions a person may choose from: the programme's own, or all where it names none."""
    return list(programme.regions.all()) or list(Region.objects.all())


def sent_before(*, activity: Activity, once_key: str) -> Received | None:
    """What was stored under a form's key, where the person never saw the answer; None if nothing was."""
    code = receipt_code(once_key)
    submission = (
        Submission.objects.filter(activity=activity, participant__receipts__code_index=receipt_index(code))
        .order_by("-id")
        .first()
    )
    return Received(code, submission, first=False) if submission else None
