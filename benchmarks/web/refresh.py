"""How soon the result on a page holds the last vote, and how long votes take meanwhile.

    python -m benchmarks.web.refresh [--seconds 10] [--rate 100] [--times 3] [--postgres]

A conversation of 2,000 people and 900 statements, with a fifth of all votes there from the start, is served by the
product with its worker. A burst of votes comes over HTTP while the worker makes one map after another; after the last
vote, one that nobody has cast yet, the team's page is opened until it is made from all votes. To be met: the page
within 5 s of the last vote, and 95 of 100 votes of the burst within 200 ms. It ends with 1 where either is missed.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import nullcontext
from pathlib import Path
from urllib.parse import urlencode

from tests.support import postgres, serving

from benchmarks.web import client, site, voters
from benchmarks.web.__main__ import beside, say
from benchmarks.web.client import TOKEN, Stream

MOST_SECONDS, MOST_MS, PATIENCE, QUIET = 5.0, 200.0, 300.0, 4.0
ASK = """
import django
django.setup()
from throughline.envision.opinions.models import Statement, Vote
from throughline.envision.seats.models import Seat
seat = Seat.objects.filter(activity__ref="{activity}").earliest("pk")
votes = Vote.objects.filter(statement__activity__ref="{activity}")
free = Statement.objects.filter(activity__ref="{activity}").exclude(votes__seat=seat).latest("pk")
print(votes.count(), free.ref)
"""
SIGN_IN = """
import django
django.setup()
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from tests.support.factories import make_member
from throughline.programmes.models import Programme
account = make_member(Programme.objects.get(slug="{programme}"), "facilitator")
session = SessionStore()
session[SESSION_KEY] = str(account.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = account.get_session_auth_hash()
session.create()
print(session.session_key)
"""


class Page:
    """The team's page of an opinion map, in the browser of a facilitator."""

    def __init__(self, polled: voters.Voters) -> None:
        self.polled = polled
        _start, _programmes, programme, _method, self.activity, _vote = polled.path.split("/")
        (self.session,) = self._asked(SIGN_IN.format(programme=programme))
        self.address = polled.running.url + polled.path.removesuffix("vote") + "statements"

    def _asked(self, program: str) -> list[str]:
        environment = self.polled.running.server.environment
        command = [sys.executable, "-c", program]
        return subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout.split()

    def stored(self) -> tuple[int, str]:
        """How many votes there are in the database, and a statement on which the first person has not voted."""
        votes, free = self._asked(ASK.format(activity=self.activity))
        return int(votes), free

    def made_from(self) -> int:
        """From how many votes the page says that its result is made."""
        request = urllib.request.Request(self.address, headers={"Cookie": f"session={self.session}"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            found = re.search(r"Made from ([\d,]+) votes", answer.read().decode())
        return int(found[1].replace(",", "")) if found else 0

    def settles(self) -> float:
        """The moment from which on the page was made from every vote that is stored."""
        begun = time.perf_counter()
        seen, since = self.made_from(), time.perf_counter()
        while time.perf_counter() - begun < PATIENCE:
            time.sleep(0.1)
            now = self.made_from()
            if now != seen:
                seen, since = now, time.perf_counter()
            elif time.perf_counter() - since > QUIET:
                if seen == self.stored()[0]:
                    return since
                since = time.perf_counter()
        raise SystemExit(f"The page never came to hold every vote; it is made from {seen:,}.")


def last_vote(polled: voters.Voters, statement: str) -> Stream:
    """One vote of the first person on a statement that is new to them."""
    form = {"csrfmiddlewaretoken": TOKEN, "statement": statement, "vote": "agree"}
    host, cookies = polled.running.url.removeprefix("http://"), f"csrf={TOKEN}; seat={polled.cookies[0]}"
    sent = client.request("POST", polled.path, host=host, cookies=cookies, body=urlencode(form).encode())
    return Stream("last", 1, lambda _number: sent, good=("302",))


def measured(running: site.Site, polled: voters.Voters, page: Page, *, rate: float, seconds: float, seed: int) -> bool:
    """One burst and what follows it; returns whether both figures are met."""
    last, burst = last_vote(polled, page.stored()[1]), polled.votes(rate, seed=seed)
    took = client.run([burst], url=running.url, seconds=seconds)
    client.run([last], url=running.url, seconds=0.5)
    ended = time.perf_counter()
    after = page.settles() - ended
    say(burst, took)
    print(f"  the page held the last vote {max(after, 0.0):.1f} s after it", flush=True)
    errors = burst.outcome.errors(burst.good) + last.outcome.errors(last.good)
    return after <= MOST_SECONDS and burst.outcome.percentile(0.95) <= MOST_MS and not errors


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--rate", type=float, default=100)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL started for this")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as name,
        postgres.server(durable=True) if options.postgres else nullcontext("") as database_url,
        site.running(Path(name), database_url=database_url, contributions=10) as running,
    ):
        kind = "PostgreSQL" if options.postgres else "SQLite, every commit on disk"
        print(f"{kind}; {os.cpu_count()} cores, load generator included", flush=True)
        polled = voters.seated(running)
        page = Page(polled)
        with beside(running, *serving.COMMAND, "worker"):
            page.settles()
            print(f"Bursts of {options.rate:g} votes/s for {options.seconds:g} s", flush=True)
            met = [
                measured(running, polled, page, rate=options.rate, seconds=options.seconds, seed=n)
                for n in range(options.times)
            ]
    return int(not all(met))


if __name__ == "__main__":
    sys.exit(main())
