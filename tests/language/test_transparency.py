import importlib.util
import json

import pytest

from throughline.analysis import intervals
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


def test_every_figure_lies_between_its_bounds_or_says_why_there_are_none():
    figures = [figure for one in records() for figure in one.figures]
    without = [figure for figure in figures if figure.bounds.low is None]
    assert len(without) == 6
    assert all("no interval, because " in figure.bounds.shown for figure in without)
    for figure in figures:
        part, _of, whole = figure.value.partition(" of ")
        value = int(part) / int(whole) if whole else float(part)
        if figure.bounds.low is not None:
            assert figure.bounds.low < value < figure.bounds.high, figure
            assert f"{figure.bounds.low:.3f} and {figure.bounds.high:.3f}" in figure.bounds.shown


def test_a_share_that_was_counted_is_the_one_that_is_shown():
    """A count that was mistyped would give an interval of something else."""
    shares = [figure for one in records() for figure in one.figures if "Wilson" in figure.bounds.how]
    assert len(shares) == 11
    for figure in shares:
        part, whole = (int(found.replace(",", "")) for found in figure.bounds.how.rsplit(" of ", 1)[1].split(" in "))
        shown = {f"{part} of {whole}", f"{part / whole:.3f}"}
        assert figure.value in shown
        found = intervals.wilson(part, whole)
        assert (figure.bounds.low, figure.bounds.high) == (round(found.low, 3), round(found.high, 3))
