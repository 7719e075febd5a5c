"""The only functions that change a choice experiment: its plan, pictures and design, places, choices, results."""

from throughline.envision.choices.actions.answers import begin, choose
from throughline.envision.choices.actions.asking import ask_for_analysis, ask_for_design, keep_design
from throughline.envision.choices.actions.picturing import copy_pictures, put_picture, remove_picture
from throughline.envision.choices.actions.planning import allow_pair, put_attribute, remove_attribute, rule_out_pair

__all__ = [
    "allow_pair",
    "ask_for_analysis",
    "ask_for_design",
    "begin",
    "choose",
    "copy_pictures",
    "keep_design",
    "put_attribute",
    "put_picture",
    "remove_attribute",
    "remove_picture",
    "rule_out_pair",
]
