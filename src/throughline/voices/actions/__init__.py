"""The only functions that change what people said, agreed to, or had decided about their words."""

from throughline.voices.actions.consent import change_consent, erase, withdraw
from throughline.voices.actions.drafts import discard_draft, save_draft
from throughline.voices.actions.moderation import Removal, decide, mark_read, reply_to_decision
from throughline.voices.actions.receiving import Giver, Helped, Received, Words, receive
from throughline.voices.actions.recordings import (
    add_piece,
    approve_words,
    ask_for_words,
    begin_recording,
    close_recording,
    discard_recording,
    keep_parts,
    keep_problem,
    keep_transcript,
)

__all__ = [
    "Giver",
    "Helped",
    "Received",
    "Removal",
    "Words",
    "add_piece",
    "approve_words",
    "ask_for_words",
    "begin_recording",
    "change_consent",
    "close_recording",
    "decide",
    "discard_draft",
    "discard_recording",
    "erase",
    "keep_parts",
    "keep_problem",
    "keep_transcript",
    "mark_read",
    "receive",
    "reply_to_decision",
    "save_draft",
    "withdraw",
]
