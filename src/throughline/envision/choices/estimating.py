"""What people's choices tell: weights, importance, trade-offs, groups, kinds of people, and whether to trust it.

Runs in a job, touches no database, and gives plain JSON. Numbers of people are protected here, before they are kept;
words are put to it by the pages, in the reader's language.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from throughline.analysis import disclosure
from throughline.analysis.disclosure.counts import SHARE_MIN_BASE, SMALLEST_SHOWN
from throughline.envision.choices import trusting
from throughline.envision.choices.design import Design
from throughline.envision.choices.given import NO_OPTION, Given, choice_data, levels_of
from throughline.programmes.models import Constituency
from throughline.voices.about import PREFER_NOT

if TYPE_CHECKING:
    from throughline.analysis.choices.data import ChoiceData
    from throughline.analysis.choices.latent import LatentClasses
    from throughline.analysis.choices.logit import Logit
    from throughline.analysis.choices.meaning import Weights

    Tell = Callable[[int, int, str], None]

FEWEST = 30
"""People from whom the errors by person that every range rests on may be worked out."""
FEWEST_FOR_CLASSES = 100
MOST_CLASSES = 3
CLASS_STARTS = 4
STEPS = 5
REASONS = {"separated": "separated", "told apart": "alike", "the same for all": "alike"}


def estimate(design: Design, given: Given, *, seed: int, tell: Tell | None = None) -> dict[str, Any]:
    """Everything that is shown of what people chose.

    Args:
        design: what they were asked.
        given: what they chose.
        seed: of what is random: draws of ranges, and where searches begin.
        tell: called with how far it is.

    Returns:
        JSON. Under “refused” why nothing is estimated, else "": “few” people; weights that are “alike” (cannot be told
        apart) or “separated” (one side was always chosen); or estimates that did not settle (“unsettled”), with the
        attributes to blame under “about”.
    """
    told = tell or _silent
    found: dict[str, Any] = {"refused": "", "about": [], "people": _people(given), "n": _shown(len(given.constituency))}
    told(1, STEPS, "checking the answers")
    if len(given.constituency) < FEWEST:
        return found | {"refused": "few"}
    found["validity"] = trusting.signs(design, given)
    try:
        data = choice_data(design, given)
        result = _fitted(data)
    except ValueError as why:
        return found | _refusal(design, str(why))
    told(2, STEPS, "what matters how much")
    found |= _whole(design, data, result, seed)
    told(3, STEPS, "by group")
    found |= {"groups": list(_groups(design, given, seed)), "difference": _difference(given, data)}
    found["without"] = _without(design, given, seed)
    told(4, STEPS, "people who weigh things differently")
    found["classes"] = _classes(design, data, result, seed)
    told(STEPS, STEPS, "done")
    return found


def _silent(done: int, total: int, note: str) -> None:
    """The progress of nobody in particular."""


def _people(given: Given) -> dict[str, str]:
    return _protected(Counter(given.constituency), Constituency.values)


def _protected(counts: Mapping[str, int], names: Sequence[str]) -> dict[str, str]:
    """How many people each group has, protected together."""
    table = disclosure.protect_counts({name: counts.get(name, 0) for name in names})
    return {name: table[name].text for name in names}


def _shown(people: int) -> str:
    return disclosure.protect_count(people).text


def _fitted(data: ChoiceData) -> Logit:
    from throughline.analysis.choices.logit import conditional_logit

    return conditional_logit(data)


def _refusal(design: Design, why: str) -> dict[str, Any]:
    """The library's reason, as a code, and which attributes it names."""
    reason = next((code for words, code in REASONS.items() if words in why), "unsettled")
    named = [one.slug for one in design.plan.attributes if re.search(rf"\b{re.escape(one.slug)}\b", why)]
    return {"refused": reason, "about": named}


def _whole(design: Design, data: ChoiceData, result: Logit, seed: int) -> dict[str, Any]:
    """Of everybody together."""
    from throughline.analysis.choices import reporting, validity
    from throughline.analysis.choices.meaning import importance, weights_of

    weights = weights_of(result)
    found = importance(weights, levels_of(design.plan), seed=seed)
    held = validity.held_out(data, _fitted, seed=seed)
    items = {item.asks: item.answer for item in reporting.checklist(data, result)}
    return {
        "columns": list(result.names),
        "weights": [[c.estimate, c.low, c.high] for c in result.coefficients],
        "covariance": result.covariance.tolist(),
        "importance": [[one.attribute, one.share, one.low, one.high] for one in found.attributes],
        "worths": [[w.attribute, w.level, w.estimate, w.low, w.high] for w in found.part_worths],
        "trades": _trades(design, weights, seed),
        "fit": {"rho2": result.fit.adjusted_rho2, "log_likelihood": result.fit.log_likelihood, "bic": result.fit.bic}
        | {"aic": result.fit.aic, "parameters": result.fit.parameters, "iterations": result.iterations}
        | {"hits": held.hit_rate.estimate, "chance": held.by_chance},
        "report": {key: items[asks] for _section, asks, key in reporting.ASKS if key in ("errors", "software")},
    }


def _importance(design: Design, weights: Weights, seed: int) -> list[list[Any]]:
    from throughline.analysis.choices.meaning import importance

    found = importance(weights, levels_of(design.plan), seed=seed)
    return [[one.attribute, one.share, one.low, one.high] for one in found.attributes]


def _trades(design: Design, weights: Weights, seed: int) -> dict[str, Any]:
    """What balances each change, in units of the first attribute that is counted and clearly matters."""
    from throughline.analysis.choices.meaning import trade_off

    for against in (one.slug for one in design.plan.attributes if one.unit):
        others = [name for name in weights.names if name not in (against, NO_OPTION)]
        try:
            found = [trade_off(weights, name, against, seed=seed) for name in others]
        except ValueError:
            continue  # its weight may as well be nothing, so nothing can be counted in it
        return {"against": against, "rows": [[one.of, one.estimate, one.low, one.high] for one in found]}
    return {"against": "", "rows": []}


Member = tuple[str, str, str, set[int]]
"""(question, "" of constituencies; answer; how many, as it may be shown; who)."""


def _members(given: Given) -> Iterator[Member]:
    """Every group: the constituencies, then those who gave the same answer about themselves."""
    shown = _people(given)
    for name in Constituency.values:
        yield "", name, shown[name], {n for n, own in enumerate(given.constituency) if own == name}
    for question in sorted({question for own in given.about for question in own}):
        answers = [own.get(question) or PREFER_NOT for own in given.about]
        names = sorted(set(answers))
        shown = _protected(Counter(answers), names)
        for name in names:
            if name != PREFER_NOT:
                yield question, name, shown[name], {n for n, answer in enumerate(answers) if answer == name}


def _safe(who: set[int], given: Given) -> bool:
    """Whether a group may be shown beside the whole: it is large enough, and so is whoever is not in it."""
    others = len(given.constituency) - len(who)
    return len(who) >= SHARE_MIN_BASE and (others == 0 or others >= SMALLEST_SHOWN)


def _groups(design: Design, given: Given, seed: int) -> Iterator[dict[str, Any]]:
    """Importance in each group by itself; without figures where it is too small or its choices do not tell."""
    for question, answer, n, who in _members(given):
        why: str = "few" if who else "nobody"
        found: list[list[Any]] = []
        if n != disclosure.counts.HIDDEN and _safe(who, given):
            why, found = _of_group(design, given, who, seed)
        if found or not question:
            yield {"question": question, "answer": answer, "n": n, "why": why, "importance": found}


def _of_group(design: Design, given: Given, who: set[int], seed: int) -> tuple[str, list[list[Any]]]:
    """(why there are no figures, or ""; importance)."""
    from throughline.analysis.choices.meaning import weights_of

    try:
        result = _fitted(choice_data(design, given, who.__contains__))
    except ValueError:
        return "unclear", []
    if len(who) <= len(result.names):
        return "few", []
    return "", _importance(design, weights_of(result), seed)


def _difference(given: Given, data: ChoiceData) -> dict[str, Any]:
    """Whether constituencies clearly weigh things differently: p of the test, None where it cannot be made."""
    from throughline.analysis.choices.groups import group_differences

    counts = Counter(given.constituency)
    large = [name for name in Constituency.values if counts[name] >= max(SHARE_MIN_BASE, len(data.names) + 1)]
    if len(large) < 2:
        return {"p": None, "between": []}
    own = data.about["constituency"]
    try:
        found = group_differences(data.keep(_is_in(own[data.person], large)), "constituency")
    except ValueError:
        return {"p": None, "between": []}
    return {"p": found.p, "between": large}


def _is_in(values: Any, names: list[str]) -> Any:
    import numpy as np

    return np.isin(values, names)


def _without(design: Design, given: Given, seed: int) -> list[list[Any]]:
    """Importance without people whose answers show a sign of not being meant; [] where too few do, or are left."""
    from throughline.analysis.choices.meaning import weights_of

    doubtful = trusting.doubtful(design, given)
    if len(doubtful) < SMALLEST_SHOWN or len(given.constituency) - len(doubtful) < FEWEST:
        return []
    try:
        result = _fitted(choice_data(design, given, lambda person: person not in doubtful))
    except ValueError:
        return []
    return _importance(design, weights_of(result), seed)


def _classes(design: Design, data: ChoiceData, result: Logit, seed: int) -> dict[str, Any]:
    """Kinds of people, where two or three tell the choices better than one (by BIC) and each is large enough."""
    from throughline.analysis.choices.latent import latent_classes

    people = len(data.people)
    if people < FEWEST_FOR_CLASSES:
        return {"why": "few", "found": []}
    best: LatentClasses | None = None
    for number in range(2, MOST_CLASSES + 1):
        try:
            tried = latent_classes(data, number, starts=CLASS_STARTS, seed=seed)
        except ValueError:
            break
        large = min(tried.shares) * people >= SHARE_MIN_BASE
        if large and tried.fit.bic < (best or result).fit.bic:
            best = tried
    if best is None:
        return {"why": "alike", "found": []}
    return {"why": "", "certainty": best.certainty, "bic": best.fit.bic, "found": _kinds(design, best, seed)}


def _kinds(design: Design, found: LatentClasses, seed: int) -> list[dict[str, Any]]:
    from throughline.analysis.choices.meaning import weights_of
    from throughline.analysis.intervals import z_value

    z = z_value(0.95)
    return [
        {
            "share": share,
            "low": max(0.0, share - z * error),
            "high": min(1.0, share + z * error),
            "importance": _importance(design, weights_of(found, of_class=q), seed),
        }
        for q, (share, error) in enumerate(zip(found.shares, found.share_errors, strict=True), start=1)
    ]
