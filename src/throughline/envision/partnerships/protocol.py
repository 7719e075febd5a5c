"""What a partnership decides before anybody is asked to choose: its scope, its adviser and its rules.

Source: James Lind Alliance Guidebook (jla.nihr.ac.uk): a steering group of all sides with a neutral adviser; a protocol
that is public; the interim survey, in which people choose the ten that matter most to them, with scores kept apart for
each group and combined by position; a short list of about 25 to 30; a workshop in small groups by an adapted nominal
group technique. Where what matters to one group would drop out, it suggests a short list of each group's own first ten
(“Collating and scoring interim priorities”), which is the other rule here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughline.analysis.disclosure.counts import SMALLEST_SHOWN

COMBINED, EACH = "combined", "each"
RULES = {
    COMBINED: gettext_lazy("The first questions of the order in which every group counts the same"),
    EACH: gettext_lazy("The first questions of each group by itself, so that no group’s own are lost"),
}
TOP = 10
FEWEST_QUESTIONS, MOST_QUESTIONS = 2, 100
LEAST_CHOSEN, MOST_CHOSEN = 3, 10
LEAST_SHORT, MOST_SHORT = 5, 40


@dataclass(frozen=True)
class Protocol:
    """`adviser`: who is neutral, and `adviser_from`, where they come from. `gathering`: how questions are gathered.
    `decides`: how the steering group decides. `most`: how many questions one person may choose. `rule`: how the short
    list begins, with so many questions (`size`) of the combined order, or `size` of each group's own. `agreed_on`: the
    day on which the steering group agreed to all this, as ISO date."""

    scope: str = ""
    out_of_scope: str = ""
    gathering: str = ""
    decides: str = ""
    adviser: str = ""
    adviser_from: str = ""
    most: int = 10
    rule: str = COMBINED
    size: int = 25
    agreed_on: str = ""

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Protocol:
        """A protocol as it was kept; the usual choices for what is not there."""
        return cls(**{field.name: kept[field.name] for field in fields(cls) if field.name in kept})

    def kept(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def exact(self) -> str:
        """Every line of it, in a fixed order and language, so that its fingerprint can be checked by anybody."""
        return "\n".join(f"{name}: {value}" for name, value in sorted(self.kept().items()))

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(self.exact.encode()).hexdigest()

    @property
    def missing(self) -> list[str]:
        """What has to be written before it can be locked."""
        said = {
            "scope": _("Say what the partnership is about."),
            "out_of_scope": _("Say what is out of scope."),
            "gathering": _("Say how questions are gathered."),
            "decides": _("Say how the steering group decides."),
            "adviser": _("Name a neutral adviser."),
            "agreed_on": _("Say on which day the steering group agreed to this."),
        }
        return [words for name, words in said.items() if not getattr(self, name)]

    @property
    def sentences(self) -> list[str]:
        """The rules of choosing, for anybody to read."""
        short = _("The short list begins with the first %(size)s questions of the order of all groups.")
        if self.rule == EACH:
            short = _("The short list begins with the first %(size)s questions of each group.")
        return [
            _("Each person chooses up to %(most)s questions that matter most to them.") % {"most": self.most},
            _(
                "For each group by itself, questions are put in order by how many people of the group chose them. The "
                "first gets as many points as there are questions, the last gets 1. Equal questions share their points."
            ),
            _(
                "The points of the groups are added up. So each group counts the same, however many people it has, and "
                "no group drowns another."
            ),
            _(
                "A group of fewer than %(least)s people gets no order of its own, so that nobody’s choice shows. The "
                "steering group looks at what such a group could lose."
            )
            % {"least": SMALLEST_SHOWN},
            short % {"size": self.size},
            _("Where the steering group departs from this, it says why in public."),
            _(
                "In a workshop, small groups with people of all sides put the short list in order. Places are added "
                "up, and the lowest sum comes first. Then everybody together agrees on the final order."
            ),
        ]
