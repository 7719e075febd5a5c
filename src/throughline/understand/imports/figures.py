"""Small reads that pages need: what a count may show, and which values of a column are not clear by themselves."""

from __future__ import annotations

from throughline.analysis import disclosure
from throughline.programmes.models import Constituency
from throughline.understand.imports.mapping import Mapping
from throughline.understand.imports.reading import Table


def shown(count: int) -> str:
    """A count as anybody may see it."""
    return disclosure.protect_count(count).shown


def unclear_values(table: Table, mapping: Mapping, *, most: int, whatever_was_said: bool = False) -> list[str]:
    """What the column of constituencies says that is neither one of ours nor settled in the mapping.

    Args:
        most: so many values at most; a column with more says something else.
        whatever_was_said: also those that are settled already.

    Returns:
        The values in the order in which they appear. Empty cells are not among them: `Mapping.fixed` is for those.
    """
    column = mapping.columns.get("constituency")
    if not column:
        return []
    place = list(table.header).index(column)
    clear = {word.casefold() for value, label in Constituency.choices for word in (value, str(label))}
    if not whatever_was_said:
        clear |= {said.casefold() for said in mapping.values.get("constituency", {})}
    found: dict[str, None] = {}
    for row in table.rows():
        said = row.cells[place].strip() if row.problem is None else ""
        if said and said.casefold() not in clear and len(found) < most:
            found.setdefault(said)
    return list(found)
