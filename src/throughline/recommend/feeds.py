"""The answers as a feed: what authorities said and did."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from throughline.notices import feeds
from throughline.notices.feeds import Entry
from throughline.recommend import queries
from throughline.recommend.queries import Shown


def answers(request: HttpRequest) -> HttpResponse:
    entries = [entry for item in queries.published() for entry in _said_and_done(item)]
    return feeds.write(
        title=_("You said, they answered"), page=reverse("answers"), here=reverse("feed-answers"), entries=entries
    )


def _said_and_done(item: Shown) -> Iterator[Entry]:
    for answer in item.answers:
        title = _("{who}: {verdict}").format(who=answer.answered_by, verdict=answer.get_verdict_display())
        text = f"{item.recommendation.title}\n\n{answer.reason}"
        yield Entry(title, f"{_path(item)}#{answer.ref}", text, answer.answered_at)
        for done in answer.progress.all():
            title = _("{who}: {state}").format(who=done.reported_by, state=done.get_state_display())
            text = f"{item.recommendation.title}\n\n{done.words}"
            yield Entry(title, f"{_path(item)}#{done.ref}", text, done.reported_at)


def _path(item: Shown) -> str:
    return reverse("recommendation", args=[item.recommendation.programme.slug, item.recommendation.ref])
