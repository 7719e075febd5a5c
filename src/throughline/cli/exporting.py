"""`export activity`: every table of an activity, with a data dictionary."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from throughline.cli.django_ready import require_up_to_date, with_django
from throughline.cli.failures import BadInput
from throughline.cli.progress import Progress

if TYPE_CHECKING:
    from throughline.programmes.models import Activity

KINDS = ("csv", "xlsx", "parquet")


@click.group()
def export() -> None:
    """Write tables to files."""


@export.command()
@click.argument("reference", required=False)
@click.option("--programme", "slug", help="All activities of this programme instead of one.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="A folder for the files.")
@click.option("--format", "kind", type=click.Choice(KINDS), default="csv", show_default=True, help="Kind of file.")
@with_django
def activity(reference: str | None, slug: str | None, out: Path, kind: str) -> None:
    """Write every table of the activity REFERENCE, with a data dictionary. CSV and Parquet come as a zip.

    Only words that a moderator approved and whose author agreed to be quoted are in them; nothing that says who
    anybody is. No cell is run as a formula by a spreadsheet. The audit log remembers that this was done.
    """
    from throughline.cli.lookups import activity_called, programme_called
    from throughline.programmes.exporting import ENDINGS

    if bool(reference) == bool(slug):
        raise BadInput("Name one activity, or a programme with --programme.")
    require_up_to_date()
    chosen = [activity_called(reference)] if reference else list(programme_called(slug or "").activities.all())
    out.mkdir(parents=True, exist_ok=True)
    with Progress("Exporting") as report:
        for number, one in enumerate(chosen, start=1):
            click.echo(_write(one, out / f"{one.method}-{one.ref}.{ENDINGS[kind]}", kind))
            report(number, len(chosen))


def _write(one: "Activity", path: Path, kind: str) -> Path:
    """Write one file, which appears under its name only when it is whole."""
    from throughline.programmes.actions.exports import export_activity

    draft = path.with_name(f".{path.name}.part")
    try:
        with draft.open("wb+") as file:
            export_activity(activity=one, kind=kind, to=file, by=None)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return path
