"""What happened to what I said: every step with its reason, only for its author, and every change of mind."""

from __future__ import annotations

import re
import secrets

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.evidence.conftest import make_finding, make_line, make_theme, page
from tests.support import factories

from throughline.core.models import Bucket
from throughline.evidence.actions import dispose
from throughline.evidence.follow import queries
from throughline.programmes.models import Role
from throughline.understand.themes.models import Assignment, Theme
from throughline.voices import actions as voices
from throughline.voices import words as receipt_words
from throughline.voices.models import AuthorReply, Contribution

pytestmark = pytest.mark.django_db
FOLLOW = "/follow"


def enter(code: str, client: Client | None = None, address: str = "192.0.2.1"):
    return (client or Client()).post(FOLLOW, {"code": code}, REMOTE_ADDR=address)


def opened(code: str) -> Client:
    """A browser that has entered these six words."""
    client = Client()
    response = enter(code, client)
    assert response.status_code == 302
    assert response["Location"] == reverse("followed")
    return client


def mine(client: Client) -> str:
    response = client.get(reverse("followed"))
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    return response.content.decode()


@pytest.fixture
def activity():
    return factories.make_activity()


@pytest.fixture
def given(activity):
    return factories.give(activity, "I rang 30 times. My name is Ann Other.")


def mask(body: bytes, typed: str) -> bytes:
    text = body.decode().replace(typed, "TYPED")
    return re.sub(r'(name="(?:csrfmiddlewaretoken|once)" value=")[^"]+', r"\1", text).encode()


def test_six_words_open_the_authors_own_page_also_with_slips_of_the_pen(given):
    words = given.code.split()
    for typed in (given.code, given.code.upper(), ", ".join(words), " ".join([words[0][1:], *words[1:]])):
        assert "I rang 30 times" in mine(opened(typed)), typed


def test_wrong_and_unknown_codes_are_answered_with_the_same_bytes_and_the_same_queries(given):
    unknown = receipt_words.new_code()
    words = unknown.split()
    wrong = " ".join(
        [
            *words[:-1],
            next(w for w in receipt_words.word_list() if receipt_words.normalise(" ".join([*words[:-1], w])) is None),
        ]
    )
    nonsense = "one two three"
    answers, counts = set(), set()
    client = Client()
    for typed in (unknown, wrong, nonsense):
        with CaptureQueriesContext(connection) as captured:
            response = enter(typed, client)
        answers.add((response.status_code, mask(response.content, typed), tuple(sorted(response.headers))))
        counts.add(len(captured))
        assert "following" not in response.cookies
    assert len(answers) == 1
    assert len(counts) == 1
    assert next(iter(answers))[0] == 422


def guess(count: int, address: str, given) -> tuple[int, int]:
    """Hits, and answers “too many”, of this many guesses from one address."""
    hits = refused = 0
    client = Client()
    for _number in range(count):
        response = enter(receipt_words.new_code(), client, address)
        hits += response.status_code == 302
        refused += response.status_code == 429
    return hits, refused


@pytest.mark.parametrize("count", [1000, pytest.param(10_000, marks=pytest.mark.prove)])
def test_guessing_opens_nothing_is_slowed_and_keeps_nobody_else_out(given, count):
    """G4. Seen red without the limit (0 refused), and with one bucket for all addresses (the author was kept out)."""
    hits, refused = guess(count, "192.0.2.66", given)
    assert hits == 0
    assert refused >= count - 20 - count // 20
    # A try or two have come back meanwhile; even the right words, again and again, are soon refused there.
    assert 429 in {enter(given.code, address="192.0.2.66").status_code for _again in range(count // 20 + 20)}
    assert enter(given.code, address="198.51.100.7").status_code == 302
    stored = b"".join(bytes(row.key) for row in Bucket.objects.all())
    assert b"192.0.2.66" not in stored


def test_without_a_code_the_page_asks_for_one():
    for name, args in (("followed", []), ("consent-change", ["abcdefghjkmn"]), ("withdraw", ["abcdefghjkmn"])):
        response = Client().get(reverse(name, args=args))
        assert response.status_code == 302
        assert response["Location"] == FOLLOW


def test_the_author_reads_every_step_with_its_reason(activity):
    rows = [factories.make_contribution(activity=activity, text=f"words {n}") for n in range(9)]
    given = factories.give(activity, "I rang 30 times. My name is Ann Other.")
    story = given.submission.contributions.get()
    client = opened(given.code)
    assert "A moderator will read it. Nothing is public before that." in mine(client)
    text = "I rang 30 times. My name is Ann Other."
    start = text.index("Ann")
    voices.decide(
        contribution=story,
        outcome="amber",
        rule=_rules()[0],
        reason="We took your name out.",
        removals=[voices.Removal(start, len(text) - 1, "name")],
        by=factories.make_member(activity.programme, Role.MODERATOR),
        once_key="d",
    )
    story.refresh_from_db()
    assert "It will be compared with what others said." in mine(client)
    line = make_line([*rows, story], activity)
    shown = mine(client)
    for part in (
        "Received",
        "Read by a person",
        "1 detail was taken out",
        "We took your name out.",
        "Read what others see",
        "In the theme “Phones”",
        line.analyst.name,
        "Finding: It is hard to get through",
        "Recommendation: Answer the phone within 5 minutes",
        "Answer: The chief executive answered: Accept",
        "Action: Started: Two more lines",
    ):
        assert part in shown, part
    order = [shown.index(part) for part in ("Received", "We took your name out.", "Finding: It is", "Action: Started")]
    assert order == sorted(order)


def _rules() -> list[str]:
    from throughline.voices import rules

    return list(rules.BY_SLUG)


def test_not_used_stands_alone_refused_and_not_analysed_each_say_why(activity):
    analyst = factories.make_member(activity.programme, Role.ANALYST)
    unused = factories.give(activity, "unused")
    dispose(
        contribution=unused.submission.contributions.get(), kind="not-used", reason="It is about a shop.", by=analyst
    )
    shown = mine(opened(unused.code))
    assert "Not used" in shown
    assert "It is about a shop." in shown
    refused = factories.give(activity, "refused")
    rule = _rules()[0]
    voices.decide(
        contribution=refused.submission.contributions.get(), outcome="red", rule=rule, reason="R", by=None, once_key="r"
    )
    shown = mine(opened(refused.code))
    assert "Not published" in shown
    assert "Reply to this decision" in shown
    assert "What comes next" not in shown
    private = factories.give(activity, "private", uses={"analyse": False})
    assert "You asked us not to. So it is in no theme, count or finding." in mine(opened(private.code))


def test_a_proposed_group_is_said_to_be_softwares_and_unchecked(activity, given):
    theme = Theme.objects.create(programme=activity.programme, machine_words=["canary-machine-words"])
    Assignment.objects.create(theme=theme, contribution=given.submission.contributions.get())
    shown = mine(opened(given.code))
    assert "Software, not a person" in shown
    assert "A person has not checked this group yet." in shown
    assert "canary-machine-words" not in shown


def test_words_only_in_a_draft_finding_have_reached_nothing_public(activity, given):
    """Seen red with every step that has an address taken for a published finding (a theme has one)."""
    story = given.submission.contributions.get()
    voices.decide(contribution=story, outcome="green", by=None, once_key="g")
    make_theme(activity.programme, [story], factories.make_member(activity.programme, Role.ANALYST))
    draft = make_finding(activity.programme, [story], publish=False, title="canary-draft")
    line = make_line([factories.make_contribution(activity=activity)], activity)
    from throughline.evidence.actions import link

    recommendation = ("recommendation", line.recommendation.ref)
    link(programme=activity.programme, start=("finding", draft.ref), end=recommendation, by=None)
    client = opened(given.code)
    shown = mine(client)
    assert "canary-draft" not in shown
    assert "Answer the phone" not in shown
    told = client.get(reverse("withdraw", args=[given.submission.ref])).content.decode()
    assert "This does not apply. No published finding rests on your words." in told
    assert "This applies. Others could read your words." in told


def test_before_withdrawing_the_author_reads_which_consequences_apply_to_this_contribution(activity, given):
    client = opened(given.code)
    path = reverse("withdraw", args=[given.submission.ref])
    told = client.get(path).content.decode()
    assert "This does not apply. No published finding rests on your words." in told
    assert "This does not apply. Your words were never public." in told
    make_finding(activity.programme, [given.submission.contributions.get()])
    assert "This applies. A published finding rests on your words." in client.get(path).content.decode()


def post(client: Client, name: str, ref: str, **data: str):
    return client.post(reverse(name, args=[ref]), {"once": secrets.token_hex(8), **data})


def test_consent_is_changed_use_by_use(given):
    client, ref = opened(given.code), given.submission.ref
    assert post(client, "consent-change", ref, analyse="yes").status_code == 422
    changed = post(client, "consent-change", ref, analyse="no", quote="no", keep="yes", contact="no")
    assert changed.status_code == 302
    story = given.submission.contributions.get()
    assert (story.may_analyse, story.may_quote, story.may_keep) == (False, False, True)
    assert "You changed how we may use it" in mine(client)
    assert given.submission.consents.count() == 2


def test_a_reply_to_the_newest_decision_is_kept_once_and_only_that(given):
    client, story = opened(given.code), given.submission.contributions.get()
    rule = _rules()[0]
    first = voices.decide(contribution=story, outcome="amber", rule=rule, reason="x", by=None, once_key="1")
    second = voices.decide(contribution=story, outcome="red", rule=rule, reason="y", by=None, once_key="2")
    assert client.get(reverse("decision-reply", args=[first.ref])).status_code == 404
    assert post(client, "decision-reply", second.ref).status_code == 422
    for _twice in range(2):
        data = {"once": "same", "words": "It is true."}
        assert client.post(reverse("decision-reply", args=[second.ref]), data).status_code == 302
    assert AuthorReply.objects.count() == 1
    assert "You have replied." in mine(client)


def test_nobody_opens_or_changes_the_words_of_another(activity, given):
    other = factories.give(activity, "canary-other-person")
    decision = voices.decide(
        contribution=other.submission.contributions.get(),
        outcome="red",
        rule=_rules()[0],
        reason="z",
        by=None,
        once_key="1",
    )
    account = factories.make_account()
    factories.give(activity, "by account", account=account)
    signed_in = Client()
    signed_in.force_login(account)
    for client in (opened(given.code), signed_in):
        for name, ref in (
            ("consent-change", other.submission.ref),
            ("withdraw", other.submission.ref),
            ("decision-reply", decision.ref),
        ):
            assert client.get(reverse(name, args=[ref])).status_code == 404
            answer = post(client, name, ref, kind="stop", words="x", analyse="no", quote="no", keep="no", contact="no")
            assert answer.status_code == 404
        assert "canary-other-person" not in mine(client)
    assert other.submission.contributions.get().standing == Contribution.Standing.LIVE
    assert other.submission.consents.count() == 1


def test_an_account_opens_what_it_sent_and_what_left_its_address(activity):
    account = factories.make_account(email="ann@example.org")
    factories.give(activity, "with my account", account=account)
    factories.give(activity, "before I had one", email="Ann@example.org")
    factories.give(activity, "canary-somebody-else", email="bob@example.org")
    client = Client()
    client.force_login(account)
    shown = mine(client)
    assert "with my account" in shown
    assert "before I had one" in shown
    assert "canary" not in shown


def test_closing_the_page_forgets_the_words_on_this_device(given):
    client = opened(given.code)
    client.post(reverse("follow-close"))
    assert client.get(reverse("followed")).status_code == 302


def test_queries_do_not_grow_with_what_was_sent(activity):
    def counted(texts: int, sendings: int) -> int:
        account = factories.make_account()
        for _number in range(sendings):
            factories.give(activity, *(f"words {n}" for n in range(texts)), account=account)
        participant = account.enrolments.get().participant
        story = Contribution.objects.filter(participant=participant)
        make_line(list(story), activity)
        with CaptureQueriesContext(connection) as captured:
            told = queries.everything([participant])
        assert sum(len(one.told) for one in told) == texts * sendings
        return len(captured)

    assert counted(1, 1) == counted(3, 4)


def test_the_public_page_of_a_contribution_does_not_tell_whose_it_is(activity, given):
    story = given.submission.contributions.get()
    voices.decide(contribution=story, outcome="green", by=None, once_key="g")
    shown = page(reverse("throughline-node", args=[activity.programme.slug, "contribution", story.ref]))
    assert story.participant.ref not in shown
    assert given.submission.ref not in shown
