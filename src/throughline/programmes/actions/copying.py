"""Beginning from what was prepared before: an activity, or a whole programme, as a template."""

from __future__ import annotations

from throughline.core.actions import action
from throughline.people.models import Account
from throughline.programmes import methods
from throughline.programmes.actions._common import pressed, record
from throughline.programmes.actions.activities import create_activity
from throughline.programmes.actions.planning import create_programme
from throughline.programmes.models import Activity, Programme
from throughline.programmes.permissions import Duty, require


@action
def copy_activity(
    *, activity: Activity, title: str, by: Account | None, into: Programme | None = None, once_key: str = ""
) -> Activity:
    """Prepare a new activity as another was prepared. Nobody's answers come along.

    Args:
        activity: what to begin from.
        title: what people read.
        into: the programme that gets it; by default the same.
        once_key: the form's key; the same key again gives the same activity.

    Raises:
        NotAllowed: the account may not run activities in one of the two programmes.
        Refused: the programme is closed, or the method comes by itself.
    """
    require(Duty.RUN_ACTIVITY, by=by, programme=activity.programme)
    claim = pressed("programmes.copy-activity", by=by, key=once_key)
    if not claim.first:
        return Activity.objects.get(ref=claim.outcome)
    method = methods.get(activity.method)
    made = create_activity(
        programme=into or activity.programme,
        method=activity.method,
        title=title,
        intro=activity.intro,
        settings=method.settings_to_copy(activity),
        by=by,
    )
    method.copy_contents(activity, made)
    claim.settle(made.ref)
    record("programmes.copy-activity", by=by, target=f"activity:{made.ref}", source=activity.ref)
    return made


@action
def copy_programme(*, programme: Programme, title: str, by: Account | None, once_key: str = "") -> Programme:
    """Begin to plan a programme as another was planned: its question, places, questions about people and activities.

    The promise, the dates and the team are each programme's own, and nobody's words come along.

    Args:
        programme: what to begin from.
        title: what the new one is called.
        once_key: the form's key; the same key again gives the same programme.

    Raises:
        NotAllowed: the account is no organiser there, or does not belong to the organisation.
    """
    require(Duty.PLAN, by=by, programme=programme)
    claim = pressed("programmes.copy", by=by, key=once_key)
    if not claim.first:
        return Programme.objects.get(slug=claim.outcome)
    made = create_programme(
        organisation=programme.organisation,
        title=title,
        question=programme.question,
        summary=programme.summary,
        is_example=programme.is_example,
        by=by,
    )
    made.about_questions = list(programme.about_questions)
    made.save(update_fields=["about_questions"])
    made.topics.set(programme.topics.all())
    made.regions.set(programme.regions.all())
    for activity in programme.activities.order_by("pk"):
        if methods.get(activity.method).by_hand:
            copy_activity(activity=activity, title=activity.title, into=made, by=by)
    claim.settle(made.slug)
    record("programmes.copy", by=by, target=f"programme:{made.ref}", source=programme.ref)
    return made
