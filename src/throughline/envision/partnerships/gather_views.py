"""The team's pages of gathering: words to choose from, the questions, and what each rests on."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from throughline.core.errors import Refused
from throughline.core.forms import put_refusal
from throughline.envision.partnerships import actions, queries
from throughline.envision.partnerships.desk import at
from throughline.envision.partnerships.forms import ASIDE, NEW, CheckForm, GatherForm, LeaveForm, QuestionForm
from throughline.envision.partnerships.models import Question
from throughline.envision.partnerships.views import UNPROCESSABLE, both, context_of
from throughline.programmes.models import Activity
from throughline.programmes.pages import form_page


@both
def gather(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Tick words, and say which question they are part of, or why they are out of scope."""
    row = request.activity  # type: ignore[attr-defined]
    questions = queries.questions(row)
    form = GatherForm(request.POST or None, questions=questions)
    problem = ""
    if form.is_bound and form.is_valid():
        try:
            _act(request, row, form)
            return redirect(request.get_full_path())
        except Refused as refused:
            if refused.field == "words":
                problem = str(refused.message)
            put_refusal(form, refused)
    everything, start = request.GET.get("all") == "yes", _number(request.GET.get("start", ""))
    page = queries.words_to_gather(row, everything=everything, start=start)
    context = context_of(
        request,
        form=form,
        page=page,
        everything=everything,
        problem=problem,
        aside=len(queries.set_aside(row)),
        questions=questions,
        may_change=row.status == Activity.Status.DRAFT,
    )
    return render(request, "partnerships/gather.html", context, status=UNPROCESSABLE if form.errors else 200)


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 7 else 0


def _act(request: HttpRequest, row: Activity, form: GatherForm) -> None:
    data, words = form.cleaned_data, form.ticked
    who: dict[str, Any] = {"activity": row, "by": request.user, "once_key": request.POST.get("once", "")}
    if data["what"] == NEW:
        wording = {name: data[name] for name in ("text", "explained", "origin")}
        actions.write_question(words=words, **wording, **who)
    elif data["what"] == ASIDE:
        actions.set_aside(words=words, reason=data["reason"], **who)
    else:
        actions.put_under(question=data["question"], words=words, **who)


@require_safe
def questions(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Every question that was written, and what is out of scope."""
    row = request.activity  # type: ignore[attr-defined]
    context = context_of(
        request,
        questions=queries.questions(row),
        aside=queries.set_aside(row),
        known=dict(Question.Known.choices),
        colours={"": "blue", "none": "green", "partly": "yellow", "answered": "grey"},
        may_change=row.status == Activity.Status.DRAFT,
    )
    return render(request, "partnerships/questions.html", context)


@require_safe
def question(request: HttpRequest, programme: str, activity: str, question: str) -> HttpResponse:
    """One question, the words it rests on, and what can be done with it."""
    return _question_page(request, queries.question(request.activity, question))  # type: ignore[attr-defined]


def _question_page(request: HttpRequest, one: Question, problem: str = "") -> HttpResponse:
    context = context_of(
        request,
        question=one,
        words=queries.words_under(one),
        known=dict(Question.Known.choices),
        may_change=one.activity.status == Activity.Status.DRAFT,
        problem=problem,
    )
    return render(request, "partnerships/question.html", context, status=UNPROCESSABLE if problem else 200)


@both
def wording(request: HttpRequest, programme: str, activity: str, question: str) -> HttpResponse:
    """Put a question into other words."""
    row = request.activity  # type: ignore[attr-defined]
    one = queries.question(row, question)
    initial = {"text": one.text, "explained": one.explained, "origin": one.origin}

    def act(data: dict[str, Any], once: str) -> str:
        actions.change_question(activity=row, question=one.ref, by=request.user, once_key=once, **data)  # type: ignore[arg-type]
        return at("question", row, one.ref)

    form = QuestionForm(request.POST or None, initial=initial)
    context = context_of(request, heading=_("The words of the question"), back=at("question", row, one.ref))
    return form_page(request, "partnerships/form.html", form, act, **context)


@both
def check(request: HttpRequest, programme: str, activity: str, question: str) -> HttpResponse:
    """Say what is known about a question already."""
    row = request.activity  # type: ignore[attr-defined]
    one = queries.question(row, question)

    def act(data: dict[str, Any], once: str) -> str:
        actions.check_question(activity=row, question=one.ref, by=request.user, once_key=once, **data)  # type: ignore[arg-type]
        return at("questions", row)

    form = CheckForm(request.POST or None, question=one)
    context = context_of(request, heading=_("What is known already"), about=one.text, back=at("question", row, one.ref))
    return form_page(request, "partnerships/form.html", form, act, **context)


@both
def leave(request: HttpRequest, programme: str, activity: str, question: str) -> HttpResponse:
    """Take a question off the list with a reason, or put it back."""
    row = request.activity  # type: ignore[attr-defined]
    one = queries.question(row, question)

    def act(data: dict[str, Any], once: str) -> str:
        actions.leave_out(activity=row, question=one.ref, by=request.user, once_key=once, **data)  # type: ignore[arg-type]
        return at("question", row, one.ref)

    form = LeaveForm(request.POST or None, initial={"reason": one.left_because})
    context = context_of(
        request, heading=_("Take a question off the list"), about=one.text, back=at("question", row, one.ref)
    )
    return form_page(request, "partnerships/form.html", form, act, **context)


@require_POST
def take_from(request: HttpRequest, programme: str, activity: str, gathered: str) -> HttpResponse:
    """Words are not part of a question after all, or not out of scope."""
    row = request.activity  # type: ignore[attr-defined]
    of = queries.question_of(row, gathered)
    try:
        actions.take_from(activity=row, gathered=gathered, by=request.user, once_key=request.POST.get("once", ""))  # type: ignore[arg-type]
    except Refused as refused:
        if of is None:
            raise
        return _question_page(request, of, str(refused.message))
    return redirect(at("question", row, of.ref) if of else at("questions", row))
