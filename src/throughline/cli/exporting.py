"""`export activity`: every table of an activity, with a data dictionary."""

from pathlib import Path

import click

from throughline.cli.django_ready import require_up_to_date, with_django
from throughline.cli.failures import BadInput


@click.group()
def export() -> None:
    """Write tables to files."""


@export.command()
@click.argument("reference", required=False)
@click.option("--programme", "slug", help="All activities of this programme instead of one.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="A folder for the files.")
@click.option("--format", "kind", type=click.Choice(["csv", "parquet"]), default="csv", show_default=True, help="What.")
@with_django
def activity(reference: str | None, slug: str | None, out: Path, kind: str) -> None:
    """Write every table of the activity REFERENCE, with a data dictionary.

    Only words that a moderator approved and whose author agreed to be quoted are in them; nothing that says who
    anybody is. No cell of a CSV is run as a formula by a spreadsheet.
    """
    from throughline.cli.lookups import activity_called, programme_called
    from throughline.programmes import exporting

    require_up_to_date()
    if bool(reference) == bool(slug):
        raise BadInput("Name one activity, or a programme with --programme.")
    chosen = [activity_called(reference)] if reference else list(programme_called(slug or "").activities.all())
    for one in chosen:
        for path in exporting.write(activity=one, folder=out / one.ref if slug else out, kind=kind):
            click.echo(path)
