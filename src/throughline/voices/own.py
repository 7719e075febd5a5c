"""What an account sent as a participant, and the questions about people that a programme may ask: what this app
adds to the pages of programmes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from throughline.people.models import Account
from throughline.programmes.hooks import Sent
from throughline.voices import about
from throughline.voices.models import Submission

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MOST = 100


def sent_by(account: Account) -> Iterator[Sent]:
    """The newest things that an account sent, each with the page that says what happened to it. One query."""
    rows = Submission.objects.filter(participant__enrolment__account=account).select_related("activity__programme")
    for row in rows.order_by("-id")[:MOST]:
        yield Sent(
            title=_("{activity}: what happened to what you said").format(activity=row.activity.title),
            url=reverse("followed"),
            programme=row.activity.programme.title,
            when=row.given_at,
        )


def about_choices() -> list[tuple[str, str | _StrPromise]]:
    """Every “about you” question, with its purpose."""
    return [(one.slug, one.question) for one in about.QUESTIONS]
