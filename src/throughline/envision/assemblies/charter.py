"""What a standing assembly promises: what can be raised, how issues are chosen, and how long each step may take.

Once published, a version is fixed with its fingerprint. A later version holds for issues that are raised after it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from throughline.analysis.disclosure.counts import SMALLEST_SHOWN

GROUPS = 3
FEW = SMALLEST_SHOWN
"""How many people make a group or region count: as many as may be shown, so that the page can say so."""


@dataclass(frozen=True)
class Terms:
    """What a team decides. `elsewhere`: where to turn with what cannot be raised here, as (name, how to reach it).
    `supporters`, `groups`, `regions`: what an issue needs to be chosen; `most`: how many of those fit one assembly.
    `decide_days`: within which the remit is decided; `gather_days`: how long support is gathered; `answer_days`: after
    an assembly, within which every issue is answered."""

    remit: str = ""
    not_here: str = ""
    elsewhere: tuple[tuple[str, str], ...] = ()
    supporters: int = 24
    groups: int = 2
    regions: int = 0
    most: int = 5
    decide_days: int = 10
    gather_days: int = 42
    answer_days: int = 28

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Terms:
        """Terms as they were kept; the usual ones for what is not there."""
        found = {field.name: kept[field.name] for field in fields(cls) if field.name in kept}
        found["elsewhere"] = tuple((name, how) for name, how in found.get("elsewhere", ()))
        return cls(**found)

    def kept(self) -> dict[str, Any]:
        """As JSON can hold them."""
        return asdict(self) | {"elsewhere": [list(one) for one in self.elsewhere]}

    @property
    def exact(self) -> str:
        """The terms as one text, the same for the same terms."""
        return json.dumps(self.kept(), sort_keys=True, ensure_ascii=False)

    @property
    def fingerprint(self) -> str:
        """SHA-256 over the exact text."""
        return hashlib.sha256(self.exact.encode()).hexdigest()

    @property
    def criteria(self) -> list[str]:
        """How issues are chosen, for anybody to read."""
        found = [_("An issue needs support from %(n)s people.") % {"n": self.supporters}]
        if self.groups:
            found.append(
                ngettext(
                    "They must come from at least %(n)s of the three groups, with %(few)s people or more from it.",
                    "They must come from at least %(n)s of the three groups, with %(few)s people or more from each.",
                    self.groups,
                )
                % {"n": self.groups, "few": FEW}
            )
        if self.regions:
            found.append(
                ngettext(
                    "They must come from at least %(n)s region, with %(few)s people or more from it.",
                    "They must come from at least %(n)s regions, with %(few)s people or more from each.",
                    self.regions,
                )
                % {"n": self.regions, "few": FEW}
            )
        return [*found, *self._order()]

    def _order(self) -> list[str]:
        return [
            ngettext(
                "%(n)s issue that meets this is brought to an assembly.",
                "Up to %(n)s issues that meet this are brought to an assembly.",
                self.most,
            )
            % {"n": self.most},
            _("If there are more, those from more groups come first. After that come those with more supporters."),
            _("An issue about harm or risk can be chosen too, even if few people raised it. The reason is public."),
            _("Every issue that is not chosen gets a reason in public."),
        ]


def problem(terms: Terms, *, regions: int) -> tuple[str, str] | None:
    """(field, what is wrong) where nobody could meet the criteria; None where they can be met.

    Args:
        regions: how many regions the programme has.
    """
    if terms.groups > GROUPS:
        return "groups", _("There are only three groups, so at most 3 can be asked for.")
    if terms.regions > regions:
        words = ngettext(
            "This programme has %(n)s region, so more cannot be asked for.",
            "This programme has %(n)s regions, so more cannot be asked for.",
            regions,
        )
        return "regions", words % {"n": regions}
    least = FEW * max(1, terms.groups, terms.regions)
    if terms.supporters < least:
        words = _("Ask for support from at least %(n)s people: %(few)s from each group or region that you ask for.")
        return "supporters", words % {"n": least, "few": FEW}
    return None
