"""Questionnaire: the usual kinds of questions, with branching, one on each page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from throughline.core.access import LINK
from throughline.core.routes import route
from throughline.programmes.access import OfMethod, member
from throughline.programmes.methods import Column, DraftFinding, Fit, Guide, Method, Table
from throughline.programmes.models import Activity, Role, StageKind
from throughline.understand.questionnaires import queries, views, wave_views
from throughline.understand.questionnaires.findings import findings
from throughline.understand.questionnaires.forms import QuestionnaireSettings
from throughline.understand.questionnaires.journey import JOURNEY, questions_of
from throughline.voices.part import pages
from throughline.voices.part.exporting import Pseudonyms, exported_words
from throughline.voices.part.published import usable


class Questionnaires(Method):
    slug = "questionnaires"
    name = _("Questionnaire")
    stage = StageKind.UNDERSTAND.value
    guide = Guide(
        purpose=_("To ask the same questions of many people and compare what groups say."),
        people=_("30 or more from each group that you want to compare."),
        time=_("It takes 5 to 10 minutes. You can stop and come back to it later."),
        duration=_("2 to 4 weeks."),
        influence=_("People answer what you ask. Leave room for what you did not think of."),
        not_for=_("Finding out what matters to people when you do not know it yet. Use a story call first."),
        fit=Fit(needs=frozenset({"compare"}), least=30, minutes=5, shows_disagreement=True),
    )
    checklist = _(
        "Say who was asked and how, how many answered each question, and who is missing (CROSS, CHERRIES). "
        "People chose to take part, so shares are of those who answered, not of everybody."
    )
    settings_form = QuestionnaireSettings

    def routes(self) -> list[URLPattern]:
        public = OfMethod(self.slug)
        team = member(Role.ORGANISER, Role.FACILITATOR, method=self.slug)
        return [
            *pages.routes(JOURNEY),
            route("results", views.results, name="questionnaires-results", access=public),
            route("change", wave_views.change, name="questionnaires-change", access=public),
            route("again/<str:token>", wave_views.again, name="questionnaires-again", access=LINK),
            route("waves", wave_views.waves, name="questionnaires-waves", access=team),
            route("questions", views.questions, name="questionnaires-questions", access=team),
            route("questions/new", views.question, name="questionnaires-question-new", access=team),
            route("questions/<slug:slug>/edit", views.question, name="questionnaires-question", access=team),
            route("questions/<slug:slug>/move", views.move, name="questionnaires-question-move", access=team),
            route("questions/<slug:slug>/remove", views.remove, name="questionnaires-question-remove", access=team),
        ]

    def part_url(self, activity: Activity) -> str:
        return reverse("questionnaires-start", args=[activity.programme.slug, activity.ref])

    def results_url(self, activity: Activity) -> str:
        return reverse("questionnaires-results", args=[activity.programme.slug, activity.ref])

    def manage_url(self, activity: Activity) -> str:
        return reverse("questionnaires-questions", args=[activity.programme.slug, activity.ref])

    def missing(self, activity: Activity) -> str:
        return "" if questions_of(activity) else gettext("Write at least one question first.")

    def analyse(self, activity: Activity) -> list[DraftFinding]:
        tally = queries.tally(activity, wave=queries.compared_wave(activity))
        return list(findings(questions_of(activity), tally))

    def export(self, activity: Activity) -> list[Table]:
        names = Pseudonyms()
        return [
            Table("waves", _WAVE_COLUMNS, _waves(activity)),
            Table("questions", _QUESTION_COLUMNS, _questions(activity)),
            Table("closed_answers", _CLOSED_COLUMNS, _closed(activity, names)),
            Table("words", _WORDS_COLUMNS, _words(activity, names)),
        ]


_QUESTION_COLUMNS = [
    Column("question", "text", _("The question's short name.")),
    Column("type", "text", _("single, multiple, scale, number, date, short or long.")),
    Column("text", "text", _("What people read.")),
    Column("required", "boolean", _("Whether it had to be answered.")),
    Column("option", "text", _("The short name of one answer; empty where there are none to choose.")),
    Column("label", "text", _("What people read of that answer.")),
    Column("asked_if", "text", _("The earlier question and answers on which it depends.")),
]
_WAVE_COLUMNS = [
    Column("wave", "integer", _("Which time the questions were asked: 1, 2 …; no rows where it was once only.")),
    Column("opens_on", "date", _("Its first day.")),
    Column("closes_on", "date", _("Its last day.")),
]
_PERSON_COLUMNS = [
    Column("sent_id", "text", _("Stands for one filled-in questionnaire within this export only.")),
    Column("person_id", "text", _("Stands for the person within this export only, in whatever wave.")),
    Column("wave", "integer", _("Which time the questions were asked: 1, 2 …")),
    Column("constituency", "text", _("patients, staff or policy.")),
]
_CLOSED_COLUMNS = [
    *_PERSON_COLUMNS,
    Column("question", "text", _("The question's short name.")),
    Column("value", "text", _("The short name of the answer chosen, or the number or day.")),
]
_WORDS_COLUMNS = [
    *_PERSON_COLUMNS,
    Column("question", "text", _("The question that the words answer.")),
    Column("moderation", "text", _("What moderators decided: waiting, second, green, amber or red.")),
    Column("word_count", "integer", _("The number of words as given.")),
    Column("words", "text", _("The words as approved, where their author agreed to be quoted.")),
]


def _questions(activity: Activity) -> Iterator[tuple[Any, ...]]:
    for one in questions_of(activity):
        asked_if = f"{one.show_if.question}: {' '.join(one.show_if.values)}" if one.show_if else ""
        for slug, label in [(option.slug, option.label) for option in one.choices] or [("", "")]:
            yield one.slug, one.type, one.text, one.required, slug, label, asked_if


def _closed(activity: Activity, names: Pseudonyms) -> Iterator[tuple[Any, ...]]:
    for submission, person, wave, constituency, question, value in queries.usable_answers(activity):
        yield names.of(submission), names.of(person), wave, constituency, question, value


def _waves(activity: Activity) -> Iterator[tuple[Any, ...]]:
    for one in queries.waves_of(activity):
        if one.opened_at:
            yield one.number, one.opens_on, one.closes_on


def _words(activity: Activity, names: Pseudonyms) -> Iterator[tuple[Any, ...]]:
    rows = usable(activity).select_related("data_key", "submission__turn")
    for row in rows.iterator(chunk_size=500):
        turn = row.submission.turn if row.submission else None
        yield (
            names.of(row.submission.ref if row.submission else ""),
            names.of(turn.person if turn else ""),
            turn.wave if turn else None,
            row.constituency,
            row.prompt,
            row.moderation,
            row.word_count,
            exported_words(row),
        )


METHOD = Questionnaires()
