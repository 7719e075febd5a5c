"""11. Somebody who would rather speak than write tells their story by voice; only the words they checked are sent."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.journeys.given import an_open_programme
from tests.support import speech_clips
from tests.support.factories import make_many, make_member
from tests.support.site import until
from tests.support.visitor import Visitor
from tests.understand.themes.conftest import texts

from throughline.evidence.models import Run
from throughline.language import transcription
from throughline.understand.themes.models import Theme
from throughline.voices import consent_wording
from throughline.voices.models import Contribution, Recording

Arrive = Callable[..., Visitor]
WRITING_DOWN = 180_000  # milliseconds: it gives way to all other work
SAID = "It was the best of times, and the worst: nobody rang back."
NAMED = "Nurse Margaret Oyelaran heard that nobody answered the phone at the surgery although I rang 40 times."
pytestmark = pytest.mark.skipif(
    speech_clips.two_cities() is None or not transcription.available(),
    reason="no speech model or clip is here",
)


def _would_rather_speak(visitor: Visitor, activity) -> None:
    visitor.goes_to(f"/programmes/{activity.programme.slug}/stories/{activity.ref}/your/happened")
    visitor.follows("I would rather speak than write").sees("no other company hears them").check("speak")


def _records(visitor: Visitor) -> None:
    visitor.page.get_by_role("button", name="Record sound").click()
    visitor.sees("Recording …")
    visitor.page.wait_for_timeout(6_000)
    visitor.goes_by(visitor.page.get_by_role("button", name="Stop, and write it down"))


def _checks_the_words(visitor: Visitor, right: str = SAID) -> None:
    expect(visitor.page.locator("h1")).to_contain_text("Check the words", timeout=WRITING_DOWN)
    visitor.sees("Software wrote this down").check("speak-check")
    words = visitor.page.get_by_label("Your words", exact=True)
    assert "it was the" in words.input_value().lower()
    visitor.fills("Your words", right).presses("Use these words")


def _sends(visitor: Visitor) -> None:
    visitor.presses("Continue").chooses("Yes, it happened to me").presses("Continue")
    visitor.chooses("A patient, or somebody who uses health or care services").presses("Continue")
    visitor.chooses("North East").presses("Continue").chooses("Prefer not to say").presses("Continue")
    visitor.chooses(*(str(use.words) for use in consent_wording.USES if use.slug != "contact"))
    visitor.presses("Continue").sees("May we also let others hear").check("speak-hear")
    visitor.presses("Continue").sees("Recording heard by others").check("speak-answers")
    visitor.presses("Send").sees("We have what you sent")


@pytest.mark.parametrize("size", ["phone"], indirect=True)
def test_a_story_recorded_in_the_page_is_checked_and_sent_as_words(arrive: Arrive):
    # given an open story call, and a person with a microphone
    _programme, activity = an_open_programme()
    person = arrive()

    # when they record in the page, stop, and correct what was written down
    _would_rather_speak(person, activity)
    _records(person)
    _checks_the_words(person)
    _sends(person)

    # then the words are theirs, marked as spoken, and the recording is gone
    story = Contribution.objects.get(activity=activity, kind="story")
    assert story.medium == Contribution.Medium.SPOKEN
    assert not Recording.objects.filter(draft__activity=activity).exists()


@pytest.mark.parametrize("size", ["desktop"], indirect=True)
def test_a_spoken_story_is_followed_to_a_published_theme_and_to_its_author(arrive: Arrive):
    # given a programme in which many were heard, and somebody who speaks of a nurse by name
    programme, activity = an_open_programme()
    make_many(activity, texts())
    person = arrive()
    _would_rather_speak(person, activity)
    _records(person)
    _checks_the_words(person, NAMED)
    _sends(person)
    code = " ".join(person.page.locator(".tl-receipt__word").all_inner_texts())
    story = Contribution.objects.get(activity=activity, medium=Contribution.Medium.SPOKEN)

    # when a moderator takes the name out, an analyst signs the theme off, and a finding is published from it
    moderator = arrive(account=make_member(programme, "moderator"))
    moderator.goes_to(f"/programmes/{programme.slug}/moderation/{story.ref}").sees("Margaret Oyelaran")
    moderator.answers("Your decision", "Green: publish").presses("See it as others will")
    moderator.does_not_see("Oyelaran").presses("Save this decision")
    analyst = arrive(account=make_member(programme, "analyst"))
    themes = f"/programmes/{programme.slug}/themes"
    analyst.goes_to(themes).presses("Look for groups")
    until(lambda: Run.objects.filter(programme=programme, status="done").exists(), "the analysis")
    theme = Theme.objects.get(programme=programme, assignments__contribution=story)
    analyst.goes_to(f"{themes}/{theme.ref}").sees("Put here by software")
    analyst.presses("I have read these words").goes_to(f"{themes}/{theme.ref}").follows("Name it")
    analyst.fills("Name of the theme", "Nobody answers").presses("Save")
    analyst.goes_to(f"{themes}/{theme.ref}").presses("Sign this theme off").sees("Signed off by a person")
    analyst.goes_to(themes).follows("Write a finding from signed-off themes").chooses("Nobody answers")
    analyst.answers("What kind of finding is it?", "Theme")
    analyst.fills("The finding, as one sentence", "It is hard to reach somebody by telephone")
    analyst.fills("What was heard", "People told us that nobody answers.").presses("Save as a draft")
    analyst.presses("Publish this finding")

    # then everybody reads the words without the name, and the author sees where they went
    public = arrive().goes_to(f"/programmes/{programme.slug}/throughline/contribution/{story.ref}")
    public.sees("nobody answered the phone").does_not_see("Oyelaran").check("spoken-public")
    author = arrive().goes_to("/follow").fills("Your six words", code).presses("Show me")
    author.sees("Nobody answers", "It is hard to reach somebody by telephone").check("spoken-followed")


@pytest.mark.parametrize(("size", "scripts"), [("phone", False), ("desktop", True)], indirect=["size"])
def test_a_recording_made_elsewhere_is_sent_as_a_file(arrive: Arrive, tmp_path: Path, scripts: bool):
    # given a file with a reading, and somebody whose browser may run no scripts
    _programme, activity = an_open_programme()
    person = arrive(scripts=scripts)

    # when they send it and wait
    _would_rather_speak(person, activity)
    (tmp_path / "reading.wav").write_bytes(speech_clips.beginning(8))
    person.page.locator("input[type=file]").set_input_files(tmp_path / "reading.wav")
    person.goes_by(person.page.get_by_role("button", name="Send the recording"))
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
