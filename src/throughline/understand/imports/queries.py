"""Reads of imports, scoped to one activity."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from throughline.core import jobs
from throughline.core.errors import NotFound
from throughline.programmes.models import Activity
from throughline.understand.imports.mapping import Mapping
from throughline.understand.imports.models import UPLOADS, Upload
from throughline.understand.imports.reading import Table, open_table
from throughline.voices.models import Contribution, Source


def upload_of(activity: Activity, ref: str) -> Upload:
    """An upload of this activity.

    Raises:
        NotFound: there is none.
    """
    found = (
        Upload.objects.select_related("activity__programme", "data_key", "source")
        .filter(activity=activity, ref=ref)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def table_of(upload: Upload) -> Table:
    """The table in an upload's file.

    Raises:
        BadFile: it cannot be read under the mapping's separator or sheet.
        NotFound: the file is gone: it was brought in, or a day has passed.
    """
    mapping = mapping_of(upload)
    try:
        file = UPLOADS.read(upload.stored_as, upload.data_key)
    except FileNotFoundError:
        raise NotFound from None
    return open_table(file, separator=mapping.separator if mapping else "", sheet=mapping.sheet if mapping else "")


def mapping_of(upload: Upload) -> Mapping | None:
    """What was chosen so far, if anything."""
    return Mapping.from_json(upload.mapping) if upload.mapping else None


@dataclass(frozen=True)
class Going:
    """How far an import is: `done` of `total`, and what is being done."""

    done: int = 0
    total: int = 0
    note: str = ""


def going(upload: Upload) -> Going:
    """How far the job of an upload is."""
    if not upload.job:
        return Going()
    status = jobs.status(upload.job)
    return Going(status.done, status.total, status.note)


def sources_of(activity: Activity) -> list[Source]:
    """Every finished source of an activity, newest first."""
    return list(Source.objects.filter(activity=activity, finished_at__isnull=False).order_by("-pk"))


def approved(activity: Activity) -> QuerySet[Contribution]:
    """Imported words that anybody may read, newest first, with their source and region: one query a page."""
    return (
        Contribution.objects.filter(
            activity=activity,
            standing=Contribution.Standing.LIVE,
            may_quote=True,
            moderation__in=(Contribution.Moderation.GREEN, Contribution.Moderation.AMBER),
            public_words__isnull=False,
            data_key__isnull=False,
        )
        .select_related("data_key", "region", "source")
        .order_by("-pk")
    )
