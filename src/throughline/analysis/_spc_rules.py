"""The NHS rules of control charts, each on a plain list; which tool reads them how. Told and sourced in `spc`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Preset:
    """How a tool reads the rules. screen: leave out ranges of 3.267 times their mean, once. shift, trend:
    points needed.

    outside_counts: points beyond a limit count towards two of three. false_alarms: share of charts of 12, 24
    and 36 points without any true change that show a flag (40,000 simulated charts each, limits from the same
    points).
    """

    name: str
    screen: bool
    shift: int
    trend: int
    outside_counts: bool
    false_alarms: tuple[float, float, float]


PRESETS = {
    preset.name: preset
    for preset in (
        Preset("nhsr", True, 7, 7, False, (0.071, 0.18, 0.29)),
        Preset("mdc_excel", False, 7, 7, True, (0.046, 0.15, 0.26)),
        Preset("eight_six", False, 8, 6, False, (0.052, 0.14, 0.23)),
    )
}


def preset_named(name: str) -> Preset:
    """The preset of that name. Raises ValueError for any other."""
    if name not in PRESETS:
        raise ValueError(f"there is no preset named {name!r}; there are {', '.join(PRESETS)}")
    return PRESETS[name]


def false_alarms(points: int, preset: str = "nhsr") -> str:
    """In words, how often a chart of this length without any true change shows a flag (simulated; see
    `Preset`)."""
    shares = preset_named(preset).false_alarms
    at = min(max(points, 12), 36)
    left = 0 if at <= 24 else 1
    share = shares[left] + (shares[left + 1] - shares[left]) * (at - 12 * (left + 1)) / 12
    about = "more than" if points > 36 else "fewer than" if points < 12 else "about"
    return f"Of 100 charts like this where nothing changed, {about} {round(100 * share)} show a flag by chance."


def shift(side: Sequence[int], needed: int) -> list[bool]:
    """Points of a run of `needed` or more on one side. side: 1 above the mean, -1 below, 0 on it."""
    found = [False] * len(side)
    for end in range(needed, len(side) + 1):
        run = side[end - needed : end]
        if abs(sum(run)) == needed:
            found[end - needed : end] = [True] * needed
    return found


def trend(y: Sequence[float], needed: int) -> list[int]:
    """1 or -1 for points of a trend; a point that ends one and starts the next belongs to the next."""
    steps = [(b > a) - (b < a) for a, b in pairwise(y)]
    found = [0] * len(y)
    for end in range(needed - 1, len(steps) + 1):
        run = steps[end - needed + 1 : end]
        if abs(sum(run)) == needed - 1:
            found[end - needed + 1 : end + 1] = [run[0]] * needed
    return found


def two_of_three(side: Sequence[int], far: Sequence[bool]) -> list[bool]:
    """The far points of every three on one side of which two or more are far."""
    found = [False] * len(side)
    for start in range(len(side) - 2):
        three = range(start, start + 3)
        if abs(sum(side[i] for i in three)) == 3 and sum(far[i] for i in three) >= 2:
            for i in three:
                found[i] = found[i] or far[i]
    return found
