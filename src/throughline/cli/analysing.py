"""`analyse themes`: find groups of similar words, and wait for them."""

import threading
import time
from typing import Any

import click

from throughline.cli.django_ready import require_up_to_date, with_django
from throughline.cli.failures import Failed
from throughline.cli.progress import Progress

LOOK_EVERY = 0.3


@click.group()
def analyse() -> None:
    """Analyse the words of a programme."""


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


def _work_until_done(run: Any, report: Progress) -> None:
    """Do waiting jobs in a thread, and tell how far this run is, until it has ended."""
    stop = threading.Event()
    failure: list[BaseException] = []
    thread = threading.Thread(target=_do_jobs, args=(stop, failure), name="jobs")
    thread.start()
    try:
        while run.status in (run.Status.WAITING, run.Status.RUNNING) and not failure:
            report(run.progress_done, run.progress_total, run.progress_note)
            time.sleep(LOOK_EVERY)
            run.refresh_from_db()
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
    click.echo("Next: open the programme’s themes on the site, read the words beneath each, name it and sign it off.")
