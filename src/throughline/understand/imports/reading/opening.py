"""Telling what kind of file it is, by its first bytes and not by its name."""

from __future__ import annotations

import os
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from throughline.understand.imports.problems import BadFile, bad_file
from throughline.understand.imports.reading.csv_files import open_csv
from throughline.understand.imports.reading.table import Table
from throughline.understand.imports.reading.workbooks import open_workbook

_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER = {b"%PDF": "PDF", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF", b"{\\rtf": "RTF"}


def open_table(file: BinaryIO, *, separator: str = "", sheet: str = "") -> Table:
    """Read a file of comments.

    Args:
        file: open for reading and seeking; it must stay open while the rows are read.
        separator: of a CSV file; found out if empty.
        sheet: of a workbook; the first one with anything in it if empty.

    Raises:
        BadFile: it is empty, too large, of another kind, or broken; the message says what and where.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    start = file.read(8)
    if not size:
        raise bad_file(_("The file is empty."), _("Choose the file with the comments."))
    if size > settings.IMPORT_MAX_BYTES:
        raise too_large()
    if start.startswith(_ZIP):
        return open_workbook(file, sheet=sheet)
    if start.startswith(_OLD_OFFICE):
        raise bad_file(
            _("This is an old Excel file, or one that is locked with a password."),
            _("Save it as XLSX without a password, or as CSV."),
        )
    for magic, kind in _OTHER.items():
        if start.startswith(magic):
            raise bad_file(_("This is a {kind} file.").format(kind=kind), _("Choose a CSV or XLSX file."))
    return open_csv(file, separator=separator)


def too_large() -> BadFile:
    """The refusal of a file that is larger than `settings.IMPORT_MAX_BYTES`."""
    return bad_file(
        _("The file is larger than {most} MB.").format(most=settings.IMPORT_MAX_BYTES // 2**20),
        _("Split it and bring in one part after the other."),
    )
