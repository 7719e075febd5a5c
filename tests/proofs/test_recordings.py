"""G3, G10, G14 and G22 for sound and film.

Nothing of whoever sends one is kept but what they say; taken back is gone, from old copies too; a file that pretends
harms nobody; and nobody listens without live consent. Places in what is heard (G15): tests/voices/part.

Seen red by leaving `destroy` out of `withdraw` (its keys were still there), and by leaving the standing out of
`actions.sent._waiting` (what was paused was listened to and written down).
"""

from __future__ import annotations

import logging
import random
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone
from tests.language.media.conftest import tone, write
from tests.support import factories
from tests.support.recordings import kept, waiting

from throughline.core import jobs
from throughline.core.errors import Refused
from throughline.core.models import DataKey
from throughline.core.vault import VaultError
from throughline.language import media
from throughline.programmes.models import Activity
from throughline.voices import actions, queries
from throughline.voices.models import RECORDINGS, Contribution, Recording, SentRecording

SEVERAL = [pytest.param(50, id="tenth"), pytest.param(500, id="full", marks=pytest.mark.prove)]
SEQUENCES = [pytest.param(20, id="tenth"), pytest.param(200, id="full", marks=pytest.mark.prove)]
FEWER = [pytest.param(12, id="tenth"), pytest.param(200, id="full", marks=pytest.mark.prove)]
HEAD = b"RIFF\x24\x00\x00\x00WAVEfmt "


def canary(number: int) -> bytes:
    return HEAD + b"canary%05dx" % number * 50


@pytest.mark.parametrize("count", SEVERAL)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_was_taken_back_can_be_read_nowhere_nor_in_an_old_copy(database, settings, tmp_path, count):
    """Taken back at any moment: half-sent, waiting, being listened to, written down; drafts are thrown away."""
    settings.MEDIA_ROOT = tmp_path / "files"
    chance = random.Random(count)
    activity = factories.make_activity(method="stories")
    listener = factories.make_member(activity.programme, "facilitator")
    sent = [waiting(activity, canary(number)) for number in range(count)]
    for number, one in enumerate(sent):
        stage = chance.choice(("waiting", "taken", "written"))
        if stage != "waiting":
            actions.take_recording(recording=one, by=listener)
        if stage == "written":
            words = f"canary{number:05d}x was said"
            actions.write_recording(recording=one, words=words, by=listener, once_key=one.ref)
    drafts = [_draft(activity, count + number) for number in range(count // 10)]
    copy, rows = _old_copy(tmp_path), list(SentRecording.objects.select_related("data_key"))
    for one in chance.sample(sent, count):
        actions.withdraw(submission=one.submission, kind=chance.choice(("stop", "erase")), once_key=one.ref)
    assert not DataKey.objects.filter(pk__in=[one.data_key_id for one in rows]).exists(), "stopping is enough"
    for one in SentRecording.objects.select_related("submission"):
        actions.withdraw(submission=one.submission, kind="erase", once_key=f"{one.ref}-2")
    for key in drafts:
        actions.discard_draft(key=key)
    jobs.run_ready()
    left = DataKey.objects.in_bulk()
    assert not {one.data_key_id for one in rows} & left.keys()
    assert list(RECORDINGS.folder.iterdir()) == []
    # Whoever has the old files and rows, and every key that is left, opens none of them.
    shutil.copytree(copy, RECORDINGS.folder, dirs_exist_ok=True)
    assert len(list(RECORDINGS.folder.iterdir())) == count + len(drafts)
    opened = [one.ref for one in rows if _opens(one, [None, *left.values()])]
    assert opened == []
    held = b"".join(path.read_bytes() for path in _files(tmp_path))
    assert len(held) > 100_000
    assert b"canary" not in held


def _draft(activity: Activity, number: int) -> str:
    """A recording that was never sent; returns its draft's key."""
    written = RECORDINGS.write()
    written.write(canary(number))
    written.close()
    key = f"draft-{number}"
    actions.ask_for_words(recording=actions.begin_recording(activity=activity, key=key, kind="story", written=written))
    return key


def _old_copy(folder: Path) -> Path:
    copy = folder / "old"
    shutil.copytree(RECORDINGS.folder, copy)
    return copy


def _opens(one: SentRecording, keys: list[DataKey | None]) -> bool:
    for key in keys:
        try:
            return bool(b"".join(RECORDINGS.pieces(one.stored_as, key)))
        except VaultError:
            continue
    return False


def _files(folder: Path) -> list[Path]:
    name = Path(connection.settings_dict["NAME"])
    return [*name.parent.glob(name.name + "*"), *(path for path in (folder / "files").rglob("*") if path.is_file())]


@pytest.mark.django_db
@pytest.mark.parametrize("count", SEQUENCES)
def test_nobody_listens_and_nothing_is_written_without_live_consent(settings, tmp_path, count):
    """Acts of author and listener in random order: after each, only what was agreed to then is possible."""
    settings.MEDIA_ROOT = tmp_path / "files"
    activity = factories.make_activity(method="stories")
    listener = factories.make_member(activity.programme, "moderator")
    tried = done = 0
    for seed in range(count):
        chance = random.Random(seed)
        one = waiting(activity)
        standing, uses = "live", dict(factories.ALL_USES)
        for step in range(8):
            act = chance.choice(("pause", "resume", "stop", "erase", "consent", "take", "write", "check", "wait"))
            key = f"{seed}-{step}"
            if act == "consent":
                uses |= {use: chance.random() < 0.5 for use in ("analyse", "quote", "keep")}
                actions.change_consent(submission=one.submission, uses=uses, once_key=key)
            elif act in ("pause", "resume", "stop", "erase"):
                standing = _withdrawn(one, act, standing, key)
            elif act == "wait":
                SentRecording.objects.filter(pk=one.pk).update(taken_until=timezone.now() - timedelta(seconds=1))
            else:
                tried += 1
                before = SentRecording.objects.filter(pk=one.pk).first()
                may = before is not None and standing == "live" and before.status == "waiting"
                may = before is not None and before.status == "written" if act == "check" else may
                assert _acts(one, act, listener, key) == may, (seed, step, act)
                done += may
            _is_as_agreed(one, standing, uses)
        jobs.run_ready()
    assert 0 < done < tried


def _withdrawn(one: SentRecording, act: str, standing: str, key: str) -> str:
    """What stands after the author's wish; what was stopped is not used again."""
    try:
        actions.withdraw(submission=one.submission, kind=act, once_key=key)
    except Refused:
        assert standing in ("stopped", "erased")
        return standing
    jobs.run_ready()
    if standing == "erased":
        return standing
    return {"pause": "paused", "resume": "live", "stop": "stopped", "erase": "erased"}[act]


def _acts(one: SentRecording, act: str, listener, key: str) -> bool:
    """Whether the act was let through."""
    try:
        if act == "take":
            actions.take_recording(recording=one, by=listener)
        elif act == "write":
            actions.write_recording(recording=one, words="Nobody rang back.", by=listener, once_key=key)
        else:
            actions.check_recording(recording=one, words="Nobody rang me back.", once_key=key)
    except (Refused, SentRecording.DoesNotExist):
        return False
    return True


def _is_as_agreed(one: SentRecording, standing: str, uses: dict[str, bool]) -> None:
    row = SentRecording.objects.select_related("data_key").filter(pk=one.pk).first()
    if standing in ("stopped", "erased"):
        assert row is None or (row.data_key is None and not row.here)
        assert not (RECORDINGS.folder / one.stored_as).exists() or row is None or row.data_key is None
    for words in Contribution.objects.filter(submission=one.submission):
        assert words.standing == standing
        assert {use: getattr(words, f"may_{use}") for use in ("analyse", "quote", "keep")} == {
            use: uses[use] for use in ("analyse", "quote", "keep")
        }
        assert bool(words.words) == (standing != "erased")
        assert standing == "erased" or queries.words_of(words)


@pytest.mark.django_db
@pytest.mark.parametrize("count", FEWER)
def test_nobody_hears_what_is_not_agreed_to_and_approved_as_it_is(settings, tmp_path, count):
    """Acts of author and moderator in random order: after each, anybody hears it exactly while they may, and what may
    never be heard again has no key. Seen red by leaving the standing out of `queries.heard_by_all`, `stop_hearing` out
    of `change_consent`, and the removals out of `decide_hearing`.
    """
    settings.MEDIA_ROOT = tmp_path / "files"
    activity = factories.make_activity(method="stories")
    moderator = factories.make_member(activity.programme, "moderator")
    heard = 0
    for seed in range(count):
        chance = random.Random(seed)
        words = factories.make_contribution(activity=activity, moderation="waiting")
        one, model = kept(words), Heard()
        for step in range(6):
            act = chance.choice(("pause", "resume", "stop", "consent", *("publish",) * 4, "words", "amber", "cut"))
            model.does(act, words, moderator, chance, f"{seed}-{step}")
            answer = Client().get(f"/programmes/{activity.programme.slug}/heard/{words.ref}")
            assert (answer.status_code == 200) == model.public, (seed, step, act)
            assert DataKey.objects.filter(pk=one.data_key_id).exists() == model.here, (seed, step, act)
            heard += model.public
    assert 0 < heard < count * 6


class Heard:
    """What should stand of a recording that was kept, told apart from the code that decides it."""

    def __init__(self) -> None:
        self.here, self.approved, self.standing = True, False, "live"

    @property
    def public(self) -> bool:
        return self.here and self.approved and self.standing == "live"

    def does(self, act: str, words: Contribution, moderator, chance: random.Random, key: str) -> None:
        if act == "consent":
            yes = {use: chance.random() < 0.8 for use in ("hear", "quote")}
            actions.change_consent(submission=words.submission, uses=factories.ALL_USES | yes, once_key=key)
            self.here = self.here and all(yes.values())
        elif act in ("pause", "resume", "stop"):
            if self.standing != "stopped" or act == "stop":
                actions.withdraw(submission=words.submission, kind=act, once_key=key)
                self.standing = {"pause": "paused", "resume": "live", "stop": "stopped"}[act]
                self.here = self.here and act != "stop"
        elif self.standing == "live":
            said = {"hear": act != "words", "hear_reason": "A child can be heard."}
            said |= {"removals": [actions.Removal(0, 1, "name")]} if act == "cut" else {}
            said |= {"rule": "personal-details"} if act == "amber" else {}
            outcome = "amber" if act == "amber" else "green"
            actions.decide(contribution=words, outcome=outcome, by=moderator, once_key=key, **said)
            self.approved = act == "publish"
            self.here = self.here and self.approved


ADDRESS, AGENT = "203.0.113.77", "canary-agent/9.9"
MARKED = ("canary1x", "canary2x", "canary3x", ADDRESS, AGENT)


@pytest.mark.skipif(not media.available(), reason="the packages that read recordings are not here")
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_nothing_of_the_sender_is_kept_with_a_recording(database, settings, tmp_path, caplog):
    """Neither the file's name, nor what the device wrote into it, nor where it was sent from, nor with what."""
    settings.MEDIA_ROOT = tmp_path / "files"
    tags = {"title": "canary1x", "comment": "canary2x"}
    data = write(tmp_path / "a.m4a", tone(1), tags=tags).read_bytes()
    assert b"canary1x" in data
    client = Client(REMOTE_ADDR=ADDRESS, HTTP_USER_AGENT=AGENT, HTTP_X_FORWARDED_FOR=ADDRESS)
    sent = SimpleUploadedFile("canary3x.m4a", data, content_type="audio/mp4")
    with caplog.at_level(logging.DEBUG):
        client.post(_speak(factories.make_activity(method="stories")), {"recording": sent})
        jobs.run_ready()
    one = Recording.objects.select_related("data_key").get()
    assert one.cleaned
    heard = RECORDINGS.read(one.stored_as, one.data_key).read()
    logged = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("django.db"))
    kept = [heard, logged.encode(), *(str(path).encode() + path.read_bytes() for path in _files(tmp_path))]
    assert len(b"".join(kept)) > 100_000
    assert [word for word in MARKED for held in kept if word.encode() in held] == []


SCRIPT = b"<script>alert(document.cookie)</script>"
PRETENDERS = {
    "page.wav": b"<!doctype html>" + SCRIPT,
    "drawing.mp4": b"<svg xmlns='http://www.w3.org/2000/svg'>" + SCRIPT + b"</svg>",
    "list.mp3": b"#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n",
    "list.webm": b"ffconcat version 1.0\nfile '/etc/passwd'\n",
    "archive.ogg": b"PK\x03\x04" + b"../../../etc/cron.d/x" * 20,
    "wave-and-page.wav": HEAD + SCRIPT,
    "ogg-and-page.ogg": b"OggS" + SCRIPT,
    "film-and-page.mp4": b"\x00\x00\x00\x20ftypmp42" + SCRIPT,
    "tune-and-page.mp3": b"ID3" + SCRIPT,
}


@pytest.mark.django_db
def test_a_file_that_pretends_is_played_as_sound_or_not_at_all(settings, tmp_path):
    """Whatever it is called and holds, and it goes to nobody of the team before it was read as a recording. Seen red
    by letting `playing.play` believe the name."""
    settings.MEDIA_ROOT = tmp_path / "files"
    activity, played = factories.make_activity(method="stories"), set()
    for name, data in PRETENDERS.items():
        client, page = Client(), _speak(activity)
        client.post(page, {"recording": SimpleUploadedFile(name, data, content_type="text/html")})
        answer = client.get(f"{page}/recording")
        if answer.status_code == 200:
            played.add(name)
            assert answer.headers["Content-Type"].split("/")[0] in ("audio", "video"), name
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
            assert answer.getvalue() == data
        else:
            assert answer.status_code == 404, name
        assert client.post(page, {"do": "person"}).status_code == 422
    assert played == {name for name in PRETENDERS if "-and-" in name}
    assert not Recording.objects.filter(status=Recording.Status.PERSON).exists()


def _speak(activity: Activity) -> str:
    return f"/programmes/{activity.programme.slug}/stories/{activity.ref}/your/happened/speak"
