"""The only functions that change a panel."""

from throughline.envision.delphi.actions.joining import Sent, invite, join
from throughline.envision.delphi.actions.rating import rate, suggest
from throughline.envision.delphi.actions.running import close_round, decide, open_next_round, remind, work_out
from throughline.envision.delphi.actions.setting_up import copy_set_up, keep_items, keep_settings, lock
from throughline.envision.delphi.actions.telling import remind_invited, remind_seat, tell_of_round

__all__ = [
    "Sent",
    "close_round",
    "copy_set_up",
    "decide",
    "invite",
    "join",
    "keep_items",
    "keep_settings",
    "lock",
    "open_next_round",
    "rate",
    "remind",
    "remind_invited",
    "remind_seat",
    "suggest",
    "tell_of_round",
    "work_out",
]
