"""Taking out an activity's tables: made for one person, at the moment they ask, and kept nowhere."""

from __future__ import annotations

import tempfile

from django import forms
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from throughline.core.errors import Refused
from throughline.core.forms import put_refusal
from throughline.programmes import exporting, methods
from throughline.programmes.actions.exports import export_activity
from throughline.programmes.pages import UNPROCESSABLE
from throughline.programmes.views.activities import find


class ExportForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Which kind of file?"),
        choices=[
            ("xlsx", _("XLSX, one workbook for a spreadsheet")),
            ("csv", _("CSV, a zip with one file for each table")),
            ("parquet", _("Parquet, a zip with one file for each table, for statistics software")),
        ],
        widget=forms.RadioSelect,
        initial="xlsx",
        error_messages={"required": _("Choose a kind of file"), "invalid_choice": _("Choose a kind of file")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def activity_export(request: HttpRequest, programme: str, activity: str) -> HttpResponseBase:
    """Say what is in an export, and give it. Nothing is kept of it but the row in the audit log."""
    row = find(request, activity)
    form, status = ExportForm(request.POST or None), 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            kind = form.cleaned_data["kind"]
            # A nameless file: the system removes it when the last byte is sent, or when the process dies.
            file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
            try:
                export_activity(activity=row, kind=kind, to=file, by=request.user)
            except Refused as refused:
                file.close()
                put_refusal(form, refused)
            else:
                file.seek(0)
                name = f"{row.method}-{row.ref}-{timezone.localdate().isoformat()}.{exporting.ENDINGS[kind]}"
                return FileResponse(file, as_attachment=True, filename=name)
    tables = methods.get(row.method).export(row)
    context = {
        "programme": request.programme,  # type: ignore[attr-defined]
        "activity": row,
        "form": form,
        "tables": [(table.name, table.columns) for table in tables],
        "back": reverse("programme-manage", kwargs={"programme": programme}),
    }
    return render(request, "programmes/export.html", context, status=status)
