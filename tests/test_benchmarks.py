"""The table of all measurements says what was asked, and whether it was met."""

import sys
from pathlib import Path

import numpy as np
import pytest
from benchmarks import peers, table
from benchmarks.__main__ import runs
from benchmarks.language import themes
from benchmarks.peers import Measured
from benchmarks.table import Note


@pytest.mark.parametrize(
    ("one", "met"),
    [
        (Note("w", 0.5), True),
        (Note("w", 0.5, asked=0.5), True),
        (Note("w", 0.51, asked=0.5), False),
        (Note("w", 1.0, "simpy", 20.0, asked_ratio=20), True),
        (Note("w", 1.0, "simpy", 19.9, asked_ratio=20), False),
        (Note("w", 1.0, asked_ratio=20), False),
        (Note("w", 1.0, "simpy", 40.0, asked=0.5, asked_ratio=20), False),
        (Note("w", 1.0, memory=499, asked_memory=500), True),
        (Note("w", 1.0, memory=501, asked_memory=500), False),
        (Note("w", 1.0, asked_memory=500), False),
    ],
)
def test_both_bars_must_be_met(one, met):
    assert one.met is met


def test_what_processes_note_is_gathered_and_printed(tmp_path, monkeypatch):
    notes = tmp_path / "notes"
    monkeypatch.setenv(table.FILE, str(notes))
    ours, theirs = (Measured(peer, cpu, 100, cpu, {}) for peer, cpu in (("throughline", 0.05), ("simpy", 2.0)))
    line = peers.comparison("a day", ours, theirs, cpu=0.1, ratio=50, memory=90)
    assert line.endswith("×40   asked ≤ 0.1 s, ≥ ×50, ≤ 90 MB: MISSED")
    assert not peers.comparison("alone", ours, None).endswith("met")
    found = table.gathered(notes)
    assert found == [Note("a day", 0.05, "simpy", 2.0, 0.1, 50, 100, 90), Note("alone", 0.05, memory=100)]
    header, first, second = (line.split("  ") for line in table.printed(found).splitlines())
    assert [cell.strip() for cell in header if cell] == ["work", "peer", "ours", "memory", "ratio", "asked"]
    told = ["a day", "simpy 2 s", "50 ms", "100 MB", "×40.0", "≤ 0.1 s, ≥ ×50, ≤ 90 MB", "MISSED"]
    assert [cell.strip() for cell in first if cell] == told
    assert [cell.strip() for cell in second if cell] == ["alone", "–", "50 ms", "100 MB", "–", "–"]


def test_a_measurement_by_itself_notes_nothing(tmp_path, monkeypatch):
    monkeypatch.delenv(table.FILE, raising=False)
    monkeypatch.chdir(tmp_path)
    table.note(Note("w", 1.0))
    assert list(tmp_path.iterdir()) == []


def test_every_analysis_that_can_be_measured_is():
    names = [run[0] for run in runs()]
    assert "benchmarks.analysis.library" in names
    assert "benchmarks.analysis.__init__" not in names
    assert names[-4:] == ["benchmarks.web", "benchmarks.web", "benchmarks.web.refresh", "benchmarks.web.refresh"]


def test_a_peer_that_fails_is_left_out_by_name(monkeypatch, capsys):
    monkeypatch.setattr(peers, "interpreter", lambda peer: Path(sys.executable))
    assert peers.tried("choix", "raise SystemExit('no such rule')") is None
    assert "left out: choix (choix ended with 1: no such rule)" in capsys.readouterr().out
    assert peers.tried("choix", "import json; print(json.dumps({'cpu': 0.5}))").cpu == 0.5


def test_comments_are_judged_by_their_main_themes_of_which_rare_ones_are_left_out():
    codes = [code for inside in themes.THEMES.values() for code in inside]
    kinds = (("Discharge",), ("Discharge", "Care plans"), ("Discharge", "Parking"), ("Parking", "Pain management"))

    def row(*given):
        return dict.fromkeys(codes, "") | dict.fromkeys(given, "1") | {"FFT answer": "Words", "FFT question": "Why?"}

    rows = [row(*given) for given in kinds * 50] + [row("Parking") | {"FFT answer": " "}]
    book, _coded, truth = themes.nine(rows, alone=False)
    assert [code.key for code in book.codes] == ["Journey & coordination", "Location & transport"]
    assert truth.sum(axis=0).tolist() == [150, 100]
    alone, few, _ = themes.nine(rows, alone=True)
    assert alone == book
    assert [one.codes for one in few] == [frozenset({"Journey & coordination"})] * 100


def test_what_asking_saves_is_read_off_what_chance_scores():
    truth = np.array([[True, False], [False, True], [True, False], [False, True]])
    half = truth & [True, False]
    found = [(np.arange(4), {("random", 100): half, ("random", 200): truth, ("asked", 100): truth})]
    scored = themes.scores(found, truth, np.array([1, 1, 1, 3]))
    assert scored["random", 100][0] == pytest.approx([2 * 2 / (2 + 6), 0.5])
    assert scored["asked", 100][0] == pytest.approx([1, 1])
    assert themes.gain(scored, 100)[0] == pytest.approx([0, 0])
    means = {("random", labels): np.array([[0, labels / 1_600]]) for labels in themes.AT_RANDOM}
    assert themes.worth(means | {("asked", 400): np.array([[0, 0.45]])}, 400, 1) == pytest.approx(720)
