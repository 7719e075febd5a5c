"""When a team is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from throughline.analysis.pathway.model import WEEK, Team

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


class Opening:
    """The first moments at or after given ones at which a team is open."""

    def __init__(self, team: Team) -> None:
        self.always = team.always_open
        self._ends = np.array([end for _, end in team.windows])
        # After the last window of a week comes the first of the next.
        self._begins = np.array([*(begin for begin, _ in team.windows), WEEK + team.windows[0][0]])

    def next(self, times: Array) -> Array:
        """times: minutes from Monday at midnight, finite."""
        week = np.floor_divide(times, WEEK) * WEEK
        return np.maximum(times, week + self._begins[np.searchsorted(self._ends, times - week, side="right")])
