"""Writing the rows of a file: in short batches that nobody sees, then all of them live at once.

Rows are written as “being brought in”, a standing that no query of usable, waiting or public words counts. The last
transaction makes them live, marks the source as finished, and settles the form's key: all or nothing. A process that
is killed before leaves rows that nobody sees; they are removed with their keys by `clear`, at the next tidying at the
latest, and the import can be started again at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from throughline.core import vault
from throughline.core.db import batches
from throughline.core.models import DataKey
from throughline.core.refs import new_ref
from throughline.language import signals
from throughline.understand.imports.rows import Entry
from throughline.voices.models import Contribution, Source

KIND = "comment"
BATCH = 200
Progress = Callable[[int, int, str], None]
GIVEN_UP_AFTER = timedelta(hours=24)


def write(source: Source, entries: Iterable[Entry], *, total: int, progress: Progress, note: str) -> int:
    """Write entries of a source; returns how many. Each text is sealed under a data key of its own."""
    count = 0
    for batch in batches(entries, BATCH):
        found = [sorted({signal.kind for signal in signals.find(entry.text)}) for entry in batch]
        wrapped = [vault.wrap_new_key() for _entry in batch]
        with transaction.atomic():
            keys = DataKey.objects.bulk_create([DataKey(wrapped=blob, master_id=master) for blob, master in wrapped])
            rows = [_sealed(source, *parts) for parts in zip(batch, keys, found, strict=True)]
            Contribution.objects.bulk_create(rows)
        count += len(batch)
        progress(count, total, note)
    return count


def _sealed(source: Source, entry: Entry, key: DataKey, found: list[str]) -> Contribution:
    row = Contribution(
        ref=new_ref(),
        programme_id=source.programme_id,
        activity_id=source.activity_id,
        source=source,
        source_row=entry.row,
        source_column=entry.column,
        kind=KIND,
        prompt=entry.question,
        data_key=key,
        word_count=len(entry.text.split()),
        constituency=entry.constituency,
        region=entry.region,
        service=entry.service,
        given_on=entry.given_on,
        rating=entry.rating,
        may_analyse=True,
        may_quote=source.may_quote,
        may_keep=source.may_keep,
        signals=found,
        standing=Contribution.Standing.PREPARING,
    )
    row.words = vault.seal(entry.text, key=key, context=row.context("words"))
    if entry.extra:
        row.extra = vault.seal_json(entry.extra, key=key, context=row.context("extra"))
    return row


def make_live(source: Source, *, rows: int, skipped: int) -> None:
    """Make every row of a source count. Runs inside the caller's transaction: one update, however many rows."""
    source.contributions.filter(standing=Contribution.Standing.PREPARING).update(standing=Contribution.Standing.LIVE)
    source.rows, source.skipped, source.finished_at = rows, skipped, timezone.now()
    source.save(update_fields=["rows", "skipped", "finished_at"])


def clear(source: Source) -> None:
    """Remove an unfinished source with its rows and their keys, in short transactions. Finished ones stay."""
    unfinished = source.contributions.filter(standing=Contribution.Standing.PREPARING)
    for batch in batches(list(unfinished.values_list("pk", "data_key_id"))):
        with transaction.atomic():
            Contribution.objects.filter(pk__in=[pk for pk, _key in batch]).delete()
            DataKey.objects.filter(pk__in=[key for _pk, key in batch]).delete()
    Source.objects.filter(pk=source.pk, finished_at__isnull=True).delete()


def clear_given_up() -> int:
    """Remove what imports left that were killed more than a day ago; returns how many there were."""
    before = timezone.now() - GIVEN_UP_AFTER
    left = list(Source.objects.filter(finished_at__isnull=True, imported_at__lt=before, file_sha256__gt=""))
    for source in left:
        clear(source)
    return len(left)
