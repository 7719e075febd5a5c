"""The only functions that change a choice experiment: its plan and design, places, choices, and asking for results."""

from throughline.envision.choices.actions.answers import begin, choose
from throughline.envision.choices.actions.asking import ask_for_analysis, ask_for_design, keep_design
from throughline.envision.choices.actions.planning import allow_pair, put_attribute, remove_attribute, rule_out_pair

__all__ = [
    "allow_pair",
    "ask_for_analysis",
    "ask_for_design",
    "begin",
    "choose",
    "keep_design",
    "put_attribute",
    "remove_attribute",
    "rule_out_pair",
]
