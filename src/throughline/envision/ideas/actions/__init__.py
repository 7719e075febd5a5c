"""The only functions that change ideas and what hangs on them."""

from throughline.envision.ideas.actions.asking import answer, ask
from throughline.envision.ideas.actions.commenting import comment
from throughline.envision.ideas.actions.deciding import end
from throughline.envision.ideas.actions.lineage import carry, merge, split, undo
from throughline.envision.ideas.actions.objecting import answer_objection, object_to
from throughline.envision.ideas.actions.suggesting import suggest
from throughline.envision.ideas.actions.supporting import support
from throughline.envision.ideas.actions.working import ask_again_if_changed, work_out

__all__ = [
    "answer",
    "answer_objection",
    "ask",
    "ask_again_if_changed",
    "carry",
    "comment",
    "end",
    "merge",
    "object_to",
    "split",
    "suggest",
    "support",
    "undo",
    "work_out",
]
