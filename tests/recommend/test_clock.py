"""Days of silence and days overdue, at their exact boundaries."""

from datetime import UTC, date, datetime

import pytest

from throughline.recommend.clock import Clock, Standing, read
from throughline.recommend.models import Answer, Progress, Recommendation

PUBLISHED = datetime(2026, 3, 1, 12, tzinfo=UTC)
DUE = date(2026, 3, 31)


def clock(today, *, answer=None, progress=None):
    row = Recommendation(published_at=PUBLISHED, answer_due_on=DUE)
    return read(row, answer=answer, progress=progress, today=today)


def answer(verdict="accept", due_on=date(2026, 5, 1)):
    return Answer(verdict=verdict, due_on=due_on, answered_at=datetime(2026, 4, 1, 9, tzinfo=UTC))


def progress(state):
    return Progress(state=state, reported_at=datetime(2026, 4, 11, 9, tzinfo=UTC))


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 3, 1), Clock(Standing.WAITING, 0, 0, 30)),
        (date(2026, 3, 2), Clock(Standing.WAITING, 1, 0, 29)),
        (date(2026, 3, 31), Clock(Standing.WAITING, 30, 0, 0)),
        (date(2026, 4, 1), Clock(Standing.OVERDUE, 31, 1, 0)),
        (date(2027, 4, 1), Clock(Standing.OVERDUE, 396, 366, 0)),
        (date(2026, 2, 1), Clock(Standing.WAITING, 0, 0, 58)),
    ],
)
def test_without_an_answer(today, expected):
    assert clock(today) == expected


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 4, 1), Clock(Standing.ANSWERED, 0, 0, 30)),
        (date(2026, 5, 1), Clock(Standing.ANSWERED, 30, 0, 0)),
        (date(2026, 5, 2), Clock(Standing.ACTION_LATE, 31, 1, 0)),
    ],
)
@pytest.mark.parametrize("verdict", ["accept", "part"])
def test_an_accepted_answer_is_late_from_the_day_after_its_date(today, expected, verdict):
    assert clock(today, answer=answer(verdict)) == expected


@pytest.mark.parametrize("verdict", ["reject", "not-ours"])
def test_what_was_not_accepted_is_never_late(verdict):
    assert clock(date(2026, 6, 1), answer=answer(verdict)) == Clock(Standing.ANSWERED, 61, 0, 0)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("done", Clock(Standing.DONE, 21, 0, 0)),
        ("on-track", Clock(Standing.ACTION_LATE, 21, 1, 0)),
        ("stopped", Clock(Standing.ACTION_LATE, 21, 1, 0)),
    ],
)
def test_silence_is_counted_from_the_last_report_and_what_is_done_is_not_late(state, expected):
    assert clock(date(2026, 5, 2), answer=answer(), progress=progress(state)) == expected


def test_the_day_is_the_local_one():
    # 23:30 on 31 March in UTC is 1 April in London's summer time.
    row = Recommendation(published_at=datetime(2026, 3, 31, 23, 30, tzinfo=UTC), answer_due_on=date(2026, 4, 30))
    assert read(row, answer=None, progress=None, today=date(2026, 4, 2)).days_of_silence == 1
