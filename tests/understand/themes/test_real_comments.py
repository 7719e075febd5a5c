"""7,908 rows of real patient comments, read where they lie, through a run: every one placed, none lost."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from tests.understand.themes.conftest import ask, given, where

FILE = Path(__file__).resolve().parents[4] / "shared" / "data" / "patient-comments" / "v6framework_230831.csv"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.prove,
    pytest.mark.skipif(not FILE.exists(), reason="the patient comments are not in ../shared/data"),
]


def comments() -> list[str]:
    with FILE.open(encoding="utf-8-sig", newline="") as file:
        return [row["FFT answer"] for row in csv.DictReader(file)]


def test_every_real_comment_ends_in_a_group_or_on_the_list_that_stands_alone():
    words = [text for text in comments() if text.strip()]
    assert len(words) > 7000
    programme = given(words, moderation="waiting")
    run = ask(programme)
    assert run.status == "done"
    assert run.inputs == len(words)
    found = where(programme)
    assert found["lost"] == 0
    assert found["placed"] + found["alone"] == len(words)
    assert found["placed"] > 0.9 * len(words)
