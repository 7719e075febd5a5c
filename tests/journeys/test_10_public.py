"""10. The public: programme pages, the throughline in both directions, the register, and hearing of what opens."""

import datetime
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from tests.evidence.conftest import Line
from tests.journeys.given import walked
from tests.recommend import making
from tests.support.factories import make_activity, make_member, make_programme
from tests.support.site import Site, until
from tests.support.visitor import Visitor, participants

from throughline.programmes.actions import open_programme
from throughline.programmes.models import Role

Arrive = Callable[..., Visitor]
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def line(site: Site) -> Line:
    return walked()


@participants
def test_public_walks_the_throughline_in_both_directions(arrive: Arrive, line: Line, scripts: bool):
    # given a programme that went all the way to an action
    reader = arrive(scripts=scripts).goes_to(f"/programmes/{line.programme.slug}")
    reader.sees("What is promised", "What is next", "Stages").check("programme-walked")

    # when somebody walks up: from words to what was done
    reader.follows("The throughline").sees("People heard", line.finding.title).check("throughline")
    reader.follows(line.theme.name).sees("What it led to", "In people’s own words").check("throughline-theme")
    reader.goes_by(reader.page.locator("#maincontent .tl-quote a")).sees("Somebody’s words").check("throughline-words")
    reader.follows(line.finding.title).sees("Who said it").check("finding")

    # then down again: from the recommendation to the words
    reader.follows(line.recommendation.title).sees("What they answered", "We agree.").check("recommendation")
    reader.follows("Walk the whole line").sees("What it rests on", "What it led to").check("throughline-recommendation")
    reader.follows(line.finding.title).sees("The phone rings and rings")


def test_public_reads_the_register_with_days_of_silence(arrive: Arrive, line: Line):
    # given one recommendation that was answered, and one that is overdue
    making.published(line.programme, title="Ring people back the same day", due_in=-3, ago=40)
    reader = arrive().goes_to("/answers")

    # then both are in public, with the days counted
    reader.sees("You said, they answered", line.recommendation.title, "We agree.")
    reader.sees("Ring people back the same day", "3 days overdue", "40 days without an answer.").check("answers")


def test_feeds_are_valid_atom(arrive: Arrive, line: Line):
    making.published(line.programme)
    reader = arrive()
    for path in ("/feeds/programmes.atom", "/feeds/answers.atom", f"/programmes/{line.programme.slug}/feed.atom"):
        answer = reader.page.request.get(reader.site.url + path)
        assert answer.headers["content-type"].startswith("application/atom+xml")
        feed = ElementTree.fromstring(answer.text())
        entries = feed.findall(f"{ATOM}entry")
        assert feed.tag == f"{ATOM}feed"
        assert entries, path
        for one in (feed, *entries):
            assert all(one.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated")), path
            datetime.datetime.fromisoformat(str(one.findtext(f"{ATOM}updated")))
            assert all(link.get("href", "").startswith(reader.site.url) for link in one.findall(f"{ATOM}link"))
        assert len({one.findtext(f"{ATOM}id") for one in entries}) == len(entries)


def _opens(title: str, topic: str) -> None:
    """The team opens a programme about this."""
    programme = make_programme(open=False, committed=True, title=title, topics=[topic])
    make_activity(programme=programme, status="draft")
    open_programme(programme=programme, by=make_member(programme, Role.ORGANISER), once_key=programme.ref)


@participants
def test_public_hears_of_what_opens_until_they_stop(arrive: Arrive, site: Site, size: str, scripts: bool):
    # given somebody who registered for a topic, and confirmed it from their mailbox; and somebody else who did too
    who, other = (f"{name}-{size}-{scripts}@example.org".lower() for name in ("rosa", "tam"))
    reader = arrive(scripts=scripts)
    for address in (who, other):
        reader.goes_to("/hear").check("hear").fills("Your email address", address)
        reader.chooses("Dentistry").presses("Register").sees("Check your email")
        reader.goes_to(site.link(address, "Confirm", "/hear/confirm/")).check("hear-confirm")
        reader.presses("Yes, tell me what opens").sees("You will hear from us")

    # when a programme of that topic opens, they are written to, and stop it with one press
    _opens(f"Teeth in {size} {scripts}", "dentistry")
    stop = site.link(who, f"Teeth in {size} {scripts}", "/hear/stop/")
    reader.goes_to(stop).check("hear-stop").presses("Stop all messages").sees("We will not write again").check()

    # then they hear of nothing that opens afterwards
    _opens(f"Gums in {size} {scripts}", "dentistry")
    until(lambda: any("Gums" in one["Subject"] for one in site.messages(other)), "the other's message")
    assert not any("Gums" in one["Subject"] for one in site.messages(who))
