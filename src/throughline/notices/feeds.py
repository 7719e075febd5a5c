"""Atom feeds (RFC 4287), by the framework's own feed writer. Stages write theirs with `write`."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from throughline.evidence import walking
from throughline.evidence.nodes import Scope
from throughline.notices import queries
from throughline.programmes.models import Programme

MOST = 50
TOLD = ("finding", "solution", "pilot", "recommendation", "answer", "action", "adoption")
# Characters that XML 1.0 cannot hold, whatever somebody pasted.
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Entry:
    """One thing that happened: plain words, and the path of the page that says more."""

    title: str
    path: str
    text: str
    when: datetime


def write(*, title: str, page: str, here: str, entries: Iterable[Entry]) -> HttpResponse:
    """An Atom document, newest first.

    Args:
        title: of the feed.
        page: path of the page that says the same.
        here: path of the feed itself.
        entries: in any order.
    """
    site, language = settings.SITE_URL, get_language() or settings.LANGUAGE_CODE
    feed = Atom1Feed(title=_fit(title), link=site + page, description="", feed_url=site + here, language=language)
    for entry in sorted(entries, key=lambda entry: entry.when, reverse=True)[:MOST]:
        feed.add_item(
            title=_fit(entry.title),
            link=site + entry.path,
            # Readers take a summary for HTML, so that plain words have to be made into HTML first.
            description=html.escape(_fit(entry.text)).replace("\n", "<br>"),
            unique_id=site + entry.path,
            pubdate=entry.when,
            updateddate=entry.when,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def programmes(request: HttpRequest) -> HttpResponse:
    """The programmes that opened last."""
    return write(
        title=_("Programmes on Throughline"),
        page=reverse("programmes"),
        here=reverse("feed-programmes"),
        entries=[_opened(one) for one in queries.programmes_for_feed()],
    )


def programme(request: HttpRequest, programme: str) -> HttpResponse:
    """What one programme has published: findings, recommendations, answers, actions. No person's words, because a
    feed that others have read cannot be taken back."""
    row: Programme = request.programme  # type: ignore[attr-defined]
    entries = [_opened(row)] if row.opened_at else []
    for kind, found in walking.whole(programme=row, scope=Scope.PUBLIC):
        if kind.slug in TOLD:
            entries += [
                Entry(f"{kind.name}: {node.title}", f"{node.url}#{node.ref}", node.title, node.when)
                for node in found
                if node.when is not None
            ]
    here = reverse("programme-feed", args=[row.slug])
    return write(title=row.title, page=reverse("programme", args=[row.slug]), here=here, entries=entries)


def _opened(row: Programme) -> Entry:
    assert row.opened_at is not None
    path = reverse("programme", args=[row.slug])
    return Entry(_("Now open: {title}").format(title=row.title), path, row.question, row.opened_at)


def _fit(text: str) -> str:
    return _UNFIT.sub("", text)
