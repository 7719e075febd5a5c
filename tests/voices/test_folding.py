"""Authors warn readers, moderators may add to it, and readers choose what stays folded away (E8): without an account,
without scripts, and wherever words are shown."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from tests.support import factories
from tests.voices.part.walker import STORY, Walker

from throughline.evidence.actions import cite, draft_finding, publish_finding
from throughline.voices import folding
from throughline.voices.actions import decide, withdraw
from throughline.voices.actions.consent import erase
from throughline.voices.labels import LABEL_SLUGS
from throughline.voices.models import Contribution, Submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def walker():
    return Walker(factories.make_activity())


def warned(walker: Walker, *labels: str) -> str:
    """Tell a story that warns of these labels; returns the code."""
    walker.walk(**STORY)
    assert walker.answer("labels", query="?from=check", labels=labels).url == walker.url("check")
    return walker.code(walker.send())


def summaries(page: str) -> list[str]:
    """What is folded away, by what it is about."""
    return re.findall(r'<span class="nhsuk-details__summary-text">Show words about: ([^<]*)</span>', page)


# Authors


def test_the_check_page_offers_the_question_and_nobody_must_answer_it(walker):
    assert "labels" not in walker.walk(**STORY)
    page = walker.get("check").content.decode()
    assert "Should readers be warned of something in it?" in page
    assert walker.url("step", "labels") + "?from=check" in page
    walker.send()
    assert Submission.objects.get().labels == []


def test_an_authors_warning_is_kept_shown_on_the_check_page_and_told_back(walker):
    code = warned(walker, "bereavement", "abuse")
    assert Submission.objects.get().labels == ["abuse", "bereavement"]
    assert {tuple(one.labels) for one in Contribution.objects.all()} == {("abuse", "bereavement")}
    page = Client().post(reverse("follow"), {"code": code}, follow=True).content.decode()
    assert "You asked us to warn readers of: Abuse or violence, Death or grief." in " ".join(page.split())


def test_a_warning_that_is_not_on_the_list_is_refused_and_nothing_is_lost(walker):
    walker.walk(**STORY)
    response = walker.answer("labels", query="?from=check", labels=["fall", "made-up"])
    page = response.content.decode()
    assert response.status_code == 422
    assert page.count("Choose from the list") == 2
    assert re.search(r'value="fall"[^>]* checked', page)
    walker.send()
    assert Submission.objects.get().labels == []


# Moderators


def test_moderators_add_to_an_authors_warning_and_take_nothing_from_it(walker):
    warned(walker, "bereavement")
    story = Contribution.objects.get(kind="story")
    moderator = factories.make_member(story.programme, "moderator")
    decide(contribution=story, outcome="green", labels=["fall"], by=moderator, once_key="a")
    assert story.labels == ["bereavement", "fall"]
    assert story.decisions.get().labels == ["fall"]
    decide(contribution=story, outcome="green", labels=[], by=moderator, once_key="b")
    assert Contribution.objects.get(pk=story.pk).labels == ["bereavement"]


def test_a_moderator_meets_the_warning_ticked(walker):
    warned(walker, "bereavement")
    story = Contribution.objects.get(kind="story")
    client = Client()
    client.force_login(factories.make_member(story.programme, "moderator"))
    page = client.get(reverse("moderation-item", args=[story.programme.slug, story.ref])).content.decode()
    assert re.search(r'name="labels"[^>]*value="bereavement"[^>]* checked', page)
    assert not re.search(r'name="labels"[^>]*value="fall"[^>]* checked', page)


def test_imported_words_have_the_moderators_labels(walker):
    (row,) = factories.make_many(walker.activity, ["From a card."], moderation="waiting")
    decide(contribution=row, outcome="green", labels=["fall"], by=None, once_key="a")
    assert row.labels == ["fall"]


def test_the_warning_goes_when_the_words_are_erased(walker):
    warned(walker, "bereavement")
    submission = Submission.objects.get()
    erase(withdrawal=withdraw(submission=submission, kind="erase", once_key="k"))
    submission.refresh_from_db()
    assert submission.labels == []


# Readers


@pytest.fixture
def shown():
    """(address, words) of every public page that shows labelled words."""
    programme = factories.make_programme()
    make = factories.make_contribution
    story = make(programme=programme, text="She died in March.", labels=["bereavement"])
    finding = draft_finding(programme=programme, kind="theme", title="T", summary="S", by=None, once_key="f")
    cite(finding=finding, evidence=[("contribution", story.ref)], by=None)
    publish_finding(finding=finding, by=factories.make_member(programme, "organiser"))
    plan = make(
        activity=factories.make_activity(programme=programme, method="plan"),
        kind="suggestion",
        text="He fell.",
        labels=["fall", "bereavement"],
    )
    cards = factories.make_activity(programme=programme, method="imports")
    factories.make_many(cards, ["A card of grief."], labels=["bereavement"])
    at = programme.slug
    return [
        (reverse("stories-results", args=[at, story.activity.ref]), "She died in March."),
        (reverse("finding", args=[at, finding.ref]), "She died in March."),
        (reverse("throughline-node", args=[at, "contribution", story.ref]), "She died in March."),
        (reverse("throughline-node", args=[at, "finding", finding.ref]), "She died in March."),
        (reverse("plan-results", args=[at, plan.activity.ref]), "He fell."),
        (reverse("imports-results", args=[at, cards.ref]), "A card of grief."),
    ]


def test_labelled_words_are_folded_away_everywhere_until_a_reader_chooses(shown):
    for address, words in shown:
        page = Client().get(address).content.decode()
        assert any("Death or grief" in one for one in summaries(page)), address
        assert page.index("Show words about") < page.index(words), address


def test_a_reader_who_wants_only_falls_folded_reads_the_rest(shown):
    client = Client()
    response = client.post(reverse("rather-not-see"), {"fold": ["fall"]})
    assert response.url == reverse("rather-not-see") + "?saved"
    found = {address: summaries(client.get(address).content.decode()) for address, _words in shown}
    assert sorted(filter(None, found.values())) == [["Falls and injuries"]]
    assert all(words in client.get(address).content.decode() for address, words in shown)


def test_a_reader_may_want_nothing_folded(shown):
    client = Client()
    client.post(reverse("rather-not-see"), {})
    assert client.cookies[folding.COOKIE].value == folding.NOTHING
    assert [summaries(client.get(address).content.decode()) for address, _words in shown] == [[]] * len(shown)


def test_the_page_shows_the_choice_that_holds():
    client = Client()
    ticked = r'name="fold"[^>]*value="([^"]+)"[^>]* checked'
    page = client.get(reverse("rather-not-see")).content.decode()
    assert re.findall(ticked, page) == list(LABEL_SLUGS)
    page = client.post(reverse("rather-not-see"), {"fold": ["fall", "abuse"]}, follow=True).content.decode()
    assert re.findall(ticked, page) == ["abuse", "fall"]
    assert "We have kept your choice" in page


def test_the_cookie_holds_labels_and_nothing_else():
    first, second = Client(), Client()
    for client in (first, second):
        client.post(reverse("rather-not-see"), {"fold": ["fall", "abuse"]})
    assert first.cookies[folding.COOKIE].value == second.cookies[folding.COOKIE].value == "abuse.fall"
    assert set(first.cookies) == {folding.COOKIE}


def test_a_choice_that_is_not_on_the_list_is_refused():
    response = Client().post(reverse("rather-not-see"), {"fold": ["made-up"]})
    assert response.status_code == 422
    assert folding.COOKIE not in response.cookies


@pytest.mark.parametrize("value", ["", "x", "made-up.other", "\0", "é", "." * 5000])
def test_a_cookie_that_makes_no_sense_folds_everything(shown, value):
    client = Client()
    client.cookies[folding.COOKIE] = value
    address, _words = shown[0]
    assert summaries(client.get(address).content.decode()) == ["Death or grief"]


def test_readers_with_other_choices_do_not_get_each_others_kept_page(shown, settings):
    settings.PUBLIC_PAGE_SECONDS = 60
    address, _words = shown[0]
    everything, nothing = Client(), Client()
    nothing.cookies[folding.COOKIE] = folding.NOTHING
    assert summaries(everything.get(address).content.decode()) == ["Death or grief"]
    assert summaries(nothing.get(address).content.decode()) == []
    assert summaries(everything.get(address).content.decode()) == ["Death or grief"]
