"""What changes a questionnaire, its waves and its answers."""

from throughline.understand.questionnaires.actions.answers import forget_erased, send_answers
from throughline.understand.questionnaires.actions.inviting import stop_inviting, tell
from throughline.understand.questionnaires.actions.questions import move_question, put_question, remove_question
from throughline.understand.questionnaires.actions.waves import drop_wave, end_wave, open_wave, plan_wave

__all__ = [
    "drop_wave",
    "end_wave",
    "forget_erased",
    "move_question",
    "open_wave",
    "plan_wave",
    "put_question",
    "remove_question",
    "send_answers",
    "stop_inviting",
    "tell",
]
