"""Atom feeds (RFC 4287), by the framework's own feed writer. Stages write theirs with `write`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from throughline.evidence import walking
from throughline.evidence.nodes import Scope
from throughline.notices import queries


def write(*, title: str, page: str, here: str, entries: list[dict[str, Any]]) -> HttpResponse:
    """An Atom document.

    Args:
        title: of the feed.
        page: path of the page that says the same.
        here: path of the feed itself.
        entries: each with title, path, text and when.
    """
    site = settings.SITE_URL
    feed = Atom1Feed(title=title, link=site + page, description=title, feed_url=site + here, language="en-gb")
    for entry in entries:
        when: datetime = entry["when"]
        feed.add_item(
            title=entry["title"],
            link=site + entry["path"],
            description=entry["text"],
            unique_id=site + entry["path"],
            pubdate=when,
            updateddate=when,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def programmes(request: HttpRequest) -> HttpResponse:
    """What has been announced, newest first."""
    entries = [
        {
            "title": programme.title,
            "path": reverse("programme", args=[programme.slug]),
            "text": programme.question,
            "when": programme.opened_at or programme.created_at,
        }
        for programme in queries.programmes_for_feed()
    ]
    return write(
        title=_("Programmes on Throughline"),
        page=reverse("programmes"),
        here=reverse("feed-programmes"),
        entries=entries,
    )


def programme(request: HttpRequest, programme: str) -> HttpResponse:
    """What one programme has published, newest first: findings, recommendations, answers, actions."""
    found = request.programme  # type: ignore[attr-defined]
    steps = [
        (kind, node)
        for kind, nodes in walking.whole(programme=found, scope=Scope.PUBLIC)
        for node in nodes
        if node.when is not None and kind.slug != "theme"
    ]
    steps.sort(key=lambda step: step[1].when, reverse=True)
    return write(
        title=found.title,
        page=reverse("programme", args=[found.slug]),
        here=reverse("programme-feed", args=[found.slug]),
        entries=[
            {"title": f"{kind.name}: {node.title}", "path": node.url, "text": node.title, "when": node.when}
            for kind, node in steps
        ],
    )
