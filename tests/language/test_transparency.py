import importlib.util
import json

import pytest

from throughline.language.plain import reading_age
from throughline.language.transparency import record, records

EXPECTED = {
    "embedding",
    "groups",
    "label_words",
    "rare_signals",
    "redaction",
    "signals",
    "reading_order",
    "transcription",
    "coding",
    "plain_words",
    "search",
    "drafting",
}


def test_each_function_has_one_record_and_no_field_is_empty():
    keys = [one.key for one in records()]
    assert len(keys) == len(set(keys))
    assert set(keys) == EXPECTED
    for one in records(owner="The team", contact="team@example.org"):
        assert one.missing == ()
        assert all(value for name, value in one.to_dict().items() if name not in ("figures", "missing"))


def test_what_only_the_organisation_knows_is_said_to_be_missing():
    one = record("signals")
    assert one.missing == ("owner", "contact")
    assert one.to_atrs()["1.4 Contact"] == "To be filled in by the organisation."
    assert record("signals", contact="x").missing == ("owner",)


def test_every_figure_says_where_when_and_what_repeats_it():
    figures = [figure for one in records() for figure in one.figures]
    assert figures
    for figure in figures:
        assert figure.n > 0
        assert figure.where
        assert figure.date
        assert importlib.util.find_spec(figure.benchmark)


def test_a_function_without_figures_says_so():
    assert "Not yet measured here" in record("drafting").to_atrs()["2.4.2 Performance"]
    assert "13 of 40" in record("signals").to_atrs()["2.4.2 Performance"]


def test_the_figures_of_signals_are_those_of_the_test_set():
    from tests.language import signal_phrases as phrases

    counted = sum(len(said) for part in (phrases.FIRST, phrases.THIRD, phrases.FOURTH) for said in part.values())
    assert record("signals").figures[0].n == counted + len(phrases.SECOND) + len(phrases.MISSPELT)


def test_records_are_in_plain_words():
    said = " ".join(f"{one.does} {one.why} {one.not_for} {one.who_decides} {one.to_object}" for one in records())
    assert reading_age(said).age <= 12


def test_records_become_json_and_an_unknown_function_has_none():
    assert len(json.loads(json.dumps([one.to_dict() for one in records()]))) == len(EXPECTED)
    with pytest.raises(KeyError, match="no transparency record"):
        record("fortune telling")
