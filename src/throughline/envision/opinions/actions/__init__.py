"""The only functions that change statements and votes."""

from throughline.envision.opinions.actions.importing import bring_in
from throughline.envision.opinions.actions.refreshing import ask_again_if_changed, look_again, nudge, refresh
from throughline.envision.opinions.actions.stating import add_statement, seed, take_out
from throughline.envision.opinions.actions.voting import vote

__all__ = [
    "add_statement",
    "ask_again_if_changed",
    "bring_in",
    "look_again",
    "nudge",
    "refresh",
    "seed",
    "take_out",
    "vote",
]
