"""A conversation that goes on: votes are added as they come, and the map follows without beginning anew.

What is kept is enough to go on from: the votes in rows, the directions of the last map and its base clusters. A map
after few new votes needs few passes over the votes, as the directions have hardly moved; it has the components of a
map made anew. As on the platform, people once grouped stay so, and base clusters go on from where they were, so that
groups do not jump.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from throughline.analysis.opinions.exact import ExactMap, exact_map
from throughline.analysis.opinions.extending import extended

if TYPE_CHECKING:
    from throughline.analysis.opinions.votes import Votes


class Conversation:
    """Votes so far, and their exact map. votes: all that were added; the last of one person on a statement counts.

    moderated_out, meta: labels, as in `exact_map`; set them anew when moderators decide.
    """

    def __init__(self, votes: Votes, *, moderated_out: Iterable[Any] = (), meta: Iterable[Any] = ()) -> None:
        self.votes = votes
        self.moderated_out, self.meta = tuple(moderated_out), tuple(meta)
        self._last: ExactMap | None = None

    def add(self, participant: Any, statement: Any, vote: Any) -> None:
        """More votes, cast after those that are held: columns as in `Votes.from_columns`, and its errors."""
        self.votes = extended(self.votes, participant, statement, vote)

    def map(self) -> ExactMap:
        """The map of the votes so far."""
        self._last = exact_map(self.votes, moderated_out=self.moderated_out, meta=self.meta, previous=self._last)
        return self._last
