"""The words of a simulation: what changes for a person, before any table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from throughline.analysis.intervals import Interval
    from throughline.analysis.pathway.loads import Load
    from throughline.analysis.pathway.simulate import Compared, Experience, Little, Simulated

NOTHING = 0.005  # of a share: less than 1 in 200
HOURS_FROM = 120
OUT_OF_BALANCE = 0.05
FEW_RUNS = 30


def minutes(x: float) -> str:
    """Minutes as people say them: whole from 10 on, hours from two on."""
    if x >= HOURS_FROM:
        hours, rest = divmod(round(x), 60)
        return f"{hours} hours {_counted(str(rest))}" if rest else f"{hours} hours"
    return _counted(f"{x:.0f}" if x >= 10 else f"{x:.1f}".removesuffix(".0"))


def _counted(shown: str) -> str:
    return f"{shown} minute{'' if shown == '1' else 's'}"


def span(low: float, high: float) -> str:
    """23 to 27 minutes."""
    said, unit = minutes(low), " minutes"
    return (
        f"{said.removesuffix(unit) if minutes(high).endswith(unit) and high < HOURS_FROM else said} to {minutes(high)}"
    )


def in_100(share: float) -> str:
    return "almost nobody" if share < NOTHING else f"{max(1, round(100 * share))} in 100 people"


def simulated(found: Simulated) -> str:
    """One pathway in a few sentences."""
    who = found.everybody
    said = [
        f"A typical person waits {minutes(who.typical.estimate)} in all "
        f"(likely {span(who.typical.low, who.typical.high)}); "
        f"1 in 10 waits longer than {minutes(who.tenth.estimate)}."
    ]
    said.extend(f"{name}: {in_100(x.estimate)}." for name, x in _shares(found))
    said.extend(f"In group “{g.name}” it is {minutes(g.typical.estimate)}." for g in found.groups)
    said.extend(_busiest(found))
    if found.formulae:
        means = ", ".join(f"{name} {minutes(queue.wait)}" for name, queue in found.formulae)
        said.append(f"In the long run a formula gives the mean wait exactly, without simulating: {means}.")
    return " ".join(said)


def _shares(found: Simulated) -> list[tuple[str, Interval]]:
    """What is said of how many people; of giving up and not coming only where the pathway knows of it."""
    who = found.everybody
    said = [] if who.over is None else [(f"Waiting over {minutes(found.record['target_minutes'])}", who.over)]
    steps = found.record["steps"]
    if any(step["gives_up_after"] for step in steps):
        said.append(("Giving up before they are seen", who.gave_up))
    if any(step["no_show"] for step in steps) or any(any(g["no_show"].values()) for g in found.record["groups"]):
        said.append(("Not coming when expected", who.absent))
    return said


def _busiest(found: Simulated) -> list[str]:
    return [f"Busiest is {max(found.loads, key=lambda load: load.asked).shown}."] if found.loads else []


def change(x: Interval) -> str:
    """A difference of minutes, e.g. "25 minutes less (likely 23 to 27 minutes less)"."""
    if x.low <= 0 <= x.high:
        if x.low == x.high:
            return "as long as now"
        return f"about as long as now (between {minutes(-x.low)} less and {minutes(x.high)} more)"
    way = "less" if x.estimate < 0 else "more"
    low, high = sorted((abs(x.low), abs(x.high)))
    return f"{minutes(abs(x.estimate))} {way} (likely {span(low, high)} {way})"


def compared(found: Compared) -> str:
    """The change in a few sentences, by group where there are groups."""
    d, after = found.differences, found.changed.everybody
    said = [f"With “{found.changed.name}” a person waits on average {change(d.wait)}."]
    said.append(
        f"A typical person then waits {minutes(after.typical.estimate)}, and 1 in 10 over "
        f"{minutes(after.tenth.estimate)}."
    )
    before = dict(_shares(found.now))
    for name, x in _shares(found.changed):
        was = f"; now {in_100(before[name].estimate)}" if name in before else ""
        said.append(f"{name}: {in_100(x.estimate)}{was}.")
    said.extend(f"In group “{g.name}”: {change(g.wait)}." for g in found.by_group)
    said.extend(_busiest(found.changed))
    return " ".join(said)


def warnings_of(loads: Sequence[Load], little: Little, unreached: Sequence[str], runs: int) -> tuple[str, ...]:
    """How far a simulation can be trusted."""
    said = [f"{load.shown}." for load in loads if load.asked >= 1]
    if little.gap > OUT_OF_BALANCE and not said:
        said.append(
            f"The pathway is not in balance ({little.inside:.3g} people in it where Little's law expects "
            f"{little.coming_times_stay:.3g}): take more days of warm-up, or more days."
        )
    said += [f"Hardly anybody came to step “{name}”: nothing is said of it." for name in unreached]
    if runs < FEW_RUNS:
        said.append(f"Only {runs} runs: the ranges are rough.")
    return tuple(said)


def warnings_of_change(differences: Sequence[Experience], found: Sequence[Simulated]) -> tuple[str, ...]:
    """Those of both pathways, and the groups that lose although people gain on the whole."""
    said = [f"{name}: {w}" for name, x in zip(("Now", "Changed"), found, strict=True) for w in x.warnings]
    if differences[0].wait.high < 0:
        worse = [g.name for g in differences[1:] if g.wait.low > 0]
        said += [f"Group “{name}” waits longer although people on the whole wait less." for name in worse]
    return tuple(said)
