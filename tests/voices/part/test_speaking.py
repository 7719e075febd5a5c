"""A story told by voice: sent whole or in pieces, written down, corrected by its author, and not kept (B1, rule 9)."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.support import factories, speech_clips
from tests.support.recordings import sound
from tests.voices.part.walker import STORY, Walker

from throughline.core import jobs
from throughline.core.models import DataKey
from throughline.language import transcription
from throughline.voices import actions
from throughline.voices.models import RECORDINGS, Contribution, Recording
from throughline.voices.queries import words_of

pytestmark = pytest.mark.django_db
needs_speech = pytest.mark.skipif(
    speech_clips.two_cities() is None or not transcription.available(), reason="no speech model or clip is here"
)


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def walker() -> Walker:
    return Walker(factories.make_activity(method="stories"))


def send(walker: Walker, data: bytes, name: str = "story.wav"):
    return walker.client.post(walker.url("speak", "happened"), {"recording": SimpleUploadedFile(name, data)})


def page(walker: Walker) -> str:
    return walker.get("speak", "happened").content.decode()


def piece(walker: Walker, at: int, data: bytes, *, last: bool = False):
    address = walker.url("pieces", "happened") + f"?at={at}" + ("&last" if last else "")
    response = walker.client.post(address, data, content_type="application/octet-stream")
    return response.status_code, json.loads(response.content)


def test_only_a_question_for_words_can_be_answered_by_speaking(walker):
    assert walker.url("speak", "happened") in walker.get("step", "happened").content.decode()
    assert walker.url("speak", "better") not in walker.get("step", "better").content.decode()
    assert walker.get("speak", "whose").url == walker.url("step", "whose")
    assert walker.get("speak", "nothing").status_code == 404


def test_only_this_page_may_use_the_microphone(walker):
    assert "microphone=(self)" in walker.get("speak", "happened").headers["Permissions-Policy"]
    assert "microphone=()" in walker.get("step", "happened").headers["Permissions-Policy"]


@needs_speech
def test_a_spoken_story_is_checked_by_its_author_and_only_the_words_are_sent(walker):
    assert send(walker, speech_clips.beginning(9)).url == walker.url("speak", "happened")
    assert "waits to be written down" in page(walker)
    jobs.run_ready()
    shown = page(walker)
    assert "Check the words" in shown
    assert "t was the worst of times" in shown  # a sentence of its own or not, as the processor's arithmetic has it
    assert "Software wrote this down" in shown
    heard = b"".join(walker.get("recording", "happened").streaming_content)
    assert heard == speech_clips.beginning(9)
    words = "It was the best of times, and I waited."
    after = walker.client.post(walker.url("speak", "happened"), {"do": "use", "words": words})
    assert after.url == walker.url("step", "better")
    walker.walk(**STORY | {"happened": {"words": words}})
    walker.send()
    story = Contribution.objects.get(kind="story")
    assert words_of(story) == words
    assert story.medium == Contribution.Medium.SPOKEN
    assert Contribution.objects.get(kind="improvement").medium == Contribution.Medium.WRITTEN
    assert not Recording.objects.exists()
    assert DataKey.objects.count() == Contribution.objects.count()


def test_a_recording_is_unreadable_on_the_disk_and_gone_with_its_draft(walker, django_capture_on_commit_callbacks):
    before = DataKey.objects.count()
    send(walker, sound(1))
    stored = list(RECORDINGS.folder.iterdir())
    assert len(stored) == 1
    assert b"WAVE" not in stored[0].read_bytes()
    with django_capture_on_commit_callbacks(execute=True):
        walker.client.post(walker.url("discard"))
    assert not Recording.objects.exists()
    assert list(RECORDINGS.folder.iterdir()) == []
    assert DataKey.objects.count() == before


def test_a_recording_that_was_cut_off_goes_on_where_it_stopped(walker):
    """Seen red when pieces for any place were taken: the file came out longer than it was."""
    whole = sound(20)
    half = len(whole) // 2
    assert piece(walker, 0, whole[:half]) == (200, {"at": half, "status": "arriving"})
    assert piece(walker, 0, whole[:half])[0] == 200, "who lost the answer begins again"
    assert piece(walker, half + 7, whole[half:])[0] == 409
    assert "Part of a recording is here already" in page(walker)
    assert piece(walker, half, whole[half:], last=True) == (200, {"at": len(whole), "status": "waiting"})
    kept = Recording.objects.get()
    assert RECORDINGS.read(kept.stored_as, kept.data_key).read() == whole
    assert piece(walker, len(whole), b"more")[0] == 409 or Recording.objects.get().size == len(whole)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (sound(2, loudness=0), "No speech was heard"),
        (b"#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n", "a list of other files"),
        (b"RIFF\x24\x00\x00\x00WAVEjunkjunkjunkjunk", "damaged"),
        (b"these are only words", "Send an audio file or a film"),
    ],
    ids=["silent", "playlist", "damaged", "text"],
)
@needs_speech
def test_what_cannot_be_written_down_is_said_and_can_be_written_by_hand(walker, data, said):
    send(walker, data)
    jobs.run_ready()
    shown = page(walker)
    assert "We could not write down your words" in shown
    assert said in shown
    assert "Write the words yourself" in shown
    assert Recording.objects.get().status == Recording.Status.WORDLESS


def test_an_empty_or_missing_file_is_refused_beside_the_field(walker):
    assert "This recording is empty" in send(walker, b"").content.decode()
    response = walker.client.post(walker.url("speak", "happened"), {})
    assert response.status_code == 422
    assert "Choose a recording" in response.content.decode()
    assert not Recording.objects.exists()


def test_a_recording_over_the_limit_is_refused_while_it_arrives(walker, monkeypatch):
    small = transcription.transcriber.media.Limits(bytes=50_000)
    monkeypatch.setattr("throughline.voices.part.speaking.media.STORY", small)
    assert "larger than" in send(walker, sound(5)).content.decode()
    assert piece(walker, 0, sound(5))[0] == 422
    assert [path for path in RECORDINGS.folder.iterdir() if path.stat().st_size > 1000] == []


def test_another_browser_sees_nothing_of_it(walker):
    send(walker, sound(1))
    other = Walker(walker.activity, Client())
    assert "We have your recording" not in other.get("speak", "happened").content.decode()
    assert other.get("recording", "happened").status_code == 404


def test_when_it_is_closed_nothing_is_taken(walker):
    walker.activity.status = "closed"
    walker.activity.save()
    assert "closed now" in send(walker, sound(1)).content.decode()
    assert piece(walker, 0, sound(1))[0] == 422
    assert not Recording.objects.exists()


def test_without_a_model_the_person_is_told_and_can_write(walker, monkeypatch, tmp_path):
    monkeypatch.setenv("THROUGHLINE_MODELS", str(tmp_path / "none"))
    send(walker, sound(1))
    jobs.run_ready()
    shown = page(walker)
    assert "We could not write down your words" in shown
    assert "This site cannot write down recordings by itself" in shown
    assert "models fetch" not in shown, "that is the operator's matter"


def test_recording_after_recording_from_one_address_is_slowed(walker):
    """Seen red without the limit: each was sealed and kept."""
    answers = [piece_status(walker) for _try in range(25)]
    assert answers[:20] == [200] * 20
    assert answers[-1] == 429


def piece_status(walker: Walker) -> int:
    return walker.client.post(
        walker.url("pieces", "happened") + "?at=0", b"RIFF", content_type="application/octet-stream"
    ).status_code


def test_a_request_that_was_overtaken_does_not_write_over_what_was_taken(walker):
    """Seen red without reading the row again while the file is held: bytes that were thanked for were cut off."""
    whole = sound(30)
    half = 500_000
    piece(walker, 0, whole[:half])
    overtaken, quick = (Recording.objects.select_related("data_key").get() for _request in range(2))
    actions.add_piece(recording=quick, at=half, data=whole[half:], most=10**9)
    now = actions.add_piece(recording=overtaken, at=half, data=b"late", most=10**9)
    assert now.size == len(whole)
    actions.close_recording(recording=quick)
    assert RECORDINGS.read(now.stored_as, now.data_key).read() == whole
