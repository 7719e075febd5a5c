"""What the budget funds under each rule, and who is represented, worked out from people's choices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from throughline.analysis.disclosure.counts import SMALLEST_SHOWN
from throughline.envision.budgets.plan import FILL, TICK, Plan
from throughline.envision.budgets.queries import Given
from throughline.programmes.models import Constituency
from throughline.voices.about import PREFER_NOT

if TYPE_CHECKING:
    from throughline.analysis.budgets import Election, Outcome

EQUAL, MOST, BEST = "equal", "most", "best"
RULES = (EQUAL, MOST, BEST)


def work_out(plan: Plan, given: Sequence[Given]) -> dict[str, Any]:
    """The outcome by every rule. Counts are exact; they are protected where they are shown.

    Returns:
        JSON. Under “refused” why there is no outcome, else "": “few” people, or “nothing” that anybody would fund.
    """
    people = Counter(one.constituency for one in given)
    found: dict[str, Any] = {
        "refused": "",
        "people": {name: people[name] for name in Constituency.values},
        "none": sum(not one.given for one in given),
    }
    if len(given) < SMALLEST_SHOWN:
        return found | {"refused": "few"}
    if not any(one.given for one in given):
        return found | {"refused": "nothing"}
    rules = {rule: _outcome(plan, outcome, election) for rule, outcome, election in _outcomes(plan, given)}
    chosen = {rule: one["chosen"] for rule, one in rules.items()}
    return found | {
        "rules": rules,
        "support": {one.slug: _by_constituency(_supporters(given, {one.slug})) for one in plan.options},
        "points": {one.slug: sum(own.given.get(one.slug, 0) for own in given) for one in plan.options},
        "covered": {rule: _by_constituency(_supporters(given, slugs)) for rule, slugs in chosen.items()},
        "about": _about(given, chosen),
    }


def _outcomes(plan: Plan, given: Sequence[Given]) -> list[tuple[str, Outcome, Election]]:
    """(rule, what it funds, the choices by person). Where people shared out points, whoever gave an option any is its
    supporter for equal shares; the other rules count every point as a vote."""
    from throughline.analysis import budgets

    costs = {one.slug: one.cost for one in plan.options}
    by_person = budgets.collect(
        costs, [list(one.given) for one in given], plan.budget, groups=[one.constituency for one in given]
    )
    counted = by_person
    if plan.ballot != TICK:
        points = [sum(own.given.get(slug, 0) for own in given) for slug in costs]
        counted = budgets.collect(costs, [[slug] for slug in costs], plan.budget, counts=points)
    return [
        (EQUAL, _equal_shares(plan, by_person), by_person),
        (MOST, budgets.greedy(counted), by_person),
        (BEST, budgets.utilitarian(counted, satisfaction="number"), by_person),
    ]


def _equal_shares(plan: Plan, election: Election) -> Outcome:
    from throughline.analysis import budgets

    if plan.rest != FILL:
        return budgets.equal_shares(election, completion="none")
    try:
        return budgets.equal_shares(election)
    except ValueError:
        # Raising shares would take too many steps: what is left goes to what has most support.
        return budgets.equal_shares(election, completion="utilitarian")


def _outcome(plan: Plan, outcome: Outcome, election: Election) -> dict[str, Any]:
    from throughline.analysis import budgets

    return {
        "chosen": list(outcome.chosen),
        "cost": int(outcome.cost),
        "added": list(outcome.completed),
        "ties": [[list(tie.projects), tie.taken] for tie in outcome.ties],
        "claims": [[one.project, one.voters] for one in budgets.represent(election, outcome).claims],
        "rule": outcome.rule,
    }


def _supporters(given: Sequence[Given], slugs: Collection[str]) -> list[Given]:
    """Whoever would fund at least one of these."""
    return [one for one in given if not one.given.keys().isdisjoint(slugs)]


def _by_constituency(who: Sequence[Given]) -> dict[str, int]:
    counts = Counter(one.constituency for one in who)
    return {name: counts[name] for name in Constituency.values}


def _about(given: Sequence[Given], chosen: dict[str, list[str]]) -> list[dict[str, Any]]:
    """How many gave each answer about themselves, and how many of those have a funded option under each rule."""
    rows = []
    for question in sorted({question for one in given for question in one.about}):
        answers = Counter(one.about.get(question) or PREFER_NOT for one in given)
        covered = {
            rule: Counter(one.about.get(question) or PREFER_NOT for one in _supporters(given, slugs))
            for rule, slugs in chosen.items()
        }
        for answer in sorted(answers):
            own = {rule: counts[answer] for rule, counts in covered.items()}
            rows.append({"question": question, "answer": answer, "n": answers[answer], "covered": own})
    return rows
