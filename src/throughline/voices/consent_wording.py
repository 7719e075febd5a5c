"""The exact words of the consent questions and of what withdrawing means.

Words that somebody has answered are never changed: new words get a new VERSION, and each answer keeps the
version that the person saw.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

VERSION = "2026-11"


@dataclass(frozen=True)
class Use:
    """One use of a person's words.

    Attributes:
        slug: the key in a consent record.
        title: the use in a few words.
        words: what the person says yes or no to.
        if_no: what happens when they say no; for the required use, why it is required.
        required: whether the words cannot be taken in without it.
    """

    slug: str
    title: str | _StrPromise
    words: str | _StrPromise
    if_no: str | _StrPromise
    required: bool = False


@dataclass(frozen=True)
class WithdrawalMeaning:
    """One of the five things that withdrawing can and cannot do (W0 to W4)."""

    slug: str
    code: str
    title: str | _StrPromise
    words: str | _StrPromise


USES: tuple[Use, ...] = (
    Use(
        "read",
        _("Read by the team"),
        _("The team of this programme may read what I wrote."),
        _(
            "We need this one. If nobody may read your words, we cannot take them in. Only people with a "
            "duty to read them can see them as you wrote them."
        ),
        required=True,
    ),
    Use(
        "analyse",
        _("Counted and compared with what others said"),
        _(
            "The team may study what I wrote together with what others wrote, to see what many people say "
            "and what only a few people say. A computer helps. People check its work."
        ),
        _("A person will read your words, but they will not be part of any theme, count or finding."),
    ),
    Use(
        "quote",
        _("Quoted in public"),
        _(
            "The team may publish what I wrote, or part of it, after taking out what could show who I am. "
            "My name is never shown."
        ),
        _("Nobody outside the team will see your words. They can still count towards what we find."),
    ),
    Use(
        "keep",
        _("Kept for later research"),
        _(
            "My words may be kept after this programme ends. Researchers may use them for later questions about "
            "care. What could show who I am is taken out first."
        ),
        _("We will erase your words when the programme’s records are due to be deleted."),
    ),
    Use(
        "contact",
        _("Contacted again"),
        _(
            "If I leave an e-mail address, the team may write to me. They may tell me what happens next, or ask me "
            "to take part again."
        ),
        _("We will not write to you. You can still use your receipt code to see what happened."),
    ),
)

HEAR = Use(
    "hear",
    _("Recording heard by others"),
    _(
        "The team may publish my recording together with my words. Then others can hear my voice, and see me if it "
        "is a film. A moderator listens to it first."
    ),
    _("We publish your words only, and delete the recording. A voice or a face can show who you are."),
)
"""Asked only of those who recorded something, after the others and on a page of its own."""

USE_SLUGS: tuple[str, ...] = tuple(use.slug for use in USES)


def asked(uses: Mapping[str, bool]) -> tuple[Use, ...]:
    """The uses that an answer is about: everybody's, and that of a recording where it was asked."""
    return (*USES, HEAR) if HEAR.slug in uses else USES


WITHDRAWAL: tuple[WithdrawalMeaning, ...] = (
    WithdrawalMeaning(
        "pause",
        "W0",
        _("Pause"),
        _("We hide your words and do not use them. You can change your mind and have them used again."),
    ),
    WithdrawalMeaning(
        "stop",
        "W1",
        _("Stop"),
        _(
            "Within 1 minute your words are gone from every public page, list, feed and search. We never use them "
            "again for anything new."
        ),
    ),
    WithdrawalMeaning(
        "erase",
        "W2",
        _("Erase"),
        _(
            "Within 24 hours we erase your words and the key that opens them. After that nobody can read "
            "them, not even from old back-up copies."
        ),
    ),
    WithdrawalMeaning(
        "published",
        "W3",
        _("What stays in a published report"),
        _(
            "Numbers and themes in a report that is already published stay as they are. Your quotes leave "
            "the page and are not in the next version of the report."
        ),
    ),
    WithdrawalMeaning(
        "cannot",
        "W4",
        _("What we cannot undo"),
        _("We cannot take back what other people have already printed or saved."),
    ),
)
