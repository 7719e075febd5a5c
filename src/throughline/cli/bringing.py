"""`import comments`: bring in a file of free text."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from throughline.cli.django_ready import require_up_to_date, with_django
from throughline.cli.failures import BadInput
from throughline.cli.progress import Progress

if TYPE_CHECKING:
    from throughline.programmes.models import Activity, Programme
    from throughline.understand.imports.mapping import SourceDetails

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(name="import")
def bring() -> None:
    """Bring in words from a file."""


@bring.command()
@click.argument("file", type=FILE)
@click.option("--programme", "slug", required=True, help="Its name in addresses, such as leaving-hospital.")
@click.option("--mapping", "mapping_file", type=FILE, required=True, help="A TOML file: which column is what.")
@click.option("--activity", "ref", help="Reference of the activity.  [default: the programme’s own, or a new one]")
@click.option("--source-title", help="What the source is called, where the mapping file does not say.")
@click.option("--where-from", help="Where the words come from.")
@click.option("--licence", help="Under which licence they may be used.")
@click.option("--consent-basis", help="On what basis, by consent or otherwise.")
@click.option("--skip-problems", is_flag=True, help="Leave out rows in which something is wrong.")
@click.option("--again", is_flag=True, help="Bring in a file that is in already.")
@with_django
def comments(
    file: Path, slug: str, mapping_file: Path, ref: str | None, skip_problems: bool, again: bool, **details: Any
) -> None:
    """Bring in FILE, a CSV or XLSX with a comment in each row.

    The mapping file says which column holds the text, date, region, service, constituency and rating, and where the
    words come from: see docs/operations.md. All rows are stored or none.
    """
    from throughline.cli.lookups import programme_called
    from throughline.core.refs import new_ref
    from throughline.understand.imports import mapping as mappings
    from throughline.understand.imports.actions import run_import
    from throughline.understand.imports.problems import BadFile

    require_up_to_date()
    mapping, source = mappings.read_file(mapping_file)
    source = _source(source, details)
    activity = _activity(programme_called(slug), ref, source.title)
    try:
        with Progress("Bringing in") as report:
            done = run_import(
                activity=activity,
                file=file,
                mapping=mapping,
                source=source,
                skip_problems=skip_problems,
                by=None,
                once_key=f"cli:{new_ref()}",
                again=again,
                progress=report,
            )
    except BadFile as bad:
        for problem in bad.problems[1:]:
            click.echo(str(problem), err=True)
        raise
    click.echo(f"{done.rows:,} texts are in, {done.skipped:,} rows were left out. Source {done.ref}: {done.title}")
    click.echo("Nothing of it is public before a moderator has decided.")


def _source(told: "SourceDetails | None", details: dict[str, str | None]) -> "SourceDetails":
    """What the mapping file says of the source, with the options before it."""
    from throughline.understand.imports.mapping import SourceDetails

    source = told or SourceDetails(title="", where_from="", licence="", consent_basis="")
    given = {name.removeprefix("source_"): value for name, value in details.items() if value}
    return replace(source, **given)


def _activity(programme: "Programme", ref: str | None, title: str) -> "Activity":
    from throughline.cli.lookups import activity_called
    from throughline.programmes.actions import create_activity
    from throughline.programmes.models import Activity

    if ref:
        activity = activity_called(ref)
        if activity.programme_id != programme.pk or activity.method != "imports":
            raise BadInput(f"The activity {ref} does not take in files for this programme.")
        return activity
    own = Activity.objects.filter(programme=programme, method="imports").exclude(status=Activity.Status.CLOSED)
    return own.select_related("programme").first() or create_activity(
        programme=programme, method="imports", title=(title or "Comments from a file")[:160], by=None
    )
