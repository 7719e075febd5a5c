"""The only functions that change a standing assembly."""

from throughline.envision.assemblies.actions.answering import answer, names, report
from throughline.envision.assemblies.actions.assembling import Choice, confirm_list, work_out
from throughline.envision.assemblies.actions.deciding import decide_remit
from throughline.envision.assemblies.actions.raising import (
    answer_team,
    let_it_stay,
    object_to_joining,
    raise_issue,
    tell_more,
)
from throughline.envision.assemblies.actions.setting_up import (
    Meeting,
    copy_terms,
    plan_assembly,
    publish_terms,
    set_up,
)
from throughline.envision.assemblies.actions.supporting import add_detail, support
from throughline.envision.assemblies.actions.telling import (
    concerned,
    tell_of_answer,
    tell_of_decision,
    tell_of_list,
)

__all__ = [
    "Choice",
    "Meeting",
    "add_detail",
    "answer",
    "answer_team",
    "concerned",
    "confirm_list",
    "copy_terms",
    "decide_remit",
    "let_it_stay",
    "names",
    "object_to_joining",
    "plan_assembly",
    "publish_terms",
    "raise_issue",
    "report",
    "set_up",
    "support",
    "tell_more",
    "tell_of_answer",
    "tell_of_decision",
    "tell_of_list",
    "work_out",
]
