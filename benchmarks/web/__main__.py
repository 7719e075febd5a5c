"""What the running product carries: answers and pages at a steady rate, beside a theme analysis; votes and pages
beside the worker that works out anew what the votes say; and at full speed beside a bare Django that only inserts and
redirects.

python -m benchmarks.web [--seconds 300] [--rate 200] [--votes 100] [--postgres]
"""

from __future__ import annotations

import argparse
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from tests.support import postgres, serving

from benchmarks.web import client, site, voters
from benchmarks.web.client import TOKEN, Stream

WORDS = "I waited nine hours on a chair in a corridor and nobody told my family where I was. " * 3
PEOPLE = 1000


@dataclass(frozen=True)
class People:
    """Those who answer: half of the answers are a person's first, half are a change by somebody who has begun."""

    running: site.Site
    keys: list[str]

    def answer(self, number: int, key: str = "") -> bytes:
        """Save a step of a story. Without a key it is a new person's first."""
        step = "better" if key and number % 4 == 1 else "happened"
        path = f"/programmes/bench/stories/{self.running.stories}/your/{step}"
        form = {"csrfmiddlewaretoken": TOKEN, "once": f"{number:032d}", "words": f"{number} {WORDS}"}
        cookies = f"csrf={TOKEN}" + (f"; draft={key}" if key else "")
        host = self.running.url.removeprefix("http://")
        return client.request("POST", path, host=host, cookies=cookies, body=urlencode(form).encode())

    def begin(self) -> None:
        """Everybody with a key answers both questions once; the server's pages are compiled by then, too."""
        seconds = len(self.keys) / 200
        for place in (0, 1):

            def make(number: int, place: int = place) -> bytes:
                return self.answer(place, self.keys[number % len(self.keys)])

            begun = Stream("begun", 200, make, good=("302",))
            client.run([begun, pages(self.running, 50)], url=self.running.url, seconds=seconds)
            assert not begun.outcome.errors(begun.good)

    def answers(self, rate: float) -> Stream:
        def make(number: int) -> bytes:
            return self.answer(number, self.keys[number // 2 % len(self.keys)] if number % 2 else "")

        return Stream("answers", rate, make, good=("302",))


def pages(running: site.Site, rate: float) -> Stream:
    """Readers: half on the questions of a story, half on public pages."""
    host = running.url.removeprefix("http://")
    base = f"/programmes/bench/stories/{running.stories}"
    paths = [
        f"{base}/your/happened",
        "/programmes/bench",
        f"{base}/your/better",
        f"{base}/results",
        f"{base}/",
        "/programmes",
        f"{base}/your/happened",
        "/programmes/bench/throughline",
    ]

    def make(number: int) -> bytes:
        return client.request("GET", paths[number % len(paths)], host=host, cookies=f"csrf={TOKEN}")

    return Stream("pages", rate, make, good=("200",))


def say(stream: Stream, seconds: float, cpu: float | None = None) -> None:
    outcome = stream.outcome
    count = len(outcome.latencies)
    line = f"  {stream.name:8} {count / seconds:7.1f}/s   p50 {outcome.percentile(0.5):7.1f} ms   "
    line += f"p95 {outcome.percentile(0.95):7.1f} ms   p99 {outcome.percentile(0.99):7.1f} ms   "
    line += f"errors {outcome.errors(stream.good)} of {count}"
    wrong = {status: n for status, n in outcome.statuses.items() if status not in stream.good}
    line += f" {wrong}" if wrong else ""
    if cpu is not None:
        line += f"   {1000 * cpu / count:.2f} CPU ms a request"
    print(line, flush=True)


def measured(running: site.Site, streams: list[Stream], seconds: float, *, alone: bool = False) -> None:
    before = running.server.cpu_seconds()
    took = client.run(streams, url=running.url, seconds=seconds)
    spent = running.server.cpu_seconds() - before
    for stream in streams:
        say(stream, took, spent if alone else None)


ASK = """
import itertools, sys, time
import django
django.setup()
from throughline.programmes.models import Programme
from throughline.understand.themes import actions
programme = Programme.objects.get(slug="bench")
for number in itertools.count():
    run = actions.ask_for_themes(programme=programme, by=None, once_key=f"bench:{number}")
    print("asked", flush=True)
    while run.status in ("waiting", "running"):
        time.sleep(0.5)
        run.refresh_from_db()
    if run.status != "done":
        sys.exit(run.failure)
"""


@contextmanager
def beside(running: site.Site, *command: str, stdout: int = subprocess.DEVNULL) -> Iterator[subprocess.Popen[bytes]]:
    """A further process of the product, for as long as something is measured."""
    process = subprocess.Popen(command, env=running.server.environment, stdout=stdout, process_group=0)
    try:
        yield process
        assert process.poll() is None, f"{command} ended"
    finally:
        os.killpg(process.pid, 15)
        process.wait(30)


@contextmanager
def theme_analysis(running: site.Site) -> Iterator[None]:
    """A worker, as the product has it, that looks for themes in the seeded words again and again meanwhile."""
    asking = beside(running, sys.executable, "-c", ASK, stdout=subprocess.PIPE)
    with beside(running, *serving.COMMAND, "worker"), asking as asker:
        assert asker.stdout is not None
        asker.stdout.readline()
        yield


def full_speed(make: Stream, url: str, seconds: float) -> float:
    """Requests a second with 16 connections and no pause."""
    make.rate, make.connections = 0, 16
    took = client.run([make], url=url, seconds=seconds)
    say(make, took)
    return len(make.outcome.latencies) / took


def bare(folder: Path, seconds: float) -> float:
    """The peer's answers a second."""
    port = serving.free_port()
    environment = {**os.environ, "BARE_DATABASE": str(folder / "bare.sqlite3")}
    make = "from benchmarks.web import bare; bare.make_table()"
    subprocess.run([sys.executable, "-c", make], env=environment, check=True)
    serve = ["granian", "--interface", "wsgi", "--port", str(port), "--workers", "2", "--blocking-threads", "3"]
    command = [str(Path(sys.executable).parent / serve[0]), *serve[1:], "--no-ws", "benchmarks.web.bare:application"]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        serving.wait_for(f"http://127.0.0.1:{port}/done")
        host = f"127.0.0.1:{port}"
        body = urlencode({"csrfmiddlewaretoken": TOKEN, "words": WORDS}).encode()
        request = client.request("POST", "/save", host=host, cookies=f"csrftoken={TOKEN}", body=body)
        return full_speed(Stream("bare", 0, lambda _number: request, good=("302",)), f"http://{host}", seconds)
    finally:
        server.terminate()
        server.wait(20)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--rate", type=float, default=200)
    parser.add_argument("--votes", type=float, default=100)
    parser.add_argument("--contributions", type=int, default=5000)
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL started for this")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as name,
        postgres.server(durable=True) if options.postgres else nullcontext("") as database_url,
        site.running(Path(name), database_url=database_url, contributions=options.contributions) as running,
    ):
        kind = "PostgreSQL" if options.postgres else "SQLite, every commit on disk"
        print(f"{kind}; {os.cpu_count()} cores, load generator included")
        people = People(running, [secrets.token_urlsafe(16) for _ in range(PEOPLE)])
        people.begin()
        print("Each kind alone, 20 s at 100/s")
        measured(running, [people.answers(100)], 20, alone=True)
        measured(running, [pages(running, 100)], 20, alone=True)
        print(
            f"{options.rate:g} answers/s and {options.rate:g} pages/s for {options.seconds:g} s,"
            " beside a theme analysis"
        )
        with theme_analysis(running):
            measured(running, [people.answers(options.rate), pages(running, options.rate)], options.seconds)
        polled = voters.seated(running)
        print(f"{options.votes:g} votes/s on 2,000 x 900 and {options.rate:g} pages/s for {options.seconds:g} s")
        with beside(running, *serving.COMMAND, "worker"):
            measured(running, [polled.votes(options.votes), pages(running, options.rate)], options.seconds)
        print("At full speed, 16 connections, 20 s each, the peer beside it")
        ours = full_speed(people.answers(0), running.url, 20)
        peer = bare(Path(name), 20)
        print(f"  ours / bare Django: {ours / peer:.2f}")


if __name__ == "__main__":
    main()
