"""Pictures of levels: the team's page to add them, and the picture itself, for everybody."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from throughline.core.errors import NotFound, Refused
from throughline.core.held_uploads import HoldingHandler
from throughline.envision.choices import actions, queries
from throughline.envision.choices.forms import PictureForm
from throughline.envision.choices.plan import plan_of
from throughline.language import media
from throughline.programmes.pages import UNPROCESSABLE, form_page

YEAR = 365 * 24 * 3600


# The framework reads the whole upload before its own check of the form's token; ours must be in place first.
@csrf_exempt
def pictures(request: HttpRequest, programme: str, activity: str, slug: str) -> HttpResponse:
    """The levels of one thing that differs, each with its picture, and a form for another."""
    if request.method == "POST":
        request.upload_handlers = [HoldingHandler(request)]
    return _pictures(request, slug)


@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def _pictures(request: HttpRequest, slug: str) -> HttpResponse:
    row = request.activity  # type: ignore[attr-defined]
    attribute = plan_of(row.settings).attribute(slug)
    if attribute is None:
        raise NotFound
    here = reverse("choices-pictures", args=[row.programme.slug, row.ref, slug])
    known = queries.pictures_of(row)
    levels = [(level, known.get((slug, level.slug))) for level in attribute.levels]
    context = {"activity": row, "programme": row.programme, "attribute": attribute, "levels": levels, "problem": ""}
    if "remove" in request.POST:
        try:
            once = request.POST.get("once", "")
            actions.remove_picture(activity=row, ref=request.POST["remove"], by=request.user, once_key=once)  # type: ignore[arg-type]
            return redirect(here)
        except Refused as refused:
            context |= {"problem": str(refused.message), "form": PictureForm(attribute=attribute), "once": ""}
            return render(request, "choices/pictures.html", context, status=UNPROCESSABLE)

    def act(data: dict[str, Any], once: str) -> str:
        actions.put_picture(
            activity=row,
            attribute=slug,
            level=data["level"],
            picture=data["file"],
            alt=data["alt"],
            by=request.user,  # type: ignore[arg-type]
            once_key=once,
        )
        return here

    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = PictureForm(*sent, attribute=attribute)
    return form_page(request, "choices/pictures.html", form, act, **context)


@require_safe
def picture(request: HttpRequest, programme: str, activity: str, picture: str) -> HttpResponse:
    """One picture, always of the same kind; another picture has another address, so that this one may be kept."""
    found = queries.picture(activity=request.activity, ref=picture)  # type: ignore[attr-defined]
    if found is None:
        raise NotFound
    headers = {
        "Cache-Control": f"public, max-age={YEAR}, immutable",
        "Content-Disposition": 'inline; filename="picture.webp"',
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(bytes(found.content), content_type=media.MIME, headers=headers)
