"""The only functions that change a partnership."""

from throughline.envision.partnerships.actions.choosing import ask_for_order, choose
from throughline.envision.partnerships.actions.deciding import (
    FEWEST_GROUPS,
    keep_order,
    keep_short_list,
    keep_top,
    remove_order,
    write_follow_up,
)
from throughline.envision.partnerships.actions.gathering import (
    change_question,
    check_question,
    leave_out,
    put_under,
    set_aside,
    take_from,
    write_question,
)
from throughline.envision.partnerships.actions.setting_up import (
    add_member,
    copy_set_up,
    keep_protocol,
    lock,
    remove_member,
)

__all__ = [
    "FEWEST_GROUPS",
    "add_member",
    "ask_for_order",
    "change_question",
    "check_question",
    "choose",
    "copy_set_up",
    "keep_order",
    "keep_protocol",
    "keep_short_list",
    "keep_top",
    "leave_out",
    "lock",
    "put_under",
    "remove_member",
    "remove_order",
    "set_aside",
    "take_from",
    "write_follow_up",
    "write_question",
]
