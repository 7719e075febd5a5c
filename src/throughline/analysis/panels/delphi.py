"""The whole panel: every round judged by the definition fixed beforehand, with what changed, who left and what
follows."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, get_args

from throughline.analysis.agreement.rating import Concordance, kendall
from throughline.analysis.panels.attrition import Attrition, attrition
from throughline.analysis.panels.definition import Definition, Status
from throughline.analysis.panels.log import Event, events
from throughline.analysis.panels.rules import WORDS
from throughline.analysis.panels.stability import Change, stability
from throughline.analysis.panels.statistics import ItemStatistics, item_statistics, majority_opinion

if TYPE_CHECKING:
    from throughline.analysis.panels.rounds import Round

SMALL_GROUP = 8
UNREGISTERED = "No fingerprint was given, so nothing shows that the definition was fixed beforehand."
CHANGED = "The definition of consensus is not the one that was registered: report it as a deviation, or use that one."


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a round says of one item. verdict: by the rule of the definition. beside: by each rule shown with it (its
    words -> verdict). groups: by the same rule in each constituency alone. stable: None where no earlier round had the
    item.
    """

    item: str
    verdict: str
    status: Status
    stable: bool | None
    beside: dict[str, str]
    groups: dict[str, str]

    @property
    def rules_differ(self) -> bool:
        return len({self.verdict, *self.beside.values()}) > 1

    @property
    def groups_differ(self) -> bool:
        return len(set(self.groups.values())) > 1


@dataclass(frozen=True, slots=True)
class RoundResult:
    """One round. flow: cell -> invited, started, completed. agreement: Kendall's W over the people who rated every
    item, None where it cannot be worked out. majority: APMO."""

    number: int
    flow: dict[str, dict[str, int | None]]
    statistics: tuple[ItemStatistics, ...]
    verdicts: tuple[Verdict, ...]
    agreement: Concordance | None
    majority: float | None

    def to_dict(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "flow": self.flow,
            "statistics": [s.to_dict() for s in self.statistics],
            "verdicts": [
                {**asdict(v), "rules_differ": v.rules_differ, "groups_differ": v.groups_differ} for v in self.verdicts
            ],
            "agreement": self.agreement.to_dict() if self.agreement else None,
            "majority": self.majority,
        }


@dataclass(frozen=True, slots=True)
class Delphi:
    """The result of a panel.

    changes, attrition: between each round and the next. log: what happened to each item. final: item -> status, from
    the last round that had it; "dropped" where it was to be asked again and was not. stop: whether the panel is done by
    its definition.
    """

    definition: Definition
    rounds: tuple[RoundResult, ...]
    changes: tuple[tuple[Change, ...], ...]
    attrition: tuple[Attrition, ...]
    log: tuple[Event, ...]
    final: dict[str, Status]
    stop: bool
    warnings: tuple[str, ...]

    @property
    def shown(self) -> str:
        n = {s: list(self.final.values()).count(s) for s in get_args(Status)}
        parts = [f"{n['in']} of {len(self.final)} items are in", f"{n['out']} out"]
        parts += [f"{count} {name}" for name, count in list(n.items())[2:] if count]
        end = "The panel stops." if self.stop else "The panel goes on."
        return f"After round {self.rounds[-1].number}: {', '.join(parts)}. {end}"

    def to_dict(self) -> dict[str, Any]:
        return {
            "definition": self.definition.to_dict(),
            "rounds": [r.to_dict() for r in self.rounds],
            "changes": [[c.to_dict() for c in between] for between in self.changes],
            "attrition": [a.to_dict() for a in self.attrition],
            "log": [asdict(event) for event in self.log],
            "final": self.final,
            "stop": self.stop,
            "warnings": list(self.warnings),
            "shown": self.shown,
        }


def delphi(
    rounds: Sequence[Round],
    definition: Definition,
    *,
    registered: str | None = None,
    reasons: Mapping[str, str] | None = None,
) -> Delphi:
    """Analyse a panel of one or more rounds.

    definition: fixed before the first round. registered: the fingerprint that was published then; a difference is
    the first warning. reasons: item -> why it was reworded, merged, dropped or brought back, for the log. Raises
    ValueError for no rounds, rounds out of order, or ratings on another scale than the definition's.
    """
    numbers = [r.number for r in rounds]
    if not rounds or numbers != sorted(set(numbers)):
        raise ValueError("give the rounds in order, each once, at least one")
    for round_ in rounds:
        if round_.scale != definition.scale:
            raise ValueError(f"round {round_.number} is not on the scale that the definition speaks of")
    between = list(itertools.pairwise(rounds))
    changes = tuple(stability(a, b, below=definition.stable_below) if _meet(a, b) else () for a, b in between)
    results = tuple(_round(round_, definition, changes[k - 1] if k else ()) for k, round_ in enumerate(rounds))
    left = tuple(attrition(a, b, definition.rule) for a, b in between)
    final = _final(results)
    log = events([(r.number, {v.item: v.status for v in r.verdicts}) for r in results], definition, reasons or {})
    stop = all(v.status != "ask again" for v in results[-1].verdicts)
    warnings = _warnings(rounds, results, definition, registered, log)
    warnings += tuple(
        f"Rounds {a.number} and {b.number} have no item, or nobody, in common: nothing is known of stability."
        for a, b in between
        if not _meet(a, b)
    )
    warnings += tuple(f"Rounds {a.earlier} to {a.later}: {w}" for a in left for w in a.warnings)
    return Delphi(definition, results, changes, left, log, final, stop, warnings)


def _meet(first: Round, second: Round) -> bool:
    return bool({*first.items} & {*second.items}) and bool({*first.people} & {*second.people})


def _round(round_: Round, definition: Definition, changes: tuple[Change, ...]) -> RoundResult:
    tally, scale = round_.tally(), round_.scale
    stable = {c.item: c.stable for c in changes if c.cell == round_.cells[0]}
    beside = [(rule.words, rule.judge(tally, scale)) for rule in definition.beside if rule.fits(scale)]
    judged = definition.rule.judge(tally, scale)
    alone = {cell: definition.rule.judge(tally[[c]], scale) for c, cell in enumerate(round_.cells) if c}
    asked = tally[1:] if definition.rule.where == "each group" and len(tally) > 1 else tally[:1]
    enough = (asked.sum(-1) >= definition.fewest).all(0)
    verdicts = tuple(
        Verdict(
            item,
            WORDS[int(judged[i])],
            definition.status(int(judged[i]), number=round_.number, stable=stable.get(item), enough=bool(enough[i])),
            stable.get(item),
            {words: WORDS[int(found[i])] for words, found in beside},
            {cell: WORDS[int(found[i])] for cell, found in alone.items()},
        )
        for i, item in enumerate(round_.items)
    )
    return RoundResult(
        round_.number,
        round_.flow(),
        item_statistics(round_),
        verdicts,
        _agreement(round_),
        majority_opinion(tally[0], scale),
    )


def _final(results: Sequence[RoundResult]) -> dict[str, Status]:
    last = {v.item for v in results[-1].verdicts}
    status = {v.item: v.status for result in results for v in result.verdicts}
    return {item: "dropped" if s == "ask again" and item not in last else s for item, s in status.items()}


def _agreement(round_: Round) -> Concordance | None:
    whole = round_.codes[(round_.codes >= 0).all(1)]
    if min(whole.shape) < 2 or (whole == whole[:, :1]).all():
        return None
    return kendall(whole.T)


def _warnings(
    rounds: Sequence[Round],
    results: Sequence[RoundResult],
    definition: Definition,
    registered: str | None,
    log: Sequence[Event],
) -> tuple[str, ...]:
    warnings = []
    if registered is None:
        warnings.append(UNREGISTERED)
    elif registered != definition.fingerprint:
        warnings.append(CHANGED)
    last = rounds[-1]
    if definition.rule.where == "each group" and len(last.names) == 1:
        warnings.append("The rule asks each group, but there is one group only.")
    if small := [g for g in last.names if last.groups.count(g) < SMALL_GROUP and len(last.names) > 1]:
        warnings.append(f"Fewer than {SMALL_GROUP} people, so single votes decide: {', '.join(small)}.")
    elif len(last.people) < SMALL_GROUP:
        warnings.append(f"The panel has fewer than {SMALL_GROUP} people, so single votes decide: ask more people.")
    if silent := [item for i, item in enumerate(last.items) if not (last.codes[:, i] >= 0).any()]:
        warnings.append(f"Nobody rated: {', '.join(silent)}. Nothing is known of them; ask again, or drop them.")
    if unfit := [rule.words for rule in definition.beside if not rule.fits(definition.scale)]:
        warnings.append(f"Left out, as it is not defined on this scale: {'; '.join(unfit)}.")
    if last.number > definition.rounds:
        warnings.append(f"There was a round {last.number}, but the definition allows {definition.rounds} rounds.")
    if differ := [v.item for v in results[-1].verdicts if v.rules_differ]:
        warnings.append(f"Rules come to different verdicts, so show them side by side: {', '.join(differ)}.")
    if apart := [v.item for v in results[-1].verdicts if v.groups_differ]:
        warnings.append(f"Constituencies come to different verdicts: {', '.join(apart)}.")
    warnings += [f"Round {e.round}: “{e.item}” {e.what}." for e in log if e.deviation]
    return tuple(warnings)
