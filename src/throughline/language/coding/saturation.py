"""Saturation: how much that is new each further batch of people or stories brings.

Guest, Namey & Chen (2020), PLoS ONE 15(5) e0232076: the codes found in the first few (the base) are counted once;
then, run by run, the codes that are new, as a share of the base. Saturation is reached at the last of the base
before the first run whose share is not above the threshold.

It is for interviews and stories that somebody looked for. Where people chose themselves whether to answer it
shows that those who came say nothing new, and nothing about those who did not come.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from typing import Any

BASE, RUN, THRESHOLD = 4, 2, 0.05


@dataclass(frozen=True, slots=True)
class Run:
    """One run. upto: how many had been read with it. new: codes first seen in it, as they came. share: of the base."""

    upto: int
    new: tuple[str, ...]
    share: float


@dataclass(frozen=True, slots=True)
class Saturation:
    """What `saturation` returns.

    found: different codes after each one that was read, the curve. base_codes: found in the base. reached: how many
    had been read when the first run that brought little began; None when each brought more than the threshold.
    settings: base, run and threshold, which belong to the figure ("6+2 at 5%").
    """

    found: tuple[int, ...]
    base_codes: int
    runs: tuple[Run, ...]
    reached: int | None
    settings: dict[str, float]
    warnings: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


def saturation(
    coded: Sequence[Collection[str]], *, base: int = BASE, run: int = RUN, threshold: float = THRESHOLD
) -> Saturation:
    """The curve of new codes.

    Arguments: `coded`, the codes of each person or story, in the order in which they were read; `base`, how many are
    the base (4 to 6 usual); `run`, how many are a run (2 or 3 usual); `threshold`, the share of new codes that is
    little (0.05, or 0 for none). The last run is looked at only when it is whole.
    Raises `ValueError` for fewer than a base and a run, and for a base without a code.
    """
    if base < 1 or run < 1 or not 0 <= threshold < 1:
        raise ValueError("base and run are whole numbers from 1; the threshold is a share from 0 to below 1")
    if len(coded) < base + run:
        raise ValueError(
            f"a base of {base} and a run of {run} need {base + run} that were coded; here are {len(coded)}"
        )
    seen: dict[str, int] = {}
    found = []
    for number, codes in enumerate(coded):
        for code in sorted(codes):
            seen.setdefault(code, number)
        found.append(len(seen))
    if not found[base - 1]:
        raise ValueError(f"none of the first {base} has a code: there is nothing to compare new ones with")
    runs = []
    for start in range(base, len(coded) - run + 1, run):
        new = tuple(code for code, first in seen.items() if start <= first < start + run)
        runs.append(Run(start + run, new, len(new) / found[base - 1]))
    reached = next((one.upto - run for one in runs if one.share <= threshold), None)
    warnings = ["It tells of those who were heard, and nothing of those who were not."]
    late = [one for one in runs if reached is not None and one.upto > reached + run and one.share > threshold]
    if late:
        warnings.append(f"New codes came again later (by number {late[0].upto}): one quiet run is not the end.")
    settings = {"base": base, "run": run, "threshold": threshold}
    return Saturation(tuple(found), found[base - 1], tuple(runs), reached, settings, tuple(warnings))
