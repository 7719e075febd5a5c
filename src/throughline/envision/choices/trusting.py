"""Whether the answers can be trusted: asked again, an easy task, and always the same side. Signs only: a person may
have a reason for any of them, and nobody is left out of the results for it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from throughline.analysis import disclosure
from throughline.envision.choices.design import Design
from throughline.envision.choices.given import Given, choice_data
from throughline.envision.choices.models import Choice


def signs(design: Design, given: Given) -> dict[str, Any]:
    """Each sign as it may be shown: [text, people it could be seen of]; and how often “again” would agree by chance."""
    same, asked, chance = _again(given)
    failed, tried = _easy(design, given)
    straight, could = _straight(design, given)
    return {
        "again": _shown(len(same), len(asked)),
        "chance": chance,
        "easy": _shown(len(failed), tried) if design.better is not None else [],
        "straight": _shown(len(straight), could),
    }


def doubtful(design: Design, given: Given) -> set[int]:
    """People who chose the worse option of the easy task, or always the same side."""
    return _easy(design, given)[0] | _straight(design, given)[0]


def _shown(part: int, whole: int) -> list[str]:
    share = disclosure.protect_share(part, whole)
    return [share.text, share.base.text]


def _again(given: Given) -> tuple[set[int], set[int], float]:
    """(who chose the same, who was asked twice, how likely that is by chance)."""
    first = {(one.person, one.task): one.chosen for one in given.of_kind(Choice.Kind.TASK)}
    second = {(one.person, one.task): one.chosen for one in given.of_kind(Choice.Kind.AGAIN)}
    both = [key for key in second if key in first]
    if not both:
        return set(), set(), 0.0
    before, after = (Counter(answers[key] for key in both) for answers in (first, second))
    chance = sum(before[option] * after[option] for option in before) / len(both) ** 2
    same = {person for person, task in both if first[person, task] == second[person, task]}
    return same, {person for person, _task in both}, chance


def _easy(design: Design, given: Given) -> tuple[set[int], int]:
    """(who chose what the other option beat in everything, how many answered); nobody where no task could show it."""
    if design.better is None:
        return set(), 0
    tried = {one.person: one.chosen for one in given.of_kind(Choice.Kind.TRY)}
    return {person for person, chosen in tried.items() if chosen == 1 - design.better}, len(tried)


def _straight(design: Design, given: Given) -> tuple[set[int], int]:
    """(who always chose the same where that is unlikely, of how many it could be seen)."""
    from throughline.analysis.choices.validity import straight_lines

    try:
        found = straight_lines(choice_data(design, given))
    except ValueError:
        return set(), 0
    return set(found.people), found.asked
