"""Bringing in a file of words as a whole, or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from throughline.core import audit, jobs, once
from throughline.core.actions import Actor
from throughline.core.errors import Refused
from throughline.people.models import Account
from throughline.programmes import queries as programmes
from throughline.programmes.models import Activity
from throughline.programmes.permissions import Duty, require
from throughline.understand.imports import checking, storing
from throughline.understand.imports.mapping import Mapping, SourceDetails
from throughline.understand.imports.mapping import check as check_mapping
from throughline.understand.imports.problems import bad_file
from throughline.understand.imports.reading import Table, open_table
from throughline.understand.imports.rows import Interpreter
from throughline.understand.imports.storing import Progress
from throughline.voices.models import Source

REQUIRED = ("title", "where_from", "licence", "consent_basis")


def run_import(
    *,
    activity: Activity,
    file: Path | BinaryIO,
    mapping: Mapping,
    source: SourceDetails,
    skip_problems: bool,
    by: Account | None,
    once_key: str,
    again: bool = False,
    file_name: str = "",
    progress: Progress | None = None,
    settle: Callable[[Source], None] | None = None,
) -> Source:
    """Bring in a file. Nothing of it counts before all of it is stored; if anything goes wrong, nothing stays.

    Args:
        activity: one of this method that is not closed.
        file: a path, or a file open for reading and seeking.
        mapping: which column is what.
        source: where the words come from, and on what basis they may be used.
        skip_problems: leave out rows in which something is wrong or that have no words; otherwise one such row
            refuses the file.
        by: who brings it in; None for the system.
        once_key: the same key again stores nothing and returns the same source.
        again: bring it in although the very same file was brought into this activity before.
        file_name: as it is told to people; the path's last part unless given.
        progress: called with (texts stored, texts in all, what is being done); tells the job unless given.
        settle: called with the source inside the last transaction.

    Returns:
        The finished source.

    Raises:
        BadFile: something is wrong with the file; it says in which row and column.
        Refused: the mapping does not fit, a detail of the source is missing, the file was brought in before, or
            the activity is closed.
        NotAllowed: the person may not.
    """
    require(Duty.IMPORT, by=by, programme=activity.programme)
    earlier = _earlier(activity, once_key)
    if earlier is not None:
        return earlier
    check_details(source)
    if activity.status == Activity.Status.CLOSED:
        raise Refused(_("This activity is closed, so nothing more can be brought in."))
    if isinstance(file, Path):
        with file.open("rb") as opened:
            return run_import(
                activity=activity, file=opened, mapping=mapping, source=source, skip_problems=skip_problems, by=by,
                once_key=once_key, again=again, file_name=file_name or file.name, progress=progress, settle=settle,
            )  # fmt: skip
    digest = _digest(file)
    if not again:
        refuse_twice(activity, digest)
    table = open_table(file, separator=mapping.separator, sheet=mapping.sheet)
    checked = _checked(table, mapping, skip_problems)
    row = Source.objects.create(
        programme=activity.programme,
        activity=activity,
        imported_by=by,
        file_name=file_name[:200],
        file_sha256=digest,
        mapping=mapping.as_json(),
        **{name: value.strip() if isinstance(value, str) else value for name, value in asdict(source).items()},
    )
    tell = progress or jobs.progress
    try:
        entries = checking.entries_of(table, interpreter(table, mapping))
        storing.write(row, entries, total=checked.entries, progress=tell, note=_("Sealing and storing"))
        return _finish(row, checked, by=by, once_key=once_key, again=again, settle=settle)
    except BaseException:
        storing.clear(row)
        raise


def interpreter(table: Table, mapping: Mapping) -> Interpreter:
    """What reads the rows of a table under a mapping that fits it.

    Raises:
        Refused: the mapping does not fit.
    """
    check_mapping(mapping, table.header)
    return Interpreter(table.header, mapping, programmes.regions())


def check_details(source: SourceDetails) -> None:
    """See that every detail of a source is there.

    Raises:
        Refused: one is missing; `field` says which.
    """
    for name in REQUIRED:
        if not getattr(source, name).strip():
            raise Refused(_("Say where these words come from: every part of the source is needed."), field=name)


def refuse_twice(activity: Activity, digest: str) -> None:
    """Refuse a file that is in this activity already.

    Raises:
        Refused: it is.
    """
    before = same_file(activity, digest)
    if before is not None:
        raise Refused(
            _("This very file is in already, as “{title}”. Bring it in again only if you want its words twice.").format(
                title=before.title
            ),
            field="again",
        )


def same_file(activity: Activity, digest: str) -> Source | None:
    """The source that the same file made in this activity before, if any."""
    return Source.objects.filter(activity=activity, file_sha256=digest, finished_at__isnull=False).first()


def _digest(file: BinaryIO) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while piece := file.read(1024 * 1024):
        digest.update(piece)
    return digest.hexdigest()


def _checked(table: Table, mapping: Mapping, skip_problems: bool) -> checking.Checked:
    checked = checking.check_rows(table, interpreter(table, mapping))
    if checked.problems.count and not skip_problems:
        raise checked.problems.as_error()
    if not checked.entries:
        raise bad_file(_("No row of this file can be brought in."))
    return checked


def _earlier(activity: Activity, once_key: str) -> Source | None:
    """What the same key made before. Asks without claiming, since a claim must not outlive a failed import."""
    with transaction.atomic():
        claim = once.claim(scope=_scope(activity), key=once_key)
        if claim.first:
            transaction.set_rollback(True)
            return None
        return Source.objects.get(ref=claim.outcome)


def _scope(activity: Activity) -> str:
    return f"import:{activity.ref}"


def _finish(
    row: Source,
    checked: checking.Checked,
    *,
    by: Account | None,
    once_key: str,
    again: bool,
    settle: Callable[[Source], None] | None,
) -> Source:
    """The one transaction that makes everything count."""
    with jobs.commit():
        # Two who bring in the same file at once meet here.
        activity = Activity.objects.select_for_update().get(pk=row.activity_id)
        claim = once.claim(scope=_scope(activity), key=once_key)
        if claim.first:
            if not again:
                refuse_twice(activity, row.file_sha256)
            storing.make_live(row, rows=checked.entries, skipped=checked.bad)
            claim.settle(row.ref)
        result = row if claim.first else Source.objects.get(ref=claim.outcome)
        if settle is not None:
            settle(result)
        if claim.first:
            _record(row, by)
    if result != row:
        storing.clear(row)
    return result


def _record(row: Source, by: Account | None) -> None:
    audit.record(
        actor=by.actor() if by else Actor.system("imports"),
        verb="imports.bring-in",
        target=f"source:{row.ref}",
        detail={"texts": row.rows, "skipped": row.skipped, "sha256": row.file_sha256},
    )
