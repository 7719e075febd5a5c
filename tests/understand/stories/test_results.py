"""The public page of stories: only what was approved and agreed to, chosen by the reader, at a constant cost."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.support import factories

from throughline.voices.part.published import PAGE, Choice, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def activity():
    return factories.make_activity()


def page(activity, query=""):
    url = reverse("stories-results", args=[activity.programme.slug, activity.ref])
    response = Client().get(url + query)
    assert response.status_code == 200
    return response.content.decode()


def test_only_approved_words_with_consent_are_shown(activity):
    make = factories.make_contribution
    make(activity=activity, text="raw-green", public_words="Shown [name taken out]")
    make(activity=activity, text="waiting-secret", moderation="waiting")
    make(activity=activity, text="second-secret", moderation="second")
    make(activity=activity, text="red-secret", moderation="red", public_words="red-secret")
    make(activity=activity, text="unquoted-secret", uses={"quote": False})
    make(activity=activity, text="paused-secret", standing="paused")
    make(activity=activity, text="stopped-secret", standing="stopped")
    make(text="elsewhere-secret")
    shown = page(activity)
    assert "Shown [name taken out]" in shown
    assert "secret" not in shown
    assert "raw-green" not in shown


def test_readers_choose_constituency_region_and_what_they_do_not_want_to_see(activity):
    make = factories.make_contribution
    make(activity=activity, text="staff in wales", constituency="staff", region="wales")
    make(activity=activity, text="patient in wales", region="wales", labels=["suicide", "fall"])
    make(activity=activity, text="patient in london", region="london", labels=["fall"])

    def words(**choice):
        return [item.words for item in published(activity=activity, choice=Choice(**choice)).items]

    assert words() == ["patient in london", "patient in wales", "staff in wales"]
    assert words(constituency="staff") == ["staff in wales"]
    assert words(region="wales") == ["patient in wales", "staff in wales"]
    assert words(hidden_labels=("suicide",)) == ["patient in london", "staff in wales"]
    assert words(hidden_labels=("suicide", "fall")) == ["staff in wales"]
    assert "patient in wales" not in page(activity, "?hide=suicide")
    assert "patient in london" not in page(activity, "?region=wales&constituency=patients")


def test_a_choice_that_makes_no_sense_is_ignored(activity):
    factories.make_contribution(activity=activity, text="still here")
    assert "still here" in page(activity, "?constituency=dogs&hide=nothing")
    assert "Nothing fits what you chose." in page(activity, "?region=%00nowhere")


def test_labelled_words_are_folded_away_under_their_labels(activity):
    factories.make_contribution(activity=activity, text="hard to read", labels=["bereavement"])
    shown = page(activity)
    assert "Death or grief" in shown
    assert shown.index("Show words about: Death or grief") < shown.index("hard to read")


def test_pages_follow_each_other_without_gap_or_repeat(activity):
    factories.make_many(activity, [f"story {n}." for n in range(PAGE + 3)])
    first = published(activity=activity, choice=Choice(constituency=""))
    assert [item.words for item in first.items] == [f"story {n}." for n in range(PAGE + 2, 2, -1)]
    assert first.newest == ""
    shown = page(activity, first.older)
    assert [n for n in range(PAGE + 3) if f"story {n}." in shown] == [0, 1, 2]
    assert "Older" not in shown


def test_numbers_of_people_change_for_eight_at_a_time_and_small_ones_are_hidden(activity):
    for number in range(15):
        factories.make_submission(activity, constituency="staff" if number % 5 == 0 else "patients")
        shown = page(activity)
        if number < 7:
            assert "Fewer than 8 people" in shown
        else:
            # Of the first 8 people 2 were staff: the ninth to fifteenth change nothing.
            assert shown.count(">too few to show</span>") == 2


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_page_costs_the_same_number_of_queries_with_any_number_of_stories(
    activity, count, django_assert_num_queries
):
    factories.make_many(activity, [f"story {n}" for n in range(count)])
    url = reverse("stories-results", args=[activity.programme.slug, activity.ref])
    client = Client()
    with django_assert_num_queries(4):  # the activity, how many took part, the words, the regions
        client.get(url)


def test_nothing_typed_runs_in_a_readers_browser(activity):
    factories.make_contribution(
        activity=activity, text="<script>alert(1)</script>", prompt="<img src=x onerror=alert(2)>"
    )
    shown = page(activity)
    assert "<script>alert" not in shown
    assert "<img src=x" not in shown
