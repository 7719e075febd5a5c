"""What will count as consensus, fixed before anybody rates, with a fingerprint that shows it was not changed since.

Consensus is not by itself a reason to stop: von der Gracht (2012), Technological Forecasting & Social Change 79, asks
for stability too. The share of net change: Scheibe, Skutsch and Schofer (1975), stable below 15%.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from typing import Any, Literal

from throughline.analysis.panels.rounds import Scale
from throughline.analysis.panels.rules import IN, OPEN, Appropriateness, Proportion, Rule, Spread, exact

Status = Literal["in", "out", "ask again", "no consensus", "too few ratings", "dropped"]


def usual() -> tuple[Rule, ...]:
    """The rules that are shown beside the chosen one, because they may disagree."""
    return (Appropriateness(), Proportion(), Spread())


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """The definition of consensus and of stopping.

    rule: decides. beside: shown with it, deciding nothing. scale: of the ratings. stable_below: an item is stable when
    its net change between two rounds is below so many per cent. needs_stability: whether an item must be stable before
    it is settled (so nothing is settled in the first round). rounds: the most there will be. fewest: ratings that an
    item needs (in each group where the rule asks each) before it is judged. keep_settled: whether settled items are
    shown again in later rounds. dated: when it was fixed, such as "2026-01-31".
    """

    rule: Rule = field(default_factory=Proportion)
    beside: tuple[Rule, ...] = field(default_factory=usual)
    scale: Scale = field(default_factory=Scale)
    stable_below: Fraction = Fraction(15)
    needs_stability: bool = True
    rounds: int = 3
    fewest: int = 1
    keep_settled: bool = False
    dated: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "stable_below", exact(self.stable_below, "stable_below"))
        if not 0 < self.stable_below <= 100:
            raise ValueError("stable_below is a percentage above 0 and up to 100")
        if self.rounds < 1 or self.fewest < 1:
            raise ValueError("there must be at least 1 round, and at least 1 rating before an item is judged")
        if self.needs_stability and self.rounds < 2:
            raise ValueError("stability is seen between two rounds: allow 2, or do not ask for it")
        object.__setattr__(self, "beside", tuple(self.beside))

    @property
    def fingerprint(self) -> str:
        """SHA-256 of everything above, the date included: publish it before the first round."""
        text = json.dumps(self._settings(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def _settings(self) -> dict[str, Any]:
        return {
            "rule": self.rule.to_dict(),
            "beside": [rule.to_dict() for rule in self.beside],
            "scale": asdict(self.scale),
            "stable_below": str(self.stable_below),
            "needs_stability": self.needs_stability,
            "rounds": self.rounds,
            "fewest": self.fewest,
            "keep_settled": self.keep_settled,
            "dated": self.dated,
        }

    @property
    def words(self) -> str:
        stable = (
            f" An item is settled once it is also stable (less than {float(self.stable_below):g}% net change)."
            if self.needs_stability
            else ""
        )
        few = f" Items with fewer than {self.fewest} ratings are not judged." if self.fewest > 1 else ""
        again = "are shown again" if self.keep_settled else "are not shown again"
        return (
            f"An item is {self.rule.words}.{stable}{few} Settled items {again}. "
            f"The panel stops when every item is settled, and after round {self.rounds} at the latest."
        )

    def status(self, verdict: int, *, number: int, stable: bool | None, enough: bool) -> Status:
        """What follows for an item: verdict IN, OPEN or OUT in round `number`; stable None where that is not known."""
        last = number >= self.rounds
        if not enough:
            return "too few ratings" if last else "ask again"
        held = not self.needs_stability or stable is True
        if verdict != OPEN and held:
            return "in" if verdict == IN else "out"
        return "no consensus" if last else "ask again"

    def to_dict(self) -> dict[str, Any]:
        return {**self._settings(), "words": self.words, "fingerprint": self.fingerprint}
