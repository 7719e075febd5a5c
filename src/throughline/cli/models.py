"""`models fetch` and `models check`: the language model, which is data and not part of the program."""

import click

from throughline.cli.failures import Failed
from throughline.language import models as store


@click.group()
def models() -> None:
    """Fetch or check the language model with which themes are made.

    Without it everything works; themes then compare words and not meaning, and say so. It is kept in the folder
    THROUGHLINE_MODELS.
    """


@models.command()
@click.option("--optional", is_flag=True, help="Only say so when it cannot be had.")
def fetch(optional: bool) -> None:
    """Download the model, by name and hash, unless it is there already (about 80 MB)."""
    if store.is_present():
        click.echo("Language model: there already.")
        return
    click.echo("Language model: fetching (about 80 MB) …")
    try:
        store.fetch()
    except store.ModelError as error:
        if not optional:
            raise Failed(f"The language model could not be fetched: {error}") from None
        click.echo("Language model: not to be had now. Themes will compare words, not meaning.")
        click.echo("Try again later with: throughline models fetch")
        return
    click.echo("Language model: ready.")


@models.command()
def check() -> None:
    """Compare every file of the model with the hash it must have."""
    report = store.check()
    for file in report.files:
        click.echo(f"{file.state:12}  {file.model}/{file.name}")
    if not report.ok:
        raise Failed(f"The language model in {report.folder} is not whole. Run: throughline models fetch")
