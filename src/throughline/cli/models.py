"""`models fetch` and `models check`: the models, which are data and not part of the program."""

import click

from throughline.cli.failures import Failed
from throughline.language import models as store

NAMES = tuple(model.folder for model in store.MODELS)
which = click.argument("names", nargs=-1, type=click.Choice(NAMES), metavar="[MODEL]...")


@click.group()
def models() -> None:
    """Fetch or check the models: for meaning, for speech, for names.

    Without them everything works with words and rules alone, and says so. They are kept in the folder
    THROUGHLINE_MODELS.
    """


@models.command()
@which
@click.option("--optional", is_flag=True, help="Only say so when a model cannot be had.")
def fetch(names: tuple[str, ...], optional: bool) -> None:
    """Download the models, by name and hash, unless they are there already.

    All of them (about 230 MB), or those that are named. One that cannot be had does not keep the others from coming.
    """
    failed = []
    for model in _chosen(names):
        click.echo(_described(model))
        if store.check(only=[model.folder]).ok:
            click.echo("  there already")
            continue
        try:
            store.fetch_one(model)
        except store.ModelError as error:
            failed.append(model.title)
            click.echo(f"  not to be had now: {error}")
            click.echo(f"  Until it is here, {model.without}.")
        else:
            click.echo("  ready")
    if failed and not optional:
        raise Failed(f"Could not be fetched: {', '.join(failed)}. Try again later with: throughline models fetch")
    if failed:
        click.echo("Try again later with: throughline models fetch")


@models.command()
@which
def check(names: tuple[str, ...]) -> None:
    """Compare every file of the models with the hash it must have.

    A model that is not installed is only pointed out, unless it is named here.
    """
    wrong = []
    for model in _chosen(names):
        click.echo(_described(model))
        report = store.check(only=[model.folder])
        absent = all(file.state == "missing" for file in report.files)
        if absent:
            click.echo(f"  not installed: {model.without}")
        for file in () if absent else report.files:
            click.echo(f"  {file.state:12}  {file.name}")
        if not report.ok and (names or not absent):
            wrong.append(model.folder)
    if wrong:
        raise Failed(f"Not whole in {store.default_folder()}. Run: throughline models fetch {' '.join(wrong)}")


def _chosen(names: tuple[str, ...]) -> list[store.Model]:
    return [model for model in store.MODELS if not names or model.folder in names]


def _described(model: store.Model) -> str:
    return f"{model.title}: it {model.purpose} ({model.megabytes} MB, licence {model.licence})"
