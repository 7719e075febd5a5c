"""Consensus panels: Delphi rounds, judged by a definition that was fixed beforehand.

`collect` a round's ratings, fix a `Definition` (and publish its fingerprint), and let `delphi` work out everything:
statistics by constituency, verdicts by several rules, stability between rounds, who left, and what happened to each
item. `feedback` says what each panellist sees; `accord` fills the reporting checklist.
"""

from throughline.analysis.panels.attrition import Attrition, attrition
from throughline.analysis.panels.checklist import accord
from throughline.analysis.panels.definition import Definition
from throughline.analysis.panels.delphi import Delphi, delphi
from throughline.analysis.panels.feedback import feedback
from throughline.analysis.panels.rounds import Round, Scale, collect
from throughline.analysis.panels.rules import (
    Appropriateness,
    ContentValidity,
    Proportion,
    Rule,
    Spread,
    needed_for_validity,
    validity_ratio,
)
from throughline.analysis.panels.stability import Change, stability
from throughline.analysis.panels.statistics import ItemStatistics, item_statistics, majority_opinion

__all__ = [
    "Appropriateness",
    "Attrition",
    "Change",
    "ContentValidity",
    "Definition",
    "Delphi",
    "ItemStatistics",
    "Proportion",
    "Round",
    "Rule",
    "Scale",
    "Spread",
    "accord",
    "attrition",
    "collect",
    "delphi",
    "feedback",
    "item_statistics",
    "majority_opinion",
    "needed_for_validity",
    "stability",
    "validity_ratio",
]
