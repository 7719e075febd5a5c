"""Finding a programme by topic and region."""

import re

import pytest
from django.urls import reverse
from tests.support import factories as make

pytestmark = pytest.mark.django_db


def found(client, **query) -> list[str]:
    """The titles on the page, in their order."""
    response = client.get(reverse("programmes"), query)
    assert response.status_code == 200
    return re.findall(r'<h3 [^>]*><a href="/programmes/[^"]+">([^<]*)</a>', response.content.decode())


def test_open_programmes_come_first_then_plans_then_closed_ones(client):
    make.make_programme(status="closed", title="Closed")
    make.make_programme(status="draft", title="Planned")
    make.make_programme(title="Open late", closes_on=make.days(60))
    make.make_programme(title="Open soon over", closes_on=make.days(5))
    assert found(client) == ["Open soon over", "Open late", "Planned", "Closed"]


def test_topic_and_region_narrow_the_list(client):
    make.make_programme(title="Both", topics=["cancer", "gp"], regions=["london", "wales"])
    make.make_programme(title="Topic only", topics=["cancer"], regions=["scotland"])
    make.make_programme(title="Region only", topics=["gp"], regions=["london"])
    assert found(client, topic="cancer", region="london") == ["Both"]
    assert sorted(found(client, topic="cancer")) == ["Both", "Topic only"]
    assert sorted(found(client, region="london")) == ["Both", "Region only"]


def test_a_programme_for_everywhere_is_found_in_every_region(client):
    make.make_programme(title="Everywhere", regions=[])
    assert found(client, region="wales") == ["Everywhere"]


@pytest.mark.parametrize("value", ["nonsense", "\0", "<script>", "x" * 5000])
def test_an_unknown_topic_is_as_good_as_none(client, value):
    make.make_programme(title="Open")
    assert found(client, topic=value, region=value) == ["Open"]


def test_names_are_plain_text(client):
    make.make_programme(title="<script>alert(1)</script>")
    page = client.get(reverse("programmes")).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_made_up_programme_says_so(client):
    make.make_programme(is_example=True)
    assert "Made up" in client.get(reverse("programmes")).content.decode()


def test_twenty_a_page_and_the_filter_goes_along(client):
    for _ in range(21):
        make.make_programme(topics=["gp"])
    assert len(found(client, topic="gp")) == 20
    assert len(found(client, topic="gp", page="2")) == 1
    assert len(found(client, topic="gp", page="900")) == 1
    assert 'href="?topic=gp&amp;page=2"' in client.get(reverse("programmes"), {"topic": "gp"}).content.decode()


@pytest.mark.parametrize("programmes", [1, 3])
@pytest.mark.parametrize("contributions", [0, 1000])
def test_queries_do_not_grow(client, django_assert_num_queries, programmes, contributions):
    for _ in range(programmes):
        programme = make.make_programme(topics=["gp", "cancer"], regions=["london", "wales"])
    make.make_many(make.make_activity(programme=programme), ["I waited."] * contributions)
    # Topics and regions for the form; count, rows, their topics, their regions.
    with django_assert_num_queries(6):
        client.get(reverse("programmes"))
