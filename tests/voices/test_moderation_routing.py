"""Passing words on: proposed by signals, chosen by a person, open until somebody says what was done."""

import html
import re
from itertools import count
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.support import factories as make
from tests.support.databases import in_threads

from throughline.core import jobs, vault
from throughline.core.errors import NotAllowed, NotFound, Refused
from throughline.core.models import AuditEntry, DataKey
from throughline.language.signals import KINDS
from throughline.programmes.models import Role
from throughline.voices import actions, signposts
from throughline.voices.models import Contribution, Decision, Route, RouteKind, Signpost
from throughline.voices.moderation import routing

keys = count(1)


@pytest.fixture
def row(db):
    return make.make_contribution(text="The ward was short of staff.", moderation="waiting", signals=["staff_concern"])


@pytest.fixture
def moderator(row):
    return make.make_member(row.programme, Role.MODERATOR, account=make.make_account(name="Ann Abara"))


@pytest.fixture
def browser(client, moderator):
    client.force_login(moderator)
    return client


def pass_on(row, by, *kinds):
    return actions.pass_on(contribution=row, kinds=kinds, by=by, once_key=str(next(keys)))


def end(route, by, words="The ward manager rang them."):
    return actions.say_done(route=route, words=words, by=by, once_key=str(next(keys)))


def address(row):
    return reverse("moderation-item", args=[row.programme.slug, row.ref])


def routes_address(row):
    return reverse("moderation-routes", args=[row.programme.slug])


def body(response):
    return html.unescape(response.content.decode())


def author_page(activity, received):
    client = Client()
    client.post("/follow", {"code": received.code})
    return body(client.get("/follow/what-happened"))


class TestPassingOn:
    def test_it_is_kept_with_who_and_when_and_in_the_audit(self, row, moderator):
        (route,) = pass_on(row, moderator, "care")
        assert (route.kind, route.raised_by, route.done_at) == ("care", moderator, None)
        assert timezone.now() - route.raised_at < timezone.timedelta(minutes=1)
        entry = AuditEntry.objects.latest("id")
        assert (entry.verb, entry.target) == ("voices.pass-on", f"contribution:{row.ref}")
        assert entry.detail == '{"route":"care"}'

    def test_what_is_open_is_not_opened_again_and_what_is_done_can_be(self, row, moderator):
        (first,) = pass_on(row, moderator, "care")
        assert [route.kind for route in pass_on(row, moderator, "care", "complaint", "complaint")] == ["complaint"]
        end(first, moderator)
        assert len(pass_on(row, moderator, "care")) == 1
        assert Route.objects.count() == 3

    def test_pressing_twice_counts_once(self, row, moderator):
        for _ in range(2):
            actions.pass_on(contribution=row, kinds=["care"], by=moderator, once_key="k")
        assert Route.objects.count() == 1

    @pytest.mark.parametrize("kinds", [(), ("police",)])
    def test_nothing_or_something_unknown_is_refused_beside_its_field(self, row, moderator, kinds):
        with pytest.raises(Refused) as refused:
            pass_on(row, moderator, *kinds)
        assert refused.value.field == "routes"
        assert not Route.objects.exists()

    @pytest.mark.parametrize("role", sorted(set(Role) - {Role.MODERATOR}))
    def test_only_moderators_pass_on_and_end(self, row, moderator, role):
        account = make.make_member(row.programme, role)
        with pytest.raises(NotAllowed):
            pass_on(row, account, "care")
        (route,) = pass_on(row, moderator, "care")
        with pytest.raises(NotAllowed):
            end(route, account)

    def test_it_goes_with_a_decision_or_not_at_all(self, row, moderator):
        with pytest.raises(Refused):
            actions.decide(contribution=row, outcome="red", routes=["care"], by=moderator, once_key="1")
        assert not Route.objects.exists()
        actions.decide(contribution=row, outcome="green", routes=["care"], by=moderator, once_key="2")
        assert Route.objects.get().kind == "care"


class TestEnding:
    def test_what_was_done_is_sealed_and_read_by_moderators(self, row, moderator, browser):
        (route,) = pass_on(row, moderator, "safeguarding")
        page = browser.post(
            reverse("moderation-route", args=[row.programme.slug, route.ref]), {"words": " Told them. "}
        )
        assert page.url == routes_address(row)
        route.refresh_from_db()
        assert b"Told them" not in bytes(route.done_words)
        assert route.done_by == moderator
        assert "Told them." in body(browser.get(routes_address(row)))

    def test_no_words_are_refused_on_the_page(self, row, moderator, browser):
        (route,) = pass_on(row, moderator, "care")
        page = browser.post(reverse("moderation-route", args=[row.programme.slug, route.ref]), {"words": " "})
        assert page.status_code == 422
        assert body(page).count("Say what was done.") == 2
        with pytest.raises(Refused):
            end(route, moderator, "\n")
        assert routing.open_number(row.programme) == 1

    def test_who_comes_second_sees_what_was_done_and_keeps_what_was_typed(self, row, moderator, browser):
        (route,) = pass_on(row, moderator, "care")
        end(route, moderator)
        page = browser.post(reverse("moderation-route", args=[row.programme.slug, route.ref]), {"words": "I rang too"})
        assert page.status_code == 422
        for words in ("Somebody else has said what was done meanwhile.", "The ward manager rang them.", "I rang too"):
            assert words in body(page)

    def test_a_route_of_another_programme_is_not_found(self, row, moderator):
        (route,) = pass_on(row, moderator, "care")
        with pytest.raises(NotFound):
            routing.one(programme=make.make_programme(), ref=route.ref)

    def test_it_stays_open_when_the_author_takes_the_words_back(self, row, moderator, browser):
        pass_on(row, moderator, "care")
        actions.withdraw(submission=row.submission, kind="stop", once_key="1")
        assert "Passed on and still open: 1" in body(browser.get(reverse("moderation", args=[row.programme.slug])))
        page = body(browser.get(routes_address(row)))
        assert "The author has since paused these words or taken them back." in page
        assert "short of staff" not in page

    def test_erasing_destroys_the_note_and_keeps_that_it_was_followed_up(self, row, moderator, browser):
        (route,) = pass_on(row, moderator, "care")
        key = end(route, moderator).data_key
        actions.withdraw(submission=row.submission, kind="erase", once_key="1")
        jobs.run_ready()
        route.refresh_from_db()
        assert (route.done_words, route.data_key, route.done_by) == (None, None, moderator)
        assert not DataKey.objects.filter(pk=key.pk).exists()
        assert "Erased with the words." in body(browser.get(routes_address(row)))


# Seen red on PostgreSQL without the contribution's lock in `pass_on`: three of four fail on the row that is open once.
def test_of_many_who_pass_on_at_once_one_opens_it(database):
    row = make.make_contribution(moderation="waiting")
    people = [make.make_member(row.programme, Role.MODERATOR) for _ in range(4)]
    start = Barrier(4)

    def press(number):
        start.wait(10)
        actions.pass_on(contribution=row, kinds=["care", "complaint"], by=people[number], once_key="1")

    assert in_threads(4, press) == []
    assert sorted(Route.objects.values_list("kind", flat=True)) == ["care", "complaint"]


# Seen red on both databases with the route not read again under its lock: the later note replaced the earlier one.
def test_of_many_who_say_what_was_done_one_is_kept(database):
    row = make.make_contribution(moderation="waiting")
    people = [make.make_member(row.programme, Role.MODERATOR) for _ in range(4)]
    (route,) = actions.pass_on(contribution=row, kinds=["care"], by=people[0], once_key="1")
    start, refused = Barrier(4), []

    def say(number):
        mine = Route.objects.select_related("contribution__programme").get(pk=route.pk)
        start.wait(10)
        try:
            actions.say_done(route=mine, words=f"By {number}", by=people[number], once_key=str(number))
        except Refused as error:
            refused.append(error)

    assert in_threads(4, say) == []
    assert len(refused) == 3
    now = Route.objects.select_related("data_key").get()
    said = vault.unseal(bytes(now.done_words), key=now.data_key, context=now.context())
    assert now.done_by == people[int(said.removeprefix("By "))]


class TestItemPage:
    def post(self, client, row, step, **data):
        return client.post(address(row), {"step": step, "outcome": "", "seen": "", "once": "k", **data})

    def test_signals_propose_and_tick_nothing(self, row, browser):
        page = body(browser.get(address(row)))
        assert "Software suggests this. You decide." in page
        assert page.count("Software suggests this.") == 1
        assert 'name="routes"' in page
        assert not re.search(r'name="routes"[^>]*checked', page)
        assert not Route.objects.exists()

    def test_every_kind_of_signal_is_known_or_proposes_nothing(self):
        assert set(signposts.PROPOSED) <= set(KINDS)
        assert signposts.proposed_for(["safeguarding_child", "risk_to_life", "no-such"]) == {"safeguarding", "care"}

    def test_it_can_be_passed_on_before_deciding_with_everything_kept(self, row, browser):
        page = self.post(browser, row, "pass-on", routes=["care"], reason="A note", typed="ward", outcome="red")
        text = body(page)
        assert page.status_code == 200
        assert "Passed on. The author now sees where to find help." in text
        assert "There is a problem" not in text
        assert "A note" in text
        assert re.search(r'value="red" checked', text)
        assert "Say what was done" in text
        assert Route.objects.get().kind == "care"
        assert not Decision.objects.exists()

    def test_passing_on_nothing_is_said_beside_the_boxes_alone(self, row, browser):
        page = self.post(browser, row, "pass-on", reason="A note")
        assert page.status_code == 422
        assert body(page).count("Choose who has to act on this.") == 2
        assert "Choose a decision." not in body(page)
        assert "A note" in body(page)

    def test_the_check_page_says_it_and_the_decision_stores_it(self, row, browser):
        page = self.post(browser, row, "check", outcome="green", routes=["staff-concern"])
        assert "Worry raised by staff" in body(page)
        assert 'name="routes" value="staff-concern"' in body(page)
        assert not Route.objects.exists()
        self.post(browser, row, "confirm", outcome="green", routes=["staff-concern"])
        assert Route.objects.get().kind == "staff-concern"

    def test_open_ones_are_counted_on_the_desk_and_keep_words_out_of_bulk_approval(self, row, moderator, browser):
        Contribution.objects.update(signals=[])
        (route,) = pass_on(row, moderator, "complaint")
        queue = reverse("moderation", args=[row.programme.slug])
        assert "Passed on and still open: 1" in body(browser.get(queue))
        several = reverse("moderation-bulk", args=[row.programme.slug])
        data = {"outcome": "green", "once": "k", "chosen": f"{row.ref}:"}
        assert "Somebody has to act on this still" in body(browser.post(several, data, follow=True))
        assert not Decision.objects.exists()
        end(route, moderator)
        assert "Passed on and still open: 0" in body(browser.get(queue))


class TestAuthor:
    def test_the_signposts_stand_on_their_own_page_and_no_note(self, row, moderator):
        activity = row.activity
        Signpost.objects.create(programme=row.programme, kind="staff-concern", words="Gill Guardian, 020 7946 0000")
        received = make.give(activity, "We are told to keep quiet.")
        mine = Contribution.objects.select_related("programme").get(submission=received.submission)
        assert "Where you can get help" not in author_page(activity, received)
        (route, _care) = pass_on(mine, moderator, "staff-concern", "care")
        end(route, moderator, "Gill met them on Monday")
        page = author_page(activity, received)
        for words in (
            "Who listens to worries at work",
            "Thank you for speaking up.",
            "Freedom to Speak Up Guardian",
            "You can also turn to: Gill Guardian, 020 7946 0000",
            "Somebody of the team followed this up",
            "Where you can get help now",
            "call 999",
        ):
            assert words in page
        assert "Monday" not in page
        assert moderator.name not in page

    def test_of_safeguarding_they_see_the_help_and_not_that_anybody_acted(self, row, moderator):
        received = make.give(row.activity, "My uncle takes her money.")
        mine = Contribution.objects.select_related("programme").get(submission=received.submission)
        (route,) = pass_on(mine, moderator, "safeguarding")
        end(route, moderator)
        page = author_page(row.activity, received)
        assert "Where you can find help to stay safe" in page
        assert "followed this up" not in page

    def test_another_authors_page_says_nothing_of_it(self, row, moderator):
        pass_on(row, moderator, "care")
        other = make.give(row.activity, "The food was good.")
        assert "Where you can get help now" not in author_page(row.activity, other)

    def test_queries_do_not_grow_with_what_was_passed_on(self, row, moderator):
        received = make.give(row.activity, *(f"Story {n}" for n in range(6)))
        mine = list(Contribution.objects.select_related("programme").filter(submission=received.submission))
        client = Client()
        client.post("/follow", {"code": received.code})
        numbers = []
        for some in (mine[:1], mine[1:]):
            for one in some:
                pass_on(one, moderator, *RouteKind.values)
            with CaptureQueriesContext(connection) as seen:
                client.get("/follow/what-happened")
            numbers.append(len(seen))
        assert numbers[0] == numbers[1]


class TestSignposts:
    def test_a_programme_says_it_or_else_its_organisation(self, row):
        programme = row.programme
        Signpost.objects.create(organisation=programme.organisation, kind="care", words="The board")
        Signpost.objects.create(organisation=programme.organisation, kind="complaint", words="PALS of the board")
        Signpost.objects.create(programme=programme, kind="care", words="The ward")
        Signpost.objects.create(programme=make.make_programme(), kind="safeguarding", words="Somebody else")
        assert routing.contacts(programme) == {"care": "The ward", "complaint": "PALS of the board"}

    def test_an_organiser_keeps_changes_and_takes_away(self, row, client):
        client.force_login(make.make_member(row.programme, Role.ORGANISER))
        where = reverse("programme-signposts", args=[row.programme.slug])
        assert "Samaritans" in body(client.get(where))
        assert client.post(where, {"care": "Ring 01632 960001", "complaint": "PALS", "once": "1"}).status_code == 302
        assert client.post(where, {"care": "Ring 01632 960002", "complaint": " ", "once": "2"}).status_code == 302
        assert routing.own_words(row.programme) == {"care": "Ring 01632 960002"}
        assert AuditEntry.objects.filter(verb="voices.keep-signposts").count() == 2
        page = client.post(where, {"care": "x" * 501, "safeguarding": "Kept"})
        assert page.status_code == 422
        assert "Kept" in body(page)

    def test_people_of_the_organisation_say_it_for_all(self, row, client):
        organisation = row.programme.organisation
        where = reverse("organisation-signposts", args=[organisation.slug])
        client.force_login(make.make_member(row.programme, Role.ORGANISER))
        assert client.post(where, {"care": "Ring"}).status_code == 403
        colleague = make.make_account()
        organisation.people.add(colleague)
        client.force_login(colleague)
        assert client.post(where, {"care": "Ring"}).status_code == 302
        assert routing.contacts(row.programme) == {"care": "Ring"}

    @pytest.mark.parametrize("role", sorted(set(Role) - {Role.ORGANISER}))
    def test_others_may_not(self, row, role):
        account = make.make_member(row.programme, role)
        with pytest.raises(NotAllowed):
            actions.keep_signposts(programme=row.programme, words={"care": "x"}, by=account, once_key="1")
        with pytest.raises(NotAllowed):
            actions.keep_signposts(
                organisation=row.programme.organisation, words={"care": "x"}, by=account, once_key="1"
            )
