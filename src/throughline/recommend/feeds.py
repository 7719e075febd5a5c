"""The answers as a feed: what authorities said and did, newest first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from throughline.notices import feeds
from throughline.recommend import queries


def answers(request: HttpRequest) -> HttpResponse:
    entries = [
        {
            "title": _("{who}: {verdict}").format(who=answer.answered_by, verdict=answer.get_verdict_display()),
            "path": reverse("recommendation", args=[item.recommendation.programme.slug, item.recommendation.ref])
            + f"#{answer.ref}",
            "text": f"{item.recommendation.title}\n\n{answer.reason}",
            "when": answer.answered_at,
        }
        for item in queries.published()
        for answer in item.answers
    ]
    entries.sort(key=lambda entry: entry["when"], reverse=True)
    return feeds.write(
        title=_("You said, they answered"), page=reverse("answers"), here=reverse("feed-answers"), entries=entries
    )
