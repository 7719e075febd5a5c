"""Taking an activity's tables out, which the audit log remembers."""

from __future__ import annotations

from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from throughline.core.errors import Refused
from throughline.people.models import Account
from throughline.programmes import exporting, methods
from throughline.programmes.actions._common import record
from throughline.programmes.models import Activity
from throughline.programmes.permissions import Duty, require


def export_activity(*, activity: Activity, kind: str, to: BinaryIO, by: Account | None) -> None:
    """Write every table of an activity, with a data dictionary, to one file.

    Args:
        kind: "csv", "xlsx" or "parquet".
        to: open for writing and seeking. Rows are written as they are read.
        by: who takes them out; None for the system.

    Raises:
        Refused: there is no such kind, or a text does not fit into it.
        NotAllowed: the person may not.
    """
    require(Duty.EXPORT, by=by, programme=activity.programme)
    if kind not in exporting.KINDS:
        raise Refused(_("Choose CSV, XLSX or Parquet."), field="kind")
    with transaction.atomic():
        record("programmes.export", by=by, target=f"activity:{activity.ref}", kind=kind)
    exporting.write(methods.get(activity.method).export(activity), kind=kind, to=to)
