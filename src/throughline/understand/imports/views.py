"""Bringing in a file step by step, and the public page of what was brought in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from throughline.core.errors import Refused
from throughline.core.forms import put_refusal
from throughline.core.sealed_uploads import SealingHandler
from throughline.programmes.models import Activity
from throughline.programmes.pages import UNPROCESSABLE, form_page
from throughline.understand.imports import actions, checking, figures, forms, queries
from throughline.understand.imports.actions.importing import interpreter, same_file
from throughline.understand.imports.guessing import KINDS, guess
from throughline.understand.imports.mapping import Mapping
from throughline.understand.imports.models import UPLOADS, Upload
from throughline.understand.imports.problems import BadFile
from throughline.voices.queries import public_words_of

PER_PAGE = 20
MOST_VALUES = 30
both = require_http_methods(["GET", "HEAD", "POST"])


def _activity(request: HttpRequest) -> Activity:
    return request.activity  # type: ignore[attr-defined, no-any-return]


def _at(name: str, activity: Activity, *more: str) -> str:
    return reverse(name, args=[activity.programme.slug, activity.ref, *more])


@require_safe
def results(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Where imported words came from, and those that were approved."""
    row = _activity(request)
    page = Paginator(queries.approved(row), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "programme": row.programme,
        "activity": row,
        "sources": [(source, figures.shown(source.rows)) for source in queries.sources_of(row)],
        "page": page,
        "words": [(one, public_words_of(one)) for one in page],
    }
    return render(request, "imports/results.html", context)


# The framework reads the whole upload before its own check of the form's token; ours must be in place first.
@csrf_exempt
def upload(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Choose a file. It is sealed as it arrives."""
    if request.method == "POST":
        request.upload_handlers = [SealingHandler(request, store=UPLOADS, most=settings.IMPORT_MAX_BYTES)]
    return _upload(request)


@csrf_protect
@both
def _upload(request: HttpRequest) -> HttpResponse:
    row, status, problems = _activity(request), 200, None
    form = forms.UploadForm(request.POST or None, request.FILES or None)
    once = request.POST.get("once", "")
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                kept = actions.keep_upload(
                    activity=row, written=file.written, file_name=file.name, by=request.user, once_key=once
                )
                return redirect(_at("imports-columns", row, kept.ref))
            except BadFile as bad:
                problems = bad
                put_refusal(form, bad)
    context = _context(row, form=form, once=once, problems=problems, back=_manage(row))
    return render(request, "imports/upload.html", context, status=status)


def _manage(activity: Activity) -> str:
    return reverse("activity-manage", kwargs={"programme": activity.programme.slug, "activity": activity.ref})


def _context(activity: Activity, **more: Any) -> dict[str, Any]:
    return {"activity": activity, "programme": activity.programme, **more}


@both
def columns(request: HttpRequest, programme: str, activity: str, upload: str) -> HttpResponse:
    """Say which column is what."""
    row = _activity(request)
    one = queries.upload_of(row, upload)
    if _is_past(one):
        return redirect(_at("imports-going", row, one.ref))
    table, known = queries.table_of(one), queries.mapping_of(one)
    chosen = KINDS.get(request.GET.get("kind", ""), None)
    if chosen is not None:
        known = None  # asked to guess anew
    kind = chosen or KINDS["comments"]

    def act(_data: dict[str, Any], _once: str) -> str:
        mapping = form.mapping()
        actions.choose_columns(upload=one, mapping=mapping, by=request.user)
        unclear = figures.unclear_values(table, mapping, most=MOST_VALUES)
        return _at("imports-values" if unclear else "imports-preview", row, one.ref)

    guessed = guess(table, kind)
    form = forms.ColumnsForm(request.POST or None, header=table.header, known=known, guessed=guessed)
    back = _at("imports-upload", row)
    context = _context(row, upload=one, notes=table.notes, back=back, kinds=KINDS.values(), kind=kind)
    return form_page(request, "imports/columns.html", form, act, **context)


@both
def values(request: HttpRequest, programme: str, activity: str, upload: str) -> HttpResponse:
    """Say whose voice each value of the column means."""
    row = _activity(request)
    one = queries.upload_of(row, upload)
    mapping = queries.mapping_of(one)
    if _is_past(one) or mapping is None:
        return redirect(_at("imports-going", row, one.ref))
    known = dict(mapping.values.get("constituency", {}))
    unclear = figures.unclear_values(queries.table_of(one), mapping, most=MOST_VALUES, whatever_was_said=True)

    def act(_data: dict[str, Any], _once: str) -> str:
        meant = {**mapping.values, "constituency": {**known, **form.meanings()}}
        changed = Mapping.from_json({**mapping.as_json(), "values": meant})
        actions.choose_columns(upload=one, mapping=changed, by=request.user)
        return _at("imports-preview", row, one.ref)

    form = forms.ValuesForm(request.POST or None, values=unclear, known=known)
    back = _at("imports-columns", row, one.ref)
    context = _context(row, upload=one, column=mapping.columns.get("constituency", ""), back=back)
    return form_page(request, "imports/values.html", form, act, **context)


@both
def preview(request: HttpRequest, programme: str, activity: str, upload: str) -> HttpResponse:
    """Show what would be stored and what is wrong, before anything is stored."""
    row = _activity(request)
    one = queries.upload_of(row, upload)
    mapping = queries.mapping_of(one)
    if _is_past(one) or mapping is None:
        return redirect(_at("imports-going", row, one.ref))
    table = queries.table_of(one)
    try:
        checked = checking.check_rows(table, interpreter(table, mapping))
    except BadFile as bad:
        checked = checking.Checked(notes=table.notes)
        checked.problems.add(bad.problems)
    form = forms.ProblemsForm(request.POST or None) if checked.problems.count else None
    status, refused = 200, ""
    if request.method == "POST":
        status = UNPROCESSABLE
        if form is None or form.is_valid():
            skip = form is not None and form.cleaned_data["skip_problems"] == "yes"
            try:
                actions.settle_problems(upload=one, checked=checked, skip_problems=skip, by=request.user)
                return redirect(_at("imports-source", row, one.ref))
            except Refused as why:
                refused = str(why)
                if form is not None:
                    put_refusal(form, why)
    kept = [name for name in table.header if name not in mapping.used | set(mapping.leave_out)]
    context = _context(
        row, upload=one, checked=checked, kept=kept, mapping=mapping, refused=refused,
        back=_at("imports-columns", row, one.ref),
    )  # fmt: skip
    if form is not None:
        context["form"] = form
    return render(request, "imports/preview.html", context, status=status)


@both
def source(request: HttpRequest, programme: str, activity: str, upload: str) -> HttpResponse:
    """Say where the words come from, and begin."""
    row = _activity(request)
    one = queries.upload_of(row, upload)
    if _is_past(one) or not one.entries:
        return redirect(_at("imports-going", row, one.ref))

    def act(data: dict[str, Any], _once: str) -> str:
        actions.start_import(upload=one, details=form.details(), again=data.get("again", False), by=request.user)
        return _at("imports-going", row, one.ref)

    earlier = same_file(row, one.file_sha256)
    form = forms.SourceForm(request.POST or None, was_here_before=earlier is not None, initial=one.details or None)
    context = _context(row, upload=one, earlier=earlier, back=_at("imports-preview", row, one.ref))
    return form_page(request, "imports/source.html", form, act, **context)


@require_safe
def going(request: HttpRequest, programme: str, activity: str, upload: str) -> HttpResponse:
    """How far it is, and what came of it."""
    row = _activity(request)
    one = queries.upload_of(row, upload)
    if one.status == Upload.Status.UPLOADED:
        return redirect(_at("imports-columns", row, one.ref))
    context = _context(row, upload=one, going=queries.going(one), back=_manage(row))
    return render(request, "imports/going.html", context)


@require_POST
def discard(request: HttpRequest, programme: str, activity: str, upload: str) -> HttpResponse:
    """Throw the file away."""
    row = _activity(request)
    actions.discard_upload(upload=queries.upload_of(row, upload), by=request.user)
    return redirect(_at("imports-upload", row))


def _is_past(upload: Upload) -> bool:
    """Whether the import has begun or is over."""
    return upload.status not in (Upload.Status.UPLOADED, Upload.Status.FAILED)
