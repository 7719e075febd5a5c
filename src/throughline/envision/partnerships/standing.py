"""Where a partnership stands: the steps of the James Lind Alliance method, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from throughline.envision.partnerships import queries
from throughline.envision.partnerships.models import Member, Partnership
from throughline.envision.partnerships.protocol import FEWEST_QUESTIONS
from throughline.programmes.models import Activity, Constituency


@dataclass(frozen=True)
class Step:
    """One step. page: the page of the method on which it is done. colour: of the tag; empty once it is done."""

    title: str
    page: str
    said: str
    colour: str
    hint: str = ""


def balance(group: Sequence[Member]) -> list[str]:
    """Which sides nobody of the steering group speaks for."""
    sides = {one.constituency for one in group}
    words = _("Nobody from this group yet: %(who)s")
    return [words % {"who": label} for name, label in Constituency.choices if name not in sides]


def problems(activity: Activity, partnership: Partnership) -> list[str]:
    """What has to be done before people can choose."""
    found = []
    if partnership.locked_at is None:
        found.append(_("Lock the protocol."))
    if len(queries.long_list(activity)) < FEWEST_QUESTIONS:
        found.append(_("Write at least 2 questions and check them."))
    if queries.unchecked(activity):
        found.append(_("Compare every question with what is known already."))
    return found


def steps_of(activity: Activity, partnership: Partnership) -> list[Step]:
    """Every step, in order."""
    return list(_before_choosing(activity, partnership)) + list(_after_choosing(activity, partnership))


def _step(title: str, page: str, done: bool, hint: str = "") -> Step:
    return Step(title, page, _("Done") if done else _("To do"), "" if done else "blue", hint)


def _before_choosing(activity: Activity, partnership: Partnership) -> Iterator[Step]:
    locked = partnership.locked_at is not None
    questions, waiting = queries.questions(activity), queries.unchecked(activity)
    yield _step(_("Write the protocol"), "protocol" if locked else "protocol-edit", not partnership.protocol.missing)
    if not locked:
        yield _step(_("Name the steering group and lock the protocol"), "member", False)
    hint = _("From what people said in any activity of this programme.")
    yield _step(_("Gather words under questions"), "gather", bool(questions), hint)
    hint = _("Not compared with what is known yet: %(n)s") % {"n": waiting} if waiting else ""
    yield _step(_("Compare questions with what is known"), "questions", bool(questions) and not waiting, hint)


def _after_choosing(activity: Activity, partnership: Partnership) -> Iterator[Step]:
    run = queries.shown(activity)
    groups = len(queries.small_groups(activity))
    hint = _("Open this activity when all is ready, and close it when people have chosen.")
    yield _step(_("Let people choose, and put the questions in order"), "progress", run is not None, hint)
    yield _step(_("Publish the short list"), "short-choose", partnership.short_at is not None)
    hint = _("Orders written down: %(n)s") % {"n": groups} if groups else _("Two or three groups of all sides.")
    yield _step(_("Write down the orders of the small groups"), "workshop", groups >= 2, hint)
    yield _step(_("Publish the top ten"), "top", partnership.top_at is not None)
    yield _step(_("Say what became of each"), "follow-ups", any(one.follow_ups.all() for one in queries.top(activity)))
