"""People in an opinion map who vote over HTTP, as a browser without scripts does."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from benchmarks.web import client
from benchmarks.web.client import TOKEN, Stream
from benchmarks.web.site import Site

SEED = """
import json
import django
django.setup()
from django.http import HttpResponse
from tests.envision.joining import make_seats
from tests.envision.opinions.talking import make_map, people_vote
from throughline.envision.seats import cookie
from throughline.programmes.models import Programme
activity, statements = make_map(statements={statements}, programme=Programme.objects.get(slug="bench"))
seats = people_vote(activity, statements, people={people}, share={share})
held = [cookie.keep(HttpResponse(), seat.submission.ref, "/").cookies[cookie.NAME].value for seat in seats]
at = [activity.programme.slug, activity.ref]
print(json.dumps({{"at": at, "statements": [one.ref for one in statements], "cookies": held}}))
"""


@dataclass(frozen=True)
class Voters:
    """Everybody with a seat in one opinion map: `path` of its page of votes, the statements' refs, their cookies."""

    running: Site
    path: str
    statements: Sequence[str]
    cookies: Sequence[str]

    def votes(self, rate: float, *, seed: int = 1) -> Stream:
        """Votes by people drawn at random on statements drawn at random: first ones, and changes of mind."""
        draw = random.Random(seed)
        host = self.running.url.removeprefix("http://")

        def make(number: int) -> bytes:
            form = {"csrfmiddlewaretoken": TOKEN, "statement": draw.choice(self.statements)}
            form |= {"vote": draw.choice(("agree", "disagree", "pass"))} | ({} if number % 10 else {"matters": "1"})
            cookies = f"csrf={TOKEN}; seat={draw.choice(self.cookies)}"
            return client.request("POST", self.path, host=host, cookies=cookies, body=urlencode(form).encode())

        return Stream("votes", rate, make, good=("302",))


def seated(running: Site, *, people: int = 2000, statements: int = 900, share: float = 0.2) -> Voters:
    """Fill a running site with an opinion map.

    Args:
        running: the site.
        people: how many have a seat.
        statements: how many statements there are.
        share: of all possible votes, how many are there from the start.
    """
    seed = [sys.executable, "-c", SEED.format(people=people, statements=statements, share=share)]
    made = subprocess.run(seed, env=running.server.environment, check=True, stdout=subprocess.PIPE, text=True)
    found = json.loads(made.stdout.splitlines()[-1])
    programme, activity = found["at"]
    path = f"/programmes/{programme}/opinions/{activity}/vote"
    return Voters(running, path, found["statements"], found["cookies"])
