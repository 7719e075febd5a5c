"""G5: received means kept. The server is killed while people send their stories; whoever was thanked finds theirs.

Seen red: with the claim on the form's key taken out, people whose answer a kill swallowed are never thanked.
"""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode

import pytest
from tests.support import factories, serving
from tests.voices.part.walker import STORY, Walker

from throughline.voices.actions import save_draft
from throughline.voices.models import Contribution, Draft, Submission
from throughline.voices.part.cookie import draft_key, once_key
from throughline.voices.queries import draft as read_draft
from throughline.voices.queries import words_of

TOKEN = "a" * 32
SENDERS = 6


@dataclass
class People:
    """People with a finished draft each, who press “send” until they are thanked."""

    port: int
    path: str
    once_keys: list[str]
    thanked: set[int] = field(default_factory=set)
    answers: Counter[object] = field(default_factory=Counter)
    stopped: threading.Event = field(default_factory=threading.Event)

    def start(self) -> list[threading.Thread]:
        threads = [threading.Thread(target=self._send_some, args=(number,)) for number in range(SENDERS)]
        for thread in threads:
            thread.start()
        return threads

    def _send_some(self, first: int) -> None:
        for person in range(first, len(self.once_keys), SENDERS):
            while not self.stopped.is_set() and not self._press(person):
                assert not {200, 403, 404, 422} & self.answers.keys(), "refused for good"
                time.sleep(0.02)

    def _press(self, person: int) -> bool:
        body = urlencode({"csrfmiddlewaretoken": TOKEN, "once": self.once_keys[person]})
        headers = {
            "Cookie": f"csrf={TOKEN}; draft={key_of(person)}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("POST", self.path, body, headers)
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException) as error:
            self.answers[type(error).__name__] += 1
            return False
        finally:
            connection.close()
        self.answers[answer.status] += 1
        if answer.status != 302:
            return False
        assert "/received/" in (answer.getheader("Location") or ""), "sent back to the start: the draft was not found"
        self.thanked.add(person)
        return True


def key_of(person: int) -> str:
    return f"{person:022d}"


def text_of(person: int) -> str:
    return f"Story number {person} of the night."


def prepare(count: int):
    """A story call, and so many drafts that only wait to be sent."""
    activity = factories.make_activity(programme=factories.make_programme(slug="chaos"), method="stories")
    walker = Walker(activity)
    walker.walk(**STORY)
    finished = read_draft(activity=activity, key=draft_key(walker.client.cookies["draft"].value, activity))
    for person in range(count):
        answers = {**finished, "happened": {"words": text_of(person)}}
        save_draft(activity=activity, key=draft_key(key_of(person), activity), changes=answers)
    Draft.objects.filter(pk=Draft.objects.order_by("pk").first().pk).delete()
    return activity


def once_keys(activity, count: int) -> list[str]:
    """The keys that the pages of these people's forms carry."""
    return [once_key(key_of(person), activity) for person in range(count)]


def stored() -> Counter[str]:
    stories = Contribution.objects.filter(kind="story").select_related("data_key")
    return Counter(words_of(story) for story in stories)


def serve(database, tmp_path):
    port = serving.free_port()
    return serving.Server(serving.environment(tmp_path / "data", port, database.url), port)


def storm(database, tmp_path, settings, *, people: int, kills: int) -> float:
    """Kill the server so many times while people send; returns the longest it took to serve again, in seconds."""
    settings.SITE_URL = "http://127.0.0.1"
    activity = prepare(people)
    server = serve(database, tmp_path)
    share_keys(settings, tmp_path / "data")
    slowest = server.start()
    crowd = People(server.port, f"/programmes/chaos/stories/{activity.ref}/check", once_keys(activity, people))
    try:
        threads = crowd.start()
        for _kill in range(kills):
            time.sleep(random.uniform(0.05, 0.6))
            server.kill()
            slowest = max(slowest, server.start())
        for thread in threads:
            thread.join(120)
    finally:
        crowd.stopped.set()
        server.stop()
    assert len(crowd.thanked) == people, crowd.answers
    assert stored() == Counter(text_of(person) for person in range(people))
    assert Submission.objects.count() == people
    return slowest


def share_keys(settings, folder) -> None:
    """Give the server's process the master key of this one, or it could not open what is prepared here."""
    (folder / "keys").mkdir(parents=True, mode=0o700)
    for name in ("master.key", "django.key"):
        source = settings.DATA_DIR / "keys" / name
        target = folder / "keys" / name
        target.write_bytes(source.read_bytes())
        target.chmod(0o600)


def test_every_thanked_story_is_stored_once_though_the_server_is_killed(database, tmp_path, settings):
    storm(database, tmp_path, settings, people=120, kills=4)


@pytest.mark.prove
def test_every_thanked_story_is_stored_once_through_300_kills(database, tmp_path, settings):
    assert storm(database, tmp_path, settings, people=10_000, kills=300) <= 10


def test_full_disk_thanks_nobody_and_loses_nothing(database, tmp_path, settings):
    if database.kind != "sqlite":
        pytest.skip("the disk of a PostgreSQL belongs to its own server")
    people = 200
    activity = prepare(people)
    server = serve(database, tmp_path)
    share_keys(settings, tmp_path / "data")
    crowd = People(server.port, f"/programmes/chaos/stories/{activity.ref}/check", once_keys(activity, people))
    server.start(largest_file=150_000)  # room in the log for a few stories, not for all
    try:
        threads = crowd.start()
        time.sleep(4)
        before = set(crowd.thanked)
        server.kill()
        assert len(before) < people, "the disk was never full"
        server.start()
        assert set(stored()) >= {text_of(person) for person in before}
        for thread in threads:
            thread.join(60)
    finally:
        crowd.stopped.set()
        server.stop()
    assert crowd.answers[503] + crowd.answers[500] > 0
    assert stored() == Counter(text_of(person) for person in range(people))
