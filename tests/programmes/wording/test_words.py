"""An organisation's own words: kept, taken out and brought in, and at work in advice and on public pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.recommend import making
from tests.support import factories

from throughline.core.errors import NotAllowed, Refused
from throughline.core.models import AuditEntry
from throughline.evidence.actions import draft_finding
from throughline.programmes import advice
from throughline.programmes.wording import actions, files, queries, terms
from throughline.programmes.wording.models import OwnWord

pytestmark = pytest.mark.django_db


@pytest.fixture
def planner():
    return factories.make_account()


@pytest.fixture
def organisation(planner):
    return factories.make_organisation(people=[planner])


@pytest.fixture
def programme(organisation):
    return factories.make_programme(
        organisation=organisation, title="The Zebra Route", summary="Frequent flyers wait at the FRU."
    )


@pytest.fixture
def keep(organisation, planner):
    def one(kind, term, meaning="", **columns):
        given = terms.check(kind=kind, term=term, meaning=meaning)
        actions.keep_word(organisation=organisation, term=given, by=planner, once_key="", **columns)
        return OwnWord.objects.get(organisation=organisation, term=given.term)

    return one


def at(name, *args):
    return reverse(name, args=[str(arg) for arg in args])


def csv_of(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("words.csv", text.encode("utf-8-sig"), content_type="text/csv")


def test_own_words_are_in_the_advice_and_in_the_glossary(client, programme, keep):
    said = [one.what for one in advice.on_programme(programme)]
    assert any("FRU" in what for what in said)
    keep("hard", "Zebra route", "the quick way to the stroke ward")
    keep("power", "frequent flyer", "person who comes often")
    keep("fine", "FRU")
    said = [one.what for one in advice.on_programme(programme)]
    assert "Instead of “Zebra Route” you could write “the quick way to the stroke ward”." in said
    assert "Instead of “Frequent flyers” you could write “person who comes often”." in said
    assert not any("FRU" in what for what in said)
    finding = making.finding(programme, title="The zebra route is slow")
    recommendation = making.published(programme, title="Open the zebra route at night")
    pages = [
        at("programme", programme.slug),
        at("finding", programme.slug, finding.ref),
        at("recommendation", programme.slug, recommendation.ref),
    ]
    for address in pages:
        page = client.get(address).content.decode()
        assert "<dd" in page.split("Words that may be new to you")[1]
        assert "the quick way to the stroke ward" in page
        assert at("not-understood", programme.slug) in page
    elsewhere = factories.make_programme(summary="The zebra route.")
    assert "stroke ward" not in client.get(at("programme", elsewhere.slug)).content.decode()


def test_findings_and_recommendations_get_advice_before_they_are_published(client, programme, keep):
    keep("hard", "zebra route", "quick way")
    client.force_login(factories.make_member(programme, "organiser"))
    finding = draft_finding(
        programme=programme, kind="theme", title="The zebra route", summary="S", by=None, once_key="k"
    )
    draft = making.ready(programme, title="Open the zebra route")
    for address in (
        at("finding-edit", programme.slug, finding.ref),
        at("recommendation-edit", programme.slug, draft.ref),
    ):
        page = client.get(address).content.decode()
        assert "Instead of “zebra route” you could write “quick way”." in page


def test_the_pages_keep_change_and_take_out_a_word(client, organisation, planner):
    client.force_login(planner)
    listed = at("organisation-words", organisation.slug)
    sent = {"kind": "hard", "term": " Zebra\u200b  route ", "meaning": "Quick way", "once": "k" * 32}
    for _press in range(2):
        assert client.post(at("organisation-word-new", organisation.slug), sent).url == listed
    word = OwnWord.objects.get()
    assert (word.term, word.meaning, word.changed_by) == ("Zebra route", "Quick way", planner)
    again = client.post(
        at("organisation-word-new", organisation.slug), sent | {"term": "zebra-ROUTE", "once": "2" * 32}
    )
    assert again.status_code == 422
    assert "This word is in the list already." in again.content.decode()
    assert "zebra-ROUTE" in again.content.decode()
    address = at("organisation-word", organisation.slug, word.ref)
    assert client.post(address, sent | {"meaning": "", "once": "3" * 32}).status_code == 422
    assert client.post(address, sent | {"kind": "fine", "once": "4" * 32}).url == listed
    word.refresh_from_db()
    assert (word.kind, word.meaning) == ("fine", "")
    assert "Zebra route" in client.get(listed).content.decode()
    assert client.post(address, {"remove": "yes"}).url == listed
    assert not OwnWord.objects.exists()
    verbs = list(AuditEntry.objects.order_by("id").values_list("verb", flat=True))
    assert verbs[-3:] == ["wording.keep-word", "wording.keep-word", "wording.remove-word"]
    assert client.get(address).status_code == 404


def test_others_cannot_change_the_list(organisation, programme, keep):
    word = keep("fine", "FRU")
    organiser = factories.make_member(programme, "organiser")  # of a programme, yet not of the organisation
    term = terms.check(kind="fine", term="BRU", meaning="")
    with pytest.raises(NotAllowed):
        actions.keep_word(organisation=organisation, term=term, by=organiser, once_key="1")
    with pytest.raises(NotAllowed):
        actions.bring_in_words(organisation=organisation, terms=[term], by=organiser, once_key="2")
    with pytest.raises(NotAllowed):
        actions.remove_word(word=word, by=organiser)
    assert OwnWord.objects.get() == word


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "odd", "term": "route", "meaning": "way"}, "kind"),
        ({"kind": "hard", "term": "1 2", "meaning": "way"}, "term"),
        ({"kind": "hard", "term": "x" * 61, "meaning": "way"}, "term"),
        ({"kind": "power", "term": "route", "meaning": " "}, "meaning"),
        ({"kind": "hard", "term": "route", "meaning": "ROUTE"}, "meaning"),
        ({"kind": "hard", "term": "route", "meaning": "y" * 301}, "meaning"),
    ],
)
def test_a_word_that_does_not_fit_is_refused_at_its_field(given, field):
    with pytest.raises(Refused) as refused:
        terms.check(**given)
    assert refused.value.field == field


def test_what_goes_out_as_csv_comes_in_again_exactly(client, organisation, planner, keep):
    keep("hard", "=SUM(route)", "a “quick”, way")
    keep("power", "'tis", "it is")
    client.force_login(planner)
    taken = client.get(at("organisation-words-csv", organisation.slug))
    assert b'"\'=SUM(route)"' in taken.content
    before = set(OwnWord.objects.values_list("kind", "term", "meaning"))
    OwnWord.objects.all().delete()
    file = SimpleUploadedFile("words.csv", taken.content)
    assert client.post(at("organisation-words-bring-in", organisation.slug), {"file": file}).status_code == 302
    assert set(OwnWord.objects.values_list("kind", "term", "meaning")) == before


def test_a_file_adds_and_changes_and_takes_nothing_out(client, organisation, planner, keep):
    kept, changed = keep("fine", "FRU"), keep("hard", "zebra route", "old words")
    client.force_login(planner)
    file = csv_of("Term;Kind;Meaning\nZebra-route;HARD;new words\nward round;hard;doctors’ visit\n;;\n")
    assert client.post(at("organisation-words-bring-in", organisation.slug), {"file": file}).status_code == 302
    own = queries.own_words(factories.make_programme(organisation=organisation))
    assert dict(own.hard) == {"Zebra-route": "new words", "ward round": "doctors’ visit"}
    assert own.fine == (kept.term,)
    changed.refresh_from_db()
    assert changed.meaning == "new words"


@pytest.mark.parametrize(
    ("content", "problems"),
    [
        (b"", ["This is not a CSV file in UTF-8."]),
        (b"\xff\xfe\x00k", ["This is not a CSV file in UTF-8."]),
        (b"kind,word\nhard,x", ["Missing: term, meaning."]),
        (b"kind,term,meaning\n", ["There is no word in the file."]),
        (
            b"kind,term,meaning\nhard,route,way\nodd,x1,y\nhard,ROUTE,path\nhard,ward\n",
            ["Row 3, column “kind”", "Row 4, column “term”: This word stands in row 2 too.", "Row 5, column “meaning”"],
        ),
        (b"kind,term,meaning\n" + b"odd,word,x\n" * 30, ["Row 21, column “kind”", "10 more problems."]),
    ],
)
def test_a_bad_file_is_refused_whole_with_row_and_column(client, organisation, planner, content, problems):
    client.force_login(planner)
    file = SimpleUploadedFile("words.csv", content)
    response = client.post(at("organisation-words-bring-in", organisation.slug), {"file": file})
    page = response.content.decode()
    assert response.status_code == 422
    assert [one for one in problems if one not in page] == []
    assert not OwnWord.objects.exists()


def test_a_list_has_an_end(organisation, planner, keep, monkeypatch):
    monkeypatch.setattr(actions, "MOST", 2)
    keep("fine", "FRU")
    many = [terms.check(kind="fine", term=f"Word {letter}", meaning="") for letter in "abc"]
    with pytest.raises(Refused, match="at most 2 words"):
        actions.bring_in_words(organisation=organisation, terms=many, by=planner, once_key="1")
    actions.bring_in_words(organisation=organisation, terms=many[:1], by=planner, once_key="2")
    with pytest.raises(Refused, match="at most 2 words"):
        keep("fine", "one more")
    assert files.written(queries.words_of(organisation)).count(b"\r\n") == 3
