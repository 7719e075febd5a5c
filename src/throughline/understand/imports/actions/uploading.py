"""Bringing in a file on pages: keep it sealed, say which column is what, look, say where it is from, begin."""

from __future__ import annotations

from dataclasses import asdict

from django.db import transaction
from django.utils.translation import gettext as _

from throughline.core import jobs, once
from throughline.core.actions import action
from throughline.core.errors import DomainError, Refused
from throughline.core.sealed_files import Writer
from throughline.core.vault import VaultError
from throughline.people.models import Account
from throughline.programmes.models import Activity
from throughline.programmes.permissions import Duty, require
from throughline.understand.imports import checking
from throughline.understand.imports.actions.importing import check_details, interpreter, refuse_twice, run_import
from throughline.understand.imports.mapping import Mapping, SourceDetails
from throughline.understand.imports.models import UPLOADS, Upload
from throughline.understand.imports.reading import open_table
from throughline.voices.models import Source

AT_ONCE = 500
"""So many texts are stored while the person waits; more are left to a worker."""
_OPEN = (Upload.Status.UPLOADED, Upload.Status.FAILED)


def keep_upload(*, activity: Activity, written: Writer, file_name: str, by: Account, once_key: str) -> Upload:
    """Keep a sealed file for the next steps, if it can be read at all; otherwise it is removed.

    Args:
        activity: where it is to be brought in.
        written: the file, closed.
        file_name: as the browser told it.
        once_key: the form's key; the same key again gives the same upload.

    Raises:
        BadFile: it cannot be read.
        NotAllowed: the person may not.
    """
    try:
        require(Duty.IMPORT, by=by, programme=activity.programme)
        open_table(UPLOADS.read(written.name, written.key))
        with transaction.atomic():
            claim = once.claim(scope=f"upload:{activity.ref}", key=once_key)
            if claim.first:
                upload = Upload.objects.create(
                    activity=activity,
                    file_name=_plain(file_name),
                    file_sha256=written.sha256,
                    stored_as=written.name,
                    data_key=written.key,
                    uploaded_by=by,
                )
                claim.settle(upload.ref)
                return upload
            earlier = Upload.objects.get(ref=claim.outcome)
    except DomainError:
        written.discard()
        raise
    written.discard()
    return earlier


def _plain(file_name: str) -> str:
    """The last part of a name, without what does not print."""
    last = file_name.replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in last if letter.isprintable())[-200:]


@action
def choose_columns(*, upload: Upload, mapping: Mapping, by: Account) -> None:
    """Say which column is what.

    Raises:
        Refused: the mapping does not fit the file, or the import has begun.
        NotAllowed: the person may not.
    """
    _require_open(upload, by)
    table = open_table(
        UPLOADS.read(upload.stored_as, upload.data_key), separator=mapping.separator, sheet=mapping.sheet
    )
    interpreter(table, mapping)
    Upload.objects.filter(pk=upload.pk).update(mapping=mapping.as_json(), status=Upload.Status.UPLOADED, failure="")


@action
def settle_problems(*, upload: Upload, checked: checking.Checked, skip_problems: bool, by: Account) -> None:
    """Say what becomes of rows with problems, having seen the preview.

    Raises:
        Refused: there are some and they are not to be skipped, or nothing would be left.
        NotAllowed: the person may not.
    """
    _require_open(upload, by)
    if checked.problems.count and not skip_problems:
        raise Refused(
            _("Some rows have problems. Mend the file and upload it again, or choose to skip those rows."),
            field="skip_problems",
        )
    if not checked.entries:
        raise Refused(_("No row of this file can be brought in. Mend the file and upload it again."))
    Upload.objects.filter(pk=upload.pk).update(skip_problems=skip_problems, entries=checked.entries)


def start_import(*, upload: Upload, details: SourceDetails, again: bool, by: Account) -> Upload:
    """Say where the words come from, and begin. Pressed twice, it begins once.

    A short file is stored before this returns; a long one by a worker.

    Raises:
        Refused: a detail is missing, or the file was brought in before.
        NotAllowed: the person may not.
    """
    require(Duty.IMPORT, by=by, programme=upload.activity.programme)
    check_details(details)
    if upload.status in _OPEN and not again:
        refuse_twice(upload.activity, upload.file_sha256)
    at_once = upload.entries <= AT_ONCE
    with transaction.atomic():
        status = Upload.Status.RUNNING if at_once else Upload.Status.WAITING
        ours = Upload.objects.filter(pk=upload.pk, status__in=_OPEN, entries__gt=0)
        if not ours.update(status=status, details=asdict(details), again=again, failure="", uploaded_by=by):
            return upload
        if not at_once:
            _enqueue(upload)
    if at_once:
        try:
            perform(upload_ref=upload.ref)
        except Exception:
            Upload.objects.filter(pk=upload.pk, source=None).update(status=Upload.Status.UPLOADED)
            raise
    return upload


def _enqueue(upload: Upload) -> None:
    # Imported here: the task imports this module.
    from throughline.understand.imports.jobs import bring_in

    result = bring_in.enqueue(upload.ref)
    Upload.objects.filter(pk=upload.pk).update(job=result.id)


def perform(*, upload_ref: str) -> None:
    """Bring in an upload that was started. What refuses it is kept with it, for the person to read."""
    upload = Upload.objects.select_related("activity__programme", "data_key", "uploaded_by").get(ref=upload_ref)
    if upload.status not in (Upload.Status.WAITING, Upload.Status.RUNNING):
        return
    Upload.objects.filter(pk=upload.pk, status=Upload.Status.WAITING).update(status=Upload.Status.RUNNING)
    try:
        run_import(
            activity=upload.activity,
            file=UPLOADS.read(upload.stored_as, upload.data_key),
            mapping=Mapping.from_json(upload.mapping),
            source=SourceDetails(**upload.details),
            skip_problems=upload.skip_problems,
            by=upload.uploaded_by,
            once_key=upload.ref,
            again=upload.again,
            file_name=upload.file_name,
            settle=lambda source: _settle(upload, source),
        )
    except (DomainError, FileNotFoundError, VaultError) as error:
        why = str(error) if isinstance(error, DomainError) else _("The file is gone. Upload it again.")
        with jobs.commit():
            Upload.objects.filter(pk=upload.pk).update(status=Upload.Status.FAILED, failure=why)
        return
    UPLOADS.remove(upload.stored_as, None)


def _settle(upload: Upload, source: Source) -> None:
    """Inside the last transaction: the upload is in, and its file cannot be read any more."""
    Upload.objects.filter(pk=upload.pk).update(status=Upload.Status.DONE, source=source)
    if upload.data_key is not None:
        upload.data_key.delete()


@action
def discard_upload(*, upload: Upload, by: Account) -> None:
    """Throw an upload away before it is brought in. The file goes once that is certain.

    Raises:
        Refused: the import has begun.
        NotAllowed: the person may not.
    """
    _require_open(upload, by)
    Upload.objects.filter(pk=upload.pk).delete()
    if upload.data_key is not None:
        upload.data_key.delete()
    transaction.on_commit(lambda: UPLOADS.remove(upload.stored_as, None))


def _require_open(upload: Upload, by: Account) -> None:
    require(Duty.IMPORT, by=by, programme=upload.activity.programme)
    if upload.status not in _OPEN:
        raise Refused(_("This file is being brought in already."))
