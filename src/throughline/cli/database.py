"""`migrate`, `backup` and `restore`."""

import os
import shutil
from pathlib import Path

import click

from throughline.cli.django_ready import require_up_to_date, set_up, with_django
from throughline.cli.failures import BadInput, Failed
from throughline.cli.progress import Progress

FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command()
@with_django
def migrate() -> None:
    """Bring the database up to date with this version. Make a backup first."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=1)


@click.command()
@click.argument("folder", type=FOLDER)
@click.option("--keys-to", type=FOLDER, help="Where the data keys go.  [default: FOLDER/keys]")
@with_django
def backup(folder: Path, keys_to: Path | None) -> None:
    """Write an encrypted copy of everything to FOLDER, while the site goes on.

    Words go into one file, the keys that open them into another; only the newest keys are kept, so that words
    erased later cannot be read out of an older copy. Keep the two folders in different places, and the master key
    in a third: it is never part of a backup, and without it a backup cannot be read.
    """
    from throughline.cli.backups import write

    require_up_to_date()
    with Progress("Writing") as report:
        written = write(folder, keys_to or folder / "keys", report=report)
    click.echo(f"Words:      {written.content} ({sum(written.counts.values()):,} rows)")
    click.echo(f"Keys:       {written.keys}")
    click.echo(f"Audit head: {written.audit_head}")
    click.echo("Note the audit head somewhere else: it proves later that the log was not cut.")


@click.command()
@click.argument("source", metavar="FOLDER", type=click.Path(exists=True, path_type=Path))
@click.option("--keys", "keys_from", type=click.Path(exists=True, path_type=Path), help="Keys file or its folder.")
@click.option("--into", type=FOLDER, help="A new DATA_DIR.  [default: DATA_DIR]")
@click.option("--master-key", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Its file.")
def restore(source: Path, keys_from: Path | None, into: Path | None, master_key: Path | None) -> None:
    """Bring the newest backup in FOLDER (or one content file) back into an empty database.

    The backup is read to its end and checked before anything is written. SQLite and PostgreSQL take each other's
    backups: set DATABASE_URL to restore into an empty PostgreSQL.
    """
    _place(into, master_key)
    set_up()
    from throughline.cli.backups import restoring
    from throughline.cli.backups.sealed_file import BackupError
    from throughline.cli.erased import mark_erased

    folder = source if source.is_dir() else source.parent
    try:
        content = restoring.newest(source, "content-*.tlc")
        keys = restoring.newest(keys_from or folder / "keys", "keys-*.tlk")
        with Progress("Restoring") as report:
            restored = restoring.restore(content, keys, report=report)
    except BackupError as error:
        raise Failed(str(error)) from None
    erased = mark_erased()
    click.echo(f"Restored {sum(restored.counts.values()):,} rows, as they were at {restored.made_at}.")
    if erased:
        click.echo(f"{erased:,} contributions had been erased since then and stay erased.")
    click.echo(f"Audit head: {restored.audit_head}")
    if not restored.audit_ok:
        raise Failed("The audit log in this backup has been tampered with. The rest was restored.")


def _place(into: Path | None, master_key: Path | None) -> None:
    """Settle where to restore to and with which master key, before settings would make a fresh key there."""
    if into is not None:
        os.environ["DATA_DIR"] = str(into)
    target = Path(os.environ.get("DATA_DIR", "data")) / "keys" / "master.key"
    if master_key is not None:
        if target.exists() and target.read_bytes() != master_key.read_bytes():
            raise BadInput(f"{target} is there already and holds another key.")
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.copyfile(master_key, target)
        target.chmod(0o600)
    given = os.environ.get("THROUGHLINE_MASTER_KEY") or os.environ.get("THROUGHLINE_MASTER_KEY_FILE")
    if not given and not target.exists():
        raise BadInput(f"The master key is needed: name its file with --master-key, or put it at {target}.")
