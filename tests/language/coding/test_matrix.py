import json

import pytest

from throughline.language.coding.codebook import Code, Codebook, CodebookError
from throughline.language.coding.matrix import Passage, matrix

BOOK = Codebook("b", "1", (Code("place", "Place"), Code("food", "Food", parent="place"), Code("wait", "Waiting")))
PASSAGES = [
    Passage("Leeds", "food", "story 3, words 2-9"),
    Passage("York", "wait", "story 1"),
    Passage("Leeds", "food", "story 4"),
    Passage("Leeds", "food", "story 4"),
]


def test_cells_hold_the_places_of_what_was_said_once_each():
    found = matrix(BOOK, PASSAGES)
    assert found.rows == ("Leeds", "York")
    assert found.columns == ("food", "wait")
    assert found.cells == ((("story 3, words 2-9", "story 4"), ()), ((), ("story 1",)))
    json.dumps(found.to_dict())


def test_somebody_who_said_nothing_has_an_empty_row():
    found = matrix(BOOK, PASSAGES, rows=["York", "Hull", "Leeds"])
    assert found.rows == ("York", "Hull", "Leeds")
    assert found.cells[1] == ((), ())
    assert matrix(BOOK, []).cells == ()


def test_what_has_no_place_is_refused():
    with pytest.raises(CodebookError, match="“place” is not among"):
        matrix(BOOK, [Passage("Leeds", "place", "x")])
    with pytest.raises(ValueError, match="not to be shown: Leeds"):
        matrix(BOOK, PASSAGES, rows=["York"])
    with pytest.raises(ValueError, match="twice"):
        matrix(BOOK, PASSAGES, rows=["York", "York", "Leeds"])
