"""A language model drafts, over real HTTP: where it was turned on, from public words alone, and a person decides."""

import json

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse
from tests.evidence.drafting.making import proposal
from tests.language.drafting.conftest import KEY, MODEL
from tests.language.drafting.test_client import one_claim, says, send
from tests.support import factories

from throughline.core.errors import NotAllowed, Refused
from throughline.core.models import AuditEntry, DataKey
from throughline.evidence.actions import cite, draft_finding, publish_finding
from throughline.evidence.drafting import actions, endpoint, jobs, queries
from throughline.evidence.drafting.models import Proposal
from throughline.language.drafting.results import Claim, Draft, Record, Support
from throughline.voices import hooks

pytestmark = pytest.mark.django_db
WAITED = "I waited four hours and nobody told me why."
TITLE = one_claim("People wait and nobody tells them why.", "nobody told me why", of="s1")


@pytest.fixture
def programme():
    return factories.make_programme()


@pytest.fixture
def analyst(programme):
    return factories.make_member(programme, "analyst")


@pytest.fixture
def said(programme):
    """Words that may be quoted; words that may not; and words that nobody has approved."""
    return [
        factories.make_contribution(programme=programme, text="Ward 7. " + WAITED, public_words=WAITED),
        factories.make_contribution(programme=programme, text="Never quote me.", uses={"quote": False}),
        factories.make_contribution(programme=programme, text="Nobody has read me.", moderation="waiting"),
    ]


@pytest.fixture
def finding(programme, said):
    row = draft_finding(
        programme=programme, kind="theme", title="Waits", summary="Waits are too long.", by=None, once_key="f"
    )
    cite(finding=row, evidence=[("contribution", one.ref) for one in said], by=None)
    return row


@pytest.fixture
def model(server, settings, tmp_path):
    """The operator has set the test's endpoint."""
    key = tmp_path / "key"
    key.write_text(KEY + "\n")
    key.chmod(0o600)
    settings.DRAFTING_URL, settings.DRAFTING_MODEL, settings.DRAFTING_KEY_FILE = server.address, MODEL, str(key)
    settings.PUBLIC_PAGE_SECONDS = 0
    return server


@pytest.fixture
def on(model, programme):
    """An organiser has turned it on as well."""
    actions.choose(programme=programme, on=True, by=factories.make_member(programme, "organiser"))
    return model


def drafted(finding, by, purpose="title", **given):
    row = actions.ask(finding=finding, purpose=purpose, by=by, once_key=given.get("key", "a"))
    jobs.draft.call(row.ref)
    row.refresh_from_db()
    return row


def page_of(row):
    return reverse("finding-draft", args=[row.finding.programme.slug, row.finding.ref, row.ref])


def test_without_a_model_it_is_off_and_cannot_be_turned_on(client, programme, finding, analyst):
    organiser = factories.make_member(programme, "organiser")
    client.force_login(organiser)
    address = reverse("drafting", args=[programme.slug])
    assert "no words are sent anywhere" in client.get(address).content.decode()
    assert client.post(address, {"on": "yes"}).status_code == 422
    with pytest.raises(Refused, match="Drafting is off"):
        actions.ask(finding=finding, purpose="title", by=analyst, once_key="1")
    assert endpoint.drafter() is None


def test_a_model_alone_is_not_enough_and_the_public_is_told_when_it_is_on(client, model, programme, finding, analyst):
    public = reverse("programme", args=[programme.slug])
    with pytest.raises(Refused, match="Drafting is off"):
        actions.ask(finding=finding, purpose="title", by=analyst, once_key="1")
    assert "language model" not in client.get(public).content.decode()
    client.force_login(factories.make_member(programme, "organiser"))
    assert client.post(reverse("drafting", args=[programme.slug]), {"on": "yes"}).status_code == 302
    client.logout()
    page = client.get(public).content.decode()
    assert "A language model at 127.0.0.1 drafts texts" in page
    assert reverse("software-record", args=["drafting"]) in page
    with pytest.raises(NotAllowed):
        actions.choose(programme=programme, on=False, by=analyst)
    assert model.seen == []


def test_a_title_is_drafted_from_public_words_alone_and_a_person_accepts_it(client, on, programme, finding, analyst):
    on.answers = [says(TITLE)]
    client.force_login(analyst)
    ask = reverse("finding-drafts", args=[programme.slug, finding.ref])
    assert "1 text can be sent." in client.get(ask).content.decode()
    sent = client.post(ask, {"purpose": "title", "once": "1" * 32})
    assert client.post(ask, {"purpose": "title", "once": "1" * 32}).url == sent.url
    row = Proposal.objects.get()
    assert "It waits for its turn." in client.get(sent.url).content.decode()
    jobs.draft.call(row.ref)
    data = json.loads(on.seen[0]["messages"][1]["content"])
    assert data == {"sources": [{"id": "s1", "words": WAITED}]}
    row.refresh_from_db()
    assert row.status == "drafted"
    assert b"nobody told me why" not in bytes(row.sealed)
    page = client.get(sent.url).content.decode()
    assert "Drafted by a machine. Not yet checked by a person" in page
    assert "“nobody told me why”" in page
    finding.refresh_from_db()
    assert finding.title == "Waits"
    text = "People wait and nobody tells them why."
    assert client.post(sent.url, {"text": text}).url == reverse("finding-edit", args=[programme.slug, finding.ref])
    row.refresh_from_db()
    finding.refresh_from_db()
    assert (row.status, row.decided_by, finding.title, finding.status) == ("accepted", analyst, text, "draft")
    verbs = list(AuditEntry.objects.filter(verb__startswith="drafting.").order_by("id").values_list("verb", flat=True))
    assert verbs == ["drafting.turn-on", "drafting.ask", "drafting.drafted", "drafting.accepted"]
    publish_finding(finding=finding, by=None)
    public = client.get(reverse("finding", args=[programme.slug, finding.ref])).content.decode()
    assert "A language model drafted the title." in public
    assert f"Checked by {analyst.name}" in public


BAD = {
    "a quote that nobody said": (one_claim("All is well.", "everybody was happy here", of="s1"), "does not stand in"),
    "an invented number": (
        one_claim("9 in 10 wait.", "nobody told me why", of="s1"),
        "a number that its quotes do not",
    ),
    "no JSON": ("Here is your title!", "The answer is not JSON."),
}


@pytest.mark.parametrize("name", BAD)
def test_a_draft_that_does_not_hold_is_refused_in_plain_words(client, on, finding, analyst, name):
    answer, why = BAD[name]
    on.answers = [says(answer), says(answer)]
    row = drafted(finding, analyst)
    assert (row.status, row.sealed, len(on.seen)) == ("refused", None, 2)
    client.force_login(analyst)
    page = client.get(page_of(row)).content.decode()
    assert why in page
    assert "Nothing of it is used." in page
    assert client.post(page_of(row), {"text": "Taken anyway"}).status_code == 422
    finding.refresh_from_db()
    assert finding.title == "Waits"


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (lambda h: send(h, 500, "{}"), "The server refused or failed (HTTP 500)."),
        (lambda h: send(h, 429, "{}", Retry_After="20"), "The model is busy. Try again later."),
        (lambda h: h.connection.close(), "The connection broke"),
    ],
)
def test_a_server_that_fails_is_told_and_can_be_asked_again(on, finding, analyst, answer, why):
    on.answers = [answer, says(TITLE)]
    assert why in drafted(finding, analyst).refusal
    assert drafted(finding, analyst, key="again").status == "drafted"


def test_the_summary_is_reworded_changed_and_its_support_is_the_summary(client, on, programme, finding, analyst):
    on.answers = [says(one_claim("Patients wait too long.", "Waits are too long", of="text"))]
    row = drafted(finding, analyst, "policy")
    assert json.loads(on.seen[0]["messages"][1]["content"])["sources"] == [
        {"id": "text", "words": "Waits are too long."}
    ]
    client.force_login(analyst)
    kept = client.post(page_of(row), {"text": " "})
    assert kept.status_code == 422
    assert client.post(page_of(row), {"text": "Waits: too long."}).status_code == 302
    row.refresh_from_db()
    finding.refresh_from_db()
    assert (row.status, finding.summary) == ("changed", "Waits: too long.")
    assert client.post(page_of(row), {"set-aside": "yes"}).status_code == 422


def test_a_summary_that_may_say_who_somebody_is_is_not_sent(client, on, programme, finding, analyst):
    row = actions.ask(finding=finding, purpose="staff", by=analyst, once_key="1")
    finding.summary = "Mrs Margaret Oyelaran waited in Leeds."
    finding.save()
    jobs.draft.call(row.ref)
    row.refresh_from_db()
    assert "Nothing was sent." in row.refusal
    client.force_login(analyst)
    ask = reverse("finding-drafts", args=[programme.slug, finding.ref])
    refused = client.post(ask, {"purpose": "staff", "once": "2" * 32})
    assert refused.status_code == 422
    assert "Oyelaran" in refused.content.decode().partition("Take this out first:")[2].partition("<")[0]
    assert on.seen == []


def test_a_draft_that_is_set_aside_changes_nothing(client, programme, finding, analyst):
    row = proposal(finding, "Something else.", "Waits are too long")
    client.force_login(analyst)
    assert client.post(page_of(row), {"set-aside": "yes"}).status_code == 302
    row.refresh_from_db()
    finding.refresh_from_db()
    assert (row.status, row.decided_by, finding.summary) == ("set-aside", analyst, "Waits are too long.")


def test_others_may_neither_ask_nor_decide(on, programme, finding):
    moderator = factories.make_member(programme, "moderator")
    row = proposal(finding, "Something else.", "Waits are too long")
    with pytest.raises(NotAllowed):
        actions.ask(finding=finding, purpose="title", by=moderator, once_key="1")
    with pytest.raises(NotAllowed):
        actions.accept(proposal=row, text="Mine", by=moderator)
    with pytest.raises(NotAllowed):
        actions.set_aside(proposal=row, by=moderator)


def test_what_was_turned_off_in_the_meantime_sends_nothing(on, programme, finding, analyst):
    row = actions.ask(finding=finding, purpose="title", by=analyst, once_key="1")
    actions.choose(programme=programme, on=False, by=None)
    jobs.draft.call(row.ref)
    row.refresh_from_db()
    assert row.status == "refused"
    assert "Nothing was sent." in row.refusal
    assert on.seen == []


def test_words_taken_back_take_their_drafts_with_them(client, on, said, finding, analyst):
    on.answers = [says(TITLE)]
    row = drafted(finding, analyst)
    client.force_login(analyst)
    said[0].may_quote = False  # they may not be quoted any more, though they may be read
    said[0].save()
    page = client.get(page_of(row)).content.decode()
    assert "public no more" in page
    assert "nobody told me why" not in page
    assert client.post(page_of(row), {"text": "Taken anyway"}).status_code == 422
    hooks.on_erase.run([said[0]])
    assert not Proposal.objects.filter(pk=row.pk).exists()
    assert not DataKey.objects.filter(pk=row.data_key_id).exists()


def test_words_taken_back_while_the_model_writes_are_not_kept(finding, said):
    row = Proposal.objects.create(finding=finding, purpose="title")
    given = queries.to_send(finding, "title")
    said[0].may_quote = False
    said[0].save()
    record = Record("title", "http://127.0.0.1:1/v1", "m", "", 0.0, "{}", "0" * 64, ("s1",), ())
    result = Draft((Claim("Waits", (Support("s1", "nobody told me why"),)),), record)
    actions.keep(proposal=row, given=given, result=result)
    row.refresh_from_db()
    assert (row.status, row.sealed) == ("refused", None)
    assert row.contributions.count() == 0


def test_settings_that_cannot_be_right_stop_the_start(model, settings, tmp_path):
    settings.DRAFTING_MODEL = " "
    with pytest.raises(ImproperlyConfigured, match="name the model"):
        endpoint.drafter()
    settings.DRAFTING_MODEL = MODEL
    (tmp_path / "key").chmod(0o640)
    with pytest.raises(ImproperlyConfigured, match="can be read by others"):
        endpoint.drafter()
    settings.DRAFTING_KEY_FILE = str(tmp_path / "none")
    with pytest.raises(ImproperlyConfigured, match="cannot be read"):
        endpoint.drafter()
    settings.DRAFTING_KEY_FILE, settings.DRAFTING_URL = "", "ftp://example.org/v1"
    with pytest.raises(ImproperlyConfigured, match="must begin with https"):
        endpoint.drafter()
