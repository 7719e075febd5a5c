"""The layers beside the rules: an organisation's lists, the model, and the review of capitalised words."""

import subprocess
import sys

import pytest

from throughline.language import entities, models
from throughline.language.entities import Entity
from throughline.language.redaction import RULES_ONLY, KnownNames, describe, propose, propose_many

LISTS = KnownNames(staff=("Dr Ann-Marie Quist", "Bo Lund"), wards=("Ward 7",), sites=("The Larches",))


class Answers:
    """A finder that calls every place where one of these words stands what it is told, and keeps what it was asked."""

    name, version = "answers", "1"

    def __init__(self, **labels):
        self.labels = labels
        self.asked = []

    def find(self, texts):
        self.asked += texts
        return [
            [
                Entity(label, text.index(word), text.index(word) + len(word))
                for word, label in self.labels.items()
                if word in text
            ]
            for text in texts
        ]


def found(text, **options):
    return [(item.kind, text[item.start : item.end], item.score) for item in propose(text, **options)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on ward 7 again", ("ward", "ward 7", 1.0)),
        ("I like the larches best", ("site", "the larches", 1.0)),
        ("then bo lund came", ("staff_name", "bo lund", 1.0)),
        ("and Quist was late", ("staff_name", "Quist", 0.9)),
    ],
)
def test_known_names_have_the_kind_of_their_list(text, expected):
    assert found(text, known_names=LISTS) == [expected]


def test_a_part_of_a_known_name_needs_its_capital_and_a_ward_is_found_whole_only():
    assert found("a quist and the lund on ward 77", known_names=LISTS) == []


def test_an_empty_list_finds_nothing():
    assert propose("a plain text", known_names=KnownNames(staff=("", " "))) == []


def test_the_model_is_asked_only_about_sentences_the_rules_leave_open():
    finder = Answers(Xanthur="PERSON")
    text = "The tea was cold. Dr Patel was late. Xanthur fetched a blanket. Nobody else did."
    assert ("name", "Xanthur", 0.7) in found(text, finder=finder)
    assert finder.asked == ["Xanthur fetched a blanket. "]


def test_the_model_is_not_asked_about_a_text_without_open_words():
    finder = Answers()
    assert propose("the tea was cold and nobody came", finder=finder) == []
    assert finder.asked == []


@pytest.mark.parametrize(
    ("label", "kind"), [("PERSON", "name"), ("GPE", "place"), ("LOC", "place"), ("FAC", "site"), ("ORG", "site")]
)
def test_an_answer_of_the_model_has_the_kind_of_its_label(label, kind):
    finder = Answers(Zorblat=label)
    assert [one[:2] for one in found("we said Zorblat was fine", finder=finder)] == [(kind, "Zorblat")]


def test_answers_about_dates_and_about_words_that_name_nobody_are_not_believed():
    finder = Answers(Zorblat="DATE", Parkinson="PERSON", Eczema="ORG")
    assert propose("Eczema since birth. We had Zorblat then and Parkinson's later, all of it.", finder=finder) == []


def test_places_are_right_where_sentences_before_were_left_out():
    finder = Answers(Brimble="PERSON", Ovington="GPE")
    text = "It was late.\n\nWe saw Brimble there! It rained. 🙂 Then it was Ovington again."
    assert {one[1] for one in found(text, finder=finder)} >= {"Brimble", "Ovington"}


def test_many_texts_give_what_each_gives_alone():
    texts = ["Dr Patel came.", "", "We said Zorblat was fine.", "nothing here", "In Leeds with Xanthur we waited."]
    options = {"known_names": LISTS, "review": True, "keep_praised_first_names": True}
    together = propose_many(texts, finder=Answers(Zorblat="PERSON", Xanthur="PERSON"), **options)
    assert together == [propose(text, finder=Answers(Zorblat="PERSON", Xanthur="PERSON"), **options) for text in texts]


def test_the_review_layer_takes_what_nobody_vouches_for_and_only_that():
    text = "They said Zorblat was at the Consultant about Paracetamol, Covid and the Care Plan in Urdu."
    assert found(text) == []
    assert found(text, review=True) == [("name", "Zorblat", 0.3)]


def test_two_capitalised_words_in_a_row_are_for_review_even_when_they_are_everyday_ones():
    assert found("we went past Two Rivers again") == []
    assert found("we went past Two Rivers again", review=True) == [("name", "Two Rivers", 0.3)]


def test_a_text_all_in_capitals_is_read_as_if_in_small_letters():
    text = "MY NAME IS AGNES AND THE NURSE WAS LATE AGAIN. THE TABLETS COME IN THE MORNING AND NEVER BEFORE."
    assert found(text, review=True) == [("name", "AGNES", 0.6)]


def test_a_name_that_was_found_is_found_again_with_a_capital():
    text = "My carer Temitrayo sings. Temitrayo is late, said nobody, and temitrayo is a word."
    assert [item.start for item in propose(text)] == [9, 26]


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("we live in barnsley now", "place", "barnsley"),
        ("I moved to Barnsley", "place", "Barnsley"),
        ("it was in hull royal", "site", "hull royal"),
        ("they took me to the Northern General by bus", "site", "Northern General"),
        ("seen at Park View Surgery twice", "site", "Park View Surgery"),
        ("on bluebell ward", "ward", "bluebell ward"),
        ("sent to Ward Trafalgar at last", "ward", "Ward Trafalgar"),
        ("we are on Church Lane", "address", "Church Lane"),
        ("at Heol y Bont", "address", "Heol y Bont"),
        ("born on the third of March nineteen fifty-one", "date_of_birth", "the third of March nineteen fifty-one"),
        ("jan dot smith at gmail dot com", "email", "jan dot smith at gmail dot com"),
        ("my service number is 30112846", "reference", "30112846"),
        ("she turned ninety-three", "age", "ninety-three"),
        ("the red one, B417 UWR, was mine", "vehicle", "B417 UWR"),
        ("my husband mark waited", "name", "mark"),
        ("john smith was there", "name", "john smith"),
    ],
)
def test_places_and_spoken_forms_are_found(text, kind, words):
    assert [one[:2] for one in found(text)] == [(kind, words)]


@pytest.mark.parametrize(
    "text",
    [
        "I moved here from Ghana and then London, and I speak Twi.",
        "It cost £11 each way and it is a 5 minute walk.",
        "Two nurses on the way, 3 cars in the park.",
        "The ward was noisy and the Stroke Unit was quiet.",
        "On St David's Day we asked our MP's office.",
        "A bear on the bed, and saint that she is, she laughed.",
        "In March, in Lent, at Christmas, in Outpatients and at Tesco.",
    ],
)
def test_words_with_capitals_and_numbers_that_tell_nobody_apart_stay(text):
    assert propose(text, review=True) == []


def test_it_says_which_layers_are_at_work():
    assert describe() == RULES_ONLY
    assert describe(Answers()) == "Rules, word lists and a model for names (answers 1)."


def test_without_the_model_there_is_no_finder(tmp_path):
    assert entities.load(tmp_path) is None


def test_without_spacy_there_is_no_finder(monkeypatch, tmp_path):
    monkeypatch.setattr(models, "verified", lambda model, folder: tmp_path)
    monkeypatch.setitem(sys.modules, "spacy", None)
    assert entities.load(tmp_path) is None


def test_a_damaged_model_is_refused(tmp_path):
    for member in models.SPACY_ENGLISH.members:
        path = tmp_path / models.SPACY_ENGLISH.folder / member.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"not this")
    with pytest.raises(models.ModelError, match="damaged"):
        entities.load(tmp_path)


def test_no_member_of_the_model_is_code():
    assert not [one.name for one in models.SPACY_ENGLISH.members if one.name.endswith((".py", ".pkl", ".so"))]


def test_the_real_model_finds_a_person_and_reads_only_the_beginning_of_a_huge_text(installed):
    finder = entities.load(installed(models.SPACY_ENGLISH))
    assert finder is not None
    text = "Yesterday Margaret Hilton told us to wait. "
    short, long = finder.find([text, text * 1_000])
    assert Entity("PERSON", 10, 25) in short
    assert max(entity.end for entity in long) <= entities.LONGEST


def test_rules_load_no_model_and_no_spacy():
    code = "import sys; from throughline.language.redaction import propose; propose('Dr Patel')"
    code += "; print('spacy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
