"""Planning a programme: its question, its dates and places, and its stages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from django.utils.translation import gettext as _

from throughline.core.actions import action
from throughline.core.errors import Refused
from throughline.people.models import Account
from throughline.programmes import commitments, hooks
from throughline.programmes.actions._common import free_slug, locked, pressed, record
from throughline.programmes.actions.organisations import require_place_in
from throughline.programmes.models import Membership, Organisation, Programme, Region, Role, Stage, StageKind, Topic
from throughline.programmes.permissions import Duty, require


class Changes(TypedDict, total=False):
    """What may change in a programme; what is left out stays."""

    title: str
    question: str
    summary: str
    opens_on: date | None
    closes_on: date | None
    about_questions: list[str]
    topics: Sequence[Topic]
    regions: Sequence[Region]


@dataclass(frozen=True)
class StagePlan:
    """One stage as it is planned. Days include both ends."""

    kind: str
    starts_on: date
    ends_on: date
    summary: str = ""


@action
def create_programme(
    *,
    organisation: Organisation,
    title: str,
    question: str,
    by: Account | None,
    summary: str = "",
    is_example: bool = False,
    once_key: str = "",
) -> Programme:
    """Begin to plan a programme. Whoever begins it is its first organiser.

    Args:
        title: what it is called, in a few words.
        question: the question that it answers.
        summary: what it is about, in Markdown.
        is_example: made up, and labelled so.
        once_key: the form's key; the same key again gives the same programme.

    Raises:
        NotAllowed: the asker does not belong to the organisation.
    """
    require_place_in(organisation, by=by)
    claim = pressed("programmes.create", by=by, key=once_key)
    if not claim.first:
        return Programme.objects.get(slug=claim.outcome)
    programme = Programme.objects.create(
        organisation=organisation,
        slug=free_slug(title, taken=Programme.objects, length=80),
        title=title,
        question=question,
        summary=summary,
        is_example=is_example,
    )
    if by is not None:
        Membership.objects.create(programme=programme, account=by, role=Role.ORGANISER)
    hooks.on_create.run(programme)
    claim.settle(programme.slug)
    record("programmes.create", by=by, target=f"programme:{programme.ref}")
    return programme


@action
def edit_programme(*, programme: Programme, changes: Changes, by: Account | None, once_key: str = "") -> Programme:
    """Change what a programme says about itself. `programme` is changed too.

    Raises:
        NotAllowed: the account is not an organiser.
        Refused: the closing date would come before the opening, or after the day of the promised answer.
    """
    require(Duty.PLAN, by=by, programme=programme)
    if not pressed("programmes.edit", by=by, key=once_key).first:
        return programme
    current, values = locked(programme), dict(changes)
    lists = {name: values.pop(name) for name in ("topics", "regions") if name in values}
    for name, value in values.items():
        setattr(current, name, value)
        setattr(programme, name, value)
    _check_dates(current)
    if values:
        current.save(update_fields=list(values))
    for name, rows in lists.items():
        getattr(current, name).set(rows)
    record("programmes.edit", by=by, target=f"programme:{programme.ref}", fields=sorted(changes))
    return programme


def _check_dates(programme: Programme) -> None:
    opens_on, closes_on = programme.opens_on, programme.closes_on
    if opens_on and closes_on and closes_on < opens_on:
        raise Refused(_("The closing date must be on or after the opening date."), field="closes_on")
    if programme.status == Programme.Status.DRAFT:
        return
    if closes_on is None:
        raise Refused(_("An open programme needs a closing date."), field="closes_on")
    promised = commitments.published(programme)
    if promised is not None and promised.answer_by < closes_on:
        raise Refused(
            _(
                "The sponsor has promised an answer before that day. Choose an earlier day, or ask the sponsor "
                "for a new commitment first."
            ),
            field="closes_on",
        )


@action
def set_stages(*, programme: Programme, stages: Sequence[StagePlan], by: Account | None, once_key: str = "") -> None:
    """Give a programme exactly these stages, each kind at most once.

    Raises:
        NotAllowed: the account is not an organiser.
        Refused: a stage ends before it starts, or stands there twice.
    """
    require(Duty.PLAN, by=by, programme=programme)
    if not pressed("programmes.set-stages", by=by, key=once_key).first:
        return
    kinds = [stage.kind for stage in stages]
    if len(set(kinds)) < len(kinds):
        raise Refused(_("Each stage can stand in the plan only once."))
    Stage.objects.filter(programme=programme).exclude(kind__in=kinds).delete()
    for stage in stages:
        _write(programme, stage)
    record("programmes.set-stages", by=by, target=f"programme:{programme.ref}", stages=kinds)


@action
def set_stage(*, programme: Programme, stage: StagePlan, by: Account | None, once_key: str = "") -> None:
    """Add one stage, or change its days and summary. The others stay.

    Raises:
        NotAllowed: the account is not an organiser.
        Refused: the stage ends before it starts.
    """
    require(Duty.PLAN, by=by, programme=programme)
    if not pressed("programmes.set-stage", by=by, key=once_key).first:
        return
    _write(programme, stage)
    record("programmes.set-stage", by=by, target=f"programme:{programme.ref}", stage=stage.kind)


@action
def remove_stage(*, programme: Programme, kind: str, by: Account | None, once_key: str = "") -> None:
    """Take one stage out of the plan; nothing happens where it is not in it.

    Raises:
        NotAllowed: the account is not an organiser.
    """
    require(Duty.PLAN, by=by, programme=programme)
    if not pressed("programmes.remove-stage", by=by, key=once_key).first:
        return
    Stage.objects.filter(programme=programme, kind=kind).delete()
    record("programmes.remove-stage", by=by, target=f"programme:{programme.ref}", stage=kind)


def _write(programme: Programme, stage: StagePlan) -> None:
    if stage.ends_on < stage.starts_on:
        raise Refused(_("A stage must end on or after the day it starts."), field="ends_on")
    Stage.objects.update_or_create(
        programme=programme,
        kind=StageKind(stage.kind),
        defaults={"starts_on": stage.starts_on, "ends_on": stage.ends_on, "summary": stage.summary},
    )
