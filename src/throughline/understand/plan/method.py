"""Suggestions on the plan of a draft programme: anybody makes them, and the team answers each in public."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, reverse
from django.utils.translation import gettext_lazy as _

from throughline.core.routes import route
from throughline.programmes.access import OfMethod, member
from throughline.programmes.methods import Column, DraftFinding, Guide, Method, Table
from throughline.programmes.models import Activity, Role
from throughline.understand.plan import queries, views
from throughline.understand.plan.forms import PlanSettings
from throughline.understand.plan.journey import JOURNEY
from throughline.voices.part import pages
from throughline.voices.queries import public_words_of


class Plan(Method):
    slug = queries.SLUG
    name = _("Suggestions on the plan")
    stage = queries.STAGE
    guide = Guide(
        purpose=_("To hear what should be different in a programme before it starts."),
        people=_("Any number. Even one good suggestion can change a plan."),
        time=_("It takes 3 to 5 minutes. You can stop and come back to it later."),
        influence=_("People shape the question, the dates and the promise, and each suggestion is answered."),
        not_for=_("Hearing what people live through. Use a story call for that."),
    )
    checklist = _("Say how many suggestions came in, from whom, and what was done with each (GRIPP2).")
    settings_form = PlanSettings
    by_hand = False

    def routes(self) -> list[URLPattern]:
        access = OfMethod(self.slug)
        team = member(Role.ORGANISER, Role.FACILITATOR, method=self.slug)
        return [
            *pages.routes(JOURNEY),
            route("results", views.results, name="plan-results", access=access),
            route("reply/<ref:suggestion>", views.reply, name="plan-reply", access=team),
        ]

    def part_url(self, activity: Activity) -> str:
        return reverse("plan-start", args=[activity.programme.slug, activity.ref])

    def results_url(self, activity: Activity) -> str:
        return reverse("plan-results", args=[activity.programme.slug, activity.ref])

    def analyse(self, activity: Activity) -> list[DraftFinding]:
        """Nothing: suggestions on a plan shape the programme, and are no evidence about its question."""
        return []

    def export(self, activity: Activity) -> list[Table]:
        return [Table("suggestions", COLUMNS, _rows(activity))]


COLUMNS = [
    Column("number", "integer", _("Counts the suggestions of this export, oldest first.")),
    Column("given_on", "date", _("The day on which it was given.")),
    Column("constituency", "text", _("patients, staff or policy.")),
    Column("moderation", "text", _("What moderators decided: waiting, second, green, amber or red.")),
    Column("outcome", "text", _("What the team did: taken, part, not-taken or answered; empty without an answer.")),
    Column("answer", "text", _("The team’s public answer.")),
    Column("words", "text", _("The words as approved, where their author agreed to be quoted.")),
]


def _rows(activity: Activity) -> Iterator[tuple[Any, ...]]:
    for number, row in enumerate(queries.usable(activity), start=1):
        answer = getattr(row, "public_reply", None)
        yield (
            number,
            row.given_on,
            row.constituency,
            row.moderation,
            answer.outcome if answer else "",
            answer.words if answer else "",
            (public_words_of(row) or "") if row.may_quote else "",
        )


METHOD = Plan()
