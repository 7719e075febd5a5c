"""Gathering words under summary questions, checking these against what is known, and saying why others leave."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Max
from django.utils.translation import gettext as _

from throughline.core.actions import action
from throughline.core.errors import NotFound, Refused
from throughline.envision.partnerships import queries
from throughline.envision.partnerships.actions._common import begin, record, while_preparing
from throughline.envision.partnerships.models import Gathered, Question
from throughline.envision.partnerships.protocol import MOST_QUESTIONS
from throughline.people.models import Account
from throughline.programmes.models import Activity
from throughline.voices.models import Contribution


@action
def write_question(
    *,
    activity: Activity,
    text: str,
    explained: str = "",
    origin: str = "",
    words: Collection[str] = (),
    by: Account | None,
    once_key: str,
) -> Question | None:
    """Write a summary question that rests on people's words, on what others wrote, or on both.

    Args:
        activity: one that has not opened.
        text: the question.
        explained: what hard words in it mean.
        origin: where it comes from besides words given here, such as a guideline that calls for research.
        words: refs of the contributions it rests on.
        by, once_key: who asks, with the form's key.

    Returns:
        The question; None where this form was sent before.

    Raises:
        NotAllowed: the account may not.
        Refused: people may have chosen already, it rests on nothing, it is there already, there are too many, or some
            of the words may not be used.
    """
    partnership = begin("write", activity, by, once_key)
    if partnership is None:
        return None
    while_preparing(partnership)
    if not words and not origin:
        raise Refused(_("Choose the words that it rests on, or say where it comes from."), field="origin")
    known = Question.objects.filter(activity=activity)
    _check_new(activity, text)
    if known.count() >= MOST_QUESTIONS:
        raise Refused(_("A long list has at most %(most)s questions.") % {"most": MOST_QUESTIONS}, field="text")
    number = (known.aggregate(last=Max("number"))["last"] or 0) + 1
    made = Question.objects.create(activity=activity, number=number, text=text, explained=explained, origin=origin)
    _gather(made, words)
    record(activity, by, "write", question=made.ref, words=len(words))
    return made


@action
def put_under(*, activity: Activity, question: str, words: Collection[str], by: Account | None, once_key: str) -> None:
    """Say that a question (its ref) rests on these words too (refs of contributions).

    Raises:
        NotAllowed: the account may not.
        NotFound: there is no such question.
        Refused: people may have chosen already, no words were chosen, or some of them may not be used.
    """
    partnership = begin("put", activity, by, once_key)
    if partnership is None:
        return
    while_preparing(partnership)
    if not words:
        raise Refused(_("Choose at least one."), field="words")
    _gather(queries.question(activity, question), words)
    record(activity, by, "put", question=question, words=len(words))


@action
def take_from(*, activity: Activity, gathered: str, by: Account | None, once_key: str) -> None:
    """Say that words are not part of a question after all, or not out of scope (ref of the row that says so).

    Raises:
        NotAllowed: the account may not.
        NotFound: nothing says so.
        Refused: people may have chosen already, or the question would rest on nothing.
    """
    partnership = begin("take", activity, by, once_key)
    if partnership is None:
        return
    while_preparing(partnership)
    row = Gathered.objects.filter(activity=activity, ref=gathered).select_related("question", "contribution").first()
    if row is None:
        raise NotFound
    if row.question is not None and not row.question.origin and row.question.gathered.count() == 1:
        raise Refused(_("The question rests on these words alone. Say where else it comes from, or take it out."))
    row.delete()
    record(activity, by, "take", contribution=row.contribution.ref)


@action
def set_aside(*, activity: Activity, words: Collection[str], reason: str, by: Account | None, once_key: str) -> None:
    """Say that words are out of scope, and why. Their authors are told; what other methods make of them stays.

    Args:
        activity: of which partnership.
        words: refs of contributions.
        reason: what their authors read.
        by, once_key: who asks, with the form's key.

    Raises:
        NotAllowed: the account may not.
        Refused: people may have chosen already, no words were chosen, or a question rests on some of them.
    """
    partnership = begin("set-aside", activity, by, once_key)
    if partnership is None:
        return
    while_preparing(partnership)
    if not words:
        raise Refused(_("Choose at least one."), field="words")
    if not reason:
        raise Refused(_("Say why. Their authors read it."), field="reason")
    rows = _usable(activity, words)
    if Gathered.objects.filter(activity=activity, contribution__in=rows, question__isnull=False).exists():
        raise Refused(_("A question rests on some of these words. Take them from it first."), field="words")
    Gathered.objects.bulk_create(
        [Gathered(activity=activity, contribution=row, reason=reason) for row in rows], ignore_conflicts=True
    )
    record(activity, by, "set-aside", words=len(rows))


@action
def change_question(
    *, activity: Activity, question: str, text: str, explained: str, origin: str, by: Account | None, once_key: str
) -> None:
    """Put a question (its ref) into other words. Arguments as for `write_question`.

    Raises:
        NotAllowed: the account may not.
        NotFound: there is no such question.
        Refused: people may have chosen already, it is there already, or it would rest on nothing.
    """
    partnership = begin("change", activity, by, once_key)
    if partnership is None:
        return
    while_preparing(partnership)
    row = queries.question(activity, question)
    _check_new(activity, text, besides=row)
    if not origin and not row.gathered.exists():
        raise Refused(_("It rests on nobody’s words, so say where it comes from."), field="origin")
    row.text, row.explained, row.origin = text, explained, origin
    row.save(update_fields=["text", "explained", "origin", "changed_at"])
    record(activity, by, "change", question=question)


@action
def check_question(
    *,
    activity: Activity,
    question: str,
    known: str,
    note: str,
    source: str,
    looked_on: date,
    by: Account | None,
    once_key: str,
) -> None:
    """Say what is known about a question (its ref) already. One that is answered leaves the list, with the note.

    Args:
        activity: one that has not opened.
        question: its ref.
        known: a `Question.Known` other than “not checked yet”.
        note: what is known, in plain words.
        source: where that stands, such as a systematic review.
        looked_on: the day on which somebody looked.
        by, once_key: who asks, with the form's key.

    Raises:
        NotAllowed: the account may not.
        NotFound: there is no such question.
        Refused: people may have chosen already, or it is answered without saying how or by what.
    """
    partnership = begin("check", activity, by, once_key)
    if partnership is None:
        return
    while_preparing(partnership)
    row = queries.question(activity, question)
    if known != Question.Known.NONE:
        if not note:
            raise Refused(_("Say what is known already. Readers and authors see it."), field="note")
        if not source:
            raise Refused(_("Say where that stands."), field="source")
    row.known, row.known_note, row.known_source, row.known_on = known, note, source, looked_on
    row.save(update_fields=["known", "known_note", "known_source", "known_on", "changed_at"])
    record(activity, by, "check", question=question, known=known)


@action
def leave_out(*, activity: Activity, question: str, reason: str, by: Account | None, once_key: str) -> None:
    """Take a question (its ref) off the list for a public reason; without a reason, put it back.

    Raises:
        NotAllowed: the account may not.
        NotFound: there is no such question.
        Refused: people may have chosen already.
    """
    partnership = begin("leave-out", activity, by, once_key)
    if partnership is None:
        return
    while_preparing(partnership)
    row = queries.question(activity, question)
    row.left_because = reason
    row.save(update_fields=["left_because", "changed_at"])
    record(activity, by, "leave-out" if reason else "put-back", question=question)


def _check_new(activity: Activity, text: str, besides: Question | None = None) -> None:
    same = Question.objects.filter(activity=activity, text__iexact=text).exclude(ref=besides.ref if besides else "")
    if same.exists():
        raise Refused(_("This question is there already. Put the words under it."), field="text")


def _usable(activity: Activity, words: Collection[str]) -> list[Contribution]:
    rows = queries.may_be_gathered(activity, words)
    if len(rows) < len(set(words)):
        raise Refused(_("Some of these words may not be used any more. Look again."), field="words")
    return rows


def _gather(question: Question, words: Collection[str]) -> None:
    rows = _usable(question.activity, words)
    Gathered.objects.filter(activity=question.activity, contribution__in=rows, question=None).delete()
    Gathered.objects.bulk_create(
        [Gathered(activity=question.activity, contribution=row, question=question) for row in rows],
        ignore_conflicts=True,
    )
