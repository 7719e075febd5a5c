"""`serve` and `worker`."""

import os
import signal
import socket
from threading import Event

import click

from throughline.cli.django_ready import require_up_to_date, set_up, with_django
from throughline.cli.failures import BadInput

host_option = click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
port_option = click.option(
    "--port", type=click.IntRange(1, 65535), envvar="PORT", default=8000, show_default=True, show_envvar=True
)


def require_free(host: str, port: int) -> None:
    """Raise `BadInput` when somebody already listens at this address."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise BadInput(f"Cannot listen on {host} port {port}: {error.strerror}. Try another --port.") from None


@click.command()
@host_option
@port_option
@click.option("--workers", type=click.IntRange(1), help="Processes.  [default: one for each core]")
@click.option("--threads", type=click.IntRange(1, 64), help="Threads in each process.  [default: 3]")
def serve(host: str, port: int, workers: int | None, threads: int | None) -> None:
    """Run the web server until it is stopped (Ctrl-C or SIGTERM).

    Requests that have begun are finished first. Put a proxy that speaks HTTPS in front of it.
    """
    set_up()
    from throughline.web.serving import Address, server

    require_free(host, port)
    require_up_to_date()
    address = Address(host=host, port=port)
    click.echo(f"Throughline is at {address.url}")
    server(address, workers=workers, threads=threads).serve()


@click.command()
@click.option("--threads", type=click.IntRange(1, 64), default=2, show_default=True, help="Jobs at once.")
@with_django
def worker(threads: int) -> None:
    """Do the jobs that pages have asked for: mail, analyses, erasing words. Runs until it is stopped.

    Any number of workers may run, on any number of machines that share the database. One that is killed loses
    nothing: its job is taken up again by another.
    """
    from throughline.core import jobs

    require_up_to_date()
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    click.echo(f"Working (process {os.getpid()}). Stop with Ctrl-C.")
    jobs.run_worker(stop=stop, concurrency=threads)
