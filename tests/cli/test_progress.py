"""Progress on long work."""

import io

from throughline.cli import progress
from throughline.cli.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_quick_work_says_nothing():
    out = io.StringIO()
    with Progress("Reading", stream=out) as report:
        report(1, 10)
        report(10, 10)
    assert out.getvalue() == ""


def test_long_work_says_how_far_it_is(monkeypatch):
    clock = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: clock[0])
    out = io.StringIO()
    with Progress("Reading", stream=out) as report:
        for done in range(0, 5001, 1000):
            clock[0] += 2
            report(done, 5000, "row by row")
    assert out.getvalue().splitlines() == [
        "Reading: 0 of 5,000 · row by row (2 s)",
        "Reading: 3,000 of 5,000 · row by row (8 s)",
    ]


def test_a_terminal_gets_one_line_that_goes_away(monkeypatch):
    clock = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: clock[0])
    out = Terminal()
    with Progress("Reading", stream=out) as report:
        clock[0] += 1
        report(7)
    assert out.getvalue() == "\r\x1b[KReading: 7 (1 s)\r\x1b[K"


def test_work_of_which_only_the_kind_is_known_says_that(monkeypatch):
    clock = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: clock[0])
    out = io.StringIO()
    with Progress("Working", stream=out) as report:
        clock[0] += 2
        report(0, 0, "reading votes.csv")
        clock[0] += 6
        report(0)
    assert out.getvalue() == "Working: reading votes.csv (2 s)\nWorking (8 s)\n"
