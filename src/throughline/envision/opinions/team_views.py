"""The team's pages: statements, how it is going, what to look at, and conversations from elsewhere."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from throughline.core.errors import Refused
from throughline.envision.opinions import actions, queries, reading, runs_of
from throughline.envision.opinions.forms import ImportForm, SeedForm
from throughline.envision.opinions.views import at, results_context
from throughline.evidence import runs
from throughline.programmes.models import Activity
from throughline.programmes.pages import UNPROCESSABLE, form_page

PER_PAGE = 50
FEW = 10
"""A statement with fewer votes is seldom seen: shares of so few say little."""
both = require_http_methods(["GET", "HEAD", "POST"])


def _activity(request: HttpRequest) -> Activity:
    return request.activity  # type: ignore[attr-defined, no-any-return]


@both
def statements(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Add statements, and see how it is going."""
    row = _activity(request)

    def act(data: dict[str, Any], once: str) -> str:
        actions.seed(activity=row, lines=data["lines"], by=request.user, once_key=once)  # type: ignore[arg-type]
        return at("statements", row)

    return form_page(request, "opinions/statements.html", SeedForm(request.POST or None), act, **_desk(request))


def _desk(request: HttpRequest) -> dict[str, Any]:
    row = _activity(request)
    run, done = runs_of.newest(row), runs_of.newest_done(row)
    found = done.summary if done else {}
    families = found.get("families", [])
    words = queries.words_by_ref(row, [ref for family in families for ref in family]) if families else {}
    page = Paginator(queries.listed(row), PER_PAGE).get_page(request.GET.get("page"))
    return {
        "activity": row,
        "programme": row.programme,
        "watched": queries.watched(row),
        "run": run,
        "busy": runs.is_busy(run),
        "found": found,
        "flags": found.get("flags", {"lines": [], "blocs": []}),
        "families": [[words[ref] for ref in family if ref in words] for family in families],
        "page": page,
        "rows": [(one, one.cast < FEW) for one in queries.in_full(page)],
        "imports": queries.imports_of(row),
        "problem": "",
    }


@require_POST
def take_out(request: HttpRequest, programme: str, activity: str, statement: str) -> HttpResponse:
    row, once = _activity(request), request.POST.get("once", "")
    try:
        actions.take_out(activity=row, statement=statement, by=request.user, once_key=once)  # type: ignore[arg-type]
    except Refused as refused:
        context = _desk(request) | {"form": SeedForm(), "once": "", "problem": str(refused.message)}
        return render(request, "opinions/statements.html", context, status=UNPROCESSABLE)
    return redirect(at("statements", row))


@require_POST
def refresh(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Make the map anew now."""
    row = _activity(request)
    actions.refresh(activity=row, by=request.user, once_key=request.POST.get("once", ""))  # type: ignore[arg-type]
    return redirect(at("statements", row))


@require_safe
def preview(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """The page of results as everybody will see it."""
    return render(request, "opinions/results.html", results_context(request, _activity(request)) | {"preview": True})


@require_safe
def preview_vote(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """The statements as people meet them, one after another; nothing can be sent."""
    row = _activity(request)
    page = Paginator(queries.listed(row), 1).get_page(request.GET.get("statement"))
    if not page.paginator.count:
        return redirect(at("statements", row))
    (shown,) = queries.in_full(page)
    turn = queries.Turn(queries.statement(activity=row.pk, ref=shown.ref), page.number - 1, page.paginator.count)
    context = {"activity": row, "programme": row.programme, "turn": turn, "words": shown.words, "page": page}
    context |= {"preview": True, "problem": "", "cast": None, "back": at("statements", row)}
    return render(request, "opinions/vote.html", context)


class _InMemory(MemoryFileUploadHandler):
    """Keeps files in memory, never on the disk in the clear; nothing of a request that is too large."""

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *args: Any, **kwargs: Any) -> None:
        self.activated = content_length <= settings.IMPORT_MAX_BYTES


# The framework reads the whole upload before its own check of the form's token; ours must be in place first.
@csrf_exempt
def bring_in(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Bring in a conversation that was held elsewhere."""
    if request.method == "POST":
        request.upload_handlers = [_InMemory(request)]
    return _bring_in(request)


@csrf_protect
@both
def _bring_in(request: HttpRequest) -> HttpResponse:
    row = _activity(request)

    def act(data: dict[str, Any], once: str) -> str:
        comments, votes = data["comments"].read(), data["votes"].read()
        actions.bring_in(
            activity=row,
            conversation=reading.read(comments, votes),
            content=comments + b"\0" + votes,
            details=form.details(),
            by=request.user,  # type: ignore[arg-type]
            once_key=once,
        )
        return at("statements", row)

    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and not request.FILES and _too_large(request):
        form.add_error("votes", _("The files are too large."))
    context = {"activity": row, "programme": row.programme, "back": at("statements", row)}
    return form_page(request, "opinions/import.html", form, act, **context)


def _too_large(request: HttpRequest) -> bool:
    return int(request.META.get("CONTENT_LENGTH") or 0) > settings.IMPORT_MAX_BYTES
