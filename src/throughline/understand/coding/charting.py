"""The framework matrix of what people agree on: codes by group, and in each cell the people behind it, protected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from throughline.analysis.disclosure import protect_counts
from throughline.language.coding.codebook import Codebook as Book
from throughline.language.coding.matrix import Passage, matrix
from throughline.understand.coding.queries.outcomes import Outcome

MOST_SOURCES = 8
"""Columns beyond these cannot be read; what came from elsewhere stands together in one more."""
ELSEWHERE = ""
EVERYBODY = ""


def charted(
    book: Book, outcomes: Sequence[Outcome], behind: Mapping[int, tuple[int, str]], groups: Sequence[str]
) -> dict[str, Any]:
    """Codes by group, as pages may show it. A person counts once a cell, whatever they said and how often.

    Args:
        book: whose codes are laid out.
        outcomes: what people agree on; where they differ nothing is counted.
        behind: the person and the group of each contribution.
        groups: keys of the groups, in the order to be shown.

    Returns:
        `rows`, each (key of the code, cells), first the one of everybody whose words are coded; and `notes`.
    """
    decided = [(one.codes, *behind[one.contribution_id]) for one in outcomes if _counts(one, behind)]
    columns = {code.key for code in book.given}
    passages = [
        Passage(group, code, str(person)) for codes, person, group in decided for code in sorted(codes & columns)
    ]
    laid = matrix(book, passages, groups)
    everybody = Counter(group for group, _person in {(group, person) for _codes, person, group in decided})
    counts = {EVERYBODY: {group: everybody[group] for group in groups}} if decided else {}
    for place, code in enumerate(laid.columns):
        people = {group: len(cells[place]) for group, cells in zip(laid.rows, laid.cells, strict=True)}
        if any(people.values()):
            counts[code] = people
    if not counts:
        return {"rows": [], "notes": []}
    # The codes overlap in people, so there are no totals.
    table = protect_counts(counts, margins="none")
    rows = [(code, [cell.text for cell in cells]) for code, cells in zip(table.rows, table.cells, strict=True)]
    return {"rows": rows, "notes": list(table.notes)}


def by_source(
    book: Book,
    outcomes: Sequence[Outcome],
    people: Mapping[int, tuple[int, str]],
    sources: Mapping[int, tuple[str, str]],
) -> dict[str, Any]:
    """As `charted`, by where the words came from; and `groups`, the names of the columns.

    Args:
        people: the person behind each contribution.
        sources: the key and the name of where each contribution came from.
    """
    frequent = Counter(sources[one.contribution_id] for one in outcomes if _counts(one, sources)).most_common()
    shown = [source for source, _times in sorted(frequent, key=lambda pair: (-pair[1], pair[0]))[:MOST_SOURCES]]
    keys = [key for key, _name in shown]
    behind = {
        pk: (people[pk][0], key if key in keys else ELSEWHERE) for pk, (key, _name) in sources.items() if pk in people
    }
    more = len(frequent) > MOST_SOURCES
    found = charted(book, outcomes, behind, [*keys, ELSEWHERE] if more else keys)
    return found | {"groups": [name for _key, name in shown] + ([_("Elsewhere")] if more else [])}


def _counts(one: Outcome, known: Mapping[int, Any]) -> bool:
    return one.codes is not None and one.contribution_id in known
