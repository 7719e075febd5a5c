"""What happened to each item: new, settled, dropped, brought back; and where that is not what the definition asks
for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from throughline.analysis.panels.definition import Definition, Status

SETTLED = ("in", "out")


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to an item. round: in which. deviation: whether the definition says otherwise."""

    round: int
    item: str
    what: str
    why: str
    deviation: bool


def events(
    rounds: Sequence[tuple[int, Mapping[str, Status]]], definition: Definition, reasons: Mapping[str, str]
) -> tuple[Event, ...]:
    """The log of all items, round by round.

    rounds: (number, item -> status) in order. reasons: item -> why, in the words of those who decided. Raises
    ValueError for a reason that is given for an item nobody was shown.
    """
    seen: dict[str, tuple[int, Status]] = {}
    shown = {item for _, statuses in rounds for item in statuses}
    if unknown := sorted(set(reasons) - shown):
        raise ValueError(f"reasons are given for items that were in no round: {', '.join(unknown)}")
    log: list[Event] = []
    before: Mapping[str, Status] = {}
    for k, (number, statuses) in enumerate(rounds):
        if k:
            log += [_dropped(number, item, status, reasons) for item, status in before.items() if item not in statuses]
        for item, status in statuses.items():
            log += _shown(number, item, seen.get(item), item in before, k == 0, definition, reasons)
            if status in SETTLED:
                log.append(Event(number, item, f"settled: {status}", "by the definition", deviation=False))
            seen[item] = number, status
        before = statuses
    return tuple(log)


def _dropped(number: int, item: str, status: Status, reasons: Mapping[str, str]) -> Event:
    if status in SETTLED:
        return Event(number, item, "retired, as it was settled", "by the definition", deviation=False)
    return Event(
        number, item, f"dropped, though its status was “{status}”", reasons.get(item, "no reason given"), deviation=True
    )


def _shown(
    number: int,
    item: str,
    earlier: tuple[int, Status] | None,
    in_the_round_before: bool,
    first: bool,
    definition: Definition,
    reasons: Mapping[str, str],
) -> list[Event]:
    why = reasons.get(item, "no reason given")
    if earlier is None:
        return [] if first else [Event(number, item, "new", why, deviation=False)]
    if not in_the_round_before:
        return [Event(number, item, f"brought back after round {earlier[0]}", why, deviation=True)]
    if earlier[1] in SETTLED and not definition.keep_settled:
        return [Event(number, item, "asked again, though it was settled", why, deviation=True)]
    return []
