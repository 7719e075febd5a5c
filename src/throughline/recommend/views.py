"""Pages for writing recommendations, and for everybody who reads them."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from throughline.core.errors import NotFound, Refused
from throughline.core.forms import put_refusal
from throughline.core.public_pages import public_page
from throughline.programmes.wording import queries as wording_lists
from throughline.recommend import actions, advice, forms, queries
from throughline.recommend.actions.recommending import whats_missing
from throughline.recommend.models import Recommendation


@public_page
def answers(request: HttpRequest) -> HttpResponse:
    """You said, they answered: every published recommendation."""
    return render(request, "recommend/answers.html", {"items": queries.published()})


@public_page
def recommendation(request: HttpRequest, programme: str, recommendation: str) -> HttpResponse:
    item = queries.public_one(programme=request.programme, ref=recommendation)
    findings = queries.cited_findings(item.recommendation, public=True)
    own_words = wording_lists.own_words(request.programme)
    page = {"item": item, "programme": request.programme, "findings": findings, "own_words": own_words}
    return render(request, "recommend/recommendation.html", page)


@require_http_methods(["GET", "POST"])
def manage(request: HttpRequest, programme: str) -> HttpResponse:
    form = forms.StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        started = actions.draft_recommendation(
            programme=request.programme,
            title=form.cleaned_data["title"],
            by=request.user,
            once_key=request.POST.get("once", ""),
        )
        return redirect("recommendation-edit", programme, started.ref)
    page = {"programme": request.programme, "form": form, "items": queries.for_team(request.programme)}
    return render(request, "recommend/manage.html", page, status=_status(form))


@require_http_methods(["GET", "POST"])
def authority_new(request: HttpRequest, programme: str) -> HttpResponse:
    form = forms.AuthorityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.create_authority(programme=request.programme, by=request.user, **form.cleaned_data)
        return redirect("recommendations-manage", programme)
    page = {"programme": request.programme, "form": form, "title": _("Add an authority")}
    return render(request, "recommend/form.html", page, status=_status(form))


def edit(request: HttpRequest, programme: str, recommendation: str) -> HttpResponse:
    """The desk of one recommendation: what is there, what is missing, and the way to each part."""
    return _desk(request, _draft(request, recommendation))


def _desk(request: HttpRequest, draft: Recommendation, problem: str = "") -> HttpResponse:
    page = {
        "programme": request.programme,
        "draft": draft,
        "findings": queries.cited_findings(draft, public=False),
        "wordings": queries.wordings(draft),
        "audiences": forms.AUDIENCES,
        "missing": whats_missing(draft),
        "links": queries.links(draft),
        "advice": advice.on_recommendation(draft),
        "problem": problem,
    }
    return render(request, "recommend/edit.html", page, status=422 if problem else 200)


@require_http_methods(["GET", "POST"])
def details(request: HttpRequest, programme: str, recommendation: str) -> HttpResponse:
    draft = _draft(request, recommendation)
    form = forms.EditForm(request.POST or None, initial=forms.EditForm.start(draft))

    def save() -> None:
        actions.edit_recommendation(recommendation=draft, by=request.user, **form.cleaned_data)

    return _desk_form(request, draft, form, save, _("What should change, who must act, and why"))


@require_http_methods(["GET", "POST"])
def evidence(request: HttpRequest, programme: str, recommendation: str) -> HttpResponse:
    draft = _draft(request, recommendation)
    start = {"findings": [finding.ref for finding in queries.cited_findings(draft, public=False)]}
    form = forms.EvidenceForm(request.POST or None, initial=start, programme=request.programme)

    def save() -> None:
        actions.cite_findings(recommendation=draft, findings=form.cleaned_data["findings"], by=request.user)

    return _desk_form(request, draft, form, save, _("The findings it rests on"))


@require_http_methods(["GET", "POST"])
def wording(request: HttpRequest, programme: str, recommendation: str, audience: str) -> HttpResponse:
    if audience not in forms.AUDIENCES:
        raise NotFound
    draft = _draft(request, recommendation)
    written = queries.wordings(draft).get(audience)
    form = forms.WordingForm(request.POST or None, initial={"words": written.words if written else ""})

    def save() -> None:
        actions.write_wording(
            recommendation=draft, audience=audience, words=form.cleaned_data["words"], by=request.user
        )

    return _desk_form(request, draft, form, save, _("For: {audience}").format(audience=forms.AUDIENCES[audience]))


@require_POST
def approve(request: HttpRequest, programme: str, recommendation: str, audience: str) -> HttpResponse:
    draft = _draft(request, recommendation)
    wording = queries.wording_of(recommendation=draft, audience=audience)
    seen = request.POST.get("seen", "")
    try:
        actions.approve_wording(wording=wording, seen=seen, by=request.user)
    except Refused as refused:
        return _desk(request, draft, str(refused.message))
    return redirect("recommendation-edit", programme, recommendation)


@require_POST
def publish(request: HttpRequest, programme: str, recommendation: str) -> HttpResponse:
    draft = _draft(request, recommendation)
    try:
        actions.publish_recommendation(recommendation=draft, by=request.user)
    except Refused as refused:
        return _desk(request, draft, str(refused.message))
    return redirect("recommendation-edit", programme, recommendation)


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, programme: str, recommendation: str) -> HttpResponse:
    """Send the link; show it once as well, for those who carry it over themselves."""
    draft = _draft(request, recommendation)
    form = forms.AskForm(request.POST or None)
    address = ""
    if request.method == "POST" and form.is_valid():
        try:
            once = request.POST.get("once", "")
            address = actions.ask_authority(recommendation=draft, by=request.user, once_key=once, **form.cleaned_data)
        except Refused as refused:
            put_refusal(form, refused)
    page = {"programme": request.programme, "draft": draft, "form": form, "address": address}
    return render(request, "recommend/ask.html", page, status=_status(form))


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The authority's page: the recommendation with everything beneath it, and the answer."""
    through = actions.open_link(token)
    if through.opened_at is None:
        actions.note_opened(through=through)
    item = queries.shown(through.recommendation)
    report = item.newest is not None and "again" not in request.GET
    form = (forms.ProgressForm if report else forms.AnswerForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _say(report, through, form.cleaned_data, request.POST.get("once", ""))
            return redirect("answer", token)
        except Refused as refused:
            put_refusal(form, refused)
    page = {
        "through": through,
        "item": item,
        "programme": through.recommendation.programme,
        "findings": queries.cited_findings(through.recommendation, public=True),
        "form": form,
        "report": report,
    }
    return render(request, "recommend/answer.html", page, status=_status(form))


def _say(report: bool, through: object, data: dict[str, object], once_key: str) -> None:
    act: Callable[..., object] = actions.report_progress if report else actions.answer
    act(through=through, once_key=once_key, **data)


def _draft(request: HttpRequest, ref: str) -> Recommendation:
    return queries.of_programme(programme=request.programme, ref=ref)


def _desk_form(
    request: HttpRequest, draft: Recommendation, form: forms.forms.Form, save: Callable[[], None], title: str
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            save()
            return redirect("recommendation-edit", request.programme.slug, draft.ref)
        except Refused as refused:
            put_refusal(form, refused)
    page = {"programme": request.programme, "draft": draft, "form": form, "title": title}
    return render(request, "recommend/form.html", page, status=_status(form))


def _status(form: forms.forms.Form) -> int:
    return 422 if form.is_bound and form.errors else 200
