"""A recording that its author agreed to have heard is kept, decided on with its words, published, and gone at once when
they think again (A5, B1, D2, rules 3 and 4).
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from tests.language.media.conftest import tone, write
from tests.support import factories, recordings
from tests.voices.part.walker import STORY, Walker

from throughline.core import jobs
from throughline.core.errors import Refused
from throughline.core.models import AuditEntry, DataKey
from throughline.language import media
from throughline.voices import access, actions
from throughline.voices.models import RECORDINGS, ConsentRecord, ConsentWording, Contribution, Recording, SentRecording

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not media.available(), reason="the packages that read recordings are not here"),
]
PLACE = {"location": "+51.5007-000.1246/", "title": "Zorka at home", "comment": "with a Zyxphone"}
TOLD = (b"loci", b"Zorka", b"Zyxphone")
WORDS = "Nobody rang back & I waited."


@pytest.fixture(autouse=True)
def _no_model(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "files"
    monkeypatch.setenv("THROUGHLINE_MODELS", str(tmp_path / "none"))


@pytest.fixture
def walker() -> Walker:
    return Walker(factories.make_activity(method="stories"))


@pytest.fixture
def moderator(walker):
    return factories.make_member(walker.activity.programme, "moderator")


def transcript() -> dict:
    """What a machine makes of it: one word heard wrongly."""
    heard = [("nobody", 0.1), ("rang", 0.3), ("black", 0.5), ("and", 0.7), ("I", 0.8), ("waited", 0.9)]
    words = [{"start": at, "end": at + 0.1, "text": word, "probability": 0.9} for word, at in heard]
    return {"text": "nobody rang black", "segments": [{"words": words, "text": "", "flags": []}], "warnings": []}


def speak(walker: Walker, data: bytes) -> None:
    """Record the first question, and correct what was written down."""
    walker.client.post(walker.url("speak", "happened"), {"recording": SimpleUploadedFile("a.m4a", data)})
    jobs.run_ready()
    Recording.objects.update(status=Recording.Status.LISTENING)
    actions.keep_transcript(recording=Recording.objects.get(), transcript=transcript(), seconds=1.0)
    walker.client.post(walker.url("speak", "happened"), {"do": "use", "words": WORDS})


def told(moderation: str = "green", **columns) -> SentRecording:
    """A recording of words that stand so."""
    words = factories.make_contribution(text=WORDS, moderation=moderation)
    return recordings.kept(words, **columns)


def address(recording: SentRecording, *rest: str) -> str:
    words = recording.contribution
    return "/".join([f"/programmes/{words.programme.slug}/heard/{words.ref}", *rest])


def decide(recording: SentRecording, outcome: str = "green", *, key: str = "1", **said) -> None:
    moderator = factories.make_member(recording.contribution.programme, "moderator")
    actions.decide(contribution=recording.contribution, outcome=outcome, by=moderator, once_key=key, **said)


def test_the_whole_way_to_a_recording_that_anybody_can_hear(walker, moderator, tmp_path):
    source = write(tmp_path / "a.m4a", tone(1), tags=PLACE).read_bytes()
    assert all(word in source for word in TOLD)
    speak(walker, source)
    answers = STORY | {"happened": {"words": WORDS}, "better": {"words": ""}, "hear": {"uses": ["hear"]}}
    steps = walker.walk(**answers)
    assert steps[-3:] == ["consent", "hear", "email"]
    asked = walker.get("step", "hear").content.decode()
    assert "We publish your words only, and delete the recording." in asked
    assert "Recording heard by others" in walker.get("check").content.decode()
    code = walker.code(walker.send())
    record = ConsentRecord.objects.get()
    assert record.uses["hear"] is True
    assert "see me if it" in ConsentWording.objects.get(version=record.version, use="hear").words
    kept = SentRecording.objects.select_related("contribution__programme").get()
    assert (kept.status, kept.hearing, kept.contribution.moderation) == ("kept", "waiting", "waiting")

    programme, words = walker.activity.programme, kept.contribution
    team, public, author = Client(), Client(), Client()
    author.post("/follow", {"code": code})
    assert "A moderator listens first." in author.get("/follow/what-happened").content.decode()
    assert public.get(address(kept)).status_code == 404
    item = f"/programmes/{programme.slug}/moderation/{words.ref}"
    team.force_login(moderator)
    assert f'<audio class="tl-recording" controls preload="none" src="{item}/sound"' in team.get(item).content.decode()
    heard = team.get(f"{item}/sound").getvalue()
    assert not [word for word in TOLD if word in heard]
    assert media.examine(heard).seconds == pytest.approx(1, abs=0.1)
    assert AuditEntry.objects.filter(verb="voices.listen", target=f"recording:{kept.ref}").count() == 1
    sent = {"step": "confirm", "outcome": "green", "seen": "", "typed": "", "once": "1"}
    unsaid = team.post(item, sent)
    assert unsaid.status_code == 422
    assert "Listen to the recording, and decide on it as well." in unsaid.content.decode()
    assert "Others can hear it" in team.post(item, sent | {"step": "check", "hearing": "publish"}).content.decode()
    assert team.post(item, sent | {"hearing": "publish"}).status_code == 302

    page = public.get(f"/programmes/{programme.slug}/throughline/contribution/{words.ref}")
    assert f'src="{address(kept)}"' in page.content.decode()
    assert f'<track kind="captions" src="{address(kept, "captions")}"' in page.content.decode()
    assert "media-src 'self'" in page.headers["Content-Security-Policy"]
    stories = f"/programmes/{programme.slug}/stories/{walker.activity.ref}/results"
    assert "Hear these words as they were told" in public.get(stories).content.decode()
    whole = public.get(address(kept))
    assert (whole.getvalue(), whole.headers["Cache-Control"]) == (heard, "no-store")
    part = public.get(address(kept), headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.getvalue()) == (206, heard[4:8])
    captions = public.get(address(kept, "captions"))
    assert captions.headers["Content-Type"] == "text/vtt; charset=utf-8"
    assert "00:00:00.100 --> 00:00:01.000\nNobody rang back &amp; I waited." in captions.content.decode()
    assert "Your recording was published" in author.get("/follow/what-happened").content.decode()


@pytest.mark.parametrize("how", ["pause", "stop", "erase", "hear", "quote", "red", "words"])
def test_whoever_thinks_again_is_heard_no_more(how):
    """Seen red for “pause” without the standings in `heard_by_all`."""
    recording = told(hearing="approved")
    public = Client()
    assert public.get(address(recording)).status_code == public.get(address(recording, "captions")).status_code == 200
    if how in ("hear", "quote"):
        uses = factories.ALL_USES | {"hear": True, how: False}
        actions.change_consent(submission=recording.submission, uses=uses, once_key="2")
    elif how == "red":
        decide(recording, "red", rule="off-topic")
    elif how == "words":
        decide(recording, hear=False, hear_reason="Your neighbour can be heard.")
    else:
        actions.withdraw(submission=recording.submission, kind=how, once_key="2")
    assert public.get(address(recording)).status_code == public.get(address(recording, "captions")).status_code == 404
    words = f"/programmes/{recording.contribution.programme.slug}/throughline/contribution/{recording.contribution.ref}"
    assert b"tl-recording" not in public.get(words).content
    assert DataKey.objects.filter(pk=recording.data_key_id).exists() == (how == "pause")
    if how == "pause":
        actions.withdraw(submission=recording.submission, kind="resume", once_key="3")
        assert public.get(address(recording)).status_code == 200


@pytest.mark.parametrize("outcome", ["green", "amber"])
def test_a_recording_that_would_say_what_was_taken_out_is_never_published(outcome, client):
    """Seen red when “publish” was enough."""
    recording = told("waiting")
    removal = actions.Removal(0, 6, "name")
    rule = "personal-details" if outcome == "amber" else ""
    decide(recording, outcome, rule=rule, removals=[removal], hear=True)
    assert client.get(address(recording)).status_code == 404
    assert not DataKey.objects.filter(pk=recording.data_key_id).exists()
    recording.refresh_from_db()
    assert (recording.hearing, recording.status) == ("refused", "gone")
    assert recording.heard_reason == "We took words out of the text, and the recording would still say them."


def test_a_refusal_has_a_reason_and_nothing_is_decided_unheard(walker, moderator, client):
    recording = told("waiting")
    for choice in ({}, {"hear": False, "hear_reason": " "}):
        with pytest.raises(Refused):
            decide(recording, **choice)
    recording.contribution.refresh_from_db()
    assert recording.contribution.moderation == "waiting"
    decide(recording, "second", key="2")
    assert SentRecording.objects.get().hearing == "waiting"
    decide(recording, key="3", hear=False, hear_reason="A child can be heard.")
    client.force_login(moderator)
    item = f"/programmes/{recording.contribution.programme.slug}/moderation/{recording.contribution.ref}"
    assert client.get(f"{item}/sound").status_code == 403, "a moderator of another programme"
    client.cookies.update(access.remember(HttpResponse(), recording.submission.participant).cookies)
    page = client.get("/follow/what-happened").content.decode()
    assert "Your recording is not published" in page
    assert "A child can be heard. The recording is deleted." in page


def test_whoever_does_not_agree_is_not_kept(walker, tmp_path, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        speak(walker, write(tmp_path / "a.m4a", tone(1)).read_bytes())
    assert len(list(RECORDINGS.folder.iterdir())) == 1
    with django_capture_on_commit_callbacks(execute=True):
        walker.walk(**STORY | {"happened": {"words": WORDS}, "better": {"words": ""}})
        walker.send()
    assert ConsentRecord.objects.get().uses["hear"] is False
    assert not SentRecording.objects.exists()
    assert not Recording.objects.exists()
    assert list(RECORDINGS.folder.iterdir()) == []


@pytest.mark.parametrize("why", ["nothing recorded", "not clean", "not quoted"])
def test_the_question_is_asked_only_where_a_yes_could_be_kept(walker, tmp_path, why):
    if why != "nothing recorded":
        speak(walker, write(tmp_path / "a.m4a", tone(1)).read_bytes())
    if why == "not clean":
        Recording.objects.update(cleaned=False)
    uses = ["read", "analyse"] if why == "not quoted" else ["read", "quote"]
    answers = STORY | {"happened": {"words": WORDS}, "better": {"words": ""}, "consent": {"uses": uses}}
    walker.answer("hear", uses="hear")  # as somebody who makes up the form
    assert "hear" not in walker.walk(**answers)
    walker.send()
    assert "hear" not in ConsentRecord.objects.get().uses
    assert not SentRecording.objects.exists()
    assert not ConsentWording.objects.filter(use="hear").exists()


def test_the_database_publishes_no_recording_that_was_not_cleaned():
    with pytest.raises(IntegrityError), transaction.atomic():
        told(hearing="approved", cleaned=False)
    unclean = told("waiting", cleaned=False)
    with pytest.raises(Refused, match="may still say where"):
        decide(unclean, hear=True)


def test_what_a_person_wrote_down_is_kept_after_the_check_and_decided_on_anew_when_corrected(walker):
    recording = told(status="written", hearing="approved", check_by=timezone.now() + timedelta(days=1))
    actions.check_recording(recording=recording, words="Nobody rang me back.", once_key="1")
    recording.refresh_from_db()
    assert (recording.status, recording.hearing) == ("kept", "waiting")
    assert Client().get(address(recording)).status_code == 404
    late, no = (
        told(status="written", hearing=hearing, check_by=timezone.now() - timedelta(days=1))
        for hearing in ("approved", "no")
    )
    assert actions.let_checks_end() == 2
    assert set(SentRecording.objects.filter(data_key__isnull=False)) == {recording, late}
    assert not DataKey.objects.filter(pk=no.data_key_id).exists()
    captions = Client().get(address(late, "captions")).content.decode()
    assert captions.startswith("WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nNobody"), "without times one cue"
    assert Contribution.objects.count() == 3
