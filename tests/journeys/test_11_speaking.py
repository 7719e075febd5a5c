"""11. Somebody who would rather speak than write tells their story by voice; only the words they checked are sent."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.journeys.given import an_open_programme
from tests.support import speech_clips
from tests.support.visitor import Visitor

from throughline.language import transcription
from throughline.voices.models import Contribution, Recording

Arrive = Callable[..., Visitor]
WRITING_DOWN = 90_000
pytestmark = pytest.mark.skipif(
    speech_clips.two_cities() is None or not transcription.available(),
    reason="no speech model or clip is here",
)


def _would_rather_speak(visitor: Visitor, activity) -> None:
    visitor.goes_to(f"/programmes/{activity.programme.slug}/stories/{activity.ref}/your/happened")
    visitor.follows("I would rather speak than write").sees("no other company hears them").check("speak")


def _checks_the_words(visitor: Visitor) -> None:
    expect(visitor.page.locator("h1")).to_contain_text("Check the words", timeout=WRITING_DOWN)
    visitor.sees("Software wrote this down").check("speak-check")
    words = visitor.page.get_by_label("Your words", exact=True)
    assert "it was the" in words.input_value().lower()
    visitor.fills("Your words", "It was the best of times, and the worst: nobody rang back.").presses("Use these words")


def _sends(visitor: Visitor) -> None:
    visitor.presses("Continue").chooses("Yes, it happened to me").presses("Continue")
    visitor.chooses("A patient, or somebody who uses health or care services").presses("Continue")
    visitor.chooses("North East").presses("Continue").chooses("Prefer not to say").presses("Continue")
    visitor.page.get_by_role("checkbox").first.check()
    visitor.presses("Continue").sees("and the worst: nobody rang back.").check("speak-answers")
    visitor.presses("Send").sees("We have what you sent")


def test_a_story_recorded_in_the_page_is_checked_and_sent_as_words(arrive: Arrive):
    # given an open story call, and a person with a microphone
    _programme, activity = an_open_programme()
    person = arrive()

    # when they record in the page, stop, and correct what was written down
    _would_rather_speak(person, activity)
    person.page.get_by_role("button", name="Record sound").click()
    person.sees("Recording …")
    person.page.wait_for_timeout(6_000)
    with person.page.expect_navigation(timeout=30_000):
        person.page.get_by_role("button", name="Stop, and write it down").click()
    _checks_the_words(person)
    _sends(person)

    # then the words are theirs, marked as spoken, and the recording is gone
    story = Contribution.objects.get(activity=activity, kind="story")
    assert story.medium == Contribution.Medium.SPOKEN
    assert not Recording.objects.filter(draft__activity=activity).exists()


@pytest.mark.parametrize(("size", "scripts"), [("phone", False), ("desktop", True)], indirect=["size"])
def test_a_recording_made_elsewhere_is_sent_as_a_file(arrive: Arrive, tmp_path: Path, scripts: bool):
    # given a file with a reading, and somebody whose browser may run no scripts
    _programme, activity = an_open_programme()
    person = arrive(scripts=scripts)

    # when they send it and wait
    _would_rather_speak(person, activity)
    (tmp_path / "reading.wav").write_bytes(speech_clips.beginning(8))
    person.page.locator("input[type=file]").set_input_files(tmp_path / "reading.wav")
    with person.page.expect_navigation(timeout=30_000):
        person.page.get_by_role("button", name="Send the recording").click()
    person.sees("You can close this page and come back on this device")

    # then they check the words, and send them
    _checks_the_words(person)
    _sends(person)
    assert Contribution.objects.get(activity=activity, kind="story").medium == Contribution.Medium.SPOKEN


def test_a_file_that_is_no_recording_is_named_and_the_person_can_write(arrive: Arrive, tmp_path: Path):
    _programme, activity = an_open_programme()
    person = arrive(scripts=False)
    _would_rather_speak(person, activity)
    (tmp_path / "film.mp4").write_text("#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n")
    person.presses("Send the recording").sees("Choose a recording").check("speak-nothing")
    person.page.locator("input[type=file]").set_input_files(tmp_path / "film.mp4")
    person.presses("Send the recording")
    expect(person.page.locator("h1")).to_contain_text("We could not write down your words", timeout=WRITING_DOWN)
    person.sees("a list of other files").check("speak-wordless")
    person.follows("Write the words yourself").sees("What happened?")
