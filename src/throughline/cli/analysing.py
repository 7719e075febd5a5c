"""`analyse themes`: find groups of similar words, and wait for them; and the groups `analyse` and `design`."""

import threading
import time
from typing import Any

import click

from throughline.cli.analyses.groups import Found
from throughline.cli.django_ready import require_up_to_date, with_django
from throughline.cli.failures import Failed
from throughline.cli.progress import Progress

LOOK_EVERY = 0.3


@click.group(cls=Found, package="throughline.cli.analyses.commands")
def analyse() -> None:
    """Analyse the words of a programme, or a table in a file of your own.

    All but `themes` read CSV, TSV or Parquet, need no database, and leave result.json, report.html and charts in the
    folder --out. docs/analysis.md tells about each.
    """


@click.group(cls=Found, package="throughline.cli.analyses.designs")
def design() -> None:
    """Design a study before anybody is asked."""


@analyse.command()
@click.option("--programme", "slug", required=True, help="Its name in addresses, such as leaving-hospital.")
@click.option("--seed", type=int, help="The same seed over the same words gives the same groups.")
@with_django
def themes(slug: str, seed: int | None) -> None:
    """Propose themes over all the words of a programme that may be analysed.

    Software groups words that are alike; people then read, name, merge, split and sign off on the pages. The same
    job is used as on the page, so a worker on another machine may do it; this command does it if nobody else does.
    """
    from throughline.cli.lookups import programme_called
    from throughline.core.refs import new_ref
    from throughline.understand.themes import actions
    from throughline.understand.themes.actions.asking import SEED

    require_up_to_date()
    programme = programme_called(slug)
    run = actions.ask_for_themes(
        programme=programme, seed=SEED if seed is None else seed, by=None, once_key=f"cli:{new_ref()}"
    )
    began = time.monotonic()
    with Progress("Themes") as report:
        _work_until_done(run, report)
    if run.status != run.Status.DONE:
        raise Failed(run.failure or "The analysis ended without a result. Run: throughline check")
    _tell(run, time.monotonic() - began)
    _point_to(programme)


def _work_until_done(run: Any, report: Progress) -> None:
    """Do waiting jobs in a thread, and tell how far this run is, until it has ended."""
    from throughline.understand.themes import queries

    stop = threading.Event()
    failure: list[BaseException] = []
    thread = threading.Thread(target=_do_jobs, args=(stop, failure), name="jobs")
    thread.start()
    try:
        while run.status in (run.Status.WAITING, run.Status.RUNNING) and not failure:
            report(run.progress_done, run.progress_total, run.progress_note)
            time.sleep(LOOK_EVERY)
            run.refresh_from_db()
            if queries.given_up(run):
                break
    finally:
        stop.set()
        thread.join()
    if failure:
        raise failure[0]


def _do_jobs(stop: threading.Event, failure: list[BaseException]) -> None:
    from django.db import connection

    from throughline.core import jobs

    try:
        while not stop.is_set():
            if not jobs.run_ready(queues=["default"], limit=1):
                stop.wait(LOOK_EVERY)
    except Exception as error:
        failure.append(error)
    finally:
        connection.close()


def _tell(run: Any, seconds: float) -> None:
    found = run.summary
    click.echo(f"{run.inputs:,} texts in {seconds:.0f} s")
    click.echo(f"Groups:       {found.get('groups', 0):,}")
    click.echo(f"Stand alone:  {found.get('stands_alone', 0):,}")
    click.echo(f"Rare signals: {found.get('rare_signals', 0):,}")
    click.echo(f"Seed {run.seed}, input {run.fingerprint[:12]}…, run {run.ref}")


def _point_to(programme: Any) -> None:
    from django.conf import settings
    from django.urls import reverse

    from throughline.understand.themes import queries

    read = queries.coverage(programme)
    click.echo(f"Read by a person: {read.read:,} of {read.usable:,} ({read.share_read:.0%})")
    click.echo("Next: read the words beneath each group, name it and sign it off, at")
    click.echo(f"  {settings.SITE_URL}{reverse('themes', args=[programme.slug])}")
