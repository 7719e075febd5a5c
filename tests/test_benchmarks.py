"""The table of all measurements says what was asked, and whether it was met."""

import pytest
from benchmarks import peers, table
from benchmarks.__main__ import runs
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
    ],
)
def test_both_bars_must_be_met(one, met):
    assert one.met is met


def test_what_processes_note_is_gathered_and_printed(tmp_path, monkeypatch):
    notes = tmp_path / "notes"
    monkeypatch.setenv(table.FILE, str(notes))
    ours, theirs = (Measured(peer, cpu, 100, cpu, {}) for peer, cpu in (("throughline", 0.05), ("simpy", 2.0)))
    line = peers.comparison("a day", ours, theirs, cpu=0.1, ratio=50)
    assert line.endswith("×40   asked 0.1 and ×50: MISSED")
    peers.comparison("alone", ours, None)
    found = table.gathered(notes)
    assert found == [Note("a day", 0.05, "simpy", 2.0, 0.1, 50), Note("alone", 0.05)]
    header, first, second = table.printed(found).splitlines()
    assert header.split() == ["work", "peer", "ours", "ratio", "asked"]
    assert first.split() == ["a", "day", "simpy", "2", "s", "50", "ms", "×40.0", "≤", "0.1", "s,", "≥", "×50", "MISSED"]
    assert second.split() == ["alone", "–", "50", "ms", "–", "–"]


def test_a_measurement_by_itself_notes_nothing(tmp_path, monkeypatch):
    monkeypatch.delenv(table.FILE, raising=False)
    monkeypatch.chdir(tmp_path)
    table.note(Note("w", 1.0))
    assert list(tmp_path.iterdir()) == []


def test_every_analysis_that_can_be_measured_is():
    names = [run[0] for run in runs()]
    assert "benchmarks.analysis.library" in names
    assert "benchmarks.analysis.__init__" not in names
    assert names[-2:] == ["benchmarks.web", "benchmarks.web"]
