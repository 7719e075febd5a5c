"""The organiser's pages of a questionnaire, and the public page of its results."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from throughline.core.errors import NotFound, Refused
from throughline.core.public_pages import public_page
from throughline.understand.questionnaires import actions, queries
from throughline.understand.questionnaires.answering import AnswerForm
from throughline.understand.questionnaires.forms import QuestionForm, TypeForm
from throughline.understand.questionnaires.journey import questions_of
from throughline.understand.questionnaires.questions import TYPE_NAMES, Question
from throughline.understand.questionnaires.results import shown
from throughline.voices.part import tallies
from throughline.voices.part.reading import reading_context

UNPROCESSABLE = 422


@public_page
def results(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """What people answered: each wave by itself, the newest first, since the sum of two beside each would give
    small numbers away."""
    asked = request.activity  # type: ignore[attr-defined]
    waves = [wave.number for wave in queries.waves_of(asked) if wave.opened_at]
    given = request.GET.get("wave", "")
    wave = next((one for one in waves if str(one) == given), waves[-1]) if len(waves) > 1 else 0
    cut = queries.cut_of_wave(asked, wave) if wave else tallies.cut_of(asked)
    people = queries.people_of_wave_shown(cut, wave) if wave else tallies.people_shown(cut)
    tally = queries.tally(asked, upto=cut, wave=wave) if people else None
    charts = shown(questions_of(asked), tally) if tally else []
    context = {"people": people, "charts": charts, "waves": waves, "wave": wave, **reading_context(request)}
    return render(request, "questionnaires/results.html", context)


def questions(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """The list of questions, each with what can be done with it."""
    return _list(request)


def _list(request: HttpRequest, problem: str = "") -> HttpResponse:
    asked = request.activity  # type: ignore[attr-defined]
    listed = questions_of(asked)
    texts = {question.slug: question.text for question in listed}
    context = {
        "activity": asked,
        "programme": asked.programme,
        "questions": [(question, TYPE_NAMES[question.type], _when(question, texts, listed)) for question in listed],
        "may_change": asked.status == "draft",
        "type_form": TypeForm(),
        "problem": problem,
    }
    return render(request, "questionnaires/questions.html", context, status=UNPROCESSABLE if problem else 200)


def _when(question: Question, texts: dict[str, str], listed: list[Question]) -> tuple[str, str] | None:
    """(question, answers) on which this question depends."""
    if question.show_if is None:
        return None
    on = next((one for one in listed if one.slug == question.show_if.question), None)
    labels = {option.slug: option.label for option in on.choices} if on else {}
    chosen = ", ".join(labels.get(value, value) for value in question.show_if.values)
    return texts.get(question.show_if.question, ""), chosen


@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, programme: str, activity: str, slug: str = "") -> HttpResponse:
    """Add a question of a type, or change one (its slug)."""
    asked = request.activity  # type: ignore[attr-defined]
    listed = questions_of(asked)
    current = next((one for one in listed if one.slug == slug), None)
    kind = current.type if current else request.GET.get("type", "")
    if (slug and current is None) or kind not in TYPE_NAMES:
        raise NotFound
    earlier = listed[: listed.index(current)] if current else listed
    data = request.POST if request.method == "POST" else None
    form = QuestionForm(data, type=kind, earlier=earlier, question=current)
    if data is not None and form.is_valid():
        try:
            actions.put_question(
                activity=asked,
                question=form.built({one.slug for one in listed if one is not current}),
                replaces=slug,
                by=request.user,  # type: ignore[arg-type]
                once_key=request.POST.get("once", ""),
            )
            return redirect("questionnaires-questions", programme, activity)
        except Refused as refused:
            form.add_error(None, str(refused.message))
    return _question_page(request, form, current, kind)


def _question_page(request: HttpRequest, form: QuestionForm, current: Question | None, kind: str) -> HttpResponse:
    asked = request.activity  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        "form": form,
        "activity": asked,
        "programme": asked.programme,
        "kind": TYPE_NAMES[form.type],
        "preview": AnswerForm(question=current, auto_id="preview_%s") if current else None,
        "once": request.POST.get("once", ""),
    }
    return render(request, "questionnaires/edit.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
def move(request: HttpRequest, programme: str, activity: str, slug: str) -> HttpResponse:
    places = -1 if request.POST.get("to") == "up" else 1
    return _change(request, programme, activity, actions.move_question, slug=slug, by_places=places)


@require_POST
def remove(request: HttpRequest, programme: str, activity: str, slug: str) -> HttpResponse:
    return _change(request, programme, activity, actions.remove_question, slug=slug)


def _change(request: HttpRequest, programme: str, activity: str, act: Any, **options: Any) -> HttpResponse:
    once = request.POST.get("once", "")
    try:
        act(activity=request.activity, by=request.user, once_key=once, **options)  # type: ignore[attr-defined]
    except Refused as refused:
        return _list(request, str(refused.message))
    return redirect("questionnaires-questions", programme, activity)
