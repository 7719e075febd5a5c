"""The only functions that change what people said, agreed to, or had decided about their words."""

from throughline.voices.actions.adding import add_words
from throughline.voices.actions.consent import change_consent, erase, withdraw
from throughline.voices.actions.drafts import discard_draft, save_draft
from throughline.voices.actions.hearing import note_listening
from throughline.voices.actions.holding import give_back, let_second_opinions_lapse, refuse_held, take
from throughline.voices.actions.moderation import Removal, decide, mark_read, reply_to_decision
from throughline.voices.actions.names import keep_names, keep_proposals
from throughline.voices.actions.receiving import Giver, Helped, Received, Words, receive
from throughline.voices.actions.recordings import (
    add_piece,
    approve_words,
    ask_for_words,
    ask_person,
    begin_recording,
    close_recording,
    discard_recording,
    keep_clean,
    keep_parts,
    keep_problem,
    keep_transcript,
)
from throughline.voices.actions.routing import keep_signposts, pass_on, say_done
from throughline.voices.actions.sent import check_recording, let_checks_end, take_recording, write_recording

__all__ = [
    "Giver",
    "Helped",
    "Received",
    "Removal",
    "Words",
    "add_piece",
    "add_words",
    "approve_words",
    "ask_for_words",
    "ask_person",
    "begin_recording",
    "change_consent",
    "check_recording",
    "close_recording",
    "decide",
    "discard_draft",
    "discard_recording",
    "erase",
    "give_back",
    "keep_clean",
    "keep_names",
    "keep_parts",
    "keep_problem",
    "keep_proposals",
    "keep_signposts",
    "keep_transcript",
    "let_checks_end",
    "let_second_opinions_lapse",
    "mark_read",
    "note_listening",
    "pass_on",
    "receive",
    "refuse_held",
    "reply_to_decision",
    "save_draft",
    "say_done",
    "take",
    "take_recording",
    "withdraw",
    "write_recording",
]
