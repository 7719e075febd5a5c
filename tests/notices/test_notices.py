"""Register once, confirm from the mailbox, hear of what fits, stop with one press; and the feed."""

import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.support import factories as make

from throughline.core import jobs
from throughline.core.errors import NotFound, TooMany
from throughline.notices import actions, queries
from throughline.notices.jobs import tell_of, tell_subscribers
from throughline.notices.models import Notice, Subscription
from throughline.people.models import SignInLink
from throughline.programmes import actions as planning
from throughline.programmes.models import Region, Topic

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def register(email="ada@example.org", topics=(), regions=(), once_key="k"):
    actions.register(
        email=email,
        topics=Topic.objects.filter(slug__in=topics),
        regions=Region.objects.filter(slug__in=regions),
        once_key=once_key,
    )


def links(mailbox, page):
    return [
        re.search(rf"http://127.0.0.1:8000(/hear/{page}/\S+)", one.body).group(1) for one in mailbox if page in one.body
    ]


def subscribe(email="ada@example.org", *, topics=(), regions=(), confirmed=True, stopped=False):
    from throughline.people.models import Contact

    now = timezone.now()
    row = Subscription.objects.create(
        contact=Contact.objects.for_email(email),
        confirmed_at=now if confirmed else None,
        stopped_at=now if stopped else None,
    )
    row.topics.set(Topic.objects.filter(slug__in=topics))
    row.regions.set(Region.objects.filter(slug__in=regions))
    return row


class TestDoubleOptIn:
    def confirm_link(self, mailoutbox, **more):
        register(**more)
        jobs.run_ready()
        return links(mailoutbox, "confirm")[-1]

    def test_nothing_is_kept_before_the_mailbox_confirms(self, mailoutbox, client):
        where = self.confirm_link(mailoutbox, topics=["gp"], regions=["wales"])
        assert not Subscription.objects.exists()
        assert client.get(where).status_code == 200
        assert not Subscription.objects.exists()
        assert "You will hear from us" in client.post(where).content.decode()
        row = Subscription.objects.get()
        assert row.confirmed_at is not None
        assert [one.slug for one in (*row.topics.all(), *row.regions.all())] == ["gp", "wales"]

    def test_nobody_else_can_change_what_somebody_asked_for(self, mailoutbox, client):
        client.post(self.confirm_link(mailoutbox, topics=["gp"]))
        self.confirm_link(mailoutbox, topics=["mental-health"], once_key="2")
        assert [one.slug for one in Subscription.objects.get().topics.all()] == ["gp"]

    def test_the_same_person_can_change_it(self, mailoutbox, client):
        client.post(self.confirm_link(mailoutbox, topics=["gp"]))
        client.post(self.confirm_link(mailoutbox, email="ADA@example.org", once_key="2"))
        assert list(Subscription.objects.get().topics.all()) == []

    def test_pressing_twice_counts_once_and_is_no_error(self, mailoutbox, client):
        where = self.confirm_link(mailoutbox)
        register()
        assert [client.post(where).status_code for _ in range(2)] == [200, 200]
        assert Subscription.objects.count() == SignInLink.objects.count() == 1

    def test_a_used_link_does_not_start_again_what_was_stopped(self, mailoutbox, client):
        where = self.confirm_link(mailoutbox)
        client.post(where)
        actions.stop(token=actions.stop_token(Subscription.objects.get()))
        assert client.post(where).status_code == 400
        assert Subscription.objects.get().stopped_at is not None

    def test_too_old_altered_or_mixed_links_are_refused(self, mailoutbox, client):
        one = self.confirm_link(mailoutbox)
        two = self.confirm_link(mailoutbox, email="eve@example.org", topics=["gp"], once_key="2")
        mixed = one.partition("?")[0] + "?" + two.partition("?")[2]
        assert [client.post(where).status_code for where in (mixed, one.partition("?")[0], one[:-3])] == [400] * 3
        SignInLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        assert client.post(one).status_code == 400
        assert not Subscription.objects.exists()

    def test_a_sign_in_link_does_not_confirm(self, client, mailoutbox):
        where = self.confirm_link(mailoutbox)
        SignInLink.objects.update(purpose="sign-in")
        assert client.post(where).status_code == 400

    def test_a_mailbox_is_not_flooded(self):
        for number in range(3):
            register(once_key=str(number))
        with pytest.raises(TooMany):
            register(email="ADA@example.org ", once_key="4")
        register(email="other@example.org", once_key="5")

    def test_the_page_keeps_what_was_typed(self, client):
        page = client.post(reverse("hear"), {"email": "ada at example"})
        assert page.status_code == 422
        assert "ada at example" in page.content.decode()
        sent = client.post(reverse("hear"), {"email": "ada@example.org", "once": "k"})
        assert sent.url == reverse("hear-sent")
        assert client.get(sent.url).status_code == 200


class TestStop:
    def test_one_press_stops_without_a_session_or_form_token(self):
        row = subscribe()
        where = reverse("hear-stop", args=[actions.stop_token(row)])
        strict = Client(enforce_csrf_checks=True)
        assert strict.get(where).status_code == 200
        assert Subscription.objects.get().stopped_at is None
        assert [strict.post(where).status_code for _ in range(2)] == [200, 200]
        assert Subscription.objects.get().stopped_at is not None

    @pytest.mark.parametrize("change", [lambda token: token[:-1] + "g", lambda token: token[:13], lambda token: "x"])
    def test_a_made_up_link_stops_nobody(self, change, client):
        row = subscribe()
        token = change(actions.stop_token(row))
        with pytest.raises(NotFound):
            actions.stop(token=token)
        assert client.post(reverse("hear-stop", args=[token])).status_code == 404
        assert Subscription.objects.get().stopped_at is None

    def test_a_link_stops_its_own_subscription_only(self):
        row, other = subscribe(), subscribe("eve@example.org")
        actions.stop(token=actions.stop_token(row))
        other.refresh_from_db()
        assert other.stopped_at is None


@pytest.mark.parametrize(
    ("wish", "programme", "told"),
    [
        ({}, {}, True),
        ({"topics": ["gp"]}, {"topics": ["gp"]}, True),
        ({"topics": ["gp", "mental-health"]}, {"topics": ["mental-health"]}, True),
        ({"topics": ["mental-health"]}, {"topics": ["gp"]}, False),
        ({"topics": ["mental-health"]}, {"topics": []}, True),
        ({"regions": ["wales"]}, {"regions": ["wales", "north-east"]}, True),
        ({"regions": ["wales"]}, {"regions": ["north-east"]}, False),
        ({"regions": ["wales"]}, {"regions": []}, True),
        ({"topics": ["gp"], "regions": ["wales"]}, {"topics": ["gp"], "regions": ["north-east"]}, False),
        ({"confirmed": False}, {}, False),
        ({"stopped": True}, {}, False),
    ],
)
def test_a_programme_is_told_to_those_whose_topics_and_regions_fit(wish, programme, told):
    row = subscribe(**wish)
    found = list(queries.interested_in(make.make_programme(**programme)))
    assert found == ([row] if told else [])


class TestTelling:
    def test_opening_tells_each_subscriber_once_however_often_the_job_runs(self, mailoutbox):
        for name in ("ada", "eve"):
            subscribe(f"{name}@example.org")
        programme = make.make_programme(title="Seeing a doctor")
        tell_of(programme)
        for _ in range(2):
            jobs.run_ready()
            tell_subscribers.call(programme.ref)
        jobs.run_ready()
        assert sorted(one.to[0] for one in mailoutbox) == ["ada@example.org", "eve@example.org"]
        assert Notice.objects.count() == 2

    def test_a_job_that_was_cut_short_tells_the_rest_only(self, mailoutbox):
        first, _second = subscribe(), subscribe("eve@example.org")
        programme = make.make_programme()
        actions.tell(subscription=first, programme=programme)
        tell_subscribers.call(programme.ref)
        jobs.run_ready()
        assert sorted(one.to[0] for one in mailoutbox) == ["ada@example.org", "eve@example.org"]

    def test_the_message_says_what_until_when_and_how_to_stop_and_holds_nobodys_words(self, mailoutbox, client):
        subscribe()
        programme = make.make_programme(title="Seeing a doctor")
        make.make_contribution(programme=programme, text="My own words")
        tell_subscribers.call(programme.ref)
        jobs.run_ready()
        (message,) = mailoutbox
        day = programme.closes_on
        for words in (programme.question, f"{day.day} {day:%B} {day.year}", f"/programmes/{programme.slug}"):
            assert words in message.body
        assert "My own words" not in message.body
        assert client.post(links(mailoutbox, "stop")[0]).status_code == 200
        assert Subscription.objects.get().stopped_at is not None

    def test_without_a_last_day_none_is_named(self, mailoutbox):
        subscribe()
        tell_subscribers.call(make.make_programme(closes_on=None).ref)
        jobs.run_ready()
        assert "None" not in mailoutbox[0].body

    def test_whoever_stopped_meanwhile_is_not_told(self):
        row = subscribe()
        programme = make.make_programme()
        loaded = list(queries.interested_in(programme))
        actions.stop(token=actions.stop_token(row))
        assert actions.tell(subscription=loaded[0], programme=programme) is False
        assert not Notice.objects.exists()

    def test_a_programme_that_closed_meanwhile_is_not_told(self, mailoutbox):
        subscribe()
        tell_subscribers.call(make.make_programme(status="closed").ref)
        jobs.run_ready()
        assert mailoutbox == []

    def test_opening_a_programme_queues_the_telling(self, mailoutbox):
        subscribe()
        programme = make.make_programme(open=False, committed=True)
        make.make_activity(programme=programme, status="draft")
        planning.open_programme(programme=programme, by=None, once_key="k")
        jobs.run_ready()
        assert [one.subject for one in mailoutbox if "Now open" in one.subject] == [f"Now open: {programme.title}"]


def test_the_feed_lists_opened_programmes_newest_first_as_plain_words(client):
    old = make.make_programme(title="Old", opened_at=timezone.now() - timedelta(days=9))
    new = make.make_programme(title="New & <b>bold</b>", question="Why <script>alert(1)</script>\x0c?")
    make.make_programme(open=False, title="A plan")
    response = client.get(reverse("feed-programmes"))
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    found = ElementTree.fromstring(response.content).findall(f"{ATOM}entry")
    assert [one.find(f"{ATOM}title").text for one in found] == [f"Now open: {new.title}", f"Now open: {old.title}"]
    assert found[0].find(f"{ATOM}summary").text == "Why &lt;script&gt;alert(1)&lt;/script&gt;?"
    assert found[0].find(f"{ATOM}link").get("href") == f"http://127.0.0.1:8000/programmes/{new.slug}"
