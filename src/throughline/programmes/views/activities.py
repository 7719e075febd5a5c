"""Adding activities, and opening and closing them."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from throughline.core.errors import NotFound, Refused
from throughline.core.forms import put_refusal
from throughline.programmes import actions, choosing, forms, hooks, methods, pages, queries
from throughline.programmes.models import Activity, Programme, Role
from throughline.programmes.permissions import Duty, allowed
from throughline.programmes.views.organising import both

PREFIX = "settings"


@both
def activity_new(request: HttpRequest, programme: str) -> HttpResponse:
    """Choose a method; then say what this activity is called and how it works."""
    row: Programme = request.programme  # type: ignore[attr-defined]
    chosen = request.GET.get("method", "")
    back = reverse("programme-manage", args=[row.slug])
    if not chosen:
        offered = [method for method in methods.all_methods().values() if method.by_hand]
        context = {"programme": row, "methods": offered, "back": back, "to_read": hooks.notes_before_asking(row)}
        return render(request, "programmes/methods.html", context)
    method = methods.get(chosen)
    if not method.by_hand:
        raise NotFound

    def act(data: dict[str, Any]) -> Activity:
        return actions.create_activity(programme=row, method=method.slug, **data)

    return _activity_form(request, method, None, act, title=_("Add: {method}").format(method=method.name), back=back)


@require_POST
def activity_chain(request: HttpRequest, programme: str) -> HttpResponse:
    """Make an activity with those that it builds on, by one press."""
    row: Programme = request.programme  # type: ignore[attr-defined]
    once = request.POST.get("once", "")
    made = actions.create_chain(programme=row, method=request.POST.get("method", ""), by=request.user, once_key=once)  # type: ignore[arg-type]
    method = methods.get(made.method)
    return redirect(method.manage_url(made) or _address(made))


@both
def activity_copy(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Prepare another activity as this one was prepared."""
    row = find(request, activity)

    def act(data: dict[str, Any], once: str) -> str:
        made = actions.copy_activity(activity=row, title=data["title"], by=request.user, once_key=once)  # type: ignore[arg-type]
        return _address(made)

    form = forms.CopyForm(request.POST or None, initial={"title": row.title})
    said = _("It is prepared in the same way. No answers come along.")
    return pages.form_page(request, "programmes/copy.html", form, act, title=row.title, said=said, back=_address(row))


@require_safe
def choose(request: HttpRequest, programme: str) -> HttpResponse:
    """Which methods fit: asked by GET, answered on the same page, with what speaks for each and against it."""
    form = forms.ChooserForm(request.GET if "needs" in request.GET or "people" in request.GET else None)
    advice = choosing.advise(form.situation()) if form.is_bound and form.is_valid() else []
    context = {
        "programme": request.programme,  # type: ignore[attr-defined]
        "form": form,
        "advice": advice,
        "mix": choosing.mix(advice),
    }
    return render(request, "programmes/choose.html", context, status=pages.UNPROCESSABLE if form.errors else 200)


@both
def activity_edit(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Change what an activity says and how it works."""
    row = find(request, activity)
    back = _address(row)

    def act(data: dict[str, Any]) -> Activity:
        return actions.edit_activity(activity=row, **data)

    return _activity_form(request, methods.get(row.method), row, act, title=_("Change this activity"), back=back)


def _activity_form(
    request: HttpRequest, method: methods.Method, known: Activity | None, act: Any, **context: Any
) -> HttpResponse:
    initial = {name: getattr(known, name) for name in forms.ActivityForm.base_fields} if known else None
    form = forms.ActivityForm(request.POST or None, initial=initial)
    # A prefix keeps a method's own names apart from ours.
    settings = method.settings_form(request.POST or None, initial=known.settings if known else None, prefix=PREFIX)
    once, status = request.POST.get("once", ""), 200
    if request.method == "POST":
        if form.is_valid() and settings.is_valid():
            data = {**form.cleaned_data, "settings": settings.cleaned_data, "by": request.user, "once_key": once}
            try:
                return redirect(_address(act(data)))
            except Refused as refused:
                _put(form, settings, refused)
        status = pages.UNPROCESSABLE
    to_read = hooks.notes_before_asking(request.programme)  # type: ignore[attr-defined]
    context |= {"form": form, "settings": settings, "method": method, "once": once, "to_read": to_read}
    return render(request, "programmes/activity_form.html", context, status=status)


def _put(form: django_forms.Form, settings: django_forms.Form, refused: Refused) -> None:
    put_refusal(settings if refused.field in settings.fields else form, refused)


@both
def activity_manage(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """One activity for its team: open or close it, change it, see what came in."""
    row = find(request, activity)
    problem, status = "", 200
    if request.method == "POST":
        act = actions.open_activity if "open" in request.POST else actions.close_activity
        try:
            act(activity=row, by=request.user, once_key=request.POST.get("once", ""))
            return redirect(_address(row))
        except Refused as refused:
            problem, status = str(refused.message), pages.UNPROCESSABLE
    method = methods.get(row.method)
    context = {
        "programme": request.programme,  # type: ignore[attr-defined]
        "activity": row,
        "method": method,
        "part_url": method.part_url(row) if method.takes_part else "",
        "results_url": method.results_url(row),
        "more_url": method.manage_url(row),
        "preview_url": method.preview_url(row),
        "helped_url": method.helped_url(row) if Role.FACILITATOR in request.roles else "",  # type: ignore[attr-defined]
        "paper_url": method.paper_url(row) if {Role.ORGANISER, Role.FACILITATOR} & set(request.roles) else "",  # type: ignore[attr-defined]
        "pages": hooks.pages_of_activity(row, request.roles),  # type: ignore[attr-defined]
        "export_url": _export_address(row, request),
        "problem": problem,
        "back": reverse("programme-manage", args=[programme]),
    }
    return render(request, "programmes/activity.html", context, status=status)


def find(request: HttpRequest, ref: str) -> Activity:
    """The activity with this ref in the programme of the path.

    Raises:
        NotFound: there is none in this programme.
    """
    row = queries.activity_in(request.programme, ref)  # type: ignore[attr-defined]
    if row is None:
        raise NotFound(_("We could not find this activity. It may have been moved."))
    return row


def _export_address(activity: Activity, request: HttpRequest) -> str:
    """Where this asker can take the data out; empty for those who may not."""
    if not allowed(Duty.EXPORT, by=request.user, programme=activity.programme):
        return ""
    return reverse("activity-export", kwargs={"programme": activity.programme.slug, "activity": activity.ref})


def _address(activity: Activity) -> str:
    kwargs = {"programme": activity.programme.slug, "activity": activity.ref}
    return reverse("activity-manage", kwargs=kwargs)
