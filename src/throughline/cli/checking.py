"""`check`: one line for each thing that must be in order, with what to do when it is not."""

from collections.abc import Callable
from dataclasses import dataclass

import click

from throughline.cli import django_ready
from throughline.cli.failures import Failed

WAITING_MINUTES = 15


@dataclass(frozen=True)
class Line:
    """What was found. `fatal` when the site cannot be trusted to work as it is."""

    name: str
    ok: bool
    words: str
    fatal: bool = True


def database() -> Line:
    from django.db import DatabaseError, connection

    from throughline.web.health import read_database

    try:
        connection.ensure_connection()
        tables = connection.introspection.table_names()
        if "django_migrations" not in tables:
            return Line("database", False, "empty. Run: throughline migrate")
        read_database()
    except DatabaseError as error:
        return Line("database", False, f"cannot be read ({str(error).splitlines()[0]}). Look at DATABASE_URL, DATA_DIR")
    return Line("database", True, connection.vendor)


def migrations() -> Line:
    missing = django_ready.pending_migrations()
    words = f"{len(missing)} steps behind. Run: throughline migrate" if missing else "up to date"
    return Line("migrations", not missing, words)


def keys() -> Line:
    from django.conf import settings

    from throughline.core import vault
    from throughline.core.models import DataKey

    for master_id in DataKey.objects.order_by().values_list("master_id", flat=True).distinct():
        if master_id not in settings.MASTER_KEYS:
            return Line("keys", False, f"master key “{master_id}” is needed and missing: words cannot be opened")
        newest = DataKey.objects.filter(master_id=master_id).order_by("-pk").first()
        try:
            vault.seal("", key=newest, context="check")
        except vault.VaultError:
            return Line("keys", False, f"“{master_id}” is not the master key that was used: bring the right one back")
    return Line("keys", True, "the master key opens the data keys")


def models() -> Line:
    from throughline.language import models as store

    missing = [model.without for model in store.MODELS if not store.check(only=[model.folder]).ok]
    if not missing:
        return Line("models", True, "whole")
    return Line("models", False, f"{'; '.join(missing)}. Run: throughline models fetch", fatal=False)


def assets() -> Line:
    from throughline.web.assets import AssetsError, hashed_names

    try:
        return Line("assets", True, f"{len(hashed_names())} files")
    except AssetsError as error:
        return Line("assets", False, str(error))


def audit() -> Line:
    from throughline.core.audit import verify

    report = verify()
    if report.ok:
        return Line("audit log", True, f"{report.rows:,} rows, head {report.head[:12]}…")
    return Line("audit log", False, f"changed at row {report.first_bad}. Compare it with a backup")


def mail() -> Line:
    from throughline.people import outbox

    waiting = outbox.unsent()
    words = f"{waiting:,} messages wait. Is a worker running? Is EMAIL_URL right?" if waiting else "nothing waits"
    return Line("mail", not waiting, words, fatal=False)


def jobs() -> Line:
    from throughline.core import jobs as queue

    parked = queue.parked()
    if not parked:
        return Line("jobs", True, "none given up")
    last = parked[0]
    return Line("jobs", False, f"{len(parked)} given up after five tries; the last: {last.task} ({_short(last.error)})")


def _short(error: str) -> str:
    return (error.strip().splitlines() or ["no reason kept"])[-1][:120]


CHECKS: tuple[Callable[[], Line], ...] = (database, migrations, keys, models, assets, audit, mail, jobs)


@click.command()
@django_ready.with_django
def check() -> None:
    """Say whether everything is in order, and what to do if not.

    Looks at the database, migrations, keys, models, assets, audit log, unsent mail and jobs that were given
    up. A missing model or waiting mail is only pointed out; anything else that is wrong ends with exit code 1.
    """
    wrong = 0
    for look in CHECKS:
        line = look()
        wrong += not line.ok and line.fatal
        mark = "ok" if line.ok else "WRONG" if line.fatal else "note"
        click.echo(f"{mark:6} {line.name:15} {line.words}")
        if look in (database, migrations) and not line.ok:
            raise Failed("The rest cannot be looked at before that.")
    if wrong:
        raise Failed(f"{wrong} of {len(CHECKS)} need somebody’s attention.")
