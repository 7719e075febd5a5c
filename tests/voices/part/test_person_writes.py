"""A recording that software could not write down goes to a person, and back to its author (B1, A5, rules 1, 4, 9)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from tests.language.media.conftest import tone, write
from tests.support import factories
from tests.support.recordings import sound, waiting
from tests.voices.part.walker import STORY, Walker

from throughline.core import jobs
from throughline.core.errors import NotAllowed, Refused
from throughline.core.models import AuditEntry, DataKey
from throughline.language import media
from throughline.people.models import Message
from throughline.voices import access, actions, queries
from throughline.voices.jobs import delete_checked_recordings, tidy_recordings
from throughline.voices.models import RECORDINGS, Contribution, Recording, SentRecording
from throughline.voices.part import cookie
from throughline.voices.playing import _span

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not media.available(), reason="the packages that read recordings are not here"),
]
PLACE = {"location": "+51.5007-000.1246/", "title": "Zorka at home", "comment": "with a Zyxphone"}
TOLD = (b"loci", b"Zorka", b"Zyxphone")


@pytest.fixture(autouse=True)
def _no_model(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "files"
    monkeypatch.setenv("THROUGHLINE_MODELS", str(tmp_path / "none"))


@pytest.fixture
def walker() -> Walker:
    return Walker(factories.make_activity(method="stories"))


def speak(walker: Walker, **sent) -> str:
    response = walker.client.post(walker.url("speak", "happened"), sent, follow=True)
    return response.content.decode()


def spoken(walker: Walker, data: bytes | None = None) -> str:
    """Send a recording, which software cannot write down, and ask for a person."""
    speak(walker, recording=SimpleUploadedFile("a.wav", data or sound(20)))
    jobs.run_ready()
    return speak(walker, do="person")


def send(walker: Walker) -> str:
    """Answer the rest and send it; returns the six words."""
    rest = {step: answer for step, answer in STORY.items() if step not in ("happened", "better")}
    rest |= {"hear": {}, "email": {"email": "ada@example.org"}}
    for step, answer in rest.items():
        walker.answer(step, **answer)
    return walker.code(walker.send())


def member(walker: Walker, role: str) -> Client:
    client = Client()
    client.force_login(factories.make_member(walker.activity.programme, role))
    return client


def told() -> list[str]:
    """The kinds of messages about recordings that were sent."""
    kinds = Message.objects.filter(kind__startswith="recording").order_by("pk")
    return list(kinds.values_list("kind", flat=True))


def author_of(recording: SentRecording) -> Client:
    response = access.remember(HttpResponse(), recording.submission.participant)
    client = Client()
    client.cookies.update(response.cookies)
    return client


def test_from_a_recording_without_words_to_words_that_its_author_corrected(walker):
    listener = member(walker, "facilitator")
    assert "A person will write down your words" in spoken(walker)
    walker.answer("better", words="")
    code = send(walker)
    assert not Recording.objects.exists()
    assert not Contribution.objects.exists()
    assert told() == ["recording-waits"]
    author = Client()
    author.post("/follow", {"code": code})
    assert "waits for a person of the team" in author.get("/follow/what-happened").content.decode()
    recording = SentRecording.objects.get()
    place = f"/programmes/{walker.activity.programme.slug}/recordings"
    assert f"{place}/{recording.ref}" in listener.get(place).content.decode()
    assert listener.get(f"{place}/{recording.ref}/sound").status_code == 404, "nobody hears it who has not taken it"
    listener.post(f"{place}/{recording.ref}", {"do": "take"})
    assert AuditEntry.objects.filter(verb="voices.listen", target=f"recording:{recording.ref}").count() == 1
    heard = listener.get(f"{place}/{recording.ref}/sound")
    assert media.examine(heard.getvalue()).seconds == pytest.approx(20)
    assert heard.headers["Cache-Control"] == "no-store"
    empty = listener.post(f"{place}/{recording.ref}", {"do": "write", "words": " "})
    assert empty.status_code == 422
    listener.post(f"{place}/{recording.ref}", {"do": "write", "words": "I weighted for an hour.", "once": "1"})
    story = Contribution.objects.get()
    assert (story.medium, story.moderation, story.may_quote) == ("heard", "waiting", True)
    assert told() == ["recording-waits", "recording-written"]
    check = f"/follow/recording/{recording.ref}"
    assert check in author.get("/follow/what-happened").content.decode()
    assert "I weighted for an hour." in author.get(check).content.decode()
    assert author.get(f"{check}/sound").getvalue()[:4] == b"RIFF"
    assert author.post(check, {"words": "I waited for an hour.", "once": "2"}).status_code == 302
    assert queries.words_of(Contribution.objects.get()) == "I waited for an hour."
    assert "The recording is deleted." in author.get("/follow/what-happened").content.decode()
    assert author.get(check).status_code == author.get(f"{check}/sound").status_code == 404
    assert not DataKey.objects.filter(pk=recording.data_key_id).exists()


def test_only_one_person_hears_it_at_a_time_and_only_with_the_duty(walker):
    recording = waiting(walker.activity)
    first, second, analyst = (
        factories.make_member(walker.activity.programme, role) for role in ("facilitator", "moderator", "analyst")
    )
    with pytest.raises(NotAllowed):
        actions.take_recording(recording=recording, by=analyst)
    with pytest.raises(NotAllowed):
        actions.write_recording(recording=recording, words="Words", by=analyst, once_key="0")
    actions.take_recording(recording=recording, by=first)
    with pytest.raises(Refused, match="Somebody else"):
        actions.take_recording(recording=recording, by=second)
    with pytest.raises(Refused, match="somebody else"):
        actions.write_recording(recording=recording, words="Words", by=second, once_key="1")
    SentRecording.objects.update(taken_until=timezone.now() - timedelta(seconds=1))
    actions.take_recording(recording=recording, by=second)
    client = Client()
    client.force_login(first)
    page = client.post(
        f"/programmes/{walker.activity.programme.slug}/recordings/{recording.ref}",
        {"do": "write", "words": "Typed for an hour", "once": "2"},
    )
    assert page.status_code == 422
    assert "Typed for an hour" in page.content.decode(), "nothing typed is lost"
    actions.write_recording(recording=recording, words="Words", by=second, once_key="3")
    actions.write_recording(recording=recording, words="Words", by=second, once_key="3")
    assert Contribution.objects.count() == 1


def test_corrected_words_are_read_again_and_an_old_decision_does_not_fit_them(walker):
    """Seen red without the decision of its own: the old words' removals were cut out of the new ones."""
    recording, moderator = waiting(walker.activity), factories.make_member(walker.activity.programme, "moderator")
    actions.write_recording(recording=recording, words="Nurse Ada was kind.", by=moderator, once_key="1")
    story = Contribution.objects.get()
    decision = actions.decide(contribution=story, outcome="green", by=moderator, once_key="2")
    recording.refresh_from_db()
    actions.check_recording(recording=recording, words="A nurse was kind.", once_key="3")
    story.refresh_from_db()
    assert (story.moderation, queries.public_words_of(story)) == ("waiting", None)
    with pytest.raises(Refused):
        actions.decide(contribution=story, outcome="green", seen=decision.ref, by=moderator, once_key="4")
    page = author_of(recording).get("/follow/what-happened").content.decode()
    assert "Its author corrected the words." in page


@pytest.mark.parametrize("kind", ["pause", "stop", "erase"])
def test_who_changes_their_mind_is_not_listened_to(walker, kind, django_capture_on_commit_callbacks):
    recording, moderator = waiting(walker.activity), factories.make_member(walker.activity.programme, "moderator")
    actions.take_recording(recording=recording, by=moderator)
    with django_capture_on_commit_callbacks(execute=True):
        actions.withdraw(submission=recording.submission, kind=kind, once_key="1")
    client, place = member(walker, "moderator"), f"/programmes/{walker.activity.programme.slug}/recordings"
    assert recording.ref not in client.get(place).content.decode()
    client.force_login(moderator)
    assert client.get(f"{place}/{recording.ref}/sound").status_code == 404
    with pytest.raises(Refused):
        actions.write_recording(recording=recording, words="Words", by=moderator, once_key="2")
    assert DataKey.objects.filter(pk=recording.data_key_id).exists() == (kind == "pause")
    assert bool(list(RECORDINGS.folder.iterdir())) == (kind == "pause")
    if kind == "pause":
        actions.withdraw(submission=recording.submission, kind="resume", once_key="3")
        assert recording.ref in client.get(place).content.decode()
    jobs.run_ready()
    assert SentRecording.objects.exists() == (kind != "erase")
    assert author_of(recording).get("/follow/what-happened").status_code == 200


def test_a_recording_is_kept_no_longer_than_said(walker, django_capture_on_commit_callbacks):
    recording, moderator = waiting(walker.activity), factories.make_member(walker.activity.programme, "moderator")
    actions.write_recording(recording=recording, words="Nobody rang back.", by=moderator, once_key="1")
    with django_capture_on_commit_callbacks(execute=True):
        delete_checked_recordings.call()
        tidy_recordings.call()
    assert list(RECORDINGS.folder.iterdir()) != []
    SentRecording.objects.update(check_by=timezone.now() - timedelta(seconds=1))
    with django_capture_on_commit_callbacks(execute=True):
        delete_checked_recordings.call()
    assert list(RECORDINGS.folder.iterdir()) == []
    assert queries.words_of(Contribution.objects.get()) == "Nobody rang back."
    with pytest.raises(Refused, match="no longer be compared"):
        actions.check_recording(recording=recording, words="Somebody rang.", once_key="2")


def test_what_nobody_could_listen_to_is_not_sent(walker):
    speak(walker, recording=SimpleUploadedFile("a.wav", b"#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n"))
    jobs.run_ready()
    page = speak(walker, do="no")
    assert "Let a person write it down" not in page
    assert "We cannot let anybody hear this" in speak(walker, do="person")
    assert Recording.objects.get().status == Recording.Status.WORDLESS


@pytest.mark.parametrize(("name", "film"), [("a.m4a", 0), ("a.mp4", 1)])
def test_a_listener_hears_a_copy_that_does_not_say_where_it_was_made(walker, tmp_path, name, film):
    """G15. Seen red when the file was sent as it came."""
    source = write(tmp_path / name, tone(1), film=film, tags=PLACE).read_bytes()
    assert all(word in source for word in TOLD)
    assert ("<video" in spoken(walker, source)) == bool(film)
    walker.answer("better", words="")
    send(walker)
    recording = SentRecording.objects.get()
    assert recording.film == bool(film)
    heard = RECORDINGS.read(recording.stored_as, recording.data_key).read()
    assert not [word for word in TOLD if word in heard]
    assert media.examine(heard).seconds == pytest.approx(1, abs=0.1)
    assert recording.size == len(heard)


def test_whoever_thinks_again_sends_no_recording(walker):
    """Words typed after all are sent alone, and a recording that is deleted is no answer any more."""
    spoken(walker)
    speak(walker, do="again")
    assert queries.draft(activity=walker.activity, key=_key(walker)) == {}
    spoken(walker)
    walker.answer("happened", words="I would rather write.")
    walker.answer("better", words="")
    send(walker)
    assert queries.words_of(Contribution.objects.get()) == "I would rather write."
    assert not SentRecording.objects.exists()


def _key(walker: Walker) -> str:
    return cookie.draft_key(walker.client.cookies[cookie.NAME].value, walker.activity)


def test_software_that_is_late_changes_nothing_of_what_a_person_was_asked(walker):
    speak(walker, recording=SimpleUploadedFile("a.wav", sound(1)))
    late = Recording.objects.get()
    Recording.objects.update(cleaned=True)
    speak(walker, do="person")
    actions.keep_problem(recording=late, problem="Late")
    late.refresh_from_db()
    assert late.status == Recording.Status.PERSON


@pytest.mark.parametrize(
    ("asked", "span"),
    [
        ("", (0, 100)),
        ("bytes=0-", (0, 100)),
        ("bytes=10-19", (10, 20)),
        ("bytes=90-500", (90, 100)),
        ("bytes=-10", (90, 100)),
        ("bytes=-500", (0, 100)),
        ("bytes=0-1,5-6", (0, 100)),
        ("bytes=100-", None),
        ("bytes=20-10", None),
        ("bytes=-0", None),
    ],
)
def test_a_player_gets_the_stretch_that_it_asks_for(asked, span):
    assert _span(asked, 100) == span


def test_a_stretch_over_several_pieces_is_exact(walker):
    data = sound(40)
    recording = waiting(walker.activity, data)
    moderator = factories.make_member(walker.activity.programme, "moderator")
    actions.take_recording(recording=recording, by=moderator)
    client = Client()
    client.force_login(moderator)
    place = f"/programmes/{walker.activity.programme.slug}/recordings/{recording.ref}/sound"
    for start, end in ((0, 10), (262_143, 262_145), (262_144, 600_000), (900_000, len(data))):
        answer = client.get(place, headers={"Range": f"bytes={start}-{end - 1}"})
        assert (answer.status_code, answer.getvalue()) == (206, data[start:end])
        assert answer.headers["Content-Range"] == f"bytes {start}-{end - 1}/{len(data)}"
    assert client.get(place, headers={"Range": f"bytes={len(data)}-"}).status_code == 416
