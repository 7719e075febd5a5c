"""From choices to scores: of everybody, of each constituency, and where constituencies differ."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from throughline.analysis.disclosure.counts import SMALLEST_SHOWN
from throughline.envision.pairs.gathering import Given

if TYPE_CHECKING:
    from throughline.analysis.pairs import Votes

AHEAD = 1_000
PRIOR = 0.5
SURE = 0.05


def work(given: Given, *, seed: int) -> dict[str, Any]:
    """The result as plain JSON: `scores` by group (“all” or a constituency) and option, `people` and `met` (who had an
    option in a pair) exactly, `order`, `differences`; without scores where nobody has decided between two options."""
    found: dict[str, Any] = {
        "people": dict(Counter(given.constituency)),
        "choices": len(given.outcome),
        "undecided": given.outcome.count(0),
        "met": _met(given),
        "scores": {},
        "differences": [],
        "side": "",
    }
    if len(given.constituency) < SMALLEST_SHOWN or not any(given.outcome):
        return found
    from throughline.analysis.pairs import position

    everything = range(len(given.outcome))
    found["scores"]["all"] = _scores(given, everything, seed)
    by = {name: _of(given, name) for name, people in found["people"].items() if people >= SMALLEST_SHOWN}
    decided = {name: rows for name, rows in by.items() if any(given.outcome[row] for row in rows)}
    for name, rows in decided.items():
        found["scores"][name] = _scores(given, rows, seed)
    found["differences"] = _differences(given, decided)
    found["side"] = position(_votes(given, everything)).shown
    return found


def _met(given: Given) -> dict[str, dict[str, int]]:
    """Option → constituency → how many people had it in a pair."""
    pairs = {(place, who) for side in (given.left, given.right) for place, who in zip(side, given.person, strict=True)}
    met: dict[str, Counter[str]] = {ref: Counter() for ref in given.refs}
    for place, who in pairs:
        met[given.refs[place]][given.constituency[who]] += 1
    return {ref: dict(counted) for ref, counted in met.items()}


def _of(given: Given, constituency: str) -> list[int]:
    return [row for row, who in enumerate(given.person) if given.constituency[who] == constituency]


def _votes(given: Given, rows: Iterable[int]) -> Votes:
    from throughline.analysis.pairs import from_codes

    rows = list(rows)
    left, right, outcome, people = (
        [column[row] for row in rows] for column in (given.left, given.right, given.outcome, given.person)
    )
    return from_codes(given.refs, left, right, outcome, voters=people)


def _scores(given: Given, rows: Iterable[int], seed: int) -> dict[str, Any]:
    """Of each option: the chance in 100 to be chosen over another (score) and over an average one (average), each with
    its range."""
    from throughline.analysis.intervals import z_value
    from throughline.analysis.pairs import bradley_terry, wiki_survey

    votes = _votes(given, rows)
    scores = {idea.item: idea for idea in wiki_survey(votes, seed=seed).ideas}
    strengths = bradley_terry(votes, prior=PRIOR)
    z = z_value(strengths.level)
    found = {}
    for ref, middle, error in zip(strengths.items, strengths.estimates, strengths.errors, strict=True):
        idea = scores[ref]
        found[ref] = {
            "score": [round(number) for number in (idea.score, idea.low, idea.high)],
            "average": [_percent(middle + k * error) for k in (0, -z, z)],
        }
    return found


def _percent(strength: float) -> int:
    """The chance in 100 that a strength, in log odds, gives against an average option."""
    from scipy.special import expit

    return round(100 * float(expit(strength)))


def _differences(given: Given, decided: dict[str, list[int]]) -> list[list[str]]:
    """[option, constituency, “more” or “less”] of what a constituency values differently from the others, beyond
    chance for all comparisons together."""
    if len(decided) < 2:
        return []
    from throughline.analysis.pairs import by_group

    rows = sorted(row for mine in decided.values() for row in mine)
    groups = [given.constituency[given.person[row]] for row in rows]
    compared = by_group(_votes(given, rows), groups, prior=PRIOR)
    sure = [one for one in compared.differences if one.p < SURE]
    return [[one.item, one.group, "more" if one.difference > 0 else "less"] for one in sure]


def prompts(given: Given, *, seed: str) -> list[list[int]]:
    """Pairs to ask next, [left, right] as ids of options; none where no two options are there or nobody has chosen."""
    if len(given.ids) < 2 or not given.outcome:
        return []
    from throughline.analysis.pairs import next_pairs

    place = dict(zip(given.refs, given.ids, strict=True))
    number = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4], "big")
    drawn = next_pairs(_votes(given, range(len(given.outcome))), AHEAD, seed=number)
    return [[place[left], place[right]] for left, right in drawn]
