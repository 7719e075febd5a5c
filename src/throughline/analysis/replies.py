"""Have they answered? The clock of a letter that asks several addressees for a reply by a day.

The day itself still counts as in time, and one reply does not answer for the others (the rule of the Preventable Deaths
Tracker for reports to prevent future deaths, whose addressees have 56 days by regulation 29 of the Coroners
(Investigations) Regulations 2013). A letter has one standing; who has not answered is told by name, never blended away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Literal

from throughline.analysis._words import many

PREVENTION = 56  # days
Standing = Literal["answered", "partial", "pending", "overdue"]


@dataclass(frozen=True, slots=True)
class Replies:
    """due: the last day in time. waiting: who has not answered. late: who answered after that day. days_left,
    days_overdue: 0 where all have answered."""

    standing: Standing
    due: date
    answered: tuple[str, ...]
    waiting: tuple[str, ...]
    late: tuple[str, ...]
    days_left: int
    days_overdue: int

    @property
    def shown(self) -> str:
        of = f"{len(self.answered)} of {many(len(self.answered) + len(self.waiting), 'addressee')} answered"
        if not self.waiting:
            return f"{of}."
        when = f"{many(self.days_overdue, 'day')} overdue" if self.days_overdue else f"due on {self.due:%-d %B %Y}"
        return f"{of}; {when}: {', '.join(self.waiting)}."

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "due": self.due.isoformat(), "shown": self.shown}


def replies(sent: date, replied: Mapping[str, date | None], *, today: date, days: int = PREVENTION) -> Replies:
    """Where a letter stands on a day.

    sent: the day of the letter. replied: each addressee, and the day of their reply (None for none yet; one after
    `today` is not known yet). days: they have for it. Partial is a letter that some have answered and some have not,
    whether or not it is overdue. Raises ValueError for no addressee, no days, or a reply before the letter.
    """
    if not replied or days < 1:
        raise ValueError("a letter needs at least one addressee, and at least one day for the reply")
    if early := next((who for who, day in replied.items() if day is not None and day < sent), None):
        raise ValueError(f"{early} cannot have answered before the letter was sent on {sent}")
    due = sent + timedelta(days=days)
    answered = {who: day for who, day in replied.items() if day is not None and day <= today}
    waiting = tuple(who for who in replied if who not in answered)
    overdue = max(0, (today - due).days) if waiting else 0
    standing: Standing = "overdue" if overdue else "pending"
    if answered:
        standing = "partial" if waiting else "answered"
    return Replies(
        standing,
        due,
        tuple(answered),
        waiting,
        tuple(who for who, day in answered.items() if day > due),
        max(0, (due - today).days) if waiting else 0,
        overdue,
    )
