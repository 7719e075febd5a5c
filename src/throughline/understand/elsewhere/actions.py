"""Noting what literature found, and bringing in files of notes and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.core import audit, once
from throughline.core.actions import Actor, action
from throughline.core.errors import Refused
from throughline.people.models import Account
from throughline.programmes.models import Programme
from throughline.programmes.permissions import Duty, require
from throughline.understand.elsewhere import queries
from throughline.understand.elsewhere.models import Incoming, Note, Number, Numbers
from throughline.understand.elsewhere.reading import Read

KEEP = timedelta(hours=24)
_DETAILS = ("title", "counted", "where_from", "licence")


@action
def add_note(
    *, programme: Programme, citation: str, year: int, found: str, url: str, by: Account | None, once_key: str
) -> Note:
    """Note what a publication found.

    Args:
        programme: whose team notes it.
        citation, year, url: which publication, and where it can be read; the address may be empty.
        found: what it found, in words of the team.
        by: who notes it.
        once_key: the form's key; the same key again gives the same note.

    Raises:
        Refused: it is noted already.
        NotAllowed: the person may not.
    """
    require(Duty.LOOK_UP, by=by, programme=programme)
    claim = once.claim(scope=f"elsewhere.note:{programme.ref}", key=once_key)
    if not claim.first:
        return Note.objects.get(ref=claim.outcome)
    _refuse_twice(programme, citation)
    note = Note.objects.create(programme=programme, citation=citation, year=year, found=found, url=url, noted_by=by)
    _record(by, "note", f"note:{note.ref}")
    claim.settle(note.ref)
    return note


@action
def change_note(*, note: Note, citation: str, year: int, found: str, url: str, by: Account | None) -> None:
    """Change a note; who noted it first stays with it.

    Raises:
        Refused: another note is about the same publication.
        NotAllowed: the person may not.
    """
    require(Duty.LOOK_UP, by=by, programme=note.programme)
    _refuse_twice(note.programme, citation, but=note)
    Note.objects.filter(pk=note.pk).update(
        citation=citation, year=year, found=found, url=url, changed_at=timezone.now()
    )
    _record(by, "change-note", f"note:{note.ref}")


@action
def remove_note(*, programme: Programme, ref: str, by: Account | None) -> None:
    """Delete a note; where it is gone already nothing happens.

    Raises:
        NotAllowed: the person may not.
    """
    require(Duty.LOOK_UP, by=by, programme=programme)
    if Note.objects.filter(programme=programme, ref=ref).delete()[0]:
        _record(by, "remove-note", f"note:{ref}")


def _refuse_twice(programme: Programme, citation: str, but: Note | None = None) -> None:
    _hold(programme)
    same = Note.objects.filter(programme=programme, citation__iexact=citation)
    if (same.exclude(pk=but.pk) if but else same).exists():
        raise Refused(_("This publication is noted already."), field="citation")


@action
def keep_incoming(
    *,
    programme: Programme,
    kind: str,
    read: Read,
    file_name: str,
    details: Mapping[str, str],
    by: Account,
    once_key: str,
) -> Incoming:
    """Keep what a file holds until somebody of the team has looked at it.

    Args:
        programme: into which it is to be brought.
        kind: of `Incoming.Kind`.
        read: the file as read.
        file_name: as the browser told it.
        details: of the source, by name; for notes none.
        by: who brings it.
        once_key: the form's key; the same key again keeps nothing more.

    Raises:
        Refused: the very same file of numbers is in already.
        NotAllowed: the person may not.
    """
    require(Duty.LOOK_UP, by=by, programme=programme)
    claim = once.claim(scope=f"elsewhere.keep:{programme.ref}", key=once_key)
    if not claim.first:
        return Incoming.objects.get(ref=claim.outcome)
    if kind == Incoming.Kind.NUMBERS:
        _refuse_same_file(programme, read.sha256)
    row = Incoming.objects.create(
        programme=programme,
        kind=kind,
        file_name="".join(one for one in file_name if one.isprintable())[-200:],
        file_sha256=read.sha256,
        details=dict(details),
        columns=read.columns,
        rows=read.rows,
        problems=[[one.what, one.to_do, one.row, one.column] for one in read.problems.first],
        problem_count=read.problems.count,
        skipped=read.skipped,
        brought_by=by,
    )
    claim.settle(row.ref)
    return row


@action
def bring_in(*, incoming: Incoming, skip_problems: bool, by: Account) -> Numbers | None:
    """Store what a file holds: all of it, or all but the rows with problems where the person chose so. Pressed twice,
    it is stored once.

    Args:
        incoming: what was read, and looked at.
        skip_problems: whether rows with problems are left out.
        by: who brings it in.

    Returns:
        The table of numbers; None for notes.

    Raises:
        Refused: rows have problems and are not to be left out, nothing is left, or it is in already.
        NotAllowed: the person may not.
    """
    require(Duty.LOOK_UP, by=by, programme=incoming.programme)
    _hold(incoming.programme)
    row = Incoming.objects.select_related("programme", "numbers").get(pk=incoming.pk)
    if row.done:
        return row.numbers
    if row.problem_count and not skip_problems:
        raise Refused(
            _("Some rows have problems. Mend the file and upload it again, or choose to skip those rows."),
            field="skip_problems",
        )
    if not row.rows:
        raise Refused(_("No row of this file can be brought in. Mend the file and upload it again."))
    if row.kind == Incoming.Kind.NUMBERS:
        row.numbers = _store_numbers(row, by)
    else:
        _store_notes(row, by)
    detail: dict[str, str | int] = {"rows": len(row.rows), "skipped": row.skipped, "sha256": row.file_sha256}
    _record(by, f"bring-in-{row.kind}", f"programme:{row.programme.ref}", detail)
    row.done, row.rows, row.problems = True, [], []
    row.save(update_fields=["done", "rows", "problems", "numbers"])
    return row.numbers


def _store_numbers(incoming: Incoming, by: Account) -> Numbers:
    _refuse_same_file(incoming.programme, incoming.file_sha256)
    numbers = Numbers.objects.create(
        programme=incoming.programme,
        file_name=incoming.file_name,
        file_sha256=incoming.file_sha256,
        skipped=incoming.skipped,
        brought_by=by,
        **{name: incoming.details[name] for name in _DETAILS},
    )
    Number.objects.bulk_create(
        Number(numbers=numbers, place=place, **row) for place, row in enumerate(incoming.rows, 1)
    )
    return numbers


def _store_notes(incoming: Incoming, by: Account) -> None:
    if queries.citations(incoming.programme) & {row["citation"].casefold() for row in incoming.rows}:
        raise Refused(_("Some of these were noted meanwhile. Upload the file again."))
    Note.objects.bulk_create(Note(programme=incoming.programme, noted_by=by, **row) for row in incoming.rows)


def _refuse_same_file(programme: Programme, sha256: str) -> None:
    same = Numbers.objects.filter(programme=programme, file_sha256=sha256).first()
    if same is not None:
        raise Refused(_("This very file is in already, as “{title}”.").format(title=same.title), field="file")


@action
def drop_incoming(*, incoming: Incoming, by: Account) -> None:
    """Throw away what was read from a file.

    Raises:
        NotAllowed: the person may not.
    """
    require(Duty.LOOK_UP, by=by, programme=incoming.programme)
    Incoming.objects.filter(pk=incoming.pk).delete()


@action
def remove_numbers(*, programme: Programme, ref: str, by: Account | None) -> None:
    """Delete a table of numbers; where it is gone already nothing happens.

    Raises:
        NotAllowed: the person may not.
    """
    require(Duty.LOOK_UP, by=by, programme=programme)
    if Numbers.objects.filter(programme=programme, ref=ref).delete()[0]:
        _record(by, "remove-numbers", f"numbers:{ref}")


@action
def forget_incoming() -> None:
    """Delete what was read a day ago and never brought in."""
    Incoming.objects.filter(brought_at__lt=timezone.now() - KEEP).delete()


@action
def record_export(*, programme: Programme, kind: str, by: Account | None) -> None:
    """Write down that somebody takes the notes and numbers out, before the file is made.

    Raises:
        NotAllowed: the person may not.
    """
    require(Duty.EXPORT, by=by, programme=programme)
    _record(by, "export", f"programme:{programme.ref}", {"kind": kind})


def _hold(programme: Programme) -> None:
    """Two who note the same thing at once meet here."""
    Programme.objects.select_for_update().get(pk=programme.pk)


def _record(by: Account | None, verb: str, target: str, detail: Mapping[str, str | int] | None = None) -> None:
    actor = by.actor() if by else Actor.system("elsewhere")
    audit.record(actor=actor, verb=f"elsewhere.{verb}", target=target, detail=dict(detail) if detail else None)
