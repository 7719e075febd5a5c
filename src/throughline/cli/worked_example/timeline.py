"""Steps at moments, played in order with the clock set to each: so every row, and the audit log, has the right date.

The log is append-only, so dates cannot be put right afterwards; and what an action checks against today (has the
programme closed?) it checks against the day of the story.
"""

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

Report = Callable[[int, int], object]


@contextmanager
def at(moment: datetime.datetime) -> Iterator[None]:
    """Let the framework's clock stand at `moment`. For this process and this loader only."""
    real = timezone.now
    timezone.now = lambda: moment
    try:
        yield
    finally:
        timezone.now = real


def moment(day: datetime.date, hour: float) -> datetime.datetime:
    """`hour` o'clock, local time, on `day`; 9.5 is half past nine. In UTC, as the framework's own clock is."""
    time = (datetime.datetime.min + datetime.timedelta(hours=hour)).time()
    local = datetime.datetime.combine(day, time, tzinfo=timezone.get_current_timezone())
    return local.astimezone(datetime.UTC)


@dataclass
class Timeline:
    """What happens when. Steps of the same moment are played in the order in which they were added."""

    latest: datetime.datetime = field(default_factory=timezone.now)
    steps: list[tuple[datetime.datetime, int, Callable[[], Any]]] = field(default_factory=list)

    def add(self, day: datetime.date, hour: float, step: Callable[[], Any]) -> None:
        """Plan a step. One that would lie in the future happens now."""
        self.steps.append((min(moment(day, hour), self.latest), len(self.steps), step))

    def play(self, report: Report) -> None:
        """Take every step at its moment."""
        ordered = sorted(self.steps, key=lambda step: step[:2])
        for number, (when, _order, step) in enumerate(ordered, start=1):
            with at(when):
                step()
            report(number, len(ordered))
