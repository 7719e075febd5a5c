"""`demo`: the worked example, and the whole site on it."""

import os
import subprocess
import sys
import threading
import time

import click

from throughline.cli.django_ready import set_up
from throughline.cli.progress import Progress
from throughline.cli.serving import host_option, port_option, require_free

AGAIN_AFTER = 2.0


@click.command()
@host_option
@port_option
@click.option("--no-serve", is_flag=True, help="Only load the example and print the links.")
def demo(host: str, port: int, no_serve: bool) -> None:
    """Load the worked example and run the whole site on it: pages and worker.

    Everything in the example is made up. It is loaded once; what you do on the site afterwards stays. Links that
    sign you in as each of its people are printed at every start.
    """
    if not no_serve:
        require_free(host, port)
    from throughline.web.serving import Address, server

    address = Address(host=host, port=port)
    os.environ.setdefault("SITE_URL", address.url)
    set_up()
    _prepare()
    _tell(address.url)
    if no_serve:
        return
    worker = Worker()
    worker.start()
    try:
        server(address).serve()
    finally:
        worker.stop()


def _prepare() -> None:
    from django.core.management import call_command

    from throughline.cli import worked_example

    click.echo("Bringing the database up to date …")
    call_command("migrate", interactive=False, verbosity=0)
    if worked_example.is_loaded():
        return
    with Progress("Loading the worked example") as report:
        worked_example.load(report)


def _tell(url: str) -> None:
    from throughline.cli import worked_example

    links = worked_example.links()
    click.echo(f"\nThroughline is at {url}\n")
    click.echo("Everything in the worked example is made up. Sign in as (each link works once, for 12 hours):")
    for role, link in links.roles:
        click.echo(f"  {role:44} {link}")
    click.echo("\nAnswer for an authority that has not answered yet:")
    click.echo(f"  {links.authority:44} {links.answer}")
    click.echo(f"\nFollow words with a receipt code, at {url}/follow:")
    for who, code in links.receipts:
        click.echo(f"  {who:44} {code}")
    click.echo("\nStop with Ctrl-C.\n")


class Worker:
    """A worker process beside the server, started again should it end."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self.process: subprocess.Popen[bytes] | None = None
        self.thread = threading.Thread(target=self._keep, name="worker-keeper", daemon=True)

    def start(self) -> None:
        self.thread.start()

    def _keep(self) -> None:
        command = [sys.executable, "-m", "throughline.cli.main", "worker"]
        while not self.stopping.is_set():
            self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 (our own command)
            self.process.wait()
            self.stopping.wait(AGAIN_AFTER)

    def stop(self) -> None:
        """Ask it to finish the job in hand, and wait for it."""
        self.stopping.set()
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            deadline = time.monotonic() + 20
            while self.process.poll() is None and time.monotonic() < deadline:
                time.sleep(0.1)
            if self.process.poll() is None:
                self.process.kill()
        self.thread.join(timeout=5)
