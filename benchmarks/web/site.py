"""The real product in a data folder of its own, with content, for as long as a measurement."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support import serving

SEED = """
import django, random
django.setup()
from tests.support import factories
from throughline.programmes.models import Activity
programme = factories.make_programme(slug="bench")
stories = Activity.objects.filter(programme=programme, method="stories").first()
stories = stories or factories.make_activity(programme=programme, method="stories")
who = ["The nurse", "A doctor", "My mother", "The porter", "Our pharmacist", "The receptionist", "A carer"]
what = ["waited for the bus home", "could not find the letter", "explained the tablets kindly", "rang nobody back",
        "brought a blanket at night", "lost the notes again", "asked for an interpreter", "cleaned the ward well"]
why = ["because the list was late", "after nine hours in a chair", "and it changed everything", "twice in a week",
       "while the phone rang", "before anybody told the family", "with no step-free way out", "on a cold morning"]
draw = random.Random(7)
texts = [" ".join(map(draw.choice, (who, what, why))) + f" {{number}}." for number in range({contributions})]
factories.make_many(stories, texts)
print(stories.ref)
"""


@dataclass(frozen=True)
class Site:
    """A running product. `stories` is the ref of its story call."""

    server: serving.Server
    stories: str

    @property
    def url(self) -> str:
        return self.server.url


@contextmanager
def running(folder: Path, *, database_url: str = "", contributions: int = 1000) -> Iterator[Site]:
    """Migrate, fill and serve; stops everything afterwards."""
    port = serving.free_port()
    environment = serving.environment(folder, port, database_url)
    subprocess.run([*serving.COMMAND, "migrate"], env=environment, check=True, stdout=subprocess.DEVNULL)
    seed = [sys.executable, "-c", SEED.format(contributions=contributions)]
    seeded = subprocess.run(seed, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    server = serving.Server(environment, port)
    server.start()
    try:
        yield Site(server, seeded.stdout.split()[-1])
    finally:
        server.stop()
