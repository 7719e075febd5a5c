"""What is known from elsewhere: the list, one note, one table of numbers, bringing in a file, and taking all out."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from throughline.core.errors import Refused
from throughline.core.forms import put_refusal
from throughline.core.held_uploads import HoldingHandler
from throughline.programmes import exporting as files
from throughline.programmes.export_views import ExportForm
from throughline.programmes.pages import UNPROCESSABLE, form_page
from throughline.programmes.permissions import Duty, allowed
from throughline.understand.elsewhere import actions, exporting, forms, queries, reading, showing
from throughline.understand.elsewhere.models import Incoming
from throughline.understand.imports.forms import ProblemsForm
from throughline.understand.imports.problems import BadFile

PAGE = 50
FIRST = 10
both = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def everything(request: HttpRequest, programme: str) -> HttpResponse:
    """The tables of numbers, and the notes by page."""
    row = _of(request)
    context = {
        "programme": row,
        "tables": queries.tables(row),
        "page": Paginator(queries.notes(row), PAGE).get_page(request.GET.get("page")),
        "exports": allowed(Duty.EXPORT, by=request.user, programme=row),
    }
    return render(request, "elsewhere/everything.html", context)


@both
def note(request: HttpRequest, programme: str, note: str = "") -> HttpResponse:
    """Note what a publication found, change that, or delete it."""
    here, by = reverse("elsewhere", args=[programme]), _by(request)
    if note and "remove" in request.POST:
        actions.remove_note(programme=_of(request), ref=note, by=by)
        return redirect(here)
    known = queries.note(programme=_of(request), ref=note) if note else None

    def act(data: dict[str, Any], once: str) -> str:
        if known:
            actions.change_note(note=known, by=by, **data)
        else:
            actions.add_note(programme=_of(request), by=by, once_key=once, **data)
        return here

    initial = {name: getattr(known, name) for name in forms.NoteForm.base_fields} if known else None
    form = forms.NoteForm(request.POST if request.method == "POST" else None, initial=initial)
    return form_page(request, "elsewhere/note.html", form, act, programme=_of(request), known=known)


@both
def numbers(request: HttpRequest, programme: str, numbers: str) -> HttpResponse:
    """A table of numbers with its chart, its sentence and its source; or delete it."""
    if "remove" in request.POST:
        actions.remove_numbers(programme=_of(request), ref=numbers, by=_by(request))
        return redirect("elsewhere", programme)
    found = queries.table(programme=_of(request), ref=numbers)
    themes = queries.themes(found)
    context = {
        "programme": _of(request),
        "numbers": found,
        "chart": showing.drawn(found, themes, queries.periods(found)),
        "page": Paginator(queries.rows_of(found), PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "elsewhere/numbers.html", context)


# The framework reads the whole upload before its own check of the form's token; ours must be in place first.
@csrf_exempt
def bring_in_notes(request: HttpRequest, programme: str) -> HttpResponse:
    """Read a file of notes."""
    _hold(request)

    def read(content: bytes, _said: dict[str, str]) -> reading.Read:
        return reading.read_notes(content, known=queries.citations(_of(request)))

    return _bring_in(request, Incoming.Kind.NOTES, forms.NotesFileForm, read)


@csrf_exempt
def bring_in_numbers(request: HttpRequest, programme: str) -> HttpResponse:
    """Read a file of numbers, and ask for its source."""
    _hold(request)

    def read(content: bytes, said: dict[str, str]) -> reading.Read:
        return reading.read_numbers(content, period=said["period"])

    return _bring_in(request, Incoming.Kind.NUMBERS, forms.NumbersFileForm, read)


def _hold(request: HttpRequest) -> None:
    if request.method == "POST":
        request.upload_handlers = [HoldingHandler(request)]


@csrf_protect
@both
def _bring_in(
    request: HttpRequest, kind: str, form_class: type[Any], read: Callable[[bytes, dict[str, str]], reading.Read]
) -> HttpResponse:
    row, status, problems = _of(request), 200, None
    form = form_class(request.POST if request.method == "POST" else None, request.FILES or None)
    once = request.POST.get("once", "")
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                kept = actions.keep_incoming(
                    programme=row, kind=kind, read=read(file.content, form.cleaned_data), file_name=file.name,
                    details=form.details(), by=_by(request), once_key=once,
                )  # fmt: skip
                return redirect("elsewhere-incoming", row.slug, kept.ref)
            except Refused as refused:
                problems = refused if isinstance(refused, BadFile) else None
                put_refusal(form, refused)
    parts = reading.NUMBER_COLUMNS if kind == Incoming.Kind.NUMBERS else reading.NOTE_COLUMNS
    context = {"programme": row, "form": form, "once": once, "kind": kind, "parts": parts, "problems": problems}
    return render(request, "elsewhere/bring_in.html", context, status=status)


@both
def incoming(request: HttpRequest, programme: str, incoming: str) -> HttpResponse:
    """Look at what a file holds and what is wrong with it; then bring it in, or throw it away."""
    found, by = queries.incoming(programme=_of(request), ref=incoming), _by(request)
    if request.method == "POST" and "drop" in request.POST:
        actions.drop_incoming(incoming=found, by=by)
        return redirect("elsewhere", programme)
    if found.done:
        return redirect(_came_to(found))
    form = ProblemsForm(request.POST if request.method == "POST" else None) if found.problem_count else None
    status, refused = 200, ""
    if request.method == "POST":
        status = UNPROCESSABLE
        if form is None or form.is_valid():
            skip = form is not None and form.cleaned_data["skip_problems"] == "yes"
            try:
                found.numbers = actions.bring_in(incoming=found, skip_problems=skip, by=by)
                return redirect(_came_to(found))
            except Refused as why:
                refused = str(why)
                if form is not None:
                    put_refusal(form, why)
    context = {
        "programme": _of(request),
        "incoming": found,
        "problems": queries.problems_of(found),
        "first": found.rows[:FIRST],
        "refused": refused,
    }
    if form is not None:
        context["form"] = form
    return render(request, "elsewhere/incoming.html", context, status=status)


def _came_to(incoming: Incoming) -> str:
    """The page of what was brought in."""
    table, programme = incoming.numbers, incoming.programme.slug
    if table is not None:
        return reverse("elsewhere-numbers", args=[programme, table.ref])
    return reverse("elsewhere", args=[programme])


@both
def export(request: HttpRequest, programme: str) -> HttpResponseBase:
    """Say what is in an export, and give it. Nothing is kept of it but the row in the audit log."""
    row = _of(request)
    form = ExportForm(request.POST if request.method == "POST" else None)
    status = UNPROCESSABLE if request.method == "POST" else 200
    if form.is_valid():
        kind = form.cleaned_data["kind"]
        actions.record_export(programme=row, kind=kind, by=_by(request))
        # A nameless file: the system removes it when the last byte is sent, or when the process dies.
        file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
        files.write(exporting.tables_of(row), kind=kind, to=file)
        file.seek(0)
        name = f"elsewhere-{row.slug}-{timezone.localdate().isoformat()}.{files.ENDINGS[kind]}"
        return FileResponse(file, as_attachment=True, filename=name)
    tables = [(table.name, table.columns) for table in exporting.tables_of(row)]
    return render(request, "elsewhere/export.html", {"programme": row, "form": form, "tables": tables}, status=status)


def _of(request: HttpRequest) -> Any:
    return request.programme  # type: ignore[attr-defined]


def _by(request: HttpRequest) -> Any:
    return request.user
