"""The only functions that change options and choices."""

from throughline.envision.pairs.actions.choosing import choose
from throughline.envision.pairs.actions.offering import add_idea, copy_options, offer, take_out
from throughline.envision.pairs.actions.working import ask_again_if_changed, work_out

__all__ = ["add_idea", "ask_again_if_changed", "choose", "copy_options", "offer", "take_out", "work_out"]
