"""The workbench as its pages: who may open it, what is shown and never shown, and each step to a decision."""

import html
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.support import factories as make

from throughline.core import jobs, limits
from throughline.core.models import Job
from throughline.programmes.models import Role
from throughline.voices import actions, queries
from throughline.voices.models import Contribution, Decision
from throughline.voices.moderation import proposing, warning

pytestmark = pytest.mark.django_db
PAYLOADS = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "javascript:alert(1)", "</div>"]


@pytest.fixture
def row():
    return make.make_contribution(
        text="Dr Jones helped. Jones was kind. Ring 07700 900123.", moderation="waiting", prompt="What happened?"
    )


@pytest.fixture
def moderator(row, client):
    account = make.make_member(row.programme, Role.MODERATOR)
    client.force_login(account)
    return account


def queue_address(row):
    return reverse("moderation", args=[row.programme.slug])


def address(row):
    return reverse("moderation-item", args=[row.programme.slug, row.ref])


def bulk_address(row):
    return reverse("moderation-bulk", args=[row.programme.slug])


def stored(row):
    return Contribution.objects.select_related("data_key").get(pk=row.pk)


def body(response):
    return html.unescape(response.content.decode())


class TestAccess:
    ADDRESSES = (queue_address, address, bulk_address)

    @pytest.mark.parametrize("role", sorted(set(Role) - {Role.MODERATOR}))
    @pytest.mark.parametrize("where", ADDRESSES)
    def test_other_roles_are_turned_away(self, row, client, role, where):
        client.force_login(make.make_member(row.programme, role))
        assert client.get(where(row)).status_code == 403
        assert client.post(where(row), {"chosen": f"{row.ref}:"}).status_code == 403

    @pytest.mark.parametrize("where", ADDRESSES)
    def test_moderators_of_another_programme_and_operators_are_turned_away(self, row, client, where):
        for account in (make.make_member(make.make_programme(), Role.MODERATOR), make.make_account(operator=True)):
            client.force_login(account)
            assert client.get(where(row)).status_code == 403

    @pytest.mark.parametrize("where", ADDRESSES)
    def test_visitors_are_asked_to_sign_in(self, row, client, where):
        assert client.get(where(row)).url.startswith(reverse("sign-in"))

    def test_an_item_is_not_found_under_another_programme(self, row, client):
        other = make.make_programme()
        client.force_login(make.make_member(other, Role.MODERATOR))
        assert client.get(reverse("moderation-item", args=[other.slug, row.ref])).status_code == 404


class TestItem:
    def post(self, client, row, step, **data):
        return client.post(address(row), {"step": step, "outcome": "green", "seen": "", "once": "k", **data})

    def test_suggestions_are_marked_in_place_and_ticked(self, row, moderator, client):
        page = body(client.get(address(row)))
        assert re.search(r'<mark class="tl-proposed">Jones<span', page)
        assert "Suggested by software" in page
        assert re.search(r'value="3-8" checked', page)

    def test_opening_it_is_reading_it(self, row, moderator, client):
        client.get(address(row))
        assert stored(row).first_read_by == moderator

    def test_nothing_is_stored_before_it_was_shown_as_others_will_see_it(self, row, moderator, client):
        page = self.post(client, row, "check", proposals=["3-8"], typed="07700 900123")
        assert "Dr [staff name removed] helped. Jones was kind. Ring [removed]." in body(page)
        assert not Decision.objects.exists()

    def test_a_name_that_still_stands_elsewhere_is_pointed_out(self, row, moderator, client):
        page = body(self.post(client, row, "check", proposals=["3-8"]))
        assert "Taken out in one place, still there in another" in page
        assert "Taken out" not in body(self.post(client, row, "check", typed="Jones"))

    def test_confirming_stores_it_and_goes_on_to_the_next(self, row, moderator, client):
        following = make.make_contribution(activity=row.activity, moderation="waiting")
        sent = self.post(client, row, "confirm", typed="Jones", labels=["abuse"], reason="Thank you")
        assert sent.url == f"{address(following)}?show=waiting&after={row.ref}#maincontent"
        assert queries.public_words_of(stored(row)) == "Dr [removed] helped. [removed] was kind. Ring 07700 900123."
        assert Decision.objects.get().labels == ["abuse"]

    def test_the_last_one_leads_back_to_the_queue(self, row, moderator, client):
        assert self.post(client, row, "confirm").url.startswith(queue_address(row) + "?")

    def test_going_back_keeps_everything_and_complains_of_nothing(self, row, moderator, client):
        page = self.post(client, row, "change", outcome="red", reason="A note", typed="Ring", labels=["fall"])
        text = body(page)
        assert page.status_code == 200
        assert "There is a problem" not in text
        assert "A note" in text
        assert re.search(r'value="red" checked', text)
        assert not re.search(r'value="3-8" checked', text)

    @pytest.mark.parametrize(
        ("data", "message"),
        [
            ({"outcome": ""}, "Choose a decision."),
            ({"outcome": "red"}, "Choose the rule that was broken."),
            ({"typed": "Smith"}, "These words do not stand in the text: Smith"),
            ({"proposals": ["0-50"]}, "The suggestions have changed."),
        ],
    )
    def test_what_does_not_fit_is_said_next_to_its_field_with_everything_kept(
        self, row, moderator, client, data, message
    ):
        page = self.post(client, row, "check", **{"reason": "Kept", **data})
        assert page.status_code == 422
        assert body(page).count(message) == 2
        assert "Kept" in body(page)
        assert not Decision.objects.exists()

    def test_the_author_is_told_the_sentence_of_the_rule_and_the_note(self, row, moderator, client):
        page = body(self.post(client, row, "check", outcome="red", rule="danger", reason="We have called."))
        assert (
            "We passed it to the people in charge of safety, because somebody may be at risk. We have called." in page
        )
        assert "Others will not see these words." in page

    def test_somebody_elses_decision_meanwhile_is_said(self, row, moderator, client):
        other = make.make_member(row.programme, Role.MODERATOR)
        actions.decide(contribution=row, outcome="red", rule="danger", by=other, once_key="1")
        page = self.post(client, row, "confirm")
        assert page.status_code == 422
        assert "Somebody else has decided on these words meanwhile" in body(page)
        assert stored(row).moderation == "red"

    def test_withdrawn_meanwhile_is_gone(self, row, moderator, client):
        Contribution.objects.filter(pk=row.pk).update(standing="stopped")
        assert self.post(client, row, "confirm").status_code == 404
        assert not Decision.objects.exists()

    def test_the_history_says_who_when_and_why_with_replies(self, row, moderator, client):
        decision = actions.decide(
            contribution=row, outcome="red", rule="danger", reason="Too exact", by=moderator, once_key="1"
        )
        actions.reply_to_decision(decision=decision, words="It was long ago", once_key="1")
        page = body(client.get(address(row)))
        for words in (moderator.name, "Not published", "Someone may be in danger", "Too exact", "It was long ago"):
            assert words in page
        assert decision.decided_at.isoformat() in page
        assert "Somebody else has to decide now" in page

    def test_an_earlier_decision_can_be_changed_from_where_it_stood(self, row, moderator, client):
        self.post(client, row, "confirm", proposals=["3-8"], typed="kind", labels=["abuse"])
        page = body(client.get(address(row)))
        assert re.search(r'value="3-8" checked', page)
        assert re.search(r'value="abuse" checked', page)
        assert re.search(r"<textarea[^>]*>\s*kind</textarea>", page)

    def test_risk_to_life_is_to_be_passed_on_now(self, row, moderator, client):
        one = make.make_contribution(
            text="I wanted to kill myself.", activity=row.activity, moderation="waiting", signals=["risk_to_life"]
        )
        page = body(client.get(address(one)))
        assert "Pass this on now" in page
        assert "kill myself”" in page
        assert "Pass this on now" not in body(client.get(address(row)))

    def test_imported_words_come_from_a_source_and_never_from_whoever_brought_them(self, row, moderator, client):
        importer = make.make_account(name="Ivy Importer")
        one = make.make_many(row.activity, ["A comment"], moderation="waiting")[0]
        one.source.title, one.source.imported_by = "Friends and Family Test", importer
        one.source.save()
        for page in (client.get(address(one)), client.get(queue_address(row))):
            assert "Brought in from Friends and Family Test" in body(page)
            assert "Ivy" not in body(page)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_that_was_typed_runs(row, moderator, client, payload):
    one = make.make_contribution(
        text=f"{payload} Dr {payload}", activity=row.activity, moderation="waiting", prompt=payload, service=payload
    )
    decision = actions.decide(
        contribution=one, outcome="red", rule="danger", reason=payload, by=moderator, once_key="1"
    )
    actions.reply_to_decision(decision=decision, words=payload, once_key="1")
    data = {"step": "check", "outcome": "green", "seen": decision.ref, "reason": payload, "typed": payload}
    pages = [
        client.get(queue_address(row) + "?show=second"),
        client.get(address(one)),
        client.post(address(one), data),
        client.get(queue_address(row), {"activity": payload, "show": payload, "after": payload}),
    ]
    for page in pages:
        assert page.status_code == 200
        raw = page.content.decode()
        assert "<script>alert" not in raw
        assert "<img src=x" not in raw
        assert 'href="javascript' not in raw
        assert raw.count("</div>") == raw.count("<div")


class TestSeveral:
    def post(self, client, row, chosen, follow=True, **data):
        proposing.catch_up(None)
        data = {"outcome": "green", "once": "k", "chosen": chosen, **data}
        return client.post(bulk_address(row), data, follow=follow)

    def test_all_are_approved_with_what_software_suggests_taken_out(self, row, moderator, client):
        other = make.make_contribution(text="Nothing here", activity=row.activity, moderation="waiting")
        page = self.post(client, row, [f"{row.ref}:", f"{other.ref}:"])
        assert "2 decisions are saved" in body(page)
        public = queries.public_words_of(stored(row))
        assert "900123" not in public
        assert "Dr Jones" not in public
        assert queries.public_words_of(stored(other)) == "Nothing here"

    def test_what_cannot_be_decided_is_named_and_stops_nothing_else(self, row, moderator, client):
        colleague = make.make_member(row.programme, Role.MODERATOR)
        gone = make.make_contribution(activity=row.activity, moderation="waiting", standing="stopped")
        flagged = make.make_contribution(activity=row.activity, moderation="waiting", signals=["harm"])
        decided = make.make_contribution(activity=row.activity, moderation="waiting")
        actions.decide(contribution=decided, outcome="second", by=colleague, once_key="1")
        stranger = make.make_contribution(moderation="waiting")
        chosen = [f"{one.ref}:" for one in (gone, flagged, row, decided, stranger)]
        page = body(self.post(client, row, chosen))
        assert "1 decision is saved" in page
        assert "4 could not be decided" in page
        assert page.count("Not in the queue any more") == 2
        assert "Somebody may be at risk" in page
        assert "decided on these words meanwhile" in page
        assert [stored(one).moderation for one in (gone, flagged, row, decided, stranger)] == [
            "waiting",
            "waiting",
            "green",
            "second",
            "waiting",
        ]

    def test_pressing_twice_decides_once(self, row, moderator, client):
        first, second = (self.post(client, row, [f"{row.ref}:"]) for _ in range(2))
        assert "1 decision is saved" in body(first)
        assert "1 decision is saved" in body(second)
        assert Decision.objects.count() == 1

    def test_red_needs_a_rule_and_stores_it(self, row, moderator, client):
        page = self.post(client, row, [f"{row.ref}:"], outcome="red")
        assert page.status_code == 422
        assert f'value="{row.ref}:" checked' in body(page)
        self.post(client, row, [f"{row.ref}:"], outcome="red", rule="off-topic")
        assert (stored(row).moderation, Decision.objects.get().rule) == ("red", "off-topic")

    def test_second_opinions(self, row, moderator, client):
        self.post(client, row, [f"{row.ref}:"], outcome="second")
        assert stored(row).moderation == "second"

    @pytest.mark.parametrize(
        ("data", "message"),
        [
            ({"chosen": []}, "Tick the words that you want to decide on"),
            ({"outcome": "amber"}, "Select a valid choice"),
            ({"chosen": [f"{n:012d}:" for n in range(21)]}, "Choose at most 20 at a time"),
        ],
    )
    def test_what_does_not_fit_is_refused_on_the_page(self, row, moderator, client, data, message):
        page = self.post(client, row, **{"chosen": [f"{row.ref}:"], **data})
        assert page.status_code == 422
        assert message in body(page)
        assert stored(row).moderation == "waiting"

    def test_the_result_cannot_be_made_up(self, row, moderator, client):
        assert client.get(bulk_address(row), {"result": "x"}).status_code == 404


class TestWarning:
    def enqueued(self):
        return Job.objects.filter(task__endswith="warn_moderators", done_at__isnull=True)

    def test_words_without_signals_enqueue_nothing(self, row):
        make.give(row.activity, "The food was good.")
        assert not self.enqueued().exists()

    def test_moderators_are_told_without_a_word_of_the_content(self, row, moderator, mailoutbox):
        make.make_member(row.programme, Role.ANALYST)
        make.give(row.activity, "I wanted to kill myself because of Dr Jones.")
        jobs.run_ready()
        (message,) = mailoutbox
        assert message.to == [moderator.contact.address()]
        assert row.programme.title in message.body
        assert f"/sign-in?next=%2Fprogrammes%2F{row.programme.slug}%2Fmoderation" in message.body
        assert "kill" not in message.body + message.subject
        assert "Jones" not in message.body

    def test_at_most_one_message_an_hour_and_none_is_lost(self, row, moderator, monkeypatch, mailoutbox):
        for words in ("I wanted to kill myself.", "I am being abused at home.", "I want to end my life."):
            make.give(row.activity, words)
        jobs.run_ready()
        assert len(mailoutbox) == 1
        later = self.enqueued().get()
        assert timezone.now() < later.ready_at <= timezone.now() + timedelta(seconds=3601)
        now = limits.time.time()
        monkeypatch.setattr(limits.time, "time", lambda: now + 3601)
        assert warning.warn(programme_ref=row.programme.ref, again=pytest.fail) == 1
        jobs.run_ready()
        assert len(mailoutbox) == 2

    def test_nobody_is_told_once_somebody_has_read_them(self, row, moderator, mailoutbox):
        make.give(row.activity, "I wanted to kill myself.")
        for one in Contribution.objects.filter(activity=row.activity).exclude(pk=row.pk):
            actions.mark_read(contribution=one, by=moderator)
        jobs.run_ready()
        assert mailoutbox == []
