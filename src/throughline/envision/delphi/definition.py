"""How a panel decides: the settings of its team, in plain words, and as the analysis takes them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

if TYPE_CHECKING:
    from throughline.analysis.panels import Definition, Scale

RULES = {
    "proportion": gettext_lazy("Shares: enough people for it, few against"),
    "ipras": gettext_lazy("RAND/UCLA: the middle rating, and a measure of spread (IPRAS)"),
    "classic": gettext_lazy("RAND/UCLA classic: the middle rating, and few ratings at the other end"),
}
BEHIND = {
    "never": gettext_lazy("Never"),
    "closed": gettext_lazy("When the round has closed, and no other is open"),
    "always": gettext_lazy("As soon as the reason is shown, also while people rate"),
}
"""When others see which group a reason came from."""
SCALES = {"nine": (1, 9, 3, 7), "five": (1, 5, 2, 4)}
"""name → lowest, highest, highest that is against, lowest that is in favour."""


@dataclass(frozen=True)
class Settings:
    """What the team decides before the first round. `open_link`: whether anybody may join, or invited people only;
    `behind`: when others see which group a reason came from."""

    rule: str = "proportion"
    favour: int = 70
    against: int = 15
    each_group: bool = False
    scale: str = "nine"
    low_label: str = "Not important"
    high_label: str = "Very important"
    rounds: int = 3
    stable: bool = True
    fewest: int = 5
    suggest: bool = True
    behind: str = "closed"
    open_link: bool = False

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Settings:
        """Settings as they were kept; the usual ones for what is not there."""
        chosen = {field.name: kept[field.name] for field in fields(cls) if field.name in kept}
        if "masked" in kept and "behind" not in kept:  # as it was kept before there were three choices
            chosen["behind"] = "closed" if kept["masked"] else "always"
        return cls(**chosen)

    def kept(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def low(self) -> int:
        return SCALES[self.scale][0]

    @property
    def high(self) -> int:
        return SCALES[self.scale][1]

    @property
    def bands(self) -> tuple[str, str]:
        """The numbers against and in favour, such as “1 to 3” and “7 to 9”."""
        low, high, against, favour = SCALES[self.scale]
        said = _("%(first)s to %(last)s")
        return said % {"first": low, "last": against}, said % {"first": favour, "last": high}

    @property
    def who_sees(self) -> str:
        """Whether others see which group a reason came from, for whoever thinks of joining."""
        return {
            "never": _("Nobody in the panel sees which group a reason came from."),
            "closed": _("Others see which group a reason came from only when no round is open."),
            "always": _("Others see which group a reason came from."),
        }[self.behind]

    @property
    def sentences(self) -> list[str]:
        """The definition of agreement and of the end, for anybody to read."""
        against, favour = self.bands
        words = {"against": against, "favour": favour, "yes": self.favour, "no": self.against}
        said = {
            "proportion": _(
                "The panel agrees on a statement when at least %(yes)s%% rate it %(favour)s, and fewer than %(no)s%% "
                "rate it %(against)s. It agrees to leave it out when it is the other way round."
            ),
            "ipras": _(
                "The panel agrees on a statement when the middle rating is %(favour)s and people do not disagree. It "
                "agrees to leave it out when the middle rating is %(against)s and people do not disagree. "
                "Disagreement is measured by how far ratings lie apart (the RAND/UCLA rule, IPRAS)."
            ),
            "classic": _(
                "The panel agrees on a statement when the middle rating is %(favour)s and people do not disagree. It "
                "agrees to leave it out when the middle rating is %(against)s and people do not disagree. "
                "People disagree when about a third or more rate at each end (the classic RAND/UCLA rule)."
            ),
        }[self.rule] % words
        return [said, self._whose(), *self._ends()]

    def _whose(self) -> str:
        if self.each_group:
            return _("Each group must come to this by itself.")
        return _("All people count together. Each group is shown beside them.")

    def _ends(self) -> list[str]:
        found = []
        if self.stable:
            found.append(_("A statement is settled once ratings have also stopped moving (less than 15% change)."))
        found.append(
            ngettext(
                "A statement needs at least %(n)s rating.", "A statement needs at least %(n)s ratings.", self.fewest
            )
            % {"n": self.fewest}
        )
        found.append(
            _("A settled statement is not asked again. The panel stops when all are settled, or after round %(n)s.")
            % {"n": self.rounds}
        )
        return found


def scale_of(settings: Settings) -> Scale:
    """The scale, as the analysis takes it."""
    from throughline.analysis.panels import Scale

    return Scale(*SCALES[settings.scale])


def definition_of(settings: Settings, *, dated: str) -> Definition:
    """The definition, as the analysis takes it.

    Raises:
        ValueError: the settings do not fit together.
    """
    from throughline.analysis.panels import Appropriateness, Definition, Proportion
    from throughline.analysis.panels.rules import Rule

    where: Any = "each group" if settings.each_group else "everybody"
    rule: Rule
    if settings.rule == "proportion":
        from fractions import Fraction

        rule = Proportion(
            where=where, favour_at_least=Fraction(settings.favour), against_below=Fraction(settings.against)
        )
    else:
        how: Any = settings.rule
        rule = Appropriateness(where=where, disagreement=how)
    if not rule.fits(scale_of(settings)):
        raise ValueError("the rule is not defined on this scale")
    return Definition(
        rule=rule,
        scale=scale_of(settings),
        needs_stability=settings.stable,
        rounds=settings.rounds,
        fewest=settings.fewest,
        dated=dated,
    )
