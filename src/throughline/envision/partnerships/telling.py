"""What became of words that were gathered, told to their authors; and how many questions somebody chose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from throughline.envision.partnerships.models import Chosen, Gathered, Partnership, Question
from throughline.evidence.steps import Step
from throughline.programmes.models import Activity
from throughline.voices.models import Contribution, Submission

ORDER = 12


def tell_of_words(contributions: Sequence[Contribution]) -> Mapping[str, Sequence[Step]]:
    """Which questions rest on each, how far these came, or why it is out of scope. Two queries."""
    told: dict[str, list[Step]] = {}
    rows = list(
        Gathered.objects.filter(contribution__in=contributions).select_related(
            "contribution", "question", "activity__programme"
        )
    )
    known = Partnership.objects.in_bulk({row.activity_id for row in rows}) if rows else {}
    for row in rows:
        steps = told.setdefault(row.contribution.ref, [])
        if row.question is None:
            said = _("Out of the scope of “{title}”").format(title=row.activity.title)
            steps.append(Step(when=row.gathered_at, title=said, reason=row.reason, order=ORDER))
        else:
            steps.extend(_of_question(row, row.question, known[row.activity_id]))
    return told


def _of_question(row: Gathered, question: Question, partnership: Partnership) -> Iterator[Step]:
    public = row.activity.status != Activity.Status.DRAFT
    url = reverse("throughline-node", args=[row.activity.programme.slug, "question", question.ref]) if public else ""
    said = _("Your words are part of the question “{text}”").format(text=question.text)
    yield Step(when=row.gathered_at, title=said, url=url, order=ORDER)
    if question.has_left:
        why = question.left_because or question.known_note
        when = max(question.changed_at, row.gathered_at)
        yield Step(when=when, title=_("This question is not asked"), reason=why, order=ORDER + 1)
        return
    if partnership.short_at is not None:
        said = (
            _("This question is on the short list") if question.short else _("This question is not on the short list")
        )
        reason = question.short_reason or _("People chose. The page of the short list says by what rule.")
        yield Step(when=partnership.short_at, title=said, reason=reason, order=ORDER + 1)
    if partnership.top_at is not None and question.place is not None:
        said = _("This question has place {place} of the top ten").format(place=question.place)
        yield Step(when=partnership.top_at, title=said, reason=question.place_reason, order=ORDER + 2)


def tell(submissions: Sequence[Submission]) -> Mapping[str, Sequence[Step]]:
    """“You chose 8 questions”, with the way to see them. One query."""
    rows = Chosen.objects.filter(seat__submission__in=submissions).select_related("seat__submission")
    return {row.seat.submission.ref: [_step(row)] for row in rows}


def _step(row: Chosen) -> Step:
    count = len(row.questions)
    return Step(
        when=row.chosen_at,
        title=ngettext("You chose %(n)s question", "You chose %(n)s questions", count) % {"n": count},
        url=reverse("seat-go-on", args=[row.seat.submission.ref]),
    )
