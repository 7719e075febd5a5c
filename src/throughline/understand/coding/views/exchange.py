"""REFI-QDA files, out and in."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from throughline.core.errors import Refused
from throughline.core.forms import put_refusal
from throughline.core.held_uploads import HeldUpload, HoldingHandler
from throughline.language.coding.refi_qda import ExchangeError, Project, read_codebook, read_project
from throughline.programmes.pages import UNPROCESSABLE
from throughline.programmes.permissions import Duty, allowed
from throughline.understand.coding import actions, forms
from throughline.understand.coding.views._common import account_of, both, codebook_of, context, programme_of, sent

EXPORTS: dict[str, Callable[..., bytes]] = {
    "qdc": actions.export_codebook,
    "qdpx": actions.export_project,
    "csv": actions.export_matrix,
}


@both
def take_out(request: HttpRequest, programme: str) -> HttpResponse:
    """Say what is in a file, and give it. Nothing is kept of it but the row in the audit log."""
    book, by = codebook_of(request), account_of(request)
    may_code = allowed(Duty.ANALYSE, by=by, programme=book.programme)
    form = forms.TakeOutForm(sent(request), may_code=may_code)
    if form.is_valid():
        kind = form.cleaned_data["kind"]
        response = HttpResponse(EXPORTS[kind](codebook=book, by=by), content_type="application/octet-stream")
        name = f"coding-{book.programme.slug}-{timezone.localdate().isoformat()}.{kind}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "coding/take_out.html", context(request, form=form), status=status)


# The framework reads the whole upload before its own check of the form's token; ours must be in place first.
@csrf_exempt
def bring_in(request: HttpRequest, programme: str) -> HttpResponse:
    """Add the codes of a file, and one's own coding."""
    if request.method == "POST":
        request.upload_handlers = [HoldingHandler(request)]
    return _bring_in(request)


@csrf_protect
@both
def _bring_in(request: HttpRequest) -> HttpResponse:
    form = forms.BringInForm(sent(request), request.FILES or None)
    once = request.POST.get("once", "")
    if form.is_valid():
        try:
            done = actions.bring_in(
                programme=programme_of(request),
                project=_read(form.cleaned_data["file"]),
                coder=form.cleaned_data["coder"],
                by=account_of(request),
                once_key=once,
            )
            return render(request, "coding/brought_in.html", context(request, done=done))
        except Refused as refused:
            put_refusal(form, refused)
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "coding/bring_in.html", context(request, form=form, once=once), status=status)


def _read(file: HeldUpload) -> Project:
    """What a file holds, whatever its name: a project is a ZIP. Raises `Refused` for anything else."""
    try:
        if file.content.startswith(b"PK"):
            return read_project(file.content)
        return Project("", read_codebook(file.content))
    except ExchangeError as error:
        raise actions.readable(error) from None
